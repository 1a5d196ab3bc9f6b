"""A real server on the built database, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE_MS = 30_000
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
TELEPHONE: ViewportSize = {"width": 375, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextmanager
def serving(database: Path, log: Path, port: int = 0) -> Iterator[str]:
    """Start the dashboard as a reader does, on a free port or on the one it had; gives its address once it answers."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "OBSERVATOIRE_DATABASE": str(database), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"the dashboard did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def server(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One dashboard for the tests that need nothing special of it."""
    with serving(database, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; skips when there is none."""
    found = os.environ.get("CHROMIUM") or next((path for name in CANDIDATES if (path := shutil.which(name))), None)
    if found is None and os.environ.get("OBSERVATOIRE_NAVIGATEUR") == "exige":
        pytest.fail("these tests must drive a browser here (OBSERVATOIRE_NAVIGATEUR=exige), and there is no Chromium")
    if found is None:
        pytest.skip(f"no Chromium here: install one of {', '.join(CANDIDATES)}, or give its path in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """One Chromium for the session; each test has a context of its own."""
    launched = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
    yield launched
    launched.close()


@dataclass
class Reader:
    """Somebody in front of the dashboard, and what their browser asked and complained of."""

    address: str
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Open a page and wait until its own content is drawn."""
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_selector(".obs-footer", timeout=PATIENCE_MS)
        return self.page

    def wait_chart(self, index: int = 0) -> None:
        """Wait until a chart is drawn."""
        self.page.locator(".obs-plot[data-drawn]").nth(index).wait_for(timeout=PATIENCE_MS)

    def heard(self, request: Request) -> None:
        """Note what the browser asks."""
        self.requests.append(request.url)

    def told(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of."""
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def strangers(self) -> list[str]:
        """Addresses asked to any other host."""
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).hostname != "127.0.0.1"
        ]


@contextmanager
def in_front_of(context: BrowserContext, address: str) -> Iterator[Reader]:
    """A reader who opens a tab in a browser context."""
    context.set_default_timeout(PATIENCE_MS)
    reader = Reader(address, context.new_page())
    reader.page.on("request", reader.heard)
    reader.page.on("console", reader.told)
    reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    try:
        yield reader
    finally:
        reader.page.close()


@contextmanager
def reading(browser: Browser, address: str, **options: Any) -> Iterator[Reader]:
    """A reader who comes for the first time: nothing is in the browser's cache."""
    options = {"viewport": DESKTOP, **options}
    with browser.new_context(locale="fr-FR", **options) as context, in_front_of(context, address) as opened:
        yield opened


@pytest.fixture(scope="session")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """A desktop screen in light colours, whose cache serves all the tests."""
    with browser.new_context(locale="fr-FR", viewport=DESKTOP, color_scheme="light", accept_downloads=True) as context:
        yield context


@pytest.fixture(scope="session")
def telephone(browser: Browser) -> Iterator[BrowserContext]:
    """A screen 375 pixels wide, whose cache serves all the tests."""
    with browser.new_context(locale="fr-FR", viewport=TELEPHONE, has_touch=True) as context:
        yield context


@pytest.fixture
def reader(desktop: BrowserContext, server: str) -> Iterator[Reader]:
    """A reader on a desktop screen, in light colours."""
    with in_front_of(desktop, server) as opened:
        yield opened
