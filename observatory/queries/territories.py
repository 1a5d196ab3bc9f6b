"""The places: who they are, what contains them, other names, rows for the search."""

from __future__ import annotations

from functools import lru_cache

from observatory.database import Database
from observatory.model import FRANCE_CODE, Level, Territory

TERRITORY_COLUMNS = (
    "level, code, name, kind, region_code, departement_code, epci_code, ept_code, population, longitude, latitude, "
    "area_km2"
)


@lru_cache(maxsize=8)
def _wider(database: Database) -> dict[str, Territory]:
    """Every territory but the communes, by its key: a page asks for several of them, so they are read at once."""
    rows = database.rows(f"SELECT {TERRITORY_COLUMNS} FROM territory WHERE level <> 'commune'")
    return {found.key: found for found in (Territory(Level(row[0]), *row[1:]) for row in rows)}


@lru_cache(maxsize=4096)
def territory(database: Database, level: Level, code: str) -> Territory | None:
    """The territory of this level and code; None when there is none."""
    if level is not Level.COMMUNE:
        return _wider(database).get(f"{level}-{code}")
    # asked by the code alone, which DuckDB looks up in its index: with the level too, it reads the whole table
    rows = database.rows(f"SELECT {TERRITORY_COLUMNS} FROM territory WHERE code = ?", [code])
    return next((Territory(level, *row[1:]) for row in rows if row[0] == level), None)


@lru_cache(maxsize=1024)
def today_of(database: Database, code: str) -> Territory | None:
    """The territory of today that bears a former code (a merged commune, a former EPCI, an arrondissement)."""
    rows = database.rows(
        """
        SELECT level, code FROM territory_alias
        WHERE alias = ? AND reason <> 'postcode' AND code IS NOT NULL ORDER BY ALL LIMIT 1
        """,
        [code],
    )
    return territory(database, Level(rows[0][0]), rows[0][1]) if rows else None


@lru_cache(maxsize=1024)
def ancestors(database: Database, place: Territory) -> tuple[Territory, ...]:
    """What contains a place, from the nearest to France: its EPT, EPCI, département, région, France.

    An EPCI that spans several départements is placed in the one that holds most of its population.
    """
    wanted = {
        Level.EPT: place.ept_code,
        Level.EPCI: place.epci_code,
        Level.DEPARTEMENT: place.departement_code,
        Level.REGION: place.region_code,
        Level.FRANCE: FRANCE_CODE,
    }
    keys = [f"{level}-{code}" for level, code in wanted.items() if code]
    known = _wider(database)
    return tuple(known[key] for key in keys if key in known and key != place.key)


@lru_cache(maxsize=512)
def codes_inside(database: Database, level: Level, around_level: Level, around_code: str) -> tuple[str, ...]:
    """The territories of a level that lie inside another one, or that one itself when the levels are the same."""
    if level is around_level:
        return (around_code,)
    column = {
        Level.REGION: "region_code",
        Level.DEPARTEMENT: "departement_code",
        Level.EPCI: "epci_code",
        Level.EPT: "ept_code",
    }[around_level]
    rows = database.rows(
        f"SELECT code FROM territory WHERE level = ? AND {column} = ? ORDER BY code",
        [level, around_code],
    )
    return tuple(row[0] for row in rows)


@lru_cache(maxsize=8)
def search_rows(database: Database) -> list[tuple[str, str, str, str | None, int | None, str | None, str | None]]:
    """Every territory for the search: level, code, name, département, population, EPCI kind, région."""
    return database.rows("SELECT level, code, name, departement_code, population, kind, region_code FROM territory")


@lru_cache(maxsize=8)
def alias_rows(database: Database) -> list[tuple[str, str, str | None, str, str]]:
    """Every other name or code of a territory: alias, reason, former name, level and code of today."""
    return database.rows("SELECT alias, reason, alias_name, level, code FROM territory_alias WHERE code IS NOT NULL")
