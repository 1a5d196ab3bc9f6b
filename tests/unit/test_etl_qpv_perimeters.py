"""Perimeters of priority neighbourhoods: every format a producer gives, and every way a file can be bad."""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Transformer

from etl.archives import member_names
from etl.errors import (
    DuplicateKeyError,
    MalformedFileError,
    MissingColumnsError,
    PerimeterError,
    UnsafeArchiveError,
)
from etl.perimeters import choose_members, read_perimeters
from etl.quartiers import departement_of, in_metres, simplified

SQUARE = [[1.44, 43.60], [1.45, 43.60], [1.45, 43.61], [1.44, 43.61], [1.44, 43.60]]
BOW_TIE = [[1.44, 43.60], [1.45, 43.61], [1.45, 43.60], [1.44, 43.61], [1.44, 43.60]]
NATIONAL = "GEOJSON/QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson"


def feature(code: str, ring: list[list[float]], **properties: str) -> dict[str, Any]:
    described = {"code_qp": code, "lib_qp": f"Quartier {code}", "insee_com": "31555", **properties}
    return {
        "type": "Feature",
        "properties": {name: cell for name, cell in described.items() if cell != "-"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_a_plain_geojson_gives_code_name_communes_and_polygon(tmp_path: Path) -> None:
    path = write(tmp_path / "qp.geojson", geojson(feature("QN03101M", SQUARE, insee_com="31555, 31069")))

    (found,) = read_perimeters(path).perimeters

    assert (found.code, found.name, found.commune_codes) == ("QN03101M", "Quartier QN03101M", ("31555", "31069"))
    assert (found.repaired, found.population) == (False, None)
    assert found.geometry.equals(shapely.Polygon(SQUARE))


def test_columns_are_found_in_capitals(tmp_path: Path) -> None:
    one = feature("-", SQUARE, lib_qp="-", insee_com="-", CODE_QP="QP031001", NOM_QP="Izards", COMMUNE_QP="Toulouse")

    (found,) = read_perimeters(write(tmp_path / "qp.geojson", geojson(one))).perimeters

    assert (found.code, found.name, found.commune_names) == ("QP031001", "Izards", "Toulouse")


def test_a_polygon_that_crosses_itself_is_repaired_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "qp.geojson", geojson(feature("QN03101M", BOW_TIE), feature("QN03102M", SQUARE)))

    found = read_perimeters(path).perimeters

    assert [perimeter.repaired for perimeter in found] == [True, False]
    assert found[0].geometry.is_valid
    # Two triangles of a quarter of the square each.
    assert found[0].geometry.area == pytest.approx(shapely.Polygon(SQUARE).area / 2)


def test_metres_in_a_geojson_are_lambert_93_and_said(tmp_path: Path) -> None:
    to_metres = Transformer.from_crs(4326, 2154, always_xy=True)
    ring = [list(to_metres.transform(*point)) for point in SQUARE]
    path = write(tmp_path / "qp.geojson", geojson(feature("QN03101M", ring)))

    read = read_perimeters(path)

    assert "Lambert-93" in read.remarks[0]
    assert read.perimeters[0].geometry.equals_exact(shapely.Polygon(SQUARE), 1e-7)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
@pytest.mark.parametrize("epsg", [4326, 2154])
def test_shp_and_gpkg_are_read_in_their_own_projection_plain_or_zipped(tmp_path: Path, suffix: str, epsg: int) -> None:
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.GeoDataFrame(
        {"code_qp": ["QN03101M"], "lib_qp": ["Été"], "insee_com": ["31555"]},
        geometry=[shapely.Polygon(SQUARE)],
        crs=4326,
    ).to_crs(epsg)
    plain = tmp_path / f"QP2024_France{suffix}"
    frame.to_file(plain)
    archive = tmp_path / "qp.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for path in sorted(tmp_path.glob("QP2024_France.*")):
            opened.write(path, f"DONNEES/{path.name}")

    for path in (plain, archive):
        (found,) = read_perimeters(path).perimeters
        assert (found.code, found.name) == ("QN03101M", "Été")
        assert found.geometry.symmetric_difference(shapely.Polygon(SQUARE)).area < 1e-10


def test_the_national_wgs84_member_is_read_and_not_its_parts(tmp_path: Path) -> None:
    archive = tmp_path / "qp.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("GEOJSON/QP2024_Guyane.geojson", geojson(feature("QN97301I", SQUARE)))
        opened.writestr(NATIONAL, geojson(feature("QN03101M", SQUARE), feature("QN97301I", SQUARE)))

    assert [found.code for found in read_perimeters(archive).perimeters] == ["QN03101M", "QN97301I"]
    assert choose_members(["SHP/a_LB93.shp", "SHP/QP_METROPOLEOUTREMER_WGS84_EPSG4326.shp"]) == [
        "SHP/QP_METROPOLEOUTREMER_WGS84_EPSG4326.shp"
    ]


BAD = {
    "duplicate": (geojson(feature("QN03101M", SQUARE), feature("QN03101M", SQUARE)), DuplicateKeyError, "QN03101M"),
    "other columns": (geojson(feature("-", SQUARE)), MissingColumnsError, "code_qp"),
    "no commune": (geojson(feature("QN03101M", SQUARE, insee_com="-")), MissingColumnsError, "insee_com"),
    "empty": ("", MalformedFileError, "vide"),
    "no feature": (geojson(), MalformedFileError, "aucun périmètre"),
    "truncated": (geojson(feature("QN03101M", SQUARE))[:-90], MalformedFileError, "illisible"),
    "not json": ("bonjour", MalformedFileError, "illisible"),
    "point": (
        json.dumps({**feature("QN03101M", SQUARE), "geometry": {"type": "Point", "coordinates": [1.4, 43.6]}}),
        PerimeterError,
        "pas un polygone",
    ),
    "no surface": (
        geojson(feature("QN03101M", [SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]])),
        PerimeterError,
        "surface",
    ),
    "population": (geojson(feature("QN03101M", SQUARE, population="beaucoup")), PerimeterError, "beaucoup"),
}


