"""142 figures of the ESS read in published pages, each with its address and its perimeter.

Traps: total and private employment, employer establishments or not, Clap and Flores are different perimeters;
eleven pages do not tell the year of their data, which is then left empty and said in the note.
"""

from __future__ import annotations

import duckdb

from etl.declarations import CITATION_COURTE, Context, Loaded, SourceDeclaration
from etl.load import check_codes, stage_csv
from etl.readers import Layout, integer, number, required, text

FILE = "figures_published.csv"
QUALIFIERS = "exact|environ|plus_de|pres_de|moins_de|au_moins|jusqu_a|objectif|ordre_de_grandeur"

SOURCE = SourceDeclaration(
    id="figures_published",
    title="Chiffres publiés de l’ESS",
    producer="ESS France, Avise, CRESS, Insee (source propre à chaque chiffre)",
    landing_page="https://www.ess-france.org/",
    licence=CITATION_COURTE,
    period="2011-2022",
    geography_year=None,
    retrieved_on=None,
    citation="Publication et adresse propres à chaque chiffre",
    processing="Chiffres relevés dans des pages publiées ; le périmètre est écrit sur chaque ligne et "
    "l’année est "
    "laissée vide quand la page ne la donne pas.",
    traps=(
        ("Emploi total et emploi privé, établissements employeurs ou non, Clap et Flores : périmètres à ne pas mêler."),
        "Les chiffres repris par la presse sont arrondis.",
        "Les 81 500 établissements d’Île-de-France (2021) ne sont pas tous employeurs.",
    ),
    files=(FILE,),
    order=42,
)

LAYOUT = Layout(
    (
        required("figure_id", "[a-z0-9-]+"),
        required("level", "france|region|departement"),
        required("code"),
        integer("year"),
        integer("period_end"),
        required("measure"),
        required("label"),
        number("value", needed=True),
        required("unit"),
        required("qualifier", QUALIFIERS),
        required("perimeter"),
        required("source"),
        required("url", "https?://.+"),
        text("note"),
    ),
    key=("figure_id",),
)

PUBLISH = """
INSERT INTO figure_cited (figure_id, label, measure, perimeter, value, unit, qualifier, year, period_end,
    territory_level, territory_code, url, publisher, note, source_id)
SELECT 'publie-' || figure_id, label, measure, perimeter, value, unit, qualifier, year, period_end,
    level, code, url, source, note, $source
FROM staging.figures_published ORDER BY source_row
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.figures_published`."""
    return stage_csv(connection, context, "figures_published", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish each figure; its perimeter travels with it."""
    check_codes(connection, "figures_published", "level", "code")
    connection.execute(PUBLISH, {"source": SOURCE.id})
