"""From a file of Urssaf to `staging.urssaf_cell`: one row per place, year, family and sector, three measures.

An empty cell is a number that the producer does not give: NULL, never 0. Numbers have a dot or a comma.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from etl.errors import DuplicateKeyError, InvalidValueError
from etl.large_files import stage_large
from etl.load import insert_rows
from etl.urssaf.errors import ContradictoryPlaceError, UnknownWordError
from etl.urssaf.places import Geography, Written, geography_of, place_of
from etl.urssaf.words import FAMILY_STARTS, OUTSIDE, Sector, family_of, sector_of
from observatory.model import FRANCE_CODE

MEASURES = {
    "etablissements": "nombre_d_etablissements",
    "effectifs": "effectifs_salaries_moyens",
    "masse": "masse_salariale",
}
COLUMNS = {
    "champ": "champ_ess",
    "family_word": "famille_ess",
    "year": "annee",
    "sector": "secteur_na88",
    "departement_code": "code_departement",
    "departement": "departement",
    "region_code": "code_region",
    "region": "region",
    "former_region_code": "code_ancienne_region",
    "former_region": "ancienne_region",
    **MEASURES,
}
PLACE_ROLES = ("departement_code", "departement", "region_code", "region", "former_region_code", "former_region")
COMMON = ("champ", "family_word", "year", *MEASURES)
YEAR = r"(19|20)\d{2}(-01-01.*)?"
NUMBER = r"\d+([.,]\d+)?"
SPACES = r"[\s\x{00A0}\x{202F}]"
TABLES = """
CREATE TABLE IF NOT EXISTS staging.urssaf_cell (
    source_id VARCHAR, level VARCHAR, code VARCHAR, region_code VARCHAR, period VARCHAR, family VARCHAR,
    sector VARCHAR, etablissements DOUBLE, effectifs DOUBLE, masse DOUBLE, source_row INTEGER, file VARCHAR,
    whole_region BOOLEAN
);
CREATE TEMP TABLE IF NOT EXISTS urssaf_sector (code VARCHAR, label VARCHAR, short_label VARCHAR);
CREATE TEMP TABLE IF NOT EXISTS urssaf_unplaced (source_id VARCHAR, item VARCHAR, reason VARCHAR);
"""
# Every word of the file beside ours; a role that the file does not have is NULL on both sides.
READ = """
CREATE TABLE staging.urssaf_read AS
SELECT t.*, f.family, s.code AS sector_code, p.found_dep AS found_departement, p.found_reg AS found_region, p.words,
    p.reason, p.whole = 'oui' AS whole
FROM staging.urssaf_text t
JOIN staging.urssaf_family_map f ON f.champ = t.champ AND f.family_word IS NOT DISTINCT FROM t.family_word
JOIN staging.urssaf_sector_map s ON s.sector IS NOT DISTINCT FROM t.sector
JOIN staging.urssaf_place_map p ON {same_place}
"""
UNPLACED = """
INSERT INTO temp.urssaf_unplaced
SELECT $source, words || ' (' || min(left(year, 4)) || ' à ' || max(left(year, 4)) || ', lignes : ' || count(*) || ')',
    reason
FROM staging.urssaf_read WHERE {code} IS NULL GROUP BY words, reason ORDER BY words
"""


@dataclass(frozen=True)
class UrssafFile:
    """One of the three files: the level of its rows and the roles it must have."""

    source_id: str
    level: str
    needed: tuple[str, ...]
    code: str


DEPARTEMENTS = UrssafFile(
    "urssaf_ess_departements", "departement", (*COMMON, "departement_code", "region_code"), "found_departement"
)
REGIONS = UrssafFile("urssaf_ess_regions_na88", "region", (*COMMON, "region_code", "sector"), "found_region")
FRANCE = UrssafFile("urssaf_ess_france_na88", "france", (*COMMON, "sector"), f"'{FRANCE_CODE}'")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables of the three sources, once; only the cells are counted when an edition is compared."""
    connection.execute(TABLES)


def read_cells(
    connection: duckdb.DuckDBPyConnection, file: UrssafFile, path: Path, divisions: Sequence[Sector]
) -> tuple[int, str]:
    """Add the cells of a file; returns its rows and, in French, what could not be placed.

    Raises on a missing column, an unreadable number, an unknown family or sector, a région that does not hold its
    département, and on two rows of one place, year, family and sector.
    """
    optional = {role: (column,) for role, column in COLUMNS.items() if role not in file.needed}
    stage_large(connection, "urssaf_text", path, ({role: (COLUMNS[role],) for role in file.needed}, optional))
    _check_cells(connection, path.name)
    _map_families(connection, path.name)
    _map_sectors(connection, path.name, divisions)
    _map_places(connection, path.name)
    same = " AND ".join(f"p.{role} IS NOT DISTINCT FROM t.{role}" for role in PLACE_ROLES)
    connection.execute(READ.format(same_place=same))
    _check_unique(connection, file, path.name)
    numbers = ", ".join(f"{_plain(measure)}::DOUBLE" for measure in MEASURES)
    connection.execute(
        f"INSERT INTO staging.urssaf_cell SELECT $source, $level, {file.code}, found_region, left(year, 4), family, "
        f"sector_code, {numbers}, source_row, $file, whole FROM staging.urssaf_read",
        {"source": file.source_id, "level": file.level, "file": f"data/raw/{file.source_id}/{path.name}"},
    )
    rows, loose = connection.execute(
        f"SELECT count(*), count(*) FILTER ({file.code} IS NULL) FROM staging.urssaf_read"
    ).fetchone() or (0, 0)
    connection.execute(UNPLACED.format(code=file.code), {"source": file.source_id})
    for table in ("text", "family_map", "sector_map", "place_map", "read"):
        connection.execute(f"DROP TABLE staging.urssaf_{table}")
    return rows, f"{loose} ligne(s) sans territoire d’aujourd’hui, signalée(s)." if loose else ""


