"""The Flores file as it is read: the member of the zip, the totals only, the refusals."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from etl.declarations import Context
from etl.errors import DuplicateKeyError, EtlError, InvalidValueError, MalformedFileError, MissingColumnsError
from etl.files import REFERENCE, SCHEMA
from etl.kept import keep
from etl.source_build import load_source
from etl.sources import insee_flores

HEADER = "GEO;GEO_OBJECT;ACTIVITY;NUMBER_EMPL;LEGAL_FORM_WITH_PUBLIC;FLORES_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
REGIONS = ("01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with today's régions and départements, and France."""
    with duckdb.connect(":memory:") as opened:
        opened.execute(SCHEMA.read_text(encoding="utf-8"))
        opened.execute("ATTACH ':memory:' AS staging")
        opened.execute(
            "INSERT INTO territory (level, code, name, region_code, search_name) "
            "SELECT level, code, name, region_code, '' FROM read_csv($file, all_varchar = true) "
            "WHERE level IN ('france', 'region', 'departement', 'epci')",
            {"file": str(REFERENCE / "geography" / "territories.csv")},
        )
        yield opened


def total(geo: str, kind: str, value: str, status: str = "A", measure: str = "EMPL3112") -> str:
    return f"{geo};{kind};_T;_T;1T9X7;{measure};{status};2024;{value}"


def load(connection: duckdb.DuckDBPyConnection, tmp_path: Path, members: dict[str, str]) -> None:
    path = tmp_path / "flores.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    keep(path, tmp_path / "raw" / "insee_flores", "2026-01-01")
    load_source(connection, Context(REFERENCE, tmp_path / "raw"), insee_flores)


def rows(*lines: str) -> dict[str, str]:
    return {"DS_FLORES_A38_2024_data.csv": "\n".join([HEADER, *lines]) + "\n"}


def figures(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT level, code, value, note FROM temp.flores_figure ORDER BY ALL").fetchall()


def test_a_zip_of_another_year_with_folders_is_read(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    content = "\ufeff" + "\n".join([HEADER, total("53", "REG", "12,5")]) + "\n"
    load(connection, tmp_path, {"csv/DS_FLORES_A38_2025_data.csv": content, "csv/DS_FLORES_A38_2025_metadata.csv": "x"})

    assert figures(connection) == [("region", "53", 12.5, None)]
    assert connection.execute("SELECT state, row_count FROM source").fetchone() == ("fetched", 1)


def test_sectors_sizes_legal_forms_and_other_zonings_are_not_totals(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(
        connection,
        tmp_path,
        rows(
            "35;DEP;QB;_T;1T9X7;EMPL3112;A;2024;1",
            "35;DEP;_T;E1T4;1T9X7;EMPL3112;A;2024;2",
            "35;DEP;_T;_T;2AAAA;EMPL3112;A;2024;3",
            "35;DEP;_T;_T;1T9X7;EMPL_AUTRE;A;2024;4",
            total("5303", "ZE2020", "5"),
            total("FM", "FRANCE", "6"),
            total("35", "DEP", "70"),
            total("1", "REG", "0"),
        ),
    )

    assert figures(connection) == [("departement", "35", 70, None), ("region", "01", 0, None)]
    assert connection.execute("SELECT rows FROM temp.flores_figure WHERE code = '35'").fetchone() == ([8],)


def test_france_is_the_sum_of_the_regions_only_when_each_has_a_value(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(connection, tmp_path, rows(*(total(code, "REG", "10") for code in REGIONS)))

    assert figures(connection)[0] == ("france", "FR", 180, "somme des régions du fichier")


def test_france_is_not_a_sum_that_lacks_a_region(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(connection, tmp_path, rows(*(total(code, "REG", "10") for code in REGIONS[1:]), total("01", "REG", "", "K")))

    assert [row for row in figures(connection) if row[0] == "france"] == []


def test_statuses_say_why_there_is_no_value(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(
        connection,
        tmp_path,
        rows(
            total("35", "DEP", "", "K"),
            total("29", "DEP", "", "W"),
            total("22", "DEP", "9", "W"),
            total("56", "DEP", ""),
        ),
    )

    assert figures(connection) == [
        ("departement", "22", 9, "comprend aussi les données d’un autre territoire (code W)"),
        ("departement", "29", None, "non disponible\u202f: compris dans un autre poste (code W)"),
        ("departement", "35", None, "non disponible\u202f: non publié par le producteur (code K)"),
        ("departement", "56", None, "non disponible\u202f: case vide dans le fichier de l’Insee"),
    ]


GOOD = total("35", "DEP", "1")
BAD: dict[str, tuple[dict[str, str], type[EtlError], str]] = {
    "no data member": ({"DS_FLORES_A38_2024_metadata.csv": "x"}, MalformedFileError, r"0 membre.*metadata\.csv"),
    "two data members": (
        {"a_data.csv": "x", "b_data.csv": "x"}, MalformedFileError, r"2 membre.*a_data\.csv, b_data\.csv",
    ),
    "another column": (
        {"x_data.csv": f"{HEADER.replace('OBS_VALUE', 'VALEUR')}\n{GOOD}\n"}, MissingColumnsError, "OBS_VALUE",
    ),
    "no total": (rows("35;DEP;QB;_T;1T9X7;EMPL3112;A;2024;1"), MalformedFileError, "aucune ligne de total"),
    "a word for a number": (rows(GOOD, total("29", "DEP", "beaucoup")), InvalidValueError, ":3:OBS_VALUE.*beaucoup"),
    "unknown status": (rows(total("35", "DEP", "1", "Z")), InvalidValueError, "OBS_STATUS.*« Z ».*A, K ou W"),
    "twice": (rows(GOOD, GOOD), DuplicateKeyError, "DEP / 35 / EMPL3112 / 2024 est en double, lignes 2 et 3"),
}  # fmt: skip


@pytest.mark.parametrize(("members", "error", "message"), BAD.values(), ids=BAD)
def test_a_file_that_is_something_else_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, members: dict[str, str], error: type[EtlError], message: str
) -> None:
    with pytest.raises(error, match=message):
        load(connection, tmp_path, members)
