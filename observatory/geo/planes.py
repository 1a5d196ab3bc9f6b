"""The planes in which metres are measured: the official projection of each part of the country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]
WGS84 = 4326
LAMBERT_93 = 2154


@dataclass(frozen=True)
class Zone:
    """A part of the country and the plane in which metres are measured there (degrees: west, south, east, north)."""

    name: str
    epsg: int
    west: float
    south: float
    east: float
    north: float

    def holds(self, longitudes: Floats, latitudes: Floats) -> Flags:
        """Which points lie in the zone."""
        inside: Flags = (
            (longitudes >= self.west)
            & (longitudes <= self.east)
            & (latitudes >= self.south)
            & (latitudes <= self.north)
        )
        return inside


ZONES = (
    Zone("France métropolitaine", LAMBERT_93, -6.0, 41.0, 10.5, 51.6),
    Zone("Antilles", 5490, -63.6, 14.0, -60.5, 18.5),
    Zone("Guyane", 2972, -55.0, 1.8, -51.0, 6.2),
    Zone("La Réunion", 2975, 54.9, -21.8, 56.2, -20.6),
    Zone("Mayotte", 4471, 44.7, -13.3, 45.6, -12.3),
    Zone("Polynésie française", 3297, -155.0, -28.0, -134.0, -7.0),
)


@lru_cache(maxsize=32)
def transformer(source: int, target: int) -> Transformer:
    """The change of plane between two EPSG codes, longitude (x) first."""
    return Transformer.from_crs(source, target, always_xy=True)


def zone_of(longitudes: Floats, latitudes: Floats) -> Integers:
    """The rank in `ZONES` of the zone of each point, -1 outside France."""
    found = np.full(len(longitudes), -1, dtype=np.int64)
    for rank, zone in enumerate(ZONES):
        found[zone.holds(longitudes, latitudes)] = rank
    return found


def to_metres(zone: int, longitudes: Floats, latitudes: Floats) -> tuple[Floats, Floats]:
    """Degrees to metres of the plane of a zone (its rank in `ZONES`)."""
    x, y = transformer(WGS84, ZONES[zone].epsg).transform(longitudes, latitudes)
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def from_metres(zone: int, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Metres of the plane of a zone to degrees."""
    longitudes, latitudes = transformer(ZONES[zone].epsg, WGS84).transform(x, y)
    return np.asarray(longitudes, dtype=np.float64), np.asarray(latitudes, dtype=np.float64)
