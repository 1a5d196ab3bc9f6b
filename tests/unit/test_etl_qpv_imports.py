"""Files brought by hand: refused whole or kept whole, with their checksum, and used by the next build."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from etl.build import build
from etl.cli import main
from etl.errors import (
    ChangedImportError,
    InvalidValueError,
    MalformedFileError,
    MissingColumnsError,
    PerimeterError,
    UnknownCodeError,
    WrongGenerationError,
)
from etl.files import sha256_of
from etl.imports import import_file
from etl.kept import kept_file

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = {
    "qpv_2015": SAMPLES / "qpv_2015" / "qpv_2015_essai.geojson",
    "qpv_2024": SAMPLES / "qpv_2024" / "QP2024_essai_WGS84.geojson",
    "qpv_passage_2015_2024": SAMPLES / "qpv_passage_2015_2024" / "liste-correspondance-qp2024-qp2015.csv",
    "liste_ess": SAMPLES / "liste_ess" / "liste_ess_essai.csv",
    "sirene_geolocalisation": SAMPLES / "sirene_geolocalisation" / "geolocalisation_essai.csv",
    "structures_file": SAMPLES / "structures_file" / "structures_essai.csv",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built with every sample imported."""
    folder = tmp_path_factory.mktemp("imports")
    for source_id, file in FILES.items():
        import_file(source_id, file, folder / "raw")
    build(folder / "observatory.duckdb", folder / "raw")
    return folder / "observatory.duckdb"


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_imported_source_is_fetched_and_dated(built: Path) -> None:
    found = rows(built, "SELECT source_id FROM source WHERE state = 'fetched' AND retrieved_on IS NOT NULL ORDER BY 1")

    assert [source_id for (source_id,) in found] == sorted(FILES)


def test_perimeters_take_the_place_of_points_and_the_others_stay(built: Path) -> None:
    assert rows(
        built,
        "SELECT code, repaired, geometry IS NOT NULL, simplified IS NOT NULL FROM qpv WHERE generation = 2015 "
        "AND geometry IS NOT NULL ORDER BY code",
    ) == [
        ("QP013053", True, True, True),
        ("QP031001", False, True, True),
        ("QP973001", False, True, True),
        ("QP978001", False, True, False),
    ]
    # 142 points, of which two got a perimeter, and two QPV that are not in our table.
    assert rows(built, "SELECT count(*), count(geometry) FROM qpv WHERE generation = 2015") == [(144, 4)]


def test_a_qpv_belongs_to_each_of_its_communes_arrondissements_included(built: Path) -> None:
    assert rows(
        built,
        "SELECT qpv_code, commune_code FROM qpv_commune WHERE qpv_code IN ('QN03101M', 'QP013053', 'QP978001') "
        "ORDER BY ALL",
    ) == [("QN03101M", "31069"), ("QN03101M", "31555"), ("QP013053", "13055")]
    assert rows(built, "SELECT left(item, 8) FROM unresolved WHERE source_id = 'qpv_2015'") == [("QP978001",)]


def test_the_passage_keeps_new_and_merged_neighbourhoods(built: Path) -> None:
    assert rows(built, "SELECT * FROM qpv_passage ORDER BY qpv_2024, qpv_2015") == [
        ("QP031001", "QN03101M", "Modifié"),
        ("QP031002", "QN03101M", "Modifié"),
        (None, "QN97301I", "Nouveau"),
    ]


def test_the_qpv_of_a_structure_is_insees_else_that_of_its_point_else_unknown(built: Path) -> None:
    assert rows(
        built, "SELECT name, commune_code, qpv_2015, qpv_2024, family FROM structure ORDER BY structure_id"
    ) == [
        ("ASSOCIATION D'ESSAI", "31555", "QP031001", "QN03101M", "association"),
        ("COOPERATIVE D'ESSAI", "69123", "hors", "hors", "cooperative"),
        ("MUTUELLE D'ESSAI", "13055", "QP013053", "hors", "mutuelle"),
        ("FONDATION D'ESSAI", "97302", None, None, "fondation"),
        ("Dedans", "31555", "QP031001", "QN03101M", "association"),
        # Outside the square of 2015 by 40 m; its département is not wholly known, so « hors » is not said.
        ("Tout près", "31555", None, "QN03101M", "association"),
        ("Loin", "31555", None, None, "cooperative"),
        ("Fermée", "31555", "QP031001", "QN03101M", "association"),
        ("Cayenne", "97302", "QP973001", "QN97301I", "association"),
        ("Sans position", "69123", None, None, "fondation"),
    ]


def test_the_distance_is_zero_inside_and_unknown_beyond_a_kilometre(built: Path) -> None:
    found = rows(built, "SELECT name, qpv_distance_m FROM structure WHERE name IN ('Dedans', 'Loin') ORDER BY name")

    assert found == [("Dedans", 0), ("Loin", None)]


