"""Every statistic of the dashboard against scipy, numpy or pandas, on random draws with ties, absences and constants.

Where a definition differs on purpose, the test says how one follows from the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from scipy import spatial, stats  # type: ignore[import-untyped]

from observatory import classes, queries
from observatory.comparison.pair import Correlation, rank_correlation
from observatory.comparison.profile import position_pct
from observatory.comparison.profile import spread as distribution
from observatory.comparison.similar import distances, z_scores
from observatory.database import Database
from observatory.measures import location_quotient
from observatory.model import Level
from observatory.narrative.series import kendall
from observatory.signals.statistics import OUTER, Where, changes, joint_share, spread, tail_share

DRAWS = 60


def draws(least: int = 1) -> Iterator[np.ndarray]:
    """Series of every kind: normal, skewed, all ties, few distinct values, negative, of one or two values."""
    random = np.random.default_rng(20_260_801)
    for turn in range(DRAWS):
        size = int(random.integers(least, 120)) if turn % 6 else least + turn % 3
        yield (
            random.normal(0, 1, size),
            random.lognormal(2, 1.2, size),
            random.integers(0, 6, size).astype(float),
            np.full(size, 0.1 * (turn + 1)),
            random.normal(-50, 3, size).round(),
        )[turn % 5]


def with_absences(values: np.ndarray, share: float, seed: int) -> pd.Series:
    return pd.Series(values).mask(np.random.default_rng(seed).random(len(values)) < share)


def test_rank_correlation_is_spearman_s_with_mean_ranks_for_ties() -> None:
    told = 0
    for seed, (first, second) in enumerate(zip(draws(), list(draws())[1:], strict=False)):
        size = min(len(first), len(second))
        one, other = with_absences(first[:size], 0.15, seed), with_absences(second[:size], 0.1, -seed + 1_000)
        both = pd.DataFrame({"one": one, "other": other}).dropna()
        found = rank_correlation(one, other)

        if len(both) < 3 or (both.min() == both.max()).any():
            assert found == Correlation(None, len(both))
            continue
        told += 1
        assert found.count == len(both)
        assert found.rho == pytest.approx(stats.spearmanr(both["one"], both["other"]).statistic, abs=1e-12)
        assert -1 <= (found.rho or 0) <= 1
    assert told > DRAWS / 4


def test_a_trend_is_kendall_s_tau_where_ties_count_for_neither_way() -> None:
    """Ours is tau-a (over all pairs); scipy's tau-b divides by the pairs that are not tied: tau-a is no larger."""
    for values in draws(2):
        size = len(values)
        pairs = size * (size - 1) / 2
        tied = sum(count * (count - 1) / 2 for count in np.unique(values, return_counts=True)[1])
        found = kendall(values.tolist())

        if tied == pairs:
            assert found == 0.0
            continue
        tau_b = stats.kendalltau(np.arange(size), values).statistic
        assert found == pytest.approx(tau_b * math.sqrt((pairs - tied) / pairs), abs=1e-12)
        assert abs(found) <= abs(tau_b) + 1e-12
    assert kendall([3.0]) == kendall([]) == 0.0


def test_quartiles_are_hyndman_and_fan_s_type_7() -> None:
    for values in draws(4):
        found = distribution(values.tolist())

        assert found is not None
        quartiles = (found.first_quartile, found.median, found.third_quartile)
        assert quartiles == pytest.approx(stats.mstats.mquantiles(values, alphap=1, betap=1).tolist(), rel=1e-9)
        assert (found.low, found.high, found.count) == (values.min(), values.max(), len(values))


