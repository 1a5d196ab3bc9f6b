"""The menu « Exporter », the definition, full screen and the embedded chart, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pypdf import PdfReader

from .conftest import PATIENCE_MS, TELEPHONE, Reader, in_front_of, reading

VIEW = "/indicateurs?indicateur=part_ess_emploi&niveau=region&annee=2015&territoire=region-53"
LINES = 14


@pytest.fixture
def page(reader: Reader) -> Page:
    """An indicator, its first chart drawn."""
    opened = reader.open(VIEW)
    reader.wait_chart()
    return opened


def choose(page: Page, line: str, frame: int = 0) -> None:
    """Two clicks: the menu, then one of its lines."""
    page.locator(".obs-export-button").nth(frame).click()
    page.get_by_role("menuitem", name=line, exact=True).click()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_the_menu_is_walked_with_arrows_and_gives_the_focus_back(page: Page) -> None:
    button = page.locator(".obs-export-button").first
    button.focus()
    page.keyboard.press("ArrowDown")

    expect(button).to_have_attribute("aria-expanded", "true")
    lines = page.get_by_role("menuitem").all_text_contents()
    assert len(lines) == LINES
    walked = []
    for _ in lines:
        walked.append(focused(page))
        page.keyboard.press("ArrowDown")
    assert walked == lines
    assert focused(page) == lines[0]
    page.keyboard.press("ArrowUp")
    assert focused(page) == lines[-1]
    page.keyboard.press("Home")
    page.keyboard.press("d")
    assert focused(page) == "Diapositive PowerPoint"
    page.keyboard.press("End")
    page.keyboard.press("Escape")

    assert focused(page) == "Exporter"
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("menu")).to_have_count(0)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Diapositive PowerPoint", "part-ess-emploi_regions_2015.pptx"),
        ("Classeur Excel", "part-ess-emploi_regions_2015.xlsx"),
        ("Page PDF", "part-ess-emploi_regions_2015.pdf"),
        ("Données CSV (point décimal)", "part-ess-emploi_regions_2015.csv"),
    ],
)
def test_a_file_is_two_clicks_away(page: Page, tmp_path: Path, line: str, name: str) -> None:
    with page.expect_download() as waiting:
        choose(page, line)
    waiting.value.save_as(tmp_path / name)

    assert waiting.value.suggested_filename == name
    body = (tmp_path / name).read_bytes()
    if name.endswith("pdf"):
        text = PdfReader(tmp_path / name).pages[0].extract_text()
        assert "Part de l’ESS dans l’emploi salarié, 2015" in text
        assert f"{urlsplit(VIEW).path}?indicateur=part_ess_emploi" in text.replace("\n", "")
    elif name.endswith("csv"):
        assert re.search(r"Bretagne;\d+\.\d", body.decode())
    else:
        assert body.startswith(b"PK")


@pytest.mark.parametrize(
    ("line", "name", "size"),
    [
        ("PNG diaporama (1920 × 1080)", "part-ess-emploi_regions_2015_diaporama.png", (1920, 1080)),
        ("PNG carré (2160 × 2160)", "part-ess-emploi_regions_2015_carre.png", (2160, 2160)),
    ],
)
def test_a_picture_has_exactly_its_size_and_is_filled(
    page: Page, tmp_path: Path, line: str, name: str, size: tuple[int, int]
) -> None:
    with page.expect_download() as waiting:
        choose(page, line)
    waiting.value.save_as(tmp_path / name)

    assert waiting.value.suggested_filename == name
    with Image.open(tmp_path / name) as picture:
        assert picture.size == size
        inked = picture.convert("L").point([255] * 200 + [0] * 56).getbbox()
    assert inked is not None
    assert inked[3] > 0.9 * size[1]  # the source stands at the foot


def test_the_image_is_copied_as_a_slide(desktop: BrowserContext, page: Page) -> None:
    desktop.grant_permissions(["clipboard-read", "clipboard-write"])
    try:
        choose(page, "Copier l’image")
        expect(page.locator(".obs-status").first).to_have_text("Image copiée", timeout=PATIENCE_MS)
        size = page.evaluate(
            """async () => { const [item] = await navigator.clipboard.read();
            const bitmap = await createImageBitmap(await item.getType("image/png"));
            return [bitmap.width, bitmap.height]; }"""
        )
    finally:
        desktop.clear_permissions()
    assert size == [1920, 1080]


def test_what_may_not_be_copied_is_shown_ready_to_be_taken(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    field = page.locator(".obs-to-copy textarea").first

    choose(page, "Copier la citation")
    expect(field).to_be_focused()
    assert field.input_value().startswith("Insee. «\u202fPart de l’ESS dans l’emploi salarié, 2015\u202f»")
    choose(page, "Copier le code d’intégration")
    expect(field).to_have_value(re.compile("^<iframe "))
    code = field.input_value()
    assert "/integrer/carte?indicateur=part_ess_emploi&amp;niveau=region" in code
    choose(page, "Copier le lien")
    expect(field).to_have_value(page.url)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez."),
        (404, "Ce que vous demandez n’existe pas, ou plus, à cette adresse. Rechargez la page."),
        (500, "Le serveur n’a pas pu répondre (erreur 500). Réessayez dans un instant."),
    ],
)
def test_a_failure_is_a_french_sentence(page: Page, answer: int | None, sentence: str) -> None:
    def refuse(route: Route) -> None:
        if answer is None:
            route.abort("internetdisconnected")
        else:
            route.fulfill(status=answer, body="<h1>no</h1>")

    page.route("**/graphique/*.pptx*", refuse)
    choose(page, "Diapositive PowerPoint")

    expect(page.locator(".obs-status.obs-failed").first).to_have_text(sentence)


def test_the_definition_opens_and_closes_with_the_keyboard(page: Page) -> None:
    button = page.get_by_role("button", name="Définition").first
    button.focus()
    page.keyboard.press("Enter")

    panel = page.locator(".obs-about").first
    expect(panel).to_contain_text("Sur 100 emplois salariés du territoire")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")

    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_full_screen_draws_the_chart_again_at_its_size(page: Page) -> None:
    frame = page.locator(".obs-chart").first
    before = frame.locator(".obs-plot").bounding_box()
    frame.get_by_role("button", name="Plein écran").click()
    page.wait_for_function("document.querySelector('.obs-plot .main-svg').getAttribute('width') > 1100")

    inside = frame.locator(".obs-plot .main-svg").first.bounding_box()
    assert before
    assert inside
    assert inside["width"] > 1.5 * before["width"]
    assert inside["y"] + inside["height"] <= page.evaluate("innerHeight")
    expect(frame.get_by_role("button", name="Quitter le plein écran")).to_be_visible()
    frame.get_by_role("button", name="Quitter le plein écran").click()
    page.wait_for_function("document.querySelector('.obs-plot .main-svg').getAttribute('width') < 1000")


def test_the_menu_stays_inside_a_telephone(telephone: BrowserContext, server: str) -> None:
    with in_front_of(telephone, server) as reader:
        page = reader.open(VIEW)
        reader.wait_chart()
        for index in range(page.locator(".obs-export-button").count()):
            page.locator(".obs-export-button").nth(index).click()
            box = page.get_by_role("menu").bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= TELEPHONE["width"]
            assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
            page.keyboard.press("Escape")


@contextmanager
def another_site(body: str) -> Iterator[str]:
    """A site of one page, on another port: another origin for a browser."""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode() if self.path == "/" else b"")

        def log_message(self, *_arguments: object) -> None:
            """Say nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()


