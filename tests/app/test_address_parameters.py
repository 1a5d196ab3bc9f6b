"""Every choice lives in the address: reopening the link gives the same view, a wrong one is said in French."""

from __future__ import annotations

from typing import Any

import pytest

KEPT = [
    ("indicateurs", {"indicateur": "population_qpv"}, "carte", "Habitants des quartiers prioritaires, 2018"),
    ("indicateurs", {"niveau": "departement"}, "carte", "Part de l’ESS dans l’emploi salarié, 2015"),
    ("indicateurs", {"annee": "2008"}, "carte", "Part de l’ESS dans l’emploi salarié, 2008"),
]


@pytest.mark.parametrize(("page", "address", "chart", "title"), KEPT)
def test_the_chart_is_the_one_of_the_address(
    open_page: Any, page: str, address: dict[str, str], chart: str, title: str
) -> None:
    screen = open_page(page, **address)

    assert screen.chart_title(chart) == title
    for name, value in address.items():
        assert screen.test.query_params[name] == value


def test_the_whole_view_is_in_the_address(open_page: Any) -> None:
    address = {
        "territoire": "departement-35",
        "indicateur": "postes_fonjep",
        "niveau": "epci",
        "annee": "2021",
        "cadre": "region",
        "vue": "evolution",
    }

    screen = open_page("indicateurs", **address)

    assert dict(screen.test.query_params) == address
    assert "evolution" in screen.charts
    assert "cadre=region" in screen.charts["carte"]["table_address"]
    assert screen.charts["carte"]["file_name"] == "postes-fonjep_intercommunalites_bretagne_2021"


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("indicateur", "bonheur", "l’indicateur"),
        ("niveau", "planete", "le niveau"),
        ("annee", "1999", "l’année"),
        ("cadre", "lune", "le cadre"),
        ("vue", "rose", "la vue"),
    ],
)
def test_an_unknown_choice_is_said_and_the_default_shown(open_page: Any, name: str, value: str, what: str) -> None:
    address = {"territoire": "departement-35", "niveau": "departement", name: value}

    screen = open_page("indicateurs", **address)

    assert screen.warnings == [f"«\u202f{value}\u202f» n’est pas un choix possible pour {what}."]
    assert "carte" in screen.charts
    assert "Base construite le" in screen.text


def test_a_year_that_the_new_indicator_does_not_have_leaves_no_dead_end(open_page: Any) -> None:
    screen = open_page("indicateurs", indicateur="population_qpv", annee="2015")

    assert screen.chart_title("carte") == "Habitants des quartiers prioritaires, 2018"


def test_choosing_writes_the_address(open_page: Any) -> None:
    screen = open_page("indicateurs", territoire="region-53")

    screen.test.selectbox[0].set_value("population_qpv").run()

    assert screen.test.query_params["indicateur"] == "population_qpv"
    assert screen.test.query_params["territoire"] == "region-53"
    assert screen.chart_title("carte") == "Habitants des quartiers prioritaires, 2018"


def test_choosing_the_default_takes_it_out_of_the_address(open_page: Any) -> None:
    screen = open_page("indicateurs", indicateur="population_qpv")

    screen.test.selectbox[0].set_value("part_ess_emploi").run()

    assert "indicateur" not in screen.test.query_params


def test_changing_indicator_keeps_no_level_that_it_does_not_have(open_page: Any) -> None:
    screen = open_page("indicateurs", indicateur="population_qpv", niveau="epci")

    screen.test.selectbox[0].set_value("part_ess_emploi").run()

    assert not screen.test.exception
    assert "régions" in screen.charts["carte"]["figure"]["layout"]["title"]["subtitle"]["text"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"type": "scic"}, {"Société coopérative d’intérêt collectif (SCIC)"}),
        ({"type": "scic,spaser"}, {"Société coopérative d’intérêt collectif (SCIC)", "SPASER"}),
    ],
)
def test_kinds_filter_the_cards(open_page: Any, address: dict[str, str], expected: set[str]) -> None:
    screen = open_page("initiatives", **address)
    kinds = screen.charts["types-initiatives"]["figure"]["layout"]["yaxis"]["ticktext"]

    assert len(kinds) == len(expected)
    assert screen.test.query_params["type"] == address["type"]


@pytest.mark.parametrize(
    "address",
    [
        {"theme": "achats_responsables"},
        {"document": "listes"},
        {"texte": "monnaie"},
        {"de": "2015"},
        {"a": "2010"},
        {"de": "2010", "a": "2015"},
        {"page": "2"},
        {"vue": "matrice"},
        {"type": "scic", "theme": "cooperation_territoriale", "territoire": "region-84"},
    ],
)
def test_every_filter_of_the_address_is_kept(open_page: Any, address: dict[str, str]) -> None:
    screen = open_page("initiatives", **address)

    assert screen.warnings == []
    assert "carte-initiatives" in screen.charts
    for name, value in address.items():
        assert screen.test.query_params[name] == value


def test_no_initiative_for_these_filters_is_said_and_one_click_removes_them(open_page: Any) -> None:
    screen = open_page("initiatives", territoire="region-53", texte="zzz", type="scic", de="2010")

    assert [str(info.value) for info in screen.test.info] == ["Aucune initiative en Bretagne ne répond à ces filtres."]
    assert "ne citent aucune" not in screen.text

    screen.test.button[0].click().run()

    assert screen.test.query_params == {"territoire": "region-53"}
    assert "carte-initiatives" in screen.charts


