"""The words that Streamlit says by itself are French, on the screen and for a screen reader."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import reading

ENGLISH = re.compile(r"\b(the|open|close|clear|remove|choose|selected|upload|copy|next|previous)\b", re.IGNORECASE)
SAID = """() => [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap(
    (node) => ['aria-label', 'title', 'placeholder'].map((name) => node.getAttribute(name)).filter(Boolean))"""


def english(page: Page) -> list[Any]:
    return [text for text in page.evaluate(SAID) if ENGLISH.search(text)]


@pytest.mark.parametrize(
    ("path", "widget"),
    [
        ("/comparer?territoire=region-53", "stMultiSelect"),
        ("/initiatives?territoire=france-FR", "stMultiSelect"),
        ("/quartiers?rubrique=fichier", "stFileUploader"),
    ],
)
def test_what_a_screen_reader_hears_of_a_widget_is_french(
    browser: Browser, server: str, path: str, widget: str
) -> None:
    with reading(browser, server) as reader:
        page = reader.open(path)
        page.get_by_test_id(widget).first.wait_for()

        expect(page.get_by_test_id("stSkipToContent")).to_have_text("Aller au contenu")
        assert english(page) == []


def test_an_address_that_leads_nowhere_is_told_in_french(browser: Browser, server: str) -> None:
    with reading(browser, server) as reader:
        page = reader.open("/nulle-part")

        expect(page.get_by_role("dialog")).to_contain_text("Cette page n’existe pas")
        expect(page.get_by_role("dialog")).not_to_contain_text("not")
        expect(page.locator("h1").first).to_contain_text("territoire par territoire")
