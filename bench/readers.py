"""Prints how many readers the server bears at once: `python bench/readers.py [readers…] [--seconds 40] [--think 5]`.

Each reader is a light client of Streamlit's own socket: it opens a page, thinks for some five seconds, then changes
page, territory or indicator, as the browser would ask it. An action is timed from the message that asks it to the one
that says the page is complete (what the browser draws comes on top: `bench/browser.py`). Territories are drawn among
all those of the database, so most charts have to be made. The load is bounded: so many readers, so many seconds.

Readers and server share the machine: what other processes take of it is said beside the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.serving import Server, server
from etl.build import build
from observatory import queries
from observatory.database import open_read_only
from observatory.ui.settings import database_path

PAGES = ("indicateurs", "portrait", "initiatives", "leviers", "donnees", "comparer", "signaux")
ACTIONS = ("territory", "territory", "indicator", "page")
PATIENCE_SECONDS = 60
P95_BUDGET_MS, MEMORY_BUDGET_MB = 1000, 1.0
_PROTOCOL = websockets.Subprotocol("streamlit")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Tally:
    """What all the readers have lived."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: collections.defaultdict(list))
    errors: collections.Counter[str] = field(default_factory=collections.Counter)
    bytes: int = 0

    def actions(self) -> list[float]:
        """Every action but the opening, in order of time taken."""
        return sorted(ms for name, all_ms in self.milliseconds.items() if name != "opening" for ms in all_ms)


