"""Jobs, establishments and payroll of the ESS in France by sector, family and year (Urssaf), when the file was brought.

Traps: those of the régions' file, without any place. It is France without Mayotte.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.urssaf.files import FRANCE
from etl.urssaf.loading import DATASET, EXPORTS, NEXT_UPDATE, PAGES, PROCESSING, load_file, publish_file

NAME = DATASET.format(scope="france-x-na88")

SOURCE = SourceDeclaration(
    id="urssaf_ess_france_na88",
    title="Établissements, effectifs et masse salariale de l’ESS en France par secteur",
    producer="Urssaf",
    landing_page=PAGES.format(dataset=NAME),
    licence=LICENCE_OUVERTE_2,
    period="annuelle, depuis 1998",
    geography_year=None,
    retrieved_on=None,
    citation="Urssaf, nombre d’établissements, effectifs salariés et masse salariale de l’ESS en France par secteur",
    processing=PROCESSING,
    traps=(
        "Secteur privé, régime général : ni l’agriculture, ni la fonction publique, ni Mayotte.",
        "Des divisions peu nombreuses sont regroupées par l’Urssaf (« 05-39 », « nca »).",
    ),
    files=(),
    order=62,
    next_update=NEXT_UPDATE,
    remote=Remote(EXPORTS.format(dataset=NAME), f"{NAME}.csv", "csv", 10_000),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the file into the cells; the source is `absent` when there is none."""
    return load_file(connection, context, FRANCE)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Compute the figures that indicators use."""
    publish_file(connection, FRANCE)
