"""Where the dashboard finds its database."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def database_path() -> Path:
    """The database file: `OBSERVATOIRE_DATABASE`, else `data/observatory.duckdb` in the project."""
    return Path(os.environ.get("OBSERVATOIRE_DATABASE") or PROJECT / "data" / "observatory.duckdb")
