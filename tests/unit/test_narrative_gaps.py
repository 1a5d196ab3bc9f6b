"""Gaps in plain words, large numbers said aloud, headlines. `_` stands for a narrow space, `~` for a no-break one."""

from __future__ import annotations

import dataclasses
import random

import pytest

from observatory.model import Break, Indicator, Kind, Level, Status, Territory
from observatory.narrative import agreed, amount, comparable, describe_place, gap_words, headline, roughly
from observatory.narrative.sentences import Rank, Reading
from observatory.narrative.series import change_text, describe_series, kendall, trend_words

BRETAGNE = Territory(Level.REGION, "53", "Bretagne")
FRANCE = Territory(Level.FRANCE, "FR", "France")
REUNION = Territory(Level.DEPARTEMENT, "974", "La Réunion")
REUNION_REGION = Territory(Level.REGION, "04", "La Réunion")
LONG = Territory(
    Level.EPCI, "1", "CC des Vallées et Plateaux de la Haute Montagne du Parc Naturel des Sources du Midi et du Sud"
)


def typed(text: str) -> str:
    return text.replace("\u202f", "_").replace("\u00a0", "~")


def seen(place: Territory, value: float | None, status: Status = Status.OBSERVED, note: str | None = None) -> Reading:
    return Reading(place, value, status, note)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (100.0, "autant"),
        (101.0, "presque autant"),
        (99.0, "presque autant"),
        (102.0, "un peu plus"),
        (95.0, "un peu moins"),
        (110.0, "plus"),
        (80.0, "moins"),
        (130.0, "nettement plus"),
        (60.0, "nettement moins"),
        (175.0, "près de deux fois plus"),
        (194.0, "près de deux fois plus"),
        (195.0, "deux fois plus"),
        (205.0, "deux fois plus"),
        (206.0, "plus de deux fois plus"),
        (274.0, "plus de deux fois plus"),
        (275.0, "près de trois fois plus"),
        (300.0, "trois fois plus"),
        (1000.0, "dix fois plus"),
        (1060.0, "plus de dix fois plus"),
        (4200.0, "plus de dix fois plus"),
        (50.0, "deux fois moins"),
        (10.0, "dix fois moins"),
        (1.0, "plus de dix fois moins"),
    ],
)
def test_a_gap_is_said_in_plain_words_by_documented_thresholds(value: float, words: str) -> None:
    assert gap_words(value, 100.0, 0) == words


@pytest.mark.parametrize(
    ("value", "reference", "words"),
    [(5.0, 0.0, "plus"), (0.0, 5.0, "moins"), (-2.0, 1.0, "moins"), (3.0, -1.0, "plus"), (0.0, 0.0, "autant")],
)
def test_no_ratio_is_said_against_zero_nor_of_opposite_signs(value: float, reference: float, words: str) -> None:
    assert gap_words(value, reference, 1) == words


def test_what_reads_the_same_is_said_the_same_even_when_it_is_not() -> None:
    assert gap_words(0.04, 0.01, 1) == "autant"


def test_more_one_way_is_less_the_other_way() -> None:
    draw = random.Random(6)  # noqa: S311 - numbers to compare, not keys
    for _ in range(500):
        value, reference = draw.uniform(0.5, 60), draw.uniform(0.5, 60)

        there, back = gap_words(value, reference, 1), gap_words(reference, value, 1)

        assert there.removesuffix("plus").removesuffix("moins") == back.removesuffix("plus").removesuffix("moins")
        assert (there == back) == ("autant" in there)


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("habitants", 347216.0, "environ 350_000~habitants"),
        ("habitants", 350000.0, "350_000~habitants"),
        ("habitants", 9999.0, "9_999~habitants"),
        ("habitants", 1.0, "1~habitant"),
        ("habitants", 0.0, "0~habitant"),
        ("habitants", 1_234_567.0, "environ 1,2~million d’habitants"),
        ("habitants", 68_042_000.0, "environ 68~millions d’habitants"),
        ("postes", 2_000_000.0, "2~millions de postes"),
        ("EUR", 12_345.0, "environ 12_000_€"),
        ("EUR", 1_960_000_000.0, "environ 2~milliards d’euros"),
        ("EUR", 999_900.0, "environ 1~million d’euros"),
    ],
)
def test_a_large_number_is_said_with_two_digits(posts: Indicator, unit: str, value: float, text: str) -> None:
    assert typed(roughly(dataclasses.replace(posts, unit=unit), value)) == text


