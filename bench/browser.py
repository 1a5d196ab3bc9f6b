"""Prints what a reader feels in a real Chromium: `python bench/browser.py [changes]`.

A server is started on a free port; the first chart is timed on a browser that has nothing in its cache (cold), then on
one that has (warm); then the indicator and the territory are changed some fifteen times each. Bytes are those of the
wire (compressed), read by the browser itself. No request may leave for another host.
"""

from __future__ import annotations

import collections
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.serving import server
from etl.build import build
from observatory.ui.settings import database_path

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DRAWN = ".obs-plot[data-drawn]"
INDICATORS = (
    "Part de la population qui vit en quartier prioritaire",
    "Postes Fonjep de la politique de la ville",
    "Part de l’ESS dans l’emploi salarié",
)
PLACES = ("Lozère", "Finistère", "Mayotte", "Bretagne", "Strasbourg")
SETTLED_MS = 1500


class Wire:
    """What a page has asked, to whom, and how many bytes came."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.bytes: collections.Counter[str] = collections.Counter()
        self.socket_bytes = 0
        self.elsewhere: set[str] = set()
        self._paths: dict[str, str] = {}
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameReceived", self._frame)
        context.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1":
            self.elsewhere.add(str(parts.hostname))

    def _answered(self, event: dict[str, Any]) -> None:
        self._paths[event["requestId"]] = urlsplit(event["response"]["url"]).path

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[self._paths.get(event["requestId"], "?")] += int(event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        self.socket_bytes += len(event["response"]["payloadData"]) * 3 // 4  # base64

    def clear(self) -> None:
        """Forget what came so far."""
        self.bytes.clear()
        self.socket_bytes = 0


def first_chart(page: Page, address: str) -> float:
    """Milliseconds from asking an address to its first chart drawn."""
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(DRAWN, timeout=60_000)
    return (time.perf_counter() - started) * 1000


def drawn(page: Page) -> str:
    """Which figure the first chart of the page shows."""
    return str(page.locator(DRAWN).first.get_attribute("data-drawn"))


def wait_for_another(page: Page, before: str) -> None:
    """Wait until the first chart shows something else."""
    page.wait_for_function(
        "([selector, before]) => { const n = document.querySelector(selector);"
        " return n && n.dataset.drawn !== before; }",
        arg=[DRAWN, before],
        polling="raf",
        timeout=30_000,
    )


def change_indicator(page: Page, label: str) -> float:
    """Milliseconds from the click on an indicator to its map."""
    before = drawn(page)
    page.get_by_role("combobox", name="Indicateur").click()
    option = page.get_by_role("option", name=label, exact=True)
    option.wait_for()
    started = time.perf_counter()
    option.click()
    wait_for_another(page, before)
    return (time.perf_counter() - started) * 1000


def change_territory(page: Page, name: str) -> float:
    """Milliseconds from the choice of a territory in the search to its chart."""
    before = drawn(page)
    box = page.get_by_role("combobox", name="Changer de territoire")
    box.fill(name)
    option = page.locator(".obs-search [role=option]").first
    option.filter(has_text=name).wait_for()
    started = time.perf_counter()
    box.press("Enter")
    wait_for_another(page, before)
    return (time.perf_counter() - started) * 1000


def several(page: Page, change: Any, values: tuple[str, ...], times: int) -> list[float]:  # noqa: ANN401 - a function
    """The same change many times over, with a moment of rest between two; the first round warms the caches."""
    milliseconds = []
    for i in range(times + len(values)):
        elapsed = change(page, values[i % len(values)])
        if i >= len(values):
            milliseconds.append(elapsed)
        page.wait_for_timeout(400)
    return sorted(milliseconds)


def spread(name: str, milliseconds: list[float], budget: int) -> None:
    """Print the middle and the slow end of a measure."""
    slow = milliseconds[max(0, round(0.95 * len(milliseconds)) - 1)]
    count = len(milliseconds)
    print(f"{name}: p50 {statistics.median(milliseconds):.0f} ms, p95 {slow:.0f} ms over {count} (budget {budget} ms)")


def print_first_visit(wire: Wire) -> None:
    """Bytes of a first visit, heaviest paths first."""
    total = sum(wire.bytes.values())
    print(f"first visit: {total / 1e6:.2f} MB on the wire in {len(wire.bytes)} addresses (budget 3 MB)")
    for path, size in wire.bytes.most_common(12):
        print(f"    {size / 1000:>8.1f} kB  {path}")
    print(f"    {wire.socket_bytes / 1000:>8.1f} kB  socket, once inflated")


def measure(browser: Browser, home: str, times: int) -> set[str]:
    """Print every figure; returns the other hosts asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="fr-FR")
    page = context.new_page()
    wire = Wire(context, page)
    maps = f"{home}/indicateurs?territoire=region-53"
    print(f"first chart, server just started, empty cache: {first_chart(page, maps):.0f} ms (budget 2500 ms)")
    page.wait_for_timeout(SETTLED_MS)
    print_first_visit(wire)
    wire.clear()
    again = sorted(first_chart(page, maps) for _ in range(3))
    print(f"first chart, same browser again: {again[1]:.0f} ms (budget 1000 ms)")
    print(f"    {sum(wire.bytes.values()) / 3000:.1f} kB on the wire a visit")
    spread("change of indicator", several(page, change_indicator, INDICATORS, times), 400)
    page.goto(f"{home}/portrait?territoire=region-53")
    page.wait_for_selector(DRAWN)
    spread("change of territory (portrait)", several(page, change_territory, PLACES, times), 400)
    fresh = sorted(first_chart_of_new(browser, maps) for _ in range(3))
    print(f"first chart, server warm, empty cache: {fresh[1]:.0f} ms (budget 2500 ms)")
    context.close()
    return wire.elsewhere


