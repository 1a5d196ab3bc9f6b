"""SIRENE: what is kept of it, in which perimeter of the ESS, where it is counted; values computed by hand.

The samples say beside each line which case it is; the counts below are those of these lines.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl.build import build
from etl.errors import FailedChecksError, InvalidValueError, MalformedFileError, MissingColumnsError
from etl.files import sha256_of
from etl.imports import import_file
from etl.kept import Kept, install

SAMPLES = Path(__file__).parents[1] / "samples"
UNITS = SAMPLES / "sirene_unites_legales" / "StockUniteLegale_essai.csv"
ESTABLISHMENTS = SAMPLES / "sirene_etablissements" / "StockEtablissement_essai.csv"
LIST = SAMPLES / "liste_ess" / "liste_ess_essai.csv"
GEOLOCATION = """siret,x,y,qualite_xy,epsg,plg_qp24,plg_qp15,plg_code_commune
00555000100011,574600.0,6279500.0,11,2154,QN03101M,QP031001,31555
00555000100029,893000.0,6247000.0,11,2154,HZ,HZ,13201
50000000300013,574000.0,6280000.0,11,2154,HZ,CSZ,31555
50000000700017,574000.0,6280000.0,11,2154,QN03101M,QP031001,31555
50000000400014,351000.0,545000.0,11,2972,XX,,97302
"""


def kept(raw: Path, source_id: str, file: Path) -> None:
    """Keep a file as an import of 2 November 2026 would."""
    checksum = sha256_of(file)
    install(file, raw / source_id, Kept(f"essai{file.suffix}", checksum, file.stat().st_size, "2026-11-02"))


def parquet(file: Path, target: Path, types: str = "") -> Path:
    """The same file as parquet, all text but the columns whose types are given."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * {types} FROM read_csv('{file}', all_varchar = true)) TO '{target}'")
    return target


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built with both files of SIRENE as parquet, its geolocation, and the list of ESS France."""
    folder = tmp_path_factory.mktemp("sirene")
    raw = folder / "raw"
    typed = 'REPLACE ("categorieJuridiqueUniteLegale"::INTEGER AS "categorieJuridiqueUniteLegale")'
    kept(raw, "sirene_unites_legales", parquet(UNITS, folder / "units.parquet", typed))
    dated = 'REPLACE ("dateDebut"::DATE AS "dateDebut")'
    kept(raw, "sirene_etablissements", parquet(ESTABLISHMENTS, folder / "establishments.parquet", dated))
    (folder / "geolocation.csv").write_text(GEOLOCATION, encoding="utf-8")
    kept(raw, "sirene_geolocalisation", folder / "geolocation.csv")
    listed = LIST.read_text(encoding="utf-8").replace(
        "500000004,FONDATION D'ESSAI,Fondation", "500000007,ENTREPRISE ORDINAIRE,Société commerciale"
    ).replace("500000003,MUTUELLE D'ESSAI", "599999999,MUTUELLE D'AILLEURS")  # fmt: skip
    (folder / "list.csv").write_text(listed, encoding="utf-8")
    kept(raw, "liste_ess", folder / "list.csv")
    build(folder / "observatory.duckdb", raw)
    return folder / "observatory.duckdb"


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def values(database: Path, indicator: str, *places: tuple[str, str]) -> list[object]:
    """The values of an indicator in places, in the order given, for its last period."""
    found = {
        (level, code): value
        for level, code, value in rows(
            database,
            f"SELECT level, code, value FROM observation WHERE indicator_id = '{indicator}' "
            "QUALIFY period = max(period) OVER ()",
        )
    }
    return [found[place] for place in places]


def test_a_structure_is_an_active_establishment_of_an_active_unit_of_the_ess(built: Path) -> None:
    found = rows(
        built,
        "SELECT siret, name, family, commune_code, departement_code, sector, in_families, in_law, declared "
        "FROM structure WHERE commune_code IS DISTINCT FROM '48095' ORDER BY siret",
    )

    assert found == [
        ("00555000100011", "ASSOCIATION D'ESSAI", "association", "31555", "31", "94", True, True, True),
        ("00555000100029", "ASSOCIATION D'ESSAI", "association", "13055", "13", "88", True, True, True),
        ("50000000200012", "COOPERATIVE D'ESSAI", "cooperative", "69123", "69", "43", True, True, False),
        ("50000000300013", "SCIC LES HALLES", "cooperative", "31555", "31", "47", True, True, False),
        ("50000000400014", "LE GARAGE", "cooperative", "97302", "973", "45", True, True, False),
        ("50000000500015", "SICA DU LAC SOCIETE D'INTERET COLLECTIF AGRICOLE", "cooperative", None, "01", "01",
         True, True, False),
        ("50000000600016", "ENTREPRISE SOLIDAIRE", "societe_commerciale", "75056", "75", "56", False, True, True),
        # Of the ESS by the list of ESS France only.
        ("50000000700017", "ENTREPRISE ORDINAIRE", "societe_commerciale", "31555", "31", "56", False, True, True),
        ("50000000900019", "ASSOCIATION HORS ESS", "association", "31555", "31", "94", True, False, False),
        ("50000000900027", "ASSOCIATION HORS ESS", "association", "31069", "31", "94", True, False, False),
        ("50000001000010", None, "mutuelle", None, None, "65", True, True, True),
        ("50000001200012", "ASSOCIATION VOYAGEUSE", "association", "01033", "01", "94", True, True, False),
    ]  # fmt: skip


def test_no_person_is_ever_read(built: Path) -> None:
    assert rows(built, "SELECT count(*) FROM structure WHERE siren = '500000008' OR name ILIKE '%durand%'") == [(0,)]


def test_the_three_perimeters_of_the_law_are_counted_apart(built: Path) -> None:
    places = (("france", "FR"), ("departement", "31"), ("commune", "31555"), ("departement", "48"), ("region", "76"))

    # 12 lines above, less the two of the unit flagged N, and 40 in Mende.
    assert values(built, "nombre_structures_ess", *places) == [50, 3, 3, 40, 43]
    # The two companies are not in a family; the two establishments flagged N are.
    assert values(built, "nombre_structures_ess_familles", *places) == [50, 4, 3, 40, 44]
    assert values(built, "nombre_structures_ess_declarees", *places) == [5, 2, 2, 0, 2]
    assert rows(
        built, "SELECT indicator_id, variant_label FROM indicator WHERE variant_of = 'nombre_structures_ess' ORDER BY 1"
    ) == [("nombre_structures_ess_declarees", "Déclarées"), ("nombre_structures_ess_familles", "Familles statutaires")]


def test_the_parts_by_family_and_sector_are_those_of_the_structures(built: Path) -> None:
    assert rows(
        built,
        "SELECT family, sector, value FROM detail WHERE indicator_id = 'nombre_structures_ess' "
        "AND (level, code) = ('departement', '31') ORDER BY family, sector",
    ) == [
        ("association", "94", 1),
        ("association", "total", 1),
        ("cooperative", "47", 1),
        ("cooperative", "total", 1),
        ("societe_commerciale", "56", 1),
        ("societe_commerciale", "total", 1),
        ("total", "47", 1),
        ("total", "56", 1),
        ("total", "94", 1),
    ]


def test_scic_and_scop_count_once_where_their_head_office_is(built: Path) -> None:
    places = (("france", "FR"), ("departement", "31"), ("commune", "97302"), ("commune", "69123"), ("commune", "48095"))

    assert values(built, "nombre_scic", *places) == [2, 1, 1, 0, 0]
    assert values(built, "nombre_scop", *places) == [1, 0, 0, 1, 0]
    assert rows(
        built, "SELECT indicator_id, source_id, current_source_id FROM indicator WHERE indicator_id LIKE 'nombre_scic%'"
    ) == [("nombre_scic", "sirene_unites_legales", None), ("nombre_scic_publie", "scic_published", None)]


def test_the_share_of_employers_divides_two_counts_of_the_same_file(built: Path) -> None:
    # Haute-Garonne: association, SCIC and listed company over these, the person, the association flagged N, the town.
    # France: those three, the SCOP, the SICA, « 00 » in Paris and the mutuelle, over the same and the other three.
    assert values(built, "part_ess_etablissements_employeurs", ("departement", "31"), ("france", "FR")) == [50, 70]
    assert rows(
        built,
        "SELECT value, status FROM observation WHERE indicator_id = 'part_ess_etablissements_employeurs' "
        "AND (level, code) = ('departement', '48')",
    ) == [(None, "not_applicable")]


def test_the_density_divides_by_the_residents(built: Path) -> None:
    assert values(built, "densite_structures_ess", ("commune", "31555")) == [pytest.approx(10_000 * 3 / 514_819)]


def test_creations_and_closures_are_those_of_the_last_fifteen_full_years(built: Path) -> None:
    def france(indicator: str) -> dict[object, object]:
        sql = f"SELECT period, value FROM observation WHERE indicator_id = '{indicator}' AND level = 'france'"
        return dict(rows(built, sql))  # type: ignore[arg-type]

    created, closed = france("creations_structures_ess"), france("fermetures_structures_ess")

    assert sorted(created, key=str) == [str(year) for year in range(2011, 2026)]
    assert {year: count for year, count in created.items() if count} == {
        "2011": 1, "2012": 1, "2013": 1, "2015": 1, "2016": 1, "2019": 2, "2020": 1, "2021": 1, "2022": 1, "2024": 1,
    }  # fmt: skip
    assert {year: count for year, count in closed.items() if count} == {"2022": 1, "2023": 1}


def test_the_qpv_is_insees_and_an_unknown_marker_is_unknown(built: Path) -> None:
    assert rows(
        built, "SELECT siret, qpv_2015, qpv_2024, qpv_distance_m FROM structure WHERE longitude IS NOT NULL ORDER BY 1"
    ) == [
        ("00555000100011", "QP031001", "QN03101M", 0),
        ("00555000100029", "hors", "hors", None),
        ("50000000300013", "hors", "hors", None),
        ("50000000400014", None, None, None),
        ("50000000700017", "QP031001", "QN03101M", 0),
    ]
    assert rows(
        built,
        "SELECT structures, placed, placed_in_qpv, employers_placed, employers_near FROM structure_count "
        "WHERE (level, code, family) = ('departement', '31', 'total')",
    ) == [(3, 3, 2, 3, 2)]
    assert values(built, "part_structures_ess_en_qpv", ("departement", "31")) == [pytest.approx(100 * 2 / 3)]


def test_coordinates_become_degrees_and_overseas_is_drawn_in_its_inset(built: Path) -> None:
    (longitude, latitude, drawn), = rows(
        built, "SELECT longitude, latitude, display_latitude FROM structure WHERE siret = '50000000400014'"
    )  # fmt: skip

    assert (longitude, latitude) == (pytest.approx(-52.34, abs=0.02), pytest.approx(4.93, abs=0.02))
    assert 43 < float(str(drawn)) < 46  # beside the mainland


def test_what_is_not_counted_is_said(built: Path) -> None:
    assert rows(built, "SELECT source_id, item FROM unresolved WHERE source_id IN ('liste_ess', "
                       "'sirene_etablissements') ORDER BY ALL") == [
        ("liste_ess", "1 entreprise(s)"),
        ("sirene_etablissements", "1 établissement(s) actif(s) de l’ESS"),  # Saint-Martin
        ("sirene_etablissements", "2 établissement(s) actif(s) de l’ESS"),  # 01999, [ND]
    ]  # fmt: skip


def test_all_blocking_checks_pass(built: Path) -> None:
    assert rows(built, "SELECT check_id FROM quality_check WHERE NOT passed AND severity = 'blocking'") == []


def test_a_csv_whose_zeros_are_lost_gives_the_same_structures(built: Path, tmp_path: Path) -> None:
    for source_id, file in (("sirene_unites_legales", UNITS), ("sirene_etablissements", ESTABLISHMENTS)):
        lines = (
            file.read_text(encoding="utf-8").replace("\n005550001", "\n5550001").replace(",00555000100", ",555000100")
        )
        lost = tmp_path / f"{source_id}.csv"
        lost.write_text(lines.replace(",01999,", ",1999,").replace(",01018,", ",1018,"), encoding="utf-8")
        kept(tmp_path / "raw", source_id, lost)
    build(tmp_path / "observatory.duckdb", tmp_path / "raw")
    sql = (
        "SELECT siren, siret, commune_code, family, effectif_bracket FROM structure WHERE siren <> '500000007' "
        "ORDER BY siret"
    )

    assert rows(tmp_path / "observatory.duckdb", sql) == rows(built, sql)


def test_establishments_without_their_units_are_not_counted_and_it_is_said(tmp_path: Path) -> None:
    kept(tmp_path / "raw", "sirene_etablissements", ESTABLISHMENTS)
    build(tmp_path / "observatory.duckdb", tmp_path / "raw")

    assert rows(tmp_path / "observatory.duckdb", "SELECT count(*) FROM structure") == [(0,)]
    assert rows(tmp_path / "observatory.duckdb", "SELECT item FROM unresolved WHERE source_id = "
                "'sirene_etablissements'") == [("58 établissement(s)",)]  # fmt: skip
    assert rows(tmp_path / "observatory.duckdb", "SELECT source_id, current_source_id FROM indicator WHERE "
                "indicator_id = 'nombre_scic'") == [("scic_published", "sirene_unites_legales")]  # fmt: skip


BAD = {
    "column": (UNITS, "sirene_unites_legales", "categorieJuridiqueUniteLegale", "categorie", MissingColumnsError),
    "siren": (UNITS, "sirene_unites_legales", "500000006", "inconnu", InvalidValueError),
    "siret": (ESTABLISHMENTS, "sirene_etablissements", "50000000600016", "5000000060001600", InvalidValueError),
    "cut short": (ESTABLISHMENTS, "sirene_etablissements", ",A,94.99Z,N", "", MalformedFileError),
}


@pytest.mark.parametrize(("file", "source_id", "old", "new", "error"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused(
    tmp_path: Path, file: Path, source_id: str, old: str, new: str, error: type[Exception]
) -> None:
    path = tmp_path / file.name
    path.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(error):
        import_file(source_id, path, tmp_path / "raw")

    assert not (tmp_path / "raw" / source_id / "import.json").exists()


def test_a_parquet_file_that_is_not_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "StockUniteLegale.parquet"
    path.write_bytes(b"PAR1" + b"\0" * 200)

    with pytest.raises(MalformedFileError, match="la fin manque à un fichier parquet"):
        import_file("sirene_unites_legales", path, tmp_path / "raw")


def test_an_establishment_that_is_twice_in_the_file_stops_the_build(tmp_path: Path) -> None:
    twice = tmp_path / "establishments.csv"
    lines = ESTABLISHMENTS.read_text(encoding="utf-8").splitlines()
    twice.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    kept(tmp_path / "raw", "sirene_unites_legales", UNITS)
    kept(tmp_path / "raw", "sirene_etablissements", twice)

    with pytest.raises(FailedChecksError, match="une seule fois"):
        build(tmp_path / "observatory.duckdb", tmp_path / "raw")

    assert not (tmp_path / "observatory.duckdb").exists()
