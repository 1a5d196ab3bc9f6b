"""Gaps in plain words: « un peu plus », « nettement moins », « près de deux fois plus », from documented thresholds.

The ratio is that of the value to its reference (of the reference to the value for « moins »):

| ratio | words |
|---|---|
| equal once rounded as shown | autant |
| under 1.02 | presque autant |
| under 1.10 | un peu plus |
| under 1.30 | plus |
| under 1.75 | nettement plus |
| within 0.25 under a whole number n ≥ 2 | près de n fois plus |
| within 0.05 of n | n fois plus |
| above n, up to n + 0.75 | plus de n fois plus |
| 10.05 and over | plus de dix fois plus |

No ratio is said against zero, nor between numbers that are not both positive: only « plus » or « moins ».
"""

from __future__ import annotations

import math

from observatory import formatting as fr
from observatory.model import Indicator

ALMOST, LITTLE, PLAIN, CLEARLY = 1.02, 1.10, 1.30, 1.75
NEAR = 0.05
NUMBERS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix"}
SAME, ALMOST_SAME = "autant", "presque autant"


def gap_words(value: float, reference: float, decimals: int) -> str:
    """How much more or less a value is than its reference, in plain words (see the table above)."""
    shown, beside = fr.rounded(value, decimals), fr.rounded(reference, decimals)
    if shown == beside:
        return SAME
    way = "plus" if shown > beside else "moins"
    if value <= 0 or reference <= 0:
        return way
    ratio = max(value, reference) / min(value, reference)
    if ratio < ALMOST:
        return ALMOST_SAME
    if ratio < LITTLE:
        return f"un peu {way}"
    if ratio < PLAIN:
        return way
    return f"nettement {way}" if ratio < CLEARLY else f"{_times(ratio)} {way}"


def _times(ratio: float) -> str:
    """« deux fois », « près de trois fois », « plus de dix fois »."""
    whole = math.floor(ratio + 0.25)
    if whole > max(NUMBERS):
        return "plus de dix fois"
    nearly, over = round(whole - ratio, 9) > NEAR, round(ratio - whole, 9) > NEAR
    return f"{'près de ' if nearly else 'plus de ' if over else ''}{NUMBERS[whole]} fois"


def shown_gap(value: float, reference: float, indicator: Indicator) -> float:
    """The gap between two values as they are shown: a reader who subtracts finds the same."""
    return float(fr.rounded(value, indicator.decimals) - fr.rounded(reference, indicator.decimals))


def amount_of_gap(gap: float, indicator: Indicator) -> str:
    """The size of a gap with its unit, without its sign: « 3,8 points », « 1 poste », « 11 200 € »."""
    unit = fr.counted("points" if indicator.unit == "%" else indicator.unit, gap)
    return fr.with_unit(fr.number(abs(gap), indicator.decimals), unit)


def gap_text(value: float, reference: float, indicator: Indicator) -> str:
    """Say how far a share is from its reference, in points: « 3,9 points de plus que »."""
    gap = shown_gap(value, reference, indicator)
    if gap == 0:
        return "comme"
    return f"{amount_of_gap(gap, indicator)} de {'plus' if gap > 0 else 'moins'} que"
