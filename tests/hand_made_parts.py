"""Parts of indicators written by hand into a copy of the built database, as live sources would bring them.

Bretagne and France, small round numbers: every expected value of a test can be computed on paper.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

YEARS = range(2012, 2023)
LAST = "2022"
SOURCE = "urssaf_ess_departements"
PRIVATE_SHARE = "part_ess_emploi_prive"  # known for Bretagne only: nothing for France

FAMILIES = {
    ("france", "FR"): {"association": 1500, "cooperative": 300, "mutuelle": 120, "fondation": 80},
    ("region", "53"): {"association": 900, "cooperative": 200, "mutuelle": 80, "fondation": None},
    ("departement", "35"): {"association": 400, "cooperative": 60, "mutuelle": 30, "fondation": 10},
    ("departement", "976"): {"association": None},
}
TOTALS = {("france", "FR"): 2000, ("region", "53"): 1200, ("departement", "35"): 500, ("departement", "976"): None}

SECTORS = {
    "88": "Action sociale",
    "87": "Hébergement médico-social",
    "85": "Enseignement",
    "64": "Services financiers",
    "65": "Assurance",
    "94": "Organisations associatives",
    "86": "Santé",
    "93": "Sport et loisirs",
    "90": "Arts et spectacles",
    "47": "Commerce de détail",
    "10": "Industries alimentaires",
    "46": "Commerce de gros",
    "55": "Hébergement",
    "79": "Agences de voyage",
}
# sector: {family: jobs}; a family that is not there has no line in the source
SECTOR_JOBS = {
    ("france", "FR"): {
        "88": {"association": 600, "fondation": 20},
        "87": {"association": 300, "mutuelle": 20},
        "85": {"association": 200, "fondation": 60},
        "64": {"cooperative": 200},
        "65": {"mutuelle": 100},
        "94": {"association": 100},
        "86": {"association": 100},
        "93": {"association": 60},
        "90": {"association": 50},
        "47": {"cooperative": 40, "association": 10},
        "10": {"cooperative": 40},
        "46": {"cooperative": 20},
        "55": {"association": 40},
        "79": {"association": 40},
    },
    ("region", "53"): {
        "88": {"association": 300},
        "87": {"association": 180, "mutuelle": 20},
        "85": {"association": 120, "fondation": None},
        "64": {"cooperative": 72},
        "65": {"mutuelle": 60},
        "94": {"association": 60},
        "86": {"association": 60},
        "93": {"association": 50},
        "90": {"association": 40},
        "47": {"cooperative": 8, "association": 10},
        "10": {"cooperative": 120},
        "46": {"cooperative": 10},
        "55": {"association": 30},
        "79": {"association": 24},
    },
}
# base 100 in 2012, then a constant step a year: (ESS, private sector outside the ESS)
INDEX_STEPS = {("france", "FR"): (1.2, 0.6), ("region", "53"): (1.5, 0.8), ("departement", "35"): (2.0, None)}
VARIANTS = {"nombre_structures_ess": None, "nombre_structures_ess_familles": "Familles statutaires"}

Place = tuple[str, str]


def write_parts(built: Path, target: Path) -> None:
    """Copy the built database and add jobs by family and sector, index curves, and structures in two perimeters."""
    shutil.copy(built, target)
    with duckdb.connect(str(target)) as connection:
        _source(connection)
        _indicator(connection, "effectifs_ess", "Effectifs salariés de l’ESS", "les effectifs salariés de l’ESS", "m")
        _indicator(connection, "indice_effectifs_ess", "Indice des effectifs salariés", "l’indice des effectifs", "m")
        for name in VARIANTS:
            _indicator(connection, name, "Structures de l’ESS", "le nombre de structures de l’ESS", "m")
        _indicator(connection, PRIVATE_SHARE, "Part de l’ESS dans l’emploi privé", "la part de l’ESS", "f")
        _describe(connection)
        connection.executemany(
            "INSERT OR REPLACE INTO sector VALUES (?, ?, ?)", [(code, name, name) for code, name in SECTORS.items()]
        )
        _jobs(connection)
        _indices(connection)
        _structures(connection)


def _source(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"""
        INSERT OR IGNORE INTO source
        SELECT * REPLACE ('{SOURCE}' AS source_id, 'Emploi de l’ESS' AS title, 'Urssaf' AS producer,
                          'Urssaf, emploi de l’ESS' AS citation, 'fetched' AS state)
        FROM source WHERE source_id = 'insee_clap'
        """
    )


def _indicator(connection: duckdb.DuckDBPyConnection, name: str, label: str, phrase: str, gender: str) -> None:
    connection.execute("DELETE FROM golden_value WHERE indicator_id = ?", [name])
    for table in ("detail", "observation", "indicator"):
        connection.execute(f"DELETE FROM {table} WHERE indicator_id = ?", [name])
    connection.execute(
        f"""
        INSERT INTO indicator
        SELECT * REPLACE ($name AS indicator_id, $label AS label, $label AS short_label, $phrase AS phrase,
                          $gender AS gender, true AS plural, 'salariés' AS unit, 'count' AS kind, 0 AS decimals,
                          'sum' AS rollup, '{SOURCE}' AS source_id,
                          ['france', 'region', 'departement'] AS levels, NULL AS current_source_id)
        FROM indicator WHERE indicator_id = 'part_ess_emploi'
        """,
        {"name": name, "label": label, "phrase": phrase, "gender": gender},
    )


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        UPDATE indicator SET unit = 'base 100', kind = 'rate', decimals = 1, plural = false, rollup = 'none'
        WHERE indicator_id = 'indice_effectifs_ess'
        """
    )
    connection.execute(
        "UPDATE indicator SET unit = '%', kind = 'rate', decimals = 1, plural = false, rollup = 'recomputed' "
        "WHERE indicator_id = ?",
        [PRIVATE_SHARE],
    )
    for name, label in VARIANTS.items():
        connection.execute(
            "UPDATE indicator SET unit = 'structures', plural = false, variant_of = ?, variant_label = ? "
            "WHERE indicator_id = ?",
            ["nombre_structures_ess" if label else None, label or "Loi de 2014", name],
        )


