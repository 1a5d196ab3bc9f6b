"""Opening a built database to read it, from the command line."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.errors import NoDatabaseError, UnreadableDatabaseError


def open_database(database: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection; the reader does not block a build, which replaces the file."""
    if not database.exists():
        raise NoDatabaseError(database)
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise UnreadableDatabaseError(database, str(error).splitlines()[0]) from error
