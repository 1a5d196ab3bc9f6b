"""In which priority neighbourhood (QPV) a point lies, and how far the nearest limit is.

Distances are in metres, in the projection that is official where the point is (Lambert-93 on the mainland, the plane
of each overseas département), never in degrees. No Streamlit here: the page, the command and the tests call the same
function.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import shapely.affinity
from pyproj import Transformer

from observatory import queries_qpv
from observatory.database import Database
from observatory.formatting import NARROW_SPACE

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]

WGS84 = 4326
LAMBERT_93 = 2154
COORDINATE_PRECISION_M = 30.0
_POINTS_WORTH_A_THREAD = 10_000
_STRIP_M = 5_000.0
FARTHEST_M = 50_000.0

NO_POINT = "aucune coordonnée"
ABROAD = "coordonnées hors de France"
FAR = "à plus de 50 km de tout quartier"
NOT_COVERED = "aucun périmètre chargé à moins de 50 km"


class Position(StrEnum):
    """Where a point is for a generation. `LIMITE`: nearer to a limit than the point is precise."""

    DANS = "dans"
    HORS = "hors"
    LIMITE = "limite"


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


@dataclass(frozen=True)
class _Plane:
    """The perimeters of a zone in metres, with what finds them again."""

    rows: Integers
    polygons: Geometries
    limits: Geometries
    boxes: Floats
    tree: shapely.STRtree
    centres: shapely.STRtree


class Perimeters:
    """The perimeters of one generation, ready to be asked about many points at once.

    `complete` is False when the file loaded is a part of the country: « hors » then speaks of these perimeters only.
    """

    def __init__(self, codes: list[str], names: list[str], shapes: Geometries, *, complete: bool = True) -> None:
        self.codes = np.array([*codes, None], dtype=object)
        self.names = np.array([*names, None], dtype=object)
        self.shapes = shapes = _polygons(shapes)
        self.complete = complete
        self._planes = {zone: _plane(shapes, zone, rows) for zone, rows in _rows_by_zone(shapes)}

    def __len__(self) -> int:
        """How many perimeters there are."""
        return len(self.shapes)

    def locate(self, longitudes: Floats, latitudes: Floats, precision_m: float | Floats) -> pd.DataFrame:
        """Say for each point (WGS84 degrees) whether it is in a neighbourhood; one row per point, in order.

        Columns: `status` (dans, hors, limite; None where nothing can be said), `qpv_code` and `qpv_name` (of the
        neighbourhood the point is in, or whose limit is within its precision), `distance_m` to the nearest limit of
        any perimeter (NaN beyond 50 km), `nearest_code`, `nearest_name` (whose limit that is), `remark` (French).
        `precision_m` is the radius, in metres, in which the true point may be.
        """
        longitudes, latitudes = np.asarray(longitudes, np.float64), np.asarray(latitudes, np.float64)
        count = len(longitudes)
        inside = np.full(count, -1, dtype=np.int64)
        nearest = np.full(count, -1, dtype=np.int64)
        distance = np.full(count, np.nan)
        zones = zone_of(longitudes, latitudes)
        for zone, plane in self._planes.items():
            here = np.flatnonzero(zones == zone)
            if len(here):
                x, y = to_metres(zone, longitudes[here], latitudes[here])
                inside[here], nearest[here], distance[here] = _measure_in_parts(plane, x, y)
        far = ~(distance <= FARTHEST_M)
        distance[far], nearest[far] = np.nan, -1
        return self._answers(inside, nearest, distance, np.broadcast_to(precision_m, count), zones)

    def near(self, longitude: float, latitude: float, reach_m: float) -> list[tuple[str, str, shapely.Geometry]]:
        """The perimeters within reach of a point: code, name, shape in metres east and north of that point."""
        zone = int(zone_of(np.array([longitude]), np.array([latitude]))[0])
        plane = self._planes.get(zone)
        if plane is None:
            return []
        (x,), (y,) = to_metres(zone, np.array([longitude]), np.array([latitude]))
        rows = np.sort(plane.tree.query(shapely.Point(x, y), predicate="dwithin", distance=reach_m))
        return [
            (
                str(self.codes[plane.rows[row]]),
                str(self.names[plane.rows[row]]),
                shapely.affinity.translate(plane.polygons[row], -x, -y),
            )
            for row in rows
        ]

    def _answers(
        self, inside: Integers, nearest: Integers, distance: Floats, precision_m: Floats, zones: Integers
    ) -> pd.DataFrame:
        limit = distance <= precision_m
        within = inside >= 0
        known = ~np.isnan(distance)
        status = np.full(len(inside), None, dtype=object)
        remark = np.full(len(inside), "", dtype=object)
        placed = (zones >= 0) & (known | self.complete)
        status[placed] = Position.HORS.value
        status[within] = Position.DANS.value
        status[limit] = Position.LIMITE.value
        remark[(zones >= 0) & ~known] = FAR if self.complete else NOT_COVERED
        remark[zones < 0] = ABROAD
        chosen = np.where(within, inside, np.where(limit, nearest, -1))
        return pd.DataFrame(
            {
                "status": status,
                "qpv_code": self.codes[chosen],
                "qpv_name": self.names[chosen],
                "distance_m": distance,
                "nearest_code": self.codes[nearest],
                "nearest_name": self.names[nearest],
                "remark": remark,
            },
            dtype=None,
        )


def _polygons(shapes: Geometries) -> Geometries:
    """The same shapes without the lines and points that mending a polygon may leave: a collection has no limit."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    kept = shapes.copy()
    for rank in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[rank])
        kept[rank] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004 - areas
    return kept


