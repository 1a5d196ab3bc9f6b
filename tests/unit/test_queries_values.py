"""The dashboard's questions to the real database, against published figures."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from observatory import formatting as fr
from observatory import queries
from observatory.database import Database
from observatory.model import Kind, Level, Status, Territory
from observatory.standing import describe, last_period, rank_of, standing

Find = Callable[[str], Territory]


def test_bretagne_has_the_published_share(observatory: Database) -> None:
    values = queries.values_by_territory(observatory, "part_ess_emploi", Level.REGION, "2015").set_index("code")
    indicator = queries.indicators(observatory)["part_ess_emploi"]

    assert values.loc["53", "value"] == pytest.approx(14.3236)
    assert fr.value_text(values.loc["53", "value"], indicator) == "14,3\u202f%"
    assert len(values) == 18


def test_lozere_has_the_highest_share_of_the_departements(observatory: Database, place: Find) -> None:
    values = queries.values_by_territory(observatory, "part_ess_emploi", Level.DEPARTEMENT, "2015")

    assert values.sort_values("value", ascending=False).iloc[0]["name"] == "Lozère"
    indicator = queries.indicators(observatory)["part_ess_emploi"]
    rank = rank_of(observatory, indicator, "2015", place("departement-48"))
    assert rank is not None
    assert (rank.position, rank.total) == (1, 100)  # 101 départements, Mayotte has no value


@pytest.mark.parametrize(("level", "code"), [(Level.REGION, "06"), (Level.DEPARTEMENT, "976")])
def test_mayotte_has_no_value_and_is_not_zero(observatory: Database, level: Level, code: str) -> None:
    values = queries.values_by_territory(observatory, "part_ess_emploi", level, "2015").set_index("code")

    assert pd.isna(values.loc[code, "value"])
    assert values.loc[code, "status"] == Status.NOT_AVAILABLE
    assert values.loc[code, "note"]


@pytest.mark.parametrize(
    ("indicator_id", "why"),
    [
        ("part_ess_emploi", "la source s’arrête aux départements"),
        ("nombre_scic", "la source ne le publie que pour la France"),
    ],
)
def test_a_level_that_an_indicator_does_not_have_is_said(
    observatory: Database, place: Find, indicator_id: str, why: str
) -> None:
    indicator = queries.indicators(observatory)[indicator_id]

    got = standing(observatory, place("commune-38185")).reading(indicator, "2015")

    assert got.value is None
    assert got.note == why


def test_every_territory_of_a_level_is_there_even_without_value(observatory: Database) -> None:
    values = queries.values_by_territory(observatory, "population_qpv", Level.EPCI, "2018")
    (count,) = observatory.rows("SELECT count(*) FROM territory WHERE level = 'epci'")[0]

    assert len(values) == count
    assert set(values["status"]) <= set(Status)
    assert values.loc[values["status"] != Status.OBSERVED, "value"].isna().all()


@pytest.mark.parametrize(
    ("key", "above"),
    [
        ("commune-38185", ["epci-200040715", "departement-38", "region-84", "france-FR"]),
        ("commune-93066", ["ept-200057867", "epci-200054781", "departement-93", "region-11", "france-FR"]),
        ("departement-48", ["region-76", "france-FR"]),
        ("region-53", ["france-FR"]),
        ("france-FR", []),
    ],
)
def test_what_contains_a_place_goes_from_the_nearest_to_france(
    observatory: Database, place: Find, key: str, above: list[str]
) -> None:
    assert [other.key for other in queries.ancestors(observatory, place(key))] == above


def test_a_territory_is_read_with_its_references_in_two_queries(observatory: Database, place: Find) -> None:
    lozere = place("departement-48")
    indicator = queries.indicators(observatory)["part_ess_emploi"]
    standing.cache_clear()
    queries.ancestors.cache_clear()
    before = observatory.query_count

    own = standing(observatory, lozere)

    assert observatory.query_count - before <= 2
    assert [other.name for other in own.references(indicator)] == ["Occitanie", "France"]
    assert own.reading(indicator, "2014", own.above[-1]).value == pytest.approx(10.5)


def test_every_indicator_has_what_a_reader_must_know(observatory: Database) -> None:
    sources = queries.sources(observatory)
    for indicator in queries.indicators(observatory).values():
        for text in (indicator.definition, indicator.perimeter, indicator.rollup_reason, indicator.formula):
            assert text, indicator.indicator_id
        assert indicator.caveats
        assert indicator.geography_year
        assert sources[indicator.source_id].licence
        for level in indicator.levels:
            assert queries.periods(observatory, indicator.indicator_id, level), (indicator.indicator_id, level)


def test_every_sentence_of_every_indicator_is_whole(observatory: Database, place: Find) -> None:
    for key in ("france-FR", "region-53", "departement-48", "departement-976", "epci-246700488", "commune-38185"):
        for indicator in queries.indicators(observatory).values():
            period = last_period(observatory, indicator, place(key))
            sentence = describe(observatory, indicator, period, place(key))
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            for wrong in ("nan", "None", "  ", "de le ", "de les ", "à le ", "à Le ", "de Le ", ".."):
                assert wrong not in sentence, sentence


def test_rates_are_never_summed_and_counts_are_not_averaged(observatory: Database) -> None:
    for indicator in queries.indicators(observatory).values():
        assert indicator.rollup != "sum" or indicator.kind is Kind.COUNT


def test_answers_are_remembered(observatory: Database) -> None:
    queries.values_by_territory(observatory, "population_qpv", Level.REGION, "2018")
    before = observatory.query_count
    queries.values_by_territory(observatory, "population_qpv", Level.REGION, "2018")

    assert observatory.query_count == before


def test_the_walk_of_a_value_ends_in_a_file(observatory: Database) -> None:
    walk = queries.walk(observatory, "part_ess_emploi", Level.REGION, "53", "2015")

    assert walk is not None
    assert walk["value"] == pytest.approx(14.3236)
    assert walk["origin"]
    assert queries.walk(observatory, "part_ess_emploi", Level.REGION, "53", "1999") is None


def test_equal_values_share_a_rank_and_absent_ones_have_none(observatory: Database) -> None:
    frame = queries.values_by_territory(observatory, "part_ess_emploi", Level.DEPARTEMENT, "2015").set_index("code")
    known = frame["value"].dropna()

    ranks = {code: queries.ranks(observatory, Level.DEPARTEMENT, code) for code in ("48", "92", "29", "976")}
    assert ranks["48"]["part_ess_emploi", "2015"] == (1, 100)
    assert ranks["92"]["part_ess_emploi", "2015"] == (100, 100)
    assert ranks["29"]["part_ess_emploi", "2015"][0] == 1 + int((known > known["29"]).sum())
    assert ("part_ess_emploi", "2015") not in ranks["976"]
