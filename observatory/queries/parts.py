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


@lru_cache(maxsize=128)
def _known_parts(_database: Database, _indicator_id: str, _period: str) -> dict[str, pd.DataFrame]:
    """The parts already read, by territory key: a territory and what contains it are asked together, then apart."""
    return {}


def parts(database: Database, indicator_id: str, period: str, keys: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """The parts of an indicator for a few territories (`region-53`…) and one period, by territory key.

    Columns: family, sector (`total` where a dimension is not split; both, for the indicator's own value), value (NaN
    when absent), status, note.
    """
    known = _known_parts(database, indicator_id, period)
    missing = [key for key in keys if key not in known]
    if missing:
        frame = database.frame(
            """
            WITH asked AS (
                SELECT split_part(key, '-', 1) AS level, split_part(key, '-', 2) AS code FROM unnest($keys) AS t(key)
            )
            SELECT level || '-' || code AS key, family, sector, value, status, note
            FROM detail SEMI JOIN asked USING (level, code)
            WHERE indicator_id = $indicator_id AND period = $period
            UNION ALL
            SELECT level || '-' || code, $total, $total, value, status, note
            FROM observation SEMI JOIN asked USING (level, code)
            WHERE indicator_id = $indicator_id AND period = $period
            ORDER BY ALL
            """,
            {"indicator_id": indicator_id, "period": period, "keys": missing, "total": TOTAL},
        )
        known.update({key: frame[frame["key"] == key].drop(columns="key") for key in missing})
    return {key: known[key] for key in keys}


Series = dict[str, float]


@lru_cache(maxsize=256)
def index_series(database: Database, indicator_id: str, keys: tuple[str, ...]) -> dict[tuple[str, str], Series]:
    """An index over the years, by territory key and family; absences are left out.

    Family `total` is the ESS, `hors_ess` the rest of the private sector.
    """
    rows = database.rows(
        """
        WITH asked AS (
            SELECT split_part(key, '-', 1) AS level, split_part(key, '-', 2) AS code FROM unnest($keys) AS t(key)
        )
        SELECT level || '-' || code, $outside, period, value FROM detail SEMI JOIN asked USING (level, code)
        WHERE indicator_id = $indicator_id AND family = $outside AND sector = $total AND status = 'observed'
        UNION ALL
        SELECT level || '-' || code, $total, period, value FROM observation SEMI JOIN asked USING (level, code)
        WHERE indicator_id = $indicator_id AND status = 'observed'
        ORDER BY ALL
        """,
        {"indicator_id": indicator_id, "outside": OUTSIDE, "total": TOTAL, "keys": list(keys)},
    )
    known: dict[tuple[str, str], Series] = {}
    for key, family, period, value in rows:
        known.setdefault((key, family), {})[period] = value
    return known


@lru_cache(maxsize=8)
def sector_labels(database: Database) -> dict[str, tuple[str, str]]:
    """The sectors of activity: label and short label by code."""
    return {code: (label, short) for code, label, short in database.rows("SELECT * FROM sector ORDER BY code")}
