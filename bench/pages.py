"""Prints, for each page, its SQL queries, its server time and what it sends: `python bench/pages.py [runs]`.

Cold is the first run on a database just opened; warm is the same run again; a change is another indicator or another
territory. Bytes are those of the charts' messages (figure and words; shapes travel apart, once).
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from streamlit.testing.v1 import AppTest

from etl.build import build
from observatory import database as opening
from observatory import queries
from observatory.charts import CHARTS
from observatory.choices import levels_of, territory_of
from observatory.database import Database, open_read_only
from observatory.ui.chart_frame import payload
from observatory.ui.meeting_routes import meeting_answer
from observatory.ui.settings import database_path

PROJECT = Path(__file__).resolve().parent.parent
PAGES = ("accueil", "indicateurs", "portrait", "initiatives", "leviers", "donnees")
PLACES = ("france-FR", "region-53", "departement-48", "epci-246700488", "commune-38185")
INDICATORS = ("part_ess_emploi", "part_population_qpv", "postes_fonjep", "population_qpv")
QUERY_BUDGET, SQL_BUDGET_MS, SERVER_BUDGET_MS, MAP_BUDGET_BYTES = 8, 50.0, 70.0, 30_000


@dataclass(frozen=True)
class Run:
    """One run of a page: queries, time in SQL, time in all, time of the processor, bytes of its charts."""

    queries: int
    sql_ms: float
    server_ms: float
    cpu_ms: float
    sent: tuple[int, ...]


class Meter:
    """Counts the queries of every database and the time they take."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.count = 0
        for name in ("frame", "rows"):
            setattr(Database, name, self._timed(getattr(Database, name)))

    def _timed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any query
            started = time.perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - started
                self.count += 1

        return timed

    def run(self, test: AppTest) -> Run:
        """Run a page and measure it."""
        self.seconds, self.count, started, cpu = 0.0, 0, time.perf_counter(), time.process_time()
        test.run(timeout=60)
        server_ms, cpu_ms = (time.perf_counter() - started) * 1000, (time.process_time() - cpu) * 1000
        if test.exception:
            raise RuntimeError(test.exception[0].message)
        return Run(self.count, self.seconds * 1000, server_ms, cpu_ms, sizes(test))


def sizes(test: AppTest) -> tuple[int, ...]:
    """Bytes of the message of each chart of a page."""
    blocks = [element.proto.json for element in test.get("bidi_component")]
    return tuple(len(text.encode()) for text in blocks if '"figure"' in text)


def opened(page: str, place: str) -> AppTest:
    """A session that stands on a page, not yet run there."""
    test = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    test.query_params = {"territoire": place}
    test.run()
    if page != PAGES[0]:
        test.switch_page(f"pages/{page}.py")
    return test


def change(test: AppTest, page: str, turn: int) -> None:
    """Choose another indicator on its page, another territory elsewhere."""
    if page == "indicateurs":
        test.selectbox(key="choix-indicateur").set_value(INDICATORS[(turn + 1) % len(INDICATORS)])
    else:
        test.query_params.clear()
        test.session_state["territoire"] = PLACES[turn % len(PLACES)]


def forget() -> None:
    """Make the next run a cold one: every cache is kept by database, and this opens another."""
    opening._open.clear()  # noqa: SLF001 - no reader needs this


def measure_page(meter: Meter, page: str, place: str, runs: int) -> tuple[Run, list[Run], list[Run]]:
    """Cold, warm, and changed: another indicator on its page, another territory elsewhere."""
    test = opened(page, place)
    forget()
    cold = meter.run(test)
    warm = [meter.run(test) for _ in range(runs)]
    changed = []
    for turn in range(runs * len(PLACES)):
        change(test, page, turn)
        changed.append(meter.run(test))
    return cold, warm, changed


