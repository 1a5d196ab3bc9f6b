"""Jobs, establishments and payroll of the ESS by région, sector, family and year (Urssaf), when the file was brought.

Traps: those of the départements' file; a sector is a division of the NAF (« 88 », « 88 Action sociale… »), a group of
them (« 05-39 Industrie ») or « nca », and any other word stops the reading.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.urssaf.files import REGIONS
from etl.urssaf.loading import DATASET, EXPORTS, NEXT_UPDATE, PAGES, PROCESSING, load_file, publish_file

NAME = DATASET.format(scope="regions-x-na88")

SOURCE = SourceDeclaration(
    id="urssaf_ess_regions_na88",
    title="Établissements, effectifs et masse salariale de l’ESS par région et secteur",
    producer="Urssaf",
    landing_page=PAGES.format(dataset=NAME),
    licence=LICENCE_OUVERTE_2,
    period="annuelle, depuis 1998",
    geography_year=2026,
    retrieved_on=None,
    citation="Urssaf, nombre d’établissements, effectifs salariés et masse salariale de l’ESS par région et secteur",
    processing=PROCESSING,
    traps=(
        "Secteur privé, régime général : ni l’agriculture, ni la fonction publique, ni Mayotte.",
        "Des divisions peu nombreuses sont regroupées par l’Urssaf (« 05-39 », « nca »).",
    ),
    files=(),
    order=61,
    next_update=NEXT_UPDATE,
    remote=Remote(EXPORTS.format(dataset=NAME), f"{NAME}.csv", "csv", 10_000),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the file into the cells; the source is `absent` when there is none."""
    return load_file(connection, context, REGIONS)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish what could not be placed."""
    publish_file(connection, REGIONS)
