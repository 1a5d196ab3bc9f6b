"""The intervals of a histogram, as the browser's library cuts them, so that both draw the same bars."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.exports.render.scales import round_step

_STEPS = (2.0, 5.0, 10.0)
_FEW, _MANY = 0.1, 0.3
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Bin:
    """An interval and how many values fall in it; the end is outside."""

    start: float
    end: float
    count: int


def bins_of(trace: Mapping[str, Any]) -> list[Bin]:
    """The intervals of a histogram trace, from the first that holds a value to the last.

    The rule is Plotly's `autoBin`: at most `nbinsx` intervals of a round width, moved by half a width (or half a
    unit, for whole numbers) when the values lie on their edges.
    """
    values = [float(value) for value in trace["x"] if value is not None]
    if not values:
        return []
    low, high = min(values), max(values)
    if "xbins" in trace:
        start, width = float(trace["xbins"]["start"]), float(trace["xbins"]["size"])
    elif low == high:
        start, width = low - 0.5, 1.0
    else:
        width = round_step((high - low) / trace["nbinsx"], _STEPS)
        # the tick before the first one that stands at or above the least value
        start = width * (math.ceil((low * 1.0001 - high * 0.0001) / width) - 1)
        start = _moved(start, width, values)
    counts = [0] * (1 + math.floor((high - start) / width + _ROUNDING))
    for value in values:
        counts[min(len(counts) - 1, math.floor((value - start) / width + _ROUNDING))] += 1
    found = [i for i, count in enumerate(counts) if count]
    return [Bin(start + i * width, start + (i + 1) * width, counts[i]) for i in range(found[0], found[-1] + 1)]


def _moved(start: float, width: float, values: Sequence[float]) -> float:
    def near_edge(value: float) -> bool:
        return math.fmod(1 + (value - start) * 100 / width, 100) < 2  # noqa: PLR2004 - per cent of a width

    low, high = min(values), max(values)
    if all(value.is_integer() for value in values):
        if width < 1:
            return low - 0.5 * width
        moved = start - 0.5
        return moved + width if moved + width < low else moved
    edges = sum(map(near_edge, values))
    middles = sum(near_edge(value + width / 2) for value in values)
    if middles < len(values) * _FEW and (edges > len(values) * _MANY or near_edge(low) or near_edge(high)):
        half = width / 2
        return start + (half if start + half < low else -half)
    return start
