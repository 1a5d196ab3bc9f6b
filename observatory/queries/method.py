"""Where figures come from: sources, build, checks, and the walk of a value."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from observatory.database import Database
from observatory.model import Level, Source


@lru_cache(maxsize=8)
def sources(database: Database) -> dict[str, Source]:
    """Every source with its metadata, by identifier."""
    rows = database.rows(
        """
        SELECT source_id, title, producer, landing_page, licence, period, geography_year,
               strftime(retrieved_on, '%Y-%m-%d'), citation, processing, state,
               edition, address, size_bytes, next_update
        FROM source ORDER BY title
        """
    )
    return {row[0]: Source(*row) for row in rows}


@lru_cache(maxsize=8)
def source_details(database: Database) -> pd.DataFrame:
    """All that is known of the sources: one row each, every column of the table."""
    return database.frame("SELECT * FROM source ORDER BY producer, title")


@lru_cache(maxsize=8)
def build(database: Database) -> dict[str, object]:
    """When this database was built (UTC), its version, what it was built from and what it replaced, if anything."""
    row = database.rows("SELECT version, built_at, inputs, former_version, former_built_at FROM build")[0]
    return dict(zip(("version", "built_at", "inputs", "former_version", "former_built_at"), row, strict=True))


@lru_cache(maxsize=8)
def differences(database: Database) -> pd.DataFrame:
    """What the last build changed, most changed first: one row per indicator, level and period.

    `label`, `unit` and `decimals` are absent for an indicator that no longer exists; `largest_*` is the value that
    moved most, absent when none did.
    """
    return database.frame(
        """
        SELECT d.indicator_id, i.label, i.unit, i.decimals, d.level, d.period, d.added, d.removed, d.changed,
               d.largest_code, t.name AS largest_name, d.largest_former, d.largest_now
        FROM difference AS d
        LEFT JOIN indicator AS i USING (indicator_id)
        LEFT JOIN territory AS t ON t.level = d.level AND t.code = d.largest_code
        ORDER BY d.added + d.removed + d.changed DESC, i.sort_order, d.indicator_id, d.level, d.period
        """
    )


@lru_cache(maxsize=8)
def quality_checks(database: Database) -> pd.DataFrame:
    """The report of the last build: one row per check."""
    return database.frame("SELECT * FROM quality_check ORDER BY passed, severity, subject, check_id")


@lru_cache(maxsize=8)
def unresolved(database: Database) -> pd.DataFrame:
    """What the build could not place on today's map, with the reason."""
    return database.frame("SELECT source_id, item, reason FROM unresolved ORDER BY ALL")


@lru_cache(maxsize=8)
def golden_values(database: Database) -> pd.DataFrame:
    """The published values that guard each indicator."""
    return database.frame("SELECT * FROM golden_value ORDER BY ALL")


def walk(database: Database, indicator_id: str, level: Level, code: str, period: str) -> dict[str, object] | None:
    """The walk of one value: the observation and the lines of the reference files it comes from."""
    rows = database.rows(
        """
        SELECT o.value, o.status, o.note, o.source_id, o.origin, t.name
        FROM observation AS o JOIN territory AS t USING (level, code)
        WHERE o.indicator_id = ? AND o.level = ? AND o.code = ? AND o.period = ?
        """,
        [indicator_id, level, code, period],
    )
    if not rows:
        return None
    names = ("value", "status", "note", "source_id", "origin", "territory_name")
    return dict(zip(names, rows[0], strict=True))
