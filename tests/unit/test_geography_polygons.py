"""Gaps left by merged communes go to the commune that absorbed them."""

import pytest
import shapely
from shapely import box

from etl.geography.errors import UnattributedGapError
from etl.geography.polygons import complete_communes, dissolve, find_gaps, gap_owner, interior_point

LEFT, MIDDLE, RIGHT = box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)
CANTON = box(0, 0, 3, 1)


def test_a_missing_commune_along_the_border_is_a_gap() -> None:
    (gap,) = find_gaps([LEFT, MIDDLE], [CANTON])

    assert gap.equals(RIGHT)


def test_a_hole_outside_every_canton_is_not_a_gap() -> None:
    country = box(0, 0, 9, 9).difference(box(4, 4, 5, 5))

    assert find_gaps([country], [country]) == []


def test_slivers_between_two_drawings_are_not_gaps() -> None:
    assert find_gaps([LEFT, MIDDLE, box(2.0001, 0, 3, 1)], [CANTON]) == []


def test_a_gap_goes_first_to_the_owner_of_the_parts_inside_it() -> None:
    owner = gap_owner(RIGHT, ["A", "B"], {"X": ("B", box(2.1, 0.1, 2.9, 0.9))}, {"A": ["Y"]}, {"A": ["Y"]})

    assert owner == "B"


def test_a_gap_goes_to_the_neighbour_whose_parts_have_no_polygon() -> None:
    assert gap_owner(RIGHT, ["A", "B"], {}, {"A": ["X"], "B": ["Y"]}, {"B": ["Y"]}) == "B"


def test_a_gap_goes_to_the_only_neighbour_that_absorbed_something() -> None:
    assert gap_owner(RIGHT, ["A", "B"], {}, {"A": ["X"]}, {}) == "A"


def test_a_gap_between_two_candidates_follows_the_declared_choice() -> None:
    absorbed = {"26289": ["26371"], "26128": ["26120"]}

    assert gap_owner(RIGHT, ["26289", "26128", "26183"], {}, absorbed, {}) == "26289"


def test_a_gap_that_nothing_explains_stops_the_making() -> None:
    with pytest.raises(UnattributedGapError, match=r"\['A', 'B'\]"):
        gap_owner(RIGHT, ["A", "B"], {}, {"A": ["X"], "B": ["Y"]}, {})


def test_completed_communes_cover_the_canton_without_overlap() -> None:
    result = complete_communes({"A": LEFT, "B": MIDDLE}, {}, [CANTON], {"B": ["X"]}, {"B": ["X"]})

    assert result.completed == {"B"}
    assert result.by_code["B"].equals(box(1, 0, 3, 1))
    assert shapely.coverage_is_valid(list(result.by_code.values()))


def test_dissolving_leaves_out_communes_without_parent() -> None:
    merged = dissolve({"A": LEFT, "B": MIDDLE, "C": RIGHT}, {"A": "1", "B": "1"})

    assert list(merged) == ["1"]
    assert merged["1"].equals(box(0, 0, 2, 1))


def test_the_point_of_a_ring_is_inside_the_ring() -> None:
    ring = box(0, 0, 3, 3).difference(box(1, 1, 2, 2))

    assert ring.contains(shapely.Point(interior_point(ring)))


def test_the_point_is_in_the_largest_part() -> None:
    islands = shapely.multipolygons([box(0, 0, 1, 1), box(5, 5, 9, 9)])

    assert interior_point(islands) == (7, 7)
