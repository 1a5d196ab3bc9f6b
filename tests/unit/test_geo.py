"""In which priority neighbourhood a point lies: made perimeters whose answers are known by hand."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from observatory import geo
from observatory.geo import Perimeters

# About Toulouse 0.01° is 807 m eastwards and 1 111 m northwards.
WEST, SOUTH = 1.40, 43.60


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(WEST + west / 100, SOUTH + south / 100, WEST + east / 100, SOUTH + north / 100)


def made(shapes: dict[str, shapely.Geometry], *, complete: bool = True) -> Perimeters:
    return Perimeters(
        list(shapes),
        [f"Quartier {code}" for code in shapes],
        np.array(list(shapes.values()), dtype=object),
        complete=complete,
    )


@lru_cache
def town() -> Perimeters:
    """A square with a hole (A), two that share a border (B, C), one in two parts (D), one at La Réunion (R)."""
    return made(
        {
            "A": box(0, 0, 3, 3).difference(box(1, 1, 2, 2)),
            "B": box(5, 0, 6, 2),
            "C": box(6, 0, 7, 2),
            "D": shapely.MultiPolygon([box(0, 5, 1, 6), box(2, 5, 3, 6)]),
            "R": shapely.box(55.45, -20.90, 55.46, -20.89),
        }
    )


def ask(
    perimeters: Perimeters, *points: tuple[float, float], precision_m: float = geo.COORDINATE_PRECISION_M
) -> pd.DataFrame:
    return perimeters.locate(np.array([p[0] for p in points]), np.array([p[1] for p in points]), precision_m)


def at(x: float, y: float) -> tuple[float, float]:
    return WEST + x / 100, SOUTH + y / 100


def test_a_point_inside_has_its_neighbourhood_and_the_distance_to_its_limit() -> None:
    (row,) = ask(town(), at(0.5, 1.5)).itertuples()

    assert (row.status, row.qpv_code, row.qpv_name) == ("dans", "A", "Quartier A")
    assert row.distance_m == pytest.approx(0.5 * 807, rel=0.01)


def test_a_point_outside_has_no_neighbourhood_but_knows_the_nearest() -> None:
    (row,) = ask(town(), at(4, 1)).itertuples()

    assert row.status == "hors"
    assert pd.isna(row.qpv_code)
    assert row.nearest_code in {"A", "B"}
    assert row.distance_m == pytest.approx(807, rel=0.01)


def test_a_point_in_a_hole_is_outside() -> None:
    (row,) = ask(town(), at(1.5, 1.5)).itertuples()

    assert (row.status, row.nearest_code) == ("hors", "A")
    assert row.distance_m == pytest.approx(0.5 * 807, rel=0.01)


def test_a_point_on_a_shared_border_is_at_the_limit_of_the_first_code() -> None:
    (row,) = ask(town(), at(6, 1)).itertuples()

    assert (row.status, row.qpv_code) == ("limite", "B")
    assert row.distance_m == pytest.approx(0, abs=0.5)


def test_both_parts_of_a_neighbourhood_count_and_what_lies_between_does_not() -> None:
    found = ask(town(), at(0.5, 5.5), at(1.5, 5.5), at(2.5, 5.5))

    assert found["status"].tolist() == ["dans", "hors", "dans"]
    assert found["qpv_code"].tolist()[::2] == ["D", "D"]


def test_distances_overseas_are_metres_there() -> None:
    middle = 55.455, -20.895
    to_the_east = Geod(ellps="GRS80").inv(*middle, 55.46, -20.895)[2]

    (row,) = ask(town(), middle).itertuples()

    assert (row.status, row.qpv_code) == ("dans", "R")
    assert row.distance_m == pytest.approx(to_the_east, rel=0.001)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(2.35, 48.85), (-61.55, 16.24), (-61.05, 14.6), (-52.33, 4.93), (55.45, -20.88), (45.23, -12.78), (9.1, 42.3)],
)
def test_metres_of_each_zone_agree_with_the_ellipsoid(longitude: float, latitude: float) -> None:
    zone = int(geo.zone_of(np.array([longitude]), np.array([latitude]))[0])
    x, y = geo.to_metres(zone, np.array([longitude, longitude + 0.01]), np.array([latitude, latitude]))
    true = Geod(ellps="GRS80").inv(longitude, latitude, longitude + 0.01, latitude)[2]

    # Lambert-93 is the official plane of the mainland and stretches by 2 per thousand in Corsica
    assert math.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(true, rel=0.0025)


def test_less_than_thirty_metres_from_a_limit_is_neither_in_nor_out() -> None:
    ten_metres = 10 / 807
    found = ask(town(), at(5 - ten_metres, 1), at(5 + ten_metres, 1))

    assert found["status"].tolist() == ["limite", "limite"]
    assert found["qpv_code"].tolist() == ["B", "B"]


def test_the_precision_asked_moves_what_is_at_the_limit() -> None:
    point = at(5 - 10 / 807, 1)

    assert ask(town(), point, precision_m=5)["status"].tolist() == ["hors"]
    assert ask(town(), point, precision_m=250)["status"].tolist() == ["limite"]


def test_far_points_are_out_when_the_country_is_loaded_and_unknown_when_it_is_not() -> None:
    paris = 2.35, 48.85
    country, part = town(), made({"A": box(0, 0, 1, 1)}, complete=False)

    whole = ask(country, paris).iloc[0]
    partial = ask(part, paris).iloc[0]

    assert (whole["status"], whole["remark"]) == ("hors", geo.FAR)
    assert pd.isna(whole["distance_m"])
    assert pd.isna(partial["status"])
    assert partial["remark"] == geo.NOT_COVERED


@pytest.mark.parametrize("point", [(0.0, 0.0), (math.nan, 43.6), (-74.0, 40.7), (200.0, 95.0), (math.inf, 43.6)])
def test_what_is_not_in_france_has_no_answer(point: tuple[float, float]) -> None:
    (row,) = ask(town(), point).itertuples()

    assert pd.isna(row.status)
    assert pd.isna(row.distance_m)
    assert row.remark == geo.ABROAD


def test_a_mended_polygon_may_come_with_a_line() -> None:
    mended = shapely.GeometryCollection([box(0, 0, 1, 1), shapely.LineString([at(1, 1), at(2, 2)])])

    (row,) = ask(made({"A": mended}), at(0.5, 0.5)).itertuples()

    assert (row.status, row.qpv_code) == ("dans", "A")
    assert row.distance_m == pytest.approx(0.5 * 807, rel=0.01)


def test_no_point_gives_no_row() -> None:
    assert len(ask(town())) == 0


coordinates = st.tuples(st.floats(-1, 8), st.floats(-1, 7))


@settings(max_examples=300, deadline=None)
@given(place=coordinates, angle=st.floats(0, 2 * math.pi), share=st.floats(0, 0.99))
def test_a_point_moved_by_less_than_its_distance_to_the_limit_keeps_its_answer(
    place: tuple[float, float], angle: float, share: float
) -> None:
    longitude, latitude = at(*place)
    before = ask(town(), (longitude, latitude), precision_m=0).iloc[0]
    (x,), (y,) = geo.to_metres(0, np.array([longitude]), np.array([latitude]))
    step = share * float(before["distance_m"])
    moved = geo.transformer(geo.LAMBERT_93, geo.WGS84).transform(x + step * math.cos(angle), y + step * math.sin(angle))

    after = ask(town(), moved, precision_m=0).iloc[0]

    if step < before["distance_m"] - 1e-3:
        assert after["status"] == before["status"] or float(before["distance_m"]) < 1e-3
        assert pd.isna(after["qpv_code"]) == pd.isna(before["qpv_code"])


@settings(max_examples=50, deadline=None)
@given(places=st.lists(coordinates, min_size=1, max_size=40))
def test_the_nearest_limit_is_the_nearest_of_all(places: list[tuple[float, float]]) -> None:
    points = [at(*place) for place in places]
    found = ask(town(), *points)["distance_m"]
    limits = [
        shapely.transform(shapely.boundary(shape), lambda xy: np.column_stack(geo.to_metres(0, xy[:, 0], xy[:, 1])))
        for shape in town().shapes[:-1]
    ]
    x, y = geo.to_metres(0, np.array([p[0] for p in points]), np.array([p[1] for p in points]))

    expected = [
        min(shapely.distance(limit, shapely.Point(a, b)) for limit in limits) for a, b in zip(x, y, strict=True)
    ]

    assert found.to_numpy() == pytest.approx(expected, abs=1e-6)


def test_many_points_at_once_have_the_answers_they_have_one_by_one() -> None:
    random = np.random.default_rng(7)
    longitudes, latitudes = random.uniform(WEST - 0.9, WEST + 0.9, 12_000), random.uniform(43.0, 44.2, 12_000)

    together = town().locate(longitudes, latitudes, 30.0)
    apart = pd.concat(
        [town().locate(longitudes[part], latitudes[part], 30.0) for part in np.array_split(np.arange(12_000), 3)],
        ignore_index=True,
    )

    pd.testing.assert_frame_equal(together, apart)
    assert {"dans", "hors"} <= set(together["status"])
    assert together["distance_m"].isna().any()
    assert together["distance_m"].max() <= geo.FARTHEST_M


def test_perimeters_near_a_point_are_drawn_in_metres_around_it() -> None:
    longitude, latitude = at(5.5, 1)

    near = town().near(longitude, latitude, 600)

    assert [code for code, *_ in near] == ["B", "C"]
    assert shapely.bounds(near[0][2])[[0, 2]] == pytest.approx([-403, 403], abs=25)
