"""A meeting: by keyboard from end to end, in large type, with the server stopped midway; how few clicks lead there."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from .conftest import PATIENCE_MS, TELEPHONE, Reader, in_front_of, reading, serving
from .meeting_screen import (
    LARGE_ROOM,
    LONGEST_TURN_MS,
    OUTSIDE,
    ROOM,
    STOPWATCH,
    TEXTS,
    Hand,
    open_meeting,
    sentence,
    step_of,
    steps_of,
    wait_ready,
)


def test_a_whole_meeting_is_held_by_keyboard_without_waiting(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=ROOM) as reader:
        reader.page.add_init_script(STOPWATCH)
        page = open_meeting(reader, "region-53")
        known = steps_of(page)
        assert len(known) == 7

        seen = [step_of(page)]
        for key in ("ArrowRight", " ", "PageDown", "Enter", "ArrowDown", "ArrowRight"):
            page.keyboard.press(key)
            seen.append(step_of(page))
        assert seen == known
        page.keyboard.press("ArrowRight")
        assert step_of(page) == known[-1]
        for key, expected in (
            ("PageUp", known[5]),
            ("ArrowLeft", known[4]),
            ("Home", known[0]),
            ("End", known[6]),
            ("Shift+ ", known[5]),
        ):
            page.keyboard.press(key)
            assert step_of(page) == expected
        assert "etape=autres" in page.url

        page.wait_for_function("window.turns.length >= 11")
        turns = page.evaluate("window.turns")
        assert max(turn["took"] for turn in turns) <= LONGEST_TURN_MS
        assert all(turn["drawn"] and not turn["spinner"] for turn in turns)
        assert reader.strangers() == []
        assert reader.complaints == []


def test_black_notes_and_code_open_and_close_by_keyboard_then_escape_leaves(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=ROOM) as reader:
        page = open_meeting(reader, "region-53", step="ailleurs")

        page.keyboard.press("b")
        expect(page.locator(".obs-stage-black")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".obs-stage-black")).to_be_hidden()
        assert step_of(page) == "ailleurs"

        page.keyboard.press("n")
        notes = page.locator(".obs-stage-notes")
        for words in ("En clair", "Prudence", "Source", "valeur la plus élevée des 17 régions", "Insee, Clap"):
            expect(notes).to_contain_text(words)
        page.keyboard.press("q")
        expect(notes).to_be_hidden()
        expect(page.locator(".obs-stage-qr svg")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".obs-stage-qr")).to_be_hidden()

        before = page.locator(".obs-stage").evaluate("node => getComputedStyle(node).backgroundColor")
        page.keyboard.press("d")
        assert page.locator(".obs-stage").evaluate("node => getComputedStyle(node).backgroundColor") != before

        page.keyboard.press("Escape")
        expect(page.locator(".obs-stage")).to_have_count(0)
        expect(page.locator("h1").first).to_contain_text("Présenter la Bretagne")
        assert "etape=" not in page.url


def test_full_screen_is_the_meeting_alone(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=ROOM) as reader:
        page = open_meeting(reader, "region-53")

        page.keyboard.press("f")

        page.wait_for_function("document.fullscreenElement?.classList.contains('obs-stage')")
        page.keyboard.press("f")
        page.wait_for_function("!document.fullscreenElement")
        assert step_of(page) == "situation"


def test_prepared_steps_go_on_turning_when_the_server_stops(browser: Browser, database: Path, tmp_path: Path) -> None:
    with ExitStack() as server, ExitStack() as room:
        address = server.enter_context(serving(database, tmp_path / "log.txt"))
        reader = room.enter_context(reading(browser, address, viewport=ROOM))
        reader.page.add_init_script(STOPWATCH)
        page = open_meeting(reader, "region-53")  # a deep link, first request of this server
        known = steps_of(page)
        page.keyboard.press("PageDown")

        server.close()
        page.wait_for_timeout(3000)  # Streamlit has noticed by now

        for expected in known[2:]:
            page.keyboard.press("PageDown")
            assert step_of(page) == expected
            assert page.evaluate(
                "Boolean(document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest('.obs-stage'))"
            )
            assert page.locator(".obs-shown .main-svg").first.is_visible()
        page.keyboard.press("Home")
        page.keyboard.press("d")  # drawn again in dark colours: the shapes are in the page
        page.wait_for_timeout(500)
        assert page.locator(".obs-shown .choroplethlayer path").count() == 18 + 1  # the régions, one of them outlined
        assert max(turn["took"] for turn in page.evaluate("window.turns")) <= LONGEST_TURN_MS
        page.get_by_role("button", name="Étape suivante").click()
        assert step_of(page) == known[1]
        page.get_by_role("button", name="Quitter").click()
        expect(page.locator(".obs-stage")).to_have_count(0)


@pytest.mark.parametrize("viewport", [ROOM, LARGE_ROOM], ids=["1280x720", "1920x1080"])
@pytest.mark.parametrize(
    "place", ["france-FR", "region-53", "departement-48", "epci-246700488", "departement-976", "commune-48095"]
)
def test_a_room_reads_every_step_and_scrolls_nothing(
    browser: Browser, server: str, place: str, viewport: ViewportSize
) -> None:
    smallest = 24 * viewport["width"] / 1280
    with reading(browser, server, viewport=viewport) as reader:
        page = open_meeting(reader, place)
        for key in steps_of(page):
            assert step_of(page) == key
            texts = page.evaluate(TEXTS)
            assert len(texts) > 8
            assert [text for text in texts if text[1] < smallest - 0.1] == []
            assert page.evaluate(OUTSIDE) == []
            page.keyboard.press("n")
            notes = page.locator(".obs-stage-notes")
            assert notes.evaluate("node => node.scrollHeight <= node.clientHeight + 1")
            page.keyboard.press("n")
            page.keyboard.press("ArrowRight")


def test_a_telephone_turns_steps_with_a_finger(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=TELEPHONE, has_touch=True) as reader:
        page = open_meeting(reader, "region-53")
        finger = page.context.new_cdp_session(page)

        def swipe(start: int, end: int) -> None:
            finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start, "y": 500}]})
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": end, "y": 505}]})
            finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        swipe(300, 100)
        assert step_of(page) == "ailleurs"
        swipe(100, 300)
        assert step_of(page) == "situation"
        for _ in steps_of(page):
            assert page.evaluate(OUTSIDE) == []
            assert min(text[1] for text in page.evaluate(TEXTS)) >= 15
            swipe(300, 100)


def test_steps_are_taken_out_moved_and_brought_from_the_dossier_in_the_address(browser: Browser, server: str) -> None:
    leaf = {"graphique": "spaser", "parametres": {"territoire": "france-FR"}, "libelle": "Les SPASER", "vue": "leviers",
            "titre": "", "commentaire": ""}  # fmt: skip
    dossier = {"format": "dossier-observatoire-ess", "version": 1, "titre": "", "territoire": "", "feuilles": [leaf]}
    with reading(browser, server, viewport=ROOM) as reader:
        reader.page.add_init_script(f"localStorage.setItem('observatoire-dossier', {json.dumps(json.dumps(dossier))})")
        page = reader.open("/presentation?territoire=departement-48")
        lines = page.locator("ol.obs-prepare-steps li")
        expect(lines).to_have_count(6, timeout=PATIENCE_MS)

        lines.nth(1).get_by_role("button", name="Retirer").click()
        expect(lines).to_have_count(5, timeout=PATIENCE_MS)
        lines.nth(1).get_by_role("button", name="Monter").click()
        expect(lines.first).to_contain_text("Comment cela évolue-t-il", timeout=PATIENCE_MS)
        page.get_by_role("button", name="Ajouter : Les SPASER").or_(
            page.get_by_role("button", name="Ajouter\u202f: Les SPASER")
        ).click()
        expect(lines).to_have_count(6, timeout=PATIENCE_MS)

        page.wait_for_url(re.compile("etapes=evolution"))
        (kept,) = parse_qs(urlsplit(page.url).query)["etapes"]
        assert kept.split(",")[:5] == ["evolution", "situation", "acteurs", "autres", "leviers"]
        assert kept.split(",")[5].startswith("graphique!spaser!")

        page.reload()
        expect(lines).to_have_count(6, timeout=PATIENCE_MS)
        page.get_by_role("button", name="Commencer la présentation").click()
        wait_ready(page)
        assert steps_of(page) == kept.split(",")
        page.keyboard.press("End")
        sentence(page).to_contain_text("schéma d’achats responsables")


def test_the_meeting_leaves_as_slides(browser: Browser, server: str) -> None:
    with reading(browser, server, accept_downloads=True) as reader:
        page = reader.open("/presentation?territoire=region-53")

        with page.expect_download() as started:
            page.get_by_role("button", name="Télécharger en PowerPoint").click()

        assert started.value.suggested_filename == "reunion_bretagne.pptx"


def test_an_unknown_step_is_said_with_the_way_back(browser: Browser, server: str) -> None:
    with reading(browser, server) as reader:
        page = reader.open("/presentation?territoire=region-53&etapes=meteo")

        expect(page.get_by_role("alert").filter(has_text="meteo")).to_contain_text("n’existe pas", timeout=PATIENCE_MS)
        page.get_by_role("button", name="Revenir aux étapes préparées").click()
        expect(page.locator("ol.obs-prepare-steps li")).to_have_count(7, timeout=PATIENCE_MS)


def test_the_analyst_takes_a_chart_away_as_a_slide_in_two_clicks(reader: Reader) -> None:
    page, hand = reader.open("/indicateurs?territoire=region-53"), Hand()
    reader.wait_chart()

    hand.click(page.get_by_role("button", name="Exporter").first)
    with page.expect_download() as started:
        hand.click(page.get_by_role("menuitem", name="Diapositive PowerPoint").first)

    assert started.value.suggested_filename.endswith(".pptx")
    assert hand.clicks <= 2


def test_somebody_finds_the_share_of_their_epci_in_three_clicks(reader: Reader) -> None:
    page, hand = reader.open("/"), Hand()

    box = page.get_by_role("combobox", name="Où regardons-nous")
    hand.click(box)
    box.press_sequentially("eurometropole de strasbourg", delay=10)
    hand.click(page.get_by_role("option").filter(has_text="Eurométropole de Strasbourg").first)
    page.wait_for_url(re.compile("territoire=epci-246700488"))
    hand.click(page.get_by_role("link", name="Où en sommes-nous"))

    # The source stops at the département: its share is given, and it is said whose it is.
    sentence(page).to_contain_text(
        "Dans le Bas-Rhin, la part de l’ESS dans l’emploi salarié est de 9,9\u202f% en 2015", timeout=PATIENCE_MS
    )
    page.keyboard.press("n")
    expect(page.locator(".obs-stage-notes")).to_contain_text("n’est pas connu dans l’Eurométropole de Strasbourg")
    assert hand.clicks <= 3


def test_an_elected_official_starts_the_meeting_in_three_clicks(desktop: BrowserContext, server: str) -> None:
    with in_front_of(desktop, server) as reader:
        page, hand = reader.open("/?territoire=region-53"), Hand()

        hand.click(page.get_by_role("link", name="Est-ce plus qu’ailleurs"))

        wait_ready(page)
        assert step_of(page) == "ailleurs"
        assert hand.clicks <= 3
        hand.click(page.get_by_role("button", name="Quitter"))
        expect(page.locator(".obs-stage")).to_have_count(0)
        expect(page.locator("h1").first).to_contain_text("Présenter la Bretagne")
