"""Coordinates as people write them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from observatory import geo
from observatory.qpv.columns import Layout, PlaceKind, guess
from observatory.qpv.coordinates import SWAPPED, SWAPPED_XY, UNREADABLE, numbers, parse_point, read_points, split_pair
from observatory.qpv.errors import UnreadablePointError
from observatory.qpv.table_file import Table

CAPITOLE = 1.4440, 43.6045
IN_LAMBERT_93 = 574_371.0, 6_279_782.0


def projected(code: int) -> tuple[float, float]:
    x, y = geo.transformer(geo.WGS84, code).transform(*CAPITOLE)
    return float(x), float(y)


@pytest.mark.parametrize(
    "text",
    [
        "43,6045 1,4440",
        "43.6045, 1.444",
        "43,6045; 1,444",
        "(43.6045, 1.4440)",
        "43.6045,1.4440",
        "1.4440 43.6045",
        "43°36'16.2\" N 1°26'38.4\" E",
        "43.6045\u00a01.4440",
    ],
)
def test_one_place_many_writings(text: str) -> None:
    longitude, latitude, _ = parse_point(text)

    assert (longitude, latitude) == pytest.approx(CAPITOLE, abs=1e-6)


def test_lambert_93_is_recognised_in_either_order() -> None:
    x, y = projected(geo.LAMBERT_93)

    for text in (f"{x:.1f} {y:.1f}", f"{y:.1f} {x:.1f}", f"{x:.1f}".replace(".", ",") + f" {y:.1f}".replace(".", ",")):
        assert parse_point(text)[:2] == pytest.approx(CAPITOLE, abs=1e-5)


@pytest.mark.parametrize("text", ["", "43.6", "abc", "43.6 abc", "1 2 3", "0 0", "48.85 -120", "574357 1"])
def test_what_is_not_a_place_in_france_is_refused_in_words(text: str) -> None:
    with pytest.raises(UnreadablePointError):
        parse_point(text)


def test_numbers_take_commas_spaces_and_degrees() -> None:
    found = numbers(["43,5", "574 357,12", "1.444°", "-1,5", "\u22121.5", "", None, "x", 7, True, "inf", float("nan")])

    assert found[:5] == pytest.approx([43.5, 574_357.12, 1.444, -1.5, -1.5])
    assert found[8] == 7
    assert np.isnan(found[[5, 6, 7, 9, 10, 11]]).all()


def test_swapped_columns_are_put_back_and_said() -> None:
    degrees = read_points(["43.6045", "-20.9"], ["1.444", "55.45"])
    x, y = projected(geo.LAMBERT_93)
    metres = read_points([y], [x])

    assert degrees.longitudes == pytest.approx([1.444, 55.45])
    assert degrees.remarks.tolist() == [SWAPPED, SWAPPED]
    assert (metres.longitudes[0], metres.latitudes[0]) == pytest.approx(CAPITOLE, abs=1e-6)
    assert metres.remarks.tolist() == [SWAPPED_XY]


@pytest.mark.parametrize("code", [27572, 3943, 32631])
def test_another_projection_is_recognised_and_said(code: int) -> None:
    x, y = projected(code)

    points = read_points([x, x + 10], [y, y + 10])

    assert (points.longitudes[0], points.latitudes[0]) == pytest.approx(CAPITOLE, abs=1e-4)
    assert f"EPSG:{code}" in points.remarks[0]


def test_web_mercator_is_recognised_where_nothing_else_fits() -> None:
    points = read_points([160_000.0], [5_940_000.0])

    assert points.latitudes[0] == pytest.approx(46.987, abs=0.001)
    assert "EPSG:3857" in points.remarks[0]


def test_two_possible_projections_are_not_guessed() -> None:
    points = read_points([650_000.0], [1_770_000.0])

    assert np.isnan(points.longitudes[0])
    assert "plusieurs sont possibles" in points.remarks[0]
    assert "27572" in points.remarks[0]
    assert "5490" in points.remarks[0]


def test_a_column_of_epsg_codes_decides_row_by_row() -> None:
    lambert, mercator = projected(2154), projected(3857)

    points = read_points(
        [lambert[0], mercator[0], 1.444, 1.0],
        [lambert[1], mercator[1], 43.6045, 1.0],
        epsg=["2154", "EPSG:3857", 4326, "99"],
    )

    assert points.longitudes[:3] == pytest.approx([1.444] * 3, abs=1e-6)
    assert points.remarks.tolist() == ["", "", "", "code EPSG inconnu\u202f: 99"]


def test_rows_without_a_place_say_why() -> None:
    points = read_points(["", "abc", "1.4", "0"], ["", "43.6", "43.6", "0"])

    assert points.remarks.tolist() == [geo.NO_POINT, UNREADABLE, "", geo.ABROAD]
    assert np.isnan(points.longitudes).tolist() == [True, True, False, True]


@pytest.mark.parametrize("text", ["a b", "1,2,3", "1", "43,6", "1 2 3", "; 2"])
def test_a_pair_is_two_numbers(text: str) -> None:
    assert split_pair(text) is None


def table(**columns: str) -> Table:
    return Table(tuple(columns), tuple((value, value) for value in columns.values()), "CSV")


@pytest.mark.parametrize(
    ("columns", "layout"),
    [
        (table(id="1", Latitude="43,6", Longitude="1,4"), Layout(PlaceKind.TWO_COLUMNS, x=2, y=1)),
        (table(x="1", y="2", epsg="2154"), Layout(PlaceKind.TWO_COLUMNS, x=0, y=1, epsg=2)),
        (table(lambx="1", lamby="2"), Layout(PlaceKind.TWO_COLUMNS, x=0, y=1)),
        (table(nom="a", geo_point="43.6, 1.4"), Layout(PlaceKind.ONE_COLUMN, pair=1)),
        (table(Adresse="1 rue", code_postal="31000", ville="T"), Layout(PlaceKind.ADDRESS, address=(0, 1, 2))),
        (table(a="43.6", b="1.44"), Layout(PlaceKind.TWO_COLUMNS, x=1, y=0)),
    ],
)
def test_columns_are_recognised(columns: Table, layout: Layout) -> None:
    assert guess(columns) == layout


def test_a_file_without_a_place_has_no_usable_layout() -> None:
    assert not guess(table(nom="a", siren="123456789")).usable


def test_the_property_of_reading_never_raises_on_numbers() -> None:
    huge = [1e308, -1e308, 1e-308, math.pi]

    assert np.isnan(read_points(huge, huge).longitudes[:3]).all()
