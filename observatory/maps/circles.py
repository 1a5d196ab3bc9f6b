"""Circles whose area grows with a count, and what they are worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from observatory import formatting as fr
from observatory import palette
from observatory.figure import Figure, Trace, trace
from observatory.figures import hover_number
from observatory.maps.layers import Shapes, absences, areas, coordinates, frames, lay_out, outline
from observatory.model import Indicator

_LARGEST_CIRCLE = 46
_LEGEND_SHARE = 0.16


def count_map(
    frame: pd.DataFrame,
    indicator: Indicator,
    shapes: Shapes,
    insets: Sequence[tuple[str, str, Sequence[tuple[float, float]]]] = (),
    selected: str | None = None,
) -> Figure:
    """Circles whose area grows with the count, on plain land; a true zero is land without circle, in the legend.

    `frame` has columns code, name, value, status, longitude, latitude (of the drawing plane).
    """
    known = frame[frame["value"].notna()]
    some, zero = known[known["value"] > 0], known[known["value"] == 0]
    land = areas(shapes, some["code"].tolist(), palette.LAND, "", "", legend=False)
    land.update(
        customdata=some["value"].tolist(),
        hovertemplate=f"<b>%{{properties.name}}</b><br>{hover_number(indicator, 'customdata')}<extra></extra>",
    )
    land.pop("hoverinfo", None)
    figure = Figure(land)
    if len(zero):
        nothing = f"0 {fr.counted(indicator.unit, 0)}"
        figure.add_trace(areas(shapes, zero["code"].tolist(), palette.LAND, "0", nothing, legend=True))
    for layer in [*absences(frame, shapes), *outline(shapes), *frames(insets)]:
        figure.add_trace(layer)
    drawn = some[some["longitude"].notna()].sort_values("value", ascending=False)
    if len(drawn):
        top = float(drawn["value"].max())
        figure.add_trace(_circles(drawn, top, selected))
        figure.add_trace(_size_legend(shapes, top))
    west, south, east, north = shapes.bounds
    lay_out(figure, replace(shapes, bounds=(west, south, east + _LEGEND_SHARE * (east - west), north)))
    return figure


def _size_legend(shapes: Shapes, top: float) -> Trace:
    """What the circles are worth: three of them drawn to size in the upper right corner of the map."""
    west, south, east, north = shapes.bounds
    sizes = _legend_sizes(top)
    x = east + (_LEGEND_SHARE - 0.14) * (east - west)
    return trace(
        "scattergeo",
        lon=[x] * len(sizes),
        lat=[north - (0.05 + 0.085 * i) * (north - south) for i in range(len(sizes))],
        mode="markers+text",
        text=[f"   {fr.number(size)}" for size in sizes],
        textposition="middle right",
        textfont={"size": 12},
        hoverinfo="skip",
        showlegend=False,
        marker={
            "size": [_diameter(size, top) for size in sizes],
            "color": palette.ACCENT,
            "opacity": 0.55,
            "line": {"color": "#ffffff", "width": 1},
        },
    )


def _diameter(value: float, top: float) -> float:
    return round(max(4.0, _LARGEST_CIRCLE * math.sqrt(value / top)), 1) if top else 4.0


def _legend_sizes(top: float) -> list[float]:
    power = 10.0 ** math.floor(math.log10(top)) if top >= 1 else 1.0
    largest = power * math.floor(top / power)
    return [size for size in (largest, largest / 4, largest / 20) if size >= 1 and size == int(size)]


def _circles(some: pd.DataFrame, top: float, selected: str | None) -> Trace:
    colors = [palette.MARK if code == selected else palette.ACCENT for code in some["code"]]
    return trace(
        "scattergeo",
        lon=coordinates(some["longitude"]),
        lat=coordinates(some["latitude"]),
        mode="markers",
        showlegend=False,
        hoverinfo="skip",
        marker={
            "size": [_diameter(value, top) for value in some["value"]],
            "opacity": 0.55,
            "color": colors if selected in set(some["code"]) else palette.ACCENT,
            "line": {"color": "#ffffff", "width": 1},
        },
    )
