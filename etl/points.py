"""Where the initiatives are drawn: on their place, else on their territory's interior point, spread apart.

Points that coincide are moved along a sunflower spiral in the drawing plane, so that each can be clicked; the
WGS84 point is left where it is.
"""

from __future__ import annotations

import math
from collections import defaultdict

import duckdb

from etl.load import insert_rows

SPACING_DEGREES = 0.022
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

LOCATE = """
UPDATE initiative SET longitude = t.longitude, latitude = t.latitude,
    display_longitude = t.display_longitude, display_latitude = t.display_latitude
FROM territory t
WHERE (initiative.place_commune_code IS NOT NULL AND t.level = 'commune'
        AND t.code = initiative.place_commune_code)
    OR (initiative.place_commune_code IS NULL AND initiative.territory_level NOT IN ('france', 'region')
        AND t.level = initiative.territory_level AND t.code = initiative.territory_code)
"""


def spread(longitude: float, latitude: float, rank: int) -> tuple[float, float]:
    """Where the `rank`-th of several coinciding points is drawn (degrees); the first stays in place."""
    radius = SPACING_DEGREES * math.sqrt(rank)
    angle = rank * GOLDEN_ANGLE
    stretch = 1 / max(0.2, math.cos(math.radians(latitude)))
    return longitude + radius * math.cos(angle) * stretch, latitude + radius * math.sin(angle)


def place_initiatives(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the coordinates of table `initiative`; the order of `row_id` decides, so it is deterministic."""
    connection.execute(LOCATE)
    rows = connection.execute(
        "SELECT row_id, display_longitude, display_latitude FROM initiative "
        "WHERE display_longitude IS NOT NULL ORDER BY row_id"
    ).fetchall()
    together: dict[tuple[float, float], list[int]] = defaultdict(list)
    for row_id, longitude, latitude in rows:
        together[longitude, latitude].append(row_id)
    moved = [
        (*spread(longitude, latitude, rank), row_id)
        for (longitude, latitude), row_ids in together.items()
        for rank, row_id in enumerate(row_ids)
        if rank
    ]
    connection.execute("CREATE TABLE staging.moved (longitude DOUBLE, latitude DOUBLE, row_id INTEGER)")
    insert_rows(connection, "staging.moved", ("longitude", "latitude", "row_id"), moved)
    connection.execute(
        "UPDATE initiative SET display_longitude = m.longitude, display_latitude = m.latitude "
        "FROM staging.moved m WHERE m.row_id = initiative.row_id"
    )
