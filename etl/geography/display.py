"""Where things are drawn: mainland and Corsica in place, the five DROM as insets beside them.

Each DROM is projected to metres in its own official plane, scaled, and set in a box of the mainland's
plane (Lambert-93, EPSG:2154), in the Bay of Biscay and the Atlantic. The whole is carried back to
longitude and latitude by the inverse of Lambert-93, so that the same « display » coordinates suit d3's
conic projections and MapLibre's Mercator. They are not places on the Earth: never compute with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

FloatArray = npt.NDArray[np.float64]

LAMBERT_93 = 2154
WGS84 = 4326


@dataclass(frozen=True)
class Inset:
    """A box of the display plane that shows some départements elsewhere or larger than they are.

    ``source_box_m``: west, south, east, north of what is shown, metres of ``epsg``; ``target_west_m`` and
    ``target_south_m``: where its corner is set in Lambert-93; ``scale``: drawn size over true size on the
    mainland's scale (1 = same scale as the mainland).
    """

    code: str
    label: str
    departement_codes: tuple[str, ...]
    levels: tuple[str, ...]
    epsg: int
    source_box_m: tuple[float, float, float, float]
    target_west_m: float
    target_south_m: float
    scale: float

    def to_lambert_93(self, x_m: FloatArray, y_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Place of points of the inset's own plane in Lambert-93."""
        west, south, _, _ = self.source_box_m
        return self.target_west_m + (x_m - west) * self.scale, self.target_south_m + (y_m - south) * self.scale

    def target_box_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the drawn box in Lambert-93."""
        west, south, east, north = self.source_box_m
        return (
            self.target_west_m,
            self.target_south_m,
            self.target_west_m + (east - west) * self.scale,
            self.target_south_m + (north - south) * self.scale,
        )


_BOX_M = 122_000.0
_GAP_M = 6_000.0
_WEST_M = 70_000.0
_SOUTH_M = 6_050_000.0
_LABEL_SHARE = 0.17
"""Share of the box kept free at the top for its label."""

_ALL_LEVELS = ("region", "departement", "epci", "commune")


def _drom(rank: int, code: str, label: str, epsg: int, extent_m: tuple[float, float, float, float]) -> Inset:
    """The inset of a DROM: its extent centred under the label in the ``rank``-th box from the bottom."""
    west, south, east, north = extent_m
    free = 0.94
    scale = min(_BOX_M * free / (east - west), _BOX_M * (free - _LABEL_SHARE) / (north - south))
    side = _BOX_M / scale
    middle = (west + east) / 2
    margin = (1 - free) / 2 * side
    drawn_height = (1 - _LABEL_SHARE) * side
    bottom = (south + north) / 2 - (drawn_height - margin) / 2 - margin / 2
    box = (middle - side / 2, bottom, middle + side / 2, bottom + side)
    return Inset(code, label, (code,), _ALL_LEVELS, epsg, box, _WEST_M, _SOUTH_M + rank * (_BOX_M + _GAP_M), scale)


DROM_INSETS: tuple[Inset, ...] = (
    _drom(4, "971", "Guadeloupe", 5490, (626_000, 1_750_000, 715_000, 1_827_000)),
    _drom(3, "972", "Martinique", 5490, (690_000, 1_591_000, 737_000, 1_646_000)),
    _drom(2, "973", "Guyane", 2972, (97_000, 232_000, 431_000, 637_000)),
    _drom(1, "974", "La Réunion", 2975, (314_000, 7_633_000, 380_000, 7_693_000)),
    _drom(0, "976", "Mayotte", 4471, (501_000, 8_561_000, 532_500, 8_604_000)),
)

PETITE_COURONNE = Inset(
    code="petite-couronne",
    label="Paris et petite couronne",
    departement_codes=("75", "92", "93", "94"),
    levels=("departement",),
    epsg=LAMBERT_93,
    source_box_m=(634_000, 6_840_000, 674_000, 6_884_000),
    target_west_m=120_000.0,
    target_south_m=6_915_000.0,
    scale=4.2,
)
"""A second, enlarged drawing; the four départements stay in place too."""

_INSET_BY_DEPARTEMENT: Mapping[str, Inset] = {inset.departement_codes[0]: inset for inset in DROM_INSETS}


def display_point(longitude: float, latitude: float, departement_code: str) -> tuple[float, float]:
    """Where the maps draw a point of a département: itself on the mainland, in its box for a DROM.

    ``departement_code`` is the INSEE code (``976``); a point is never drawn in the enlarged petite
    couronne. Returns display longitude and latitude, in degrees.
    """
    inset = _INSET_BY_DEPARTEMENT.get(departement_code)
    if inset is None:
        return longitude, latitude
    x, y = _to_inset(inset, np.array([longitude]), np.array([latitude]))
    return float(x[0]), float(y[0])


def display_geometry(geometry: BaseGeometry, departement_code: str) -> BaseGeometry:
    """Where the maps draw a geometry (WGS84) of a département; see ``display_point``."""
    inset = _INSET_BY_DEPARTEMENT.get(departement_code)
    return geometry if inset is None else draw_in_inset(geometry, inset)


def draw_in_inset(geometry: BaseGeometry, inset: Inset) -> BaseGeometry:
    """The geometry (WGS84) as drawn in the given inset, display longitude and latitude."""
    return _moved(geometry, lambda x, y: _to_inset(inset, x, y))


def to_display_plane(geometry: BaseGeometry, departement_code: str) -> BaseGeometry:
    """A geometry (WGS84) in Lambert-93 metres, DROM in their boxes: the plane where one simplifies."""
    inset = _INSET_BY_DEPARTEMENT.get(departement_code)
    if inset is None:
        return _moved(geometry, _transformer(WGS84, LAMBERT_93).transform)
    return _moved(geometry, lambda x, y: _to_plane(inset, x, y))


def from_display_plane(geometry: BaseGeometry) -> BaseGeometry:
    """Display longitude and latitude of a geometry of the display plane."""
    return _moved(geometry, _transformer(LAMBERT_93, WGS84).transform)


def _moved(geometry: BaseGeometry, move: Callable[[FloatArray, FloatArray], Any]) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))


def _to_plane(inset: Inset, longitude: FloatArray, latitude: FloatArray) -> tuple[FloatArray, FloatArray]:
    x_m, y_m = _transformer(WGS84, inset.epsg).transform(longitude, latitude)
    return inset.to_lambert_93(x_m, y_m)


def _to_inset(inset: Inset, longitude: FloatArray, latitude: FloatArray) -> tuple[FloatArray, FloatArray]:
    x, y = _transformer(LAMBERT_93, WGS84).transform(*_to_plane(inset, longitude, latitude))
    return x, y


@lru_cache(maxsize=16)
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
