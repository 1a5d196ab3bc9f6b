"""From what the readers give to tables of the draft database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl.declarations import Context, Loaded
from etl.errors import UnknownCodeError
from etl.files import sha256_of_all
from etl.readers import Column, Layout, Table, read_csv

DTYPES = {"text": "str", "integer": "Int64", "number": "Float64", "flag": "boolean"}
SQL_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN"}


def stage(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> int:
    """Create `staging.<name>` from a table read, with `source_row` and `source_file`; returns its rows."""
    frame = pd.DataFrame({column.name: _array(column, table) for column in table.layout.columns})
    frame["source_row"] = table.source_row
    casts = [f'"{c.name}"::{SQL_TYPES[c.kind]} AS "{c.name}"' for c in table.layout.columns]
    connection.register("incoming", frame)
    try:
        connection.execute(
            f"CREATE TABLE staging.{name} AS SELECT {', '.join(casts)}, source_row::INTEGER AS source_row, "
            f"$file AS source_file FROM incoming",
            {"file": table.name},
        )
    finally:
        connection.unregister("incoming")
    return len(table)


def _array(column: Column, table: Table) -> pd.api.extensions.ExtensionArray:
    cells = table.values[column.name]  # noqa: PD011  (a dict of lists, not a frame)
    return pd.array(cells, dtype=DTYPES[column.kind])  # type: ignore[call-overload,no-any-return]


def stage_frame(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Create `staging.<name>` from a frame: for the few sources whose rows are not a table of text."""
    connection.register("incoming", frame)
    try:
        connection.execute(f"CREATE TABLE staging.{name} AS SELECT * FROM incoming")
    finally:
        connection.unregister("incoming")


def stage_csv(connection: duckdb.DuckDBPyConnection, context: Context, name: str, file: str, layout: Layout) -> Loaded:
    """Read one table of `data/reference` into `staging.<name>`: what most sources do."""
    path = context.reference / file
    rows = stage(connection, name, read_csv(path, layout))
    return Loaded("embedded", rows, sha256_of_all([path]))


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert a few rows of Python values into a table."""
    values = [list(row) for row in rows]
    if values:
        marks = ", ".join("?" for _ in columns)
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
        connection.execute("COMMIT")


def check_codes(connection: duckdb.DuckDBPyConnection, name: str, level: str, code: str) -> None:
    """Raise on the first row of `staging.<name>` whose territory does not exist.

    `level` and `code` are SQL expressions over that table; rows whose code is NULL are not looked at.
    """
    row = connection.execute(
        f"SELECT s.* FROM (SELECT source_file, source_row, {level} AS wanted_level, {code} AS wanted_code "
        f"FROM staging.{name}) s ANTI JOIN territory t ON t.level = s.wanted_level AND t.code = "
        f"s.wanted_code "
        f"WHERE wanted_code IS NOT NULL ORDER BY source_row LIMIT 1"
    ).fetchone()
    if row is not None:
        raise UnknownCodeError(row[0], row[1], row[2], row[3])


def reference_paths(context: Context, files: Iterable[str]) -> list[Path]:
    """The paths of a source's declared files."""
    return [context.reference / file for file in files]
