"""The territories of a reader's file that are compared first, before any is chosen."""

from __future__ import annotations

import pandas as pd

from observatory import queries
from observatory.database import Database
from observatory.model import Level, Territory

FIRST = 4
_HOLDERS = {Level.REGION: "region_code", Level.DEPARTEMENT: "departement_code"}


def first_places(database: Database, place: Territory, level: Level, frame: pd.DataFrame) -> tuple[Territory, ...]:
    """At most four territories of the file: the reader's own (or its largest part), then the nearest in population.

    `frame` has code, population, value, departement_code, region_code, one row per territory of `level`.
    """
    known = frame[frame["value"].notna()]
    own = _own_code(database, place, level)
    if own in set(known["code"]):
        anchor = known[known["code"] == own].iloc[0]
    else:
        column = _HOLDERS.get(place.level)
        inside = known[known[column] == place.code] if column else known.iloc[:0]
        anchor = (inside if len(inside) else known).sort_values(["population", "code"], ascending=[False, True]).iloc[0]
    gap = (known["population"] - anchor["population"]).abs()
    ordered = known.assign(gap=gap, first=known["code"] != anchor["code"]).sort_values(["first", "gap", "code"])
    found = (queries.territory(database, level, str(code)) for code in ordered["code"][:FIRST])
    return tuple(other for other in found if other is not None)


def _own_code(database: Database, place: Territory, level: Level) -> str:
    """The code, at a level, of the reader's territory or of what holds it; empty when it is wider."""
    return next((p.code for p in (place, *queries.ancestors(database, place)) if p.level is level), "")
