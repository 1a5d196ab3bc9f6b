"""ESUS and tiers-lieux: read, placed, refused in words, and counted by a whole build."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import openpyxl
import pytest

from etl.build import build
from etl.errors import (
    AmbiguousColumnError,
    DuplicateKeyError,
    EtlError,
    InvalidValueError,
    MalformedFileError,
    MissingColumnsError,
)
from etl.files import sha256_of
from etl.kept import keep, kept_name
from etl.producer_csv import read_producer_csv
from etl.sources import esus, tiers_lieux_2023

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = {
    "esus": SAMPLES / "esus" / "liste_esus_essai.xlsx",
    "tiers_lieux_2023": SAMPLES / "tiers_lieux_2023" / "bdftl-2023-01-fiche-identite_essai.csv",
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
    """A database built with both samples and a file of structures."""
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


def test_the_sources_say_that_they_are_kept_and_when(built: Path) -> None:
    found = rows(built, "SELECT source_id, state, retrieved_on::VARCHAR, row_count FROM source ORDER BY source_id")

    assert [row for row in found if row[0] in FILES] == [
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
    file = FILES["tiers_lieux_2023"]
    kept = f"data/raw/tiers_lieux_2023/{kept_name(file.name, sha256_of(file))}"
    assert rows(
        built,
        "SELECT origin FROM observation WHERE indicator_id = 'nombre_tiers_lieux' AND level = 'commune' "
        "AND code = '31555'",
    ) == [([{"file": kept, "rows": [2, 3]}],)]


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
