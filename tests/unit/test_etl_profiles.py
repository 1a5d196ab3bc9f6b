"""What an edition is counted by, and from which loss or jump it is put aside."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl.profiles import TableProfile, changes, from_json, profile_file, profile_relation, to_json


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:")


def test_a_table_is_counted_by_rows_filled_columns_territories_and_totals(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "CREATE TABLE t AS SELECT * FROM (VALUES "
        "('22', '2010', '1 000,5', 'a', 3, NULL, 48.1), ('22', '2011', '2000.5', 'b', 4, NULL, 48.2), "
        "('29', '2011', NULL, '5', 5, NULL, 48.3)) "
        "AS v(code_departement, annee, masse, label, effectif, vide, latitude)"
    )

    assert profile_relation(connection, "t") == TableProfile(
        3,
        ("code_departement", "annee", "masse", "label", "effectif", "latitude"),
        {"code_departement": 2},
        {"masse": 3001.0, "effectif": 12.0},
    )


def test_a_file_is_counted_as_it_stands(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_bytes("\ufeffCode;Libellé\n1;x\n2;y\n".encode())
    parquet = tmp_path / "a.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS B, 2 AS a UNION ALL SELECT 3, 4) TO '{parquet}' (FORMAT parquet)")
    old = tmp_path / "b.csv"
    old.write_bytes("Libellé,Code\nx,1\n".encode("cp1252"))

    assert profile_file(csv) == TableProfile(2, ("code", "libellé"))
    assert profile_file(parquet) == TableProfile(2, ("a", "b"))
    assert profile_file(old) == TableProfile(1, ("code", "libellé"))
    assert profile_file(tmp_path / "a.zip") is None


def table(
    rows: int = 100, places: int = 100, total: float = 1000.0, columns: tuple[str, ...] = ("a", "b")
) -> dict[str, TableProfile]:
    return {"t": TableProfile(rows, columns, {"code": places}, {"b": total})}


@pytest.mark.parametrize(
    "new",
    [table(), table(rows=90), table(rows=900), table(places=120), table(total=4999), table(total=201)],
    ids=["same", "ten per cent less", "many more", "new territories", "almost five times", "almost a fifth"],
)
def test_what_editions_usually_do_is_no_change(new: dict[str, TableProfile]) -> None:
    assert changes(table(), new) == []


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (table(rows=89), "t\u202f: 89 lignes au lieu de 100 (11\u202f% de moins)."),
        (table(places=99), "t.code\u202f: 99 codes différents au lieu de 100."),
        (table(total=5000), "t.b\u202f: total de 5\u202f000 au lieu de 1\u202f000."),
        (table(total=200), "t.b\u202f: total de 200 au lieu de 1\u202f000."),
        (table(total=0), "t.b\u202f: total de 0 au lieu de 1\u202f000."),
        (table(columns=("b",)), "t\u202f: colonne(s) disparue(s) ou vide(s)\u202f: a."),
        ({"t": TableProfile(100, ("a", "b"), {"code": 100}, {})}, "t.b\u202f: les cellules ne sont plus des nombres."),
        ({}, "La table «\u202ft\u202f» n’a plus rien."),
    ],
    ids=["rows", "territory", "five times", "a fifth", "nothing", "column", "words", "table"],
)
def test_what_an_edition_must_not_do_is_said_in_one_sentence(new: dict[str, TableProfile], words: str) -> None:
    assert changes(table(), new) == [words]


def test_mergers_of_communes_are_no_loss() -> None:
    assert changes(table(places=34_900), table(places=34_800)) == []
    assert changes(table(places=34_900), table(places=34_500)) == [
        "t.code\u202f: 34\u202f500 codes différents au lieu de 34\u202f900."
    ]


def test_a_profile_survives_its_manifest_and_an_unreadable_one_is_none() -> None:
    assert from_json(to_json(table())) == table()
    assert from_json(None) is None
    assert from_json({"t": {"lignes": 3}}) is None
