"""The statistics of signals: by hand on small numbers, against numpy and pandas on random ones, and their edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from observatory.signals.statistics import Spread, Where, changes, joint_share, spread, tail_share

ELEVEN = pd.Series([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])


def series(**values: float | None) -> pd.Series:
    return pd.Series(values, dtype=float)


def test_quartiles_and_fences_by_hand() -> None:
    found = spread(ELEVEN)

    # rank of Q1 among 11 sorted values: 0.25 × 10 = 2.5, between 2 and 3
    assert found == Spread(11, 2.5, 5.0, 7.5)
    assert found.iqr == 5.0
    assert found.fences == (2.5 - 15.0, 7.5 + 15.0)


@pytest.mark.parametrize(
    ("value", "where", "steps"),
    [
        (5.0, Where.INSIDE, 0.0),
        (7.5, Where.INSIDE, 0.0),
        (2.5, Where.INSIDE, 0.0),
        (8.0, Where.ABOVE, 0.1),
        (22.5, Where.ABOVE, 3.0),
        (23.0, Where.FAR_ABOVE, 3.1),
        (2.0, Where.BELOW, 0.1),
        (-12.5, Where.BELOW, 3.0),
        (-13.0, Where.FAR_BELOW, 3.1),
    ],
)
def test_a_value_on_a_quartile_or_a_fence_is_not_beyond_it(value: float, where: Where, steps: float) -> None:
    found = Spread(11, 2.5, 5.0, 7.5)

    assert found.where(value) is where
    assert found.steps(value) == pytest.approx(steps)


@pytest.mark.parametrize("seed", range(20))
def test_quartiles_are_those_of_numpy_and_pandas(seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = pd.Series(draw.lognormal(2, 1, int(draw.integers(10, 400))))
    values[draw.random(len(values)) < 0.1] = np.nan
    found = spread(values)
    if found is None:
        assert values.notna().sum() < 10
        return

    assert found.count == values.count()
    assert (found.q1, found.median, found.q3) == pytest.approx(tuple(values.quantile([0.25, 0.5, 0.75])))
    assert found.q3 == pytest.approx(np.nanpercentile(values, 75))
    beyond = (values > found.q3) | (values < found.q1)
    assert [found.where(v) is not Where.INSIDE for v in values.dropna()] == beyond[values.notna()].tolist()


@pytest.mark.parametrize(
    "values", [[], [1.0], list(range(9)), [None] * 50, [4.0] * 50, [4.0] * 40 + [9.0] * 5, [None] * 40 + [1.0, 2.0]]
)
def test_nothing_is_said_of_too_few_values_nor_of_a_middle_half_without_width(values: list[float | None]) -> None:
    assert spread(pd.Series(values, dtype=float)) is None


def test_ten_values_are_enough() -> None:
    assert spread(ELEVEN.head(10)) is not None


def test_a_tail_counts_ties_and_the_value_itself() -> None:
    values = pd.Series([1.0, 2.0, 2.0, 3.0, np.nan])

    assert tail_share(values, 3.0, high=True) == 0.25
    assert tail_share(values, 2.0, high=True) == 0.75
    assert tail_share(values, 2.0, high=False) == 0.75
    assert tail_share(values, 1.0, high=False) == 0.25


@pytest.mark.parametrize("seed", range(10))
def test_a_tail_is_the_rank_of_pandas(seed: int) -> None:
    values = pd.Series(np.random.default_rng(seed).integers(0, 30, 200).astype(float))
    expected = values.rank(ascending=False, method="max") / len(values)

    assert [tail_share(values, value, high=True) for value in values] == pytest.approx(expected.tolist())


def test_changes_by_hand() -> None:
    first, last = series(a=10, b=20, c=None, d=0, e=-4, f=5), series(a=15, b=10, c=3, d=7, e=4, g=1)

    assert changes(first, last, relative=False).to_dict() == {"a": 5.0, "b": -10.0, "d": 7.0, "e": 8.0}
    # from zero or below a per cent has no meaning: never an infinite change
    assert changes(first, last, relative=True).to_dict() == {"a": 50.0, "b": -50.0}


@pytest.mark.parametrize("seed", range(10))
def test_relative_changes_are_those_of_pandas(seed: int) -> None:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame({"first": draw.uniform(1, 50, 100), "last": draw.uniform(1, 50, 100)})
    expected = 100 * frame.pct_change(axis=1)["last"]

    found = changes(frame["first"], frame["last"], relative=True)

    assert found.tolist() == pytest.approx(expected.tolist())
    assert np.isfinite(found).all()


def test_no_territory_in_common_gives_no_change() -> None:
    assert changes(series(a=1), series(b=2), relative=False).empty
    assert changes(pd.Series(dtype=float), pd.Series(dtype=float), relative=True).empty


def test_a_joint_share_wants_both() -> None:
    high, low = series(a=10, b=8, c=9, d=None), series(a=1, b=0, c=5, d=0)

    assert joint_share(high, low, (8.0, 1.0)) == pytest.approx(2 / 3)
    assert joint_share(high, low, (10.0, 1.0)) == pytest.approx(1 / 3)
    assert joint_share(pd.Series(dtype=float), pd.Series(dtype=float), (1.0, 1.0)) == 0.0
