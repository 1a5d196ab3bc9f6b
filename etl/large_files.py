"""Large producers' files (CSV or parquet, more than a million rows), read by DuckDB where they are.

A query names only the columns it needs, and its filters reach the file: a file of 40 million rows is never loaded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.errors import EncodingError, EtlError, InvalidValueError, MalformedFileError, MissingColumnsError
from etl.full_disk import says_full
from etl.producer_csv import AGAIN, Names

PARQUET = "read_parquet("
UNICODE = re.compile(r"unicode|utf-?8", re.IGNORECASE)
CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")
SNIFFED = "Error when sniffing file"
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class LargeFile:
    """A file that can be queried: its SQL relation, and the column of each role with its type (None without one)."""

    name: str
    relation: str
    columns: Mapping[str, tuple[str, str] | None]

    def has(self, role: str) -> bool:
        """Whether the file has a column for a role."""
        return self.columns[role] is not None

    def raw(self, role: str) -> str:
        """SQL: the cell as text, as it stands, so that a filter on it reaches the file."""
        found = self.columns[role]
        if found is None:
            return "NULL::VARCHAR"
        return found[0] if found[1] == "VARCHAR" else f"({found[0]})::VARCHAR"

    def text(self, role: str) -> str:
        """SQL: the cell as text without spaces around, NULL when empty."""
        return f"nullif(trim({self.raw(role)}), '')" if self.has(role) else "NULL::VARCHAR"

    def integer(self, role: str, kind: str = "BIGINT") -> str:
        """SQL: the cell as a whole number, whatever zeros a spreadsheet dropped; NULL when it is not one."""
        found = self.columns[role]
        return f"NULL::{kind}" if found is None else f"TRY_CAST({found[0]} AS {kind})"

    def number(self, role: str) -> str:
        """SQL: the cell as a number, with a decimal point or comma; NULL when it is not one."""
        found = self.columns[role]
        if found is None:
            return "NULL::DOUBLE"
        cell = f"replace({found[0]}, ',', '.')" if found[1] == "VARCHAR" else found[0]
        return f"TRY_CAST({cell} AS DOUBLE)"

    def numbered(self, picked: str, where: str) -> str:
        """SQL: `picked` and `line` of the rows that `where` keeps.

        `line` is that of a CSV (header = 1), read whole to be counted, or the rank of the row of a parquet (first = 1),
        in which the filter skips what it can.
        """
        if self.relation.startswith(PARQUET):
            relation = f"{self.relation.removesuffix(')')}, file_row_number = true)"
            return f"SELECT {picked}, file_row_number + 1 AS line FROM {relation} WHERE {where}"
        lines = f"(SELECT *, row_number() OVER () + 1 AS line FROM {self.relation})"
        return f"SELECT {picked}, line FROM {lines} WHERE {where}"

    def year(self, role: str) -> str:
        """SQL: the year of a date; NULL when it is not one."""
        found = self.columns[role]
        return "NULL::SMALLINT" if found is None else f"year(TRY_CAST({found[0]} AS DATE))::SMALLINT"


def open_large(connection: duckdb.DuckDBPyConnection, path: Path, names: tuple[Names, Names]) -> LargeFile:
    """Find the columns of a file by the names of its roles (needed, optional); raises when a needed one is missing."""
    relation = _relation(path)
    with readable(path):
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    kinds = {str(row[0]): str(row[1]) for row in described}
    columns = _columns(path.name, list(kinds), *names)
    found = {role: (_quoted(name), kinds[name]) if name else None for role, name in columns.items()}
    return LargeFile(path.name, relation, found)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what DuckDB says of an unreadable file into our error; a full disk or memory stays what it is."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        if says_full(error):
            raise
        raise unreadable(path, error) from error


def unreadable(path: Path, error: duckdb.Error, name: str | None = None) -> EtlError:
    """What DuckDB found wrong in a file, as one of our errors, in French; `name` is what people call the file."""
    name, first = name or path.name, str(error).split("\n", 1)[0]
    if path.suffix.lower() != ".parquet" and UNICODE.search(str(error)) and (place := _not_utf8(path)) is not None:
        return EncodingError(name, place)
    if line := CSV_LINE.search(first):
        found = f"ligne {line[1]}, le nombre de cellules n’est pas celui de l’en-tête, ou un guillemet n’est pas fermé"
        return MalformedFileError(name, found, AGAIN)
    if SNIFFED in first:
        found = "fichier illisible, les lignes n’ont pas toutes les mêmes cellules, ou un guillemet n’est pas fermé"
        return MalformedFileError(name, found, AGAIN)
    return MalformedFileError(name, f"fichier illisible, incomplet ou abîmé ({first})", AGAIN)


def _not_utf8(path: Path) -> int | None:
    """The place of the first byte that is not UTF-8, None when there is none."""
    decoder, place = codecs.getincrementaldecoder("utf-8")(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return place - pending + error.start
            place += len(chunk)
    return None


def is_staged(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a table of schema `staging` exists."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'staging' AND table_name = ?", [name]
    ).fetchone()
    return found is not None


def row_count(connection: duckdb.DuckDBPyConnection, file: LargeFile) -> int:
    """The rows of a file (a parquet's are in its footer); raises when there is none."""
    found = connection.execute(f"SELECT count(*) FROM {file.relation}").fetchone()
    if found is None or found[0] == 0:
        raise MalformedFileError(file.name, "le fichier n’a aucune ligne", AGAIN)
    return int(found[0])


def check_identifiers(connection: duckdb.DuckDBPyConnection, file: LargeFile, role: str, digits: int) -> None:
    """Raise on the first row whose SIREN or SIRET is no number, or is too long; zeros that were lost are not needed."""
    number = file.integer(role)
    bad = f"{number} IS NULL OR {number} < {10 ** (digits - 9)} OR {number} >= {10**digits}"
    found = connection.execute(
        f"SELECT rank + 2, cell FROM (SELECT {file.raw(role)} AS cell, {bad} AS bad, row_number() OVER () - 1 AS rank "
        f"FROM {file.relation}) WHERE bad LIMIT 1"
        if connection.execute(f"SELECT 1 FROM {file.relation} WHERE {bad} LIMIT 1").fetchone()
        else "SELECT 1, '' WHERE false"
    ).fetchone()
    if found is not None:
        words = {9: "neuf chiffres", 14: "quatorze chiffres"}[digits]
        raise InvalidValueError(file.name, int(found[0]), role, found[1] or "", words)


def stage_large(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, names: tuple[Names, Names], where: str = "true"
) -> None:
    """Create `staging.<name>`: one text column per role of `names` (needed, optional), rows that `where` keeps.

    A role the file does not have is NULL; `source_row` is the line of a CSV (header = 1) or the row of a parquet
    plus one, and is right only when `where` keeps everything.
    """
    file = open_large(connection, path, names)
    picked = ", ".join(f"{file.text(role)} AS {role}" for role in file.columns)
    with readable(path):
        connection.execute(
            f"CREATE TABLE staging.{name} AS SELECT *, (row_number() OVER () + 1)::INTEGER AS source_row "
            f"FROM (SELECT {picked} FROM {file.relation}) WHERE {where}"
        )
    count = connection.execute(f"SELECT count(*) FROM staging.{name}").fetchone()
    if where == "true" and (count is None or count[0] == 0):
        raise MalformedFileError(path.name, "le fichier n’a aucune ligne", AGAIN)


def _relation(path: Path) -> str:
    literal = str(path).replace("'", "''")
    if path.suffix.lower() == ".parquet":
        return f"{PARQUET}'{literal}')"
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
