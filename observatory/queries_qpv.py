"""Every SELECT about priority neighbourhoods (QPV): perimeters, passage between generations, figures, structures.

A neighbourhood belongs to every commune it spans, so it is found in each of them and in all that contains them.
Frames given back are remembered per database and shared: callers must not write into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory.database import Database
from observatory.model import Level, Territory

GENERATIONS = (2015, 2024)

# How many neighbourhoods each decree lists (SOURCES: 1,514 in 2015; 1,584 or 1,609 seen in 2024). A file with fewer
# is a part of the country, and « hors » then only speaks of the perimeters it holds.
FULL_COUNT = {2015: 1500, 2024: 1550}
PUBLISHED_COUNT = {2015: "1\u202f514", 2024: "environ 1\u202f600"}


@dataclass(frozen=True)
class Generation:
    """What the database holds of a generation: neighbourhoods known, those with a perimeter, and the source."""

    year: int
    known: int
    perimeters: int
    citation: str

    @property
    def complete(self) -> bool:
        """Tell whether the perimeters cover the whole country."""
        return self.perimeters >= FULL_COUNT[self.year]


@lru_cache(maxsize=8)
def generations(database: Database) -> dict[int, Generation]:
    """The generations of which the database knows at least one neighbourhood, oldest first."""
    rows = database.rows(
        """
        SELECT q.generation, count(*), count(q.geometry),
               string_agg(DISTINCT coalesce(s.citation, q.source_id), ' ; ' ORDER BY coalesce(s.citation, q.source_id))
        FROM qpv AS q LEFT JOIN source AS s USING (source_id) GROUP BY ALL ORDER BY ALL
        """
    )
    return {row[0]: Generation(*row) for row in rows}


@lru_cache(maxsize=8)
def perimeters(database: Database, generation: int) -> list[tuple[str, str, bytes]]:
    """The precise perimeters of a generation: code, name, WKB in WGS84; neighbourhoods known as points are left out."""
    return database.rows(
        "SELECT code, name, geometry FROM qpv WHERE generation = ? AND geometry IS NOT NULL ORDER BY code", [generation]
    )


@lru_cache(maxsize=8)
def neighbourhoods(database: Database, generation: int) -> pd.DataFrame:
    """The neighbourhoods of a generation, by name: columns of table `qpv` but its shapes, plus communes (their names).

    `has_perimeter` tells those with a polygon; `longitude`, `latitude` are of the drawing plane.
    """
    return database.frame(
        """
        SELECT q.code, q.name, q.population, q.population_year, q.area_m2, q.repaired,
               q.geometry IS NOT NULL AS has_perimeter,
               q.display_longitude AS longitude, q.display_latitude AS latitude,
               coalesce(string_agg(DISTINCT t.name, ', ' ORDER BY t.name), '') AS communes
        FROM qpv AS q
        LEFT JOIN qpv_commune AS m ON m.generation = q.generation AND m.qpv_code = q.code
        LEFT JOIN territory AS t ON t.level = 'commune' AND t.code = m.commune_code
        WHERE q.generation = ? GROUP BY ALL ORDER BY q.name, q.code
        """,
        [generation],
    )


@lru_cache(maxsize=8)
def memberships(database: Database, generation: int) -> pd.DataFrame:
    """Which neighbourhood lies in which commune, with what contains the commune: one row per pair."""
    return database.frame(
        """
        SELECT m.qpv_code, m.commune_code, t.epci_code, t.ept_code, t.departement_code, t.region_code
        FROM qpv_commune AS m JOIN territory AS t ON t.level = 'commune' AND t.code = m.commune_code
        WHERE m.generation = ? ORDER BY ALL
        """,
        [generation],
    )


def codes_in(database: Database, generation: int, level: Level, code: str) -> frozenset[str]:
    """The neighbourhoods that lie, even in part, in a territory."""
    rows = memberships(database, generation)
    if level is Level.FRANCE:
        return frozenset(neighbourhoods(database, generation)["code"])
    return frozenset(rows.loc[rows[f"{level}_code"] == code, "qpv_code"])


def neighbourhoods_in(database: Database, generation: int, place: Territory) -> pd.DataFrame:
    """The neighbourhoods of a territory, by name."""
    rows = neighbourhoods(database, generation)
    return rows[rows["code"].isin(codes_in(database, generation, place.level, place.code))]


@lru_cache(maxsize=64)
def shapes(database: Database, generation: int, level: Level, code: str) -> list[tuple[str, str, bytes]]:
    """The simplified perimeters of a territory's neighbourhoods in the drawing plane: code, name, WKB."""
    inside = list(codes_in(database, generation, level, code))
    return database.rows(
        """
        SELECT code, name, simplified FROM qpv
        WHERE generation = $generation AND simplified IS NOT NULL AND list_contains($inside::VARCHAR[], code)
        ORDER BY code
        """,
        {"generation": generation, "inside": inside},
    )


