"""Measures computed from shares: what a sector weighs here against what it weighs elsewhere."""

from __future__ import annotations

import pandas as pd


def location_quotient(part: pd.Series, reference: pd.Series | float) -> pd.Series:
    """Specialisation: each share divided by the reference's (1 = same weight).

    Both shares of the same whole (the salaried jobs of the ESS), same year and same perimeter: the share of a sector
    in the territory's ESS divided by the share of that sector in France's. NaN where one of the two is not available,
    or where the reference is 0 (there is nothing to compare with); never 0 instead.
    """
    if isinstance(reference, pd.Series):
        reference = reference.reindex(part.index)
        return part / reference.where(reference > 0)
    return part / (reference if reference > 0 else float("nan"))