@pytest.mark.parametrize(("content", "error", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_its_reason(
    tmp_path: Path, content: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        read_perimeters(write(tmp_path / "qp.geojson", content))


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "qp.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(NATIONAL, geojson(feature("QN03101M", SQUARE)))
    archive.write_bytes(archive.read_bytes()[:-40])

    with pytest.raises(MalformedFileError, match="archive illisible"):
        read_perimeters(archive)


@pytest.mark.parametrize("name", ["../qp.geojson", "/etc/qp.geojson", "C:qp.geojson"])
def test_a_member_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "qp.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(name, geojson(feature("QN03101M", SQUARE)))

    with pytest.raises(UnsafeArchiveError, match="sort du dossier"):
        member_names(archive)


def test_an_archive_that_swells_too_much_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "qp.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("qp.geojson", " " * 30_000_000)

    with pytest.raises(UnsafeArchiveError, match="compressé"):
        read_perimeters(archive)


def test_an_archive_without_perimeters_says_what_it_holds(tmp_path: Path) -> None:
    archive = tmp_path / "qp.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("lisez-moi.txt", "rien")

    with pytest.raises(MalformedFileError, match="lisez-moi"):
        read_perimeters(archive)


@pytest.mark.parametrize(
    ("code", "departement"),
    [("QP009001", "09"), ("QP02A001", "2A"), ("QN97301I", "973"), ("QP978001", "978"), ("XX009001", None)],
)
def test_the_code_of_a_qpv_tells_its_departement(code: str, departement: str | None) -> None:
    assert departement_of(code) == departement


@pytest.mark.parametrize(
    ("departement", "middle"), [("31", (1.44, 43.6)), ("974", (55.45, -20.9)), ("973", (-52.3, 4.9))]
)
def test_a_perimeter_is_measured_in_the_projection_of_its_place(departement: str, middle: tuple[float, float]) -> None:
    # A thousandth of a degree of latitude is 110.6 to 111.1 m; of longitude, that times the cosine.
    longitude, latitude = middle
    shape = shapely.box(longitude, latitude, longitude + 0.001, latitude + 0.001)
    expected = 111.32 * 110.85 * math.cos(math.radians(latitude))

    assert in_metres(shape, departement).area == pytest.approx(expected, rel=0.01)
    assert simplified(shape, departement).equals_exact(shape, 1e-7)
