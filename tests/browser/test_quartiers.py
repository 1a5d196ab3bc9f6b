"""One address and one file, as a reader does, in a real browser."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
import shapely
from playwright.sync_api import Browser, Locator, Page, expect
from pyproj import Geod

from etl.geography import display_point

from .conftest import PATIENCE_MS, serving

# As patient as the rest: the five seconds that `expect` gives are short on a busy machine.
expect.set_options(timeout=PATIENCE_MS)
ENGLISH = r"(?i)upload|browse|drag|drop|limit|per file|choose|allowed|error"
FILE = "id;nom;lat;lon\n1;dedans;43,58;1,39\n2;dehors;43,60;1,39\n3;=1+1;43,584;1,39\n4;vide;;\n"


@pytest.fixture(scope="module")
def address(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard whose database holds one made perimeter at Toulouse."""
    folder = tmp_path_factory.mktemp("qpv")
    copy = folder / "observatory.duckdb"
    shutil.copy(database, copy)
    square = shapely.box(1.385, 43.576, 1.395, 43.584).wkb
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE qpv SET geometry = ?, simplified = ? WHERE code = 'QP031006'", [square, square])
    with serving(copy, folder / "log.txt") as served:
        yield served


def drawn_place(page: Page, display: tuple[float, float]) -> tuple[float, float]:
    """Where, in the window, a map draws a point of the drawing plane."""
    plot = page.locator(".obs-plot[data-drawn]").last
    plot.scroll_into_view_if_needed()
    x, y = plot.evaluate(
        "(plot, at) => { const [x, y] = plot._fullLayout.geo._subplot.projection(at);"
        " const box = plot.querySelector('.main-svg').getBoundingClientRect(); return [box.left + x, box.top + y]; }",
        list(display),
    )
    return float(x), float(y)


def asked_point(page: Page) -> tuple[float, float]:
    """The longitude and latitude in the address of the page."""
    page.wait_for_url(re.compile(r"lieu="))
    latitude, longitude = parse_qs(urlsplit(page.url).query)["lieu"][0].split(",")
    return float(longitude), float(latitude)


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "departement"),
    [("epci-243100518", 1.3900, 43.5800, "31"), ("departement-974", 55.4781, -21.3393, "974")],
)
def test_a_click_on_the_map_sets_the_point_it_shows(
    browser: Browser, address: str, place: str, longitude: float, latitude: float, departement: str
) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/quartiers?rubrique=point&territoire={place}")
    expect(page.locator(".obs-plot[data-drawn]")).to_be_visible()

    page.mouse.click(*drawn_place(page, display_point(longitude, latitude, departement)))

    found = asked_point(page)
    field = page.get_by_label("Coordonnées ou adresse")
    expect(field).to_have_value(f"{found[1]:.5f} {found[0]:.5f}".replace(".", ","))
    expect(page.get_by_text("Point posé sur la carte, à")).to_be_visible()
    assert Geod(ellps="GRS80").inv(*found, longitude, latitude)[2] < 30
    page.close()


def settled(page: Page, plan: Locator) -> tuple[float, float]:
    """Where 200 m north of the plan's point is on the screen, once what surrounds the plan no longer moves it."""
    places: list[list[float]] = []
    while len(places) < 2 or places[-1] != places[-2]:
        places.append(
            plan.evaluate(
                "(plot) => { const { xaxis, yaxis } = plot._fullLayout; const box = plot.querySelector('.main-svg')"
                ".getBoundingClientRect(); return [box.left + xaxis._offset + xaxis.d2p(0), "
                "box.top + yaxis._offset + yaxis.d2p(200)]; }"
            )
        )
        page.wait_for_timeout(700)
    x, y = places[-1]
    return x, y


def test_a_click_on_the_plan_moves_the_point_and_a_drag_does_not(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/quartiers?rubrique=point&territoire=epci-243100518&lieu=43.58000,1.39000")
    plan = page.locator(".obs-plot[data-drawn]").first
    expect(plan).to_be_visible()
    plan.scroll_into_view_if_needed()

    x, y = settled(page, plan)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()
    assert asked_point(page) == (1.39, 43.58)
    page.mouse.click(*settled(page, plan))
    expect(page.get_by_text("Point posé sur la carte, à 30")).to_be_visible()

    found = asked_point(page)
    assert Geod(ellps="GRS80").inv(1.39, 43.58, *found)[2] == pytest.approx(200, abs=3)
    assert found[1] > 43.581
    page.close()


def test_no_english_word_is_left_on_the_file_taker(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="fr-FR")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/quartiers?rubrique=fichier")
    expect(page.locator("input[type=file]")).to_be_attached()

    taker = page.locator("[data-testid=stFileUploader]")
    empty = taker.inner_text() + taker.aria_snapshot()
    page.locator("input[type=file]").set_input_files(
        {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    expect(taker.get_by_text("note.pdf")).to_be_visible()
    refused = taker.inner_text()

    said = taker.locator("[data-testid=stFileChip]").evaluate("chip => getComputedStyle(chip, '::after').content")
    assert not re.search(ENGLISH, empty), empty
    assert not re.search(ENGLISH, refused), refused
    assert "n’est pas accepté" in said
    page.close()


def test_one_address_then_one_file(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page(accept_downloads=True)
    page.set_default_timeout(PATIENCE_MS)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
    page.goto(f"{address}/quartiers?rubrique=point")

    place = page.get_by_label("Coordonnées ou adresse")
    place.fill("43,58 1,39")
    place.press("Enter")
    expect(page.locator(".obs-value", has_text="dans")).to_be_visible()
    expect(page.locator(".obs-plot[data-drawn]")).to_be_visible()
    expect(page.get_by_text("Ce point est dans le quartier prioritaire")).to_be_visible()

    page.get_by_text("Vérifier un fichier").click()
    source = tmp_path / "liste.csv"
    source.write_text(FILE, encoding="cp1252")
    page.locator("input[type=file]").set_input_files(source)
    page.get_by_role("button", name="Vérifier les 4 lignes").click()
    expect(page.get_by_role("heading", name="Résultat")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger en CSV").click()
    rows = list(csv.DictReader(waiting.value.path().read_text("utf-8-sig").splitlines(), delimiter=";"))
    page.close()

    assert [row["qpv_2015_statut"] for row in rows] == ["dans", "hors", "limite", "non placé"]
    assert [row["lat"] for row in rows] == ["43,58", "43,60", "43,584", ""]
    assert rows[2]["nom"] == "'=1+1"
    assert hosts == {"127.0.0.1"}