def test_a_territory_without_any_initiative_offers_no_filter_to_remove(open_page: Any) -> None:
    screen = open_page("initiatives", territoire="commune-67001", texte="zzz")

    assert screen.test.info[0].value.startswith("Les documents lus ne citent aucune initiative à Achenheim.")
    assert len(screen.test.button) == 0


def test_filters_change_what_is_counted(open_page: Any) -> None:
    everything = int(open_page("initiatives").test.header[0].value.split()[0].replace("\u202f", ""))
    some = int(open_page("initiatives", texte="monnaie").test.header[0].value.split()[0].replace("\u202f", ""))

    assert 0 < some < everything


def test_a_second_page_shows_other_cards(open_page: Any) -> None:
    first, second = open_page("initiatives").markup, open_page("initiatives", page="2").markup

    assert first.count("obs-card") > 20
    assert first != second


@pytest.mark.parametrize("page", ["0", "9999", "²", "abc", "9" * 5000])
def test_a_page_that_does_not_exist_shows_the_nearest(open_page: Any, page: str) -> None:
    assert "obs-card" in open_page("initiatives", page=page).markup


def test_an_initiative_of_the_address_is_shown_first(open_page: Any, observatory: Any) -> None:
    identifier, name = observatory.rows("SELECT initiative_id, name FROM initiative WHERE kind = 'scic' ORDER BY ALL")[
        0
    ]

    screen = open_page("initiatives", fiche=identifier)

    assert "Fiche choisie sur la carte" in [h.value for h in screen.test.subheader]
    assert name in screen.text
    assert screen.test.query_params["fiche"] == identifier


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "licorne"),
        ("theme", "licorne"),
        ("document", "roman"),
        ("vue", "rose"),
        ("de", "hier"),
        ("a", "²⁰¹⁵"),
        ("de", "9" * 5000),
    ],
)
def test_an_unknown_filter_is_said_once_and_the_page_still_shows(open_page: Any, name: str, value: str) -> None:
    screen = open_page("initiatives", **{name: value})

    assert len(screen.warnings) == 1
    assert value[:20] in screen.warnings[0]
    assert "carte-initiatives" in screen.charts
    assert "Base construite le" in screen.text


def test_years_in_the_wrong_order_are_put_in_order(open_page: Any) -> None:
    screen = open_page("initiatives", de="2015", a="2010")

    assert "carte-initiatives" in screen.charts


def test_a_text_longer_than_the_box_is_cut(open_page: Any) -> None:
    assert "Base construite le" in open_page("initiatives", texte="x" * 5000).text


def test_filters_that_keep_nothing_explain_and_propose(open_page: Any) -> None:
    screen = open_page("initiatives", texte="zzzzzz")

    assert "Aucune initiative en France ne répond à ces filtres." in screen.text
    assert any(button.label.startswith("Retirer les filtres") for button in screen.test.button)
    assert "Base construite le" in screen.text


@pytest.mark.parametrize("topic", ["sources", "indicateurs", "qualite", "trace", "telecharger"])
def test_every_topic_of_the_method_opens_from_the_address(open_page: Any, topic: str) -> None:
    screen = open_page("donnees", rubrique=topic, territoire="region-53")

    assert screen.warnings == []
    assert len(screen.markup) > 500
    assert "Base construite le" in screen.text


def test_the_walk_of_a_value_says_its_file(open_page: Any) -> None:
    screen = open_page("donnees", rubrique="trace", territoire="region-53", indicateur="part_ess_emploi", annee="2015")

    assert "14,3\u202f%" in screen.text
    assert ".csv" in screen.text
    assert screen.test.code[0].value == "python -m etl trace part_ess_emploi region-53 2015"


def test_an_unknown_topic_is_said_and_sources_shown(open_page: Any) -> None:
    screen = open_page("donnees", rubrique="recettes")

    assert len(screen.warnings) == 1
    assert "Producteur" in screen.text


def test_a_field_of_the_levers_opens_from_the_address(open_page: Any) -> None:
    screen = open_page("leviers", champ="achats_responsables")

    assert screen.test.selectbox[0].value == "achats_responsables"
    assert screen.test.query_params["champ"] == "achats_responsables"


def test_one_collectivite_has_its_levers_listed_with_their_passages(open_page: Any) -> None:
    screen = open_page("leviers", territoire="epci-246700488")

    assert screen.markup.count('<article class="obs-card">') == 23
    assert "SPASER de la Ville et de l’Eurométropole de Strasbourg · 2018" in screen.text
    assert "ligne 800" in screen.text
    assert {"leviers-utilises", "adhesions-scic", "delegations"} <= set(screen.charts)
    assert "leviers" in open_page("leviers", territoire="region-44").charts


def test_an_unknown_field_is_said_and_the_levers_shown(open_page: Any) -> None:
    screen = open_page("leviers", champ="jardinage")

    assert len(screen.warnings) == 1
    assert {"leviers", "spaser"} <= set(screen.charts)


def test_parameters_that_nobody_reads_are_harmless(open_page: Any) -> None:
    assert open_page("accueil", utm_source="lettre", x="<script>").warnings == []


def test_an_indicator_without_the_level_shown_falls_back_in_silence(open_page: Any) -> None:
    screen = open_page("indicateurs", indicateur="postes_fonjep", niveau="epci", annee="2021")

    screen.test.selectbox(key="choix-indicateur").set_value("part_ess_emploi").run()

    assert screen.warnings == []
    assert screen.chart_title("carte") == "Part de l’ESS dans l’emploi salarié, 2015"
    assert "niveau" not in screen.test.query_params
