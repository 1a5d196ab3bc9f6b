"""Axes: from figures to pixels, and the ticks that a French reader reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from observatory import formatting as fr
from observatory.exports.render.page import plain

_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass
class Axis:
    """An axis of a plot: `low` stands at the pixel `start`, `high` at `end`."""

    low: float
    high: float
    categories: Mapping[str, int] = field(default_factory=dict)
    start: float = 0.0
    end: float = 1.0

    def value(self, cell: object) -> float:
        """The place of a cell on the axis: its number, or the rank of its category. Raises `KeyError` on a new one."""
        if self.categories:
            return float(self.categories[str(cell)])
        return float(cell)  # type: ignore[arg-type]

    def pixel(self, cell: object) -> float:
        """Where a cell is drawn."""
        return self.pixel_of(self.value(cell))

    def pixel_of(self, value: float) -> float:
        """Where a place on the axis is drawn."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)

    @property
    def unit(self) -> float:
        """How many pixels one unit takes."""
        return abs(self.end - self.start) / (abs(self.high - self.low) or 1.0)


def is_number(cell: object) -> bool:
    """Tell whether a cell is a figure, or a text that reads as one (a year)."""
    if isinstance(cell, bool) or cell is None:
        return False
    try:
        return math.isfinite(float(cell))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def categories_of(cells: Iterable[object]) -> dict[str, int]:
    """The rank of each category when an axis holds words; nothing when it holds figures."""
    texts = [cell for cell in cells if cell is not None]
    if all(is_number(cell) for cell in texts):
        return {}
    return {text: rank for rank, text in enumerate(dict.fromkeys(str(cell) for cell in texts))}


def axis_of(layout: Mapping[str, Any], low: float, high: float, categories: Mapping[str, int], *, room: float) -> Axis:
    """The axis that shows figures from `low` to `high`; `room` is the share left empty beyond them.

    A range that the figure asks is kept; `rangemode` puts the zero in; `autorange: reversed` turns the axis over.
    """
    asked = layout.get("range")
    if asked:
        return Axis(float(asked[0]), float(asked[1]), categories)
    if low == high and not categories:
        low, high = low - 1, high + 1
    spread = high - low
    below, above = low - room * spread, high + room * spread
    if layout.get("rangemode") == "tozero":
        below = 0.0 if low >= 0 else below
        above = 0.0 if high <= 0 else above
    if layout.get("autorange") == "reversed":
        return Axis(above, below, categories)
    return Axis(below, above, categories)


def ticks_of(axis: Axis, layout: Mapping[str, Any], wanted: float) -> list[tuple[float, str]]:
    """The marks of an axis and their text: those that the figure names, its categories, or `wanted` round ones."""
    values, texts = layout.get("tickvals"), layout.get("ticktext")
    if values is not None:
        written = texts if texts is not None else [_number_text(layout, 0)(float(value)) for value in values]
        return [(axis.value(value), plain(text)) for value, text in zip(values, written, strict=True)]
    if axis.categories:
        return [(float(rank), plain(name)) for name, rank in axis.categories.items()]
    low, high = sorted((axis.low, axis.high))
    step = _dtick(layout) or round_step((high - low) / max(1.0, wanted))
    if layout.get("tickformat") == ",d":
        step = max(1.0, step)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    write = _number_text(layout, decimals)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [(rank * step, write(rank * step)) for rank in range(first, last + 1)]


def _dtick(layout: Mapping[str, Any]) -> float | None:
    asked = layout.get("dtick")
    return float(asked) if asked else None


def round_step(rough: float, steps: Sequence[float] = _STEPS) -> float:
    """The smallest round number (of `steps` × a power of ten) that is at least `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return power * next((step for step in steps if step >= rough / power - 1e-9), steps[-1])


def _number_text(layout: Mapping[str, Any], decimals: int) -> Callable[[float], str]:
    prefix, suffix = layout.get("tickprefix", ""), layout.get("ticksuffix", "")
    if str(layout.get("tickformat", "")).endswith("%"):
        return lambda value: prefix + fr.with_unit(fr.number(100 * value, max(0, decimals - 2)), "%") + suffix
    return lambda value: f"{prefix}{fr.number(value, decimals)}{suffix}"
