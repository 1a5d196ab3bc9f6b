"""The map of a territory made up by the reader: its members' contours together, over the départements around."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.comparison.custom import Custom
from observatory.database import Database
from observatory.exports.portrait.drawing import Drawing, Frame, Shapes, drawn_in, shapes_of
from observatory.exports.portrait.wording import quoted
from observatory.model import Level, Territory
from observatory.narrative.comparison import listed

MOST_REGIONS = 3
_APART_DEGREES = 0.05


def gathered(database: Database, custom: Custom, regions: Sequence[Territory]) -> tuple[Drawing | None, str]:
    """The map and its caption; no map, and a caption that says so, when a member has no contour.

    The départements around are those of its régions, three at most and in one piece; else those of all of France.
    """
    shapes = _shapes_by_member(database, custom)
    without = [member.name for member in custom.members if member.key not in shapes]
    if without:
        names = listed(without[:MOST_REGIONS])
        return None, f"Carte de situation{fr.NARROW_SPACE}: non disponible, la base n’a pas le contour de {names}."
    close = regions if len(regions) <= MOST_REGIONS and _touch(database, regions) else ()
    where = listed([narrative.in_place(region) for region in close]) if close else "en France"
    frame = Frame(database, [region.code for region in close], Level.DEPARTEMENT)
    alt = f"Carte de situation{fr.NARROW_SPACE}: {quoted(custom.name)}, {where}."
    caption = f"{quoted(custom.name)}, {where}."
    if not close:
        caption += " Outre-mer et petite couronne en encadrés, à une autre échelle."
    groups = [shapes[member.key] for member in custom.members]
    return drawn_in(frame, groups, alt), f"{caption} Contours IGN."


def _shapes_by_member(database: Database, custom: Custom) -> dict[str, Shapes]:
    """The parts of each member that has a contour, by its key: one query for each level."""
    found: dict[str, Shapes] = {}
    for level in {member.level for member in custom.members}:
        codes = tuple(member.code for member in custom.members if member.level is level)
        for code, _, wkb in queries.contours_of(database, level, codes):
            found[f"{level}-{code}"] = tuple(shapely.get_parts(shapely.from_wkb(bytes(wkb))))
    return found


def _touch(database: Database, regions: Sequence[Territory]) -> bool:
    """Tell whether régions make one piece, so that a map of them has no empty middle."""
    shapes = [shapely.union_all(shapes_of(database, Level.REGION, (r.level, r.code))) for r in regions]
    waiting, reached = set(range(1, len(shapes))), {0}
    while near := {w for w in waiting if any(shapely.distance(shapes[w], shapes[r]) < _APART_DEGREES for r in reached)}:
        reached |= near
        waiting -= near
    return not waiting
