"""The 88 divisions of the French classification of activities (NAF rév. 2), and the groups that Urssaf makes of them.

Traps: some producers publish groups of divisions (`05-39`, industry as a whole) and an « nca » group where the numbers
are small; they are sectors too, and never lie beside one of their divisions in the same file.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.load import stage_csv
from etl.readers import Layout, required

FILE = "nomenclatures/na88.csv"

SOURCE = SourceDeclaration(
    id="naf_divisions",
    title="Nomenclature d’activités française (NAF rév. 2), 88 divisions",
    producer="Insee",
    landing_page="https://www.insee.fr/fr/information/2120875",
    licence=LICENCE_OUVERTE_2,
    period="2008 (NAF rév. 2)",
    geography_year=None,
    retrieved_on=None,
    citation="Insee, nomenclature d’activités française (NAF rév. 2, 2008)",
    processing="Intitulés des divisions, avec un intitulé court de notre rédaction pour les graphiques.",
    traps=("Des producteurs regroupent des divisions peu nombreuses (« 05-39 » pour l’industrie).",),
    files=(FILE,),
    order=5,
)
LAYOUT = Layout((required("code", r"\d{2}"), required("label"), required("short_label")), key=("code",))


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the divisions into `staging.naf_division`."""
    return stage_csv(connection, context, "naf_division", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish the divisions as sectors; a source that has groups adds them."""
    connection.execute("INSERT INTO sector SELECT code, label, short_label FROM staging.naf_division ORDER BY code")
