"""Perimeters of the priority neighbourhoods of 2024 (ANCT), when their file was imported.

Traps: the national zip holds each territory in its own projection beside one WGS84 member for all; a QPV may
span several communes; the number of QPV changed between editions (1,584, then 1,609).
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.perimeter_source import PerimeterSource

SOURCE = SourceDeclaration(
    id="qpv_2024",
    title="Périmètres des quartiers prioritaires de 2024",
    producer="ANCT",
    landing_page="https://www.data.gouv.fr/fr/datasets/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/",
    licence=LICENCE_OUVERTE_2,
    period="2024",
    geography_year=2024,
    retrieved_on=None,
    citation="ANCT, quartiers prioritaires de la politique de la ville, génération 2024",
    processing="Périmètres convertis en WGS84, polygones invalides réparés, "
    "communes rattachées à celles d’aujourd’hui.",
    traps=(
        "Un quartier peut s’étendre sur plusieurs communes.",
        "Le nombre de quartiers dépend de l’édition.",
    ),
    files=(),
    order=41,
    next_update="non annoncée",
    formats=("zip", "geojson", "gpkg", "shp"),
    remote=Remote(
        address="https://www.data.gouv.fr/api/1/datasets/r/942d4ee8-8142-4556-8ea1-335537ce1119",
        file_name="qpv_2024.zip",
        kind="zip",
        min_bytes=500_000,
        resource_id="942d4ee8-8142-4556-8ea1-335537ce1119",
    ),
)
PERIMETERS = PerimeterSource(SOURCE.id, 2024, "QN", "qpv_2015")


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the imported perimeters; the source is `absent` when there are none."""
    return PERIMETERS.load(connection, context)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish the QPV and their communes."""
    PERIMETERS.publish(connection)
