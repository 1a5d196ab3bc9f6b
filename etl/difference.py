"""What changed between two databases: values by indicator, level and period, indicators, territories.

A value is *added* when the territory had none before (no row, or an absence with its status), *removed* when it has
none any more, *changed* when both exist and differ by more than one billionth. A *status* changes when there is a value
on neither side and the reason is not the same. The four do not overlap. Both files are attached read-only to a
connection of their own: a damaged one cannot harm the other, nor a build.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from etl.difference_parts import PartGroup, part_groups, part_words, record_parts
from etl.errors import IncomparableDatabaseError, NoDatabaseError, UnreadableDatabaseError

TOLERANCE = 1e-9
NEEDED = {
    "build": {"version", "built_at"},
    "indicator": {"indicator_id", "label", "unit"},
    "territory": {"level", "code", "name"},
    "observation": {"indicator_id", "level", "code", "period", "value", "status"},
}
BATCH_ROWS = 10_000

CHANGES = f"""
SELECT indicator_id, level, period, code, a.value AS former, b.value AS now, a.status AS former_status,
    b.status AS now_status,
    CASE WHEN a.value IS NULL AND b.value IS NOT NULL THEN 'added'
        WHEN a.value IS NOT NULL AND b.value IS NULL THEN 'removed'
        WHEN a.value IS NOT NULL THEN 'changed'
        ELSE 'status' END AS change
FROM former.observation a FULL JOIN now.observation b USING (indicator_id, level, code, period)
WHERE CASE WHEN a.value IS NULL AND b.value IS NULL THEN a.status <> b.status
    WHEN a.value IS NULL OR b.value IS NULL THEN true
    ELSE abs(b.value - a.value) > {TOLERANCE} * greatest(abs(a.value), abs(b.value)) END
"""

GROUPS = f"""
SELECT indicator_id, level, period, added, removed, changed, statuses, largest.code, largest.former, largest.now
FROM (
    SELECT indicator_id, level, period,
        count(*) FILTER (change = 'added') AS added, count(*) FILTER (change = 'removed') AS removed,
        count(*) FILTER (change = 'changed') AS changed, count(*) FILTER (change = 'status') AS statuses,
        first({{'code': code, 'former': former, 'now': now}} ORDER BY abs(now - former) DESC, code)
            FILTER (change = 'changed') AS largest
    FROM ({CHANGES}) GROUP BY indicator_id, level, period
)
ORDER BY indicator_id, level, period
"""

MOVES = f"""
SELECT indicator_id, level, period, code, former, now FROM ({CHANGES}) WHERE change = 'changed'
QUALIFY row_number() OVER (
    PARTITION BY indicator_id ORDER BY abs(now - former) DESC, level, code, period) <= $limit
ORDER BY indicator_id, abs(now - former) DESC, level, code, period
"""

STATUSES = """
SELECT indicator_id, a.status, b.status, count(*)
FROM former.observation a JOIN now.observation b USING (indicator_id, level, code, period)
WHERE a.status <> b.status GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Edition:
    """A database as it calls itself; `built_at` is UTC."""

    version: str
    built_at: datetime


@dataclass(frozen=True)
class Group:
    """What changed for an indicator, a level and a period. `largest_*` is the value that moved most, if any moved."""

    indicator_id: str
    level: str
    period: str
    added: int
    removed: int
    changed: int
    statuses: int
    largest_code: str | None
    largest_former: float | None
    largest_now: float | None


@dataclass(frozen=True)
class Move:
    """A value that is not the same on both sides."""

    indicator_id: str
    level: str
    period: str
    code: str
    former: float
    now: float


@dataclass(frozen=True)
class StatusChange:
    """How many territories went from a status to another, for an indicator."""

    indicator_id: str
    former: str
    now: str
    count: int


@dataclass(frozen=True)
class Value:
    """A line of the detailed file: one territory, one period, both sides."""

    indicator_id: str
    level: str
    period: str
    code: str
    former: float | None
    now: float | None
    former_status: str | None
    now_status: str | None
    change: str


