"""Rank correlation, positions by rank, quartiles and distances: by hand, and against pandas and numpy at random."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from observatory.comparison.pair import Correlation, rank_correlation, strength
from observatory.comparison.profile import position_pct, spread
from observatory.comparison.similar import distances, z_scores


def series(*values: float | None) -> pd.Series:
    return pd.Series([math.nan if v is None else v for v in values], dtype=float)


def test_a_rank_correlation_is_the_one_computed_by_hand() -> None:
    # ranks 1 2 3 4 5 against 2 1 4 3 5: Σd² = 4, rho = 1 - 6 × 4 / (5 × 24) = 0.8
    found = rank_correlation(series(10, 20, 30, 40, 50), series(2, 1, 4, 3, 9))

    assert found.count == 5
    assert found.rho == pytest.approx(0.8)


def test_equal_values_share_their_mean_rank() -> None:
    # ranks 1.5 1.5 3 against 1 2 3: cov 1.5, spreads √(1.5 × 2)
    found = rank_correlation(series(5, 5, 7), series(1, 2, 3))

    assert found.rho == pytest.approx(1.5 / math.sqrt(3))


def test_an_absent_value_takes_its_territory_out_before_ranking() -> None:
    found = rank_correlation(series(1, 2, None, 4), series(4, None, 2, 1))

    assert found == Correlation(None, 2)
    assert rank_correlation(series(1, 2, 3, None), series(3, 2, 1, 0)).rho == pytest.approx(-1)


def test_no_correlation_is_invented_where_nothing_varies_or_nothing_is_known() -> None:
    assert rank_correlation(series(1, 1, 1, 1), series(1, 2, 3, 4)) == Correlation(None, 4)
    assert rank_correlation(series(None, None), series(1, 2)) == Correlation(None, 0)
    assert rank_correlation(series(1), series(2)) == Correlation(None, 1)


@pytest.mark.parametrize("seed", range(20))
def test_a_rank_correlation_is_that_of_numpy_on_pandas_ranks(seed: int) -> None:
    random = np.random.default_rng(seed)
    first = pd.Series(random.integers(0, 12, 60).astype(float)).mask(random.random(60) < 0.2)
    second = (first.fillna(0) + random.normal(0, 5, 60)).round().mask(random.random(60) < 0.1)
    both = pd.DataFrame({"a": first, "b": second}).dropna()

    expected = np.corrcoef(both["a"].rank(), both["b"].rank())[0, 1]

    assert rank_correlation(first, second).rho == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("rho", "word"), [(0.9, "forte"), (-0.7, "forte"), (0.5, "moyenne"), (-0.25, "faible"), (0.1, "presque nulle")]
)
def test_the_word_of_a_correlation_follows_its_size_whatever_its_sign(rho: float, word: str) -> None:
    assert strength(rho) == word


def test_a_position_is_the_middle_of_the_ranks_of_equal_values() -> None:
    ordered = [0.0, 0.0, 0.0, 4.0, 9.0]

    assert position_pct(0.0, ordered) == 25  # ranks 0, 1, 2 of 0 to 4
    assert position_pct(4.0, ordered) == 75
    assert position_pct(9.0, ordered) == 100


def test_a_position_between_two_values_or_beyond_the_ends() -> None:
    assert position_pct(5.0, [0.0, 4.0, 6.0]) == 75
    assert position_pct(-3.0, [0.0, 4.0, 6.0]) == 0
    assert position_pct(99.0, [0.0, 4.0, 6.0]) == 100
    assert position_pct(12.0, [12.0]) == 50


@pytest.mark.parametrize("seed", range(10))
def test_the_position_of_a_quantile_is_its_share(seed: int) -> None:
    values = np.sort(np.random.default_rng(seed).normal(size=41))

    for share in (0.0, 0.25, 0.5, 0.613, 1.0):
        assert position_pct(float(np.quantile(values, share)), list(values)) == pytest.approx(100 * share, abs=1e-6)


def test_quartiles_are_those_of_pandas_and_want_four_values() -> None:
    values = pd.Series([7.0, 1.0, 3.0, 12.0, 5.0, 5.0])
    found = spread(values.tolist())

    assert found is not None
    assert (found.low, found.high, found.count) == (1, 12, 6)
    quartiles = (found.first_quartile, found.median, found.third_quartile)
    assert quartiles == pytest.approx(values.quantile([0.25, 0.5, 0.75]).tolist())
    assert spread([1.0, 2.0, 3.0]) is None
    assert spread([]) is None


def test_a_standardised_distance_is_the_one_computed_by_hand() -> None:
    # each column: mean 2, standard deviation of the population √(2/3)
    scores = z_scores(
        pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [3.0, 2.0, 1.0], "c": [1.0, 3.0, 2.0]}, index=list("xyz"))
    )
    step = 1 / math.sqrt(2 / 3)

    found = distances(scores, "x")

    assert list(found.index) == ["y", "z"]
    assert found.loc["y", "distance"] == pytest.approx(step * math.sqrt((1 + 1 + 4) / 3))
    assert found.loc["z", "distance"] == pytest.approx(step * math.sqrt((4 + 4 + 1) / 3))


def test_a_distance_rests_on_the_dimensions_both_have_and_on_three_at_least() -> None:
    frame = pd.DataFrame(
        {"a": [0.0, 1.0, 1.0], "b": [0.0, 1.0, None], "c": [0.0, 1.0, 1.0], "d": [0.0, None, None]}, index=list("xyz")
    )
    scores = frame  # already standard

    found = distances(scores, "x")

    assert list(found.index) == ["y"]
    assert found.loc["y", "dimensions"] == 3
    assert found.loc["y", "distance"] == pytest.approx(1)
    assert distances(scores.loc[["x"]], "x").empty


def test_a_dimension_that_does_not_vary_is_left_out() -> None:
    assert list(z_scores(pd.DataFrame({"same": [2.0, 2.0], "other": [1.0, 3.0]})).columns) == ["other"]


@pytest.mark.parametrize("seed", range(5))
def test_distances_are_those_of_numpy(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(30, 4))
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    expected = np.sqrt(((standard - standard[0]) ** 2).mean(axis=1))[1:]

    found = distances(z_scores(pd.DataFrame(values)), 0)  # type: ignore[arg-type]

    assert found["distance"].sort_index().to_numpy() == pytest.approx(expected)
    assert found["distance"].is_monotonic_increasing