def p95(values: list[float]) -> float:
    """The value that 95 % stay under."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def print_pages(meter: Meter, runs: int) -> None:
    """One line a page and state: queries, time in SQL, time of the server, bytes of the charts (largest)."""
    headings = f"{'queries':>7} {'SQL p50':>8} {'p95':>5} {'server p50':>11} {'p95':>5} "
    headings += f"{'CPU p50':>8} {'p95':>5} {'charts kB':>10}"
    print(f"{'page':12} {'state':7} {headings}")
    for page in PAGES:
        cold, warm, changed = measure_page(meter, page, "region-53", runs)
        for state, all_runs in (("cold", [cold]), ("warm", warm), ("change", changed)):
            sql, server, cpu = ([getattr(run, name) for run in all_runs] for name in ("sql_ms", "server_ms", "cpu_ms"))
            print(
                f"{page:12} {state:7} {max(run.queries for run in all_runs):>7} {statistics.median(sql):>8.0f} "
                f"{p95(sql):>5.0f} {statistics.median(server):>11.0f} {p95(server):>5.0f} "
                f"{statistics.median(cpu):>8.0f} {p95(cpu):>5.0f} "
                f"{max(sum(run.sent) for run in all_runs) / 1000:>10.1f}"
            )
    print(
        f"budgets: {QUERY_BUDGET} queries, SQL {SQL_BUDGET_MS:.0f} ms (p95), change {SERVER_BUDGET_MS:.0f} ms (p95)\n"
    )


def print_maps(database: Database) -> int:
    """Largest message of a map for each level, over every indicator and year; returns how many are over budget."""
    largest: dict[str, tuple[int, int, str]] = {}
    for indicator in queries.indicators(database).values():
        for level in levels_of(indicator):
            for period in queries.periods(database, indicator.indicator_id, level):
                parameters = {"indicateur": indicator.indicator_id, "niveau": str(level), "annee": period}
                note_size(database, "carte", parameters, str(level), largest)
    for place in PLACES:
        note_size(database, "carte-initiatives", {"territoire": place}, "initiatives", largest)
    print(f"{'map':12} {'largest message':>15} {'compressed':>10}   which")
    for name, (size, packed, which) in largest.items():
        print(f"{name:12} {size / 1000:>12.1f} kB {packed / 1000:>7.1f} kB   {which}")
    over = sum(size > MAP_BUDGET_BYTES for size, _, _ in largest.values())
    print(f"maps over the budget of {MAP_BUDGET_BYTES / 1000:.0f} kB: {over} of {len(largest)}")
    return over


def print_meetings(meter: Meter) -> None:
    """One line a territory: what a meeting costs the server on a database just opened, then again, and its bytes."""
    print(f"{'meeting':15} {'queries':>7} {'SQL ms':>7} {'cold ms':>8} {'again ms':>9} {'kB':>6} {'compressed':>10}")
    for key in PLACES:
        forget()
        database = open_read_only(database_path())
        asked = (database, territory_of(database, {"territoire": key}), "", "http://127.0.0.1/")
        meter.seconds, meter.count, started = 0.0, 0, time.perf_counter()
        body = meeting_answer(*asked)
        cold = (time.perf_counter() - started) * 1000
        started = time.perf_counter()
        meeting_answer(*asked)
        again = (time.perf_counter() - started) * 1000
        whole, packed = len(gzip.decompress(body)) / 1000, len(body) / 1000
        print(
            f"{key:15} {meter.count:>7} {meter.seconds * 1000:>7.0f} {cold:>8.0f} {again:>9.2f} "
            f"{whole:>6.0f} {packed:>10.1f}"
        )
    print()


def note_size(
    database: Database, name: str, parameters: dict[str, str], group: str, largest: dict[str, tuple[int, int, str]]
) -> None:
    """Keep the largest message of a group, raw and as the socket compresses it."""
    text = json.dumps(payload(CHARTS[name](database, parameters))).encode()
    if len(text) > largest.get(group, (0, 0, ""))[0]:
        largest[group] = (len(text), len(gzip.compress(text, 6)), " ".join(parameters.values()))


def main() -> int:
    """Exit code 1 when a map's message is over its budget."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    logging.disable(logging.WARNING)
    os.chdir(PROJECT)  # where Streamlit reads its settings
    with tempfile.TemporaryDirectory() as folder:
        if not database_path().exists():
            os.environ["OBSERVATOIRE_DATABASE"] = str(Path(folder) / "observatory.duckdb")
            build(database_path(), Path(folder) / "raw")
        meter = Meter()
        print_meetings(meter)
        print_pages(meter, runs)
        return int(print_maps(open_read_only(database_path())) > 0)


if __name__ == "__main__":
    sys.exit(main())