# From a click to the words of the first step, to its chart, to all the charts.
WATCH_STAGE = """
window.stage = {};
addEventListener("click", () => { window.stage.from ??= performance.now(); }, true);
new MutationObserver(() => {
  const node = document.querySelector(".obs-stage");
  if (!node || !window.stage.from) return;
  const seen = { words: node.querySelector(".obs-shown h1"), chart: node.querySelector(".obs-shown .main-svg"),
    all: node.dataset.ready === String(node.querySelectorAll(".obs-step").length) };
  const took = performance.now() - window.stage.from;
  for (const [what, there] of Object.entries(seen)) if (there) window.stage[what] ??= took;
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


def measure_meeting(browser: Browser, home: str, times: int) -> None:
    """Print how long a meeting takes to open, from a question of the first page and from its own page."""
    ways = (
        ("a question of Accueil", "/", ("link", "Est-ce plus qu’ailleurs")),
        ("« Commencer »", "/presentation", ("button", "Commencer")),
    )
    for name, path, (role, label) in ways:
        seen: dict[str, list[float]] = {"words": [], "chart": [], "all": []}
        for _ in range(times):
            context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="fr-FR")
            page = context.new_page()
            page.add_init_script(WATCH_STAGE)
            page.goto(f"{home}{path}?territoire=region-53")
            page.wait_for_selector(".obs-footer")
            page.wait_for_timeout(SETTLED_MS)
            page.get_by_role("link" if role == "link" else "button", name=label).click()
            page.wait_for_function("window.stage.all", timeout=60_000)
            for what, milliseconds in seen.items():
                milliseconds.append(page.evaluate(f"window.stage.{what}"))
            context.close()
        for what, budget in (("words", 300), ("chart", 1000), ("all", 3000)):
            spread(f"meeting from {name}: {what}", sorted(seen[what]), budget)


def first_chart_of_new(browser: Browser, address: str) -> float:
    """The first chart of a browser with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    elapsed = first_chart(context.new_page(), address)
    context.close()
    return elapsed


def main() -> int:
    """Exit code 1 when a request left for another host."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for path in map(shutil.which, names) if path), None)
    with tempfile.TemporaryDirectory() as folder:
        database = database_path().resolve()
        if not database.exists():
            database = Path(folder) / "observatory.duckdb"
            build(database, Path(folder) / "raw")
        with server(database) as running, sync_playwright() as playwright:
            print(f"server: answers after {running.seconds:.1f} s")
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            measure_meeting(browser, running.home, 5)
            elsewhere = measure(browser, running.home, times)
            browser.close()
    print(f"requests to another host: {len(elsewhere)} {sorted(elsewhere)} (budget 0)")
    return int(bool(elsewhere))


if __name__ == "__main__":
    sys.exit(main())
