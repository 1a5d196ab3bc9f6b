"""Rules of the atlas: areas for rates, circles for counts, grey for what is missing, light messages."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from observatory import maps, palette, queries
from observatory.charts import CHARTS
from observatory.charts.scene import country
from observatory.choices import levels_of
from observatory.database import Database
from observatory.maps import Shapes
from observatory.model import Indicator, Kind, Level
from observatory.ui import chart_frame

SHAPES = Shapes("contours/v/region.json", None, (), (-5.0, 41.0, 10.0, 51.0))
LARGEST_MESSAGE = 30_000


def frame(*rows: tuple[str, float | None, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["code", "value", "status"])
    return table.assign(name=table["code"], longitude=2.0, latitude=46.0)


VALUES = frame(
    ("11", 7.1, "observed"),
    ("53", 14.3, "observed"),
    ("28", 0.0, "observed"),
    ("06", None, "not_available"),
    ("04", None, "not_applicable"),
    ("02", None, "secret"),
)


def by_name(figure: object) -> dict[str, list[str]]:
    return {t.name: list(t.locations) for t in figure.data if t.type == "choropleth" and t.name}  # type: ignore[attr-defined]


def circles_of(figure: Any) -> list[Any]:
    """The circles of a count map, without those of its legend."""
    return [t for t in figure.data if t.type == "scattergeo" and t.mode == "markers"]


def test_what_is_missing_is_in_a_trace_of_its_own_with_its_words(share: Indicator) -> None:
    traces = by_name(maps.rate_map(VALUES, share, SHAPES).to_plotly())

    assert traces["Non disponible"] == ["06"]
    assert traces["Sans objet"] == ["04"]
    assert traces["Secret statistique"] == ["02"]


def test_a_missing_value_is_in_no_class_and_a_zero_is(share: Indicator) -> None:
    figure = maps.rate_map(VALUES, share, SHAPES).to_plotly()
    classes = [t for t in figure.data if t.type == "choropleth" and t.name and " à " in t.name]
    drawn = [code for t in classes for code in t.locations]

    assert sorted(drawn) == ["11", "28", "53"]
    assert sorted(value for t in classes for value in t.customdata) == [0.0, 7.1, 14.3]


def test_classes_are_named_by_their_bounds_from_light_to_dark(share: Indicator) -> None:
    values = frame(*((f"{i:02}", 5.0 + i, "observed") for i in range(20)))
    classes = [t for t in maps.rate_map(values, share, SHAPES).to_plotly().data if t.name and " à " in t.name]

    assert [t.colorscale[0][1] for t in classes] == list(palette.SEQUENCE)
    bounds = [t.name.split(" à ") for t in classes]
    assert all(bounds[i][1] == bounds[i + 1][0] for i in range(len(bounds) - 1))
    assert all(t.showlegend for t in classes)


def test_a_count_is_never_drawn_as_coloured_areas(posts: Indicator) -> None:
    figure = maps.count_map(VALUES, posts, SHAPES).to_plotly()
    areas = [t for t in figure.data if t.type == "choropleth"]

    assert all(len({color for _, color in t.colorscale}) == 1 for t in areas)  # one colour an area, no scale
    assert {t.colorscale[0][1] for t in areas} <= {
        palette.LAND,
        palette.NOT_AVAILABLE,
        palette.NOT_APPLICABLE,
        palette.FRAME,
    }
    assert not any(t.showscale for t in areas)
    assert circles_of(figure)


def test_the_area_of_a_circle_grows_with_the_count(posts: Indicator) -> None:
    figure = maps.count_map(frame(("a", 100.0, "observed"), ("b", 25.0, "observed")), posts, SHAPES).to_plotly()
    large, small = circles_of(figure)[0].marker.size
    assert (large / small) ** 2 == pytest.approx(4, rel=0.02)


def test_a_true_zero_is_land_named_0_and_a_missing_value_is_not(posts: Indicator) -> None:
    figure = maps.count_map(VALUES, posts, SHAPES).to_plotly()
    areas = by_name(figure)

    assert areas["0"] == ["28"]
    assert areas["Non disponible"] == ["06"]
    assert len(circles_of(figure)[0].lon) == 2  # the two counts above zero, and nothing else


def test_the_chosen_territory_is_outlined_and_nothing_else_is(share: Indicator) -> None:
    figure = maps.rate_map(VALUES, share, SHAPES, selected="53").to_plotly()
    outlined = [t for t in figure.data if t.type == "choropleth" and t.marker.line.color == palette.MARK]

    assert [list(t.locations) for t in outlined] == [["53"]]
    assert len(maps.rate_map(VALUES, share, SHAPES, selected="99").data) == len(figure.data) - 1


def test_a_level_without_value_is_all_missing(share: Indicator) -> None:
    traces = by_name(maps.rate_map(frame(("06", None, "not_available")), share, SHAPES).to_plotly())

    assert traces == {"Non disponible": ["06"]}


def views(observatory: Database) -> list[dict[str, str]]:
    return [
        {"indicateur": indicator.indicator_id, "niveau": str(level), "annee": period}
        for indicator in queries.indicators(observatory).values()
        for level in levels_of(indicator)
        for period in queries.periods(observatory, indicator.indicator_id, level)
    ]


def test_every_map_is_a_light_message_and_follows_the_rules(observatory: Database) -> None:
    """Every indicator × level × year: at most 30 kB, areas coloured for rates only, every territory drawn once."""
    heavy, wrong = {}, []
    for view in views(observatory):
        chart = CHARTS["carte"](observatory, view)
        size = len(json.dumps(chart_frame.payload(chart)))  # as Streamlit writes it
        if size > LARGEST_MESSAGE:
            heavy[tuple(view.values())] = size
        indicator = queries.indicators(observatory)[view["indicateur"]]
        scaled = [t for t in chart.figure.to_plotly().data if t.type == "choropleth" and t.name and " à " in t.name]
        if bool(scaled) != (indicator.kind is Kind.RATE):
            wrong.append(view)
    assert not heavy
    assert not wrong


def test_every_territory_of_a_rate_is_drawn_once(observatory: Database) -> None:
    for level in (Level.REGION, Level.DEPARTEMENT, Level.EPCI):
        chart = CHARTS["carte"](observatory, {"indicateur": "part_population_qpv", "niveau": str(level)})
        drawn = [code for codes in by_name(chart.figure.to_plotly()).values() for code in codes]
        shapes = [code for code, *_ in queries.contours(observatory, level)]
        assert sorted(drawn) == sorted(shapes)


def test_mayotte_is_grey_on_the_map_of_the_share(observatory: Database) -> None:
    chart = CHARTS["carte"](observatory, {"niveau": "departement"})

    assert by_name(chart.figure.to_plotly())["Non disponible"] == ["976"]
    assert "Non disponible\u202f: Mayotte." in chart.plain


def test_shapes_travel_by_address_only(observatory: Database) -> None:
    chart = CHARTS["carte"](observatory, {"niveau": "epci", "indicateur": "part_population_qpv"})
    text = json.dumps(chart.figure.to_json())

    assert f"contours/{observatory.version[:12]}/epci.json" in text
    assert "coordinates" not in text


def test_the_region_of_the_reader_can_be_seen_up_close(observatory: Database) -> None:
    chart = CHARTS["carte"](observatory, {"niveau": "departement", "territoire": "departement-35", "cadre": "region"})

    assert sorted(row[1] for row in chart.table.rows) == ["22", "29", "35", "56"]
    assert chart.parameters["cadre"] == "region"
    assert "Bretagne" in chart.subtitle
    assert "bretagne" in chart.file_name


def test_a_map_without_the_frame_of_the_petite_couronne_does_not_outline_what_it_holds(observatory: Database) -> None:
    framed = {"75", "92", "93", "94"}

    assert not framed & set(country(observatory, Level.EPCI).shapes.outline_codes)
    assert len(country(observatory, Level.EPCI).shapes.outline_codes) == 101 - 4
    assert framed <= set(country(observatory, Level.DEPARTEMENT).codes)
