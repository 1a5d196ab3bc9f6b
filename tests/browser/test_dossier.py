"""The dossier, as a reader makes one: add, order, rename, undo, take away, save, reopen, send by its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pptx import Presentation

from .conftest import PATIENCE_MS, TELEPHONE, Reader, reading
from .test_export_menu import VIEW, choose

ADD = "Ajouter au dossier"
MAP = "Part de l’ESS dans l’emploi salarié, 2015"
CURVE = "Part de l’ESS dans l’emploi salarié en Bretagne, 2008-2015"
STRANGE = "<img src=x onerror=alert(1)> « #1 »"


@pytest.fixture
def newcomer(browser: Browser, server: str) -> Iterator[Reader]:
    """A reader whose browser keeps nothing yet."""
    with reading(browser, server, accept_downloads=True) as opened:
        yield opened


def entry(chart: str, **words: str) -> dict[str, object]:
    parameters = {"territoire": "region-53", "indicateur": "part_ess_emploi"}
    if chart == "carte":
        parameters |= {"niveau": "region", "annee": "2015"}
    return {"graphique": chart, "parametres": parameters, "libelle": chart, "vue": "", "titre": "", **words}


def dossier(*entries: dict[str, object], **words: object) -> dict[str, object]:
    whole = {"format": "dossier-observatoire-ess", "version": 1, "titre": "", "territoire": ""}
    return {**whole, "feuilles": list(entries), **words}


def open_with(reader: Reader, kept: dict[str, object]) -> Page:
    """Open the page « Dossier » in a browser that has kept this one."""
    key, text = json.dumps("observatoire-dossier"), json.dumps(json.dumps(kept))
    script = f"localStorage.getItem({key}) ?? localStorage.setItem({key}, {text})"
    reader.page.add_init_script(script)
    page = reader.open("/dossier?territoire=region-53")
    page.locator(".obs-dossier").wait_for()
    return page


def leaves(page: Page) -> Locator:
    return page.locator(".obs-leaf")


def titles(page: Page) -> list[str]:
    """What each chart of the dossier is called: the reader's title, else its own."""
    return [
        str(box.input_value() or box.get_attribute("placeholder"))
        for box in page.locator(".obs-leaf").get_by_label("Titre").all()
    ]


def wait_pictures(page: Page, count: int) -> None:
    expect(page.locator(".obs-shot img")).to_have_count(count, timeout=PATIENCE_MS)


def test_charts_of_two_pages_make_one_deck_in_the_readers_order_and_words(newcomer: Reader, tmp_path: Path) -> None:
    page = newcomer.open(VIEW)
    newcomer.wait_chart()
    choose(page, ADD)
    expect(page.locator(".obs-status").first).to_contain_text("Ajouté au dossier (1).")
    choose(page, ADD)
    expect(page.locator(".obs-status").first).to_contain_text("Ce graphique est déjà dans le dossier (1).")
    newcomer.open("/portrait?territoire=region-53")
    frame = page.locator(
        ".obs-chart", has=page.locator("[aria-label^='Part de l’ESS dans l’emploi salarié en Bretagne']")
    )
    frame.locator(".obs-plot[data-drawn]").wait_for(timeout=PATIENCE_MS)
    frame.get_by_role("button", name="Exporter").click()
    frame.get_by_role("menuitem", name=ADD).click()
    frame.get_by_role("link", name="Ouvrir le dossier").click()
    wait_pictures(page, 2)
    assert titles(page) == [MAP, CURVE]

    up = leaves(page).nth(1).get_by_role("button", name="Monter")
    up.focus()
    page.keyboard.press("Enter")
    assert titles(page) == [CURVE, MAP]
    expect(page.locator(".obs-dossier-status")).to_have_text(
        f"«\u202f{CURVE}\u202f» est maintenant en position 1 sur 2."
    )
    expect(leaves(page).nth(0).get_by_role("button", name="Descendre")).to_be_focused()
    leaves(page).nth(1).get_by_label("Titre").fill(STRANGE)
    leaves(page).nth(1).get_by_label("Commentaire").fill("Deux lignes,\nà lire.")
    page.get_by_label("Titre du dossier").fill("L’ESS en conseil")
    page.reload()
    wait_pictures(page, 2)
    assert titles(page) == [CURVE, STRANGE]

    with page.expect_download() as waiting:
        page.get_by_role("button", name="PowerPoint").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "dossier_l-ess-en-conseil.pptx"
    slides = list(Presentation(str(path)).slides)
    said, title = slides[1].shapes.title.text, slides[2].shapes.title.text
    assert slides[0].shapes.title.text == "L’ESS en conseil"
    assert said.startswith("En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3")
    assert title == STRANGE
    words = "\n".join(shape.text_frame.text for shape in slides[2].shapes if shape.has_text_frame)
    assert "à lire." in words
    assert "/indicateurs?indicateur=part_ess_emploi" in words
    assert newcomer.strangers() == []
    assert newcomer.complaints == []


