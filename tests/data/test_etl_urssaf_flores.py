"""Urssaf and Flores in a database built with their samples: every indicator against values added by hand.

Bretagne 2022: Côtes-d'Armor 1 250.5 + 220 + 90 + 70.5, Finistère 2 890, Ille-et-Vilaine 4 530, Morbihan 2 110: 11 161
jobs of the ESS, beside 9 400 + 18 400 + 33 000 + 15 400 = 76 200.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

from etl.build import build
from etl.cli import main
from etl.imports import import_file
from observatory.measures import location_quotient

SAMPLES = Path(__file__).parents[1] / "samples"
SOURCES = ("urssaf_ess_departements", "urssaf_ess_regions_na88", "urssaf_ess_france_na88", "insee_flores")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples imported and the database built from them."""
    folder = tmp_path_factory.mktemp("urssaf")
    for source_id in SOURCES:
        sample = next(path for path in (SAMPLES / source_id).iterdir() if path.suffix in {".csv", ".zip"})
        import_file(source_id, sample, folder / "raw")
    build(folder / "observatory.duckdb", folder / "raw")
    return folder


@pytest.fixture
def connection(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection on that database."""
    with duckdb.connect(str(folder / "observatory.duckdb"), read_only=True) as opened:
        yield opened


def observed(
    connection: duckdb.DuckDBPyConnection, indicator: str, place: str, period: str
) -> tuple[float | None, str, str | None]:
    level, _, code = place.partition("-")
    row = connection.execute(
        "SELECT value, status, note FROM observation WHERE (indicator_id, level, code, period) = (?, ?, ?, ?)",
        [indicator, level, code, period],
    ).fetchone()
    assert row is not None, (indicator, place, period)
    return row[0], row[1], row[2]


def part(connection: duckdb.DuckDBPyConnection, indicator: str, place: str, family: str, sector: str) -> object:
    level, _, code = place.partition("-")
    row = connection.execute(
        "SELECT value, status FROM detail WHERE (indicator_id, level, code, period, family, sector) "
        "= (?, ?, ?, '2022', ?, ?)",
        [indicator, level, code, family, sector],
    ).fetchone()
    assert row is not None, (indicator, place, family, sector)
    return row[0] if row[1] == "observed" else row[1]


@pytest.mark.parametrize(
    ("indicator", "place", "period", "expected"),
    [
        ("effectifs_ess", "region-53", "2022", 11_161),
        ("effectifs_ess", "departement-22", "2022", 1_631),
        ("effectifs_ess", "france-FR", "2022", 1_900_000),
        # Corse was not split before 2021.
        ("effectifs_ess", "region-94", "2017", 310 + 20 + 10),
        ("effectifs_ess", "region-94", "2022", 165 + 175),
        ("effectifs_ess", "region-01", "2010", 117),
        # Only the former région is written: the département tells.
        ("effectifs_ess", "departement-14", "2010", 500),
        # Occitanie has one département in the file: its sectors stand for it.
        ("effectifs_ess", "region-76", "2022", 50_000),
        ("etablissements_ess", "region-53", "2022", 885 + 124 + 66 + 41),
        ("masse_salariale_ess", "region-53", "2022", 221_262_500 + 37_200_000 + 23_100_000 + 11_494_000),
        ("part_ess_emploi_prive", "region-53", "2022", 100 * 11_161 / (11_161 + 76_200)),
        ("part_ess_emploi_prive", "departement-48", "2021", 100 * 870 / 2_860),
        ("part_ess_emploi_prive", "france-FR", "2022", 100 * 1_900_000 / 18_400_000),
        ("salaire_moyen_ess", "region-53", "2022", 293_056_500 / 11_161),
        ("evolution_effectifs_ess_1_an", "region-53", "2022", 100 * (11_161 - 10_910) / 10_910),
        ("evolution_effectifs_ess_5_ans", "region-53", "2022", 100 * (11_161 - 10_380) / 10_380),
        ("evolution_effectifs_ess_10_ans", "region-53", "2022", 100 * (11_161 - 9_850) / 9_850),
        ("evolution_effectifs_ess_1_an", "region-01", "2022", 0),
        ("indice_effectifs_ess", "region-53", "2010", 100),
        ("indice_effectifs_ess", "region-53", "2022", 100 * 11_161 / 9_700),
        ("indice_effectifs_ess", "france-FR", "2022", 118.75),
        ("postes_salaries_flores", "france-FR", "2024", 26_000_000),
        ("postes_salaries_flores", "region-01", "2024", 130_000),
        ("postes_salaries_flores", "departement-2A", "2024", 60_000),
        ("postes_salaries_flores", "departement-976", "2024", 50_000),
        ("postes_salaries_flores", "epci-243500139", "2024", 270_000),
        ("postes_salaries_flores", "commune-35238", "2024", 150_000),
        ("postes_salaries_flores", "commune-75056", "2024", 1_900_000),
        ("postes_salaries_flores", "commune-01033", "2024", 6_000),
        ("etablissements_employeurs_flores", "commune-01033", "2024", 600),
        ("etablissements_employeurs_flores", "france-FR", "2024", 2_400_000),
    ],
)
def test_values_are_those_added_by_hand(
    connection: duckdb.DuckDBPyConnection, indicator: str, place: str, period: str, expected: float
) -> None:
    value, status, _ = observed(connection, indicator, place, period)

    assert (value, status) == (pytest.approx(expected), "observed")


@pytest.mark.parametrize(
    ("indicator", "place", "period", "words"),
    [
        ("effectifs_ess", "region-06", "2022", "Mayotte n’est pas dans la source"),
        ("part_ess_emploi_prive", "departement-976", "2022", "Mayotte n’est pas dans la source"),
        ("effectifs_ess", "departement-48", "2022", "1 case(s) vide(s)"),
        ("part_ess_emploi_prive", "departement-48", "2022", "1 case(s) vide(s)"),
        ("effectifs_ess", "region-28", "2010", "il manque dans le fichier Eure, Manche, Orne, Seine-Maritime"),
        ("effectifs_ess", "region-44", "2010", "il manque dans le fichier Ardennes"),
        # Bretagne’s four, Guadeloupe, and Corse for its two: 100 − 7.
        ("effectifs_ess", "france-FR", "2012", "il manque 93 département(s) dans le fichier"),
        ("effectifs_ess", "departement-75", "2022", "non disponible dans le fichier de l’Urssaf"),
        ("evolution_effectifs_ess_10_ans", "france-FR", "2022", "pas de valeur de 2012 de la même source"),
        ("evolution_effectifs_ess_5_ans", "region-76", "2022", "pas de valeur de 2017 de la même source"),
        ("indice_effectifs_ess", "departement-2A", "2022", "pas de valeur de 2010, année de base"),
        ("postes_salaries_flores", "commune-35002", "2024", "non publié par le producteur (code K)"),
        # Cran-Gevrier, which joined Annecy, is not published: neither is their sum.
        ("postes_salaries_flores", "commune-74010", "2024", "non publié par le producteur (code K)"),
        ("postes_salaries_flores", "commune-01001", "2024", "commune absente du fichier"),
    ],
)
def test_an_absence_says_why_and_is_never_a_zero(
    connection: duckdb.DuckDBPyConnection, indicator: str, place: str, period: str, words: str
) -> None:
    value, status, note = observed(connection, indicator, place, period)

    assert (value, status) == (None, "not_available")
    assert words in (note or "")


def test_the_change_in_number_is_in_the_note(connection: duckdb.DuckDBPyConnection) -> None:
    assert observed(connection, "evolution_effectifs_ess_10_ans", "region-53", "2022")[2] == (
        "+1\u202f311 salariés (de 9\u202f850 en 2012 à 11\u202f161 en 2022)"
    )
    assert observed(connection, "evolution_effectifs_ess_1_an", "region-01", "2022")[2] == (
        "0 salarié (de 117 en 2021 à 117 en 2022)"
    )


def test_a_cell_that_includes_another_is_a_value_that_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    assert observed(connection, "postes_salaries_flores", "commune-35001", "2024") == (
        900,
        "observed",
        "comprend aussi les données d’un autre territoire (code W)",
    )


def test_the_parts_of_a_territory_are_its_families_and_the_rest(connection: duckdb.DuckDBPyConnection) -> None:
    for family, jobs in {
        "association": 8_850.5,
        "cooperative": 1_240,
        "mutuelle": 660,
        "fondation": 410.5,
        "hors_ess": 76_200,
    }.items():
        assert part(connection, "effectifs_ess", "region-53", family, "total") == jobs
    assert part(connection, "effectifs_ess", "departement-48", "mutuelle", "total") == "not_available"
    assert part(connection, "indice_effectifs_ess", "region-53", "hors_ess", "total") == pytest.approx(
        100 * 76_200 / 72_000
    )
    assert part(connection, "evolution_effectifs_ess_1_an", "region-53", "hors_ess", "total") == pytest.approx(
        100 * (76_200 - 74_900) / 74_900
    )
    assert part(connection, "salaire_moyen_ess", "region-53", "mutuelle", "total") == 35_000


def test_the_parts_by_sector_add_up_to_the_region(connection: duckdb.DuckDBPyConnection) -> None:
    assert part(connection, "effectifs_ess", "region-53", "total", "88") == 4_300
    assert part(connection, "effectifs_ess", "region-53", "mutuelle", "88") == 300
    assert part(connection, "effectifs_ess", "region-53", "hors_ess", "05-39") == 30_000
    assert part(connection, "effectifs_ess", "region-01", "mutuelle", "85") == "not_available"
    assert connection.execute(
        "SELECT sum(value) FROM detail WHERE (indicator_id, level, code, period, family) "
        "= ('effectifs_ess', 'region', '53', '2022', 'total')"
    ).fetchone() == (11_161,)
    assert connection.execute(
        "SELECT count(*) FROM sector WHERE code IN ('88', '05-39', '64-66', 'nca')"
    ).fetchone() == (4,)


def test_the_quotient_of_a_sector_is_computed_from_the_parts(connection: duckdb.DuckDBPyConnection) -> None:
    jobs = {
        place: connection.execute(
            "SELECT sector, value FROM detail WHERE indicator_id = 'effectifs_ess' AND level = ? AND code = ? "
            "AND period = '2022' AND family = 'total'",
            place.split("-"),
        ).df().set_index("sector")["value"]
        for place in ("region-53", "france-FR")
    }  # fmt: skip
    shares: dict[str, pd.Series[float]] = {place: 100 * column / column.sum() for place, column in jobs.items()}

    quotients = location_quotient(shares["region-53"], shares["france-FR"])

    # 4 300 of 11 161 jobs against 920 000 of 1 900 000.
    assert quotients["88"] == pytest.approx((4_300 / 11_161) / (920_000 / 1_900_000))
    # « nca » has no ESS job in France's file: nothing to compare with.
    assert pd.isna(quotients["nca"])


def test_the_three_measures_of_jobs_are_never_glued(connection: duckdb.DuckDBPyConnection) -> None:
    sources = connection.execute(
        "SELECT indicator_id, list(DISTINCT split_part(source_id, '_', 1)) FROM observation "
        "WHERE indicator_id IN ('part_ess_emploi', 'part_ess_emploi_prive', 'postes_salaries_flores') "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()

    assert sources == [
        ("part_ess_emploi", ["insee"]),
        ("part_ess_emploi_prive", ["urssaf"]),
        ("postes_salaries_flores", ["insee"]),
    ]
    assert connection.execute(
        "SELECT current_source_id FROM indicator WHERE indicator_id = 'part_ess_emploi'"
    ).fetchone() == (None,)


def test_the_checks_compare_the_files_and_none_fails(connection: duckdb.DuckDBPyConnection) -> None:
    assert (
        connection.execute("SELECT check_id FROM quality_check WHERE NOT passed AND severity = 'blocking'").fetchall()
        == []
    )
    assert connection.execute(
        "SELECT passed, measured FROM quality_check WHERE check_id = 'urssaf-regions'"
    ).fetchone() == (
        True,
        "aucun écart sur 3",
    )


@pytest.mark.parametrize(
    ("indicator", "place", "period", "lines"),
    [
        (
            "effectifs_ess",
            "region-53",
            "2022",
            [
                "15 ligne(s)",
                "ligne 22 : Bretagne;Bretagne;Côtes-d'Armor;OUI;Association;2022;53;53;22;125;1250,5;31262500",
            ],
        ),
        (
            "postes_salaries_flores",
            "commune-01033",
            "2024",
            ["2 ligne(s)", 'ligne 32 : "01091";"COM";"_T";"_T";"1T9X7";"EMPL3112";"A";"2024";"1000"'],
        ),
    ],
)
def test_the_walk_of_a_value_goes_down_to_the_lines_of_the_kept_file(
    folder: Path, indicator: str, place: str, period: str, lines: list[str]
) -> None:
    where = ["--database", str(folder / "observatory.duckdb"), "--raw", str(folder / "raw")]
    result = CliRunner().invoke(main, ["trace", indicator, place, period, *where])

    assert result.exit_code == 0
    assert [line for line in lines if line not in result.stdout] == []
