"""Figures carry their words, and draw neither zeros nor lines that do not exist."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import observatory
from observatory import figures
from observatory.charts import CHARTS, OF_PARTS, Chart
from observatory.database import Database
from observatory.figure import Figure
from observatory.figures.over_time import value_axis
from observatory.model import Break, Indicator, Series

ASSETS = Path(observatory.__file__).parent / "ui" / "assets"
# charts of one neighbourhood want its code in the address: they have tests of their own
OF_ANY_PLACE = [name for name in CHARTS if not name.endswith("-qpv")]
PARAMETERS = {
    "carte": {"niveau": "departement", "annee": "2015", "territoire": "region-53"},
    "classement": {"niveau": "departement", "territoire": "departement-48"},
    "repartition": {"niveau": "departement", "territoire": "departement-48"},
    "evolution": {"territoire": "region-53"},
    "comparaison": {"territoire": "departement-976"},
    **{name: {"indicateur": "effectifs_ess", "territoire": "region-53"} for name in OF_PARTS},
}


@pytest.fixture
def drawn(observatory: Database, with_parts: Database) -> Callable[[str], Chart]:
    """Draw a chart by its name, from the database that has what it shows."""
    return lambda name: CHARTS[name](with_parts if name in OF_PARTS else observatory, PARAMETERS.get(name, {}))


def source_of(layout: dict[str, Any]) -> str:
    return next(a["text"] for a in layout["annotations"] if a.get("name") == "source")


def test_dressing_writes_title_subtitle_and_source_inside() -> None:
    layout = figures.dress(Figure(), "Titre", "en %", ["Source : Insee.", "Géographie 2016."]).layout

    assert layout["title"]["text"] == "Titre"
    assert layout["title"]["subtitle"]["text"] == "en %"
    assert source_of(layout) == "Source : Insee.<br>Géographie 2016."
    assert layout["separators"] == ",\u202f"


@pytest.mark.parametrize("name", OF_ANY_PLACE)
def test_every_chart_holds_its_title_subtitle_source_and_sentence(drawn: Callable[[str], Chart], name: str) -> None:
    chart = drawn(name)
    layout = chart.figure.layout

    assert chart.title
    assert chart.subtitle
    assert layout["title"]["text"] == chart.title
    assert layout["title"]["subtitle"]["text"] == chart.subtitle
    assert source_of(layout).startswith("Source")
    assert "Extraction du" in source_of(layout)
    assert "éographie" in source_of(layout)
    assert chart.plain.endswith(".")
    assert chart.table.rows
    assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)


@pytest.mark.parametrize("name", OF_ANY_PLACE)
def test_the_figure_a_chart_sends_is_plain_json(drawn: Callable[[str], Chart], name: str) -> None:
    text = json.dumps(drawn(name).figure.to_json(), allow_nan=False)

    assert "NaN" not in text


@pytest.mark.parametrize("name", OF_ANY_PLACE)
def test_the_figure_a_chart_sends_is_one_that_plotly_knows(drawn: Callable[[str], Chart], name: str) -> None:
    assert drawn(name).figure.to_plotly().layout.title.text


@pytest.mark.parametrize("name", OF_ANY_PLACE)
def test_the_library_served_knows_the_traces_of_every_chart(drawn: Callable[[str], Chart], name: str) -> None:
    entry = (ASSETS / "plotly" / "entry.js").read_text(encoding="utf-8")
    used = {layer["type"] for layer in drawn(name).figure.data}

    assert [kind for kind in used if kind != "scatter" and f"lib/{kind}'" not in entry] == []


def test_the_generation_of_the_priority_neighbourhoods_is_in_the_foot(observatory: Database) -> None:
    chart = CHARTS["carte"](observatory, {"indicateur": "population_qpv"})

    assert "quartiers prioritaires de génération 2015" in " ".join(chart.foot)


def test_a_bar_without_value_says_why(share: Indicator) -> None:
    figure = figures.bars(
        ["Mayotte", "France"], [None, 10.5], ["#000", "#000"], ["non disponible", "10,5 %"], share
    ).to_plotly()
    bar = figure.data[0]

    assert bar.text[0] == "non disponible"
    assert bar.customdata[0] == "<b>Mayotte</b><br>non disponible"


def test_a_reference_leaves_out_the_row_whose_written_value_it_would_cross(share: Indicator) -> None:
    figure = figures.bars(
        ["A", "B", "C", "D"], [14.0, 10.4, 9.9, 5.0], ["#000"] * 4, ["14,0 %", "10,4 %", "9,9 %", "5,0 %"], share
    )
    figures.mark_value(figure, "France : 10,3 %", 10.3, "#6b7280")

    # rows are quarters of the height; 9,9 % would be crossed, 10,4 % begins after the line
    drawn = [(shape["y0"], shape["y1"]) for shape in figure.layout["shapes"]]
    assert drawn == [(0.5, 1.0), (0.0, 0.25)]
    assert {shape["x0"] for shape in figure.layout["shapes"]} == {10.3}


def test_a_mark_on_a_spread_is_one_line(share: Indicator) -> None:
    figure = figures.distribution(pd.Series([1.0, 2.0, 3.0]), share, [("France", 2.0, "#6b7280")], "régions")

    assert [(shape["y0"], shape["y1"]) for shape in figure.layout["shapes"]] == [(0.0, 1.0)]


def test_mayotte_beside_its_references_is_said_not_available(observatory: Database) -> None:
    chart = CHARTS["comparaison"](observatory, {"indicateur": "part_ess_emploi", "territoire": "departement-976"})
    mayotte = chart.table.rows[0]

    assert "non disponible" in chart.figure.to_plotly().data[0].text[0]
    assert None in mayotte
    assert "non disponible" in mayotte


def test_a_ranking_counts_the_territories_it_leaves_out(observatory: Database) -> None:
    chart = CHARTS["classement"](observatory, {"niveau": "departement", "territoire": "departement-48"})
    names = list(chart.figure.to_plotly().layout.yaxis.ticktext)

    assert names[0] == "1. Lozère"
    assert "…" in names
    shown = [name for name in names if name != "…"]
    hidden = chart.figure.to_plotly().data[0].text[names.index("…")]
    assert int(hidden.split()[0]) + len(shown) == 100
    assert not any("Mayotte" in name for name in names)


def test_a_missing_year_is_a_hole_and_not_a_zero(share: Indicator) -> None:
    figure = figures.evolution(
        [("Bretagne", [("2013", 1.0), ("2014", None), ("2015", 3.0)], "#000", 3.0)], share
    ).to_plotly()
    line = figure.data[0]

    assert list(line.y) == [1.0, None, 3.0]
    assert line.connectgaps is False


def test_a_break_is_drawn_and_cuts_the_line(share: Indicator) -> None:
    breaks = (Break("2015", "2018", "Flores remplace Clap."),)

    figure = figures.evolution(
        [("Bretagne", [("2014", 1.0), ("2015", 2.0), ("2018", 3.0)], "#000", 3.0)], share, breaks
    ).to_plotly()

    assert list(figure.data[0].y) == [1.0, 2.0, None, 3.0]
    assert [(s.x0, s.line.dash) for s in figure.layout.shapes] == [(2016.5, "dot")]
    assert "rupture de série" in [a.text for a in figure.layout.annotations]


def test_points_that_are_not_a_series_are_not_joined(share: Indicator) -> None:
    points = dataclasses.replace(share, series=Series.POINTS)
    lines = [("France", [("2015", 541.0), ("2020", 1060.0)], "#000", 3.0)]

    assert figures.evolution(lines, points).to_plotly().data[0].mode == "markers"
    assert figures.evolution(lines, share).to_plotly().data[0].mode == "lines+markers"


def test_names_at_the_end_of_lines_do_not_overlap(share: Indicator) -> None:
    lines = [(name, [("2015", value)], "#000", 2.0) for name, value in (("A", 10.0), ("B", 10.1), ("C", 10.2))]

    labels = [a for a in figures.evolution(lines, share).to_plotly().layout.annotations if a.name == "label"]
    heights = sorted(a.y / 10.2 * 250 + a.yshift for a in labels)

    assert all(high - low >= 14.9 for low, high in pairwise(heights))


def test_an_empty_evolution_is_drawn_empty(share: Indicator) -> None:
    assert figures.evolution([], share).to_plotly().data == ()


def test_an_empty_cell_of_the_matrix_is_not_a_zero() -> None:
    figure = figures.matrix(["Brest"], ["Foncier", "Habitat"], [[0, 2]], "initiatives").to_plotly()

    assert list(figure.data[0].z[0]) == [None, 2]
    assert list(figure.data[0].text[0]) == ["", "2"]


def test_a_time_line_draws_a_bar_only_for_a_range() -> None:
    figure = figures.time_line([("Nantes", 2017, 2017, ""), ("Lyon", 2018, 2020, "")]).to_plotly()

    assert [list(t.x) for t in figure.data if t.mode == "lines"] == [[2018, 2020]]
    assert list(figure.data[-1].x) == [2017, 2018, 2020]


@pytest.mark.parametrize(
    ("values", "bounds", "step"),
    [
        ([4.16, 2.7], [0, 5], 1),
        ([14.3, 10.5], [0, 15], 2.5),
        ([1234, 20], [0, 1250], 250),
        ([0.04, 0.09], [0, 0.1], 0.02),
        ([-3, 7], [-4, 8], 2),
        ([5], [0, 5], 1),
    ],
)
def test_a_curve_never_leaves_the_range_of_its_axis_whose_ends_are_written(
    values: list[float], bounds: list[float], step: float
) -> None:
    axis = value_axis(values)

    assert axis == {"range": bounds, "dtick": step}
    assert bounds[0] <= min(values)
    assert max(values) <= bounds[1]


def test_an_axis_without_a_height_is_left_to_who_draws_it() -> None:
    assert value_axis([]) == value_axis([0.0, 0.0]) == {}
