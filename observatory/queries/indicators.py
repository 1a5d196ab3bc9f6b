"""The indicators and their values."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from observatory.database import Database
from observatory.model import Break, Indicator, Kind, Level, Rollup, Series


@lru_cache(maxsize=8)
def indicators(database: Database) -> dict[str, Indicator]:
    """Every indicator with its metadata, by identifier, in the order of the catalogue."""
    breaks: dict[str, list[Break]] = {}
    for indicator_id, after, before, reason in database.rows(
        "SELECT indicator_id, after_period, before_period, reason FROM series_break ORDER BY ALL"
    ):
        breaks.setdefault(indicator_id, []).append(Break(after, before, reason))
    rows = database.rows(
        """
        SELECT indicator_id, label, short_label, phrase, gender, plural, unit, kind, decimals, definition,
               perimeter, geography_year, qpv_generation, source_id, denominator_source_id, rollup,
               rollup_reason, levels, series, caveats, formula, variant_of, variant_label, current_source_id
        FROM indicator ORDER BY sort_order, indicator_id
        """
    )
    return {row[0]: _indicator(row, tuple(breaks.get(row[0], []))) for row in rows}


def _indicator(row: tuple[Any, ...], breaks: tuple[Break, ...]) -> Indicator:
    values = list(row)
    values[7], values[15], values[18] = Kind(row[7]), Rollup(row[15]), Series(row[18])
    values[17] = tuple(Level(level) for level in row[17])
    values[19] = tuple(row[19])
    values.append(breaks)
    return Indicator(*values)


@lru_cache(maxsize=8)
def _all_periods(database: Database) -> dict[tuple[str, str], list[str]]:
    known: dict[tuple[str, str], list[str]] = {}
    for indicator_id, level, period in database.rows(
        "SELECT DISTINCT indicator_id, level, period FROM observation WHERE status = 'observed' ORDER BY ALL"
    ):
        known.setdefault((indicator_id, level), []).append(period)
    return known


def periods(database: Database, indicator_id: str, level: Level) -> list[str]:
    """The periods for which an indicator has at least one value at this level, oldest first."""
    return _all_periods(database).get((indicator_id, level), [])


@lru_cache(maxsize=128)
def values_by_territory(database: Database, indicator_id: str, level: Level, period: str) -> pd.DataFrame:
    """One indicator, all the territories of a level, one period.

    Columns: code, name, departement_code, region_code, population, longitude and latitude of the drawing plane,
    value (NaN when absent), status, note. One row per territory, by code.
    """
    return database.frame(
        """
        SELECT t.code, t.name, t.departement_code, t.region_code, t.population,
               t.display_longitude AS longitude, t.display_latitude AS latitude,
               o.value, coalesce(o.status, 'not_available') AS status, o.note
        FROM territory AS t
        LEFT JOIN observation AS o
          ON o.level = t.level AND o.code = t.code AND o.indicator_id = ? AND o.period = ?
        WHERE t.level = ? ORDER BY t.code
        """,
        [indicator_id, period, level],
    )


def ranks(database: Database, level: Level, code: str) -> dict[tuple[str, str], tuple[int, int]]:
    """The rank of a territory in its level (1 = the highest) and how many have a value, by indicator and period.

    A commune has none, nor has France.
    """
    key = f"{level}-{code}"
    rows = _rows_of(database, (key,))[key]
    return {(name, period): ranked for name, period, _, ranked in rows if ranked}


Cell = tuple[float | None, str, str | None]


def cells(database: Database, keys: tuple[str, ...]) -> dict[tuple[str, str, str], Cell]:
    """Every value of a few territories (`region-53`…): (value, status, note) by indicator, period and territory."""
    return {
        (name, period, key): cell for key, rows in _rows_of(database, keys).items() for name, period, cell, _ in rows
    }


_Row = tuple[str, str, Cell, tuple[int, int] | None]
_KEPT_TERRITORIES = 2000


@lru_cache(maxsize=8)
def _known_rows(_database: Database) -> dict[str, list[_Row]]:
    """The rows already read, by territory key: a region is asked again with each of its territories."""
    return {}


def _rows_of(database: Database, keys: tuple[str, ...]) -> dict[str, list[_Row]]:
    """What is observed in a few territories: indicator, period, cell, rank and how many have one."""
    known = _known_rows(database)
    found = {key: rows for key in keys if (rows := known.get(key)) is not None}
    missing: dict[str, list[_Row]] = {key: [] for key in keys if key not in found}
    if missing:
        codes = list(dict.fromkeys(key.split("-", 1)[1] for key in missing))
        read = database.rows(
            f"""
            SELECT level || '-' || code, indicator_id, period, value, status, note, rank, rank_among
            FROM observation WHERE code IN ({", ".join("?" * len(codes))})
            """,
            codes,
        )
        for key, name, period, value, status, note, rank, among in read:
            if key in missing:
                ranked = None if rank is None else (rank, among)
                missing[key].append((name, period, (value, status, note), ranked))
        if len(known) > _KEPT_TERRITORIES:
            known.clear()
        known.update(missing)
    return found | missing
