"""What a map shows: the whole country with its insets, or one territory up close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatory import queries
from observatory.database import Database
from observatory.maps import LEVEL_OF_OUTLINE, Shapes
from observatory.model import Level, Territory

Inset = tuple[str, str, Sequence[tuple[float, float]]]


@dataclass(frozen=True)
class Scene:
    """The shapes to draw with their bounds, the codes of the land, and the frames of the insets."""

    shapes: Shapes
    codes: tuple[str, ...]
    insets: tuple[Inset, ...]


def shapes_address(database: Database, level: Level, around: tuple[Level, str] | None = None) -> str:
    """Where the browser fetches shapes; the version in the address lets it keep them for ever."""
    inside = f"?dans={around[0]}-{around[1]}" if around else ""
    return f"contours/{database.version[:12]}/{level}.json{inside}"


def country(database: Database, level: Level) -> Scene:
    """The whole country, overseas in frames beside the mainland, framed by the borders of the level above."""
    outline = LEVEL_OF_OUTLINE.get(level)
    borders = _borders(database, outline, level) if outline else ()
    shapes = Shapes(
        shapes_address(database, level),
        shapes_address(database, outline) if outline else None,
        borders,
        queries.drawing_bounds(database),
    )
    codes = tuple(code for code, *_ in queries.contours(database, level))
    insets = tuple((code, label, ring) for code, label, levels, ring in queries.insets(database) if level in levels)
    return Scene(shapes, codes, insets)


def _borders(database: Database, outline: Level, level: Level) -> tuple[str, ...]:
    """The territories whose borders frame a map: not those enlarged in a frame that this map does not have."""
    codes = [code for code, *_ in queries.contours(database, outline)]
    if all(level in levels for _, _, levels, _ in queries.insets(database) if outline in levels):
        return tuple(codes)
    enlarged = queries.enlarged_points(database, outline)
    return tuple(code for code in codes if code not in enlarged)


def zoomed(database: Database, level: Level, around_level: Level, around_code: str) -> Scene:
    """One territory up close: the shapes of `level` inside it, bounded by its own border."""
    around_it = (around_level, around_code)
    bounds = queries.bounds_of(database, *around_it) or queries.drawing_bounds(database)
    inside = queries.codes_inside(database, level, *around_it)
    shapes = Shapes(
        shapes_address(database, level, around_it if level is Level.COMMUNE else None),
        None if level is Level.COMMUNE else shapes_address(database, around_level),
        (around_code,),
        bounds,
    )
    return Scene(shapes, inside, ())


def around(database: Database, place: Territory) -> Scene:
    """The scene to place points in a territory: the départements of a région, else communes."""
    if place.level is Level.FRANCE:
        return country(database, Level.REGION)
    if place.level is Level.REGION:
        return zoomed(database, Level.DEPARTEMENT, Level.REGION, place.code)
    if place.level is not Level.COMMUNE:
        return zoomed(database, Level.COMMUNE, place.level, place.code)
    if place.ept_code:
        return zoomed(database, Level.COMMUNE, Level.EPT, place.ept_code)
    if place.epci_code:
        return zoomed(database, Level.COMMUNE, Level.EPCI, place.epci_code)
    return zoomed(database, Level.COMMUNE, Level.DEPARTEMENT, place.departement_code or "")
