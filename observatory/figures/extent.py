"""Where the bars of a spread begin and end: a few values far away must not flatten all the others into one bar."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from observatory import formatting as fr
from observatory.figures.dressing import tick_suffix
from observatory.model import Indicator

FEW, MANY = 20, 40  # territories: with few, intervals are wide and every height is written
_LEAST, _FAR, _TOO_WIDE = 10, 3.0, 1.5
_BARS_OF_MANY, _BARS_OF_FEW = 14, 8
_STEPS, _INNER_TICKS, _AWAY = (1.0, 2.0, 5.0, 10.0), 4, 0.16


@dataclass(frozen=True)
class Extent:
    """The bars from `low` to `high`, each `width` wide; one more at an end gathers the values beyond it.

    `below` and `above` are how many values lie under `low`, and at `high` or over.
    """

    low: float
    high: float
    width: float
    below: int
    above: int

    def placed(self, value: float) -> float:
        """Where a value is drawn: in the middle of the bar of its end when it lies beyond."""
        if value < self.low:
            return self.low - self.width / 2
        return self.high + self.width / 2 if value >= self.high else value

    def bins(self) -> dict[str, float]:
        """The intervals, as a histogram asks them."""
        start = self.low - (self.width if self.below else 0.0)
        return {"start": start, "end": self.high + (self.width if self.above else 0.0), "size": self.width}

    def ticks(self, indicator: Indicator) -> dict[str, list[float] | list[str]]:
        """A few round numbers, and what the bars of the ends gather: « < −50 % », « ≥ 100 % »."""
        step = _round_step((self.high - self.low) / _INNER_TICKS)
        away = _AWAY * (self.high - self.low)
        low = self.low + (away if self.below else 0.0)
        high = self.high - (away if self.above else 0.0)
        inside = [rank * step for rank in range(math.ceil(low / step), math.floor(high / step) + 1)]
        ticks = [(value, self._written(value, indicator)) for value in inside]
        if self.below:
            ticks.insert(0, (self.placed(-math.inf), f"<{fr.NARROW_SPACE}{self._written(self.low, indicator)}"))
        if self.above:
            ticks.append((self.placed(math.inf), f"≥{fr.NARROW_SPACE}{self._written(self.high, indicator)}"))
        return {"tickvals": [value for value, _ in ticks], "ticktext": [text for _, text in ticks]}

    def told(self, indicator: Indicator) -> str:
        """What the bars of the ends gather, in words and with how many."""
        said = []
        if self.below:
            said.append(f"à gauche, moins de {self._written(self.low, indicator)} ({fr.number(self.below)})")
        if self.above:
            said.append(f"à droite, {self._written(self.high, indicator)} ou plus ({fr.number(self.above)})")
        return f"dernière barre {' et '.join(said)}"

    def _written(self, value: float, indicator: Indicator) -> str:
        decimals = max(0, -math.floor(math.log10(self.width) + 1e-9))
        return f"{fr.number(value, decimals)}{tick_suffix(indicator)}"


def extent_of(values: pd.Series) -> Extent | None:
    """The bars that show most of the values, None where the whole range can be shown as it is.

    From the 5th to the 95th percentile, or as far as the outer fences (three widths of the middle half) when these
    go further, never beyond the values; a whole range not much wider than that is kept.
    """
    known = values.dropna()
    if len(known) < _LEAST:
        return None
    least, p5, q1, q3, p95, most = (float(q) for q in known.quantile([0, 0.05, 0.25, 0.75, 0.95, 1]))
    far = _FAR * (q3 - q1)
    low, high = max(least, min(p5, q1 - far)), min(most, max(p95, q3 + far))
    if high <= low or most - least <= _TOO_WIDE * (high - low):
        return None
    width = _round_step((high - low) / (_BARS_OF_MANY if len(known) > MANY else _BARS_OF_FEW))
    if (known == known.round()).all():
        width = max(1.0, width)
    last = math.floor(high / width) + 1 if high == most else math.ceil(high / width)
    start, end = math.floor(low / width) * width, last * width
    below, above = int((known < start).sum()), int((known >= end).sum())
    return Extent(start, end, width, below, above) if below or above else None


def ends_told(values: pd.Series, indicator: Indicator) -> str:
    """What the last bars of a spread gather; empty where every value has a bar of its own width."""
    extent = extent_of(values)
    return extent.told(indicator) if extent else ""


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return power * next((step for step in _STEPS if step >= rough / power - 1e-9), _STEPS[-1])
