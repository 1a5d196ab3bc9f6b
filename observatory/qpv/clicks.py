"""From a click on a drawing to the place it shows: WGS84 degrees, and how precise a click is there.

A map draws the mainland where it is, so the drawing plane is WGS84 there; an overseas département is in a frame, put
there by a change of size and place in Lambert-93. That change is found again from the communes of the département,
whose place and drawn place are both known (to less than 3 m). A plan is in metres around its centre. The browser sends
the point clicked and the one a pixel to its right: what lies between them is the size of a pixel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from observatory import geo, queries_qpv
from observatory.database import Database
from observatory.qpv.errors import UnreadablePointError

DECIMALS = 5
_NUMBERS = 4
_OVERSEAS = "97"
_FEWEST_POINTS = 2
_UNREADABLE = "Ce clic n’est pas lisible. Cliquez de nouveau, ou écrivez des coordonnées."


@dataclass(frozen=True)
class Pointed:
    """A point set by a click: WGS84 degrees, and the radius in metres in which the reader may have meant it."""

    longitude: float
    latitude: float
    precision_m: float


def on_map(database: Database, departement_code: str | None, sent: str) -> Pointed:
    """The place of a click on a map of one département, or of a part of it. Raises `UnreadablePointError`."""
    x, y, beside_x, beside_y = _numbers(sent)
    longitudes, latitudes = np.array([x, beside_x]), np.array([y, beside_y])
    if departement_code and departement_code.startswith(_OVERSEAS):
        longitudes, latitudes = _out_of_its_frame(database, departement_code, longitudes, latitudes)
    return _pointed(longitudes, latitudes)


def on_plan(longitude: float, latitude: float, sent: str) -> Pointed:
    """The place of a click on a plan in metres around a point. Raises `UnreadablePointError`."""
    x, y, beside_x, beside_y = _numbers(sent)
    zone = int(geo.zone_of(np.array([longitude]), np.array([latitude]))[0])
    if zone < 0:
        raise UnreadablePointError(_UNREADABLE)
    (east,), (north,) = geo.to_metres(zone, np.array([longitude]), np.array([latitude]))
    return _pointed(*geo.from_metres(zone, east + np.array([x, beside_x]), north + np.array([y, beside_y])))


def centre_of(shape: shapely.Geometry) -> tuple[float, float]:
    """The point that the plan of a neighbourhood is drawn around."""
    centre = shapely.centroid(shapely.envelope(shape))
    return float(shapely.get_x(centre)), float(shapely.get_y(centre))


def _numbers(sent: str) -> tuple[float, float, float, float]:
    try:
        numbers = [float(part) for part in sent.split(",")]
    except ValueError as error:
        raise UnreadablePointError(_UNREADABLE) from error
    if len(numbers) != _NUMBERS or not all(math.isfinite(number) for number in numbers):
        raise UnreadablePointError(_UNREADABLE)
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _pointed(longitudes: geo.Floats, latitudes: geo.Floats) -> Pointed:
    zone = int(geo.zone_of(longitudes[:1], latitudes[:1])[0])
    if zone < 0:
        raise UnreadablePointError(f"Ce point n’est pas placé\u202f: {geo.ABROAD}.")
    x, y = geo.to_metres(zone, longitudes, latitudes)
    pixel_m = math.hypot(x[1] - x[0], y[1] - y[0])
    return Pointed(
        round(float(longitudes[0]), DECIMALS),
        round(float(latitudes[0]), DECIMALS),
        float(math.ceil(max(geo.COORDINATE_PRECISION_M, pixel_m))),
    )


@dataclass(frozen=True)
class _Frame:
    """How the plane of an overseas zone is drawn in Lambert-93: a scale, then a shift in metres."""

    zone: int
    scale: float
    east_m: float
    north_m: float


@lru_cache(maxsize=16)
def _frame(database: Database, departement_code: str) -> _Frame:
    """The change fitted by least squares on the communes of the département."""
    points = np.array(queries_qpv.drawn_points(database, departement_code), dtype=np.float64)
    if len(points) < _FEWEST_POINTS:
        raise UnreadablePointError(_UNREADABLE)
    zone = int(geo.zone_of(points[:1, 0], points[:1, 1])[0])
    x, y = geo.to_metres(zone, points[:, 0], points[:, 1])
    drawn_x, drawn_y = geo.transformer(geo.WGS84, geo.LAMBERT_93).transform(points[:, 2], points[:, 3])
    ones, zeros = np.ones_like(x), np.zeros_like(x)
    rows = np.concatenate([np.column_stack([x, ones, zeros]), np.column_stack([y, zeros, ones])])
    (scale, east_m, north_m), *_ = np.linalg.lstsq(rows, np.concatenate([drawn_x, drawn_y]), rcond=None)
    return _Frame(zone, float(scale), float(east_m), float(north_m))


def _out_of_its_frame(
    database: Database, departement_code: str, longitudes: geo.Floats, latitudes: geo.Floats
) -> tuple[geo.Floats, geo.Floats]:
    frame = _frame(database, departement_code)
    drawn_x, drawn_y = geo.transformer(geo.WGS84, geo.LAMBERT_93).transform(longitudes, latitudes)
    return geo.from_metres(
        frame.zone,
        (np.asarray(drawn_x, np.float64) - frame.east_m) / frame.scale,
        (np.asarray(drawn_y, np.float64) - frame.north_m) / frame.scale,
    )
