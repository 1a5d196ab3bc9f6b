"""Prints how long the embedded build takes and how big the database is: `python bench/build.py [runs]`."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.build import build

BUDGET_SECONDS = 15.0


def main() -> int:
    """Exit code 1 when the median is over the budget."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seconds = []
    size_bytes = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(runs):
            result = build(Path(folder) / "observatory.duckdb", Path(folder) / "raw", force=True)
            seconds.append(result.seconds)
            size_bytes = result.size_bytes
    median = statistics.median(seconds)
    print(f"build: median {median:.1f} s over {runs} runs (budget {BUDGET_SECONDS:.0f} s)")
    print(f"build: slowest {max(seconds):.1f} s")
    print(f"database: {size_bytes / 1e6:.1f} MB")
    return int(median > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
