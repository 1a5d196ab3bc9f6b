"""ESUS, tiers-lieux, contours and the official code: read, placed, refused in words, and shown by a whole build."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pytest
import shapely

from etl.build import build
from etl.declarations import Context
from etl.errors import (
    AmbiguousColumnError,
    ContourError,
    DuplicateKeyError,
    EtlError,
    InvalidValueError,
    MalformedFileError,
    MissingArchiveFileError,
    MissingColumnsError,
)
from etl.files import REFERENCE
from etl.kept import keep
from etl.official_codes import read_official_codes
from etl.producer_csv import read_producer_csv
from etl.sources import contours_etalab, esus, tiers_lieux_2023

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = {
    "esus": SAMPLES / "esus" / "liste_esus_essai.xlsx",
    "tiers_lieux_2023": SAMPLES / "tiers_lieux_2023" / "bdftl-2023-01-fiche-identite_essai.csv",
    "contours_etalab": SAMPLES / "contours_etalab" / "departements_essai.geojson",
    "cog": SAMPLES / "cog" / "cog_ensemble_essai_csv.zip",
}
# Two of the four agreed enterprises of the sample, one of them in two communes, and a closed one.
STRUCTURES = (
    "siren;siret;denomination;commune;code_commune;famille_ess;etatAdministratifEtablissement\n"
    "732829320;73282932000074;Régie;Toulouse;31555;Association;A\n"
    "732829320;73282932000082;Régie;Lyon;69123;Association;A\n"
    "5520135;;Ressourcerie;Toulouse;31555;Association;A\n"
    "552100554;55210055400013;Fermée;Toulouse;31555;Coopérative;F\n"
)
TODAY = "2026-03-01"


def built_with(folder: Path, files: dict[str, Path]) -> Path:
    for source_id, file in files.items():
        keep(file, folder / "raw" / source_id, TODAY)
    build(folder / "observatory.duckdb", folder / "raw")
    return folder / "observatory.duckdb"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built with the four samples and a file of structures."""
    folder = tmp_path_factory.mktemp("small")
    structures = folder / "structures.csv"
    structures.write_text(STRUCTURES, encoding="utf-8")
    return built_with(folder, {**FILES, "structures_file": structures})


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def workbook(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rank, lines in enumerate(sheets):
        sheet = book.create_sheet(f"Feuille {rank + 1}")
        for line in lines:
            sheet.append(list(line))
    book.save(path)
    return path


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
        ("esus", "fetched", TODAY, 4),
        ("tiers_lieux_2023", "fetched", TODAY, 8),
    ]


# ESUS ------------------------------------------------------------------------------------------------------------


def test_sirens_get_their_zeros_back_and_count_once() -> None:
    agreed = esus.read_agreed(FILES["esus"])

    assert agreed.sirens == ("732829320", "005520135", "552100554", "123456789")
    assert agreed.wrong_key == ("123456789",)
    assert agreed.repeated == 1
    assert "1 ligne(s) de même SIREN réunie(s) ; 1 SIREN dont la clé de contrôle est fausse" in agreed.remark


@pytest.mark.parametrize(
    ("siren", "right"),
    # 732829320, digit by digit: 7+6+2+(16→7)+2+(18→9)+3+4+0 = 40; 123456789: 1+4+3+8+5+(12→3)+7+(16→7)+9 = 47.
    [("732829320", True), ("123456789", False), ("552100554", True), ("552100555", False)],
)
def test_the_key_of_a_siren_is_luhns(siren: str, right: bool) -> None:  # noqa: FBT001
    assert esus.has_right_key(siren) is right


def test_the_siren_column_is_found_on_any_sheet_whatever_its_case(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "l.xlsx", [["Notice"], ["Lire l’arrêté"]], [[""], ["x", "Numéro Siren"], ["a", 552100554]]
    )

    assert esus.read_agreed(path).sirens == ("552100554",)


