"""Classes of a map: round bounds that hold every value."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.classes import CLASS_COUNT, class_of, round_bounds

VALUES = st.lists(
    st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda v: round(v, 4)), min_size=1, max_size=60
)


@given(VALUES)
def test_every_value_is_inside_and_bounds_increase(values: list[float]) -> None:
    bounds = round_bounds(values)

    assert bounds[0] <= min(values)
    assert max(values) <= bounds[-1]
    assert all(low < high for low, high in pairwise(bounds))


@given(VALUES)
def test_there_are_at_most_five_classes_and_none_is_empty(values: list[float]) -> None:
    bounds = round_bounds(values)
    classes = {class_of(value, bounds) for value in values}

    assert 1 <= len(bounds) - 1 <= CLASS_COUNT
    assert classes == set(range(len(bounds) - 1))


@given(VALUES)
def test_a_value_lies_between_the_bounds_of_its_class(values: list[float]) -> None:
    bounds = round_bounds(values)

    for value in values:
        rank = class_of(value, bounds)
        assert bounds[rank] <= value <= bounds[rank + 1]


def test_bounds_read_well() -> None:
    shares = [7.1, 8.9, 9.4, 10.2, 10.9, 11.3, 11.8, 12.4, 13.0, 13.6, 14.3]

    bounds = round_bounds(shares)

    assert len(bounds) == 6
    assert all(bound == round(bound, 1) for bound in bounds)
    assert (bounds[0], bounds[-1]) == (7.0, 15.0) or bounds[0] >= 7.0


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0, 5.0], [0.0], [0.0, 0.0], [-3.5], [0.001]])
def test_one_value_gives_one_class_around_it(values: list[float]) -> None:
    bounds = round_bounds(values)

    assert len(bounds) == 2
    assert bounds[0] <= values[0] <= bounds[1]
    assert bounds[0] < bounds[1]


def test_two_values_give_two_classes() -> None:
    bounds = round_bounds([1.0, 9.0])

    assert [class_of(v, bounds) for v in (1.0, 9.0)] == [0, 1]


def test_negative_values_keep_their_order() -> None:
    values = [-12.0, -7.5, -3.0, 0.0, 4.0, 9.0]
    bounds = round_bounds(values)

    assert [class_of(v, bounds) for v in values] == sorted(class_of(v, bounds) for v in values)


def test_nothing_to_class_gives_no_bound() -> None:
    assert round_bounds([]) == []


def test_a_value_on_a_bound_belongs_to_the_class_above_and_the_last_to_the_last() -> None:
    assert [class_of(v, [0, 10, 20]) for v in (0, 9.9, 10, 20)] == [0, 0, 1, 1]
