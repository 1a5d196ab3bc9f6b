"""The logo of a house style is on the pictures that the reader's browser makes."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .conftest import PATIENCE_MS, serving

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h30v10z" fill="#1f4e9e"/></svg>'
PLACED = re.compile(
    r'<image id="logo" x="(\d+)" y="22" width="120" height="40" xlink:href="data:image/svg\+xml;base64,([^"]+)"/></svg>'
)


def test_the_logo_of_the_house_is_on_the_pictures_of_the_browser(
    tmp_path: Path, database: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logo.svg").write_text(LOGO)
    (tmp_path / "charte.toml").write_text('nom = "CRESS d’essai"\nlogo = "logo.svg"\n', encoding="utf-8")
    monkeypatch.setenv("OBSERVATOIRE_CHARTE", str(tmp_path / "charte.toml"))

    with serving(database, tmp_path / "log.txt") as address:
        page = browser.new_page()
        page.goto(f"{address}/indicateurs?territoire=region-53", timeout=2 * PATIENCE_MS)
        page.locator(".obs-plot[data-drawn]").first.wait_for(timeout=2 * PATIENCE_MS)
        page.locator(".obs-export-button").first.click()
        with page.expect_download(timeout=2 * PATIENCE_MS) as saved:
            page.locator("[data-action=svg]").first.click()
        svg = saved.value.path().read_text(encoding="utf-8")
        page.close()

    drawn = PLACED.search(svg)
    assert drawn is not None
    assert int(drawn[1]) == 1200 - 28 - 120  # 40 pixels high, three times as wide, against the right margin
    assert base64.b64decode(drawn[2]).decode() == LOGO
