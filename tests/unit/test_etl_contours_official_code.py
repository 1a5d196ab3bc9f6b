"""Contours by Etalab and Insee’s official code: read, drawn, compared, refused in words, used by a whole build."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import zipfile
from pathlib import Path

import duckdb
import numpy as np
import pytest
import shapely

from etl.build import build
from etl.declarations import Context
from etl.errors import (
    ContourError,
    DuplicateKeyError,
    EtlError,
    MalformedFileError,
    MissingArchiveFileError,
    MissingColumnsError,
)
from etl.files import REFERENCE
from etl.kept import keep
from etl.official_codes import read_official_codes
from etl.sources import contours_etalab

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = {
    "contours_etalab": SAMPLES / "contours_etalab" / "departements_essai.geojson",
    "cog": SAMPLES / "cog" / "cog_ensemble_essai_csv.zip",
}
TODAY = "2026-03-01"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built with both samples."""
    folder = tmp_path_factory.mktemp("geography")
    for source_id, file in FILES.items():
        keep(file, folder / "raw" / source_id, TODAY)
    build(folder / "observatory.duckdb", folder / "raw")
    return folder / "observatory.duckdb"


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_samples_are_what_their_scripts_write(tmp_path: Path) -> None:
    made = importlib.util.spec_from_file_location("make_cog", SAMPLES / "cog" / "make_sample.py")
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    module.write(tmp_path / "cog.zip", module.MEMBERS)

    with zipfile.ZipFile(tmp_path / "cog.zip") as new, zipfile.ZipFile(FILES["cog"]) as committed:
        assert {n: new.read(n) for n in new.namelist()} == {n: committed.read(n) for n in committed.namelist()}


def test_the_sources_say_that_they_are_kept_and_when(built: Path) -> None:
    found = rows(built, "SELECT source_id, state, retrieved_on::VARCHAR, row_count FROM source ORDER BY source_id")

    assert [row for row in found if row[0] in FILES] == [
        ("cog", "fetched", TODAY, 36261),
        ("contours_etalab", "fetched", TODAY, 5),
    ]


# Contours --------------------------------------------------------------------------------------------------------


def shape_of(database: Path, level: str, code: str) -> shapely.Geometry:
    ((wkb,),) = rows(database, f"SELECT geometry FROM contour WHERE level = '{level}' AND code = '{code}'")
    assert isinstance(wkb, bytes)
    return shapely.from_wkb(wkb)


def test_given_contours_are_drawn_and_the_others_stay(built: Path, database: Path) -> None:
    given = shape_of(built, "departement", "2A")

    assert given.bounds == pytest.approx((8.6, 41.4, 9.4, 42.2), abs=0.02)
    assert shape_of(built, "departement", "31").equals(shape_of(database, "departement", "31"))
    assert rows(built, "SELECT level, count(*) FROM contour GROUP BY 1 ORDER BY 1") == rows(
        database, "SELECT level, count(*) FROM contour GROUP BY 1 ORDER BY 1"
    )
    assert rows(built, "SELECT count(*) FROM unresolved WHERE source_id = 'contours_etalab'") == [(98 + 16,)]


def test_a_region_is_the_union_of_its_departements_with_the_same_border(built: Path) -> None:
    south, north = shape_of(built, "departement", "2A"), shape_of(built, "departement", "2B")
    corsica = shape_of(built, "region", "94")

    assert shapely.length(shapely.intersection(south, north)) == pytest.approx(0.8, abs=0.01)
    assert shapely.area(shapely.symmetric_difference(corsica, shapely.union(south, north))) < 0.01


def test_an_overseas_shape_goes_into_its_box(built: Path) -> None:
    ((wkb,),) = rows(built, "SELECT geometry FROM inset WHERE code = '976'")
    assert isinstance(wkb, bytes)

    assert shapely.from_wkb(wkb).contains(shape_of(built, "departement", "976"))
    assert shapely.from_wkb(wkb).contains(shape_of(built, "region", "06"))


def square(code: str, west: float = 8.6, south: float = 41.4) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": shapely.geometry.mapping(shapely.box(west, south, west + 0.5, south + 0.5)),
    }


POINT = {"type": "Feature", "properties": {"code": "2A"}, "geometry": {"type": "Point", "coordinates": [9, 42]}}


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ({"type": "FeatureCollection", "features": []}, ContourError, "ne contient aucun contour"),
        ({"features": [square("2A"), square("2A")]}, ContourError, "le code 2A y est deux fois"),
        ({"features": [square("01004")]}, ContourError, "aucun département ne porte le code « 01004 »"),
        ({"features": [square("99")]}, ContourError, "aucun département ne porte le code « 99 »"),
        ({"features": [POINT]}, ContourError, "n’est pas une surface"),
        ({"features": [square("2A", 1_200_000, 6_100_000)]}, ContourError, "n’est pas en degrés"),
        ({"features": [{"type": "Feature", "properties": {}, "geometry": None}]}, MalformedFileError, "illisible"),
        ([1, 2], MalformedFileError, "illisible"),
    ],
)
def test_a_file_that_is_not_of_departements_is_refused(
    tmp_path: Path, content: object, error: type[EtlError], words: str
) -> None:
    path = tmp_path / "departements-100m.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")

    keep(path, tmp_path / "raw" / "contours_etalab", TODAY)
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE territory AS SELECT 'departement' AS level, '2A' AS code, '94' AS region_code")

        with pytest.raises(error, match=re.escape(words)):
            contours_etalab.load(connection, Context(REFERENCE, tmp_path / "raw"))


