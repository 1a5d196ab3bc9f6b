"""Breakdowns on the pages: shown where they exist, else a wider territory's, else a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from observatory.choices import GROUPS
from observatory.ui import indicator_choice

OF_PARTS = {"familles", "secteurs", "secteurs-familles", "specialisation", "indice"}
JOBS = {"indicateur": "effectifs_ess"}


@pytest.fixture
def open_detailed(detailed: Path, open_page: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Open a page on the database with hand-made parts."""
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(detailed))
    return open_page  # type: ignore[no-any-return]


def options(screen: Any, label: str) -> list[str]:
    """What a segmented choice offers."""
    return next(list(choice.options) for choice in screen.test.get("button_group") if choice.label == label)


def labels(screen: Any) -> list[str]:
    return [choice.label for choice in screen.test.get("button_group")]


def test_without_parts_the_portrait_has_no_section_of_jobs(open_page: Any) -> None:
    screen = open_page("portrait", territoire="region-53")

    assert "Les emplois de l’ESS" not in [header.value for header in screen.test.header]
    assert set(screen.charts) & OF_PARTS == set()


def test_without_parts_an_indicator_offers_its_usual_views(open_page: Any) -> None:
    screen = open_page("indicateurs", territoire="region-53")

    assert options(screen, "Voir aussi") == ["Répartition", "Évolution"]
    assert "Champ de l’ESS" not in labels(screen)


def test_the_portrait_of_a_region_shows_every_breakdown_of_its_jobs(open_detailed: Any) -> None:
    screen = open_detailed("portrait", territoire="region-53")

    assert "Les emplois de l’ESS" in [header.value for header in screen.test.header]
    shown = {name: message["title"] for name, message in screen.charts.items() if name in OF_PARTS}
    assert shown == {
        "familles": "Effectifs salariés de l’ESS\u202f: répartition par famille, 2022",
        "secteurs": "Effectifs salariés de l’ESS en Bretagne\u202f: les secteurs, 2022",
        "specialisation": "Spécialisation de l’ESS en Bretagne\u202f: effectifs salariés de l’ESS, 2022",
        "indice": "Indice des effectifs salariés en Bretagne, 2012-2022",
    }


def test_a_departement_is_given_the_sectors_of_its_region_and_told_so(open_detailed: Any) -> None:
    screen = open_detailed("portrait", territoire="departement-35")

    assert screen.chart_title("secteurs") == "Effectifs salariés de l’ESS en Bretagne\u202f: les secteurs, 2022"
    assert (
        "La répartition par secteur n’est pas disponible en Ille-et-Vilaine\u202f: la source s’arrête aux régions. "
        "Voici celle de Bretagne."
    ) in screen.text
    assert screen.charts["familles"]["figure"]["layout"]["yaxis"]["ticktext"] == [
        "Ille-et-Vilaine",
        "Bretagne",
        "France",
    ]


def test_where_nothing_wider_can_be_shown_a_sentence_stands_alone(open_detailed: Any) -> None:
    screen = open_detailed("portrait", territoire="france-FR")

    assert "specialisation" not in screen.charts
    assert "la France est la référence à laquelle les territoires sont comparés" in screen.text


@pytest.mark.parametrize("key", ["france-FR", "region-53", "departement-976", "epci-246700488", "commune-38185"])
def test_every_kind_of_territory_opens_with_parts(open_detailed: Any, key: str) -> None:
    for page in ("indicateurs", "portrait"):
        screen = open_detailed(page, territoire=key)

        assert screen.warnings == []
        assert "Base construite le" in screen.text


@pytest.mark.parametrize("view", sorted(OF_PARTS))
def test_a_breakdown_of_the_address_is_shown(open_detailed: Any, view: str) -> None:
    address = {"territoire": "region-53", **JOBS, "vue": view}

    screen = open_detailed("indicateurs", **address)

    assert screen.warnings == []
    assert view in screen.charts
    assert dict(screen.test.query_params) == address


def test_the_views_offered_are_those_that_exist_for_the_indicator(open_detailed: Any) -> None:
    jobs = open_detailed("indicateurs", **JOBS)
    share = open_detailed("indicateurs")

    parts = ["Familles", "Secteurs", "Secteurs et familles", "Spécialisation", "Base 100"]
    assert options(jobs, "Voir aussi") == ["Répartition", "Évolution", *parts]
    assert options(share, "Voir aussi") == ["Répartition", "Évolution"]


