"""« En clair »: whole sentences, as a person would say them. `_` stands for a narrow space, `~` for a no-break one."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from observatory.model import Break, Indicator, Level, Series, Status, Territory
from observatory.narrative import (
    describe_catalogue,
    describe_level,
    describe_levers,
    describe_place,
    describe_series,
    describe_spread,
    gap_text,
)
from observatory.narrative.sentences import Rank, Reading

BRETAGNE = Territory(Level.REGION, "53", "Bretagne")
MAYOTTE = Territory(Level.REGION, "06", "Mayotte")
FINISTERE = Territory(Level.DEPARTEMENT, "29", "Finistère", region_code="53")
FRANCE = Territory(Level.FRANCE, "FR", "France")
GRENOBLE = Territory(Level.EPCI, "200040715", "Grenoble-Alpes-Métropole")
TREND_WORDS = ("hausse", "baisse", "augment", "diminu", "progress", "recul", "tendance à")


def typed(text: str) -> str:
    return text.replace("\u202f", "_").replace("\u00a0", "~")


def seen(place: Territory, value: float | None, status: Status = Status.OBSERVED, note: str | None = None) -> Reading:
    return Reading(place, value, status, note)


def test_a_value_with_its_gap_and_its_rank(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(BRETAGNE, 14.32), [seen(FRANCE, 10.5)], Rank(2, 17))

    assert typed(sentence) == (
        "En Bretagne, la part de l’ESS est de 14,3_% en 2015, nettement plus qu’en France (10,5_%, soit 3,8~points "
        "de plus)_: 2ᵉ valeur la plus élevée sur 17 régions renseignées."
    )


def test_the_first_of_all_has_no_number(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(FINISTERE, 20.0), (), Rank(1, 100))

    assert typed(sentence) == (
        "Dans le Finistère, la part de l’ESS est de 20,0_% en 2015_: valeur la plus élevée des 100 départements "
        "renseignés."
    )


def test_two_references_are_joined_and_the_gap_is_that_of_the_numbers_shown(share: Indicator) -> None:
    sentence = describe_place(
        share, "2015", seen(FINISTERE, 13.04), [seen(BRETAGNE, 14.35), seen(FRANCE, 10.5)], Rank(30, 100)
    )

    # 13.0 − 14.4 as a reader sees them, not 13.04 − 14.35
    assert typed(sentence) == (
        "Dans le Finistère, la part de l’ESS est de 13,0_% en 2015, moins qu’en Bretagne (14,4_%, soit 1,4~point de "
        "moins) et plus qu’en France (10,5_%, soit 2,5~points de plus)_: 30ᵉ valeur la plus élevée sur 100 "
        "départements renseignés."
    )


def test_equal_when_rounded_is_said_comme(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(BRETAGNE, 10.46), [seen(FRANCE, 10.54)])

    assert typed(sentence) == "En Bretagne, la part de l’ESS est de 10,5_% en 2015, comme en France (10,5_%)."


def test_a_reference_without_value_is_left_out(share: Indicator) -> None:
    sentence = describe_place(share, "2015", seen(BRETAGNE, 14.3), [seen(FRANCE, None, Status.NOT_AVAILABLE)])

    assert typed(sentence) == "En Bretagne, la part de l’ESS est de 14,3_% en 2015."


@pytest.mark.parametrize(
    ("status", "note", "end"),
    [
        (
            Status.NOT_AVAILABLE,
            "Clap ne couvre pas Mayotte.",
            "est non disponible en 2015 (Clap ne couvre pas Mayotte).",
        ),
        (Status.NOT_AVAILABLE, None, "est non disponible en 2015."),
        (Status.NOT_APPLICABLE, None, "est sans objet en 2015."),
        (Status.SECRET, None, "est couverte par le secret statistique en 2015."),
    ],
)
def test_no_value_is_said_with_its_reason(share: Indicator, status: Status, note: str | None, end: str) -> None:
    sentence = describe_place(share, "2015", seen(MAYOTTE, None, status, note), [seen(FRANCE, 10.5)])

    assert typed(sentence) == f"À Mayotte, la part de l’ESS {end}"


def test_a_count_is_compared_by_its_share_of_france_and_its_verb_agrees(posts: Indicator) -> None:
    sentence = describe_place(posts, "2023", seen(BRETAGNE, 37), [seen(FRANCE, 1478)])

    assert typed(sentence) == (
        "En Bretagne, les postes Fonjep sont de 37~postes en 2023, soit 2,5_% du total de la France."
    )


def test_a_zero_is_a_zero_and_not_an_absence(posts: Indicator) -> None:
    sentence = describe_place(posts, "2023", seen(GRENOBLE, 0.0), [seen(FRANCE, 1478)])

    assert typed(sentence).startswith("À Grenoble-Alpes-Métropole, les postes Fonjep sont nuls en 2023")
    assert "disponible" not in sentence


def test_a_tiny_share_of_the_total_is_not_said_zero(posts: Indicator) -> None:
    sentence = describe_place(posts, "2023", seen(GRENOBLE, 1), [seen(FRANCE, 1478)])

    assert typed(sentence).endswith("soit moins de 0,1_% du total de la France.")


def level_frame(*rows: tuple[str, float | None, Status]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["name", "value", "status"])


def test_a_level_goes_from_its_lowest_to_its_highest(share: Indicator) -> None:
    frame = level_frame(
        ("Guadeloupe", 12.2, Status.OBSERVED),
        ("Bretagne", 14.32, Status.OBSERVED),
        ("Mayotte", None, Status.NOT_AVAILABLE),
        ("Île-de-France", 7.05, Status.OBSERVED),
    )

    assert typed(describe_level(share, Level.REGION, "2015", frame)) == (
        "En 2015, la part de l’ESS va de 7,1_% (Île-de-France) à 14,3_% (Bretagne). Non disponible_: Mayotte."
    )


def test_the_half_is_given_when_there_are_many_and_the_place_is_named(share: Indicator) -> None:
    frame = level_frame(*((f"D{i}", 10.0 + i, Status.OBSERVED) for i in range(7)))

    sentence = typed(describe_level(share, Level.DEPARTEMENT, "2015", frame, within=BRETAGNE))

    assert sentence == (
        "En 2015, la part de l’ESS va de 10,0_% (D0) à 16,0_% (D6)_; la moitié des départements de Bretagne "
        "renseignés dépassent 13,0_%."
    )


@pytest.mark.parametrize(
    ("missing", "end"), [(3, "D0, D1, D2."), (4, "D0, D1, D2 et 1 autre."), (5, "D0, D1, D2 et 2 autres.")]
)
def test_many_absences_are_counted_after_the_third(share: Indicator, missing: int, end: str) -> None:
    frame = level_frame(("Ain", 9.0, Status.OBSERVED), *((f"D{i}", None, Status.NOT_AVAILABLE) for i in range(missing)))

    assert typed(describe_level(share, Level.DEPARTEMENT, "2015", frame)).endswith(f"Non disponible_: {end}")


@pytest.mark.parametrize(
    ("level", "count", "end"),
    [
        (Level.EPCI, 1, "1 intercommunalité non concernée («_sans objet_»)."),
        (Level.EPCI, 1200, "1_200 intercommunalités non concernées («_sans objet_»)."),
        (Level.DEPARTEMENT, 2, "2 départements non concernés («_sans objet_»)."),
    ],
)
def test_territories_without_object_are_counted_apart(posts: Indicator, level: Level, count: int, end: str) -> None:
    frame = level_frame(("A", 9.0, Status.OBSERVED), *((f"B{i}", None, Status.NOT_APPLICABLE) for i in range(count)))

    assert typed(describe_level(posts, level, "2023", frame)).endswith(f"(A). {end}")


def test_a_level_without_any_value_says_so(share: Indicator) -> None:
    frame = level_frame(("Mayotte", None, Status.NOT_AVAILABLE))

    assert (
        describe_level(share, Level.REGION, "2015", frame) == "Aucune valeur n’est disponible en 2015 pour les régions."
    )


def test_one_year_is_not_a_series(share: Indicator) -> None:
    assert typed(describe_series(share, BRETAGNE, [("2015", 14.32)])) == (
        "En Bretagne, la part de l’ESS est de 14,3_% en 2015. Une seule année est disponible."
    )


def test_no_year_at_all_says_so(share: Indicator) -> None:
    assert describe_series(share, MAYOTTE, []) == "Aucune valeur n’est disponible à Mayotte."


def test_under_five_points_there_is_a_change_but_no_trend(share: Indicator) -> None:
    sentence = describe_series(share, BRETAGNE, [("2008", 13.1), ("2014", 14.0), ("2015", 14.32)])

    assert typed(sentence) == (
        "En Bretagne, la part de l’ESS est de 14,3_% en 2015, contre 13,1_% en 2008 (+1,2~point). "
        "Avec 3 années seulement, on ne parle pas de tendance."
    )
    assert not any(word in sentence for word in TREND_WORDS)


def test_with_five_points_that_rise_a_trend_is_said(posts: Indicator) -> None:
    points = [(str(year), float(value)) for year, value in zip(range(2019, 2024), (40, 41, 42, 43, 50), strict=True)]

    assert typed(describe_series(posts, BRETAGNE, points)) == (
        "En Bretagne, les postes Fonjep sont de 50~postes en 2023, contre 40~postes en 2019 (+25,0_%). "
        "Sur ces 5 années, la tendance est à la hausse."
    )


def test_a_change_from_zero_is_not_a_percentage(posts: Indicator) -> None:
    sentence = describe_series(posts, GRENOBLE, [("2022", 0.0), ("2023", 5.0)])

    assert "(+5" in sentence
    assert "%" not in sentence


def test_points_that_are_not_a_series_are_not_compared(posts: Indicator) -> None:
    points_only = dataclasses.replace(posts, series=Series.POINTS)

    sentence = describe_series(points_only, FRANCE, [("2015", 541.0), ("2020", 1060.0)])

    assert typed(sentence).endswith("Ces points viennent de publications différentes_: ils ne sont pas reliés.")
    assert "(+" not in sentence


def test_a_break_takes_the_place_of_the_change(share: Indicator) -> None:
    broken = dataclasses.replace(share, breaks=(Break("2015", "2018", "Flores remplace Clap en 2018."),))

    sentence = describe_series(broken, BRETAGNE, [("2015", 14.3), ("2018", 15.0)])

    assert sentence.endswith("Flores remplace Clap en 2018.")
    assert "(+" not in sentence


def catalogue(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Rows of (initiative, code of its commune, document)."""
    frame = pd.DataFrame(rows, columns=["initiative_id", "territory_code", "document_id"])
    return frame.assign(territory_level="commune")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [],
            "Les documents lus ne citent aucune initiative en Bretagne. Cela ne veut pas dire qu’il n’y en a pas.",
        ),
        (
            [("a", "35238", "d1")],
            "1 initiative citée en Bretagne, d’après 1 document. Ce sont des exemples, pas un recensement.",
        ),
        (
            [("a", "35238", "d1"), ("a", "29019", "d2"), ("b", "35238", "d2")],
            (
                "2 initiatives citées en Bretagne, dans 2 territoires, d’après 2 documents. "
                "Ce sont des exemples, pas un recensement."
            ),
        ),
        (
            [("p", "35238", None)],
            "1 PTCE en Bretagne dans les listes publiées de lauréats. Les documents lus n’en citent pas d’autre.",
        ),
        (
            [("a", "35238", "d1"), ("p", "35238", None)],
            (
                "1 initiative citée en Bretagne, d’après 1 document, et 1 PTCE dans les listes publiées de lauréats. "
                "Ce sont des exemples, pas un recensement."
            ),
        ),
    ],
)
def test_the_catalogue_of_a_place(rows: list[tuple[str, str, str | None]], expected: str) -> None:
    assert describe_catalogue(catalogue(*rows), BRETAGNE) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "Aucune initiative en Bretagne ne répond à ces filtres."),
        (
            [("a", "35238", "d1")],
            (
                "1 initiative citée en Bretagne répond à ces filtres, d’après 1 document. "
                "Ce sont des exemples, pas un recensement."
            ),
        ),
        (
            [("a", "35238", "d1"), ("a", "29019", "d2"), ("p", "35238", None)],
            (
                "1 initiative citée et 1 PTCE des listes publiées de lauréats en Bretagne répondent à ces filtres, "
                "d’après 2 documents. Ce sont des exemples, pas un recensement."
            ),
        ),
    ],
)
def test_a_selection_by_filters_never_tells_what_the_documents_do_not_cite(
    rows: list[tuple[str, str, str | None]], expected: str
) -> None:
    assert describe_catalogue(catalogue(*rows), BRETAGNE, filtered=True) == expected


