"""The DROM are drawn in boxes beside the mainland; everything else is drawn where it is."""

import itertools

import pytest
import shapely
from pyproj import Transformer

from etl.geography.display import (
    DROM_INSETS,
    PETITE_COURONNE,
    display_geometry,
    display_point,
    from_display_plane,
    to_display_plane,
)

PREFECTURES = {
    "971": (-61.7261, 15.9958),  # Basse-Terre
    "972": (-61.0667, 14.6040),  # Fort-de-France
    "973": (-52.3260, 4.9372),  # Cayenne
    "974": (55.4481, -20.8789),  # Saint-Denis
    "976": (45.2280, -12.7806),  # Mamoudzou
}
TO_LAMBERT_93 = Transformer.from_crs(4326, 2154, always_xy=True)


def test_a_mainland_point_stays_in_place() -> None:
    assert display_point(8.7369, 41.9192, "2A") == (8.7369, 41.9192)


@pytest.mark.parametrize("inset", DROM_INSETS, ids=lambda inset: inset.label)
def test_a_prefecture_overseas_is_drawn_in_its_own_box(inset) -> None:  # noqa: ANN001
    x, y = display_point(*PREFECTURES[inset.code], inset.code)

    assert shapely.box(*inset.target_box_m()).contains(shapely.Point(TO_LAMBERT_93.transform(x, y)))


def test_a_point_and_a_geometry_are_drawn_at_the_same_place() -> None:
    drawn = display_geometry(shapely.Point(PREFECTURES["974"]), "974")

    assert (drawn.x, drawn.y) == pytest.approx(display_point(*PREFECTURES["974"], "974"))


def test_north_stays_up_and_east_stays_right_in_an_inset() -> None:
    south_west = to_display_plane(shapely.Point(55.3, -21.3), "974")
    north_east = to_display_plane(shapely.Point(55.7, -20.9), "974")

    assert north_east.x > south_west.x
    assert north_east.y > south_west.y


def test_the_display_plane_goes_back_to_longitude_and_latitude() -> None:
    there_and_back = from_display_plane(to_display_plane(shapely.Point(2.35, 48.85), "75"))

    assert there_and_back.distance(shapely.Point(2.35, 48.85)) < 1e-8


def test_insets_do_not_overlap_each_other() -> None:
    boxes = [shapely.box(*inset.target_box_m()) for inset in (*DROM_INSETS, PETITE_COURONNE)]

    assert not any(one.intersects(other) for one, other in itertools.combinations(boxes, 2))
