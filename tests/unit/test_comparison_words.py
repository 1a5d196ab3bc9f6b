"""The sentences of comparisons: gaps, ratios, changes, and what is left unsaid."""

from __future__ import annotations

import dataclasses

import pytest

from observatory.model import Break, Indicator, Kind, Level, Status, Territory
from observatory.narrative.comparison import (
    describe_compared,
    describe_courses,
    describe_pair,
    describe_profile,
    listed,
    mix_of_levels,
    ratio_text,
)
from observatory.narrative.sentences import Reading
from observatory.narrative.series import change_text

BRETAGNE = Territory(Level.REGION, "53", "Bretagne")
GRAND_EST = Territory(Level.REGION, "44", "Grand Est")
LOZERE = Territory(Level.DEPARTEMENT, "48", "Lozère")


def read(place: Territory, value: float | None, status: Status = Status.OBSERVED) -> Reading:
    return Reading(place, value, status)


def test_names_are_joined_as_one_says_them() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b et c"


@pytest.mark.parametrize(
    ("high", "low", "said"),
    [
        (30.0, 10.0, "3 fois plus"),
        (24.0, 10.0, "2,4 fois plus"),
        (120.0, 10.0, "12 fois plus"),
        (12.0, 10.0, ""),
        (5.0, 0.0, ""),
        (5.0, -1.0, ""),
    ],
)
def test_a_ratio_is_said_only_where_it_means_something(high: float, low: float, said: str) -> None:
    assert ratio_text(high, low) == said


def test_the_highest_the_lowest_and_who_has_no_value(share: Indicator) -> None:
    readings = [read(BRETAGNE, 14.3), read(GRAND_EST, 7.0), read(LOZERE, None, Status.SECRET)]

    assert describe_compared(share, "2015", readings, read(Territory(Level.FRANCE, "FR", "France"), 10.5)) == (
        "En 2015, la part de l’ESS va de 7,0\u202f% (Grand Est) à 14,3\u202f% (Bretagne), soit 2 fois plus. "
        "En France\u202f: 10,5\u202f%. Sans valeur\u202f: Lozère (secret statistique). "
        "Niveaux mêlés (régions et départements)\u202f: les rangs se lisent chacun dans son niveau."
    )


def test_equal_values_and_no_value_at_all_are_said(share: Indicator) -> None:
    assert describe_compared(share, "2015", [read(BRETAGNE, 5.0), read(GRAND_EST, 5.0)], None) == (
        "En 2015, la part de l’ESS vaut partout 5,0\u202f%."
    )
    assert describe_compared(share, "2015", [read(BRETAGNE, None, Status.NOT_AVAILABLE)], None) == (
        "Aucun de ces territoires n’a de valeur pour la part de l’ESS en 2015."
    )


def test_numbers_of_mixed_levels_carry_a_caution() -> None:
    assert "dépendent d’abord de la taille" in mix_of_levels([BRETAGNE, LOZERE], Kind.COUNT)
    assert mix_of_levels([BRETAGNE, GRAND_EST], Kind.COUNT) == ""


def test_changes_down_from_zero_and_none(share: Indicator, posts: Indicator) -> None:
    assert change_text(share, 12.0, 10.5) == "\u22121,5\u00a0point"
    assert change_text(share, 12.0, 12.04) == "sans changement"
    assert change_text(posts, 10.0, 5.0) == "\u221250,0\u202f%"
    assert change_text(posts, 0.0, 5.0) == "+5"
    assert change_text(posts, 0.0, 0.0) == "sans changement"


def test_no_change_is_computed_over_a_break(share: Indicator) -> None:
    cut = dataclasses.replace(share, breaks=(Break("2010", "2012", "La mesure change."),))
    courses = [(BRETAGNE, [("2008", 10.0), ("2014", 12.0)]), (LOZERE, [])]

    assert describe_courses(cut, courses) == (
        "La part de l’ESS\u202f: Bretagne, de 10,0\u202f% en 2008 à 12,0\u202f% en 2014. La mesure change."
    )
    assert "(+2,0 points)" in describe_courses(share, courses).replace("\u00a0", " ")
    assert describe_courses(share, [(LOZERE, [])]).startswith("Aucun de ces territoires")


def test_a_correlation_comes_with_its_number_and_its_caution() -> None:
    said = describe_pair(("Part", "Postes"), "régions", -0.5, 17, "moyenne")

    assert "−0,50 sur 17 régions (moyenne, en sens contraire)" in said
    assert "Une corrélation n’est pas une cause" in said
    assert "elle peut tenir au hasard" in said
    assert "hasard" not in describe_pair(("Part", "Postes"), "départements", 0.5, 99, "moyenne")
    assert describe_pair(("a", "b"), "régions", None, 2, "").startswith("Aucune corrélation de rang")


def test_a_profile_names_the_two_ends_without_judging() -> None:
    said = describe_profile(LOZERE, "départements", ["la part de l’ESS"], [], 1)

    assert said == (
        "Parmi les départements, le rang de la Lozère est dans le quart le plus élevé pour la part de l’ESS "
        "(1 indicateur connu). La place dit le rang, ni bon ni mauvais."
    )
    assert "moitié centrale" in describe_profile(LOZERE, "départements", [], [], 3)
    assert describe_profile(LOZERE, "départements", [], [], 0) == "Aucun indicateur n’a de valeur en Lozère."
    assert "3 autres" in describe_profile(LOZERE, "départements", list("abcdefg"), [], 7)
