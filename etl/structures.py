"""From the imported files of structures to table `structure`: one row per establishment, its commune, its QPV.

The QPV is Insee's (`plg_qp24`, `plg_qp15`) when it is given, else that of the perimeter that holds the point, else
unknown. `hors` is written only where every perimeter is known: with a partial file, a point in no perimeter may
well be in a QPV that the file does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from etl.families import family_of
from etl.geography.display import LAMBERT_93, WGS84, display_point
from etl.quartiers import METRIC_PROJECTIONS, communes_of, projected
from etl.sources.structures_file import OPTIONAL as ROLES

FloatArray = npt.NDArray[np.float64]

QPV_CODE = re.compile(r"Q[PN]\w{6}")
OUTSIDE_MARKERS = frozenset({"HZ", "CSZ", "HORS"})
OUTSIDE = "hors"
NATIONAL_PERIMETERS = 1_400
NEAR_METRES = 1_000.0
LABEL_TAIL = re.compile(r"\s+(\d+\s*(er|e|eme|ème)?(\s+arrondissement)?|cedex.*)$", re.IGNORECASE)
EMPTY_SOURCES = {"structures_file": tuple(ROLES), "liste_ess": ("siren", "name", "family_word", "commune_label",
                 "departement", "postcode"), "sirene_geolocalisation": ("siret", "x", "y", "epsg", "plg_qp24",
                 "plg_qp15", "plg_code_commune")}  # fmt: skip

# The network's own file first; an enterprise of the list that is already in it is not counted twice.
GATHER = """
CREATE TABLE staging.gathered AS
WITH own AS (
    SELECT *, NULL::VARCHAR AS departement, 'structures_file' AS source_id FROM staging.structures_file
    QUALIFY siret IS NULL OR row_number() OVER (PARTITION BY siret ORDER BY source_row) = 1
), listed AS (
    SELECT * FROM staging.liste_ess l ANTI JOIN staging.structures_file USING (siren)
)
SELECT coalesce(siret, siren || '-' || row_number() OVER (PARTITION BY siren, siret IS NULL ORDER BY source_row))
    AS structure_id, * FROM (
    SELECT source_id, source_row, siren, siret, name, family_word, legal_category, effectif_bracket, commune_code,
        commune_label, postcode, departement, longitude, latitude, x, y, epsg, plg_qp24, plg_qp15, active_word,
        employer_word FROM own
    UNION ALL BY NAME
    SELECT 'liste_ess' AS source_id, source_row, siren, NULL AS siret, name, family_word, commune_label, postcode,
        departement FROM listed
)
"""

# Insee's geolocation: of the SIRET; of a SIREN alone, when it has a single establishment in the commune.
GEOLOCATE = """
CREATE TABLE staging.geolocated AS
WITH geo AS (SELECT *, left(siret, 9) AS siren FROM staging.sirene_geolocalisation)
SELECT s.structure_id, any_value(g.siret) AS siret, any_value(g.x) AS x, any_value(g.y) AS y,
    any_value(g.epsg) AS epsg, any_value(g.plg_qp24) AS plg_qp24, any_value(g.plg_qp15) AS plg_qp15
FROM staging.gathered s JOIN geo g ON g.siren = s.siren
    AND (g.siret = s.siret OR (s.siret IS NULL AND g.plg_code_commune = s.commune_code))
GROUP BY s.structure_id HAVING count(*) = 1
"""


def publish_structures(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill table `structure` from every imported file; nothing when there is none."""
    if not _has_structures(connection):
        return
    _ensure_staging(connection)
    connection.execute(GATHER)
    _find_communes(connection)
    connection.execute(GEOLOCATE)
    frame = connection.execute(
        "SELECT s.* EXCLUDE (x, y, epsg, plg_qp24, plg_qp15), coalesce(g.x, s.x) AS x, coalesce(g.y, s.y) AS y, "
        "coalesce(g.epsg, s.epsg) AS epsg, coalesce(g.plg_qp24, s.plg_qp24) AS plg_qp24, "
        "coalesce(g.plg_qp15, s.plg_qp15) AS plg_qp15, coalesce(t.departement_code, s.departement) AS place "
        "FROM staging.gathered s LEFT JOIN staging.geolocated g USING (structure_id) "
        "LEFT JOIN territory t ON t.level = 'commune' AND t.code = s.commune_code ORDER BY s.structure_id"
    ).df()
    if not frame.empty:
        _publish(connection, frame)


