"""Opening the database: each version of the file, and each way it can be wrong."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import duckdb
import pytest

from observatory.database import (
    Database,
    DatabaseMissingError,
    DatabaseUnreadableError,
    open_read_only,
)
from observatory.model import SCHEMA_VERSION

REGIONS = "SELECT count(*) FROM territory WHERE level = 'region'"


def make(path: Path, version: str, schema: int = SCHEMA_VERSION) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE build AS SELECT ? AS version, ? AS schema_version", [version, schema])
    return path


def test_a_file_is_opened_once_per_version(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "one")

    assert open_read_only(path) is open_read_only(path)


def test_a_swapped_file_is_read_in_its_new_version(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "one")
    before = open_read_only(path)
    draft = make(tmp_path / "draft.duckdb", "two")
    os.utime(draft, ns=(1, 1))  # even with the same size and a date that goes back
    draft.replace(path)

    after = open_read_only(path)

    assert (before.version, after.version) == ("one", "two")
    assert before.rows("SELECT version FROM build") == [("one",)]  # whoever still reads the former one may finish


def test_a_missing_file_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissingError, match=r"La base a\.duckdb n’existe pas encore.*python -m etl build"):
        open_read_only(tmp_path / "a.duckdb")


def test_a_file_that_is_not_a_database_is_said_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_text("Ceci n’est pas une base.", encoding="utf-8")

    with pytest.raises(DatabaseUnreadableError, match=r"ne peut pas être lue .*python -m etl build --force"):
        open_read_only(path)


def test_a_database_of_another_kind_is_said_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE other AS SELECT 1 AS n")

    with pytest.raises(DatabaseUnreadableError):
        open_read_only(path)


def test_a_database_without_build_is_said_unreadable(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "one")
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM build")

    with pytest.raises(DatabaseUnreadableError, match="schéma aucun"):
        open_read_only(path)


def test_another_schema_version_is_said_with_both_numbers(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "one", SCHEMA_VERSION + 1)

    with pytest.raises(DatabaseUnreadableError, match=f"schéma {SCHEMA_VERSION + 1}, attendu {SCHEMA_VERSION}"):
        open_read_only(path)


def test_a_path_with_a_quote_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "l'observatoire"
    folder.mkdir()

    assert open_read_only(make(folder / "a.duckdb", "one")).version == "one"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd.csv'",
        "COPY (SELECT 1) TO '/tmp/observatory-written.csv'",
        "ATTACH '/tmp/observatory-other.duckdb' AS other",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
def test_sql_reaches_no_other_file(observatory: Database, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        observatory.rows(sql)


@pytest.mark.parametrize("sql", ["DELETE FROM territory", "CREATE TABLE t (n INTEGER)", "DROP TABLE territory"])
def test_nothing_can_be_written(observatory: Database, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        observatory.rows(sql)


def test_values_travel_as_parameters(observatory: Database) -> None:
    assert observatory.rows("SELECT code FROM territory WHERE name = ?", ["' OR 1=1 --"]) == []


def test_threads_read_at_the_same_time(observatory: Database) -> None:
    counts: list[int] = []

    def read() -> None:
        counts.extend(observatory.rows(REGIONS)[0][0] for _ in range(20))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counts == [18] * 80