class Comparison:
    """Two databases side by side, to be asked what changed from `former` to `now`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, former: Path, now: Path) -> None:
        self._connection = connection
        for alias, path in (("former", former), ("now", now)):
            _attach(connection, alias, path)
        self.former, self.now = (self._edition(alias) for alias in ("former", "now"))

    def _edition(self, alias: str) -> Edition:
        row = self._connection.execute(f"SELECT version, built_at FROM {alias}.build").fetchone()
        if row is None:
            raise duckdb.InvalidInputException(f"{alias}.build is empty")
        return Edition(str(row[0]), row[1])

    def groups(self) -> list[Group]:
        """What changed, by indicator, level and period; nothing for those that are the same."""
        return [Group(*row) for row in self._connection.execute(GROUPS).fetchall()]

    def moves(self, limit: int) -> list[Move]:
        """The `limit` values of each indicator that moved most, in its unit, widest move first."""
        return [Move(*row) for row in self._connection.execute(MOVES, {"limit": limit}).fetchall()]

    def status_changes(self) -> list[StatusChange]:
        """Where a value came or went, or an absence has another reason, in territories known on both sides."""
        return [StatusChange(*row) for row in self._connection.execute(STATUSES).fetchall()]

    def values(self) -> Iterator[Value]:
        """Every value that changed, read by batches: there may be millions."""
        cursor = self._connection.execute(
            f"SELECT indicator_id, level, period, code, former, now, former_status, now_status, change "
            f"FROM ({CHANGES}) ORDER BY indicator_id, level, period, code"
        )
        while rows := cursor.fetchmany(BATCH_ROWS):
            yield from (Value(*row) for row in rows)

    def parts(self) -> list[PartGroup]:
        """What changed in the parts by family and sector, by indicator and level."""
        return part_groups(self._connection)

    def sectors(self) -> dict[str, str]:
        """Name of every sector of either side."""
        return part_words(self._connection)

    def labels(self) -> dict[str, tuple[str, str]]:
        """Label and unit of every indicator of either side, as the latest one words them."""
        return {
            row[0]: (row[1], row[2])
            for row in self._connection.execute(
                "SELECT indicator_id, label, unit FROM former.indicator "
                "UNION ALL SELECT indicator_id, label, unit FROM now.indicator"
            ).fetchall()
        }

    def names(self) -> dict[tuple[str, str], str]:
        """Name of every territory of either side."""
        return {
            (row[0], row[1]): row[2]
            for row in self._connection.execute(
                "SELECT level, code, name FROM former.territory UNION ALL SELECT level, code, name FROM now.territory"
            ).fetchall()
        }

    def only_in(self, side: str) -> tuple[list[str], list[tuple[str, str]]]:
        """The indicators, then the territories (level, code), that only one side has: `former` or `now`."""
        other = {"former": "now", "now": "former"}[side]
        indicators = self._connection.execute(
            f"SELECT indicator_id FROM {side}.indicator EXCEPT SELECT indicator_id FROM {other}.indicator ORDER BY 1"
        ).fetchall()
        territories = self._connection.execute(
            f"SELECT level, code FROM {side}.territory EXCEPT SELECT level, code FROM {other}.territory ORDER BY 1, 2"
        ).fetchall()
        return [str(row[0]) for row in indicators], [(str(row[0]), str(row[1])) for row in territories]


@contextmanager
def comparison(former: Path, now: Path) -> Iterator[Comparison]:
    """Open two databases side by side.

    Raises `NoDatabaseError`, `UnreadableDatabaseError`, or `IncomparableDatabaseError` when one is of a schema that
    lacks what is compared.
    """
    for path in (former, now):
        if not path.is_file():
            raise NoDatabaseError(path)
    with duckdb.connect(":memory:") as connection:
        try:
            yield Comparison(connection, former, now)
        except duckdb.Error as error:
            both = Path(f"{former} ou {now}")
            raise UnreadableDatabaseError(both, str(error).splitlines()[0]) from error


def _attach(connection: duckdb.DuckDBPyConnection, alias: str, path: Path) -> None:
    escaped = str(path).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{escaped}' AS {alias} (READ_ONLY)")
        found = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = $alias", {"alias": alias}
        ).fetchall()
    except duckdb.Error as error:
        raise UnreadableDatabaseError(path, str(error).splitlines()[0]) from error
    columns = {(str(table), str(column)) for table, column in found}
    missing = [f"{table}.{name}" for table, names in NEEDED.items() for name in names if (table, name) not in columns]
    if missing:
        raise IncomparableDatabaseError(path, sorted(missing))


def record_difference(draft: Path, database: Path) -> None:
    """Fill tables `difference` and `difference_part` of a draft with what it changes from the one it will replace.

    Nothing is written when there is no former database, or when it is damaged or of a schema that cannot be compared:
    a build does not fail for what it replaces.
    """
    if not database.is_file():
        return
    try:
        with comparison(database, draft) as compared:
            groups, parts, former = compared.groups(), compared.parts(), compared.former
    except (NoDatabaseError, UnreadableDatabaseError, IncomparableDatabaseError):
        return
    with duckdb.connect(str(draft)) as connection:
        connection.execute("BEGIN")
        connection.execute(
            "UPDATE build SET former_version = ?, former_built_at = ?", [former.version, former.built_at]
        )
        moved = [g for g in groups if g.added or g.removed or g.changed]
        rows = [
            (former.version, g.indicator_id, g.level, g.period, g.added, g.removed, g.changed, *_largest(g))
            for g in moved
        ]
        if rows:
            connection.executemany(
                "INSERT INTO difference (former_version, indicator_id, level, period, added, removed, changed, "
                "largest_code, largest_former, largest_now) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        record_parts(connection, parts)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")


def _largest(group: Group) -> tuple[str | None, float | None, float | None]:
    return group.largest_code, group.largest_former, group.largest_now
