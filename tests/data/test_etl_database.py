"""The built database: the figures that readers see, against published tables and values counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from etl.cli import main


@pytest.fixture
def connection(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection on the built database."""
    with duckdb.connect(str(database), read_only=True) as opened:
        yield opened


def value(
    connection: duckdb.DuckDBPyConnection, indicator: str, level: str, code: str, period: str
) -> tuple[object, str]:
    row = connection.execute(
        "SELECT value, status FROM observation WHERE (indicator_id, level, code, period) = (?, ?, ?, ?)",
        [indicator, level, code, period],
    ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("indicator", "place", "period", "expected"),
    [
        ("part_ess_emploi", "france-FR", "2014", 10.5),
        ("part_ess_emploi", "region-53", "2015", 14.3236),
        ("part_ess_emploi", "departement-92", "2015", 4.9103),
        ("population_qpv", "france-FR", "2018", 5_441_002),
        ("population_qpv", "region-75", "2018", 208_746),
        # One contrat de ville, CV349: Plaine Commune.
        ("population_qpv", "ept-200057867", "2018", 290_990),
        # Two rows of CV043 and five other former EPCI: Aix-Marseille-Provence, added by hand.
        (
            "population_qpv",
            "epci-200054807",
            "2018",
            21_147 + 1_916 + 3_520 + 8_186 + 10_079 + 244_315 + 11_028,
        ),
        ("postes_fonjep", "france-FR", "2023", 1478),
        ("montant_fonjep", "france-FR", "2023", 10_393_173),
        # « CV380CV384 »: two contrats of one EPCI, the CA du Centre Littoral (Guyane).
        ("postes_fonjep", "epci-249730045", "2023", 2),
        ("nombre_scic", "france-FR", "2020", 1060),
        ("population", "region-53", "2023", 3_449_370),
    ],
)
def test_published_figures_are_found_again(
    connection: duckdb.DuckDBPyConnection, indicator: str, place: str, period: str, expected: float
) -> None:
    level, code = place.split("-")

    assert value(connection, indicator, level, code, period) == (expected, "observed")


def test_a_share_in_qpv_is_recomputed_from_two_counts_of_2018(connection: duckdb.DuckDBPyConnection) -> None:
    share, status = value(connection, "part_population_qpv", "departement", "01", "2018")

    assert status == "observed"
    assert share == pytest.approx(100 * 20_677 / 647_634)


def test_the_share_of_an_epci_says_that_its_years_are_mixed(connection: duckdb.DuckDBPyConnection) -> None:
    notes = connection.execute(
        "SELECT DISTINCT note LIKE 'années mêlées%' FROM observation "
        "WHERE indicator_id = 'part_population_qpv' AND level IN ('epci', 'ept') AND status = 'observed'"
    ).fetchall()

    assert notes == [(True,)]


def test_mayotte_is_not_available_and_never_zero(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT level, code, period, value, status FROM observation "
        "WHERE indicator_id = 'part_ess_emploi' AND value IS NULL ORDER BY ALL"
    ).fetchall()

    assert rows == [
        (level, code, period, None, "not_available")
        for level, code in (("departement", "976"), ("region", "06"))
        for period in ("2008", "2014", "2015")
    ]


def test_lozere_has_no_qpv_and_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    for indicator, period in (("population_qpv", "2018"), ("postes_fonjep", "2023")):
        assert value(connection, indicator, "departement", "48", period) == (None, "not_applicable")