class Reader:
    """One session: its address, and the list of indicators that its page shows."""

    def __init__(self, socket: Any, tally: Tally, chance: random.Random, territories: list[str]) -> None:  # noqa: ANN401
        self.socket, self.tally, self.chance, self.territories = socket, tally, chance, territories
        self.page = "indicateurs"
        self.address = {"territoire": chance.choice(territories)}
        self.list_id = ""
        self.options: list[str] = []

    async def ask(self, what: str, chosen: str = "") -> None:
        """Ask a run of the page, wait until it is complete, and note the time and what went wrong."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(self.address)
        message.rerun_script.page_name = self.page
        if chosen:
            message.rerun_script.widget_states.widgets.add(id=self.list_id, string_value=chosen)
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while not await self._complete():
            pass
        self.tally.milliseconds[what].append((time.perf_counter() - started) * 1000)

    async def _complete(self) -> bool:
        data = await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS)
        self.tally.bytes += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note(message.delta.new_element)
        if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            self.tally.errors[ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)] += 1
        return bool(kind == "script_finished")

    def _note(self, element: Any) -> None:  # noqa: ANN401 - a message of Streamlit
        kind = element.WhichOneof("type")
        if kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
            self.tally.errors[f"{kind} on {self.page}"] += 1
        elif kind == "selectbox" and element.selectbox.label == "Indicateur":
            self.list_id, self.options = element.selectbox.id, list(element.selectbox.options)

    async def act(self) -> None:
        """Change one thing, as a reader does."""
        action = self.chance.choice(ACTIONS)
        if action == "territory":
            self.address = {"territoire": self.chance.choice(self.territories)}
            await self.ask(action)
        elif action == "indicator" and self.page == "indicateurs" and self.options:
            await self.ask(action, self.chance.choice(self.options))
        else:
            self.page = self.chance.choice([page for page in PAGES if page != self.page])
            await self.ask("page")


async def live(home: str, number: int, tally: Tally, plan: argparse.Namespace) -> None:
    """The visit of one reader, from the opening to the end of the measure."""
    chance = random.Random(number)  # noqa: S311 - the same visits at each bench
    await asyncio.sleep(chance.uniform(0, plan.think))
    end = time.perf_counter() + plan.seconds
    address = home.replace("http", "ws") + "/_stcore/stream"
    try:
        async with websockets.connect(address, subprotocols=[_PROTOCOL], max_size=None, ping_interval=None) as socket:
            reader = Reader(socket, tally, chance, plan.territories)
            await reader.ask("opening")
            while time.perf_counter() < end:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * plan.think)
                await reader.act()
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        tally.errors[f"{type(error).__name__}: {error}"[:80]] += 1


def busy_seconds() -> float:
    """Processor time taken on the whole machine, all processes together."""
    fields = [int(text) for text in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]]
    user, nice, system = fields[:3]
    return (user + nice + system) / _TICKS


async def crowd(running: Server, count: int, plan: argparse.Namespace) -> None:
    """So many readers at once; print what they have lived, and what they cost."""
    tally, memory = Tally(), running.memory_mb()
    cpu, own, busy, started = running.cpu_seconds(), time.process_time(), busy_seconds(), time.perf_counter()
    await asyncio.gather(*(live(running.home, number, tally, plan) for number in range(count)))
    elapsed = time.perf_counter() - started
    cpu, own, busy = running.cpu_seconds() - cpu, time.process_time() - own, busy_seconds() - busy
    acted = tally.actions() or [float("nan")]
    p95 = acted[max(0, round(0.95 * len(acted)) - 1)]
    runs = len(acted) + len(tally.milliseconds["opening"])
    print(
        f"{count} readers: {len(acted)} actions in {elapsed:.0f} s, p50 {statistics.median(acted):.0f} ms, "
        f"p95 {p95:.0f} ms (budget {P95_BUDGET_MS} ms), {sum(tally.errors.values())} errors {dict(tally.errors)}"
    )
    print(
        f"    server {cpu / runs * 1000:.0f} ms of processor a run, {cpu / elapsed * 100:.0f} % of a core; "
        f"others on this machine {max(0.0, busy - cpu - own) / elapsed * 100:.0f} %; "
        f"{tally.bytes / runs / 1000:.0f} kB a run, inflated"
    )
    print(f"    memory {memory:.0f} -> {running.memory_mb():.0f} MB")
    for name, all_ms in sorted(tally.milliseconds.items()):
        ordered = sorted(all_ms)
        slow = ordered[max(0, round(0.95 * len(ordered)) - 1)]
        print(f"    {name:10} {len(ordered):>5}  p50 {statistics.median(ordered):>6.0f} ms  p95 {slow:>6.0f} ms")


async def hold(running: Server, count: int, plan: argparse.Namespace) -> None:
    """Open so many sessions that stay open, and print what each holds."""
    address = running.home.replace("http", "ws") + "/_stcore/stream"
    tally, sockets, before = Tally(), [], running.memory_mb()
    for number in range(count):
        sockets.append(await websockets.connect(address, subprotocols=[_PROTOCOL], max_size=None, ping_interval=None))
        reader = Reader(sockets[-1], tally, random.Random(number), plan.territories[:1])  # noqa: S311
        reader.page = PAGES[number % len(PAGES)]
        await reader.ask("opening")
    after = running.memory_mb()
    each = (after - before) / count
    print(
        f"{count} sessions held open: {before:.0f} -> {after:.0f} MB, {each:.2f} MB each "
        f"(budget {MEMORY_BUDGET_MB:.0f} MB), {sum(tally.errors.values())} errors"
    )
    for socket in sockets:
        await socket.close()


async def measure(running: Server, plan: argparse.Namespace) -> None:
    """Readers few then many on one server, then idle sessions, each on its page."""
    await asyncio.sleep(plan.think)  # the time that the server takes to warm up
    warm = argparse.Namespace(**{**vars(plan), "seconds": 15.0})
    await crowd(running, 2, warm)
    for count in plan.readers:
        await crowd(running, count, plan)
    await hold(running, plan.sessions, plan)


def main() -> int:
    """Always 0: these are figures, on a machine that others may use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", type=int, default=[10, 40, 80])
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--think", type=float, default=5.0)
    parser.add_argument("--sessions", type=int, default=200)
    plan = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = database_path().resolve()
        if not database.exists():
            database = Path(folder) / "observatory.duckdb"
            build(database, Path(folder) / "raw")
        rows = queries.search_rows(open_read_only(database))
        plan.territories = [f"{level}-{code}" for level, code, *_ in random.Random(1).sample(rows, 400)]  # noqa: S311
        with server(database) as running:
            print(f"server: answers after {running.seconds:.1f} s, {running.memory_mb():.0f} MB")
            asyncio.run(measure(running, plan))
    return 0


if __name__ == "__main__":
    sys.exit(main())