@pytest.mark.parametrize(
    ("sheets", "error", "words"),
    [
        ([[["Nom", "SIRET"], ["a", "55210055400013"]]], MissingColumnsError, "une colonne « SIREN »"),
        ([[["Nom"], *[["x"]] * 29, ["SIREN"], [552100554]]], MissingColumnsError, "30 premières lignes"),
        (
            [[["SIREN", "SIREN du groupe"], [552100554, 732829320]]],
            AmbiguousColumnError,
            "feuille Feuille 1, cellule A1 ; l.xlsx, feuille Feuille 1, cellule B1",
        ),
        ([[["SIREN"], [552100554]], [["SIREN"], [732829320]]], AmbiguousColumnError, "feuille Feuille 2"),
        ([[["SIREN"], ["55210055A"]]], InvalidValueError, "neuf chiffres"),
        ([[["SIREN"], ["55210055400013"]]], InvalidValueError, "55210055400013"),
        ([[["SIREN"], [None]]], MissingColumnsError, "des SIREN sous l’en-tête"),
    ],
)
def test_a_list_without_one_column_of_sirens_is_refused(
    tmp_path: Path, sheets: list[list[list[object]]], error: type[EtlError], words: str
) -> None:
    with pytest.raises(error, match=re.escape(words)):
        esus.read_agreed(workbook(tmp_path / "l.xlsx", *sheets))


def test_a_page_of_error_instead_of_a_workbook_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "l.xlsx"
    page.write_text("<html>Page introuvable</html>", encoding="utf-8")

    with pytest.raises(MalformedFileError, match="n’est pas un classeur lisible"):
        esus.read_agreed(page)


def test_without_enough_enterprises_located_only_france_has_a_number(built: Path) -> None:
    found = rows(
        built,
        "SELECT level, code, value, status, note FROM observation WHERE indicator_id = 'nombre_esus' "
        "AND code IN ('FR', '31', '31555', '69') AND level <> 'region' ORDER BY level, code",
    )

    # Two enterprises of four have an active establishment: half, less than the four fifths asked.
    said = "non disponible\u202f: 2 entreprises agréées sur 4 sont localisées par les structures chargées"
    assert found == [
        ("commune", "31555", None, "not_available", said),
        ("departement", "31", None, "not_available", said),
        ("departement", "69", None, "not_available", said),
        ("france", "FR", 4.0, "observed", "dont 2 localisées par les structures chargées"),
    ]
    assert rows(built, "SELECT item FROM unresolved WHERE source_id = 'esus'") == [("2 entreprises agréées sur 4",)]


def test_an_enterprise_counts_once_in_each_territory_where_it_is(tmp_path: Path) -> None:
    structures = tmp_path / "structures.csv"
    more = "123456789;;Clé fausse;Toulouse;31555;Association;A\n552100554;;Rouverte;Blagnac;31069;Coopérative;A\n"
    structures.write_text(STRUCTURES + more, encoding="utf-8")

    database = built_with(tmp_path, {"esus": FILES["esus"], "structures_file": structures})

    # Toulouse: 732829320, 005520135, 123456789; Blagnac: 552100554; Lyon: 732829320 again.
    assert rows(
        database,
        "SELECT level, code, value FROM observation WHERE indicator_id = 'nombre_esus' "
        "AND (level, code) IN (('france', 'FR'), ('region', '76'), ('departement', '31'), ('commune', '31555'), "
        "('commune', '31069'), ('departement', '69'), ('departement', '48')) ORDER BY ALL",
    ) == [
        ("commune", "31069", 1.0),
        ("commune", "31555", 3.0),
        ("departement", "31", 4.0),
        ("departement", "48", 0.0),
        ("departement", "69", 1.0),
        ("france", "FR", 4.0),
        ("region", "76", 4.0),
    ]
    assert rows(database, "SELECT * FROM unresolved WHERE source_id = 'esus'") == []


