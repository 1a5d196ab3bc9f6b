"""Contours for drawing: simplified together so that shared borders stay shared, in display coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from etl.geography.display import (
    DROM_INSETS,
    LAMBERT_93,
    PETITE_COURONNE,
    Inset,
    draw_in_inset,
    from_display_plane,
)
from etl.geography.errors import CoverageError
from etl.geography.polygons import areas_of, clean_coverage

Feature = dict[str, Any]
Shapes = dict[str, BaseGeometry]

TOLERANCE_M: Mapping[str, float] = {
    "region": 1_300.0,
    "departement": 1_080.0,
    "epci": 650.0,
    "ept": 60.0,
    "commune": 360.0,
}
"""Side of the triangles that disappear, in metres of the display plane (those of an inset are scaled)."""

DECIMALS = 4
"""About 10 m."""

_LABEL_OFFSET_M = 4_000.0


def simplify_level(level: str, shapes: Mapping[str, BaseGeometry], coarseness: float = 1.0) -> Shapes:
    """Simplified contours of one level, display longitude and latitude, exterior rings clockwise (for d3).

    ``shapes`` are in the display plane (metres) and form a coverage. All polygons of a level are simplified
    at once, so a border is the same line on both sides. Specks vanish, but each code keeps its largest part.
    ``coarseness`` multiplies the tolerance of the level. Raises CoverageError when borders no longer match.
    """
    codes = sorted(shapes)
    tolerance = TOLERANCE_M[level] * coarseness
    kept = [_without_specks(shapes[code], tolerance) for code in codes]
    simplified = shapely.coverage_simplify(kept, tolerance)
    drawn = mend_rounding([round_coordinates(from_display_plane(shape)) for shape in simplified])
    check_coverage(level, codes, drawn)
    return dict(zip(codes, shapely.orient_polygons(drawn, exterior_cw=True), strict=True))


def check_coverage(level: str, codes: Sequence[str], polygons: Sequence[BaseGeometry]) -> None:
    """Raise CoverageError unless the polygons are valid and match along their borders."""
    faulty = ~shapely.is_valid(polygons) | shapely.is_empty(polygons)
    faulty |= ~shapely.is_empty(shapely.coverage_invalid_edges(polygons))
    if faulty.any():
        raise CoverageError(level, [code for code, wrong in zip(codes, faulty, strict=True) if wrong])


def mend_rounding(polygons: Sequence[BaseGeometry]) -> Sequence[BaseGeometry]:
    """The same coverage, valid: where rounding has made a thin part cross itself, all is noded again."""
    if shapely.is_valid(polygons).all():
        return polygons
    cleaned = clean_coverage([areas_of(polygon) for polygon in polygons], snapping_distance=0)
    return [round_coordinates(polygon) for polygon in cleaned]


def round_coordinates(shape: BaseGeometry) -> BaseGeometry:
    """The shape on a grid of ``DECIMALS`` decimals; repeated points go, a point shared stays shared."""
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DECIMALS) + 0.0)
    return shapely.remove_repeated_points(rounded)


def add_petite_couronne(contours: Shapes, precise: Mapping[str, BaseGeometry]) -> Shapes:
    """The départements' contours, with the enlarged drawing of Paris and its neighbours as further parts.

    ``precise`` are the same départements in Lambert-93 metres, not simplified.
    """
    codes = PETITE_COURONNE.departement_codes
    detailed = shapely.coverage_simplify(
        [precise[code] for code in codes], TOLERANCE_M["departement"] / PETITE_COURONNE.scale
    )
    enlarged = [round_coordinates(draw_in_inset(from_display_plane(shape), PETITE_COURONNE)) for shape in detailed]
    both = dict(contours)
    for code, shape in zip(codes, shapely.orient_polygons(enlarged, exterior_cw=True), strict=True):
        both[code] = shapely.multipolygons([*shapely.get_parts(contours[code]), *shapely.get_parts(shape)])
    return both


def feature_collection(contours: Mapping[str, BaseGeometry]) -> dict[str, Any]:
    """GeoJSON of the contours, sorted by code; ``id`` and the only property are the code."""
    features: list[Feature] = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code},
            "geometry": shapely.geometry.mapping(contours[code]),
        }
        for code in sorted(contours)
    ]
    return {"type": "FeatureCollection", "features": features}


def inset_descriptions() -> list[dict[str, Any]]:
    """What a screen needs to draw each inset's frame and label, display longitude and latitude.

    ``box`` is a closed ring; ``scale`` is the drawn size over the true size, where 1 is the mainland's.
    """
    return [_describe(inset) for inset in (*DROM_INSETS, PETITE_COURONNE)]


def _describe(inset: Inset) -> dict[str, Any]:
    west, south, east, north = inset.target_box_m()
    ring = from_display_plane(shapely.box(west, south, east, north, ccw=False).segmentize(40_000))
    label = from_display_plane(shapely.Point(west + _LABEL_OFFSET_M, north - _LABEL_OFFSET_M))
    label_longitude, label_latitude = shapely.get_coordinates(label)[0].round(DECIMALS).tolist()
    return {
        "code": inset.code,
        "label": inset.label,
        "departement_codes": list(inset.departement_codes),
        "levels": list(inset.levels),
        "scale": round(inset.scale, 3),
        "source_epsg": inset.epsg,
        "target_epsg": LAMBERT_93,
        "label_longitude": label_longitude,
        "label_latitude": label_latitude,
        "box": np.round(shapely.get_coordinates(ring), DECIMALS).tolist(),
    }


def _without_specks(shape: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """The shape without the islets that one triangle would draw; the largest part is always kept."""
    parts: list[BaseGeometry] = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    kept = [part for rank, part in enumerate(parts) if rank == 0 or part.area > tolerance_m**2]
    whole: BaseGeometry = kept[0] if len(kept) == 1 else shapely.union_all(kept)
    return whole
