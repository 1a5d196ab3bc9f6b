"""Perimeters of the priority neighbourhoods of 2015 (ANCT): imported, else points of our own table.

Traps: the communes are given by name, arrondissements included (« Marseille 15ème et 2ème arrondissements »); in
the extract at hand coordinates are rounded to 4 or 5 decimals, which makes some polygons cross themselves.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.perimeter_source import PerimeterSource

FILE = "qpv_2015_points.csv"

SOURCE = SourceDeclaration(
    id="qpv_2015",
    title="Périmètres des quartiers prioritaires de 2015",
    producer="ANCT",
    landing_page="https://www.data.gouv.fr/fr/datasets/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/",
    licence=LICENCE_OUVERTE_2,
    period="2015",
    geography_year=2015,
    retrieved_on=None,
    citation="ANCT, quartiers prioritaires de la politique de la ville, génération 2015",
    processing="Périmètres convertis en WGS84, polygones invalides réparés, "
    "communes rattachées à celles d’aujourd’hui.",
    traps=(
        "Un quartier peut s’étendre sur plusieurs communes.",
        "Les communes sont données par leur nom, arrondissements compris.",
        "Sans fichier importé, seuls les quartiers d’Occitanie et de Marseille sont connus, par un point.",
    ),
    files=(FILE,),
    order=40,
    next_update="aucune (la génération de 2024 lui a succédé)",
    formats=("zip", "geojson", "gpkg", "shp"),
    remote=Remote(
        address="https://static.data.gouv.fr/resources/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/"
        "20180110-144945/qp-politiquedelaville-shp.zip",
        file_name="qp-politiquedelaville-shp.zip",
        kind="zip",
        min_bytes=500_000,
    ),
)
PERIMETERS = PerimeterSource(SOURCE.id, 2015, "QP", "qpv_2024", FILE)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the imported perimeters, and the points of the QPV that they do not have."""
    return PERIMETERS.load(connection, context)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish the QPV and their communes."""
    PERIMETERS.publish(connection)