def test_a_share_is_never_rounded_further(share: Indicator) -> None:
    assert typed(roughly(share, 14.32)) == "14,3_%"


def test_a_trace_is_not_said_zero_and_a_zero_is_null(share: Indicator) -> None:
    assert typed(amount(share, 0.03)) == "moins de 0,1_%"
    assert typed(describe_place(share, "2015", seen(BRETAGNE, 0.03))) == (
        "En Bretagne, la part de l’ESS est inférieure à 0,1_% en 2015."
    )
    assert describe_place(share, "2015", seen(BRETAGNE, 0.0)) == "En Bretagne, la part de l’ESS est nulle en 2015."


@pytest.mark.parametrize(
    ("gender", "plural", "end"),
    [
        ("f", False, "est couverte par le secret statistique en 2015."),
        ("m", False, "est couvert par le secret statistique en 2015."),
        ("m", True, "sont couverts par le secret statistique en 2015."),
        ("f", True, "sont couvertes par le secret statistique en 2015."),
    ],
)
def test_a_secret_agrees_with_the_indicator(share: Indicator, gender: str, end: str, *, plural: bool) -> None:
    indicator = dataclasses.replace(share, gender=gender, plural=plural)

    assert describe_place(indicator, "2015", seen(BRETAGNE, None, Status.SECRET)).endswith(end)


def test_an_adjective_agrees() -> None:
    assert [agreed("nul", feminine=f, plural=p) for f in (False, True) for p in (False, True)] == [
        "nul",
        "nuls",
        "nulle",
        "nulles",
    ]


def test_a_territory_is_not_compared_with_itself_under_another_level(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(REUNION, 9.4), [seen(REUNION_REGION, 9.4), seen(FRANCE, 10.5)])

    assert typed(sentence) == (
        "À La Réunion, la part de l’ESS est de 9,4_% en 2015, moins qu’en France (10,5_%, soit 1,1~point de moins)."
    )


def test_the_last_of_all_has_no_number(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(BRETAGNE, 7.0), (), Rank(17, 17))

    assert sentence.endswith("valeur la plus basse des 17 régions renseignées.")


def test_an_earlier_value_is_given_with_its_change_then_the_limit(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(BRETAGNE, 14.3, note="hors Ouessant."), earlier=("2014", 14.0))

    assert typed(sentence) == (
        "En Bretagne, la part de l’ESS est de 14,3_% en 2015. En 2014, c’était 14,0_% (+0,3~point). Hors Ouessant."
    )


def test_an_unchanged_value_is_said_unchanged(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(BRETAGNE, 14.3), earlier=("2014", 14.28))

    assert typed(sentence).endswith("C’est autant qu’en 2014.")


def test_points_before_a_break_are_not_comparable() -> None:
    points = [("2008", 1.0), ("2014", 2.0), ("2018", 3.0), ("2020", 4.0)]

    assert comparable(points, [Break("2015", "2018", "")]) == [("2018", 3.0), ("2020", 4.0)]
    assert comparable(points, [Break("2000", "2004", "")]) == points
    assert comparable([], [Break("2000", "2004", "")]) == []


def test_a_break_outside_the_series_does_not_hide_the_change(share: Indicator) -> None:
    broken = dataclasses.replace(share, breaks=(Break("2000", "2004", "Autre mesure."),))

    assert "(+1,0" in describe_series(broken, BRETAGNE, [("2008", 13.0), ("2015", 14.0)])