def test_a_year_without_parts_shows_the_last_one_and_says_so(open_detailed: Any) -> None:
    screen = open_detailed("indicateurs", territoire="region-53", **JOBS, annee="2015", vue="familles")

    assert screen.chart_title("familles").endswith("répartition par famille, 2022")
    assert (
        "La répartition par famille n’est pas disponible en Bretagne en 2015\u202f: la source la donne pour 2022. "
        "Voici celle de la dernière année connue."
    ) in screen.text


def test_many_years_are_a_list_with_the_latest_first(open_detailed: Any) -> None:
    screen = open_detailed("indicateurs", **JOBS)
    years = screen.test.selectbox(key="choix-annee")

    assert years.options == [str(year) for year in range(2022, 2011, -1)]
    assert years.value == "2022"


def test_variants_are_a_choice_of_perimeter_and_not_more_indicators(open_detailed: Any) -> None:
    screen = open_detailed("indicateurs", indicateur="nombre_structures_ess")

    assert screen.test.selectbox(key="choix-indicateur").options.count("Structures de l’ESS") == 1
    assert options(screen, "Champ de l’ESS") == ["Loi de 2014", "Familles statutaires"]


def test_choosing_a_perimeter_writes_its_indicator_in_the_address(open_detailed: Any) -> None:
    screen = open_detailed("indicateurs", territoire="region-53", indicateur="nombre_structures_ess")

    choice = next(c for c in screen.test.get("button_group") if c.label == "Champ de l’ESS")
    choice.set_value("nombre_structures_ess_familles").run()

    assert screen.test.query_params["indicateur"] == "nombre_structures_ess_familles"
    assert screen.test.selectbox(key="choix-indicateur").value == "nombre_structures_ess"
    assert "38" in screen.charts["classement"]["plain"]


def test_the_address_of_a_variant_opens_on_it(open_detailed: Any) -> None:
    screen = open_detailed("indicateurs", territoire="region-53", indicateur="nombre_structures_ess_familles")

    assert screen.warnings == []
    choice = next(c for c in screen.test.get("button_group") if c.label == "Champ de l’ESS")
    assert choice.value == "nombre_structures_ess_familles"
    assert dict(screen.test.query_params)["indicateur"] == "nombre_structures_ess_familles"


def test_leaving_a_variant_for_another_indicator_forgets_it(open_detailed: Any) -> None:
    screen = open_detailed("indicateurs", indicateur="nombre_structures_ess_familles")

    screen.test.selectbox(key="choix-indicateur").set_value("effectifs_ess").run()

    assert screen.warnings == []
    assert screen.test.query_params["indicateur"] == "effectifs_ess"
    assert "Champ de l’ESS" not in labels(screen)


def test_another_measure_of_the_same_thing_is_named_with_its_producer(open_detailed: Any) -> None:
    screen = open_detailed("indicateurs", territoire="region-53")

    (link,) = screen.test.get("page_link")
    assert link.proto.label == (
        "Autre mesure de la même chose\u202f: Part de l’ESS dans l’emploi privé (Urssaf). "
        "Le champ et la méthode diffèrent\u202f: les deux ne forment pas une série."
    )
    assert "indicateur=part_ess_emploi_prive" in link.proto.query_string


def test_a_portrait_compares_only_what_has_a_value_at_its_level(open_detailed: Any) -> None:
    for key, compared in (("region-53", True), ("france-FR", False)):
        components = open_detailed("portrait", territoire=key).test.get("bidi_component")
        titles = [json.loads(component.proto.json).get("title") for component in components]

        assert ("Part de l’ESS dans l’emploi privé, 2022" in titles) is compared


def test_a_long_list_says_the_theme_of_each_indicator(
    open_detailed: Any, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Habitants des quartiers prioritaires" in open_page("indicateurs").test.selectbox[0].options

    monkeypatch.setattr(indicator_choice, "LONG_LIST", 3)

    listed = open_detailed("indicateurs").test.selectbox(key="choix-indicateur").options
    assert listed[0] == "Emploi · Part de l’ESS dans l’emploi salarié"
    assert "Quartiers · Habitants des quartiers prioritaires" in listed
    assert [name.split(" · ")[0] for name in listed] == sorted(
        [name.split(" · ")[0] for name in listed], key=list(GROUPS).index
    )
