"""Edges where a statistic or a sentence could lie: one territory, ties, nothing known, zero, secret, breaks.

Comparison, signals and narrative are each put before the same difficulty. `_` stands for a narrow space, `~` for a
no-break one.
"""

from __future__ import annotations

import dataclasses
import math

import pandas as pd
import pytest

from observatory.comparison.pair import Correlation, rank_correlation
from observatory.comparison.profile import position_pct, vertebra
from observatory.comparison.profile import spread as distribution
from observatory.comparison.similar import distances, z_scores
from observatory.formatting import value_text
from observatory.measures import location_quotient
from observatory.model import Break, Indicator, Kind, Level, Series, Status, Territory
from observatory.narrative import comparable, describe_level, describe_place, describe_series, gap_words, headline
from observatory.narrative.comparison import describe_compared, describe_courses, ratio_text
from observatory.narrative.sentences import Rank, Reading
from observatory.signals.far import far
from observatory.signals.level_data import LevelData
from observatory.signals.moving import moving
from observatory.signals.statistics import changes, spread
from observatory.standing import Standing

AIN = Territory(Level.DEPARTEMENT, "01", "Ain")
GARD = Territory(Level.DEPARTEMENT, "30", "Gard")
FRANCE = Territory(Level.FRANCE, "FR", "France")
HAVRE = Territory(Level.COMMUNE, "76351", "Le Havre")
ELEVEN = (10.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
BREAK = Break("2012", "2013", "Rupture de série en 2013.")


def typed(text: str) -> str:
    return text.replace("\u202f", "_").replace("\u00a0", "~")


def read(place: Territory, value: float | None, status: Status = Status.OBSERVED, note: str | None = None) -> Reading:
    return Reading(place, value, status, note)


def level_of(indicator: Indicator, **years: tuple[float | None, ...]) -> LevelData:
    """Départements from 01 on, with their values of each year: `y2015=(…)`; None is an absence."""
    measured = {
        (indicator.indicator_id, year[1:]): pd.Series(
            {f"{rank + 1:02}": value for rank, value in enumerate(values)}, dtype=float
        ).dropna()
        for year, values in years.items()
    }
    periods = sorted(period for _, period in measured)
    runs = {indicator.indicator_id: (periods[0], periods[-1])}
    return LevelData(Level.DEPARTEMENT, (indicator,), runs, measured, {"01": "Ain"})


def standing_of(level: LevelData, national: float | None = None, status: Status = Status.NOT_AVAILABLE) -> Standing:
    """The Ain with its own values of a level, `status` where it has none; France with the same value each year."""
    cells: dict[tuple[str, str, str], tuple[float | None, str, str | None]] = {}
    for (name, period), values in level.measured.items():
        own = values.get("01")
        cells[name, period, AIN.key] = (None, status, None) if own is None else (float(own), Status.OBSERVED, None)
        cells[name, period, FRANCE.key] = (national, Status.OBSERVED, None)
    return Standing(AIN, (FRANCE,), cells)


class TestOneTerritory:
    """A level of one, or one value alone: nothing is ranked, no spread is invented."""

    def test_signals(self, share: Indicator, posts: Indicator) -> None:
        alone = level_of(share, y2015=(12.0,))
        moved = level_of(posts, y2020=(4.0,), y2023=(9.0,))

        assert far(alone, standing_of(alone)).tested == 0
        assert "1 département seulement a une valeur" in far(alone, standing_of(alone)).silences[0]
        assert "1 département seulement a une valeur" in moving(moved, standing_of(moved)).silences[0]
        assert spread(pd.Series([12.0])) is None

    def test_comparison(self, share: Indicator) -> None:
        assert position_pct(12.0, [12.0]) == 50
        assert distribution([12.0]) is None
        assert vertebra(share, "2015", read(AIN, 12.0), None, pd.Series([12.0])) is None
        assert rank_correlation(pd.Series([1.0]), pd.Series([2.0])) == Correlation(None, 1)
        assert z_scores(pd.DataFrame({"a": [1.0], "b": [2.0]})).empty
        assert distances(pd.DataFrame({"a": [0.0], "b": [0.0], "c": [0.0]}, index=["01"]), "01").empty

    def test_narrative(self, share: Indicator) -> None:
        frame = pd.DataFrame({"name": ["Ain"], "value": [12.0], "status": [Status.OBSERVED]})

        assert "valeur la plus" not in describe_place(share, "2015", read(AIN, 12.0), (), Rank(1, 1))
        assert typed(describe_level(share, Level.DEPARTEMENT, "2015", frame)) == (
            "En 2015, la part de l’ESS va de 12,0_% (Ain) à 12,0_% (Ain)."
        )


class TestTies:
    """Equal values share a rank; a level where all are equal has no spread and no outlier."""

    def test_signals(self, share: Indicator) -> None:
        same = level_of(share, y2015=(4.0,) * 12)

        assert "tient en une seule valeur" in far(same, standing_of(same)).silences[0]

    def test_comparison(self, share: Indicator) -> None:
        values = pd.Series([4.0, 9.0, 9.0, 9.0, 2.0])
        found = vertebra(share, "2015", read(AIN, 9.0), None, values)

        assert found is not None
        assert found.rank == Rank(1, 5)
        assert found.own_pct == 75  # the middle of ranks 2, 3, 4 of 0 to 4
        assert position_pct(4.0, [4.0] * 9) == 50
        assert rank_correlation(pd.Series([4.0] * 9), pd.Series(range(9))).rho is None

    def test_narrative(self, share: Indicator, posts: Indicator) -> None:
        assert gap_words(4.04, 4.0, 1) == "autant"
        told = describe_compared(share, "2015", [read(AIN, 4.0), read(GARD, 4.0)], None)
        assert typed(told) == "En 2015, la part de l’ESS vaut partout 4,0_%."
        # 900 territories of 1,255 have none: the 356th is the lowest too
        zero = describe_place(posts, "2020", read(AIN, 0.0), (), Rank(356, 1255))
        assert typed(zero) == (
            "Dans l’Ain, les postes Fonjep sont nuls en 2020_: valeur la plus basse des 1_255 départements renseignés."
        )
        assert typed(describe_place(posts, "2020", read(AIN, 0.0), (), Rank(1, 1255))).endswith("nuls en 2020.")


class TestNothingKnown:
    """A level, a territory or a pair without any value."""

    def test_signals(self, share: Indicator) -> None:
        level = level_of(share, y2015=(None,) * 11)
        search = far(level, standing_of(level))

        assert (search.signals, search.tested) == ([], 0)
        assert search.silences == ["Dans l’Ain, la part de l’ESS est non disponible en 2015."]

    def test_comparison(self) -> None:
        nothing = pd.Series([math.nan] * 5)

        assert rank_correlation(nothing, nothing) == Correlation(None, 0)
        assert distribution([]) is None
        assert location_quotient(nothing, 3.0).isna().all()
        assert z_scores(pd.DataFrame({"a": nothing})).empty

    def test_narrative(self, share: Indicator) -> None:
        frame = pd.DataFrame({"name": ["Ain"], "value": [math.nan], "status": [Status.NOT_AVAILABLE]})

        assert describe_level(share, Level.DEPARTEMENT, "2015", frame) == (
            "Aucune valeur n’est disponible en 2015 pour les départements."
        )
        told = describe_compared(share, "2015", [read(AIN, None, Status.NOT_AVAILABLE)], read(FRANCE, 10.0))
        assert told == "Aucun de ces territoires n’a de valeur pour la part de l’ESS en 2015."
        assert describe_series(share, AIN, []) == "Aucune valeur n’est disponible dans l’Ain."


class TestZeroAndInfinity:
    """Against zero no ratio and no per cent is said: never infinite, never « 0 fois »."""

    def test_signals(self, posts: Indicator, share: Indicator) -> None:
        from_zero = level_of(posts, y2020=(0.0, *[10.0] * 10), y2023=(5.0, *[float(10 + n) for n in range(10)]))
        level = level_of(share, y2015=ELEVEN)
        (signal,) = far(level, standing_of(level, 0.0)).signals

        assert "il n’y a pas de variation en pourcentage" in moving(from_zero, standing_of(from_zero)).silences[0]
        assert "plus qu’en France (0,0_%, soit 10,0~points de plus)" in typed(signal.sentence)
        assert changes(pd.Series([0.0, -1.0]), pd.Series([5.0, 5.0]), relative=True).empty

    def test_comparison(self) -> None:
        assert location_quotient(pd.Series([5.0]), 0.0).isna().all()
        assert ratio_text(5.0, 0.0) == ""
        assert ratio_text(5.0, -2.0) == ""

    def test_narrative(self, share: Indicator, posts: Indicator) -> None:
        assert typed(describe_place(share, "2015", read(AIN, 5.0), [read(FRANCE, 0.0)])) == (
            "Dans l’Ain, la part de l’ESS est de 5,0_% en 2015, plus qu’en France (0,0_%, soit 5,0~points de plus)."
        )
        assert typed(describe_place(posts, "2020", read(AIN, 5.0), [read(FRANCE, 0.0)])) == (
            "Dans l’Ain, les postes Fonjep sont de 5~postes en 2020."  # 5 of a total of 0: no share is said
        )
        assert typed(describe_place(posts, "2020", read(AIN, 5.0), (), None, ("2019", 0.0))).endswith(
            "En 2019, c’était 0~poste (+5)."
        )


class TestNegativeChange:
    """A fall is a fall, and a per cent of a negative number is not said."""

    def test_signals(self, posts: Indicator) -> None:
        level = level_of(posts, y2020=(100.0,) * 11, y2023=(20.0, *[float(95 + n) for n in range(10)]))
        (signal,) = moving(level, standing_of(level)).signals

        assert "de 100~postes à 20~postes entre 2020 et 2023 (\u221280,0_%)" in typed(signal.sentence)
        assert "beaucoup plus basse" in signal.sentence

    def test_a_rate_that_is_no_share_changes_by_its_own_unit(self, share: Indicator) -> None:
        rate = dataclasses.replace(share, unit="postes", decimals=2, phrase="le nombre de postes pour 10 000 habitants")
        level = level_of(rate, y2020=(2.0,) * 11, y2023=(0.5, *[2 + n / 10 for n in range(10)]))
        (signal,) = moving(level, standing_of(level)).signals

        assert "de 2,00 à 0,50 entre 2020 et 2023 (\u22121,50~poste)" in typed(signal.sentence)

    def test_narrative(self, share: Indicator, posts: Indicator) -> None:
        told = describe_courses(posts, [(AIN, [("2020", -4.0), ("2021", 2.0)])])

        assert "(+6)" in typed(told)
        assert gap_words(-3.0, 2.0, 1) == "moins"
        assert typed(describe_place(share, "2015", read(AIN, -3.2), [read(FRANCE, 1.0)])).startswith(
            "Dans l’Ain, la part de l’ESS est de \u22123,2_% en 2015, moins qu’en France"
        )


class TestSecret:
    """A value kept secret is said secret, and counts in no test."""

    def test_signals(self, share: Indicator) -> None:
        level = level_of(share, y2015=(None, *ELEVEN[1:]))
        search = far(level, standing_of(level, 5.0, Status.SECRET))

        assert (search.signals, search.tested) == ([], 0)
        assert search.silences == ["Dans l’Ain, la part de l’ESS est couverte par le secret statistique en 2015."]

    def test_comparison_and_narrative(self, share: Indicator, posts: Indicator) -> None:
        secret = read(AIN, None, Status.SECRET)

        told = describe_compared(share, "2015", [secret, read(GARD, 9.0)], None)
        assert typed(told).endswith("Sans valeur_: Ain (secret statistique).")
        assert describe_place(posts, "2020", secret) == (
            "Dans l’Ain, les postes Fonjep sont couverts par le secret statistique en 2020."
        )
        assert typed(headline(share, "2015", secret)) == "Dans l’Ain, la part de l’ESS_: secret statistique en 2015"
        assert value_text(None, share, Status.SECRET) == "secret statistique"


class TestBreakAndFewPoints:
    """Nothing is joined across a break, no trend is named under five comparable points."""

    POINTS = (("2010", 1.0), ("2011", 2.0), ("2012", 3.0), ("2013", 14.0), ("2014", 15.0))

    def test_a_break_cuts_the_series(self, share: Indicator) -> None:
        broken = dataclasses.replace(share, breaks=(BREAK,))

        assert comparable(self.POINTS, broken.breaks) == [("2013", 14.0), ("2014", 15.0)]
        assert describe_series(broken, AIN, self.POINTS).endswith("Rupture de série en 2013.")
        assert "tendance" not in describe_series(broken, AIN, self.POINTS)
        assert "points de plus" not in describe_courses(broken, [(AIN, self.POINTS)])
        assert describe_courses(broken, [(AIN, self.POINTS)]).endswith("Rupture de série en 2013.")

    def test_the_point_before_a_break_is_no_earlier_value(self, share: Indicator) -> None:
        broken = dataclasses.replace(share, breaks=(BREAK,))
        cells = {(share.indicator_id, year, AIN.key): (value, "observed", None) for year, value in self.POINTS}
        own = Standing(AIN, (), cells)

        assert own.earlier(broken, "2014") == ("2013", 14.0)
        assert own.earlier(broken, "2013") is None
        assert own.earlier(share, "2013") == ("2012", 3.0)
        assert own.earlier(dataclasses.replace(share, series=Series.POINTS), "2014") is None

    def test_no_trend_under_five_points(self, share: Indicator) -> None:
        assert describe_series(share, AIN, self.POINTS[:4]).endswith(
            "Avec 4 années seulement, on ne parle pas de tendance."
        )
        assert describe_series(share, AIN, self.POINTS).endswith("Sur ces 5 années, la tendance est à la hausse.")


class TestPickyEditor:
    """Details of French that a reader would see."""

    def test_a_number_that_rounds_to_two_is_plural(self, share: Indicator) -> None:
        rate = dataclasses.replace(share, unit="postes", kind=Kind.RATE)

        assert typed(value_text(1.96, rate)) == "2,0~postes"
        assert typed(value_text(1.94, rate)) == "1,9~poste"

    def test_a_rank_over_a_thousand_is_grouped(self, share: Indicator) -> None:
        assert typed(describe_place(share, "2015", read(AIN, 5.0), (), Rank(1060, 1255))).endswith(
            "1_060ᵉ valeur la plus élevée sur 1_255 départements renseignés."
        )

    def test_a_trace_is_under_the_least_shown(self, share: Indicator, posts: Indicator) -> None:
        assert typed(headline(share, "2015", read(AIN, 0.04))) == (
            "Dans l’Ain, la part de l’ESS est inférieure à 0,1_% en 2015"
        )
        assert typed(describe_place(posts, "2020", read(AIN, 0.4))) == (
            "Dans l’Ain, les postes Fonjep sont inférieurs à 1~poste en 2020."
        )

    def test_a_reason_with_brackets_is_not_put_in_brackets(self, share: Indicator) -> None:
        reading = read(AIN, None, Status.NOT_APPLICABLE, "aucun quartier (génération 2015) dans ce territoire")

        assert typed(describe_place(share, "2018", reading)) == (
            "Dans l’Ain, la part de l’ESS est sans objet en 2018_: aucun quartier (génération 2015) dans ce territoire."
        )

    def test_brackets_inside_brackets_are_square(self, share: Indicator) -> None:
        frame = pd.DataFrame({"name": ["CA Loire Forez Agglomération (LFA)"], "value": [1.0], "status": ["observed"]})

        assert "1,0_% (CA Loire Forez Agglomération [LFA])." in typed(describe_level(share, Level.EPCI, "2018", frame))

    @pytest.mark.parametrize("value", [0.0, 0.04, 1.0, 1.96, 14.3, 12_345.0, 1_200_000.0, -3.2])
    def test_the_article_of_a_name_is_contracted_whatever_the_value(self, share: Indicator, value: float) -> None:
        told = describe_place(share, "2015", read(HAVRE, value), [read(FRANCE, 10.0)])

        assert told.startswith("Au Havre, ")
        assert "  " not in told
        assert " %" not in told  # an ordinary space before %
