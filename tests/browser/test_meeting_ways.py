"""The ways into a meeting and out of it: at once, back and forth, by a code, with a reader’s words, with no server."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, expect

from .conftest import PATIENCE_MS, reading, serving
from .meeting_screen import (
    LONGEST_TURN_MS,
    OPENING,
    OUTSIDE,
    ROOM,
    open_meeting,
    sentence,
    step_of,
    steps_of,
    wait_ready,
)


def test_the_title_and_the_comment_of_the_dossier_are_on_the_stage_in_the_notes_and_in_the_address(
    browser: Browser, server: str
) -> None:
    leaf = {"graphique": "spaser", "parametres": {"territoire": "france-FR"}, "libelle": "Les SPASER", "vue": "leviers",
            "titre": "Acheter autrement", "commentaire": "Deux voisins l’ont fait, avec leur département."}  # fmt: skip
    dossier = {"format": "dossier-observatoire-ess", "version": 1, "titre": "", "territoire": "", "feuilles": [leaf]}
    with reading(browser, server, viewport=ROOM) as reader:
        page = reader.open("/presentation?territoire=departement-48&etapes=situation")
        page.evaluate(f"localStorage.setItem('observatoire-dossier', {json.dumps(json.dumps(dossier))})")
        page.evaluate("dispatchEvent(new CustomEvent('obs-dossier'))")
        page.get_by_role("button", name=re.compile("Ajouter.: Acheter autrement")).click()
        lines = page.locator("ol.obs-prepare-steps li")
        expect(lines).to_have_count(2, timeout=PATIENCE_MS)
        page.evaluate("localStorage.clear()")  # another screen has the address only

        page.reload()
        lines.nth(1).get_by_role("button", name="Présenter d’ici").click()
        wait_ready(page)

        assert step_of(page) == "graphique-1"
        assert "etape=graphique-1" in page.url
        sentence(page).to_have_text("Acheter autrement")
        expect(page.locator(".obs-shown .obs-step-aside")).to_have_text(leaf["commentaire"])
        page.keyboard.press("n")
        expect(page.locator(".obs-stage-notes")).to_contain_text(f"Votre commentaire{leaf['commentaire']}")


def test_the_browser_goes_back_to_where_one_was_and_forward_to_the_meeting(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=ROOM) as reader:
        page = reader.open("/presentation?territoire=region-53")
        page.get_by_role("button", name="Commencer la présentation").click()
        wait_ready(page)
        page.keyboard.press("ArrowRight")

        page.go_back()
        expect(page.locator(".obs-stage")).to_have_count(0)
        assert page.url.endswith("/presentation?territoire=region-53")
        page.go_forward()
        expect(page.locator(".obs-stage")).to_have_attribute("data-step", "ailleurs")
        page.keyboard.press("Escape")
        expect(page.locator(".obs-stage")).to_have_count(0)
        expect(page.get_by_role("button", name="Commencer la présentation")).to_be_focused()
        assert "etape" not in page.url

        page.goto(f"{server}/?territoire=region-53")
        page.get_by_role("link", name="Qui agit").click()
        wait_ready(page)
        page.wait_for_url(re.compile("/presentation.*etape=acteurs"))
        page.go_back()
        expect(page.locator(".obs-stage")).to_have_count(0)
        expect(page.locator("h1").first).to_contain_text("territoire par territoire", timeout=PATIENCE_MS)


def test_a_question_of_the_first_page_is_answered_in_words_at_once(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=ROOM) as reader:
        page = reader.page
        page.add_init_script(OPENING)
        with page.expect_response(re.compile(r"reunion\.json")) as answer:
            reader.open("/?territoire=region-53")
        answer.value.finished()
        page.wait_for_timeout(1000)

        page.get_by_role("link", name="Comment cela évolue").click()
        wait_ready(page)

        opened = page.evaluate("window.opened")
        assert opened["step"] == "evolution"
        assert opened["took"] <= LONGEST_TURN_MS
        assert not opened["spinner"]
        page.wait_for_url(re.compile("/presentation.*etape=evolution"))
        expect(page.locator(".obs-root-meeting")).to_have_count(1, timeout=PATIENCE_MS)
        expect(page.locator(".obs-stage")).to_have_count(1)
        assert [url for url in reader.requests if "reunion.json" in url] == [answer.value.url]


def test_a_step_is_read_aloud_with_its_place_in_the_meeting(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=ROOM, reduced_motion="reduce") as reader:
        page = open_meeting(reader, "region-53")

        page.keyboard.press("ArrowRight")

        said = page.locator(".obs-stage [aria-live=polite]")
        expect(said).to_have_text(
            re.compile(r"^Est-ce plus qu’ailleurs.\? Part de l’ESS en Bretagne.+Étape 2 sur 7\.$")
        )
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert page.evaluate("document.activeElement.closest('.obs-stage') !== null")
        assert outline == "solid"


def test_the_code_of_a_step_opens_it_on_another_screen(browser: Browser, server: str) -> None:
    with reading(browser, server, viewport=ROOM) as reader:
        page = open_meeting(reader, "region-53", "&etapes=leviers,situation,acteurs", step="acteurs")
        page.keyboard.press("q")
        expect(page.locator(".obs-stage-qr svg")).to_be_visible()
        told = page.request.get(f"{server}/reunion.json?territoire=region-53&etapes=leviers,situation,acteurs").json()
        address = told["steps"][2]["qr"]["address"]

        page.goto(address)
        wait_ready(page)

        assert step_of(page) == "acteurs"
        assert steps_of(page) == ["leviers", "situation", "acteurs"]


def test_the_meeting_says_that_the_server_is_gone_and_goes_on_when_it_is_back(
    browser: Browser, database: Path, tmp_path: Path
) -> None:
    with ExitStack() as first:
        address = first.enter_context(serving(database, tmp_path / "first.txt"))
        with reading(browser, address, viewport=ROOM) as reader:
            page = open_meeting(reader, "region-53")
            lost = page.locator(".obs-stage-lost")
            expect(lost).to_be_hidden()

            first.close()
            expect(lost).to_have_text("Hors connexion", timeout=PATIENCE_MS)
            page.keyboard.press("ArrowRight")
            assert step_of(page) == "ailleurs"
            assert page.evaluate(OUTSIDE) == []

            with serving(database, tmp_path / "second.txt", port=int(address.rpartition(":")[2])):
                expect(lost).to_be_hidden(timeout=PATIENCE_MS)
                page.keyboard.press("Escape")
                page.reload()
                lines = page.locator("ol.obs-prepare-steps li")
                expect(lines).to_have_count(7, timeout=PATIENCE_MS)
