"""Comparing in a real browser: a territory added by name, a click on a cloud, a reader's file drawn and taken away."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation

from .conftest import PATIENCE_MS, Reader, reading, serving

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


def put(reader: Reader, text: str = FILE, name: str = "taux.csv") -> Page:
    """Give a file to « Votre fichier »; gives the page once its four charts are drawn."""
    page = reader.open("/comparer?rubrique=fichier")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    reader.wait_chart(3)
    return page


def taken(page: Page, index: int, action: str) -> bytes:
    """What a line of the menu « Exporter » of a chart gives."""
    chart = page.locator(".obs-chart").nth(index)
    chart.locator(".obs-export-button").click()
    with page.expect_download() as download:
        chart.locator(f"[data-action={action}]").click()
    assert download.value.suggested_filename.startswith("donnee-importee_")
    return Path(download.value.path()).read_bytes()


def test_a_file_is_drawn_and_its_table_read_without_an_address(reader: Reader) -> None:
    page = put(reader)
    expect(page.get_by_text("3 valeurs lues sur 4 lignes")).to_be_visible()

    chart = page.locator(".obs-chart").nth(1)
    chart.get_by_role("button", name="Tableau").click()
    expect(chart.locator(".obs-table td", has_text="Ille-et-Vilaine")).to_be_visible()
    chart.locator(".obs-export-button").click()
    lines = chart.get_by_role("menuitem").all_inner_texts()

    assert "Diapositive PowerPoint" in lines
    assert not {"Copier le lien", "Copier la citation", "Copier le code d’intégration", "Ajouter au dossier"} & set(
        lines
    )
    assert reader.strangers() == []
    assert reader.complaints == []


def test_every_format_leaves_with_its_mark_and_asks_no_address(reader: Reader) -> None:
    page = put(reader)
    before = len(reader.requests)

    csv = taken(page, 1, "csv").decode("utf-8-sig")
    assert "12,5" in csv
    assert "donnée importée par le lecteur" in csv
    assert "12.5" in taken(page, 1, "csv-point").decode("utf-8-sig")
    (slide,) = Presentation(io.BytesIO(taken(page, 2, "pptx"))).slides
    assert any(shape.has_chart for shape in slide.shapes)
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "fichier taux.csv" in words
    assert "Lisez-moi" in openpyxl.load_workbook(io.BytesIO(taken(page, 0, "xlsx"))).sheetnames
    assert taken(page, 3, "pdf").startswith(b"%PDF-")
    assert taken(page, 1, "png-diaporama").startswith(b"\x89PNG")
    assert "donnée importée" in taken(page, 1, "svg").decode()

    asked = [url for url in reader.requests[before:] if urlsplit(url).scheme in {"http", "https"}]
    assert [
        url for url in asked if re.search("/media/|graphique/|taux|importe", url.removeprefix(reader.address))
    ] == []
    assert reader.complaints == []


def test_nothing_of_a_file_survives_the_visit(
    browser: Browser,
    database: Path,
    tmp_path: Path,
    chromium_path: str,  # noqa: ARG001 - skips without Chromium
) -> None:
    mark = "Zibeline"
    folder = tmp_path / "server"
    folder.mkdir()
    with serving(database, folder / "log.txt") as address:
        with reading(browser, address, accept_downloads=True) as first:
            page = put(first, FILE.replace("valeur", mark))
            assert mark in taken(page, 1, "csv").decode("utf-8-sig") + page.content()
            kept = [url for url in first.requests if "taux.csv" in url or mark in url]
            page.reload()
            page.wait_for_selector(".obs-footer")
            expect(page.locator(".obs-plot")).to_have_count(0)
        with reading(browser, address) as second:
            other = second.open("/comparer?rubrique=fichier")
            expect(other.locator("input[type=file]")).to_have_count(1)
            assert mark not in other.content()
    assert kept == []
    assert mark.encode() not in (folder / "log.txt").read_bytes()
    written = [
        path for path in database.parent.rglob("*") if path.is_file() and path.suffix not in {".duckdb", ".lock"}
    ]
    assert [path for path in written if mark.encode() in path.read_bytes()] == []


def test_a_territory_of_the_file_joins_its_comparison(reader: Reader) -> None:
    page = put(reader, "code;taux\n11;3\n24;4\n27;5\n28;6\n32;7\n44;8\n53;12\n76;10\n")
    plain = page.locator(".obs-chart").nth(2).locator(".obs-plain")
    expect(plain).not_to_contain_text("Bretagne")

    page.get_by_label("Ajouter un territoire").fill("bretagne")
    page.get_by_role("option").first.click()

    page.wait_for_url(re.compile("region-53"))
    expect(plain).to_contain_text("12\u202f% (Bretagne)")


def test_a_file_too_large_or_of_another_kind_is_refused_in_french(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("/comparer?rubrique=fichier")
    large = tmp_path / "grand.csv"
    large.write_bytes(b"35;1\n" * (21 * 1024 * 1024 // 5))

    page.locator("input[type=file]").set_input_files(large)

    expect(page.get_by_text("grand.csv")).to_be_visible()
    told = page.locator("[data-testid=stFileUploader]").evaluate(
        "root => [...root.querySelectorAll('*')].map(e => getComputedStyle(e, '::after').content).join(' ')"
    )
    assert "Ce fichier n’est pas accepté" in told
    assert "20 Mo au plus" in told
    expect(page.locator(".obs-plot")).to_have_count(0)
