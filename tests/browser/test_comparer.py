"""Comparing in a real browser: a territory added by name, a click on a cloud, a reader's file drawn and taken away."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from .conftest import PATIENCE_MS, Reader

expect.set_options(timeout=PATIENCE_MS)
FILE = "code;valeur\n01;12,5\n2A;3\n35;7\n99;4\n"


def test_a_territory_added_by_its_name_joins_the_charts_and_the_address(reader: Reader) -> None:
    page = reader.open("/comparer?territoires=region-53,region-44")
    reader.wait_chart()

    page.get_by_label("Ajouter un territoire").fill("ile de france")
    page.get_by_role("option").first.click()

    page.wait_for_url(re.compile("region-11"))
    expect(page.get_by_text("Île-de-France").first).to_be_visible()
    assert reader.strangers() == []
    assert reader.complaints == []


def test_a_file_is_drawn_and_its_table_read_without_an_address(reader: Reader) -> None:
    page = reader.open("/comparer?rubrique=fichier")
    page.locator("input[type=file]").set_input_files(
        {"name": "taux.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    reader.wait_chart(1)
    expect(page.get_by_text("3 valeurs lues sur 4 lignes")).to_be_visible()
    expect(page.locator(".obs-export-button").first).to_be_hidden()

    page.get_by_role("button", name="Tableau").last.click()
    expect(page.locator(".obs-table td", has_text="Ille-et-Vilaine").last).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Données CSV").last.click()

    assert "12,5" in Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert not [url for url in reader.requests if "donnee_importee" in url or "importe." in url]
    assert reader.strangers() == []
    assert reader.complaints == []
