"""26 PTCE read in published lists of winners: name, région or département, status, address.

Traps: about 140 PTCE existed in 2023 and no open file was found: the list is far from complete; the lists
give a région or a département, not an address.
"""

from __future__ import annotations

import duckdb

from etl.declarations import CITATION_COURTE, Context, Loaded, SourceDeclaration
from etl.load import check_codes, stage_csv
from etl.readers import Layout, integer, required, text
from etl.sources.catalogue import LEVELS, SLUG, THEMES

FILE = "catalogue/ptce.csv"

SOURCE = SourceDeclaration(
    id="ptce_published",
    title="Pôles territoriaux de coopération économique lauréats",
    producer="Chorum, Labo de l’ESS, CRESS Occitanie (listes de lauréats)",
    landing_page="https://lelabo-ess.org/",
    licence=CITATION_COURTE,
    period="2021-2023",
    geography_year=2026,
    retrieved_on=None,
    citation="Listes publiées de lauréats (adresse propre à chaque PTCE)",
    processing="Noms et territoires relevés dans les listes publiées ; le statut est dans la note.",
    traps=(
        "Liste partielle : environ 140 PTCE existaient en 2023.",
        "Les listes donnent la région ou le département, pas l’adresse.",
    ),
    files=(FILE,),
    order=31,
)

LAYOUT = Layout(
    (
        required("initiative_id", SLUG),
        required("name"),
        required("kind", "ptce"),
        required("theme", THEMES),
        required("territory_level", LEVELS),
        required("territory_code"),
        text("place_commune_code"),
        integer("year"),
        required("status"),
        required("summary"),
        required("url", "https?://.+"),
        text("note"),
    ),
    key=("initiative_id", "territory_level", "territory_code"),
)

PUBLISH = """
INSERT INTO initiative
SELECT (SELECT coalesce(max(row_id), 0) FROM initiative) + source_row, initiative_id, name, true, kind, theme,
    territory_level, territory_code, place_commune_code, NULL, NULL, NULL, NULL, year, NULL, NULL, summary,
    NULL, NULL, NULL, url, NULL, concat_ws(' ; ', status, note), $source
FROM staging.ptce ORDER BY source_row
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.ptce`."""
    return stage_csv(connection, context, "ptce", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the PTCE to the initiatives, with the address of the list instead of a document."""
    check_codes(connection, "ptce", "territory_level", "territory_code")
    check_codes(connection, "ptce", "'commune'", "place_commune_code")
    connection.execute(PUBLISH, {"source": SOURCE.id})