@lru_cache(maxsize=8)
def passages(database: Database) -> pd.DataFrame:
    """How the neighbourhoods of 2015 and of 2024 answer to each other, with their names; either may be absent."""
    return database.frame(
        """
        SELECT p.qpv_2015, p.qpv_2024, p.status, a.name AS name_2015, b.name AS name_2024
        FROM qpv_passage AS p
        LEFT JOIN qpv AS a ON a.generation = 2015 AND a.code = p.qpv_2015
        LEFT JOIN qpv AS b ON b.generation = 2024 AND b.code = p.qpv_2024
        ORDER BY p.qpv_2015 NULLS LAST, p.qpv_2024
        """
    )


@lru_cache(maxsize=8)
def figures(database: Database, generation: int) -> pd.DataFrame:
    """The figures of the neighbourhoods of a generation, in the order of the producer: one row per pair."""
    return database.frame(
        """
        SELECT f.qpv_code, f.figure, f.label, f.theme, f.value, f.unit, f.status, f.period,
               coalesce(s.citation, f.source_id) AS citation
        FROM qpv_figure AS f LEFT JOIN source AS s USING (source_id) WHERE f.generation = ? ORDER BY f.rowid
        """,
        [generation],
    )


@lru_cache(maxsize=8)
def contrats_de_ville_points(database: Database) -> pd.DataFrame:
    """The contrats de ville with their point in the drawing plane and the territory that bears each today."""
    return database.frame(
        """
        SELECT v.code, v.name, v.population_qpv, v.departement_code AS contrat_departement_code, v.level,
               v.territory_code, t.name AS territory_name, d.region_code,
               coalesce(v.display_longitude, t.display_longitude) AS longitude,
               coalesce(v.display_latitude, t.display_latitude) AS latitude
        FROM contrat_de_ville AS v
        LEFT JOIN territory AS t ON t.level = v.level AND t.code = v.territory_code
        LEFT JOIN territory AS d ON d.level = 'departement' AND d.code = v.departement_code
        ORDER BY v.population_qpv DESC NULLS LAST, v.code
        """
    )


@lru_cache(maxsize=64)
def structures_in(database: Database, generation: int, code: str) -> pd.DataFrame:
    """The active ESS structures placed in a neighbourhood: name, family, employer, by name."""
    column = {2015: "qpv_2015", 2024: "qpv_2024"}[generation]
    return database.frame(
        f"SELECT coalesce(name, structure_id) AS name, family, employer FROM structure WHERE {column} = ? AND in_law "
        "AND coalesce(active, true) ORDER BY name, structure_id",
        [code],
    )


@lru_cache(maxsize=64)
def structure_counts(database: Database, level: Level, code: str) -> dict[str, int]:
    """The active structures loaded in a territory, by what is known of their place.

    Keys: structures, placed (in or out of a QPV is known), in_qpv (of either generation), employers,
    employers_placed, near (employers in a QPV or within 300 m of one). All 0 when no file was imported.
    """
    rows = database.rows(
        """
        SELECT structures, placed, placed_in_qpv, coalesce(employers, 0), employers_placed, employers_near
        FROM structure_count WHERE family = 'total' AND level = ? AND code = ?
        """,
        [level, code],
    )
    row = rows[0] if rows else (0,) * 6
    names = ("structures", "placed", "in_qpv", "employers", "employers_placed", "near")
    return dict(zip(names, row, strict=True))


@lru_cache(maxsize=8)
def drawn_points(database: Database, departement_code: str) -> list[tuple[float, float, float, float]]:
    """Where the communes of a département are, and where maps draw them: WGS84 degrees, then the drawing plane."""
    return database.rows(
        """
        SELECT longitude, latitude, display_longitude, display_latitude FROM territory
        WHERE level = 'commune' AND departement_code = ? AND longitude IS NOT NULL ORDER BY code
        """,
        [departement_code],
    )
