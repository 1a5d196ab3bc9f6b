"""Areas measured in one equal-area projection, summed from communes."""

import pytest
import shapely
from pyproj import Geod
from shapely import box

from etl.geography.areas import areas_km2, summed


@pytest.mark.parametrize(
    ("west", "south"),
    [(2.3, 48.8), (8.9, 42.0), (-4.7, 48.4), (-61.5, 16.2), (-53.0, 3.9), (55.5, -21.1), (45.1, -12.8)],
)
def test_an_area_is_that_of_the_ellipsoid_wherever_the_place(west: float, south: float) -> None:
    shape = shapely.segmentize(box(west, south, west + 0.1, south + 0.1), 0.005)
    on_the_ellipsoid = abs(Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6

    assert areas_km2({"A": shape}) == {"A": pytest.approx(on_the_ellipsoid, rel=1e-5, abs=1e-3)}


def test_a_hole_is_not_counted_and_an_island_is() -> None:
    with_hole = box(2, 45, 2.2, 45.2).difference(box(2.1, 45.1, 2.15, 45.15))
    found = areas_km2(
        {
            "whole": box(2, 45, 2.2, 45.2),
            "hole": box(2.1, 45.1, 2.15, 45.15),
            "ring": with_hole,
            "both": shapely.union_all([with_hole, box(3, 45.1, 3.05, 45.15)]),
        }
    )

    assert found["ring"] == pytest.approx(found["whole"] - found["hole"], abs=0.002)
    assert found["both"] == pytest.approx(found["whole"], abs=0.002)  # an island of the size of the hole, as far north


def test_a_parent_is_the_sum_of_its_communes_and_one_without_parent_is_left_out() -> None:
    areas = {"a": 1.111, "b": 2.222, "c": 4.0}

    assert summed(areas, {"a": "E", "b": "E"}) == {"E": 3.333}
    assert summed(areas, {"a": "E", "b": "E", "c": ""}) == {"E": 3.333}
    assert summed({}, {}) == {}
