"""Two measures together: the rank correlation of Spearman, and what its size is called."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

LEAST_POINTS = 3
FEW_POINTS = 30


@dataclass(frozen=True)
class Correlation:
    """Spearman's rho over `count` territories that have both values; None under three, or when one does not vary."""

    rho: float | None
    count: int


def rank_correlation(first: pd.Series, second: pd.Series) -> Correlation:
    """Spearman's rank correlation: Pearson's correlation of the ranks, ties sharing their mean rank.

    Only the rows where both are known are ranked, so that an absence has no rank. -1 to 1.
    """
    both = pd.DataFrame({"first": first, "second": second}).dropna()
    if len(both) < LEAST_POINTS:
        return Correlation(None, len(both))
    rho = both["first"].rank().corr(both["second"].rank())
    return Correlation(None if math.isnan(rho) else float(rho), len(both))


_WORDS = ((0.7, "forte"), (0.4, "moyenne"), (0.2, "faible"))


def strength(rho: float) -> str:
    """What a correlation is called: « forte » from 0.7, « moyenne » from 0.4, « faible » from 0.2, else nearly none."""
    return next((word for bound, word in _WORDS if abs(rho) >= bound), "presque nulle")
