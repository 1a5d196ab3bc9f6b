"""Where the dashboard finds its database, and the files it is built from."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def database_path() -> Path:
    """The database file: `OBSERVATOIRE_DATABASE`, else `data/observatory.duckdb` in the project."""
    return Path(os.environ.get("OBSERVATOIRE_DATABASE") or PROJECT / "data" / "observatory.duckdb")


def raw_folder() -> Path:
    """Where fetched and imported files are kept: `OBSERVATOIRE_RAW`, else `data/raw` in the project."""
    return Path(os.environ.get("OBSERVATOIRE_RAW") or PROJECT / "data" / "raw")
