"""Jobs, establishments and payroll of the ESS by département, family and year (Urssaf), when the file was brought.

Traps of the file: a BOM; `;`; numbers with a dot or a comma; codes without their zeros; the former région beside
today's, or alone; rows of a Corse that is not split; `champ_ess` is OUI for the ESS, anything else is the rest of the
private sector; Mayotte is not there; an empty cell is a number that is not published.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.urssaf.files import DEPARTEMENTS
from etl.urssaf.loading import DATASET, EXPORTS, NEXT_UPDATE, PAGES, PROCESSING, load_file, publish_file

NAME = DATASET.format(scope="departements")

SOURCE = SourceDeclaration(
    id="urssaf_ess_departements",
    title="Établissements, effectifs et masse salariale de l’ESS par département",
    producer="Urssaf",
    landing_page=PAGES.format(dataset=NAME),
    licence=LICENCE_OUVERTE_2,
    period="annuelle, depuis 1998",
    geography_year=2026,
    retrieved_on=None,
    citation="Urssaf, nombre d’établissements, effectifs salariés et masse salariale de l’ESS par département",
    processing=PROCESSING,
    traps=(
        "Secteur privé, régime général : ni l’agriculture, ni la fonction publique, ni Mayotte.",
        "Les régions d’avant 2016 sont ramenées à celles d’aujourd’hui par le département.",
    ),
    files=(),
    order=60,
    next_update=NEXT_UPDATE,
    remote=Remote(EXPORTS.format(dataset=NAME), f"{NAME}.csv", "csv", 10_000),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the file into the cells; the source is `absent` when there is none."""
    return load_file(connection, context, DEPARTEMENTS)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish what could not be placed."""
    publish_file(connection, DEPARTEMENTS)
