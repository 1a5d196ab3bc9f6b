"""Five classes with round bounds, as a cartographer writes them in a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np

CLASS_COUNT = 5
_STEPS = (Decimal(1), Decimal(2), Decimal(5))


def round_bounds(values: Sequence[float], count: int = CLASS_COUNT) -> list[float]:
    """Bounds of `count` classes holding about as many territories each, rounded so that they read well.

    Method: quantiles, then each inner bound is rounded to the coarsest step (1, 2 or 5 × a power of ten) that
    keeps the bounds apart and every class inhabited. The first and last bounds enclose all the values.
    Returns increasing bounds, one more than there are classes; fewer classes when the values are few or equal.
    """
    ordered = sorted(values)
    if not ordered:
        return []
    distinct = len(set(ordered))
    count = min(count, distinct)
    low, high = ordered[0], ordered[-1]
    if count <= 1:
        step = _step_below(abs(high) or 1.0)
        return [_down(low, step), max(_up(high, step), _down(low, step) + float(step))]
    quantiles = np.quantile(ordered, np.arange(1, count) / count).tolist()
    for step in _candidate_steps(high - low):
        inner = [_nearest(q, step) for q in quantiles]
        bounds = [_down(low, step), *inner, _up(high, step)]
        if _apart(bounds) and _inhabited(bounds, ordered):
            return bounds
    return round_bounds(values, count - 1)


def class_of(value: float, bounds: Sequence[float]) -> int:
    """The class a value falls in, from 0; a value on an inner bound belongs to the class above it."""
    for i in range(1, len(bounds) - 1):
        if value < bounds[i]:
            return i - 1
    return len(bounds) - 2


def _candidate_steps(spread: float) -> list[Decimal]:
    top = math.floor(math.log10(spread)) if spread > 0 else 0
    steps = [s * Decimal(10) ** p for p in range(top - 4, top + 1) for s in _STEPS]
    return sorted((s for s in steps if float(s) <= spread / 2), reverse=True)


def _step_below(size: float) -> Decimal:
    return Decimal(10) ** (math.floor(math.log10(size)) - 1)


def _nearest(value: float, step: Decimal) -> float:
    return float((Decimal(repr(value)) / step).to_integral_value() * step)


def _down(value: float, step: Decimal) -> float:
    return float(math.floor(Decimal(repr(value)) / step) * step)


def _up(value: float, step: Decimal) -> float:
    return float(math.ceil(Decimal(repr(value)) / step) * step)


def _apart(bounds: Sequence[float]) -> bool:
    return all(low < high for low, high in pairwise(bounds))


def _inhabited(bounds: Sequence[float], ordered: Sequence[float]) -> bool:
    found = {class_of(value, bounds) for value in ordered}
    return len(found) == len(bounds) - 1
