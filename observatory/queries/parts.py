"""The parts of an indicator: by family of the ESS, by sector of activity, or both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory.database import Database
from observatory.model import Level

TOTAL = "total"
OUTSIDE = "hors_ess"


@dataclass(frozen=True)
class Coverage:
    """What the parts of an indicator are known by, at one level and period: at least one value of each kind.

    `outside` is the private sector outside the ESS, beside which the ESS is read.
    """

    families: bool
    sectors: bool
    crossed: bool
    outside: bool


@lru_cache(maxsize=8)
def part_coverage(database: Database) -> dict[str, dict[Level, dict[str, Coverage]]]:
    """For each indicator that has parts: what is known at each level and period, oldest period first."""
    rows = database.rows(
        """
        SELECT indicator_id, level, period,
               bool_or(sector = $total AND family <> $outside),
               bool_or(sector <> $total AND family <> $outside),
               bool_or(sector <> $total AND family NOT IN ($total, $outside)),
               bool_or(sector = $total AND family = $outside)
        FROM detail WHERE status = 'observed' GROUP BY ALL ORDER BY ALL
        """,
        {"total": TOTAL, "outside": OUTSIDE},
    )
    known: dict[str, dict[Level, dict[str, Coverage]]] = {}
    for indicator_id, level, period, *kinds in rows:
        known.setdefault(indicator_id, {}).setdefault(Level(level), {})[period] = Coverage(*kinds)
    return known


@lru_cache(maxsize=256)
def parts(database: Database, indicator_id: str, period: str, keys: tuple[str, ...]) -> pd.DataFrame:
    """The parts of an indicator for a few territories (`region-53`…) and one period.

    Columns: key, family, sector (`total` where a dimension is not split), value (NaN when absent), status, note.
    """
    return database.frame(
        """
        SELECT level || '-' || code AS key, family, sector, value, status, note FROM detail
        WHERE indicator_id = $indicator_id AND period = $period
          AND (level, code) IN (
              SELECT (split_part(key, '-', 1), split_part(key, '-', 2)) FROM unnest($keys) AS t(key)
          )
        ORDER BY ALL
        """,
        {"indicator_id": indicator_id, "period": period, "keys": list(keys)},
    )


@lru_cache(maxsize=256)
def outside_series(database: Database, indicator_id: str, keys: tuple[str, ...]) -> dict[tuple[str, str], float]:
    """An indicator of the private sector outside the ESS, by (territory key, period); absences are left out."""
    rows = database.rows(
        """
        SELECT level || '-' || code, period, value FROM detail
        WHERE indicator_id = $indicator_id AND family = $outside AND sector = $total AND status = 'observed'
          AND (level, code) IN (
              SELECT (split_part(key, '-', 1), split_part(key, '-', 2)) FROM unnest($keys) AS t(key)
          )
        """,
        {"indicator_id": indicator_id, "outside": OUTSIDE, "total": TOTAL, "keys": list(keys)},
    )
    return {(key, period): value for key, period, value in rows}


@lru_cache(maxsize=8)
def sector_labels(database: Database) -> dict[str, tuple[str, str]]:
    """The sectors of activity: label and short label by code."""
    return {code: (label, short) for code, label, short in database.rows("SELECT * FROM sector ORDER BY code")}
