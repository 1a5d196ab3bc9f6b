"""« En clair » for parts: agreement, lists, absences."""

from __future__ import annotations

import dataclasses

import pytest

from observatory.model import Indicator, Level, Status, Territory
from observatory.narrative.parts import (
    IndexEnd,
    Part,
    Specialised,
    describe_absence,
    describe_crossed,
    describe_families,
    describe_index,
    describe_nearest,
    describe_sectors,
    describe_specialisation,
    of_phrase,
)

BRETAGNE = Territory(Level.REGION, "53", "Bretagne")
FRANCE = Territory(Level.FRANCE, "FR", "France")
AIN = Territory(Level.DEPARTEMENT, "01", "Ain")


@pytest.fixture
def jobs(posts: Indicator) -> Indicator:
    return dataclasses.replace(posts, phrase="le nombre de salariés de l’ESS", unit="salariés", plural=False)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("les effectifs", "des effectifs"),
        ("le nombre de salariés", "du nombre de salariés"),
        ("la masse salariale", "de la masse salariale"),
        ("l’emploi", "de l’emploi"),
    ],
)
def test_a_phrase_contracts_behind_de(phrase: str, expected: str) -> None:
    assert of_phrase(phrase) == expected


def test_families_from_the_largest_with_what_is_not_known(jobs: Indicator) -> None:
    parts = [
        Part("association", "Associations", 750, 75.0),
        Part("cooperative", "Coopératives", 200, 20.0),
        Part("mutuelle", "Mutuelles", None, None, Status.SECRET),
    ]

    assert describe_families(jobs, "2022", BRETAGNE, parts, [Part("association", "Associations", 1, 78.25)]) == (
        "En Bretagne, en 2022, les associations représentent 75,0\u202f% du nombre de salariés de l’ESS "
        "(750\u00a0salariés), les coopératives 20,0\u202f%\u202f; en France, la part des associations est de "
        "78,3\u202f%. Secret statistique\u202f: Mutuelles."
    )


def test_one_family_alone_has_no_list(jobs: Indicator) -> None:
    text = describe_families(jobs, "2022", AIN, [Part("cooperative", "Coopératives", 1, 100.0)])

    assert text == (
        "Dans l’Ain, en 2022, les coopératives représentent 100,0\u202f% du nombre de salariés de l’ESS "
        "(1\u00a0salarié)."
    )


def test_sectors_are_added_up_and_named(jobs: Indicator) -> None:
    parts = [Part("88", "Action sociale", 40, 40.0), Part("85", "Enseignement", 10, 10.0)]

    assert describe_sectors(jobs, "2022", FRANCE, parts) == (
        "En France, en 2022, deux secteurs réunissent 50,0\u202f% du nombre de salariés de l’ESS\u202f: "
        "«\u202fAction sociale\u202f» (40,0\u202f%) et «\u202fEnseignement\u202f» (10,0\u202f%)."
    )


def test_more_than_three_secret_sectors_are_counted(jobs: Indicator) -> None:
    secret = [Part(str(i), f"S{i}", None, None, Status.SECRET) for i in range(5)]

    text = describe_sectors(jobs, "2022", FRANCE, [Part("88", "Action sociale", 40, 40.0), *secret])

    assert text.endswith("Secret statistique\u202f: S0, S1, S2 et 2 de plus.")


def test_the_largest_cell_of_a_table(jobs: Indicator) -> None:
    largest = ("association", "Action sociale", Part("88", "Action sociale", 300, 25.0))

    assert describe_crossed(jobs, "2022", BRETAGNE, largest) == (
        "En Bretagne, en 2022, c’est pour les associations du secteur «\u202fAction sociale\u202f» que le nombre est "
        "le plus élevé\u202f: 300\u00a0salariés, soit 25,0\u202f% du nombre de salariés de l’ESS. "
        "Une case vide n’a pas de ligne dans la source."
    )


def test_the_most_and_the_least_specialised(jobs: Indicator) -> None:
    sectors = [Specialised("Industries alimentaires", 5.0, 10.0, 2.0), Specialised("Action sociale", 0.806, 25.0, 31.0)]

    assert describe_specialisation(jobs, "2022", BRETAGNE, sectors, "") == (
        "En Bretagne, en 2022, le secteur «\u202fIndustries alimentaires\u202f» a 5,0 fois le poids qu’il a en France "
        "(10,0\u202f% du nombre de salariés de l’ESS, contre 2,0\u202f%)\u202f; à l’inverse, «\u202fAction "
        "sociale\u202f» a 0,8 fois ce poids (25,0\u202f% contre 31,0\u202f%)."
    )


def test_a_territory_without_any_speciality(jobs: Indicator) -> None:
    text = describe_specialisation(jobs, "2022", AIN, [Specialised("Santé", 0.5, 1.0, 2.0)], "Un secteur est petit.")

    assert text == (
        "Dans l’Ain, en 2022, aucun des secteurs comparés n’a plus de poids qu’en France. Un secteur est petit."
    )


def test_index_curves_end_here_and_in_france() -> None:
    ends = [IndexEnd(BRETAGNE, 115.04, 108.0), IndexEnd(FRANCE, 112.0, None)]

    assert describe_index("2010", "2022", ends) == (
        "Base 100 en 2010\u202f: en Bretagne, l’ESS est à 115,0 en 2022 et le secteur privé hors ESS à 108,0\u202f; "
        "en France, l’ESS est à 112,0."
    )
    assert describe_index(None, "2022", [IndexEnd(AIN, 99.0, None)]) == (
        "Dans l’Ain, l’ESS est à 99,0 en 2022\u202f; le secteur privé hors ESS n’est pas disponible."
    )


def test_an_absence_says_what_where_and_why() -> None:
    text = describe_absence("la répartition par secteur", AIN, "", "la source s’arrête aux régions")

    assert text == "La répartition par secteur n’est pas disponible dans l’Ain\u202f: la source s’arrête aux régions."
    assert describe_nearest(BRETAGNE) == "Voici celle de Bretagne."
