"""The page Comparer, for an address: its charts, what it proposes, what it refuses."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("key", ["france-FR", "region-53", "departement-976", "ept-200057867", "commune-38185"])
@pytest.mark.parametrize("section", ["territoires", "deux", "profil", "mesure", "fichier"])
def test_every_section_opens_on_any_territory(open_page: Any, key: str, section: str) -> None:
    screen = open_page("comparer", territoire=key, rubrique=section)

    assert screen.title == "Comparer des territoires"
    assert screen.warnings == []
    assert "Base construite le" in screen.text
    for word in (" nan", "None", "NaT", "not_available"):
        assert word not in screen.text


def test_the_territories_of_the_address_are_compared(open_page: Any) -> None:
    screen = open_page("comparer", territoires="region-53,region-44,region-11", indicateur="part_ess_emploi")

    assert screen.test.multiselect[0].value == ["region-53", "region-44", "region-11"]
    assert "de 7,1\u202f% (Île-de-France) à 14,3\u202f% (Bretagne)" in screen.charts["comparer-barres"]["plain"]
    names = [trace["name"] for trace in screen.charts["comparer-evolution"]["figure"]["data"]]
    assert names == ["Bretagne", "Grand Est", "Île-de-France"]


def test_taking_a_territory_out_writes_the_address(open_page: Any) -> None:
    screen = open_page("comparer", territoires="region-53,region-44,region-11")

    screen.test.multiselect[0].set_value(["region-53", "region-11"]).run()

    assert screen.test.query_params["territoires"] == "region-53,region-11"


def test_a_proposed_territory_joins_the_comparison(open_page: Any) -> None:
    screen = open_page("comparer", territoires="departement-48", proposer="voisins")
    (pills,) = [group for group in screen.test.get("button_group") if group.label == "Ajouter à la comparaison"]

    pills.set_value("departement-15").run()

    assert screen.test.query_params["territoires"] == "departement-48,departement-15"


def test_an_unknown_territory_and_a_ninth_are_said(open_page: Any) -> None:
    screen = open_page("comparer", territoires="region-53,region-99")
    assert screen.warnings == ["Le territoire «\u202fregion-99\u202f» n’existe pas\u202f: il est laissé de côté."]

    nine = ",".join(f"departement-{code:02}" for code in range(1, 10))
    crowded = open_page("comparer", territoires=nine)
    assert "Les 8 premiers sont gardés." in crowded.warnings[0]
    assert len(crowded.test.multiselect[0].value) == 8


def test_two_indicators_are_drawn_with_their_correlation(open_page: Any) -> None:
    screen = open_page("comparer", rubrique="deux", territoire="departement-48", indicateur2="postes_fonjep")

    assert "corrélation de rang de Spearman" in screen.charts["comparer-nuage"]["plain"]
    assert screen.charts["comparer-nuage"]["clicks"] == "departement"


def test_the_profile_of_france_says_why_there_is_none(open_page: Any) -> None:
    screen = open_page("comparer", rubrique="profil")

    assert "seule de son niveau" in screen.text
    assert "comparer-profil" not in screen.charts


def test_a_list_becomes_a_territory_in_the_address(open_page: Any) -> None:
    screen = open_page("comparer", rubrique="mesure")

    screen.test.text_area[0].set_value("Rennes Métropole\n35288\nSaint-Denis")
    screen.test.text_input(key="mesure-nom").set_value("Nord <b>bretillien</b>")
    next(button for button in screen.test.button if button.label == "Réunir").click().run()

    assert screen.test.query_params["mesure"] == "epci-243500139,commune-35288"
    assert "désigne plusieurs territoires" in screen.warnings[0]
    assert "<b>" not in screen.test.header[0].value
    assert "1 intercommunalité et 1 commune" in screen.text
    assert {"mesure", "mesure-profil"} <= set(screen.charts)


def test_the_address_of_a_made_up_territory_gives_its_portrait(open_page: Any) -> None:
    screen = open_page("comparer", rubrique="mesure", mesure="departement-31,departement-48", nom="Deux")

    assert screen.test.header[0].value == "Deux"
    assert "2 départements" in screen.text
    assert "sans objet pour Lozère" in screen.text
    assert "c’est un minimum" in screen.text
    assert screen.test.text_area[0].value == "31\n48"


def test_a_made_up_territory_offers_its_portrait_and_lists_what_it_holds(open_page: Any) -> None:
    screen = open_page("comparer", rubrique="mesure", mesure="departement-31,departement-48", nom="Pays d’Œ")

    addresses = [button.proto.url for button in screen.test.get("link_button")]
    query = "mesure=departement-31,departement-48&nom=Pays+d%E2%80%99%C5%92"
    assert [f"portrait.pdf?{query}", f"portrait.docx?{query}"] == addresses
    assert "Territoire composé par le lecteur, sans existence administrative." in screen.text
    assert "3 contrats de ville dans les territoires réunis, 70\u202f" in screen.text
    assert "Toulouse Métropole" in screen.markup
    assert "Bourbaki (2015)" in screen.markup
    assert "leviers de l’étude dans «\u202fPays d’Œ\u202f»" in screen.text


def test_a_name_that_cannot_be_printed_is_said_in_place_of_the_downloads(open_page: Any) -> None:
    screen = open_page("comparer", rubrique="mesure", mesure="departement-48", nom="=1+1")

    assert screen.test.get("link_button") == []
    assert "ne peut pas être imprimé" in screen.warnings[0]


def test_a_wrong_member_in_the_address_is_said(open_page: Any) -> None:
    screen = open_page("comparer", rubrique="mesure", mesure="region-53")

    assert "n’est ni une commune" in screen.warnings[0]
    assert "mesure" not in screen.charts