def test_a_true_zero_of_fonjep_is_a_value_with_its_reason(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute(
        "SELECT value, status, note FROM observation WHERE indicator_id = 'postes_fonjep' AND level = "
        "'departement' "
        "AND code = '23' AND period = '2023'"
    ).fetchone()

    assert row is not None
    assert row[:2] == (0, "observed")
    assert row[2].startswith("zéro réel")


def test_the_posts_of_2023_without_contrat_are_counted(connection: duckdb.DuckDBPyConnection) -> None:
    france, regions = (
        connection.execute(
            "SELECT sum(value) FROM observation WHERE indicator_id = 'postes_fonjep' AND period = '2023' AND level = ?",
            [level],
        ).fetchone()
        for level in ("france", "region")
    )
    reported = connection.execute(
        "SELECT sum(regexp_extract(item, '^\\d+')::INTEGER) FROM unresolved "
        "WHERE source_id = 'anct_fonjep' AND reason NOT LIKE 'Contrat %'"
    ).fetchone()

    assert (france, regions, reported) == ((1478,), (1467,), (25,))


def test_a_rate_of_posts_is_posts_over_residents(connection: duckdb.DuckDBPyConnection) -> None:
    rate, _ = value(connection, "postes_fonjep_pour_10000_habitants_qpv", "france", "FR", "2023")

    assert rate == pytest.approx(10_000 * 1478 / 5_441_002)


def test_what_cannot_be_placed_is_reported(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute("SELECT code FROM contrat_de_ville WHERE territory_code IS NULL ORDER BY code").fetchall()

    assert rows == [("CV343",), ("CV358",), ("CV415",), ("CV429",)]
    reported = connection.execute(
        "SELECT left(item, 5) FROM unresolved WHERE source_id = 'anct_contrats_de_ville' ORDER BY 1"
    ).fetchall()
    assert reported == rows


def test_the_corsican_contrats_have_their_departement_back(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT code, departement_code FROM contrat_de_ville WHERE departement_code LIKE '2%' "
        "AND code BETWEEN 'CV366' AND 'CV368' ORDER BY code"
    ).fetchall()

    assert rows == [("CV366", "2A"), ("CV367", "2A"), ("CV368", "2B")]


def test_a_contrat_bears_the_name_of_today_or_its_own_in_plain_case(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT code, name FROM contrat_de_ville WHERE code IN ('CV067', 'CV236', 'CV296') ORDER BY code"
    ).fetchall()

    assert rows == [
        ("CV067", "Dinan Communauté"),
        ("CV236", "Eurométropole de Strasbourg"),
        ("CV296", "Communauté d’agglomération Poissy-Achères-Conflans-Sainte-Honorine"),
    ]
    capitals = "SELECT count(*) FROM contrat_de_ville WHERE name = upper(name) OR name[1] = lower(name[1])"
    assert connection.execute(capitals).fetchall() == [(0,)]


def test_metropole_and_province_are_kept_apart_as_cited_figures(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = connection.execute(
        "SELECT year, value FROM figure_cited WHERE perimeter LIKE '%France de province, Clap' ORDER BY year"
    ).fetchall()

    assert rows == [(2008, 10.9), (2014, 11.5), (2015, 11.5888)]


def test_every_value_leads_to_lines_of_a_file(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT indicator_id, level, code FROM observation WHERE status = 'observed' AND origin IS NULL AND value <> 0"
    ).fetchall()

    assert rows == []


def test_national_and_regional_initiatives_are_listed_not_dropped_on_a_town_hall(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    placed = connection.execute(
        "SELECT count(*) FROM initiative WHERE territory_level IN ('france', 'region') "
        "AND place_commune_code IS NULL AND longitude IS NOT NULL"
    ).fetchone()
    lost = connection.execute(
        "SELECT count(*) FROM initiative WHERE territory_level NOT IN ('france', 'region') AND longitude IS NULL"
    ).fetchone()

    assert (placed, lost) == ((0,), (0,))


def test_no_two_initiatives_are_drawn_on_one_point(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT display_longitude, display_latitude FROM initiative WHERE display_longitude IS NOT NULL "
        "GROUP BY ALL HAVING count(*) > 1"
    ).fetchall()

    assert rows == []


def test_names_are_found_without_accents_by_postcode_and_by_former_code(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert connection.execute(
        "SELECT code FROM territory WHERE search_name = 'saint etienne' AND level = 'commune'"
    ).fetchall() == [("42218",)]
    assert ("35238",) in connection.execute("SELECT code FROM territory_alias WHERE alias = '35200'").fetchall()
    assert connection.execute(
        "SELECT level, code FROM territory_alias WHERE alias = '69383' AND reason = 'arrondissement'"
    ).fetchall() == [("commune", "69123")]


def test_all_checks_pass_and_are_stored(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT check_id FROM quality_check WHERE NOT passed AND severity = 'blocking'"
    ).fetchall()

    assert rows == []
    assert (connection.execute("SELECT count(*) >= 40 FROM quality_check").fetchone()) == (True,)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_trace_walks_to_the_file_the_line_and_the_cell(database: Path) -> None:
    code, output, _ = run("trace", "part_ess_emploi", "region-53", "2015", "--database", str(database))

    assert code == 0
    for expected in (
        "14.3236 %",
        "Licence Ouverte",
        "feuille Economie, cellule O14",
        "part_ess_emploi.csv",
        "etl/indicators/part_ess_emploi.py",
        "region-53 2015 = 14.32",
        "← cette valeur",
    ):
        assert expected in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("part_ess", "region-53", "2015"), "Existent"),
        (("part_ess_emploi", "bretagne", "2015"), "region-CODE"),
        (("part_ess_emploi", "region-99", "2015"), "region-99"),
        (("part_ess_emploi", "region-53", "1999"), "region 2015"),
    ],
)
def test_trace_of_an_unknown_thing_says_what_exists(database: Path, arguments: tuple[str, ...], message: str) -> None:
    code, _, error = run("trace", *arguments, "--database", str(database))

    assert code == 1
    assert message in error


def test_check_prints_the_report_and_list_the_sources(database: Path) -> None:
    code, output, _ = run("check", "--database", str(database))
    assert (code, "0 en échec" in output or "en alerte" in output) == (0, True)

    code, output, _ = run("list", "--database", str(database))
    assert code == 0
    assert "insee_clap" in output
    assert "embarquée" in output
    assert "absente" in output


def test_check_fails_on_a_spoilt_database(database: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.duckdb"
    spoilt.write_bytes(database.read_bytes())
    with duckdb.connect(str(spoilt)) as opened:
        opened.execute("UPDATE observation SET value = 143 WHERE indicator_id = 'part_ess_emploi' AND code = '53'")

    code, output, _ = run("check", "--database", str(spoilt))

    assert code == 1
    assert "ÉCHEC" in output
    assert "part_ess_emploi region-53" in output


def test_commands_without_a_database_say_how_to_build_it(tmp_path: Path) -> None:
    code, _, error = run("check", "--database", str(tmp_path / "absent.duckdb"))

    assert code == 1
    assert "python -m etl build" in error


def test_a_file_that_is_not_a_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "faux.duckdb"
    path.write_text("bonjour", encoding="utf-8")

    code, _, error = run("check", "--database", str(path))

    assert code == 1
    assert "build --force" in error


def test_fetch_without_a_source_names_those_that_are_downloaded() -> None:
    code, output, _ = run("fetch")

    assert (code, "  liste_ess\n" in output, "insee_clap" in output) == (0, True, False)


def test_a_source_that_is_not_downloaded_is_told_from_one_that_does_not_exist() -> None:
    embedded = run("fetch", "insee_clap")
    unknown = run("fetch", "inconnue")

    assert (embedded[0], "Elle est embarquée" in embedded[2]) == (1, True)
    assert (unknown[0], "inconnue" in unknown[2], "liste_ess" in unknown[2]) == (1, True, True)
