"""The files a reader takes away are those of the screen, with their title and source inside."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from observatory import palette

from .conftest import Reader

VIEW = "/indicateurs?indicateur=part_ess_emploi&niveau=departement&annee=2015&territoire=region-53"


def export(page: Page, name: str, folder: Path, index: int = 0) -> Path:
    """Take a chart away by its menu; gives the file under the name the browser received."""
    frame = page.locator(".obs-chart").nth(index)
    frame.get_by_role("button", name="Exporter").click()
    with page.expect_download() as waiting:
        frame.get_by_role("menuitem", name=name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.fixture
def chart_page(reader: Reader) -> Page:
    """The map of the départements, drawn."""
    page = reader.open(VIEW)
    reader.wait_chart()
    page.locator(".obs-plot .choroplethlayer path").nth(90).wait_for(state="attached")
    return page


def rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def test_the_png_is_the_map_with_its_classes(chart_page: Page, tmp_path: Path) -> None:
    path = export(chart_page, "PNG comme à l’écran", tmp_path)
    shown = chart_page.locator(".obs-plot").first.bounding_box()
    assert shown

    with Image.open(path) as picture:
        width, height = picture.size
        counted = picture.convert("RGB").getcolors(maxcolors=2**24) or []
    colors = Counter({color: count for count, color in counted})

    assert path.name == "part-ess-emploi_departements_2015.png"
    assert width >= 2 * shown["width"]
    assert height >= 2 * shown["height"]
    for color in [*palette.SEQUENCE, palette.NOT_AVAILABLE]:
        assert colors[rgb(color)] > 100, color
    ink = sum(count for color, count in colors.items() if color != (255, 255, 255))
    assert ink > 0.05 * width * height


def test_the_svg_holds_its_title_source_and_address(chart_page: Page, tmp_path: Path) -> None:
    path = export(chart_page, "Image SVG", tmp_path)

    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - made by our own page
    text = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))

    assert path.name == "part-ess-emploi_departements_2015.svg"
    assert "Part de l’ESS dans l’emploi salarié, 2015" in text
    assert "Source\u202f:" in text
    assert "Adresse\u202f:" in text
    assert "annee=2015" in text
    assert "Non disponible" in text


def test_the_csv_has_the_numbers_of_the_table(chart_page: Page, tmp_path: Path) -> None:
    path = export(chart_page, "Données CSV (virgule décimale)", tmp_path)
    body = path.read_bytes()
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    frame = chart_page.locator(".obs-chart").first
    frame.get_by_role("button", name="Tableau").click()
    frame.locator("tbody tr").nth(100).wait_for()
    shown = frame.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )

    assert path.name == "part-ess-emploi_departements_2015.csv"
    assert body.startswith(b"\xef\xbb\xbf")
    assert [row[:3] for row in rows[1:]] == [row[:3] for row in shown]
    for written, seen in zip(rows[1:], shown, strict=True):
        if written[3]:
            assert abs(float(written[3].replace(",", ".")) - float(seen[3].replace(",", "."))) <= 0.0501
        else:
            assert (written[4], seen[3], seen[4]) == ("non disponible", "", "non disponible")
    assert {row[-1] for row in rows[1:]} == {rows[1][-1]}
    assert rows[1][-1].startswith("Source")
