"""The statistics of signals: quartiles and fences of a level, where a value stands, how rare that is, changes.

Quartiles are those of linear interpolation (Hyndman and Fan's type 7, the default of numpy and pandas). The outer
fences are Tukey's: Q1 − 3·IQR and Q3 + 3·IQR.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

MINIMUM_VALUES = 10
OUTER = 3.0


class Where(StrEnum):
    """Where a value stands in its level."""

    INSIDE = "inside"
    BELOW = "below"
    ABOVE = "above"
    FAR_BELOW = "far_below"
    FAR_ABOVE = "far_above"

    @property
    def beyond_fence(self) -> bool:
        """Tell whether the value lies beyond an outer fence."""
        return self in {Where.FAR_BELOW, Where.FAR_ABOVE}

    @property
    def high(self) -> bool:
        """Tell whether the value lies above the middle half."""
        return self in {Where.ABOVE, Where.FAR_ABOVE}


@dataclass(frozen=True)
class Spread:
    """How the values of a level spread: how many, quartiles, median; `bounds` are what no value can go beyond."""

    count: int
    q1: float
    median: float
    q3: float
    bounds: tuple[float, float] = (-math.inf, math.inf)

    @property
    def iqr(self) -> float:
        """The width of the middle half."""
        return self.q3 - self.q1

    @property
    def fences(self) -> tuple[float, float]:
        """The outer fences."""
        return self.q1 - OUTER * self.iqr, self.q3 + OUTER * self.iqr

    @property
    def passable(self) -> tuple[float | None, float | None]:
        """The outer fences that a value can go beyond; None instead of one past what is possible."""
        (low, high), (least, most) = self.fences, self.bounds
        return low if low > least else None, high if high < most else None

    def where(self, value: float) -> Where:
        """Where a value stands: a value on a quartile or on a fence is not beyond it."""
        low, high = self.fences
        if value > self.q3:
            return Where.FAR_ABOVE if value > high else Where.ABOVE
        if value < self.q1:
            return Where.FAR_BELOW if value < low else Where.BELOW
        return Where.INSIDE

    def steps(self, value: float) -> float:
        """How far beyond the nearest quartile, in widths of the middle half: 0 inside it, over 3 beyond a fence."""
        return max(self.q1 - value, value - self.q3, 0.0) / self.iqr


def spread(values: pd.Series, bounds: tuple[float, float] = (-math.inf, math.inf)) -> Spread | None:
    """Quartiles of the values that are known; None under ten, or when the middle half is a single value.

    Without width (to a thousand millionth, so that a rounding is none), any other value would be infinitely far:
    nothing is said instead.
    """
    known = values.dropna().to_numpy(dtype=float)
    if len(known) < MINIMUM_VALUES:
        return None
    q1, median, q3 = (float(q) for q in np.quantile(known, [0.25, 0.5, 0.75]))
    return None if math.isclose(q1, q3, rel_tol=1e-9) else Spread(len(known), q1, median, q3, bounds)


def tail_share(values: pd.Series, value: float, *, high: bool) -> float:
    """The share (0 to 1) of known values at least as high, or as low, as this one, itself included."""
    known = values.dropna()
    return float((known >= value).mean() if high else (known <= value).mean())


def changes(first: pd.Series, last: pd.Series, *, relative: bool) -> pd.Series:
    """How each territory that has both values has changed: their difference, or per cent of the first.

    A per cent of zero or less has no meaning: those territories are left out.
    """
    both = pd.DataFrame({"first": first, "last": last}).dropna()
    if not relative:
        return both["last"] - both["first"]
    both = both[both["first"] > 0]
    return 100.0 * (both["last"] - both["first"]) / both["first"]


def joint_share(high: pd.Series, low: pd.Series, at: tuple[float, float]) -> float:
    """The share of territories with both values known that have at least one and at most the other value of `at`."""
    both = pd.DataFrame({"high": high, "low": low}).dropna()
    return float(((both["high"] >= at[0]) & (both["low"] <= at[1])).mean()) if len(both) else 0.0
