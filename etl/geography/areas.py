"""Areas of territories, measured on the contours of the communes before they are simplified for drawing.

One equal-area projection serves the mainland and overseas alike (the cylindrical one of EPSG:6933, exact on the
ellipsoid): whatever the latitude a square kilometre is one, so that a level is the sum of its communes. The contours
have themselves been simplified by their publisher: these are estimates, never the area of the cadastre.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from etl.geography.display import WGS84

EQUAL_AREA = 6933
DECIMALS = 3
"""Thousandths of a square kilometre: the smallest commune has 0.018."""


def areas_km2(polygons: Mapping[str, BaseGeometry]) -> dict[str, float]:
    """Area of each polygon (WGS84) by code, square kilometres, rounded."""
    move = Transformer.from_crs(WGS84, EQUAL_AREA, always_xy=True).transform
    codes = sorted(polygons)
    flat = [shapely.transform(polygons[code], lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1]))) for code in codes]
    measured = np.round(shapely.area(flat) / 1e6, DECIMALS)
    return dict(zip(codes, measured.tolist(), strict=True))


def summed(areas: Mapping[str, float], parents: Mapping[str, str]) -> dict[str, float]:
    """Area of each parent, the sum of its communes'; communes without a parent are left out."""
    totals: dict[str, float] = defaultdict(float)
    for code, area in sorted(areas.items()):
        if parents.get(code):
            totals[parents[code]] += area
    return {parent: round(total, DECIMALS) for parent, total in totals.items()}
