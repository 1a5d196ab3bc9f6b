"""The Urssaf files as they are read: each trap of the format, and each refusal with its message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from etl.declarations import Context
from etl.errors import DuplicateKeyError, EtlError, InvalidValueError, MalformedFileError, MissingColumnsError
from etl.files import REFERENCE, SCHEMA
from etl.kept import keep
from etl.source_build import load_source
from etl.sources import urssaf_ess_departements, urssaf_ess_france_na88, urssaf_ess_regions_na88
from etl.urssaf.checks import urssaf_checks
from etl.urssaf.errors import ContradictoryPlaceError, UnknownWordError

MODULES = {
    "departements": urssaf_ess_departements,
    "regions_na88": urssaf_ess_regions_na88,
    "france_na88": urssaf_ess_france_na88,
}
HEADERS = {
    "departements": "region;ancienne_region;departement;champ_ess;famille_ess;annee;code_region;code_ancienne_region;"
    "code_departement;nombre_d_etablissements;effectifs_salaries_moyens;masse_salariale",
    "regions_na88": "region;champ_ess;famille_ess;secteur_na88;annee;code_region;nombre_d_etablissements;"
    "effectifs_salaries_moyens;masse_salariale",
    "france_na88": "champ_ess;famille_ess;secteur_na88;annee;nombre_d_etablissements;effectifs_salaries_moyens;"
    "masse_salariale",
}
BRETAGNE = "Bretagne;Bretagne;Finistère;{};{};{};53;53;29;{}"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with today's régions and départements."""
    with duckdb.connect(":memory:") as opened:
        opened.execute(SCHEMA.read_text(encoding="utf-8"))
        opened.execute("ATTACH ':memory:' AS staging")
        opened.execute(
            "INSERT INTO territory (level, code, name, region_code, search_name) "
            "SELECT level, code, name, region_code, '' FROM read_csv($file, all_varchar = true) "
            "WHERE level IN ('region', 'departement')",
            {"file": str(REFERENCE / "geography" / "territories.csv")},
        )
        yield opened


def load(connection: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, *rows: str, header: str = "") -> None:
    """Write a file of these rows, keep it, load and publish it as a build does."""
    path = tmp_path / f"{name}.csv"
    path.write_text("\n".join([header or HEADERS[name], *rows]) + "\n", encoding="utf-8")
    module = MODULES[name]
    keep(path, tmp_path / "raw" / module.SOURCE.id, "2026-01-01")
    load_source(connection, Context(REFERENCE, tmp_path / "raw"), module)


def cells(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT code, region_code, period, family, sector, etablissements, effectifs, masse FROM staging.urssaf_cell "
        "ORDER BY source_row"
    ).fetchall()


