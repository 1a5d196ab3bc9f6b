"""Residents of the priority neighbourhoods (QPV, generation 2015) in 2018, by région and département (ANCT).

Traps: the file also has Saint-Martin (978) and Papeete (987), which are neither régions nor départements;
Lozère has no QPV and no row; the total (5,441,002) is 3,967 above that of the contrats de ville.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.load import check_codes, stage_csv
from etl.readers import Layout, integer, required

FILE = "population_qpv_2018.csv"
OUTSIDE = ("978", "987")

SOURCE = SourceDeclaration(
    id="anct_qpv_population_2018",
    title="Habitants des quartiers prioritaires en 2018, par région et département",
    producer="ANCT, d’après l’Insee",
    landing_page="https://sig.ville.gouv.fr/",
    licence=LICENCE_OUVERTE_2,
    period="2018",
    geography_year=2018,
    retrieved_on="2024-04-01",
    citation="ANCT (Ci.Ville), population municipale 2018 (Insee), quartiers prioritaires de 2015",
    processing="Valeurs reprises telles quelles. Saint-Martin et Papeete comptent dans le total de la "
    "France et "
    "sont signalés à part : ce ne sont ni des régions ni des départements.",
    traps=(
        "Quartiers de la génération 2015, à ne pas enchaîner avec ceux de 2024.",
        "Saint-Martin (9 571 habitants) et Papeete (70 678) sont dans les deux niveaux du fichier.",
        "Le total (5 441 002) dépasse de 3 967 celui des contrats de ville (5 437 035).",
    ),
    files=(FILE,),
    order=20,
)

LAYOUT = Layout(
    (
        required("level", "region|departement"),
        required("code"),
        required("name"),
        integer("population_qpv", needed=True),
        required("qpv_generation", "2015"),
        required("source"),
    ),
    key=("level", "code"),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.population_qpv`."""
    return stage_csv(connection, context, "population_qpv", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Report the collectivités that are outside the database's territories."""
    codes = ", ".join(f"'{code}'" for code in OUTSIDE)
    check_codes(connection, "population_qpv", "level", f"CASE WHEN code NOT IN ({codes}) THEN code END")
    connection.execute(
        "INSERT INTO unresolved SELECT $source, name || ' (' || code || '), ' || population_qpv || ' "
        "habitants', "
        "'Collectivité d’outre-mer : ni région ni département ; comptée dans le total de la France "
        "seulement' "
        f"FROM staging.population_qpv WHERE level = 'region' AND code IN ({codes}) ORDER BY source_row",
        {"source": SOURCE.id},
    )
