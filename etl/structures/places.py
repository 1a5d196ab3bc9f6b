"""Where structures are: degrees, place on the maps, QPV when no producer gives it, distance to the nearest QPV.

The QPV is Insee's when it is given, else that of the perimeter that holds the point, else unknown. `hors` is written
only where every perimeter is known: with a partial file, a point in no perimeter may well be in a QPV that the file
does not have. The columns go to numpy and shapely at once, and only the rows that need it are asked of the perimeters.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from etl.geography.display import DROM_INSETS, LAMBERT_93, WGS84, draw_in_inset
from etl.quartiers import METRIC_PROJECTIONS, projected

FloatArray = npt.NDArray[np.float64]
FlagArray = npt.NDArray[np.bool_]

OUTSIDE = "hors"
NATIONAL_PERIMETERS = 1_400
NEAR_METRES = 1_000.0
WGS84_LIMIT = 180.0
GENERATIONS = (2015, 2024)


@dataclass(frozen=True)
class Places:
    """The structures to place, by the rank of their row: degrees (NaN when unknown) and the département of each."""

    row_id: npt.NDArray[np.int64]
    longitude: FloatArray
    latitude: FloatArray
    departement: npt.NDArray[np.object_]

    @property
    def placed(self) -> FlagArray:
        """The rows that have coordinates."""
        return ~np.isnan(self.longitude)


@dataclass(frozen=True)
class Perimeters:
    """The known perimeters of a generation; `complete` are the départements of which none is missing."""

    year: int
    codes: npt.NDArray[np.object_]
    shapes: npt.NDArray[np.object_]
    complete: frozenset[str]


def publish_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `staging.place` (one row a structure), `staging.located` (QPV found), `staging.structure_generation`."""
    places = _read(connection)
    connection.execute("CREATE TABLE staging.located (row_id BIGINT, generation INTEGER, code VARCHAR)")
    known = {year: _perimeters(connection, year) for year in GENERATIONS}
    for year, perimeters in known.items():
        _locate(connection, places, perimeters, year)
    main = _main_generation(connection)
    inside = _rows(connection, places, f"qpv_{main} <> '{OUTSIDE}'", main)
    measured = _rows(connection, places, "employer IS DISTINCT FROM false AND coalesce(active, true)")
    drawn = _drawn(places)
    _stage(
        connection,
        "place",
        pd.DataFrame({
            "row_id": places.row_id,
            "longitude": places.longitude,
            "latitude": places.latitude,
            "display_longitude": drawn[0],
            "display_latitude": drawn[1],
            "qpv_distance_m": _distances(places, known[main], inside, measured),
        }),
    )  # fmt: skip


def _read(connection: duckdb.DuckDBPyConnection) -> Places:
    cells = connection.execute(
        "SELECT rowid AS row_id, longitude, latitude, x, y, coalesce(epsg, '') AS epsg, "
        "coalesce(departement_code, '') AS departement FROM staging.gathered ORDER BY rowid"
    ).fetchnumpy()
    numbers = {name: _plain(cells[name]) for name in ("longitude", "latitude", "x", "y")}
    longitude, latitude = coordinates(numbers, np.asarray(cells["epsg"], dtype=object))
    departement = np.asarray(cells["departement"], dtype=object)
    return Places(np.asarray(cells["row_id"], dtype=np.int64), longitude, latitude, departement)


def _plain(column: object) -> FloatArray:
    """A column of numbers as DuckDB gives it, masked where it is NULL, with NaN there."""
    return np.asarray(np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan))