def test_quartiles_and_fences_of_signals_are_those_of_scipy_and_absences_are_no_value() -> None:
    told = 0
    for seed, values in enumerate(draws()):
        known = with_absences(values, 0.2, seed)
        held = known.dropna().to_numpy()
        found = spread(known)

        if len(held) < 10 or math.isclose(stats.iqr(held), 0, abs_tol=1e-9):
            assert found is None
            continue
        assert found is not None
        told += 1
        q1, median, q3 = np.percentile(held, [25, 50, 75])
        assert (found.q1, found.median, found.q3, found.count) == pytest.approx((q1, median, q3, len(held)))
        assert found.iqr == pytest.approx(stats.iqr(held))
        low, high = found.fences
        assert (low, high) == pytest.approx((q1 - OUTER * stats.iqr(held), q3 + OUTER * stats.iqr(held)))
        far = [value for value in held if found.where(value).beyond_fence]
        assert sorted(far) == sorted(held[(held < low) | (held > high)])
        inside = [value for value in held if found.where(value) is Where.INSIDE]
        assert len(inside) >= len(held) / 2 - 1
        assert all(found.steps(value) == 0 for value in inside)
        assert all(found.steps(value) > OUTER for value in far)
    assert told > DRAWS / 4


def test_changes_that_differ_by_a_rounding_alone_have_no_spread() -> None:
    """Ten per cent of every number: 10.000000000000002 for some; the width of that middle half means nothing."""
    first = pd.Series(np.arange(1, 40) / 7)
    found = changes(first, first * 1.1, relative=True)

    assert found.min() < found.max()
    assert spread(found) is None


def test_a_share_at_least_as_high_is_scipy_s_percentile_of_a_score() -> None:
    for seed, values in enumerate(draws()):
        known = with_absences(values, 0.1, seed)
        held = known.dropna()
        for value in held.head(10):
            low = stats.percentileofscore(held, value, kind="weak") / 100
            high = 1 - stats.percentileofscore(held, value, kind="strict") / 100
            assert tail_share(known, value, high=False) == pytest.approx(low)
            assert tail_share(known, value, high=True) == pytest.approx(high)


def test_a_position_is_the_mean_rank_and_is_interpolated_between_two_values() -> None:
    random = np.random.default_rng(3)
    for values in draws(2):
        ordered = sorted(values.tolist())
        last = len(ordered) - 1
        ranks = 100 * (stats.rankdata(ordered, method="average") - 1) / last
        assert [position_pct(value, ordered) for value in ordered] == pytest.approx(ranks.tolist())

        between = [v for v in random.uniform(ordered[0] - 1, ordered[-1] + 1, 20) if v not in ordered]
        expected = 100 * np.interp(between, ordered, np.arange(len(ordered))) / last
        distinct = len(set(ordered)) == len(ordered)
        for value, beside in zip(between, expected, strict=True):
            if distinct or ordered[0] < value < ordered[-1]:
                assert position_pct(value, ordered) == pytest.approx(beside)


def test_standard_scores_are_those_of_scipy_and_constants_are_left_out() -> None:
    random = np.random.default_rng(11)
    for turn in range(DRAWS):
        size = int(random.integers(1, 60))
        frame = pd.DataFrame(
            {"varies": random.normal(0, 9, size), "few": random.integers(0, 3, size), "same": [0.1 * turn] * size}
        ).astype(float)
        frame.loc[random.random(size) < 0.2, "varies"] = np.nan
        found = z_scores(frame)

        kept = [name for name in frame.columns if frame[name].min() < frame[name].max()]
        assert list(found.columns) == kept
        for name in kept:
            expected = stats.zscore(frame[name], ddof=0, nan_policy="omit")
            np.testing.assert_allclose(found[name], expected, atol=1e-9)


def test_a_distance_is_euclid_s_over_the_root_of_the_dimensions_both_have() -> None:
    random = np.random.default_rng(12)
    for _ in range(DRAWS):
        size, wide = int(random.integers(1, 30)), int(random.integers(3, 7))
        scores = pd.DataFrame(random.normal(size=(size, wide)), index=[f"{row:03}" for row in range(size)])
        scores = scores.mask(random.random((size, wide)) < 0.15)
        found = distances(scores, "000")

        mine = scores.loc["000"]
        for code, other in scores.drop("000").iterrows():
            shared = (mine.notna() & other.notna()).to_numpy()
            assert (code in found.index) == (shared.sum() >= 3)
            if code in found.index:
                expected = spatial.distance.euclidean(mine[shared], other[shared]) / math.sqrt(shared.sum())
                assert found.loc[str(code), "distance"] == pytest.approx(expected)
                assert found.loc[str(code), "dimensions"] == shared.sum()


