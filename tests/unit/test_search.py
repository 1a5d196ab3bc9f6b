"""The territory search: what a reader types, and where it leads."""

from __future__ import annotations

import pytest

from observatory.database import Database
from observatory.model import Level
from observatory.search import search, territory_from_key


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("saint etienne", "commune-42218"),
        ("st etienne", "commune-42218"),
        ("Saint-Étienne", "commune-42218"),
        ("SAINT ETIENNE", "commune-42218"),
        ("42000", "commune-42218"),  # a postcode
        ("42218", "commune-42218"),  # an Insee code
        (" 42218 ", "commune-42218"),
        ("Évry", "commune-89162"),  # the exact name first, however small
        ("evry courcouronnes", "commune-91228"),
        ("97411", "commune-97411"),  # the Insee code of Saint-Denis before the postcode of Saint-Paul
        ("Lyon 3e", "commune-69123"),
        ("69383", "commune-69123"),
        ("Paris 13e", "commune-75056"),
        ("Annecy-le-Vieux", "commune-74010"),
        ("200057875", "ept-200057875"),
        ("l'haÿ les roses", "commune-94038"),
        ("bretagne", "region-53"),
        ("2a", "departement-2A"),
        ("2A004", "commune-2A004"),
        ("reunion", "region-04"),
        ("france", "france-FR"),
    ],
)
def test_what_is_typed_leads_where_it_should(observatory: Database, typed: str, first: str) -> None:
    assert search(observatory, typed)[0].key == first


def test_a_code_shared_by_two_levels_gives_both(observatory: Database) -> None:
    assert [hit.key for hit in search(observatory, "53")][:2] == ["region-53", "departement-53"]


def test_a_postcode_that_is_also_a_code_gives_both(observatory: Database) -> None:
    assert [hit.key for hit in search(observatory, "97411")] == ["commune-97411", "commune-97415"]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 200, "(.*)+?[", "%", "_", "\\", "'", "\u202f"])
def test_what_names_nothing_finds_nothing(observatory: Database, typed: str) -> None:
    assert search(observatory, typed) == []


def test_a_former_commune_says_why_it_answers(observatory: Database) -> None:
    (hit,) = search(observatory, "Annecy-le-Vieux")

    assert (hit.name, hit.detail) == ("Annecy", "commune déléguée : Annecy-le-Vieux")


def test_an_arrondissement_leads_to_its_commune(observatory: Database) -> None:
    (hit,) = search(observatory, "Lyon 3e")

    assert (hit.name, hit.detail) == ("Lyon", "Lyon 3e Arrondissement")


def test_a_hit_says_what_it_is_and_where(observatory: Database) -> None:
    assert search(observatory, "42218")[0].detail == "commune · Loire (42)"
    assert search(observatory, "rennes metropole")[0].detail == "métropole · Ille-et-Vilaine (35)"


def test_a_territory_comes_once_and_answers_are_few(observatory: Database) -> None:
    for typed in ("saint", "a", "53", "lyon"):
        keys = [hit.key for hit in search(observatory, typed)]
        assert len(keys) == len(set(keys)) <= 8


def test_the_more_populated_comes_first_among_equals(observatory: Database) -> None:
    assert [hit.key for hit in search(observatory, "la rochelle")][:2] == ["commune-17300", "commune-70450"]


@pytest.mark.parametrize(
    ("key", "today"),
    [
        ("region-53", "region-53"),
        ("commune-69383", "commune-69123"),  # an arrondissement
        ("commune-74011", "commune-74010"),  # a delegated commune
        (" region-53 ", "region-53"),
    ],
)
def test_an_address_leads_to_the_territory_of_today(observatory: Database, key: str, today: str) -> None:
    found = territory_from_key(observatory, key)

    assert found is not None
    assert found.key == today


@pytest.mark.parametrize(
    "key", ["", "region", "region-", "region-99", "planete-53", "-53", "commune-42000", "' OR 1=1"]
)
def test_an_address_that_names_nothing_finds_nothing(observatory: Database, key: str) -> None:
    assert territory_from_key(observatory, key) is None


def test_a_former_epci_leads_to_the_one_of_today(observatory: Database) -> None:
    alias, level, code = observatory.rows(
        "SELECT alias, level, code FROM territory_alias WHERE reason = 'former_epci' AND code IS NOT NULL ORDER BY ALL"
    )[0]

    found = territory_from_key(observatory, f"epci-{alias}")

    assert found is not None
    assert (found.level, found.code) == (Level(level), code)