def coordinates(numbers: dict[str, FloatArray], epsg: npt.NDArray[np.object_]) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude of each row: given so, else converted from `x`, `y` and their EPSG code, else NaN.

    Without an EPSG code, metres are Lambert-93 and small numbers degrees.
    """
    longitude, latitude, x, y = (numbers[name].copy() for name in ("longitude", "latitude", "x", "y"))
    metres = np.abs(x) > WGS84_LIMIT
    codes = np.where(epsg == "", np.where(metres, str(LAMBERT_93), str(WGS84)), epsg)
    to_convert = np.isnan(longitude) & ~np.isnan(x) & ~np.isnan(y)
    for code in sorted(set(codes[to_convert].tolist())):
        rows = to_convert & (codes == code)
        if (transformer := _to_wgs84(code)) is not None:
            longitude[rows], latitude[rows] = transformer.transform(x[rows], y[rows])
    absurd = ~(np.abs(longitude) <= WGS84_LIMIT) | ~(np.abs(latitude) <= WGS84_LIMIT / 2)
    longitude[absurd], latitude[absurd] = np.nan, np.nan
    return longitude, latitude


def _to_wgs84(code: str) -> Transformer | None:
    try:
        return Transformer.from_crs(CRS.from_epsg(int(float(code))), WGS84, always_xy=True)
    except (CRSError, ValueError):
        return None


def _drawn(places: Places) -> tuple[FloatArray, FloatArray]:
    """Where the maps draw each structure: in place on the mainland, in its inset overseas, else nowhere."""
    longitude, latitude = places.longitude.copy(), places.latitude.copy()
    for inset in DROM_INSETS:
        rows = np.flatnonzero(places.placed & (places.departement == inset.departement_codes[0]))
        if len(rows):
            points = shapely.MultiPoint(np.column_stack([longitude[rows], latitude[rows]]))
            longitude[rows], latitude[rows] = shapely.get_coordinates(draw_in_inset(points, inset)).T
    nowhere = places.departement == ""
    longitude[nowhere], latitude[nowhere] = np.nan, np.nan
    return longitude, latitude


def _perimeters(connection: duckdb.DuckDBPyConnection, year: int) -> Perimeters:
    rows = connection.execute(
        "SELECT code, geometry FROM qpv WHERE generation = ? AND geometry IS NOT NULL ORDER BY code", [year]
    ).fetchall()
    codes, shapes = np.empty(len(rows), dtype=object), np.empty(len(rows), dtype=object)
    codes[:] = [code for code, _ in rows]
    shapes[:] = [shapely.from_wkb(bytes(wkb)) for _, wkb in rows]
    return Perimeters(year, codes, shapes, _complete(connection, year))


def _complete(connection: duckdb.DuckDBPyConnection, year: int) -> frozenset[str]:
    """The départements of which every perimeter is known: all with a national file, else those Insee describes."""
    national = connection.execute(
        "SELECT count(*) FROM qpv WHERE generation = ? AND geometry IS NOT NULL", [year]
    ).fetchone() or (0,)
    if national[0] >= NATIONAL_PERIMETERS:
        where = "true"
    else:
        where = (
            f"{year} = 2015 AND region_code IN (SELECT t.region_code FROM qpv_figure f "
            "JOIN qpv q ON q.generation = f.generation AND q.code = f.qpv_code "
            "JOIN qpv_commune c ON c.generation = q.generation AND c.qpv_code = q.code "
            "JOIN territory t ON t.level = 'commune' AND t.code = c.commune_code "
            "GROUP BY t.region_code HAVING count(*) FILTER (q.geometry IS NULL) = 0)"
        )
    rows = connection.execute(f"SELECT code FROM territory WHERE level = 'departement' AND {where}").fetchall()
    return frozenset(str(code) for (code,) in rows)


def _locate(connection: duckdb.DuckDBPyConnection, places: Places, perimeters: Perimeters, year: int) -> None:
    """Find the QPV of the structures that have a point and for which no producer says it."""
    asked = np.zeros(len(places.row_id), dtype=np.bool_)
    asked[_rows(connection, places, f"qpv_{year} IS NULL")] = True
    rows = np.flatnonzero(asked & places.placed)
    found = np.full(len(rows), "", dtype=object)
    found[np.isin(places.departement[rows].astype(str), sorted(perimeters.complete))] = OUTSIDE
    if len(rows) and len(perimeters.codes):
        points = shapely.points(places.longitude[rows], places.latitude[rows])
        ranks, holders = shapely.STRtree(perimeters.shapes).query(points, predicate="intersects")
        first, where = np.unique(ranks, return_index=True)
        found[first] = perimeters.codes[holders[where]]
    known = found != ""
    frame = pd.DataFrame({"row_id": places.row_id[rows][known], "code": found[known].astype(str)})
    connection.register("incoming", frame)
    connection.execute(f"INSERT INTO staging.located SELECT row_id, {year}, code FROM incoming")
    connection.unregister("incoming")


def _rows(
    connection: duckdb.DuckDBPyConnection, places: Places, where: str, located_in: int | None = None
) -> npt.NDArray[np.int64]:
    """The ranks of the rows of `staging.gathered` that a condition keeps, and those found in a QPV of a generation."""
    sql = f"SELECT rowid AS row_id FROM staging.gathered WHERE {where}"
    if located_in is not None:
        sql += f" UNION SELECT row_id FROM staging.located WHERE generation = {located_in} AND code <> '{OUTSIDE}'"
    found = np.asarray(connection.execute(sql).fetchnumpy()["row_id"], dtype=np.int64)
    return np.searchsorted(places.row_id, found)


def _main_generation(connection: duckdb.DuckDBPyConnection) -> int:
    """The generation in which most structures are placed, 2024 when they are as many; kept in staging."""
    connection.execute(
        "CREATE TABLE staging.structure_generation AS "
        "SELECT CASE WHEN count(qpv_2024) + (SELECT count(*) FROM staging.located WHERE generation = 2024) "
        ">= count(qpv_2015) + (SELECT count(*) FROM staging.located WHERE generation = 2015) "
        "THEN 2024 ELSE 2015 END AS generation FROM staging.gathered"
    )
    row = connection.execute("SELECT generation FROM staging.structure_generation").fetchone() or (2024,)
    return int(row[0])


def _distances(
    places: Places, perimeters: Perimeters, inside: npt.NDArray[np.int64], measured: npt.NDArray[np.int64]
) -> FloatArray:
    """Metres to the nearest perimeter, 0 inside; NaN beyond a kilometre, and where the point is unknown.

    Only `measured` rows are: nearness is said of employers, one structure in five.
    """
    distances = np.full(len(places.row_id), np.nan)
    distances[inside] = 0
    overseas = np.array([METRIC_PROJECTIONS.get(code[2:5], LAMBERT_93) for code in perimeters.codes], dtype=np.int64)
    projections = np.full(len(distances), LAMBERT_93)
    for departement, epsg in METRIC_PROJECTIONS.items():
        projections[places.departement == departement] = epsg
    asked = np.zeros(len(distances), dtype=np.bool_)
    asked[measured] = True
    asked &= places.placed & np.isnan(distances)
    for epsg in sorted(set(overseas.tolist())):
        there, rows = perimeters.shapes[overseas == epsg], np.flatnonzero(asked & (projections == epsg))
        if not len(rows):
            continue
        move = Transformer.from_crs(WGS84, int(epsg), always_xy=True)
        metric = [projected(shape, move) for shape in there]
        x, y = move.transform(places.longitude[rows], places.latitude[rows])
        (found, _), metres = shapely.STRtree(metric).query_nearest(
            shapely.points(x, y), max_distance=NEAR_METRES, return_distance=True, all_matches=False
        )
        distances[rows[found]] = np.round(metres, 1)
    return distances


def _stage(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Create `staging.<name>`, NaN as NULL."""
    numbers = [column for column in frame.columns if column != "row_id"]
    cells = ", ".join(f"CASE WHEN NOT isnan({column}) THEN {column} END AS {column}" for column in numbers)
    connection.register("incoming", frame)
    try:
        connection.execute(f"CREATE TABLE staging.{name} AS SELECT row_id, {cells} FROM incoming")
    finally:
        connection.unregister("incoming")
