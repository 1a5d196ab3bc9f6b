"""What an address asks for, and the French sentence when it asks for what does not exist."""

from __future__ import annotations

import dataclasses

import pytest

from observatory import queries
from observatory.choices import (
    GROUPS,
    UnknownChoiceError,
    group_of,
    grouped,
    levels_of,
    other_measures,
    variants_of,
    view_of,
)
from observatory.database import Database
from observatory.model import Level


def test_an_empty_address_opens_on_the_share_of_ess_in_the_regions(observatory: Database) -> None:
    view = view_of(observatory, {})

    assert view.indicator.indicator_id == "part_ess_emploi"
    assert (view.level, view.period, view.territory.key) == (Level.REGION, "2015", "france-FR")


def test_an_address_is_read_whole(observatory: Database) -> None:
    view = view_of(
        observatory,
        {"indicateur": "postes_fonjep", "niveau": "epci", "annee": "2021", "territoire": "epci-246700488"},
    )

    assert (view.indicator.indicator_id, view.level, view.period) == ("postes_fonjep", Level.EPCI, "2021")
    assert view.territory.name == "Eurométropole de Strasbourg"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"territoire": "region-99"},
            "Le territoire «\u202fregion-99\u202f» n’existe pas. Cherchez-le par son nom, son code ou son code postal.",
        ),
        (
            {"indicateur": "bonheur"},
            "L’indicateur «\u202fbonheur\u202f» n’existe pas. Choisissez-en un dans la liste.",
        ),
        ({"niveau": "planete"}, "Le niveau «\u202fplanete\u202f» n’existe pas."),
        (
            {"niveau": "epci"},
            "«\u202fPart de l’ESS dans l’emploi salarié\u202f» n’est pas disponible pour les intercommunalités.",
        ),
        (
            {"annee": "1999"},
            (
                "«\u202fPart de l’ESS dans l’emploi salarié\u202f» n’est pas disponible pour l’année "
                "«\u202f1999\u202f». Années disponibles\u202f: 2008, 2014, 2015."
            ),
        ),
    ],
)
def test_each_unknown_value_has_its_sentence(observatory: Database, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownChoiceError) as raised:
        view_of(observatory, parameters)

    assert str(raised.value) == message


def test_a_long_value_is_cut_in_the_sentence(observatory: Database) -> None:
    with pytest.raises(UnknownChoiceError) as raised:
        view_of(observatory, {"indicateur": "x" * 10_000})

    assert len(str(raised.value)) < 200


def test_an_indicator_of_france_only_has_no_level_to_map(observatory: Database) -> None:
    known = queries.indicators(observatory)

    assert levels_of(known["nombre_scic"]) == []
    assert levels_of(known["part_ess_emploi"]) == [Level.REGION, Level.DEPARTEMENT]
    assert Level.COMMUNE not in levels_of(known["population"])


def test_indicators_are_listed_by_theme_without_their_variants(with_parts: Database) -> None:
    known = queries.indicators(with_parts)

    names = [indicator.indicator_id for indicator in grouped(known.values())]
    assert "nombre_structures_ess" in names
    assert "nombre_structures_ess_familles" not in names
    themes = [group_of(known[name]) for name in names]
    assert themes == sorted(themes, key=GROUPS.index)
    assert group_of(known["population_qpv"]) == "Quartiers"
    assert group_of(known["effectifs_ess"]) == "Emploi"


def test_the_variants_of_a_variant_are_those_of_its_head(with_parts: Database) -> None:
    known = queries.indicators(with_parts)
    expected = ["nombre_structures_ess", "nombre_structures_ess_familles"]

    for name in expected:
        assert [i.indicator_id for i in variants_of(known, known[name])] == expected
    assert variants_of(known, known["part_ess_emploi"]) == [known["part_ess_emploi"]]


def test_another_measure_of_the_same_thing_is_named_when_it_is_there(observatory: Database) -> None:
    known = queries.indicators(observatory)
    private = dataclasses.replace(known["part_ess_emploi"], indicator_id="part_ess_emploi_prive")
    both = {**known, private.indicator_id: private}

    assert other_measures(known, known["part_ess_emploi"]) == []
    assert other_measures(both, both["part_ess_emploi"]) == [private]
    assert other_measures(both, private) == [known["part_ess_emploi"]]