def _has_structures(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute(
        "SELECT count(*) FROM source WHERE state = 'fetched' AND source_id IN ('liste_ess', 'structures_file')"
    ).fetchone()
    return row is not None and row[0] > 0


def _ensure_staging(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty tables for the sources that were not imported."""
    for name, columns in EMPTY_SOURCES.items():
        described = ", ".join(f"{column} VARCHAR" for column in columns)
        connection.execute(f"CREATE TABLE IF NOT EXISTS staging.{name} ({described}, source_row INTEGER)")


def _find_communes(connection: duckdb.DuckDBPyConnection) -> None:
    """Give each structure the commune of today: by its code, else by its label in its département."""
    communes = communes_of(connection)
    postcodes: dict[str, set[str]] = {}
    for alias, code in connection.execute(
        "SELECT alias, code FROM territory_alias WHERE reason = 'postcode'"
    ).fetchall():
        postcodes.setdefault(alias, set()).add(code)
    rows = connection.execute(
        "SELECT DISTINCT commune_code, commune_label, departement, postcode FROM staging.gathered"
    ).fetchall()
    found = []
    for code, label, departement, postcode in rows:
        commune = communes.of_code(code) if code else None
        if commune is None and label:
            plain = LABEL_TAIL.sub("", label)
            guesses = [departement or _departement_of_postcode(postcode)]
            named = [one for dep in guesses if dep for one in communes.of_names(plain, dep)]
            commune = named[0] if named else None
        holders = postcodes.get(postcode or "", set())
        if commune is None and not code and len(holders) == 1:
            commune = next(iter(holders))
        found.append((code, label, departement, postcode, commune))
    columns = ["commune_code", "commune_label", "departement", "postcode", "commune"]
    connection.register("incoming", pd.DataFrame(found, columns=columns, dtype="str"))
    connection.execute(
        "UPDATE staging.gathered SET commune_code = i.commune FROM incoming i "
        "WHERE i.commune_code IS NOT DISTINCT FROM gathered.commune_code "
        "AND i.commune_label IS NOT DISTINCT FROM gathered.commune_label "
        "AND i.departement IS NOT DISTINCT FROM gathered.departement "
        "AND i.postcode IS NOT DISTINCT FROM gathered.postcode"
    )
    connection.unregister("incoming")
    connection.execute(
        "INSERT INTO unresolved SELECT source_id, count(*) || ' structure(s)', "
        "'commune absente ou inconnue : comptées seulement dans leur département, s’il est donné' "
        "FROM staging.gathered WHERE commune_code IS NULL GROUP BY source_id"
    )


def _departement_of_postcode(postcode: str | None) -> str | None:
    if not postcode or len(postcode) != len("75001"):
        return None
    return postcode[:3] if postcode.startswith("97") else postcode[:2]


def _publish(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    longitude, latitude = coordinates(frame)
    frame = frame.assign(longitude=longitude, latitude=latitude)
    cells = frame.where(frame.notna(), None)
    families = {pair: family_of(*pair) for pair in set(_pairs(cells))}
    frame["family"] = [families[pair] for pair in _pairs(cells)]
    brackets, words = cells["effectif_bracket"].map(_text), cells["employer_word"].map(_text)
    frame["active"] = [_flag(word, {"a", "true", "1", "oui"}) for word in cells["active_word"]]
    frame["employer"] = [
        _flag(word, {"o", "oui", "true", "1"}) if word else (None if not bracket else bracket != "NN")
        for word, bracket in zip(words, brackets, strict=True)
    ]
    drawn = [
        (None, None) if np.isnan(x) or not place else display_point(x, y, place)
        for x, y, place in zip(longitude, latitude, cells["place"], strict=True)
    ]
    frame["display_longitude"], frame["display_latitude"] = zip(*drawn, strict=True)
    perimeters = {year: _perimeters(connection, year) for year in (2015, 2024)}
    for year, column in ((2015, "plg_qp15"), (2024, "plg_qp24")):
        given = [_given(cell) for cell in cells[column]]
        frame[f"qpv_{year}"] = _located(given, frame, perimeters[year], _complete(connection, year))
    main = 2024 if frame["qpv_2024"].notna().sum() >= frame["qpv_2015"].notna().sum() else 2015
    frame["qpv_distance_m"] = _distances(frame, perimeters[main], f"qpv_{main}")
    connection.execute("CREATE TABLE staging.structure_generation AS SELECT ? AS generation", [main])
    _insert(connection, frame)


def _pairs(cells: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(cells["family_word"].map(_text), cells["legal_category"].map(_text), strict=True)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _flag(word: object, yes: set[str]) -> bool | None:
    return word.strip().lower() in yes if isinstance(word, str) else None


def _insert(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    typed = frame.astype({"active": "boolean", "employer": "boolean", "display_longitude": "Float64",
                          "display_latitude": "Float64", "qpv_2015": "str", "qpv_2024": "str"})  # fmt: skip
    connection.register("incoming", typed)
    connection.execute(
        "INSERT INTO structure SELECT structure_id, siren, siret, coalesce(name, structure_id), family, "
        "legal_category, effectif_bracket, commune_code, nullif(longitude, 'nan'::DOUBLE), "
        "nullif(latitude, 'nan'::DOUBLE), display_longitude, display_latitude, qpv_2015, qpv_2024, "
        "nullif(qpv_distance_m, 'nan'::DOUBLE), active, employer, source_id FROM incoming ORDER BY structure_id"
    )
    connection.execute(
        "CREATE TABLE staging.structure_place AS SELECT structure_id, place AS departement_code FROM incoming"
    )
    connection.unregister("incoming")


def coordinates(frame: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude of each row: given so, else converted from `x`, `y` and their EPSG code, else NaN.

    Without an EPSG code, metres are Lambert-93 and small numbers degrees.
    """
    longitude, latitude = _numbers(frame["longitude"]), _numbers(frame["latitude"])
    x, y = _numbers(frame["x"]), _numbers(frame["y"])
    metres = np.abs(x) > WGS84_LIMIT
    codes = frame["epsg"].map(_text).to_numpy(dtype=object)
    codes[(codes == "") & metres] = str(LAMBERT_93)
    codes[(codes == "") & ~metres] = str(WGS84)
    for code in sorted(set(codes.tolist())):
        rows = (codes == code) & np.isnan(longitude) & ~np.isnan(x) & ~np.isnan(y)
        if rows.any() and (transformer := _to_wgs84(code)) is not None:
            longitude[rows], latitude[rows] = transformer.transform(x[rows], y[rows])
    absurd = ~(np.abs(longitude) <= WGS84_LIMIT) | ~(np.abs(latitude) <= WGS84_LIMIT / 2)
    longitude[absurd], latitude[absurd] = np.nan, np.nan
    return longitude, latitude


WGS84_LIMIT = 180.0


def _numbers(column: pd.Series[str]) -> FloatArray:
    return np.array([float(c.replace(",", ".")) if isinstance(c, str) else np.nan for c in column], dtype=np.float64)


def _to_wgs84(code: str) -> Transformer | None:
    try:
        return Transformer.from_crs(CRS.from_epsg(int(float(code))), WGS84, always_xy=True)
    except (CRSError, ValueError):
        return None


def _given(cell: object) -> str | None:
    word = _text(cell).strip().upper()
    if QPV_CODE.fullmatch(word):
        return word
    return OUTSIDE if word in OUTSIDE_MARKERS else None


Perimeters = tuple[list[str], npt.NDArray[np.object_]]


def _perimeters(connection: duckdb.DuckDBPyConnection, year: int) -> Perimeters:
    rows = connection.execute(
        "SELECT code, geometry FROM qpv WHERE generation = ? AND geometry IS NOT NULL ORDER BY code", [year]
    ).fetchall()
    shapes = shapely.from_wkb([bytes(wkb) for _, wkb in rows]) if rows else np.array([], dtype=object)
    return [code for code, _ in rows], np.asarray(shapes, dtype=object)


def _complete(connection: duckdb.DuckDBPyConnection, year: int) -> set[str]:
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
    return {str(code) for (code,) in rows}


def _located(
    given: list[str | None], frame: pd.DataFrame, perimeters: Perimeters, complete: set[str]
) -> list[str | None]:
    codes, shapes = perimeters
    found = list(given)
    points = shapely.points(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    placed = ~np.isnan(frame["longitude"].to_numpy())
    inside: dict[int, str] = {}
    if len(codes):
        rows, holders = shapely.STRtree(shapes).query(points, predicate="intersects")
        for row, holder in zip(rows.tolist(), holders.tolist(), strict=True):
            inside.setdefault(row, codes[holder])
    for row, departement in enumerate(frame["place"]):
        if found[row] is None and placed[row]:
            found[row] = inside.get(row) or (OUTSIDE if departement in complete else None)
    return found


def _distances(frame: pd.DataFrame, perimeters: Perimeters, column: str) -> FloatArray:
    """Metres to the nearest perimeter, 0 inside; NaN beyond a kilometre, and where the point is unknown."""
    codes, shapes = perimeters
    distances = np.full(len(frame), np.nan)
    projections = frame["place"].map(lambda place: METRIC_PROJECTIONS.get(place, LAMBERT_93)).to_numpy()
    placed = ~np.isnan(frame["longitude"].to_numpy())
    drawn = np.array([METRIC_PROJECTIONS.get(code[2:5], LAMBERT_93) for code in codes])
    for epsg in sorted(set(projections.tolist())):
        rows = np.flatnonzero((projections == epsg) & placed)
        there = shapes[drawn == epsg] if len(codes) else shapes
        if not len(rows) or not len(there):
            continue
        move = Transformer.from_crs(WGS84, int(epsg), always_xy=True)
        metric = [projected(shape, move) for shape in there]
        x, y = move.transform(frame["longitude"].to_numpy()[rows], frame["latitude"].to_numpy()[rows])
        (found, _), metres = shapely.STRtree(metric).query_nearest(
            shapely.points(x, y), max_distance=NEAR_METRES, return_distance=True, all_matches=False
        )
        distances[rows[found]] = np.round(metres, 1)
    distances[frame[column].map(lambda code: isinstance(code, str) and code != OUTSIDE).to_numpy(dtype=bool)] = 0
    return distances