def test_a_very_detailed_file_is_drawn_within_the_size_of_the_maps() -> None:
    features = json.loads((REFERENCE / "geography" / "departements.geojson").read_text(encoding="utf-8"))["features"]
    mainland = {
        str(f["properties"]["code"]): shapely.geometry.shape(f["geometry"])
        for f in features
        if f["properties"]["code"] not in {"75", "92", "93", "94"} and not f["properties"]["code"].startswith("97")
    }
    # A vertex every 500 m, moved by a wave of 1 km that is the same on both sides of a border.
    detailed = {code: _wavy(shape) for code, shape in mainland.items()}

    drawn = contours_etalab.draw(detailed, dict.fromkeys(mainland, "00"))

    sizes = {
        level: len(json.dumps(contours_etalab.feature_collection(shapes), separators=(",", ":")))
        for level, shapes in drawn.items()
    }
    assert sizes["departement"] <= 300_000
    assert set(drawn["departement"]) == set(mainland)


def _wavy(shape: shapely.Geometry) -> shapely.Geometry:
    def moved(xy: np.ndarray) -> np.ndarray:
        return np.asarray(xy + 0.01 * np.sin(xy[:, ::-1] * 90))

    return shapely.transform(shapely.segmentize(shape, 0.005), moved)


# Official code -----------------------------------------------------------------------------------------------------


def test_the_archive_gives_the_communes_of_today_only() -> None:
    codes = read_official_codes(FILES["cog"])

    assert codes.year == "2026"
    assert codes.frame[["level", "code", "parent"]].to_numpy().tolist() == [
        ["region", "84", ""],
        ["region", "76", ""],
        ["departement", "01", "84"],
        ["departement", "31", "75"],
        ["commune", "01004", "01/84"],
        ["commune", "31555", "31/76"],
        ["commune", "99999", "31/76"],
    ]


def test_what_differs_from_the_official_code_is_reported_and_nothing_is_replaced(built: Path) -> None:
    found = rows(
        built,
        "SELECT item, reason FROM unresolved WHERE source_id = 'cog' AND item NOT LIKE '%, %' "
        "AND reason NOT LIKE 'absent du%' AND reason LIKE '%code officiel importé%' ORDER BY item",
    )

    assert found == [
        ("commune 31555 (Toulouse)", "nommé autrement dans le code officiel importé : Toulouse la Rose"),
        ("commune 99999 (Nulle-Part)", "dans le code officiel importé, inconnu ici"),
        ("departement 31 (Haute-Garonne)", "rattaché autrement dans le code officiel importé : 75 au lieu de 76"),
    ]
    assert rows(built, "SELECT name FROM territory WHERE level = 'commune' AND code = '31555'") == [("Toulouse",)]
    # 34,873 communes of ours are not in the sample, 99 départements, 16 régions.
    assert rows(
        built,
        "SELECT check_id, passed, severity, split_part(measured, ' écart', 1) FROM quality_check "
        "WHERE subject = 'cog' AND check_id LIKE 'cog-%' ORDER BY 1",
    ) == [
        ("cog-commune", False, "warning", "34\u202f875"),
        ("cog-departement", False, "warning", "100"),
        ("cog-region", False, "warning", "16"),
    ]


def test_without_the_archive_nothing_is_said_of_it(database: Path) -> None:
    assert rows(database, "SELECT state FROM source WHERE source_id = 'cog'") == [("embedded",)]
    assert rows(database, "SELECT check_id FROM quality_check WHERE check_id LIKE 'cog-%'") == []


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"v_region_2026.csv": None}, MissingArchiveFileError, "v_region_<année>.csv"),
        ({"v_region_2026.csv": '"REG","NCC"\n"84","A"\n'}, MissingColumnsError, "LIBELLE"),
        ({"v_region_2026.csv": '"REG","LIBELLE"\n"84","A"\n"84","B"\n'}, DuplicateKeyError, "84"),
        ({"v_region_2025.csv": '"REG","LIBELLE"\n"84","A"\n'}, MissingArchiveFileError, "et un seul"),
    ],
)
def test_an_archive_in_another_layout_is_refused(
    tmp_path: Path, changed: dict[str, str | None], error: type[EtlError], words: str
) -> None:
    path = tmp_path / "cog.zip"
    with zipfile.ZipFile(FILES["cog"]) as sample, zipfile.ZipFile(path, "w") as archive:
        members: dict[str, str | None] = {name: sample.read(name).decode() for name in sample.namelist()}
        for name, text in {**members, **changed}.items():
            if text is not None:
                archive.writestr(name, text)

    with pytest.raises(error, match=re.escape(words)):
        read_official_codes(path)


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cog.zip"
    shutil.copy(FILES["cog"], path)
    path.write_bytes(path.read_bytes()[:-40])

    with pytest.raises(MalformedFileError, match="archive illisible"):
        read_official_codes(path)
