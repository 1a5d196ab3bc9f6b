"""Prints how long the territory search takes over 200 queries: `python bench/search.py`."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.build import build
from observatory.database import open_read_only
from observatory.search import search
from observatory.ui.settings import database_path

WHOLE = (
    "saint etienne", "st denis", "Évry", "grand paris", "42000", "97411", "lyon 3e", "val de marne", "la rochelle",
    "eurométropole de strasbourg", "bretagne", "2A004", "246700488", "sainte marie", "saint", "l'hay les roses",
    "communaute de communes", "zzz", "le", "a",
)  # fmt: skip
QUERIES = 200


def typed() -> list[str]:
    """What readers type: each name letter after letter, until there are 200 queries."""
    beginnings = [name[:length] for name in WHOLE for length in range(1, len(name) + 1)]
    step = len(beginnings) / QUERIES
    return [beginnings[int(i * step)] for i in range(QUERIES)]


def main() -> int:
    """Exit code 0: a measure, not a test."""
    with tempfile.TemporaryDirectory() as folder:
        if not database_path().exists():
            os.environ["OBSERVATOIRE_DATABASE"] = str(Path(folder) / "observatory.duckdb")
            build(database_path(), Path(folder) / "raw")
        database = open_read_only(database_path())
        started = time.perf_counter()
        search(database, "rennes")
        first_ms = (time.perf_counter() - started) * 1000
        milliseconds = []
        for text in typed():
            started = time.perf_counter()
            search(database, text)
            milliseconds.append(((time.perf_counter() - started) * 1000, text))
        milliseconds.sort()
        only = [value for value, _ in milliseconds]
        slowest, text = milliseconds[-1]
    print(f"search: first query {first_ms:.0f} ms (makes the index)")
    print(f"search: p50 {statistics.median(only):.2f} ms, p95 {only[int(0.95 * QUERIES) - 1]:.2f} ms over {QUERIES}")
    print(f"search: slowest {slowest:.1f} ms, for « {text} »")
    return 0


if __name__ == "__main__":
    sys.exit(main())