def test_closed_structures_are_not_counted_and_small_cells_keep_their_jobs_secret(built: Path) -> None:
    assert rows(
        built,
        "SELECT family, structures, employers, jobs_low, jobs_high, status FROM structure_count "
        "WHERE (level, code) = ('departement', '31') ORDER BY family",
    ) == [
        ("association", 3, 2, None, None, "secret"),
        ("cooperative", 1, 1, None, None, "secret"),
        # Three employers, the largest at most 99 / (99 + 26) = 79 %: no secret of its own; but with France's total it
        # would give Cayenne's only employer.
        ("total", 4, 3, None, None, "secret"),
    ]


def test_the_indicators_of_structures_are_declared_with_their_generation(built: Path) -> None:
    assert rows(
        built,
        "SELECT indicator_id, qpv_generation, source_id FROM indicator "
        "WHERE indicator_id LIKE '%structures%' ORDER BY 1",
    ) == [
        ("densite_structures_ess", None, "structures_file"),
        ("nombre_structures_ess", None, "structures_file"),
        ("part_structures_ess_en_qpv", 2024, "structures_file"),
        ("structures_ess_en_qpv", 2024, "structures_file"),
    ]
    assert rows(
        built,
        "SELECT value, status, note FROM observation WHERE indicator_id = 'structures_ess_en_qpv' AND code = '31' "
        "AND level = 'departement'",
    ) == [(None, "not_available", "non disponible\u202f: moins de 95\u202f% des structures ont une position connue")]
    assert rows(
        built,
        "SELECT value, status FROM observation WHERE indicator_id = 'nombre_structures_ess' AND "
        "(level, code) IN (('france', 'FR'), ('departement', '31'), ('departement', '48')) ORDER BY level, code",
    ) == [(4, "observed"), (None, "not_available"), (9, "observed")]


def test_all_blocking_checks_pass_with_imports(built: Path) -> None:
    assert rows(built, "SELECT check_id FROM quality_check WHERE NOT passed AND severity = 'blocking'") == []


def bad(tmp_path: Path, source_id: str, old: str, new: str) -> Path:
    path = tmp_path / FILES[source_id].name
    path.write_text(FILES[source_id].read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return path


BAD = {
    "generation": ("qpv_2015", "QP031001", "QN03101M", WrongGenerationError, "qpv_2024"),
    "not a code": ("qpv_2015", "QP031001", "31001", PerimeterError, "31001"),
    "unknown commune": ("qpv_2024", "31555, 31069", "31999", UnknownCodeError, "31999"),
    "far from its commune": ("qpv_2024", "97302", "97411", PerimeterError, "kilomètres"),
    "passage columns": ("qpv_passage_2015_2024", "QP2015_1", "ANCIEN", MissingColumnsError, "qp2015_1"),
    "passage code": ("qpv_passage_2015_2024", "QP031002", "31002", InvalidValueError, "31002"),
    "list columns": ("liste_ess", "SIREN", "IDENTIFIANT", MissingColumnsError, "SIREN"),
    "list siren": ("liste_ess", "500000003", "inconnu", InvalidValueError, ":4:SIREN"),
    "list ragged": ("liste_ess", "MUTUELLE D'ESSAI,", "MUTUELLE,D'ESSAI,", MalformedFileError, "illisible"),
    "siret": ("sirene_geolocalisation", "99999999900011", "999", InvalidValueError, "siret"),
    "bracket": ("structures_file", ";21;", ";99;", InvalidValueError, "99"),
    "no place": ("structures_file", "code_commune;longitude", "a;b", MissingColumnsError, "code_commune"),
    "commune code": ("structures_file", "97302", "Cayenne", InvalidValueError, "Cayenne"),
}


@pytest.mark.parametrize(("source_id", "old", "new", "error", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_and_nothing_is_kept(
    tmp_path: Path, source_id: str, old: str, new: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        import_file(source_id, bad(tmp_path, source_id, old, new), tmp_path / "raw")

    assert not (tmp_path / "raw").exists()


def test_a_new_import_replaces_the_former_file_and_keeps_its_checksum(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    import_file("qpv_passage_2015_2024", FILES["qpv_passage_2015_2024"], raw)
    second = bad(tmp_path, "qpv_passage_2015_2024", "Modifié", "Conservé")
    import_file("qpv_passage_2015_2024", second, raw)

    found = kept_file(raw, "qpv_passage_2015_2024")

    assert found is not None
    assert found[1].sha256 == sha256_of(second)
    assert len(list((raw / "qpv_passage_2015_2024").iterdir())) == 2


def test_a_kept_file_that_changed_stops_the_build(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    kept = import_file("qpv_passage_2015_2024", FILES["qpv_passage_2015_2024"], raw).path
    shutil.copyfile(FILES["liste_ess"], kept)

    with pytest.raises(ChangedImportError, match="import qpv_passage_2015_2024"):
        build(tmp_path / "observatory.duckdb", raw)


def test_the_command_says_what_it_read_in_french(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["import", "qpv_2024", str(FILES["qpv_2024"]), "--raw", str(tmp_path / "raw")])
    refused = CliRunner().invoke(main, ["import", "qpv_2024", str(FILES["qpv_2015"]), "--raw", str(tmp_path / "raw")])

    assert (result.exit_code, refused.exit_code) == (0, 1)
    assert "2 valeurs lues" in result.stdout
    assert "import qpv_2015" in refused.stderr
