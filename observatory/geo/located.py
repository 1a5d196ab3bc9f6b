"""The perimeters of a generation, and what they say of points: in, out, or too near a limit to tell."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import numpy as np
import pandas as pd
import shapely
import shapely.affinity

from observatory import queries_qpv
from observatory.database import Database
from observatory.formatting import NARROW_SPACE
from observatory.geo.nearest import FARTHEST_M, measure, only_polygons, plane_of, rows_by_zone
from observatory.geo.planes import Floats, Geometries, Integers, to_metres, zone_of

COORDINATE_PRECISION_M = 30.0
NO_POINT = "aucune coordonnée"
ABROAD = "coordonnées hors de France"
FAR = "à plus de 50 km de tout quartier"
NOT_COVERED = "aucun périmètre chargé à moins de 50 km"


class Position(StrEnum):
    """Where a point is for a generation. `LIMITE`: nearer to a limit than the point is precise."""

    DANS = "dans"
    HORS = "hors"
    LIMITE = "limite"


class Perimeters:
    """The perimeters of one generation, ready to be asked about many points at once.

    `complete` is False when the file loaded is a part of the country: « hors » then speaks of these perimeters only.
    """

    def __init__(self, codes: list[str], names: list[str], shapes: Geometries, *, complete: bool = True) -> None:
        self.codes = np.array([*codes, None], dtype=object)
        self.names = np.array([*names, None], dtype=object)
        self.shapes = shapes = only_polygons(shapes)
        self.complete = complete
        self._planes = {zone: plane_of(shapes, zone, rows) for zone, rows in rows_by_zone(shapes)}

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
                inside[here], nearest[here], distance[here] = measure(plane, x, y)
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
