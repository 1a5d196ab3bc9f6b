"""How long a chart takes to draw without a browser, in each form, and how big it is.

    python bench/render.py [database]

Targets at 1920 × 1080: a map's PNG in 0.3 s and 120 kB at most, another chart's in 0.15 s.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from observatory.charts import build_chart
from observatory.database import open_read_only
from observatory.exports.render import picture
from observatory.exports.render.sheet import chart_sheet
from observatory.ui.settings import database_path

RUNS = 7
CASES = [
    ("carte", {"niveau": "region"}),
    ("carte", {"niveau": "departement"}),
    ("carte", {"niveau": "epci", "indicateur": "part_population_qpv"}),
    ("carte", {"niveau": "departement", "indicateur": "postes_fonjep"}),
    ("carte-initiatives", {}),
    ("classement", {"niveau": "departement", "territoire": "departement-48"}),
    ("repartition", {"niveau": "departement"}),
    ("evolution", {"territoire": "region-53"}),
    ("matrice", {}),
]


def measured(what: str, draw: Callable[[], bytes]) -> None:
    """Print the first time, the median of the next ones, the processor's time, and the size."""
    times, processor = [], []
    size = 0
    for _ in range(RUNS):
        start, begun = time.perf_counter(), time.process_time()
        size = len(draw())
        times.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - begun))
    first, *others = times
    print(
        f"{what:<46} first {first:6.0f} ms   median {statistics.median(others):6.0f} ms   "
        f"processor {statistics.median(processor):6.0f} ms   {size / 1000:7.1f} kB"
    )


def main() -> None:
    """Measure on the database named on the command line, else on the one of the project."""
    base = open_read_only(Path(sys.argv[1]) if len(sys.argv) > 1 else database_path())
    for name, parameters in CASES:
        chart = build_chart(base, name, parameters)
        label = " ".join((name, *parameters.values()))
        for form in ("png", "svg", "pdf"):
            measured(
                f"{form.upper()} of {label}",
                lambda chart=chart, form=form: picture(chart, width_px=1920, height_px=1080, form=form),
            )
        measured(f"A4 page of {label}", lambda chart=chart: chart_sheet(chart))


if __name__ == "__main__":
    main()