def _rows_by_zone(shapes: Geometries) -> list[tuple[int, Integers]]:
    if len(shapes) == 0:
        return []
    points = shapely.point_on_surface(shapes)
    zones = zone_of(shapely.get_x(points), shapely.get_y(points))
    return [(int(zone), np.flatnonzero(zones == zone)) for zone in np.unique(zones) if zone >= 0]


def _plane(shapes: Geometries, zone: int, rows: Integers) -> _Plane:
    polygons = shapely.transform(shapes[rows], lambda xy: np.column_stack(to_metres(zone, xy[:, 0], xy[:, 1])))
    shapely.prepare(polygons)
    return _Plane(
        rows,
        polygons,
        shapely.boundary(polygons),
        shapely.bounds(polygons),
        shapely.STRtree(polygons),
        shapely.STRtree(shapely.centroid(polygons)),
    )


def _measure_in_parts(plane: _Plane, x: Floats, y: Floats) -> tuple[Integers, Integers, Floats]:
    """`_measure` for many points, on two processors: shapely works outside Python's lock.

    Neighbours are asked one after the other, by strips of 5 km: what the search trees read is then still at hand, and
    the same work takes two thirds of the time.
    """
    if len(x) < _POINTS_WORTH_A_THREAD:
        return _measure(plane, x, y)
    order = np.lexsort((y, x // _STRIP_M))
    halves = np.array_split(order, 2)
    with ThreadPoolExecutor(max_workers=2) as pool:
        parts = pool.map(lambda rows: _measure(plane, x[rows], y[rows]), halves)
        held, nearest, distance = (np.concatenate(part) for part in zip(*parts, strict=True))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return held[place], nearest[place], distance[place]


def _measure(plane: _Plane, x: Floats, y: Floats) -> tuple[Integers, Integers, Floats]:
    """For points in metres: the perimeter that holds each (-1: none), the one with the nearest limit, its distance.

    A point on a limit is held. Where perimeters touch or overlap, the first code wins. The nearest limit is exact:
    the perimeter with the nearest centre gives an upper bound, and only perimeters whose box is nearer than that
    bound are measured too (30 times fewer than a search among all the limits, which takes 3.5 s for 100,000 points).
    """
    points: Geometries = np.asarray(shapely.points(x, y), dtype=object)
    inside = np.full(len(points), len(plane.rows), dtype=np.int64)
    asked, holders = plane.tree.query(points, predicate="intersects")
    np.minimum.at(inside, asked, holders)
    held = inside < len(plane.rows)

    _, nearest = plane.centres.query_nearest(points, all_matches=False)
    distance = shapely.distance(points, plane.limits[nearest])
    _improve(plane, points, nearest, distance)
    return np.where(held, plane.rows[np.where(held, inside, 0)], -1), plane.rows[nearest], distance


def _improve(plane: _Plane, points: Geometries, nearest: Integers, distance: Floats) -> None:
    """Replace, in place, the nearest limit found so far by a nearer one where there is one, at 50 km at most."""
    some = np.flatnonzero(distance > 0)
    x, y, bound = shapely.get_x(points[some]), shapely.get_y(points[some]), np.minimum(distance[some], FARTHEST_M)
    i, j = plane.tree.query(shapely.box(x - bound, y - bound, x + bound, y + bound))
    box = plane.boxes[j]
    gap = np.hypot(
        np.maximum(np.maximum(box[:, 0] - x[i], x[i] - box[:, 2]), 0.0),
        np.maximum(np.maximum(box[:, 1] - y[i], y[i] - box[:, 3]), 0.0),
    )
    nearer = (gap < bound[i]) & (j != nearest[some[i]])
    i, j = some[i[nearer]], j[nearer]
    measured = shapely.distance(points[i], plane.limits[j])
    order = np.lexsort((j, measured, i))
    i, j, measured = i[order], j[order], measured[order]
    first = np.ones(len(i), dtype=bool)
    first[1:] = i[1:] != i[:-1]
    first &= measured < distance[i]
    nearest[i[first]], distance[i[first]] = j[first], measured[first]


@lru_cache(maxsize=4)
def perimeters(database: Database, generation: int) -> Perimeters | None:
    """The perimeters of a generation, built once per database; None when no file of perimeters was imported."""
    rows = queries_qpv.perimeters(database, generation)
    if not rows:
        return None
    shapes: Geometries = shapely.from_wkb(np.array([bytes(wkb) for *_, wkb in rows], dtype=object))
    complete = queries_qpv.generations(database)[generation].complete
    return Perimeters([code for code, *_ in rows], [name for _, name, _ in rows], shapes, complete=complete)


def locate(
    database: Database,
    generation: int,
    longitudes: Floats,
    latitudes: Floats,
    precision_m: float | Floats = COORDINATE_PRECISION_M,
) -> pd.DataFrame:
    """Say for each point whether it lies in a neighbourhood of a generation: see `Perimeters.locate`.

    When no perimeter of that generation is loaded, every status is None and the remark says so.
    """
    known = perimeters(database, generation)
    if known is None:
        empty = Perimeters([], [], np.array([], dtype=object), complete=False)
        answer = empty.locate(longitudes, latitudes, precision_m)
        return answer.assign(remark=not_loaded(generation))
    return known.locate(longitudes, latitudes, precision_m)


def not_loaded(generation: int) -> str:
    """The words for a generation without perimeters."""
    return f"périmètres {generation} non chargés"


def partial_warning(database: Database, generation: int) -> str | None:
    """What « hors » means when only some perimeters are loaded; None when the country is complete or nothing is."""
    known = perimeters(database, generation)
    if known is None or known.complete:
        return None
    total = queries_qpv.PUBLISHED_COUNT[generation]
    return (
        f"Génération {generation}{NARROW_SPACE}: {len(known)} périmètres chargés sur {total}. "
        f"«{NARROW_SPACE}hors{NARROW_SPACE}» ne vaut que pour ceux-là."
    )


def partial_short(database: Database, generation: int) -> str | None:
    """The same warning in a few words, for a row of a file."""
    known = perimeters(database, generation)
    if known is None or known.complete:
        return None
    return f"hors des {len(known)} périmètres {generation} chargés"
