"""A file tried before it is kept: read by its own source, in a database of its own, and counted.

A source whose file is huge offers `profile(path)`, which checks and counts the file without loading it; it is then used
instead.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

import duckdb

from etl.declarations import Context
from etl.draft import quoted
from etl.files import REFERENCE, SCHEMA
from etl.kept import Kept, shown_name, write_manifest
from etl.large_files import unreadable
from etl.profiles import FILE, Profile, profile_file, profile_relation
from etl.registry import SourceModule
from etl.source_build import load_source
from etl.sources import cog


@dataclass(frozen=True)
class Trial:
    """What the file was found to hold."""

    profile: Profile
    row_count: int
    remark: str = ""


def try_file(module: SourceModule, file: Path, kept: Kept) -> Trial:
    """Read the file as a build would, under the name people know; raises the error that the build would raise."""
    own = cast("Callable[[Path], Profile] | None", getattr(module, "profile", None))
    kept = replace(kept, file=shown_name(kept))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / module.SOURCE.id
        folder.mkdir()
        stand_in = folder / kept.file
        _stand_in(file, stand_in)
        try:
            if own is not None:
                profile = own(stand_in)
                trial = Trial(profile, sum(table.rows for table in profile.values()))
            else:
                write_manifest(folder, kept)
                trial = _load(module, Path(scratch))
            whole = profile_file(stand_in)
        except duckdb.Error as error:
            raise unreadable(stand_in, error) from error
    listed = {FILE: whole} if whole is not None else {}
    return Trial({**trial.profile, **listed}, trial.row_count, trial.remark)


def _stand_in(file: Path, target: Path) -> None:
    """The file under the name it will have: a link, or a copy where links are not allowed."""
    try:
        target.symlink_to(file.resolve())
    except OSError:
        shutil.copyfile(file, target)


def _load(module: SourceModule, raw: Path) -> Trial:
    """Load the source into a copy of the geography, on the disk: a large file would not hold in memory."""
    context = Context(REFERENCE, raw)
    main, staging = raw / "main.duckdb", raw / "staging.duckdb"
    if module.SOURCE.id == cog.SOURCE.id:
        _fill(main, staging, None)
    else:
        for name, target in (("main.duckdb", main), ("staging.duckdb", staging)):
            shutil.copyfile(_geography() / name, target)
    with duckdb.connect(str(main)) as connection:
        connection.execute(f"ATTACH '{quoted(staging)}' AS staging")
        others = _staging_tables(connection)
        loaded = load_source(connection, context, module)
        own = sorted(_staging_tables(connection) - others)
        profile = {name: profile_relation(connection, f"staging.{name}") for name in own}
    return Trial(profile, loaded.row_count, loaded.remark)


@cache
def _geography() -> Path:
    """A folder with a database that holds only the geography: made once a process, it takes longer than a trial."""
    folder = Path(tempfile.mkdtemp(prefix="observatoire-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _fill(folder / "main.duckdb", folder / "staging.duckdb", Context(REFERENCE, folder))
    return folder


def _fill(main: Path, staging: Path, context: Context | None) -> None:
    """An empty database with its staging, and the geography when a context is given."""
    with duckdb.connect(str(main)) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        connection.execute(f"ATTACH '{quoted(staging)}' AS staging")
        if context is not None:
            load_source(connection, context, cog)


def _staging_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'staging'").fetchall()
    return {str(name) for (name,) in rows}
