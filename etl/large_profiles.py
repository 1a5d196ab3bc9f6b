"""The check of a large file when it arrives: identifiers, then a profile, in passes over the columns that are read."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.large_files import check_identifiers, open_large, readable, row_count
from etl.producer_csv import Names
from etl.profiles import Profile, profile_large


def profile_identified(table: str, path: Path, names: tuple[Names, Names], role: str, digits: int) -> Profile:
    """What a file holds, once every identifier of it (a SIREN or a SIRET) has been found to be one.

    The build that follows reads a file that this has checked, and does not check it again.
    """
    with duckdb.connect(":memory:") as connection:
        file = open_large(connection, path, names)
        with readable(path):
            row_count(connection, file)
            check_identifiers(connection, file, role, digits)
            return {table: profile_large(connection, file)}