# Tiers-lieux -----------------------------------------------------------------------------------------------------


def test_tiers_lieux_are_counted_in_the_commune_of_today(built: Path) -> None:
    found = rows(
        built,
        "SELECT level, code, value, note FROM observation WHERE indicator_id = 'nombre_tiers_lieux' "
        "AND (value > 0 OR code = '48') AND level NOT IN ('epci', 'ept') AND period = '2023' ORDER BY ALL",
    )

    # 01018 is now 01033; 75111 is Paris; 29200 BREST CEDEX 2 is Brest; TL007 and Saint-Martin are nowhere.
    assert found == [
        ("commune", "01004", 1.0, None),
        ("commune", "01033", 1.0, None),
        ("commune", "29019", 1.0, None),
        ("commune", "31555", 2.0, None),
        ("commune", "75056", 1.0, None),
        ("departement", "01", 2.0, None),
        ("departement", "29", 1.0, None),
        ("departement", "31", 2.0, None),
        ("departement", "48", 0.0, None),
        ("departement", "75", 1.0, None),
        ("france", "FR", 8.0, "dont 2 hors des territoires suivis ou sans commune connue"),
        ("region", "11", 1.0, None),
        ("region", "53", 1.0, None),
        ("region", "76", 2.0, None),
        ("region", "84", 2.0, None),
    ]
    assert rows(built, "SELECT item FROM unresolved WHERE source_id = 'tiers_lieux_2023' ORDER BY ALL") == [
        ("tiers-lieu TL007",),
        ("tiers-lieu TL008, commune 97801",),
    ]


def test_a_value_of_the_census_leads_to_its_lines(built: Path) -> None:
    assert rows(
        built,
        "SELECT origin FROM observation WHERE indicator_id = 'nombre_tiers_lieux' AND level = 'commune' "
        "AND code = '31555'",
    ) == [([{"file": "data/raw/tiers_lieux_2023", "rows": [2, 3]}],)]


def test_nothing_of_the_bodies_that_run_the_places_is_stored(built: Path) -> None:
    tables = [name for (name,) in rows(built, "SELECT table_name FROM duckdb_tables()")]
    texts = " ".join(str(rows(built, f"FROM {table}")) for table in tables if table not in {"contour", "territory"})

    assert "TL007" in texts
    assert not any(word in texts for word in ("Association La Halle", "halle.example", "1 place du Capitole"))


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("ID_UNIQUE;NOM\nTL1;a\n", MissingColumnsError, "Insee"),
        ("ID_UNIQUE;Insee\nTL1;31555A\n", InvalidValueError, "31555A"),
        ("ID_UNIQUE;Insee\n;31555\n", InvalidValueError, "un identifiant"),
        ("ID_UNIQUE;Insee\nTL1;31555\nTL1;31069\n", DuplicateKeyError, "lignes 2 et 3"),
        ("ID_UNIQUE;Insee\n", MalformedFileError, "n’a que son en-tête"),
        ("", MalformedFileError, "est vide"),
    ],
)
def test_a_census_in_another_layout_is_refused(tmp_path: Path, content: str, error: type[EtlError], words: str) -> None:
    path = tmp_path / "tl.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(error, match=re.escape(words)):
        tiers_lieux_2023.read_places(read_producer_csv(path, tiers_lieux_2023.NEEDED, tiers_lieux_2023.OPTIONAL))


def test_columns_may_come_in_another_order_and_in_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "tl.csv"
    path.write_bytes("VILLE;Insee;ID_UNIQUE;CODPOST\nSaint-Étienne;;TL1;42000\n".encode("cp1252"))

    frame = tiers_lieux_2023.read_places(read_producer_csv(path, tiers_lieux_2023.NEEDED, tiers_lieux_2023.OPTIONAL))

    assert frame[["place_id", "postcode", "town"]].to_numpy().tolist() == [["TL1", "42000", "saint etienne"]]
    assert frame["insee"].isna().all()


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
