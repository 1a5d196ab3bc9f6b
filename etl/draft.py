"""The draft of a database on the disk: one process writes it at a time, it takes the place of the former one at once.

A draft bears the number of its process, so that those of processes that were killed can be told and removed.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb
from filelock import BaseFileLock, FileLock, Timeout

DRAFT = re.compile(r"\.draft-(\d+)(\.wal|\.tmp)?$")


def acquired(lock: FileLock, seconds: float, waiting: Callable[[], None]) -> AbstractContextManager[BaseFileLock]:
    """The lock, taken; `waiting` is called when another process has it. Raises `Timeout` after so many seconds."""
    try:
        return lock.acquire(timeout=0)
    except Timeout:
        waiting()
        return lock.acquire(timeout=seconds)


def version_in_place(database: Path) -> str | None:
    """The version of the database in place; None when there is none or it cannot be read."""
    if not database.exists():
        return None
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"ATTACH '{quoted(database)}' AS existing (READ_ONLY)")
        row = connection.execute("SELECT version FROM existing.build").fetchone()
    except duckdb.Error:
        return None
    finally:
        connection.close()
    return None if row is None else str(row[0])


def draft_of(database: Path) -> Path:
    """The draft that this process writes for a database."""
    return database.with_name(f"{database.name}.draft-{os.getpid()}")


def put_in_place(draft: Path, database: Path) -> None:
    """Give the draft the name of the database, once its content and then its name are on the disk."""
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
    draft.replace(database)
    directory = os.open(database.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def remove(draft: Path) -> None:
    """Remove a draft and what DuckDB wrote beside it; nothing when it has taken its place."""
    draft.unlink(missing_ok=True)
    draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)
    shutil.rmtree(spill(draft), ignore_errors=True)


def spill(draft: Path) -> Path:
    """Where DuckDB writes what does not fit in memory."""
    return draft.with_name(f"{draft.name}.tmp")


def remove_stale_drafts(database: Path) -> None:
    """Remove the drafts of processes that are no longer there (killed in the middle of a build)."""
    for path in database.parent.glob(f"{database.name}.draft-*"):
        found = DRAFT.search(path.name)
        if found and not _is_alive(int(found.group(1))):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _is_alive(process_id: int) -> bool:
    if process_id == os.getpid():
        return False
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def quoted(path: Path) -> str:
    """A path inside the quotes of an SQL text."""
    return str(path).replace("'", "''")
