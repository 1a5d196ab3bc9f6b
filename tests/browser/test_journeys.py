"""What readers do, with a mouse or a keyboard, and what their browser asks meanwhile."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from observatory.database import open_read_only

from .conftest import Reader, in_front_of, reading, serving

PAGES = {
    "/": "territoire par territoire",
    "/indicateurs": "Un indicateur, tous les territoires",
    "/portrait": "Portrait",
    "/initiatives": "Initiatives citées",
    "/leviers": "Les leviers",
    "/donnees": "Données et méthode",
}


def title(page: Page) -> Any:
    return expect(page.locator("h1").first)


def figure_title(page: Page, index: int = 0) -> str:
    return str(page.locator(".obs-plot").nth(index).get_attribute("aria-label") or "")


def test_a_deep_link_works_as_the_first_request_of_a_server(browser: Browser, database: Path, tmp_path: Path) -> None:
    with serving(database, tmp_path / "log.txt") as address, reading(browser, address) as reader:
        page = reader.open("/portrait?territoire=departement-48")

        title(page).to_contain_text("Portrait de la Lozère")
        expect(page.locator(".obs-place")).to_contain_text("Lozère")
        assert page.evaluate("document.documentElement.lang") == "fr"
        assert page.title() != "Streamlit"
        # Streamlit's client would look for its server under the page first.
        assert [url for url in reader.requests if "/portrait/" in url] == []
        assert reader.complaints == []


def test_a_first_start_builds_the_database_and_shows_the_page(browser: Browser, tmp_path: Path) -> None:
    database = tmp_path / "data" / "observatory.duckdb"
    database.parent.mkdir()
    with serving(database, tmp_path / "log.txt") as address, reading(browser, address) as reader:
        reader.page.goto(address)

        expect(reader.page.locator("h1")).to_contain_text("Première ouverture")
        expect(reader.page.get_by_role("progressbar")).to_be_visible()
        reader.page.wait_for_selector(".obs-footer", timeout=120_000)
        title(reader.page).to_contain_text("territoire par territoire")
    assert open_read_only(database).version


def test_a_territory_is_found_with_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open("/")
    box = page.get_by_role("combobox", name="Où regardons-nous")

    for _ in range(40):
        page.keyboard.press("Tab")
        if box.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.type("saint etienne", delay=20)
    expect(page.get_by_role("option").first).to_contain_text("Saint-Étienne")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("territoire=commune-42218"))
    expect(page.get_by_role("heading", name="Saint-Étienne")).to_be_visible()
    expect(box).to_be_focused()


@pytest.mark.parametrize("width", [375, 1280])
def test_the_name_of_the_observatory_is_in_the_bar_on_top(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 720})
    page = reader.open("/leviers")

    bar = page.locator('[data-testid="stToolbar"] > div > div').first
    assert bar.evaluate("node => getComputedStyle(node, '::after').content") == '"Observatoire de l’ESS"'
    assert bar.evaluate("node => node.getBoundingClientRect().width") > 120
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_territory_compared_is_seen_in_its_field(reader: Reader) -> None:
    page = reader.open("/comparer?territoire=epci-246700488")
    field = page.get_by_test_id("stMultiSelectTagsContainer")
    expect(field.locator("[data-tag]")).to_have_count(4)

    frame = field.bounding_box()
    last = field.locator("[data-tag]").last.bounding_box()
    assert frame
    assert last
    assert last["x"] + last["width"] <= frame["x"] + frame["width"]
    assert last["y"] + last["height"] <= frame["y"] + frame["height"]


def test_a_click_on_the_map_opens_the_portrait_and_back_returns(reader: Reader) -> None:
    page = reader.open("/indicateurs?niveau=region&annee=2014")
    reader.wait_chart()
    shape = page.locator(".obs-plot .choroplethlayer path").nth(8)
    shape.wait_for(state="attached")
    box = page.locator(".obs-plot").first.bounding_box()
    assert box

    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.55)

    page.wait_for_url(re.compile(r"/portrait\?.*territoire=region-"))
    title(page).to_contain_text("Portrait")
    page.go_back()
    page.wait_for_url(re.compile("/indicateurs"))
    title(page).to_contain_text("Un indicateur")


def test_reloading_the_address_gives_the_same_view(reader: Reader) -> None:
    address = "/indicateurs?territoire=departement-35&indicateur=part_ess_emploi&niveau=departement&annee=2008"
    page = reader.open(address)
    reader.wait_chart()
    before = (figure_title(page), page.locator(".obs-place").inner_text())

    page.reload()
    page.wait_for_selector(".obs-footer")
    reader.wait_chart()

    assert (figure_title(page), page.locator(".obs-place").inner_text()) == before
    assert "2008" in before[0]
    assert "Ille-et-Vilaine" in before[1]
    for part in ("territoire=departement-35", "niveau=departement", "annee=2008"):
        assert part in page.url


def test_choosing_a_year_changes_the_map_and_the_address(reader: Reader) -> None:
    page = reader.open("/indicateurs")
    reader.wait_chart()

    page.get_by_role("radio", name="2008").or_(page.get_by_role("button", name="2008")).first.click()

    page.wait_for_url(re.compile("annee=2008"))
    expect(page.locator(".obs-plot").first).to_have_attribute("aria-label", re.compile(", 2008"))


def test_the_table_is_real_and_says_what_is_missing(reader: Reader) -> None:
    page = reader.open("/indicateurs?niveau=departement")
    reader.wait_chart()
    frame = page.locator(".obs-chart").first

    frame.get_by_role("button", name="Tableau").click()

    rows = frame.locator("table tbody tr")
    expect(rows).to_have_count(101)
    expect(rows.first).to_contain_text("Lozère")
    expect(frame.locator("tr", has_text="Mayotte")).to_contain_text("non disponible")
    expect(frame.locator("th[scope=col]").first).to_have_text("Rang")
    frame.get_by_role("button", name="Graphique").click()
    expect(frame.locator(".obs-plot")).to_be_visible()
    expect(frame.locator("table")).to_be_hidden()


def test_the_export_menu_opens_and_closes_with_the_keyboard(reader: Reader) -> None:
    page = reader.open("/indicateurs")
    reader.wait_chart()
    frame = page.locator(".obs-chart").first
    reached: set[str] = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(str(page.evaluate("document.activeElement.textContent || document.activeElement.role")))
        if page.evaluate("document.activeElement.classList.contains('obs-export-button')"):
            break

    page.keyboard.press("Enter")
    expect(frame.get_by_role("menuitem", name="Image SVG")).to_be_visible()
    page.keyboard.press("Escape")

    expect(frame.get_by_role("menuitem", name="Image SVG")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Exporter"
    assert {"Graphique", "Tableau"} <= reached


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_and_complains_of_nothing(reader: Reader, path: str) -> None:
    page = reader.open(f"{path}?territoire=region-53")
    title(page).to_contain_text(PAGES[path])
    if page.locator(".obs-plot").count():
        reader.wait_chart()
    page.wait_for_timeout(500)

    assert reader.strangers() == []
    assert reader.complaints == []
    assert page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_overflows_on_a_telephone(telephone: BrowserContext, server: str, path: str) -> None:
    with in_front_of(telephone, server) as reader:
        page = reader.open(f"{path}?territoire=departement-35")
        if page.locator(".obs-plot").count():
            reader.wait_chart()

        widest = page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth)"
        )

        assert widest <= 375


def luminance(color: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_are_readable_in_light_and_dark(browser: Browser, server: str, scheme: Any) -> None:
    with reading(browser, server, color_scheme=scheme) as reader:
        page = reader.open("/indicateurs?territoire=region-53")
        reader.wait_chart()
        ground = luminance(str(page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")))

        for selector in ("h1", ".obs-plain", ".obs-place strong", ".obs-plot .gtitle", ".obs-plot .annotation-text"):
            property_name = "fill" if ".obs-plot" in selector else "color"
            color = page.locator(selector).first.evaluate(f"node => getComputedStyle(node).{property_name}")
            light, dark = sorted((luminance(color), ground), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (selector, color)
        assert (ground < 0.2) == (scheme == "dark")
