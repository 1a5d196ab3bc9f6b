"""Contours of a level share their borders after simplification and rounding."""

import pytest
import shapely
from shapely import Polygon, box

from etl.geography import contours
from etl.geography.errors import CoverageError

ZIGZAG = [(850_000 + (1_200 if step % 2 else 0), 6_500_000 + 1_000 * step) for step in range(101)]
WEST = Polygon([(800_000, 6_500_000), *ZIGZAG, (800_000, 6_600_000)])
EAST = Polygon([(900_000, 6_600_000), *reversed(ZIGZAG), (900_000, 6_500_000)])


def test_simplified_neighbours_share_their_border_exactly() -> None:
    drawn = contours.simplify_level("region", {"W": WEST, "E": EAST})

    assert shapely.coverage_is_valid(list(drawn.values()))
    assert shapely.get_num_coordinates(drawn["W"]) < shapely.get_num_coordinates(WEST)


def test_exterior_rings_turn_clockwise_as_d3_wants() -> None:
    drawn = contours.simplify_level("region", {"W": WEST, "E": EAST})

    assert not any(shapely.is_ccw(shape.exterior) for shape in drawn.values())


def test_islets_vanish_but_a_territory_always_keeps_its_largest_part() -> None:
    islets = shapely.multipolygons(
        [box(850_000, 6_500_000, 850_300, 6_500_300), box(850_900, 6_500_000, 851_000, 6_500_100)]
    )

    drawn = contours.simplify_level("region", {"I": islets})

    assert drawn["I"].geom_type == "Polygon"
    assert not drawn["I"].is_empty


def test_overlapping_polygons_are_refused() -> None:
    with pytest.raises(CoverageError, match="A"):
        contours.check_coverage("region", ["A", "B"], [box(0, 0, 2, 1), box(1, 0, 3, 1)])


def test_a_feature_has_its_code_as_identifier_and_only_property() -> None:
    (feature,) = contours.feature_collection({"53": box(0, 0, 1, 1)})["features"]

    assert feature["id"] == "53"
    assert feature["properties"] == {"code": "53"}
    assert feature["geometry"]["type"] == "Polygon"
