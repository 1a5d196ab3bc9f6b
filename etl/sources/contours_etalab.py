"""Contours of the départements by Etalab: when kept, régions and départements are drawn from them.

One file is enough: a région is the union of its départements, so both levels keep the very same borders. EPCI, EPT and
communes stay those of `contours_ign`: the producer's file of communes is thirty times larger for a drawing that is the
same at the scale of our maps. Traps: collectivités d’outre-mer that are not départements are in the file (left aside);
the codes may be those of an older year; coordinates are WGS84, so overseas shapes still have to go into their boxes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.errors import ContourError, MalformedFileError
from etl.geography.contours import Shapes, add_petite_couronne, feature_collection, simplify_level
from etl.geography.display import PETITE_COURONNE, to_display_plane
from etl.geography.polygons import AREAS, areas_of, clean_coverage, dissolve
from etl.kept import kept_file, loaded_from
from etl.load import stage_frame
from etl.readers import read_text

SOURCE = SourceDeclaration(
    id="contours_etalab",
    title="Contours administratifs",
    producer="Etalab, d’après l’IGN (Admin Express)",
    landing_page="https://www.data.gouv.fr/fr/datasets/contours-administratifs/",
    licence=LICENCE_OUVERTE_2,
    period="dernière édition à la date du téléchargement",
    geography_year=None,
    retrieved_on=None,
    citation="Etalab, contours administratifs, d’après IGN, Admin Express",
    processing="Départements simplifiés ensemble, régions réunies à partir d’eux ; outre-mer placé à côté de "
    "l’Hexagone. Intercommunalités et communes gardent les contours fournis avec l’observatoire.",
    traps=(
        "Les collectivités d’outre-mer qui ne sont pas des départements sont laissées de côté.",
        "Les contours des communes et des intercommunalités ne viennent pas de ce fichier.",
    ),
    files=(),
    order=2,
    next_update="chaque année, après le code officiel géographique",
    remote=Remote(
        address="https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/latest/geojson/"
        "departements-100m.geojson",
        file_name="departements-100m.geojson",
        kind="geojson",
        min_bytes=200_000,
    ),
)
COLLECTIVITIES = frozenset({"975", "977", "978", "984", "986", "987", "988", "989"})
MAX_DRAWN_BYTES: Mapping[str, int] = {"region": 100_000, "departement": 300_000}
COARSER = 1.25
ATTEMPTS = 8
AGAIN = "Téléchargez de nouveau le fichier departements-100m.geojson."


def read_departements(path: Path) -> dict[str, BaseGeometry]:
    """The shape of each département by code, WGS84, mended when invalid; raises when the file is not one of them."""
    try:
        features = json.loads(read_text(path))["features"]
        found = [_feature(feature) for feature in features]
    except KeyError as error:
        missing = f"ce GeoJSON n’est pas celui des départements (il y manque « {error.args[0]} »)"
        raise MalformedFileError(path.name, missing, AGAIN) from error
    except (ValueError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise MalformedFileError(path.name, f"GeoJSON de départements illisible ({error})", AGAIN) from error
    shapes: dict[str, BaseGeometry] = {}
    for code, shape in found:
        if code in shapes:
            raise ContourError(path.name, f"le code {code} y est deux fois")
        if shape.geom_type not in AREAS or shape.is_empty:
            raise ContourError(path.name, f"le contour de {code} n’est pas une surface ({shape.geom_type})")
        west, south, east, north = shape.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
            raise ContourError(path.name, f"le contour de {code} n’est pas en degrés")
        shapes[code] = shape
    if not shapes:
        raise ContourError(path.name, "il ne contient aucun contour")
    return {code: shape for code, shape in shapes.items() if code not in COLLECTIVITIES}


def _feature(feature: Any) -> tuple[str, BaseGeometry]:  # noqa: ANN401 - a feature of any JSON
    shape = shapely.geometry.shape(feature["geometry"])
    return str(feature["properties"]["code"]).strip(), shape if shape.is_valid else areas_of(shape)


def draw(departements: Mapping[str, BaseGeometry], regions: Mapping[str, str]) -> dict[str, Shapes]:
    """The contours of both levels in the drawing plane, each under the size its map is allowed.

    `departements` are in WGS84; `regions` gives the région of each département of today. A région is drawn only when
    all its départements are given.
    """
    codes = sorted(departements)
    plane = clean_coverage([areas_of(to_display_plane(departements[code], code)) for code in codes])
    shapes = dict(zip(codes, plane, strict=True))
    whole = {regions[code] for code in codes} - {region for code, region in regions.items() if code not in shapes}
    merged = dissolve(shapes, {code: regions[code] for code in codes if regions[code] in whole})
    return {"departement": _fitting("departement", shapes), "region": _fitting("region", merged) if merged else {}}


def _fitting(level: str, shapes: Mapping[str, BaseGeometry]) -> Shapes:
    """The shapes of a level simplified as the embedded ones are, or a little more until they are small enough."""
    coarseness = 1.0
    enlarged = level == "departement" and set(PETITE_COURONNE.departement_codes) <= set(shapes)
    for _ in range(ATTEMPTS):
        drawn = simplify_level(level, shapes, coarseness)
        if enlarged:
            drawn = add_petite_couronne(drawn, shapes)
        if len(json.dumps(feature_collection(drawn), separators=(",", ":"))) <= MAX_DRAWN_BYTES[level]:
            return drawn
        coarseness *= COARSER
    raise ContourError(SOURCE.id, f"les contours de niveau « {level} » restent trop détaillés pour les cartes")


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Draw the kept contours into `staging.contour_etalab`; the source is `absent` when there is none.

    Raises when a code is not that of a département of today.
    """
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    departements = read_departements(path)
    regions = dict(connection.execute("SELECT code, region_code FROM territory WHERE level = 'departement'").fetchall())
    if unknown := sorted(set(departements) - set(regions)):
        found = f"aucun département ne porte le code « {', '.join(unknown[:5])} »"
        raise ContourError(path.name, f"{found} ; le fichier des départements est attendu")
    try:
        drawn = draw(departements, regions)
    except shapely.errors.GEOSException as error:
        raise ContourError(path.name, f"les contours ne se simplifient pas ensemble ({error})") from error
    rows = [(level, code, shapely.to_wkb(shape)) for level, shapes in drawn.items() for code, shape in shapes.items()]
    stage_frame(connection, "contour_etalab", pd.DataFrame(rows, columns=["level", "code", "geometry"]))
    missing = sorted(set(regions) - set(departements))
    remark = f"{len(missing)} département(s) absent(s) du fichier, au contour fourni." if missing else ""
    return loaded_from(manifest, len(rows), remark)


# The contours given take the place of the embedded ones; a territory that the file lacks keeps its own.
PUBLISH = """
INSERT INTO unresolved
SELECT 'contours_etalab', t.level || ' ' || t.code || ' (' || t.name || ')',
    'absent du fichier : le contour fourni avec l’observatoire est gardé'
FROM territory t WHERE t.level IN ('region', 'departement')
    AND NOT EXISTS (FROM staging.contour_etalab e WHERE e.level = t.level AND e.code = t.code)
ORDER BY t.level, t.code;

DELETE FROM contour WHERE (level, code) IN (SELECT level, code FROM staging.contour_etalab);

INSERT INTO contour SELECT level, code, NULL, geometry FROM staging.contour_etalab ORDER BY level, code;
"""


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the contours in place, when there are some."""
    if connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'contour_etalab'").fetchone():
        connection.execute(PUBLISH)
