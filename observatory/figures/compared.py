"""Territories compared: two measures as a cloud of points, and a spine of ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from observatory import palette
from observatory.figure import Figure, trace
from observatory.figures.dressing import GRID, row_axis, tick_suffix
from observatory.model import Indicator

_SMALLEST, _LARGEST = 5.0, 26.0
_RIGHT_SIDE = 0.62


@dataclass(frozen=True)
class Point:
    """A territory in a cloud: where it is, how it is named and told, its residents; a colour when it was chosen."""

    code: str
    name: str
    x: float
    y: float
    population: float
    hover: str
    color: str = ""


@dataclass(frozen=True)
class Axis:
    """An axis of a cloud: its indicator, its title, and the value at which the quadrants meet (None: nowhere)."""

    indicator: Indicator
    title: str
    middle: float | None
    middle_name: str = ""


def cloud(points: Sequence[Point], across: Axis, up: Axis) -> Figure:
    """Two measures of the territories of a level; those chosen are coloured and named, circles grow with residents."""
    top = max((point.population for point in points), default=1.0) or 1.0
    plain = [point for point in points if not point.color]
    figure = Figure()
    if plain:
        figure.add_trace(
            trace(
                "scatter",
                name="autres territoires",
                mode="markers",
                **_places(plain),
                marker={
                    "size": [_size(point, top) for point in plain],
                    "color": palette.SEQUENCE[2],
                    "opacity": 0.55,
                    "line": {"color": "#ffffff", "width": 0.5},
                },
            )
        )
    span = [point.x for point in points] or [0.0, 1.0]
    limit = min(span) + _RIGHT_SIDE * (max(span) - min(span))
    for point in (point for point in points if point.color):
        figure.add_trace(
            trace(
                "scatter",
                name=point.name,
                mode="markers+text",
                **_places([point]),
                text=[point.name],
                textposition="middle left" if point.x > limit else "middle right",
                textfont={"color": point.color, "size": 13},
                cliponaxis=False,
                marker={
                    "size": [max(12.0, _size(point, top))],
                    "color": point.color,
                    "opacity": 1,
                    "line": {"color": "#ffffff", "width": 1},
                },
            )
        )
    _quadrants(figure, across, up)
    figure.update_layout(showlegend=False, xaxis=_axis(across), yaxis=_axis(up), meta={"left": 78, "top": 18})
    return figure


def _places(points: Sequence[Point]) -> dict[str, object]:
    return {
        "x": [point.x for point in points],
        "y": [point.y for point in points],
        "ids": [point.code for point in points],
        "customdata": [point.hover for point in points],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _size(point: Point, top: float) -> float:
    return round(max(_SMALLEST, _LARGEST * sqrt(max(point.population, 0.0) / top)), 1)


def _axis(axis: Axis) -> dict[str, object]:
    return {
        "title": {"text": axis.title, "standoff": 6, "font": {"size": 12}},
        "ticksuffix": tick_suffix(axis.indicator),
        "fixedrange": True,
        "gridcolor": GRID,
        "zeroline": False,
        "exponentformat": "none",
        "separatethousands": True,
    }


def _quadrants(figure: Figure, across: Axis, up: Axis) -> None:
    line = {"color": palette.REFERENCE, "dash": "dot", "width": 1.5}
    font = {"color": palette.REFERENCE, "size": 12}
    if across.middle is not None:
        x = across.middle
        figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="paper", line=line)
        figure.add_annotation(
            name="quadrant",
            x=x,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=across.middle_name,
            showarrow=False,
            font=font,
        )
    if up.middle is not None:
        y = up.middle
        figure.add_shape(type="line", y0=y, y1=y, x0=0, x1=1, xref="paper", line=line)
        figure.add_annotation(
            name="quadrant",
            y=y,
            x=1,
            xref="paper",
            xanchor="right",
            yanchor="bottom",
            text=up.middle_name,
            showarrow=False,
            font=font,
        )


@dataclass(frozen=True)
class Row:
    """One indicator of a spine: its name, and where the territory and France stand (0 to 100, None: no value).

    Written: the lowest, the middle and the highest value of the level, and the hover text.
    """

    name: str
    own_pct: float | None
    reference_pct: float | None
    low: str
    middle: str
    high: str
    hover: str


def spine(rows: Sequence[Row], own_name: str, reference_name: str, who: str) -> Figure:
    """Where a territory stands in its level, one indicator a row, by rank: lowest on the left, highest on the right."""
    ranks = list(range(len(rows)))
    figure = Figure(
        _bars_of_rank(ranks, (0.0, 100.0), f"les {who}, du plus bas au plus haut", palette.FRAME, 2.0),
        _bars_of_rank(ranks, (25.0, 75.0), "moitié centrale", palette.SEQUENCE[1], 12.0),
        trace(
            "scatter",
            name="médiane",
            mode="markers",
            x=[50.0] * len(rows),
            y=ranks,
            marker={"symbol": "line-ns", "size": 16, "line": {"color": palette.ACCENT, "width": 2}},
            hoverinfo="skip",
            showlegend=True,
        ),
    )
    shown = [i for i in ranks if rows[i].reference_pct is not None]
    if shown:
        figure.add_scatter(
            name=reference_name,
            mode="markers",
            x=[rows[i].reference_pct for i in shown],
            y=shown,
            marker={"symbol": "diamond", "size": 10, "color": palette.REFERENCE},
            hoverinfo="skip",
            showlegend=True,
        )
    own = [i for i in ranks if rows[i].own_pct is not None]
    figure.add_scatter(
        name=own_name,
        mode="markers",
        x=[rows[i].own_pct for i in own],
        y=own,
        marker={"size": 14, "color": palette.MARK, "line": {"color": "#ffffff", "width": 1}},
        customdata=[rows[i].hover for i in own],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=True,
    )
    for i in ranks:
        for x, text, anchor in (
            (0.0, rows[i].low, "left"),
            (50.0, rows[i].middle, "center"),
            (100.0, rows[i].high, "right"),
        ):
            figure.add_annotation(
                name="value",
                x=x,
                y=i,
                text=text,
                showarrow=False,
                xanchor=anchor,
                yanchor="top",
                yshift=-9,
                font={"size": 11},
            )
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "yanchor": "top", "x": 0, "font": {"size": 12}},
        xaxis={
            "range": [-3.0, 103.0],
            "tickvals": [0.0, 50.0, 100.0],
            "ticktext": ["plus bas", "médiane", "plus haut"],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "side": "top",
        },
        yaxis={**row_axis([row.name for row in rows]), "range": [len(rows) - 0.4, -0.6], "autorange": False},
        meta={"right": 20},
    )
    return figure


def _bars_of_rank(
    ranks: Sequence[int], ends: tuple[float, float], name: str, color: str, width: float
) -> dict[str, object]:
    return trace(
        "scatter",
        name=name,
        mode="lines",
        x=[x for _ in ranks for x in (*ends, None)],
        y=[y for i in ranks for y in (i, i, None)],
        line={"color": color, "width": width},
        hoverinfo="skip",
        showlegend=True,
    )
