"""An update started by an administrator, in a real browser: followed, seen by another session, served at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from update_server import COUPLES, addresses, producer

from .conftest import reading, serving

TITLE = "Correspondance entre les quartiers prioritaires de 2015 et de 2024"
SCREEN = "/donnees?rubrique=mise-a-jour"
BUILD_MS = 120_000


@pytest.fixture
def administered(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A dashboard on a copy of the database, whose administrator's screen is open and whose producer is local."""
    base = tmp_path / "observatory.duckdb"
    shutil.copy(database, base)
    with producer() as address:
        monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(addresses(tmp_path, f"{address}/passage.csv")))
        monkeypatch.setenv("OBSERVATOIRE_RAW", str(tmp_path / "raw"))
        monkeypatch.setenv("OBSERVATOIRE_ADMIN", "oui")
        with serving(base, tmp_path / "log.txt") as served:
            yield served


def choose_and_start(page: Page) -> None:
    page.get_by_role("combobox", name="Sources à télécharger").fill("Correspondance")
    page.get_by_role("option", name=TITLE).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Lancer").click()


def test_an_update_is_followed_and_the_new_base_is_served(browser: Browser, administered: str) -> None:
    with reading(browser, administered) as one, reading(browser, administered) as other:
        page = one.open(SCREEN)
        choose_and_start(page)
        expect(page.get_by_role("heading", name="Une mise à jour est en cours")).to_be_visible()

        second = other.open(SCREEN)  # somebody else sees it, and cannot start another
        expect(second.get_by_role("button", name="Arrêter")).to_be_visible()
        expect(second.get_by_role("button", name="Lancer")).to_have_count(0)
        other.open("/portrait?territoire=region-53")  # and readers go on reading
        expect(second.get_by_role("heading", name=re.compile("Portrait .*Bretagne"))).to_be_visible()

        expect(page.get_by_text("La base est reconstruite.")).to_be_visible(timeout=BUILD_MS)
        row = page.get_by_role("row").filter(has_text="mise à jour").filter(has_text=TITLE).first
        expect(row).to_contain_text(f"{COUPLES} lignes")

        second = other.open("/donnees?rubrique=sources")
        loaded = second.get_by_role("row").filter(has_text=TITLE)
        expect(loaded).to_contain_text("téléchargée le")
        assert one.strangers() == []
        assert one.complaints == []