@pytest.mark.parametrize(
    ("levers", "who", "expected"),
    [
        (0, 0, "Les documents lus ne montrent aucun levier utilisé à Brest. Cela ne veut pas dire qu’il n’y en a pas."),
        (1, 1, "1 levier de l’étude à Brest, d’après"),
        (23, 4, "23 leviers de l’étude à Brest, utilisés par 4 collectivités, d’après"),
    ],
)
def test_levers_are_told_with_who_uses_them(levers: int, who: int, expected: str) -> None:
    assert describe_levers(levers, who, "à Brest").startswith(expected)


def test_a_gap_in_euros_bears_the_sign(share: Indicator) -> None:
    pay = dataclasses.replace(share, unit="EUR", decimals=0)

    assert gap_text(36_200, 25_000, pay) == "11\u202f200\u202f€ de plus que"
    assert gap_text(14.3, 10.5, share) == "3,8\u00a0points de plus que"


def test_a_spread_says_its_middle_half_its_median_and_who_is_on_each_side_of_france(share: Indicator) -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.04, None]
    frame = pd.DataFrame({"name": [*"ABCDEFGH"], "value": values, "status": ["observed"] * 7 + ["not_available"]})

    told = describe_spread(share, Level.REGION, "2015", frame, 7.0)

    assert told == (
        "En 2015, pour la part de l’ESS, la moitié centrale des 7 régions renseignées se situe entre 2,5\u202f% et "
        "5,5\u202f%, autour d’une médiane de 4,0\u202f%. Par rapport à la France (7,0\u202f%), 6 régions sont "
        "au-dessous et 1 au même niveau. Non disponible\u202f: H."
    )


def test_a_spread_counts_a_single_territory_in_the_singular_and_leaves_france_out_of_counts(
    share: Indicator,
) -> None:
    frame = pd.DataFrame({"name": [*"ABCDEF"], "value": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "status": "observed"})

    assert "1 département est au-dessous, 4 au-dessus et 1 au même niveau." in describe_spread(
        share, Level.DEPARTEMENT, "2015", frame, 2.0
    )
    assert "France" not in describe_spread(share, Level.DEPARTEMENT, "2015", frame)


def test_a_spread_of_few_territories_says_the_lowest_and_the_highest(share: Indicator) -> None:
    frame = pd.DataFrame({"name": [*"ABC"], "value": [1.0, 2.0, 3.0], "status": "observed"})

    assert describe_spread(share, Level.REGION, "2015", frame, 2.0) == describe_level(
        share, Level.REGION, "2015", frame
    )