def _plain(column: str) -> str:
    return f"replace(regexp_replace({column}, '{SPACES}', '', 'g'), ',', '.')"


def _check_cells(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Raise on the first cell that cannot be read."""
    spaceless = {measure: f"regexp_replace({measure}, '{SPACES}', '', 'g')" for measure in MEASURES}
    wrong = {
        "year": (f"year IS NULL OR NOT regexp_full_match(year, '{YEAR}')", "une année"),
        "champ": ("champ IS NULL", "« OUI » ou « NON »"),
        **{
            measure: (f"NOT regexp_full_match({cell}, '{NUMBER}')", "un nombre positif, ou une case vide")
            for measure, cell in spaceless.items()
        },
    }
    for role, (condition, expected) in wrong.items():
        row = connection.execute(
            f"SELECT source_row, {role} FROM staging.urssaf_text WHERE {condition} ORDER BY source_row LIMIT 1"
        ).fetchone()
        if row is not None:
            raise InvalidValueError(name, row[0], COLUMNS[role], row[1] or "", expected)


def _distinct(connection: duckdb.DuckDBPyConnection, roles: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The distinct words of some columns, each with the first line that has them; an empty text for NULL."""
    listed = ", ".join(roles)
    rows = connection.execute(
        f"SELECT min(source_row), {listed} FROM staging.urssaf_text GROUP BY {listed} ORDER BY 1"
    ).fetchall()
    return [(int(row[0]), [cell or "" for cell in row[1:]]) for row in rows]


def _stage_map(connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: list[list[str]]) -> None:
    """Create `staging.urssaf_<name>`, which gives our word for the file's; an empty text is NULL."""
    connection.register("incoming", pd.DataFrame(rows, columns=list(columns), dtype="str"))
    picked = ", ".join(f"nullif({column}, '') AS {column}" for column in columns)
    connection.execute(f"CREATE TABLE staging.urssaf_{name} AS SELECT {picked} FROM incoming")
    connection.unregister("incoming")


def _map_families(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    rows = []
    for line, (champ, word) in _distinct(connection, ("champ", "family_word")):
        family = family_of(champ, word)
        if family is None:
            known = ", ".join(FAMILY_STARTS.values())
            expected = f"« OUI » avec une des familles {known}, ou « NON » ; jamais un total"
            raise UnknownWordError(name, line, "champ_ess, famille_ess", f"{champ}, {word}", expected)
        rows.append([champ, word, family])
    _stage_map(connection, "family_map", ("champ", "family_word", "family"), rows)


def _map_sectors(connection: duckdb.DuckDBPyConnection, name: str, divisions: Sequence[Sector]) -> None:
    rows: list[list[str]] = []
    groups: set[Sector] = set()
    for line, (word,) in _distinct(connection, ("sector",)):
        sector = sector_of(word, divisions) if word else None
        if sector is None and (word or divisions):
            expected = "le code à deux chiffres d’une division, un groupe de divisions (05-39), nca, ou leur intitulé"
            raise UnknownWordError(name, line, COLUMNS["sector"], word, expected)
        rows.append([word, "total" if sector is None else sector.code])
        groups |= {sector} - {None, *divisions}  # type: ignore[arg-type]
    _stage_map(connection, "sector_map", ("sector", "code"), rows)
    found = [(s.code, s.label, s.short_label) for s in sorted(groups, key=lambda s: s.code)]
    insert_rows(connection, "temp.urssaf_sector", ("code", "label", "short_label"), found)


def _map_places(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Give each place of the file its département and région of today; raises when a row contradicts itself."""
    geography = _geography(connection)
    rows = []
    for line, cells in _distinct(connection, PLACE_ROLES):
        written = Written(*cells)
        place = place_of(written, geography)
        departement, region = place.departement_code or "", place.region_code or ""
        if place.contradicted:
            said = written.region or written.region_code
            raise ContradictoryPlaceError(name, line, departement, said, geography.regions[region])
        rows.append([*cells, departement, region, written.words, place.reason, "oui" if place.whole else "non"])
    _stage_map(connection, "place_map", (*PLACE_ROLES, "found_dep", "found_reg", "words", "reason", "whole"), rows)


def _geography(connection: duckdb.DuckDBPyConnection) -> Geography:
    rows = connection.execute(
        "SELECT level, code, name, region_code FROM territory WHERE level IN ('region', 'departement')"
    ).fetchall()
    return geography_of(
        {code: name for level, code, name, _ in rows if level == "region"},
        {code: (name, region) for level, code, name, region in rows if level == "departement"},
    )


def _check_unique(connection: duckdb.DuckDBPyConnection, file: UrssafFile, name: str) -> None:
    """Raise on two rows of one place, year, family and sector; outside the ESS several words make one family."""
    row = connection.execute(
        f"SELECT coalesce({file.code}, words), left(year, 4), sector_code, "
        f"CASE WHEN family = '{OUTSIDE}' THEN coalesce(family_word, champ) ELSE family END, "
        "min(source_row), max(source_row) FROM staging.urssaf_read GROUP BY ALL HAVING count(*) > 1 ORDER BY 5 LIMIT 1"
    ).fetchone()
    if row is not None:
        raise DuplicateKeyError(name, [str(part) for part in row[:4]], (row[4], row[5]))
