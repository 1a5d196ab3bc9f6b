"""Values side by side: bars in order, and how the territories of a level spread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from observatory import formatting as fr
from observatory import palette
from observatory.figure import Figure, Trace, trace
from observatory.figures.dressing import GRID, row_axis, tick_suffix
from observatory.figures.extent import FEW, MANY, extent_of
from observatory.model import Indicator

# A written value is at most so wide, on a plot at least so wide: where in doubt, a line leaves one row more out.
_LETTER_PX, _AFTER_BAR_PX, _NARROW_PLOT_PX = 7.0, 8.0, 420.0
_TICKS = 6  # what the axis of a telephone holds


def bars(
    names: Sequence[str],
    values: Sequence[float | None],
    colors: Sequence[str],
    texts: Sequence[str],
    indicator: Indicator,
) -> Figure:
    """Horizontal bars, first row on top, each with its value written; a row without value says why."""
    figure = Figure(
        trace(
            "bar",
            x=[0 if v is None else v for v in values],
            y=list(range(len(names))),
            orientation="h",
            marker={"color": list(colors)},
            text=list(texts),
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{customdata}<extra></extra>",
            customdata=[f"<b>{n}</b><br>{t}" for n, t in zip(names, texts, strict=True)],
        )
    )
    figure.update_layout(
        bargap=0.28,
        showlegend=False,
        xaxis={"visible": False, "rangemode": "tozero", "fixedrange": True},
        yaxis=row_axis(names),
        meta={"unit": indicator.unit},
    )
    return figure


def mark_value(figure: Figure, name: str, value: float, color: str, *, rank: int = 0, dash: str = "solid") -> None:
    """Draw a named vertical line at a value; the names of several marks stand above one another.

    The line leaves out the rows whose written value it would cross.
    """
    line = {"color": color, "dash": dash, "width": 2}
    for low, high in _free(figure.data[0], value) if figure.data else [(0.0, 1.0)]:
        figure.add_shape(type="line", x0=value, x1=value, y0=low, y1=high, yref="paper", line=line)
    figure.add_annotation(
        name="mark",
        x=value,
        y=1.0 + 0.09 * rank,
        yref="paper",
        text=name,
        showarrow=False,
        xanchor="center",
        yanchor="bottom",
        font={"color": color, "size": 12},
    )
    figure.update_layout(meta={"top": 26 * (rank + 1)})


def _free(drawn: Trace, value: float) -> list[tuple[float, float]]:
    """The parts of the height of a plot (0 at the foot, 1 on top) where a line at a value crosses no written value."""
    if drawn["type"] != "bar" or drawn.get("textposition") != "outside":
        return [(0.0, 1.0)]
    longest, count = max([*drawn["x"], value]), len(drawn["x"])
    crossed = [
        row
        for row, (length, text) in enumerate(zip(drawn["x"], drawn["text"], strict=True))
        if text and length <= value <= length + longest * (len(text) * _LETTER_PX + _AFTER_BAR_PX) / _NARROW_PLOT_PX
    ]
    stops = [-1, *crossed, count]
    return [(1 - below / count, 1 - (above + 1) / count) for above, below in pairwise(stops) if below > above + 1]


def distribution(values: pd.Series, indicator: Indicator, marks: Sequence[tuple[str, float, str]], who: str) -> Figure:
    """How the territories of a level spread: one bar per interval of equal width, with the marks named.

    `marks` are (name, value, colour): the reader's territory and the references. Values far beyond the others are
    gathered in a bar at the end, where a mark that lies beyond stands too.
    """
    extent = extent_of(values)
    figure = Figure(
        trace(
            "histogram",
            x=[extent.placed(value) for value in values] if extent else values.tolist(),
            **(
                {"xbins": extent.bins(), "meta": {"below": extent.below > 0, "above": extent.above > 0}}
                if extent
                else {"nbinsx": 16 if len(values) > MANY else 10}
            ),
            marker={"color": palette.SEQUENCE[1], "line": {"color": palette.SEQUENCE[3], "width": 1}},
            hovertemplate=f"%{{y}} {who} entre %{{x}}<extra></extra>",
        )
    )
    for rank, (name, value, color) in enumerate(marks):
        mark_value(figure, name, extent.placed(value) if extent else value, color, rank=rank)
    figure.update_layout(
        showlegend=False,
        bargap=0.03,
        xaxis={
            "ticksuffix": tick_suffix(indicator),
            "nticks": _TICKS,
            **(extent.ticks(indicator) if extent else {}),
            "fixedrange": True,
            "showgrid": False,
            "exponentformat": "none",
            "separatethousands": True,
        },
        yaxis={
            "title": {"text": f"Nombre {fr.of_noun(who)}"},
            "fixedrange": True,
            "gridcolor": GRID,
            "tickformat": ",d",
            **({"dtick": 1} if len(values) <= FEW else {}),
        },
    )
    return figure
