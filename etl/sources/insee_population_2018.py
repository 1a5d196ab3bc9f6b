"""Residents of the départements in 2018 (Insee), the denominator of the share of residents in QPV.

Traps: the producer's column is in thousands with three decimals; France is « hors Mayotte » and differs by 3
residents from the sum of its départements; the régions' sheet has no 2018 column, so régions are summed.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.load import check_codes, stage_csv
from etl.readers import Layout, integer, required

FILE = "population_2018.csv"

SOURCE = SourceDeclaration(
    id="insee_population_2018",
    title="Population des départements au 1er janvier 2018",
    producer="Insee",
    landing_page="https://www.insee.fr/fr/statistiques",
    licence=LICENCE_OUVERTE_2,
    period="2018",
    geography_year=2020,
    retrieved_on=None,
    citation="Insee, recensement de la population, tableau « Évolution de la population entre 2012 et 2017 "
    "et "
    "estimation au 1er janvier 2020 »",
    processing="Colonne « Population au 1er janvier 2018 (en milliers) » multipliée par 1 000.",
    traps=(
        "Mayotte est absente.",
        ("La France est « hors Mayotte » : 66 732 541 habitants, 3 de plus que la somme des départements (arrondis)."),
        "La feuille des régions ne donne pas 2018 : les régions sont la somme de leurs départements.",
    ),
    files=(FILE,),
    order=12,
)

LAYOUT = Layout(
    (
        required("level", "zone|departement"),
        required("code"),
        required("name"),
        integer("population_2018", needed=True),
        required("origin"),
        required("source"),
    ),
    key=("level", "code"),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.population_2018`."""
    return stage_csv(connection, context, "population_2018", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Check the codes; the figures serve as denominators only."""
    check_codes(connection, "population_2018", "'departement'", "CASE WHEN level = 'departement' THEN code END")