def test_each_action_can_be_undone(newcomer: Reader) -> None:
    page = open_with(newcomer, dossier(entry("carte"), entry("evolution"), entry("comparaison")))
    wait_pictures(page, 3)
    before = titles(page)
    undo = page.get_by_role("button", name="Annuler la dernière action")
    expect(undo).to_be_disabled()

    leaves(page).nth(1).get_by_role("button", name="Retirer").click()
    expect(leaves(page)).to_have_count(2)
    expect(undo).to_be_focused()
    leaves(page).nth(0).get_by_label("Titre").fill("Autre titre")
    page.get_by_role("button", name="Vider").click()
    expect(page.locator(".obs-empty")).to_be_visible()
    for count in (2, 2, 3):
        undo.click()
        expect(leaves(page)).to_have_count(count)

    wait_pictures(page, 3)
    assert titles(page) == before
    expect(undo).to_be_disabled()


def test_a_dossier_saved_is_reopened_whole_elsewhere(browser: Browser, server: str, tmp_path: Path) -> None:
    words = {"titre": STRANGE, "commentaire": "Mot à mot."}
    with reading(browser, server, accept_downloads=True) as first:
        page = open_with(first, dossier(entry("carte", **words), entry("evolution"), titre="Conseil", territoire="Ici"))
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Enregistrer le dossier").click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
    assert path.name == "dossier_conseil.json"

    with reading(browser, server) as second:
        page = second.open("/dossier")
        page.locator("input[type=file]").set_input_files(path)
        wait_pictures(page, 2)
        assert titles(page) == [STRANGE, CURVE]
        assert leaves(page).nth(0).get_by_label("Commentaire").input_value() == "Mot à mot."
        assert page.get_by_label("Titre du dossier").input_value() == "Conseil"
        assert page.get_by_label("Territoire", exact=True).input_value() == "Ici"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Bonjour", "Ce fichier n’est pas un dossier de l’observatoire (ce n’est pas du JSON)."),
        (json.dumps(dossier(version=2)), "Ce dossier est de la version 2, l’observatoire lit la version 1."),
        ("x" * 250_000, "Ce fichier est trop gros pour être un dossier (250 ko)."),
    ],
)
def test_a_file_that_is_not_a_dossier_loses_nothing(newcomer: Reader, tmp_path: Path, body: str, sentence: str) -> None:
    (tmp_path / "autre.json").write_text(body, encoding="utf-8")
    page = open_with(newcomer, dossier(entry("carte")))

    page.locator("input[type=file]").set_input_files(tmp_path / "autre.json")

    expect(page.locator(".obs-dossier-status.obs-failed")).to_contain_text(sentence)
    expect(leaves(page)).to_have_count(1)


