"""What changed in the parts of indicators (table `detail`), by indicator and level: the values are too many to list.

A part is *added*, *removed* or *changed* as a value is (see `etl.difference`).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

KEY = "indicator_id, level, code, period, family, sector"
TABLE = "detail"
NEEDED = {"indicator_id", "level", "code", "period", "family", "sector", "value"}
TOLERANCE = 1e-9

CHANGES = f"""
SELECT {KEY}, a.value AS former, b.value AS now,
    CASE WHEN a.value IS NULL THEN 'added' WHEN b.value IS NULL THEN 'removed' ELSE 'changed' END AS change
FROM (FROM former.detail WHERE value IS NOT NULL) a FULL JOIN (FROM now.detail WHERE value IS NOT NULL) b USING ({KEY})
WHERE a.value IS NULL OR b.value IS NULL
    OR abs(b.value - a.value) > {TOLERANCE} * greatest(abs(a.value), abs(b.value))
"""
GROUPS = f"""
SELECT indicator_id, level, added, removed, changed, largest.code, largest.period, largest.family, largest.sector,
    largest.former, largest.now
FROM (
    SELECT indicator_id, level, count(*) FILTER (change = 'added') AS added,
        count(*) FILTER (change = 'removed') AS removed, count(*) FILTER (change = 'changed') AS changed,
        first({{'code': code, 'period': period, 'family': family, 'sector': sector, 'former': former, 'now': now}}
            ORDER BY abs(now - former) DESC, code, period, family, sector) FILTER (change = 'changed') AS largest
    FROM ({CHANGES}) GROUP BY indicator_id, level
)
ORDER BY indicator_id, level
"""


@dataclass(frozen=True)
class PartMove:
    """The part that moved most: territory, period, family and sector (`total` where it is not split), both values."""

    code: str
    period: str
    family: str
    sector: str
    former: float
    now: float


@dataclass(frozen=True)
class PartGroup:
    """How many parts of an indicator changed at a level, all periods together; `largest` when one moved."""

    indicator_id: str
    level: str
    added: int
    removed: int
    changed: int
    largest: PartMove | None


def part_groups(connection: duckdb.DuckDBPyConnection) -> list[PartGroup]:
    """What changed between the databases attached as `former` and `now`; nothing when one of them has no parts."""
    if not (_has_parts(connection, "former") and _has_parts(connection, "now")):
        return []
    rows = connection.execute(GROUPS).fetchall()
    return [
        PartGroup(indicator_id, level, added, removed, changed, None if largest[0] is None else PartMove(*largest))
        for indicator_id, level, added, removed, changed, *largest in rows
    ]


def part_words(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The name of every sector, as the latest database words it."""
    known: dict[str, str] = {}
    for side in ("former", "now"):
        found = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = $side AND table_name = 'sector'", {"side": side}
        ).fetchone()
        if found:
            known.update(connection.execute(f"SELECT code, short_label FROM {side}.sector").fetchall())
    return known


def record_parts(connection: duckdb.DuckDBPyConnection, groups: list[PartGroup]) -> None:
    """Write them in table `difference_part`."""
    rows = [
        (group.indicator_id, group.level, group.added, group.removed, group.changed, *_cells(group.largest))
        for group in groups
    ]
    if rows:
        connection.executemany(f"INSERT INTO difference_part VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _cells(move: PartMove | None) -> tuple[object, ...]:
    if move is None:
        return (None,) * 6
    return move.code, move.period, move.family, move.sector, move.former, move.now


def _has_parts(connection: duckdb.DuckDBPyConnection, side: str) -> bool:
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = $side AND table_name = $table",
        {"side": side, "table": TABLE},
    ).fetchall()
    return {str(name) for (name,) in found} >= NEEDED
