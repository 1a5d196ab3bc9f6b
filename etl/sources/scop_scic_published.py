"""Number and employees of SCOP and SCIC in France: cited figures, each with its perimeter.

Traps: the perimeters differ (SCOP alone, SCOP and SCIC, with or without subsidiaries): never one series.
"""

from __future__ import annotations

import duckdb

from etl.declarations import CITATION_COURTE, Context, Loaded, SourceDeclaration
from etl.load import stage_csv
from etl.readers import Layout, integer, required

FILE = "scop_scic_total_france.csv"

SOURCE = SourceDeclaration(
    id="scop_scic_published",
    title="SCOP et SCIC en France, chiffres publiés",
    producer="CG Scop et publications qui la citent",
    landing_page="https://www.les-scop.coop/",
    licence=CITATION_COURTE,
    period="2008-2024",
    geography_year=None,
    retrieved_on=None,
    citation="CG Scop, par les publications citées (adresse propre à chaque chiffre)",
    processing="Chiffres relevés dans des pages publiées, chacun avec son périmètre et son adresse.",
    traps=("Cinq périmètres différents : ils ne forment pas une série.",),
    files=(FILE,),
    order=41,
)

LAYOUT = Layout(
    (
        required("period", r"\d{4}"),
        required("perimeter"),
        required("perimeter_label"),
        integer("nombre", needed=True),
        integer("salaries"),
        required("source"),
        required("url"),
    ),
    key=("period", "perimeter"),
)

PUBLISH = """
INSERT INTO figure_cited (figure_id, label, measure, perimeter, value, unit, qualifier, year, territory_level,
    territory_code, url, publisher, source_id)
SELECT replace(perimeter, '_', '-') || '-' || measure || '-' || period, label, measure || '_scop_scic',
    perimeter_label, value, unit, 'exact', period::INTEGER, 'france', 'FR', url, source, $source
FROM (
    SELECT *, 'nombre' AS measure, 'Nombre de ' || perimeter_label AS label, nombre AS value, 'entreprises'
        AS unit
    FROM staging.scop_scic
    UNION ALL
    SELECT *, 'salaries', 'Salariés des ' || perimeter_label, salaries, 'salariés'
    FROM staging.scop_scic WHERE salaries IS NOT NULL
) ORDER BY source_row, measure
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.scop_scic`."""
    return stage_csv(connection, context, "scop_scic", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish each number as a cited figure with its perimeter."""
    connection.execute(PUBLISH, {"source": SOURCE.id})