def _observe(connection: duckdb.DuckDBPyConnection, name: str, place: Place, period: str, value: float | None) -> None:
    status = "observed" if value is not None else "not_available"
    note = None if value is not None else "la source ne couvre pas Mayotte"
    connection.execute(
        "INSERT INTO observation (indicator_id, level, code, period, value, status, source_id, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [name, *place, period, value, status, SOURCE, note],
    )


def _part(
    connection: duckdb.DuckDBPyConnection, name: str, place: Place, cut: tuple[str, str, str], value: float | None
) -> None:
    period, family, sector = cut
    absent = ("not_available", "la source ne couvre pas Mayotte") if place[1] == "976" else ("secret", None)
    status, note = ("observed", None) if value is not None else absent
    connection.execute(
        "INSERT INTO detail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [name, *place, period, family, sector, value, status, SOURCE, note],
    )


def _jobs(connection: duckdb.DuckDBPyConnection) -> None:
    for place, total in TOTALS.items():
        for year in YEARS:
            _observe(connection, "effectifs_ess", place, str(year), total)
        for family, value in FAMILIES[place].items():
            _part(connection, "effectifs_ess", place, (LAST, family, "total"), value)
    for place, sectors in SECTOR_JOBS.items():
        for sector, families in sectors.items():
            for family, jobs in families.items():
                _part(connection, "effectifs_ess", place, (LAST, family, sector), jobs)


def _indices(connection: duckdb.DuckDBPyConnection) -> None:
    name = "indice_effectifs_ess"
    for place, (social, outside) in INDEX_STEPS.items():
        for rank, year in enumerate(YEARS):
            _observe(connection, name, place, str(year), 100 + rank * social)
            if outside is not None:
                _part(connection, name, place, (str(year), "hors_ess", "total"), 100 + rank * outside)


def _structures(connection: duckdb.DuckDBPyConnection) -> None:
    _observe(connection, PRIVATE_SHARE, ("region", "53"), LAST, 12.8)
    for name, value in (("nombre_structures_ess", 40), ("nombre_structures_ess_familles", 38)):
        for place in (("france", "FR"), ("region", "53"), ("departement", "35")):
            _observe(connection, name, place, LAST, value)
        _part(connection, name, ("region", "53"), (LAST, "association", "total"), 30)
        _part(connection, name, ("region", "53"), (LAST, "inconnue", "total"), 10)