def test_numbers_with_a_dot_a_comma_or_spaces_are_read_and_an_empty_cell_is_no_number(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(
        connection,
        tmp_path,
        "departements",
        BRETAGNE.format("OUI", "Association", "2022", "12;1250.5;31 262 500"),
        BRETAGNE.format("OUI", "Mutuelle", "2022-01-01", "3;90,25;"),
        BRETAGNE.format("NON", "", "2022", "0;0;0"),
    )

    assert cells(connection) == [
        ("29", "53", "2022", "association", "total", 12, 1250.5, 31_262_500),
        ("29", "53", "2022", "mutuelle", "total", 3, 90.25, None),
        ("29", "53", "2022", "hors_ess", "total", 0, 0, 0),
    ]


def test_columns_in_another_order_and_others_beside_change_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    header = (
        "masse_salariale;effectifs_salaries_moyens;nombre_d_etablissements;annee;secteur_na88;FAMILLE_ESS;champ_ess;x"
    )
    load(connection, tmp_path, "france_na88", "9;8;7;2022;88;Fondation;OUI;?", header=header)

    assert cells(connection) == [("FR", None, "2022", "fondation", "88", 7, 8, 9)]


def test_what_cannot_be_placed_is_reported_and_never_dropped_in_silence(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(
        connection,
        tmp_path,
        "departements",
        ";Lorraine;;OUI;Association;2010;;41;;1;10;100",
        "Corse;Corse;Corse;OUI;Association;2010;94;94;20;1;10;100",
        ";;Étranger;OUI;Association;2010;;;99;1;10;100",
    )

    assert [row[:2] for row in cells(connection)] == [(None, "44"), (None, "94"), (None, None)]
    found = connection.execute(
        "SELECT item, reason FROM unresolved WHERE source_id LIKE 'urssaf%' ORDER BY item"
    ).fetchall()
    assert [item for item, _ in found] == [
        "20 Corse, Corse (2010 à 2010, lignes\u202f: 1)",
        "99 Étranger (2010 à 2010, lignes\u202f: 1)",
        "Lorraine (2010 à 2010, lignes\u202f: 1)",
    ]
    assert [reason.rpartition(" ")[2] for _, reason in found] == ["seulement", "part", "seulement"]


def test_sectors_by_code_label_and_group_are_published_once(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(
        connection,
        tmp_path,
        "regions_na88",
        "Guadeloupe;OUI;Association;88 Action sociale sans hébergement;2022;1;1;10;100",
        "Guadeloupe;OUI;Association;Enseignement;2022;1;1;10;100",
        "Guadeloupe;OUI;Coopérative;05-39 Industrie;2022;1;1;10;100",
        "Guadeloupe;OUI;Mutuelle;05-39;2022;1;1;10;100",
    )

    assert [(row[0], row[4]) for row in cells(connection)] == [
        ("01", "88"),
        ("01", "85"),
        ("01", "05-39"),
        ("01", "05-39"),
    ]
    assert connection.execute("SELECT code, short_label FROM sector").fetchall() == [("05-39", "Industrie")]


GOOD = BRETAGNE.format("OUI", "Association", "2022", "1;10;100")
BAD: dict[str, tuple[str, tuple[str, ...], type[EtlError], str]] = {
    "unknown family": (
        "departements",
        (GOOD, BRETAGNE.format("OUI", "Groupement", "2022", "1;1;1")),
        UnknownWordError,
        r"csv:3:champ_ess, famille_ess.*OUI, Groupement.*association, cooperative",
    ),
    "a total among the families": (
        "departements",
        (BRETAGNE.format("OUI", "Total", "2022", "1;1;1"),),
        UnknownWordError,
        "OUI, Total",
    ),
    "unknown sector": (
        "france_na88",
        ("OUI;Association;Divers;2022;1;1;1",),
        UnknownWordError,
        "csv:2:secteur_na88.*« Divers »",
    ),
    "no sector": ("france_na88", ("OUI;Association;;2022;1;1;1",), UnknownWordError, "secteur_na88"),
    "a word for a number": (
        "departements",
        (GOOD, BRETAGNE.format("OUI", "Mutuelle", "2022", "1;beaucoup;1")),
        InvalidValueError,
        "csv:3:effectifs_salaries_moyens.*beaucoup",
    ),
    "a negative number": (
        "departements",
        (BRETAGNE.format("OUI", "Mutuelle", "2022", "1;-3;1"),),
        InvalidValueError,
        "nombre positif",
    ),
    "no year": ("departements", (BRETAGNE.format("OUI", "Mutuelle", "", "1;1;1"),), InvalidValueError, "annee"),
    "no champ": ("departements", (BRETAGNE.format("", "Mutuelle", "2022", "1;1;1"),), InvalidValueError, "champ_ess"),
    "twice": (
        "departements",
        (GOOD, GOOD),
        DuplicateKeyError,
        "29 / 2022 / total / association est en double, lignes 2 et 3",
    ),
    "twice under two words": (
        "departements",
        (GOOD, GOOD.replace("Association", "Associations")),
        DuplicateKeyError,
        "lignes 2 et 3",
    ),
    "contradiction": (
        "departements",
        (GOOD.replace(";53;53;29", ";44;53;29").replace("Bretagne;B", "Grand Est;B"),),
        ContradictoryPlaceError,
        "« 29 » est dans la région Bretagne, le fichier dit « Grand Est »",
    ),
    "ragged": ("departements", (GOOD, "Bretagne;OUI"), MalformedFileError, "illisible"),
    "empty": ("departements", (), MalformedFileError, "aucune ligne"),
}


@pytest.mark.parametrize(("name", "rows", "error", "message"), BAD.values(), ids=BAD)
def test_a_file_that_says_something_else_is_refused_with_its_line(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, rows: tuple[str, ...], error: type[EtlError],
    message: str,
) -> None:  # fmt: skip
    with pytest.raises(error, match=message):
        load(connection, tmp_path, name, *rows)


def test_a_missing_column_is_named(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(MissingColumnsError, match="il manque effectifs_salaries_moyens"):
        load(
            connection, tmp_path, "departements", GOOD, header=HEADERS["departements"].replace("effectifs_", "postes_")
        )


def test_several_words_outside_the_ess_are_one_rest(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(
        connection,
        tmp_path,
        "departements",
        BRETAGNE.format("NON", "Sociétés", "2022", "1;10;100"),
        BRETAGNE.format("NON", "Autres", "2022", "1;20;200"),
    )

    assert [row[3] for row in cells(connection)] == ["hors_ess", "hors_ess"]


def every_departement(connection: duckdb.DuckDBPyConnection, without: str = "") -> list[str]:
    """Ten jobs of associations and ninety of the rest in each département but Mayotte (and one more, if asked)."""
    codes = connection.execute(
        "SELECT code FROM territory WHERE level = 'departement' AND code NOT IN ('976', ?) ORDER BY code", [without]
    ).fetchall()
    return [
        f";;;{champ};2022;;;{code};1;{jobs};{jobs}000"
        for (code,) in codes
        for champ, jobs in (("OUI;Association", 10), ("NON;", 90))
    ]


def figures(connection: duckdb.DuckDBPyConnection, place: str) -> dict[str, float | None]:
    level, _, code = place.partition("-")
    rows = connection.execute(
        "SELECT part, value FROM temp.urssaf_figure WHERE measure = 'effectifs' AND (level, code) = (?, ?)",
        [level, code],
    ).fetchall()
    return dict(rows)


def test_without_its_own_file_france_is_the_sum_of_the_departements(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(connection, tmp_path, "departements", *every_departement(connection))
    load_source(connection, Context(REFERENCE, tmp_path / "raw"), urssaf_ess_france_na88)

    # 100 départements, four of them in Bretagne.
    assert figures(connection, "france-FR") == {"association": 1000, "ess": 1000, "hors_ess": 9000, "prive": 10_000}
    assert figures(connection, "region-53")["ess"] == 40
    assert connection.execute("SELECT DISTINCT note FROM temp.urssaf_figure WHERE level = 'france'").fetchall() == [
        ("somme des départements du fichier\u202f: ni Mayotte, ni ce qui n’est d’aucun territoire",)
    ]


def test_a_departement_that_is_missing_makes_no_smaller_total(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(connection, tmp_path, "departements", *every_departement(connection, without="48"))
    load_source(connection, Context(REFERENCE, tmp_path / "raw"), urssaf_ess_france_na88)

    assert figures(connection, "france-FR")["ess"] is None
    assert figures(connection, "region-76")["ess"] is None
    assert figures(connection, "departement-30")["ess"] == 10


def test_without_the_rest_of_the_private_sector_there_is_no_denominator(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(connection, tmp_path, "departements", GOOD)
    load_source(connection, Context(REFERENCE, tmp_path / "raw"), urssaf_ess_france_na88)

    assert figures(connection, "departement-29") == {"association": 10, "ess": 10}


@pytest.mark.parametrize(
    ("sectors", "passed", "measured"),
    [(101, True, "aucun écart sur 1"), (90, False, "1 écart(s)\u202f: 53 2022")],
)
def test_a_region_that_its_sectors_do_not_add_up_to_is_a_warning(
    sectors: float, *, passed: bool, measured: str
) -> None:
    with duckdb.connect(":memory:") as opened:
        opened.execute(
            "CREATE TABLE observation AS SELECT 'effectifs_ess' AS indicator_id, 'region' AS level, '53' AS code, "
            "'2022' AS period, 100.0 AS value"
        )
        opened.execute("CREATE TABLE detail AS SELECT *, 'total' AS family FROM observation")
        opened.execute("UPDATE detail SET value = ?", [sectors])

        found = next(check for check in urssaf_checks(opened) if check.check_id == "urssaf-regions")

    assert (found.passed, found.measured, found.severity) == (passed, measured, "warning")
