"""Every page, for every kind of territory: it opens, says where it is, and says what is missing."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = ["accueil", "indicateurs", "portrait", "initiatives", "leviers", "presentation", "donnees"]
PLACES = {
    "france-FR": "France",
    "region-53": "Bretagne",
    "departement-48": "Lozère",
    "departement-976": "Mayotte",
    "epci-246700488": "Eurométropole de Strasbourg",
    "epci-200040715": "Grenoble-Alpes-Métropole",
    "ept-200057867": "Plaine Commune",
    "commune-38185": "Grenoble",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("key", PLACES)
def test_a_page_opens_on_a_territory(open_page: Any, page: str, key: str) -> None:
    screen = open_page(page, territoire=key)

    assert screen.title
    assert screen.warnings == []
    assert PLACES[key] in screen.text
    assert "Base construite le" in screen.text  # the page was drawn to its foot
    assert screen.test.query_params["territoire"] == key


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_address_on_france(open_page: Any, page: str) -> None:
    screen = open_page(page)

    assert screen.warnings == []
    assert screen.test.query_params["territoire"] == "france-FR"


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_territory_is_said_and_the_page_shows_france(open_page: Any, page: str) -> None:
    screen = open_page(page, territoire="region-99")

    assert screen.warnings == [
        "Le territoire «\u202fregion-99\u202f» n’existe pas. Cherchez-le par son nom, son code ou son code postal."
    ]
    assert screen.title
    assert "Base construite le" in screen.text


@pytest.mark.parametrize(
    ("asked", "today", "name"),
    [("commune-69383", "commune-69123", "Lyon"), ("commune-74011", "commune-74010", "Annecy")],
)
def test_a_former_code_leads_to_the_territory_of_today(open_page: Any, asked: str, today: str, name: str) -> None:
    screen = open_page("portrait", territoire=asked)

    assert screen.test.query_params["territoire"] == today
    assert name in screen.title


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_a_machine_word(open_page: Any, page: str) -> None:
    for key in ("departement-976", "epci-246700488", "commune-38185"):
        text = open_page(page, territoire=key).text
        for word in (" nan", "None", "NaT", "<NA>", "not_available", "not_applicable"):
            assert word not in text


def test_every_chart_of_every_page_has_its_title_its_sentence_and_its_files(open_page: Any) -> None:
    for page in PAGES:
        for name, message in open_page(page, territoire="region-53").charts.items():
            assert message["title"], name
            assert message["plain"].endswith("."), name
            assert message["csv_address"].startswith(f"graphique/{name}.csv"), name
            assert ("figure" in message) != ("figure_address" in message), name


def test_the_home_page_says_the_share_in_clear_and_asks_five_questions(open_page: Any) -> None:
    screen = open_page("accueil", territoire="region-53")

    assert "En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3\u202f% en 2015" in screen.text
    links = [link.proto for link in screen.test.get("page_link")]
    assert [link.label for link in links if link.page.endswith("presentation")] == [
        "Où en sommes-nous\u202f?",
        "Est-ce plus qu’ailleurs\u202f?",
        "Comment cela évolue-t-il\u202f?",
        "Qui agit\u202f?",
        "Et maintenant, que peut-on faire\u202f?",
    ]


def test_mayotte_is_said_not_available_in_words(open_page: Any) -> None:
    for page in ("accueil", "portrait"):
        text = open_page(page, territoire="departement-976").text
        assert "non disponible" in text
        assert "0,0\u202f% en 2015" not in text


def test_the_map_says_that_mayotte_is_missing(open_page: Any) -> None:
    message = open_page("indicateurs", territoire="departement-976", niveau="departement").charts["carte"]

    assert "Non disponible\u202f: Mayotte" in message["plain"]
    missing = next(t for t in message["figure"]["data"] if t.get("name") == "Non disponible")
    assert missing["locations"] == ["976"]


def test_a_portrait_compares_with_what_contains_the_territory(open_page: Any) -> None:
    screen = open_page("portrait", territoire="departement-48")
    labels = screen.charts["comparaison"]["figure"]["layout"]["yaxis"]["ticktext"]

    assert labels == ["Lozère", "Occitanie", "France"]


def test_a_commune_without_indicator_has_the_figures_of_its_epci(open_page: Any) -> None:
    assert "Grenoble-Alpes-Métropole" in open_page("portrait", territoire="commune-38185").text