def test_another_site_shows_a_chart_and_asks_nobody_else(browser: Browser, server: str) -> None:
    shown = f"{server}/integrer/carte?indicateur=part_ess_emploi"
    small = {"width": 700, "height": 800}
    with (
        another_site(f'<iframe src="{shown}" width="100%" height="700"></iframe>') as site,
        reading(browser, server, viewport=small) as reader,
    ):
        reader.page.goto(site)
        frame = reader.page.frame_locator("iframe")
        frame.locator(".obs-plot[data-drawn] .choroplethlayer path").nth(10).wait_for(state="attached")
        frame.get_by_role("button", name="Tableau").click()
        expect(frame.locator("tbody tr")).to_have_count(18)
        frame.get_by_role("button", name="Exporter").click()
        expect(frame.get_by_role("menuitem")).to_have_count(LINES - 1)
        expect(frame.get_by_role("menuitem", name="Ajouter au dossier")).to_have_count(0)
        expect(frame.get_by_role("link")).to_have_attribute("href", re.compile("^http://127.0.0.1:.*/indicateurs"))

        asked = {urlsplit(url).netloc for url in reader.requests if url.startswith("http")}
        assert asked == {urlsplit(server).netloc, urlsplit(site).netloc}
        assert not [url for url in reader.requests if "_stcore" in url or "/static/" in url]
        assert reader.complaints == []


def test_no_other_page_of_ours_may_be_framed(browser: Browser, server: str) -> None:
    with (
        another_site(f'<iframe src="{server}/indicateurs"></iframe>') as site,
        reading(browser, server) as reader,
    ):
        reader.page.goto(site)
        reader.page.wait_for_timeout(1000)

        assert any("frame-ancestors" in complaint for complaint in reader.complaints)
