"""Read-only opening of the observatory's database, one per version of the file.

`duckdb.connect(path)` would give back the instance already open in the process, and after a swap of the file a
running dashboard would go on with the former data. So each version of the file (its inode, size and date) is
attached read-only to a fresh in-memory connection; every query runs on a cursor of its own.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from observatory.model import SCHEMA_VERSION

_CATALOG = "observatoire"
_KEPT_VERSIONS = 2


class DatabaseError(Exception):
    """Base of what can go wrong when the database is opened. Messages are French: readers see them."""


class DatabaseMissingError(DatabaseError):
    """No database at this path yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"La base {path.name} n’existe pas encore. Pour la construire : python -m etl build.")


class DatabaseUnreadableError(DatabaseError):
    """The file is there but is not a database of this dashboard."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"La base {path.name} ne peut pas être lue ({reason}). Reconstruisez-la : python -m etl build --force."
        )


class DatabaseGoneError(DatabaseError):
    """A version of the database that this process no longer holds open."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"La base de version {version} n’est plus ouverte\u202f: une plus récente l’a remplacée. "
            "Rechargez la page pour lire celle d’aujourd’hui."
        )


@dataclass(frozen=True)
class FileVersion:
    """What tells one version of the database file from the next."""

    path: Path
    inode: int
    size: int
    modified_ns: int


class Database:
    """One version of the observatory, open for reading. Safe to share between threads."""

    def __init__(self, version: FileVersion) -> None:
        # Frames here have hundreds of rows and tens of columns of text: with pyarrow's, a filter costs twice as much.
        pd.set_option("mode.string_storage", "python")
        self.file_version = version
        self.query_count = 0
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._connection = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "1GB"})
        try:
            escaped = str(version.path).replace("'", "''")
            self._connection.execute(f"ATTACH '{escaped}' AS {_CATALOG} (READ_ONLY)")
            self._connection.execute("SET enable_external_access = false")
            with self._cursor() as cursor:
                row = cursor.execute("SELECT version, schema_version FROM build").fetchone()
        except duckdb.Error as error:
            self._connection.close()
            raise DatabaseUnreadableError(version.path, str(error).splitlines()[0]) from error
        if row is None or row[1] != SCHEMA_VERSION:
            self._connection.close()
            found = "aucun" if row is None else str(row[1])
            raise DatabaseUnreadableError(version.path, f"schéma {found}, attendu {SCHEMA_VERSION}")
        self.version = str(row[0])
        _alive[self.version] = self

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that nobody else uses: one that has served already, or a new one."""
        try:
            cursor = self._idle.pop()
        except IndexError:
            cursor = self._connection.cursor()
            cursor.execute(f"USE {_CATALOG}")
        yield cursor
        self._idle.append(cursor)  # after an error, it is let go

    def frame(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pd.DataFrame:
        """Run one SELECT and give its rows as a frame."""
        self.query_count += 1
        with self._cursor() as cursor:
            return cursor.execute(sql, parameters).df()

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Run one SELECT and give its rows as tuples."""
        self.query_count += 1
        with self._cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()


_open: dict[FileVersion, Database] = {}
_alive: weakref.WeakValueDictionary[str, Database] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def open_read_only(path: Path) -> Database:
    """Give the database at `path` in its present version, opening it at most once per version.

    Raises `DatabaseMissingError` when there is no file, `DatabaseUnreadableError` when it is not ours.
    """
    try:
        stat = path.stat()
    except FileNotFoundError as error:
        raise DatabaseMissingError(path) from error
    version = FileVersion(path.resolve(), stat.st_ino, stat.st_size, stat.st_mtime_ns)
    with _lock:
        database = _open.get(version)
        if database is None:
            database = Database(version)
            _open[version] = database
            for old in list(_open)[:-_KEPT_VERSIONS]:
                del _open[old]
        return database


def opened(version: str) -> Database:
    """Give the database of a version (or of the beginning of one) that is still open in this process.

    Figures name the shapes they draw by an address that bears the version. Raises `DatabaseGoneError`.
    """
    for known, database in list(_alive.items()):
        if known.startswith(version):
            return database
    raise DatabaseGoneError(version)
