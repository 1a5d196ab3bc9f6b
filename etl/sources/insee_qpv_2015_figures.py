"""41 figures that Insee publishes of the 105 priority neighbourhoods of Occitanie (generation 2015).

Traps: the extract does not tell the year of each figure; the residents are not those of 2018 that ANCT
publishes; an empty cell is a figure that Insee does not give (too few people), never a zero.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.errors import InvalidValueError, UnknownCodeError
from etl.files import sha256_of_all
from etl.load import stage
from etl.readers import Layout, parse_number, read_csv, required

FILE, DICTIONARY = "qpv_insee_figures.csv", "qpv_insee_dictionary.csv"
ABSENT = "nd"

SOURCE = SourceDeclaration(
    id="insee_qpv_2015_figures",
    title="Chiffres détaillés sur les quartiers prioritaires d’Occitanie",
    producer="Insee",
    landing_page="https://www.insee.fr/fr/statistiques/5359592",
    licence=LICENCE_OUVERTE_2,
    period="année non précisée",
    geography_year=2015,
    retrieved_on=None,
    citation="Insee, chiffres détaillés sur les quartiers prioritaires (5359592 et 5359605)",
    processing="41 chiffres par quartier rangés par thème, libellés réécrits ; "
    "une case vide devient «\u202fnon disponible\u202f».",
    traps=(
        "Occitanie seulement (105 quartiers de la génération 2015).",
        "L’année de chaque chiffre n’est pas précisée dans l’extrait ; la population n’est pas celle de 2018.",
    ),
    files=(FILE, DICTIONARY),
    order=42,
)
LAYOUT = Layout(
    (required("qpv_code", r"QP\w{6}"), required("figure"), required("value"), required("source")),
    key=("qpv_code", "figure"),
)
DICTIONARY_LAYOUT = Layout(
    (
        required("figure"),
        required("label"),
        required("theme"),
        required("unit"),
        required("period"),
        required("source"),
    ),
    key=("figure",),
)
PUBLISH = """
INSERT INTO qpv_figure
SELECT 2015, f.qpv_code, f.figure, d.label, d.theme, try_cast(f.value AS DOUBLE), d.unit,
    CASE WHEN f.value = 'nd' THEN 'not_available' ELSE 'observed' END, d.period, $source
FROM staging.qpv_figure f JOIN staging.qpv_figure_label d USING (figure)
ORDER BY f.qpv_code, d.source_row
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the figures and their dictionary into staging; every value a number or `nd`."""
    paths = [context.reference / FILE, context.reference / DICTIONARY]
    table, labels = read_csv(paths[0], LAYOUT), read_csv(paths[1], DICTIONARY_LAYOUT)
    known = set(labels.values["figure"])
    for line, figure, cell in zip(table.source_row, table.values["figure"], table.values["value"], strict=True):
        if figure not in known:
            raise InvalidValueError(table.name, line, "figure", figure, f"un chiffre décrit dans {DICTIONARY}")
        if cell != ABSENT:
            _check_number(table.name, line, cell)
    stage(connection, "qpv_figure", table)
    stage(connection, "qpv_figure_label", labels)
    return Loaded("embedded", len(table), sha256_of_all(paths))


def _check_number(name: str, line: int, cell: str) -> None:
    try:
        parse_number(cell)
    except ValueError as error:
        raise InvalidValueError(name, line, "value", cell, "un nombre avec un point décimal, ou « nd »") from error


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish the figures of the QPV that are known; raises on a code that is in no table of QPV."""
    unknown = connection.execute(
        "SELECT source_file, source_row, qpv_code FROM staging.qpv_figure f "
        "ANTI JOIN qpv q ON q.generation = 2015 AND q.code = f.qpv_code ORDER BY source_row LIMIT 1"
    ).fetchone()
    if unknown is not None:
        raise UnknownCodeError(unknown[0], unknown[1], "qpv", unknown[2])
    connection.execute(PUBLISH, {"source": SOURCE.id})
