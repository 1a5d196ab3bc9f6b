"""Large producers' files (CSV or parquet, more than a million rows), read by DuckDB: columns declared, all text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.errors import MalformedFileError, MissingColumnsError
from etl.producer_csv import AGAIN, Names


def stage_large(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, names: tuple[Names, Names], where: str = "true"
) -> None:
    """Create `staging.<name>`: one text column per role of `names` (needed, optional), rows that `where` keeps.

    A role the file does not have is NULL; `source_row` is the line of a CSV (header = 1) or the row of a parquet
    plus one, and is right only when `where` keeps everything.
    """
    needed, optional = names
    relation = _relation(path)
    try:
        found = [str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
        columns = _columns(path.name, found, needed, optional)
        picked = ", ".join(
            f"nullif(trim(({_quoted(column)})::VARCHAR), '') AS {role}" if column else f"NULL::VARCHAR AS {role}"
            for role, column in columns.items()
        )
        connection.execute(
            f"CREATE TABLE staging.{name} AS SELECT *, (row_number() OVER () + 1)::INTEGER AS source_row "
            f"FROM (SELECT {picked} FROM {relation}) WHERE {where}"
        )
    except duckdb.Error as error:
        first = str(error).split("\n", 1)[0]
        raise MalformedFileError(path.name, f"fichier illisible ({first})", AGAIN) from error
    count = connection.execute(f"SELECT count(*) FROM staging.{name}").fetchone()
    if where == "true" and (count is None or count[0] == 0):
        raise MalformedFileError(path.name, "le fichier n’a aucune ligne", AGAIN)


def _relation(path: Path) -> str:
    literal = str(path).replace("'", "''")
    if path.suffix.lower() == ".parquet":
        return f"read_parquet('{literal}')"
    if path.suffix.lower() not in {".csv", ".txt"}:
        found = f"le format «\u202f{path.suffix or 'sans extension'}\u202f» n’est pas lu"
        raise MalformedFileError(path.name, found, "Donnez un fichier CSV ou parquet.")
    with path.open("rb") as stream:
        first = stream.readline(65_536).decode("utf-8", errors="replace")
    if not first.strip():
        raise MalformedFileError(path.name, "le fichier est vide", AGAIN)
    delimiter = max(",;", key=first.count)
    return (
        f"read_csv('{literal}', header = true, all_varchar = true, delim = '{delimiter}', quote = '\"', escape = '\"', "
        "strict_mode = true, null_padding = false, ignore_errors = false)"
    )


def _columns(name: str, found: list[str], needed: Names, optional: Names) -> dict[str, str | None]:
    by_name = {column.lower().lstrip("\ufeff"): column for column in found}
    columns = {
        role: next((by_name[item.lower()] for item in names if item.lower() in by_name), None)
        for role, names in {**needed, **optional}.items()
    }
    missing = [" ou ".join(names) for role, names in needed.items() if columns[role] is None]
    if missing:
        raise MissingColumnsError(name, missing, found[:40])
    return columns


def _quoted(column: str) -> str:
    escaped = column.replace('"', '""')
    return f'"{escaped}"'
