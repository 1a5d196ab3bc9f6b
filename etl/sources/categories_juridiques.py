"""Which family of the ESS each legal category belongs to: our table of Insee's categories.

Traps: no category says SCIC (they are found by name among other cooperatives); the companies that joined the ESS by
their statutes have an ordinary category; a few assignments are conventions, marked `to_check` with their reason.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.large_files import is_staged
from etl.load import stage_csv
from etl.readers import Column, Layout, required, text

FILE = "nomenclatures/categories_juridiques_ess.csv"

SOURCE = SourceDeclaration(
    id="categories_juridiques",
    title="Catégories juridiques de l’économie sociale et solidaire",
    producer="Insee, d’après la nomenclature des catégories juridiques",
    landing_page="https://www.insee.fr/fr/information/2028129",
    licence=LICENCE_OUVERTE_2,
    period="2022",
    geography_year=None,
    retrieved_on=None,
    citation="Insee, catégories juridiques (septembre 2022) ; rattachement aux familles par l’observatoire",
    processing="Chaque catégorie dont le libellé nomme une association, une coopérative, une mutuelle ou une fondation "
    "est rattachée à cette famille ; neuf rattachements par convention sont signalés.",
    traps=("Aucune catégorie ne désigne les SCIC ni les sociétés commerciales de l’ESS.",),
    files=(FILE,),
    order=30,
)
LAYOUT = Layout(
    (
        required("code", r"\d{4}"),
        required("label"),
        required("family", "association|cooperative|mutuelle|fondation"),
        Column("to_check", kind="flag", required=True),
        text("note"),
    ),
    key=("code",),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.legal_category`."""
    return stage_csv(connection, context, "legal_category", FILE, LAYOUT)


def ensure(connection: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Read the table if it was not: a file of SIRENE may be checked alone, before any build."""
    if not is_staged(connection, "legal_category"):
        load(connection, context)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing to publish besides the family of each structure."""
