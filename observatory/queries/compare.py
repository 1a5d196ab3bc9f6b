"""What comparing needs at once: the last values of a whole level, and how its territories are made of communes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory.database import Database
from observatory.model import Level, Territory
from observatory.queries.territories import TERRITORY_COLUMNS, territory


@dataclass(frozen=True)
class LastValues:
    """Every indicator of a level at its last period. Codes are the rows, indicators the columns; NaN is an absence.

    Shared between callers: nobody writes into `frame`.
    """

    frame: pd.DataFrame
    periods: dict[str, str]


@lru_cache(maxsize=8)
def last_values(database: Database, level: Level) -> LastValues:
    """The values of all the territories of a level, each indicator at the last period it has there."""
    frame = database.frame(
        """
        WITH last AS (
            SELECT indicator_id, max(period) AS period FROM observation
            WHERE level = $level AND status = 'observed' GROUP BY indicator_id
        )
        SELECT indicator_id, period, code, value
        FROM observation JOIN last USING (indicator_id, period) WHERE level = $level
        """,
        {"level": level},
    )
    periods = dict(zip(frame["indicator_id"], frame["period"], strict=True))
    return LastValues(frame.pivot_table(index="code", columns="indicator_id", values="value"), periods)


@lru_cache(maxsize=8)
def make_up(database: Database, level: Level) -> pd.DataFrame:
    """How the inhabited territories of a level are made: population, area_km2, weight_pct. By code.

    `weight_pct` is the share of its largest commune in the population of the territory; for a commune, its own share
    in the population of its EPCI (missing without EPCI). France, alone of its level, has no row.
    """
    if level is Level.FRANCE:
        return pd.DataFrame(columns=["population", "area_km2", "weight_pct"])
    if level is Level.COMMUNE:
        sql = """
            SELECT t.code, t.population, t.area_km2, 100.0 * t.population / e.population AS weight_pct
            FROM territory AS t LEFT JOIN territory AS e ON e.level = 'epci' AND e.code = t.epci_code
            WHERE t.level = ? AND t.population > 0 ORDER BY t.code
            """
    else:
        sql = f"""
            SELECT t.code, t.population, t.area_km2, 100.0 * max(c.population) / t.population AS weight_pct
            FROM territory AS t JOIN territory AS c ON c.level = 'commune' AND c.{level}_code = t.code
            WHERE t.level = ? AND t.population > 0 GROUP BY t.code, t.population, t.area_km2 ORDER BY t.code
            """
    return database.frame(sql, [level]).set_index("code")


@lru_cache(maxsize=512)
def territories(database: Database, level: Level, codes: tuple[str, ...]) -> tuple[Territory, ...]:
    """The territories of these codes, in their order, in one query at most; unknown codes are left out."""
    if level is not Level.COMMUNE:
        found = [territory(database, level, code) for code in codes]
        return tuple(place for place in found if place is not None)
    rows = database.rows(
        f"SELECT {TERRITORY_COLUMNS} FROM territory WHERE level = 'commune' AND list_contains($codes::VARCHAR[], code)",
        {"codes": list(codes)},
    )
    known = {row[1]: Territory(Level(row[0]), *row[1:]) for row in rows}
    return tuple(known[code] for code in codes if code in known)


@lru_cache(maxsize=8)
def secret_cells(database: Database) -> frozenset[tuple[str, str, str, str]]:
    """Every value kept secret: (indicator, period, level, code)."""
    rows = database.rows("SELECT indicator_id, period, level, code FROM observation WHERE status = 'secret'")
    return frozenset((name, period, level, code) for name, period, level, code in rows)


@lru_cache(maxsize=256)
def communes_of(database: Database, keys: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The communes of a few territories (`epci-243500139`…), by territory key; a commune is in itself."""
    rows = database.rows(
        """
        WITH asked AS (
            SELECT key, split_part(key, '-', 1) AS level, split_part(key, '-', 2) AS code FROM unnest($keys) AS t(key)
        )
        SELECT a.key, c.code FROM asked AS a JOIN territory AS c ON c.level = 'commune' AND a.code = CASE a.level
            WHEN 'commune' THEN c.code WHEN 'epci' THEN c.epci_code WHEN 'ept' THEN c.ept_code
            WHEN 'departement' THEN c.departement_code WHEN 'region' THEN c.region_code END
        """,
        {"keys": list(keys)},
    )
    found: dict[str, set[str]] = {key: set() for key in keys}
    for key, code in rows:
        found[key].add(code)
    return {key: frozenset(codes) for key, codes in found.items()}