def test_a_chart_that_no_longer_exists_stays_with_its_reason(newcomer: Reader, tmp_path: Path) -> None:
    gone = {"graphique": "carte", "parametres": {"territoire": "region-99"}, "libelle": "Région disparue", "vue": ""}
    page = open_with(newcomer, dossier(entry("evolution"), gone))

    reason = leaves(page).nth(1).locator(".obs-problem")
    expect(reason).to_contain_text("Le territoire «\u202fregion-99\u202f» n’existe pas.")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PowerPoint").click()
    waiting.value.save_as(tmp_path / "dossier.pptx")

    expect(page.locator(".obs-dossier-status")).to_contain_text("1 graphique ne peut plus être dessiné et n’y est pas.")
    assert titles(page)[1] == "Région disparue"


def test_a_dossier_travels_in_an_address_that_no_server_sees(browser: Browser, server: str) -> None:
    with reading(browser, server, permissions=["clipboard-read", "clipboard-write"]) as first:
        page = open_with(first, dossier(entry("carte", titre=STRANGE), entry("evolution"), titre="Conseil"))
        page.get_by_role("button", name="Copier le lien").click()
        expect(page.locator(".obs-dossier-status")).to_contain_text("Lien du dossier copié.")
        address = str(page.evaluate("navigator.clipboard.readText()"))
    assert len(address) <= 2000

    with reading(browser, server) as second:
        page = second.open(address.removeprefix(server))
        wait_pictures(page, 2)
        assert titles(page) == [STRANGE, CURVE]
        assert "#" not in page.url
        assert not [url for url in second.requests if "dossier=" in url]

    with reading(browser, server) as third:
        open_with(third, dossier(entry("comparaison")))
        page = third.open("/leviers")
        page = third.open(address.removeprefix(server))
        expect(page.locator(".obs-offer")).to_contain_text("de 2 graphiques\u202f; le vôtre en a 1.")
        page.get_by_role("button", name="Garder le mien").click()
        expect(leaves(page)).to_have_count(1)


def test_an_address_that_was_cut_says_so(newcomer: Reader) -> None:
    page = newcomer.open("/dossier?territoire=region-53#dossier=q1YqUrIy")

    expect(page.locator(".obs-dossier-status.obs-failed")).to_contain_text("Le dossier de cette adresse est abîmé")


def test_the_navigation_counts_the_charts_on_every_page(newcomer: Reader) -> None:
    page = open_with(newcomer, dossier(entry("carte"), entry("evolution")))
    for path in ("/leviers", "/"):
        newcomer.open(path)
        link = page.locator("[data-testid=stTopNavLink][href$='/dossier'] p")
        counted = link.evaluate("link => getComputedStyle(link, '::after').content")
        assert counted == '"\u00a0(2)"'


def test_ten_charts_of_every_kind_are_a_light_deck(newcomer: Reader, tmp_path: Path) -> None:
    charts = ("carte", "classement", "repartition", "evolution", "comparaison")
    others = ("carte-initiatives", "matrice", "types-initiatives", "leviers", "carte-qpv")
    place = {"territoire": "region-53"}
    page = open_with(
        newcomer,
        dossier(*({"graphique": n, "parametres": place, "libelle": n, "vue": ""} for n in (*charts, *others))),
    )
    wait_pictures(page, 10)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PowerPoint").click()
    waiting.value.save_as(tmp_path / "dix.pptx")

    assert len(Presentation(str(tmp_path / "dix.pptx")).slides) >= 12
    assert (tmp_path / "dix.pptx").stat().st_size <= 500_000


def test_a_telephone_shows_the_dossier_without_overflow(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=TELEPHONE, has_touch=True) as reader:
        page = open_with(reader, dossier(entry("carte", titre="Un titre " * 20), entry("evolution")))
        wait_pictures(page, 2)

        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
        for button in page.locator(".obs-dossier button:visible").all():
            box = button.bounding_box()
            assert box
            assert box["x"] + box["width"] <= TELEPHONE["width"]
