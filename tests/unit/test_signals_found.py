"""Signals found: on a level of eleven départements made by hand, then on the built database.

`_` stands for a narrow space, `~` for a no-break one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from observatory import queries
from observatory.database import Database
from observatory.model import Break, Indicator, Kind, Level, Series, Territory
from observatory.signals import SignalKind, signals_of, signals_of_level
from observatory.signals.absent import LEAST_SHARE, count_of, subjects
from observatory.signals.far import FRANCE, far, spread_of_values
from observatory.signals.finding import in_order
from observatory.signals.level_data import LevelData, level_data
from observatory.signals.moving import moving, spread_of_changes
from observatory.signals.peers import BY_POPULATION, PEERS, peers
from observatory.signals.quarters import BESIDE, SHARE, quarters
from observatory.standing import Standing

Find = Callable[[str], Territory]
DOUBS = Territory(Level.DEPARTEMENT, "25", "Doubs")
CODES = ("25", *(str(code) for code in range(30, 40)))
# Q1 = 2.5, median 5, Q3 = 7.5, outer fences −12.5 and 22.5
ELEVEN = (10.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)


def typed(text: str) -> str:
    return text.replace("\u202f", "_").replace("\u00a0", "~")


def level_of(indicator: Indicator, **years: tuple[float | None, ...]) -> LevelData:
    """A level of départements with the values of one indicator: `level_of(share, y2015=(…))`, the Doubs first."""
    measured = {
        (indicator.indicator_id, year[1:]): pd.Series(dict(zip(CODES, values, strict=False)), dtype=float).dropna()
        for year, values in years.items()
    }
    periods = sorted(period for _, period in measured)
    runs = {indicator.indicator_id: (periods[0], periods[-1])}
    return LevelData(Level.DEPARTEMENT, (indicator,), runs, measured, {"25": "Doubs"})


def standing_of(level: LevelData, national: float | None = None) -> Standing:
    """The Doubs with its own values of that level."""
    cells: dict[tuple[str, str, str], tuple[float | None, str, str | None]] = {
        (name, period, DOUBS.key): (float(values["25"]), "observed", None)
        for (name, period), values in level.measured.items()
        if "25" in values
    }
    for name, period in level.measured:
        cells[name, period, FRANCE.key] = (national, "observed", None)
    return Standing(DOUBS, (FRANCE,), cells)


@pytest.mark.parametrize(
    ("value", "end", "rarity", "beyond"),
    [
        (10.0, "au-dessus des valeurs des trois quarts des départements.", 1 / 11, False),
        (-1.0, "au-dessous des valeurs des trois quarts des départements.", 1 / 11, False),
        (40.0, "loin au-dessus de la moitié centrale des départements.", 1 / 11, True),
    ],
)
def test_a_value_outside_the_middle_half_is_a_signal(
    share: Indicator, value: float, end: str, rarity: float, *, beyond: bool
) -> None:
    level = level_of(share, y2015=(value, *ELEVEN[1:]))

    (signal,) = far(level, standing_of(level, 5.0)).signals

    assert signal.sentence.endswith(end)
    assert signal.rarity == pytest.approx(rarity)
    assert signal.beyond_fence is beyond
    assert signal.kind is SignalKind.FAR


def test_a_signal_says_its_test_with_numbers(share: Indicator) -> None:
    level = level_of(share, y2015=ELEVEN)

    (signal,) = far(level, standing_of(level, 5.0)).signals

    assert typed(signal.sentence) == (
        "Dans le Doubs, la part de l’ESS est de 10,0_% en 2015, deux fois plus qu’en France (5,0_%, soit 5,0~points "
        "de plus)_: au-dessus des valeurs des trois quarts des départements."
    )
    assert typed(signal.test) == (
        "11 départements comparés_: la moitié centrale va de 2,5_% à 7,5_%, la médiane est de 5,0_%. 9_% des "
        "départements sont dans ce cas ou plus loin. La valeur est à 0,5 fois la largeur de la moitié centrale_; "
        "«_loin_» se dit au-dessus de 22,5_% (trois fois cette largeur)."
    )
    assert signal.caution.endswith("Un écart n’est ni un mérite ni un défaut.")


def test_a_fence_no_value_can_pass_is_not_said(share: Indicator, posts: Indicator) -> None:
    # Quartiles of 2.5 and 7.5 put Tukey's fences at -12.5 and 22.5: a share is never under zero.
    assert spread_of_values(level_of(share, y2015=ELEVEN), share).passable == (None, 22.5)  # type: ignore[union-attr]
    # Changes of posts in per cent: quartiles of -50 and 50 put them at -350 and 350; none loses more than everything.
    last = tuple(float(n) for n in range(0, 210, 20))
    level = level_of(posts, y2015=(100.0,) * 11, y2020=last)
    assert spread_of_changes(level, posts).passable == (None, 350.0)  # type: ignore[union-attr]


def test_a_value_in_the_middle_half_is_tested_and_says_nothing(share: Indicator) -> None:
    level = level_of(share, y2015=(5.5, *ELEVEN[1:]))
    search = far(level, standing_of(level))

    assert (search.signals, search.tested, search.silences) == ([], 1, [])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ((3.0, 1.0), "2 départements seulement ont une valeur, il en faut au moins 10."),
        ((3.0,), "1 département seulement a une valeur, il en faut au moins 10."),
        ((9.0, *[4.0] * 10), "la moitié centrale des départements tient en une seule valeur."),
        ((None, *ELEVEN[1:]), "est non disponible en 2015."),
    ],
)
def test_what_cannot_be_tested_is_said(share: Indicator, values: tuple[float | None, ...], reason: str) -> None:
    level = level_of(share, y2015=values)
    search = far(level, standing_of(level))

    assert (search.signals, search.tested) == ([], 0)
    assert reason in typed(search.silences[0])


def test_a_count_is_never_far_it_follows_size(posts: Indicator) -> None:
    level = level_of(posts, y2015=(900.0, *ELEVEN[1:]))

    assert far(level, standing_of(level)).signals == []


def test_a_change_unlike_those_of_the_level_is_a_signal(posts: Indicator) -> None:
    # the others rise by 0, 1, … 9 per cent; the Doubs falls by 50: of the eleven, Q1 = 1.5 and Q3 = 6.5
    first, last = (100.0,) * 11, (50.0, *(100.0 + rise for rise in range(10)))
    level = level_of(posts, y2020=first, y2023=last)

    (signal,) = moving(level, standing_of(level)).signals

    assert typed(signal.sentence) == (
        "Dans le Doubs, les postes Fonjep sont passés de 100~postes à 50~postes entre 2020 et 2023 (\u221250,0_%)_: "
        "une variation beaucoup plus basse que celles de la moitié centrale des départements."
    )
    assert "la moitié centrale va de 1,5_% à 6,5_%" in typed(signal.test)
    assert "Deux dates ne font pas une tendance." in signal.caution
    assert not re.search(r"tendance est|hausse|baisse", signal.sentence)


def test_a_share_moves_by_points(share: Indicator) -> None:
    level = level_of(share, y2008=ELEVEN, y2015=(20.0, *(value + 1 + value / 10 for value in ELEVEN[1:])))

    (signal,) = moving(level, standing_of(level)).signals

    assert "(+10,0~points)" in typed(signal.sentence)
    assert "est passée de 10,0_% à 20,0_%" in typed(signal.sentence)
    # the others move by 1.0, 1.1, … 1.9: Q1 is 1.25 and Q3 1.75, rounded half up
    assert "la moitié centrale va de 1,3~point à 1,8~point, la médiane est de 1,5~point" in typed(signal.test)


def test_five_comparable_points_that_rise_bear_a_trend(share: Indicator) -> None:
    years = {f"y{2010 + i}": (10.0 + 5 * i, *(value + i * value / 20 for value in ELEVEN[1:])) for i in range(5)}
    level = level_of(share, **years)
    broken = dataclasses.replace(share, breaks=(Break("2011", "2012", "Autre mesure."),))
    after = dataclasses.replace(level, indicators=(broken,), runs={share.indicator_id: ("2012", "2014")})

    (signal,) = moving(level, standing_of(level)).signals
    (cut,) = moving(after, standing_of(after)).signals

    assert signal.sentence.endswith("Sur 5 années comparables, la tendance est à la hausse.")
    assert "entre 2012 et 2014" in cut.sentence
    assert "tendance est" not in cut.sentence


def test_a_change_from_zero_is_not_tested_and_small_numbers_are_said(posts: Indicator) -> None:
    last = tuple(100.0 + rise for rise in range(10))
    from_zero = level_of(posts, y2020=(0.0, *[100.0] * 10), y2023=(5.0, *last))
    small = level_of(posts, y2020=(2.0, *[100.0] * 10), y2023=(6.0, *last))

    search = moving(from_zero, standing_of(from_zero))
    (signal,) = moving(small, standing_of(small)).signals

    assert search.signals == []
    assert "la valeur de 2020 est nulle" in search.silences[0]
    assert "les nombres sont petits" in signal.caution


def test_one_period_is_not_a_change(share: Indicator) -> None:
    level = level_of(share, y2015=ELEVEN)
    search = moving(level, standing_of(level))

    assert (search.signals, search.tested, search.silences) == ([], 0, [])


@pytest.fixture
def of_quarters(share: Indicator) -> Callable[..., LevelData]:
    """A level with a share in QPV and posts per resident: `of_quarters(shares, posts)`."""
    qpv = dataclasses.replace(share, indicator_id=SHARE)
    beside = dataclasses.replace(share, indicator_id=BESIDE[0], phrase="le nombre de postes", unit="postes")

    def made(shares: tuple[float, ...], amounts: tuple[float, ...]) -> LevelData:
        measured: Mapping[tuple[str, str], pd.Series] = {
            (SHARE, "2018"): pd.Series(dict(zip(CODES, shares, strict=True))),
            (BESIDE[0], "2023"): pd.Series(dict(zip(CODES, amounts, strict=True))),
        }
        runs = {SHARE: ("2018", "2018"), BESIDE[0]: ("2023", "2023")}
        return LevelData(Level.DEPARTEMENT, (qpv, beside), runs, measured, {"25": "Doubs"})

    return made


SHARES = (30.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)


def test_many_residents_and_few_posts_is_a_signal(of_quarters: Callable[..., LevelData]) -> None:
    level = of_quarters(SHARES, (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0))

    (signal,) = quarters(level, standing_of(level)).signals

    assert typed(signal.sentence) == (
        "Dans le Doubs, 30,0_% de la population vit en quartier prioritaire (2018), plus que dans les trois quarts des "
        "départements concernés, et le nombre de postes y est de 0,5 (2023), parmi le quart le plus bas."
    )
    assert signal.rarity == pytest.approx(1 / 11)


def test_many_residents_and_many_posts_is_not(of_quarters: Callable[..., LevelData]) -> None:
    level = of_quarters(SHARES, (9.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0))
    search = quarters(level, standing_of(level))

    assert (search.signals, search.tested) == ([], 1)


def test_nothing_is_few_when_half_of_the_level_has_none(of_quarters: Callable[..., LevelData]) -> None:
    level = of_quarters(SHARES, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 7.0, 8.0, 9.0, 10.0))
    search = quarters(level, standing_of(level))

    assert search.signals == []
    assert "pas de test, au moins la moitié des départements sont à 0" in typed(search.silences[0])


def test_signals_go_from_the_rarest_to_the_commonest(observatory: Database, place: Find) -> None:
    found = signals_of(observatory, place("region-53")).signals

    assert [s.rarity for s in found] == sorted(s.rarity for s in found)
    assert in_order(list(reversed(found)))[0].rarity == found[0].rarity
    assert all(0 < s.rarity <= 1 for s in found)


def test_lozere_is_beyond_the_outer_fence_as_pandas_finds_it(observatory: Database) -> None:
    values = queries.values_by_territory(observatory, "part_ess_emploi", Level.DEPARTEMENT, "2015").set_index("code")
    q1, q3 = values["value"].quantile([0.25, 0.75])
    beyond = values[values["value"] > q3 + 3 * (q3 - q1)].index.tolist()

    found = [
        s.place.code
        for s in signals_of_level(observatory, Level.DEPARTEMENT).signals
        if (s.kind, s.subject) == (SignalKind.FAR, "part_ess_emploi")
    ]

    assert sorted(found) == sorted(beyond)
    assert "48" in found


def test_an_absence_is_that_of_the_documents_and_is_shared_by_half_of_the_peers_at_most(
    observatory: Database, place: Find
) -> None:
    bretagne = place("region-53")
    alike = peers(observatory, bretagne)
    found = [s for s in signals_of(observatory, bretagne).signals if s.kind is SignalKind.ABSENT]
    things = {f"{t.parameter}-{t.code}": t for t in subjects(observatory)}

    assert found
    assert len(alike.codes) == PEERS
    assert "53" not in alike.codes
    for signal in found:
        thing = things[signal.subject]
        having = sum(count_of(observatory, Level.REGION, thing, code) > 0 for code in alike.codes)
        assert count_of(observatory, Level.REGION, thing, "53") == 0
        assert having >= LEAST_SHARE * PEERS
        assert f"présent pour {having} des {PEERS} régions semblables" in signal.sentence
        assert "absent des cinq documents lus" in signal.sentence
        assert "n’existe pas" not in signal.sentence + signal.caution


def test_what_lies_inside_a_territory_counts_for_it(observatory: Database) -> None:
    rows = queries.initiatives(observatory)
    inside = rows[(rows["territory_level"] == "commune") & (rows["epci_code"].notna())].iloc[0]
    thing = next(t for t in subjects(observatory) if t.code == inside["kind"])

    assert count_of(observatory, Level.EPCI, thing, inside["epci_code"]) > 0
    assert count_of(observatory, Level.COMMUNE, thing, inside["territory_code"]) > 0


def test_communes_are_compared_with_those_of_their_size_density_and_weight(observatory: Database, place: Find) -> None:
    alike = peers(observatory, place("commune-38185"))

    assert "densité (logarithme)" in alike.method
    assert len(alike.codes) == PEERS
    assert {"33063", "14118"} <= set(alike.codes)  # Bordeaux, Caen


def test_a_commune_too_small_to_measure_is_compared_with_the_nearest_in_population(
    observatory: Database, place: Find
) -> None:
    vaudherland = place("commune-95633")
    alike = peers(observatory, vaudherland)
    people = [place(f"commune-{code}").population for code in alike.codes]

    assert BY_POPULATION in alike.method
    assert len(people) == PEERS
    assert set(people) == {vaudherland.population}


@pytest.mark.parametrize("level", [Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT])
def test_no_variant_no_derived_measure_and_no_break_is_compared(observatory: Database, level: Level) -> None:
    data = level_data(observatory, level)

    for indicator in data.indicators:
        first, last = data.runs[indicator.indicator_id]
        assert not indicator.variant_of
        assert not indicator.indicator_id.startswith(("evolution_", "indice_"))
        assert not [b for b in indicator.breaks if first < b.before_period <= last]
        assert indicator.series is Series.LINE or first == last
        assert indicator.kind is Kind.RATE or first != last or indicator.indicator_id == "nombre_initiatives_citees"


def test_france_is_alone_and_says_so(observatory: Database, place: Find) -> None:
    found = signals_of(observatory, place("france-FR"))

    assert (found.signals, found.tested) == ((), 0)
    assert found.silences == ("La France n’a pas de territoire de même niveau à qui la comparer.",)
    assert signals_of_level(observatory, Level.FRANCE).silences == ("La France est seule à son niveau.",)


def test_a_territory_asks_at_most_eight_queries_once_its_level_is_read(observatory: Database, place: Find) -> None:
    signals_of(observatory, place("departement-35"))
    before = observatory.query_count

    signals_of(observatory, place("departement-29"))

    assert observatory.query_count - before <= 8


def test_a_whole_level_asks_at_most_eight_queries(observatory: Database) -> None:
    signals_of_level.cache_clear()
    before = observatory.query_count

    signals_of_level(observatory, Level.EPCI)

    assert observatory.query_count - before <= 8


def test_sentences_of_a_whole_level_are_clean(observatory: Database) -> None:
    for level in (Level.REGION, Level.DEPARTEMENT, Level.EPCI):
        for signal in signals_of_level(observatory, level).signals:
            for text in (signal.sentence, signal.test, signal.caution):
                assert "  " not in text
                assert ".." not in text
                assert not re.search(r"\b(nan|inf|None)\b|\bde (le|les) |\bà (le|les) ", text), text
