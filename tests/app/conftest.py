"""Opening pages as a reader's session does, without a browser."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"
SECONDS = 60


@dataclass(frozen=True)
class Screen:
    """What a page shows: `test` drives it, the rest reads it."""

    test: AppTest

    @property
    def title(self) -> str:
        return str(self.test.title[0].value)

    @property
    def warnings(self) -> list[str]:
        return [str(warning.value) for warning in self.test.warning]

    @property
    def markup(self) -> str:
        """The HTML of our own blocks."""
        return "".join(str(block.proto.body) for block in self.test.get("html"))

    @property
    def text(self) -> str:
        """Everything a reader can read outside charts, tags and entities removed."""
        own = html.unescape(re.sub(r"<[^>]+>", " ", self.markup))
        kinds = ("title", "header", "subheader", "caption", "markdown", "info", "warning", "error")
        return " ".join([own, *(str(getattr(e, "value", "")) for kind in kinds for e in self.test.get(kind))])

    @property
    def charts(self) -> dict[str, dict[str, Any]]:
        """The message of each chart, by the address of its table without parameters."""
        found = {}
        for component in self.test.get("bidi_component"):
            message = json.loads(component.proto.json)
            if "table_address" in message:
                found[re.sub(r"^graphique/|\.json.*$", "", message["table_address"])] = message
        return found

    def chart_title(self, name: str) -> str:
        return str(self.charts[name]["title"])


Open = Callable[..., Screen]


@pytest.fixture
def navigation_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What app.py asks of the server: pages are drawn inside the frame, never run alone from pages/."""
    original = PagesManager.__init__

    def start(self: PagesManager, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", start)


@pytest.fixture
def open_page(database: Path, monkeypatch: pytest.MonkeyPatch, navigation_only: None) -> Open:  # noqa: ARG001
    """Open a page on an address: `open_page("portrait", territoire="region-53")`."""
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))

    def opened(page: str, /, **address: str) -> Screen:
        test = AppTest.from_file(str(APP), default_timeout=SECONDS)
        test.query_params.update(address)
        test.switch_page(f"pages/{page}.py").run()
        assert not test.exception, test.exception
        assert not test.error, test.error
        return Screen(test)

    return opened
