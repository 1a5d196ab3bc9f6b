"""Number of SCIC in France, some years: points read in published pages and in the study, never a full series.

Traps: the points are not counted on the same date nor in the same way (agreed, active, surveyed).
"""

from __future__ import annotations

import duckdb

from etl.declarations import CITATION_COURTE, Context, Loaded, SourceDeclaration
from etl.load import stage_csv
from etl.readers import Layout, integer, required, text

FILE = "scic_nombre_france.csv"

SOURCE = SourceDeclaration(
    id="scic_published",
    title="Nombre de SCIC en France, points publiés",
    producer="CG Scop et publications qui la citent",
    landing_page="https://www.les-scop.coop/",
    licence=CITATION_COURTE,
    period="2004-2022",
    geography_year=None,
    retrieved_on=None,
    citation="CG Scop, Recma, AdCF, Banque des territoires, Avise – France urbaine – RTES (source propre à "
    "chaque point)",
    processing="Chiffres relevés dans des pages publiées, chacun avec son adresse ; aucun n’est interpolé.",
    traps=("Dates et définitions diffèrent d’un point à l’autre (agréées, en activité, enquêtées).",),
    files=(FILE,),
    order=40,
)

LAYOUT = Layout(
    (
        required("period", r"\d{4}"),
        integer("nombre_scic", needed=True),
        text("reference_date"),
        text("note"),
        required("source"),
        text("url"),
        text("document_id"),
        integer("document_line"),
    ),
    key=("period",),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.scic`."""
    return stage_csv(connection, context, "scic", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing to publish besides the indicator `nombre_scic`."""
