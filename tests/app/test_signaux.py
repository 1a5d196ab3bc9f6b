"""The page Signaux: for twenty territories it says what is unusual with its test and its caution, or why nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

PLACES = [
    *("france-FR", "region-53", "region-11", "region-06", "region-94", "departement-48", "departement-92"),
    *("departement-976", "departement-75", "departement-2A", "departement-59", "epci-243100518", "epci-200040715"),
    *("epci-246700488", "epci-244500468", "epci-200084952", "ept-200057867", "commune-38185", "commune-76351"),
    "commune-01001",
]
WORTH = re.compile(r"\b(meilleure?s?|pires?|bons?|bonnes?|mauvaise?s?|retard|performan\w+|classement)\b")


@pytest.mark.parametrize("key", PLACES)
def test_the_page_says_something_of_a_territory(open_page: Any, key: str) -> None:
    screen = open_page("signaux", territoire=key)
    cards = screen.markup.count("obs-signal")

    assert screen.title.startswith("Signaux ")
    assert screen.warnings == []
    assert cards <= 12
    assert screen.text.count("Le test") == screen.text.count("Précaution") == cards
    assert len([n for n in screen.charts if n.startswith("signal-")]) <= cards
    assert cards or "Rien d’inhabituel" in screen.text or "Aucun signal ne peut être cherché" in screen.text
    for word in (" nan", "None", "NaT", "<NA>", "not_available", "inf "):
        assert word not in screen.text
    assert "n’existe pas" not in screen.text
    assert not WORTH.search(screen.text.replace("rien ici n’est un classement", ""))


def test_a_signal_has_its_sentence_its_test_and_its_chart(open_page: Any) -> None:
    screen = open_page("signaux", territoire="departement-48")

    assert (
        "En Lozère, la part de l’ESS dans l’emploi salarié est de 28,0\u202f% en 2015, plus de deux fois plus qu’en "
        "France (10,5\u202f%, soit 17,5\u00a0points de plus)\u202f: loin au-dessus de la moitié centrale des "
        "départements."
    ) in screen.text
    assert "100 départements comparés" in screen.text
    assert "«\u202floin\u202f» se dit" in screen.text
    assert "<details><summary>Le test</summary>" in screen.markup
    assert "Lozère" in str(screen.charts["signal-ecart"]["plain"])


def test_signals_are_filtered_by_kind_and_the_choice_is_in_the_address(open_page: Any) -> None:
    everything = open_page("signaux", territoire="region-53")
    absences = open_page("signaux", territoire="region-53", signal="absence")

    assert "Du plus rare au plus courant" in everything.text
    assert "absent des cinq documents lus" in absences.text
    assert set(absences.charts) == {"signal-absence"}
    assert 0 < absences.markup.count("obs-signal") < everything.markup.count("obs-signal")


def test_france_is_explained_and_its_levels_can_be_looked_at(open_page: Any) -> None:
    alone = open_page("signaux", territoire="france-FR")
    regions = open_page("signaux", territoire="france-FR", portee="niveau", niveau="departement")

    assert "La France n’a pas de territoire de même niveau" in alone.text
    assert regions.markup.count("obs-signal") == 12
    assert any("autres" in toggle.label for toggle in regions.test.toggle)
    regions.test.toggle[0].set_value(True).run()
    assert regions.markup.count("obs-signal") > 12


def test_a_territory_no_document_cites_is_not_given_a_list_of_absences(open_page: Any) -> None:
    screen = open_page("signaux", territoire="departement-976")

    assert "ce silence ne dit rien de ce qui s’y fait" in screen.text
    assert "signal-absence" not in screen.charts