def test_two_territories_at_random_are_at_the_root_of_two_on_average() -> None:
    scores = z_scores(pd.DataFrame(np.random.default_rng(4).normal(size=(400, 5))))
    squares = spatial.distance.pdist(scores) ** 2 / 5

    assert math.sqrt(squares.mean()) == pytest.approx(math.sqrt(2), rel=0.005)


def test_changes_are_numpy_s_and_never_infinite() -> None:
    for seed, (first, last) in enumerate(zip(draws(), list(draws())[2:], strict=False)):
        size = min(len(first), len(last))
        one, other = with_absences(first[:size], 0.1, seed), with_absences(last[:size], 0.1, seed + 500)
        held = one.notna() & other.notna()
        gaps = changes(one, other, relative=False)
        shares = changes(one, other, relative=True)

        np.testing.assert_allclose(gaps, np.subtract(other[held], one[held]))
        positive = held & (one > 0)
        np.testing.assert_allclose(shares, 100 * (other[positive] / one[positive] - 1), atol=1e-9)
        assert np.isfinite(shares).all()


def test_a_joint_share_is_a_count_over_those_that_have_both() -> None:
    random = np.random.default_rng(5)
    for seed in range(DRAWS):
        size = int(random.integers(1, 80))
        high = with_absences(random.normal(size=size).round(1), 0.2, seed)
        low = with_absences(random.normal(size=size).round(1), 0.2, seed + 99)
        at = (float(random.normal()), float(random.normal()))
        both = high.notna() & low.notna()
        expected = np.logical_and(high[both] >= at[0], low[both] <= at[1]).sum() / both.sum() if both.any() else 0.0

        assert joint_share(high, low, at) == pytest.approx(expected)


def test_a_location_quotient_is_a_ratio_of_shares_and_never_infinite() -> None:
    random = np.random.default_rng(6)
    for seed in range(DRAWS):
        part = with_absences(random.uniform(0, 40, 30), 0.1, seed)
        reference = with_absences(random.integers(0, 4, 30).astype(float), 0.1, seed + 77)
        found = location_quotient(part, reference)

        told = part.notna() & (reference > 0)
        np.testing.assert_allclose(found[told], np.divide(part[told], reference[told]))
        assert found[~told].isna().all()
        assert location_quotient(part, 0.0).isna().all()


def test_a_class_is_that_of_numpy_s_digitize() -> None:
    for values in draws(2):
        bounds = classes.round_bounds(values.tolist())
        expected = np.clip(np.digitize(values, bounds[1:-1]), 0, len(bounds) - 2)

        assert [classes.class_of(value, bounds) for value in values] == expected.tolist()


def test_bounds_stay_near_the_quantiles_they_round() -> None:
    """On smooth data, each class holds its share of the territories to ten points: rounding moves few of them."""
    random = np.random.default_rng(8)
    for _ in range(20):
        values = random.uniform(0, 100, 200)
        bounds = classes.round_bounds(values.tolist())
        counts = np.histogram(values, bounds)[0]

        assert (np.abs(counts / len(values) - 1 / (len(bounds) - 1)) <= 0.10).all()


@pytest.mark.parametrize("level", [Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT])
def test_the_ranks_stored_at_the_build_are_scipy_s(observatory: Database, level: Level) -> None:
    frame = observatory.frame(
        "SELECT indicator_id, period, value, rank, rank_among FROM observation WHERE level = ? AND value IS NOT NULL",
        [level],
    )
    checked = 0
    for _, rows in frame.groupby(["indicator_id", "period"]):
        assert rows["rank"].tolist() == stats.rankdata(-rows["value"], method="min").tolist()
        assert set(rows["rank_among"]) == {len(rows)}
        checked += 1
    assert checked >= len([i for i in queries.indicators(observatory).values() if level in i.levels])
