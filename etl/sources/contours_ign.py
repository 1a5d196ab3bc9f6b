"""Simplified contours of régions, départements, EPCI, EPT and communes, in the drawing plane (IGN).

Made by `python -m etl geography`: borders are shared (no sliver, no gap) and overseas départements stand in
boxes beside the mainland. Traps: coordinates are those of the drawing, not WGS84.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import shapely

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.errors import MalformedFileError
from etl.files import sha256_of_all
from etl.load import insert_rows, stage_frame
from etl.readers import RESTORE, read_shapes, read_text

LEVEL_FILES = {
    "region": "geography/regions.geojson",
    "departement": "geography/departements.geojson",
    "epci": "geography/epci.geojson",
    "ept": "geography/ept.geojson",
}
INSETS = "geography/insets.json"
COMMUNES_FOLDER = "geography/communes"

SOURCE = SourceDeclaration(
    id="contours_ign",
    title="Contours des territoires, simplifiés",
    producer="IGN (Admin Express)",
    landing_page="https://geoservices.ign.fr/adminexpress",
    licence=LICENCE_OUVERTE_2,
    period="2024",
    geography_year=2026,
    retrieved_on=None,
    citation="IGN, Admin Express 2024",
    processing="Simplification qui garde les frontières communes ; outre-mer placé à côté de l’Hexagone.",
    traps=(
        "Coordonnées du dessin, non géographiques.",
        "Communes fusionnées depuis 2024 réunies à la commune absorbante.",
    ),
    files=(*LEVEL_FILES.values(), INSETS),
    order=1,
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the contours into `staging.contour` and the frames of the insets into `staging.inset`."""
    paths = [context.reference / file for file in SOURCE.files]
    shapes: dict[tuple[str, str | None], list[tuple[str, bytes]]] = {
        (level, None): read_shapes(context.reference / file) for level, file in LEVEL_FILES.items()
    }
    communes = sorted((context.reference / COMMUNES_FOLDER).glob("*.geojson*"))
    shapes |= {("commune", path.name.split(".")[0]): read_shapes(path) for path in communes}
    rows = [
        (level, code, departement_code, wkb)
        for (level, departement_code), found in shapes.items()
        for code, wkb in found
    ]
    stage_frame(connection, "contour", pd.DataFrame(rows, columns=["level", "code", "departement_code", "geometry"]))
    _load_insets(connection, context.reference / INSETS)
    return Loaded("embedded", len(rows), sha256_of_all([*paths, *communes]))


def _load_insets(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The frame of each box where overseas départements (and Paris, enlarged) are drawn."""
    connection.execute("CREATE TABLE staging.inset AS SELECT * FROM inset")
    rows = []
    for rank, inset in enumerate(json.loads(read_text(path))):
        try:
            frame = shapely.Polygon(inset["box"])
            described = (inset["code"], inset["label"], inset["levels"])
            rows.append((*described, *frame.bounds, shapely.to_wkb(frame)))
        except (KeyError, TypeError, ValueError) as error:
            found = f"le cadre n° {rank + 1} est illisible ({error})"
            raise MalformedFileError(path.name, found, RESTORE) from error
    columns = ("code", "label", "levels", "west", "south", "east", "north", "geometry")
    insert_rows(connection, "staging.inset", columns, rows)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish the contours and the frames of the insets."""
    connection.execute("INSERT INTO inset SELECT * FROM staging.inset")
    connection.execute(
        "INSERT INTO contour SELECT level, code, departement_code, geometry FROM staging.contour ORDER BY level, code"
    )