def test_kendall_counts_pairs() -> None:
    assert kendall([1.0, 2.0, 3.0]) == 1.0
    assert kendall([3.0, 2.0, 1.0]) == -1.0
    assert kendall([1.0, 3.0, 2.0]) == pytest.approx(1 / 3)
    assert kendall([2.0, 2.0, 2.0]) == 0.0
    assert kendall([2.0]) == 0.0


def test_a_trend_wants_five_points_that_go_one_way() -> None:
    def of(*values: float) -> str:
        return trend_words([(str(2010 + i), value) for i, value in enumerate(values)])

    assert of(1, 2, 3, 4) == ""
    assert of(1, 2, 3, 4, 5) == "à la hausse"
    assert of(5, 4, 3, 1, 2) == "à la baisse"  # 9 pairs of 10 fall: 8 / 10
    assert of(1, 5, 2, 4, 3) == ""


def test_a_change_from_zero_or_below_has_no_percentage(posts: Indicator) -> None:
    assert change_text(posts, 0.0, 5.0) == "+5"
    assert change_text(posts, -2.0, 5.0) == "+7"
    assert typed(change_text(dataclasses.replace(posts, unit="EUR"), 0.0, 5.0)) == "+5_€"
    assert typed(change_text(posts, 4.0, 1.0)) == "\u221275,0_%"


def test_a_change_that_reads_the_same_is_said_so(share: Indicator, posts: Indicator) -> None:
    assert change_text(share, 12.0, 12.04) == "sans changement"
    assert change_text(posts, 0.0, 0.0) == "sans changement"
    assert typed(describe_series(posts, BRETAGNE, [("2020", 3.0), ("2021", 3.0)])).startswith(
        "En Bretagne, les postes Fonjep sont de 3~postes en 2021, contre 3~postes en 2020 (sans changement)."
    )


def test_a_headline_says_place_value_gap_and_year_when_there_is_room(share: Indicator) -> None:
    assert typed(headline(share, "2015", seen(BRETAGNE, 14.32), seen(FRANCE, 10.5))) == (
        "En Bretagne, la part de l’ESS est de 14,3_% en 2015, nettement plus qu’en France"
    )


def test_a_long_headline_keeps_the_gap_with_the_short_label_and_drops_the_year(share: Indicator) -> None:
    wordy = dataclasses.replace(share, phrase="la part de l’économie sociale et solidaire dans l’emploi salarié")

    assert typed(headline(wordy, "2015", seen(BRETAGNE, 14.32), seen(FRANCE, 10.5))) == (
        "Part en Bretagne_: 14,3_% en 2015, nettement plus qu’en France"
    )
    assert typed(headline(wordy, "2015", seen(BRETAGNE, 14.32))) == "Part en Bretagne_: 14,3_% en 2015"


def test_a_headline_of_a_count_has_no_gap_and_says_about(posts: Indicator) -> None:
    people = dataclasses.replace(posts, phrase="le nombre d’habitants", plural=False, unit="habitants")

    assert typed(headline(people, "2018", seen(BRETAGNE, 347_216.0), seen(FRANCE, 5e6))) == (
        "En Bretagne, le nombre d’habitants est d’environ 350_000 en 2018"
    )
    assert typed(headline(people, "2018", seen(BRETAGNE, 0.0))) == (
        "En Bretagne, le nombre d’habitants est nul en 2018"
    )


def test_a_headline_without_value_says_why(share: Indicator) -> None:
    assert typed(headline(share, "2015", seen(BRETAGNE, None, Status.SECRET))) == (
        "En Bretagne, la part de l’ESS_: secret statistique en 2015"
    )


@pytest.mark.parametrize("value", [None, 14.32, 0.0])
def test_a_headline_fits_whatever_the_name(share: Indicator, value: float | None) -> None:
    text = headline(dataclasses.replace(share, kind=Kind.RATE), "2015", seen(LONG, value, Status.NOT_AVAILABLE))

    assert 20 < len(text) <= 90
    assert text.startswith(("CC des Vallées", "Part dans"))
    assert "…" in text
