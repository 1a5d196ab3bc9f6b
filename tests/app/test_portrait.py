"""The portrait to download says what its screen says, and its page offers the files."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest

from observatory.database import Database
from observatory.exports.portrait.contents import contents
from observatory.exports.portrait.model import Publication
from observatory.search import territory_from_key


@pytest.mark.parametrize("key", ["region-53", "departement-48", "epci-200054781", "commune-75056"])
def test_the_numbers_and_sentences_of_the_document_are_on_the_screen(
    open_page: Any, observatory: Database, key: str
) -> None:
    place = territory_from_key(observatory, key)
    assert place is not None
    portrait = contents(observatory, place, Publication(dt.date(2026, 11, 22), observatory.version, "Observatoire"))

    shown = html.unescape(open_page("portrait", territoire=key).text)

    for row in portrait.figures.rows:
        assert row.label in shown
        assert row.own.text in shown
    assert portrait.lead in shown
    assert portrait.neighbourhoods.sentences[0] in shown
    assert portrait.initiatives.sentences[0] in shown


def test_the_page_offers_both_files_and_the_pack(open_page: Any) -> None:
    screen = open_page("portrait", territoire="departement-67").test

    links = {button.proto.url for button in screen.get("link_button")}
    assert {"portrait/departement-67.pdf", "portrait/departement-67.docx"} <= links
    assert screen.radio(key="lot-quoi").options == [
        "Les intercommunalités du Bas-Rhin",
        "Les communes du Bas-Rhin",
        "Une liste",
    ]


def test_an_unknown_name_in_the_list_of_a_pack_is_told(open_page: Any) -> None:
    screen = open_page("portrait", territoire="commune-67001").test

    screen.text_area(key="lot-liste").set_value("Nulle-Part").run()
    next(button for button in screen.button if button.label == "Préparer le lot").click().run()

    assert any("Nulle-Part" in error.value for error in screen.error)
