"""How long a workbook, a slide, a deck of ten charts take to write, and how big they are.

    python bench/exports.py [database]

Targets: a deck of ten charts in 2 s and 500 kB at most.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from observatory.charts import build_chart
from observatory.database import open_read_only
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.pptx_file import chart_to_pptx, deck
from observatory.exports.xlsx_file import chart_to_xlsx, workbook
from observatory.ui.settings import database_path

RUNS = 7
MIXED = [
    ("carte", {"niveau": "departement"}),
    ("classement", {"niveau": "departement", "territoire": "departement-48"}),
    ("repartition", {"niveau": "departement"}),
    ("evolution", {"territoire": "region-53"}),
    ("comparaison", {"territoire": "departement-48"}),
    ("carte-initiatives", {"territoire": "region-53"}),
    ("types-initiatives", {"territoire": "region-53"}),
    ("matrice", {}),
    ("spaser", {}),
    ("carte-qpv", {}),
]
MAPS = [
    ("carte", {"indicateur": name, "niveau": level})
    for name in ("part_population_qpv", "population_qpv", "postes_fonjep", "montant_fonjep", "population")
    for level in ("departement", "region")
]


def measured(what: str, write: Callable[[], bytes]) -> None:
    """Print the first time, the median and the worst of the next ones, and the size."""
    times = []
    size = 0
    for _ in range(RUNS):
        start = time.perf_counter()
        size = len(write())
        times.append(1000 * (time.perf_counter() - start))
    first, *others = times
    print(
        f"{what:<34} first {first:6.0f} ms   median {statistics.median(others):6.0f} ms   "
        f"worst {max(others):6.0f} ms   {size / 1000:7.1f} kB"
    )


def main() -> None:
    """Measure on the database named on the command line, else on the one of the project."""
    base = open_read_only(Path(sys.argv[1]) if len(sys.argv) > 1 else database_path())
    told = Provenance(dt.datetime.now(tz=dt.UTC).date(), base.version)
    mixed, maps = (
        [Leaf(build_chart(base, name, asked), "http://observatoire.test/") for name, asked in cases]
        for cases in (MIXED, MAPS)
    )
    for leaf in mixed[:2]:
        measured(f"CSV of {leaf.chart.name}", lambda leaf=leaf: chart_to_csv(leaf.chart))
        measured(f"XLSX of {leaf.chart.name}", lambda leaf=leaf: chart_to_xlsx(base, leaf, told))
        measured(f"PPTX of {leaf.chart.name}", lambda leaf=leaf: chart_to_pptx(base, leaf, told))
    measured("PPTX of 10 charts, 3 of them maps", lambda: deck(base, mixed, told, "Bretagne"))
    measured("PPTX of 10 maps", lambda: deck(base, maps, told, "France"))
    measured("XLSX of 10 charts", lambda: workbook(base, mixed, told))


if __name__ == "__main__":
    main()
