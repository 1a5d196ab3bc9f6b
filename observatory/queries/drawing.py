"""The shapes in the drawing plane: contours, frames of the insets, bounds."""

from __future__ import annotations

from functools import lru_cache

import shapely

from observatory.database import Database
from observatory.model import Level
from observatory.queries.territories import codes_inside


@lru_cache(maxsize=128)
def contours(database: Database, level: Level, around: tuple[Level, str] | None = None) -> list[tuple[str, str, bytes]]:
    """The shapes of a level in the drawing plane: code, name, WKB; all of them or those inside a territory."""
    return contours_of(database, level, codes_inside(database, level, *around) if around else None)


def contours_of(database: Database, level: Level, codes: tuple[str, ...] | None) -> list[tuple[str, str, bytes]]:
    """The shapes of these territories of a level in the drawing plane, in one query; of all of them without codes."""
    # a join on the codes reads the shapes of those asked only: four times as fast as looking for each in a list
    asked = "" if codes is None else "AND c.code IN (SELECT unnest($codes::VARCHAR[]))"
    return database.rows(
        f"""
        SELECT c.code, t.name, c.geometry FROM contour AS c JOIN territory AS t USING (level, code)
        WHERE c.level = $level {asked} ORDER BY c.code
        """,
        {"level": level} if codes is None else {"level": level, "codes": list(codes)},
    )


@lru_cache(maxsize=8)
def insets(database: Database) -> list[tuple[str, str, tuple[str, ...], list[tuple[float, float]]]]:
    """The frames of the insets: code, label, levels that fill it, ring of the frame in the drawing plane."""
    rows = database.rows("SELECT code, label, levels, geometry FROM inset ORDER BY code")
    return [(code, label, tuple(levels), _ring(geometry)) for code, label, levels, geometry in rows]


@lru_cache(maxsize=8)
def drawing_bounds(database: Database) -> tuple[float, float, float, float]:
    """What a map of the whole country shows, insets included: west, south, east, north of the drawing plane."""
    shapes = [shapely.from_wkb(bytes(wkb)) for _, _, wkb in contours(database, Level.REGION)]
    frames = [shapely.Polygon(ring) for *_, ring in insets(database)]
    west, south, east, north = shapely.total_bounds([*shapes, *frames])
    # a conic projection narrows northwards: without this room, the western frames would be cut
    return float(west) - 1.6, float(south) - 0.3, float(east) + 0.8, float(north) + 0.5


@lru_cache(maxsize=512)
def bounds_of(database: Database, level: Level, code: str) -> tuple[float, float, float, float] | None:
    """The box that holds a territory in the drawing plane, with some room around; None when it has no shape."""
    rows = database.rows("SELECT geometry FROM contour WHERE level = ? AND code = ?", [level, code])
    if not rows:
        return None
    outside, enlarged = _split(database, rows[0][0])
    west, south, east, north = shapely.total_bounds(outside or enlarged)
    room = 0.04 * max(east - west, north - south)
    return float(west - room), float(south - room), float(east + room), float(north + room)


def _split(database: Database, wkb: bytes) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """The parts of a shape drawn in place, and those drawn in a frame."""
    frames = shapely.union_all([shapely.Polygon(ring) for *_, ring in insets(database)])
    parts = list(shapely.get_parts(shapely.from_wkb(bytes(wkb))))
    framed = [part for part in parts if frames.contains(shapely.point_on_surface(part))]
    return [part for part in parts if part not in framed], framed


@lru_cache(maxsize=8)
def enlarged_points(database: Database, level: Level) -> dict[str, tuple[float, float]]:
    """Where to put the mark of a territory drawn twice, in place and enlarged in a frame: inside the frame."""
    points = {}
    for code, _, wkb in contours(database, level):
        outside, enlarged = _split(database, wkb)
        if outside and enlarged:
            point = shapely.point_on_surface(max(enlarged, key=shapely.area))
            points[code] = (float(shapely.get_x(point)), float(shapely.get_y(point)))
    return points


def _ring(geometry: bytes) -> list[tuple[float, float]]:
    line = shapely.get_exterior_ring(shapely.from_wkb(bytes(geometry)))
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]
