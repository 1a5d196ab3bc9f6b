"""Charts other than maps: frame and metadata in, Plotly figure out.

A figure carries its title, subtitle and source inside (`dress`), so that they survive any export. Colours come from
the palette; the text colour follows the reader's light or dark theme in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from observatory import formatting as fr
from observatory import palette
from observatory.figure import Figure, trace
from observatory.model import Break, Indicator, Kind, Series

_PLOT_PIXELS = 250
_LABEL_PIXELS = 15
SEPARATORS = f",{fr.NARROW_SPACE}"


def dress(figure: Figure, title: str, subtitle: str, foot: Sequence[str]) -> Figure:
    """Write title, subtitle and source into the figure. The browser wraps them to the width it has."""
    figure.update_layout(
        title={"text": title, "subtitle": {"text": subtitle}, "x": 0, "xref": "container"},
        separators=SEPARATORS,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        hoverlabel={"align": "left"},
    )
    figure.add_annotation(
        name="source",
        text="<br>".join(foot),
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        yanchor="top",
        xanchor="left",
        showarrow=False,
        align="left",
        font={"size": 11},
    )
    return figure


def _tick_suffix(indicator: Indicator) -> str:
    return f"{fr.NARROW_SPACE}%" if indicator.unit == "%" else ""


def hover_number(indicator: Indicator, name: str) -> str:
    """How a value is written in a hover label: « 14,3 % », « 1 060 postes »."""
    symbol = {"EUR": "€"}.get(indicator.unit, indicator.unit)
    return f"%{{{name}:,.{indicator.decimals}f}}{fr.NARROW_SPACE}{symbol}"


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
        yaxis={
            "autorange": "reversed",
            "tickvals": list(range(len(names))),
            "ticktext": list(names),
            "fixedrange": True,
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
        },
        meta={"unit": indicator.unit},
    )
    return figure


def mark_value(figure: Figure, name: str, value: float, color: str, *, rank: int = 0, dash: str = "solid") -> None:
    """Draw a named vertical line at a value; the names of several marks stand above one another."""
    figure.add_shape(
        type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", line={"color": color, "dash": dash, "width": 2}
    )
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


def distribution(values: pd.Series, indicator: Indicator, marks: Sequence[tuple[str, float, str]], who: str) -> Figure:
    """How the territories of a level spread: one bar per interval of equal width, with the marks named.

    `marks` are (name, value, colour): the reader's territory and the references.
    """
    figure = Figure(
        trace(
            "histogram",
            x=values.tolist(),
            nbinsx=16 if len(values) > 40 else 10,  # noqa: PLR2004 - few territories want few bars
            marker={"color": palette.SEQUENCE[1], "line": {"color": palette.SEQUENCE[3], "width": 1}},
            hovertemplate=f"%{{y}} {who} entre %{{x}}<extra></extra>",
        )
    )
    for rank, (name, value, color) in enumerate(marks):
        mark_value(figure, name, value, color, rank=rank)
    figure.update_layout(
        showlegend=False,
        bargap=0.03,
        xaxis={"ticksuffix": _tick_suffix(indicator), "fixedrange": True, "showgrid": False},
        yaxis={
            "title": {"text": f"Nombre de {who}"},
            "fixedrange": True,
            "gridcolor": "rgba(128,128,128,.25)",
            "tickformat": ",d",
        },
    )
    return figure


def evolution(
    lines: Sequence[tuple[str, Sequence[tuple[str, float | None]], str, float]],
    indicator: Indicator,
    breaks: Sequence[Break] = (),
) -> Figure:
    """Values over time. Each line is (name, [(year, value)], colour, width); a break cuts the lines and is drawn.

    Points are joined only when the indicator says that they may be; a missing year leaves a hole.
    """
    figure = Figure()
    joined = indicator.series is Series.LINE
    for name, points, color, width in lines:
        xs, ys = _cut(points, breaks)
        figure.add_scatter(
            x=xs,
            y=ys,
            name=name,
            mode="lines+markers" if joined else "markers",
            connectgaps=False,
            cliponaxis=False,
            line={"color": color, "width": width},
            marker={"color": color, "size": 8 if width > 2 else 6},  # noqa: PLR2004
            hovertemplate=f"<b>{name}</b><br>%{{x}} : {hover_number(indicator, 'y')}<extra></extra>",
        )
    for name, x, y, color, shift in _end_labels(lines):
        figure.add_annotation(
            name="label",
            x=x,
            y=y,
            text=name,
            showarrow=False,
            xanchor="left",
            xshift=10,
            yshift=shift,
            font={"color": color, "size": 12},
        )
    for cut in breaks:
        middle = (int(cut.after_period) + int(cut.before_period)) / 2
        figure.add_shape(
            type="line",
            x0=middle,
            x1=middle,
            y0=0,
            y1=1,
            yref="paper",
            line={"color": palette.REFERENCE, "dash": "dot", "width": 1.5},
        )
        figure.add_annotation(
            name="break",
            x=middle,
            y=1,
            yref="paper",
            text="rupture de série",
            showarrow=False,
            yanchor="bottom",
            font={"size": 11},
        )
    years = sorted({int(x) for _, points, *_ in lines for x, _ in points})
    figure.update_layout(
        showlegend=False,
        xaxis={
            "tickvals": years,
            "ticktext": [str(y) for y in years],
            "fixedrange": True,
            "showgrid": False,
            "range": [years[0] - 0.5, years[-1] + max(1.0, 0.35 * (years[-1] - years[0]))] if years else None,
        },
        yaxis={
            "rangemode": "tozero",
            "ticksuffix": _tick_suffix(indicator),
            "fixedrange": True,
            "gridcolor": "rgba(128,128,128,.25)",
            "exponentformat": "none",
            "separatethousands": True,
        },
        meta={"top": 20 if breaks else 0, "left": 84 if indicator.kind is Kind.COUNT else 58},
    )
    return figure


def _end_labels(
    lines: Sequence[tuple[str, Sequence[tuple[str, float | None]], str, float]],
) -> list[tuple[str, int, float, str, float]]:
    """Name each line at its last point, moved apart (pixels) where the ends are too close to be read."""
    ends = []
    for name, points, color, _ in lines:
        known = [(int(x), y) for x, y in points if y is not None]
        if known:
            ends.append((name, *known[-1], color))
    top = max((end[2] for end in ends), default=0) or 1
    labels: list[tuple[str, int, float, str, float]] = []
    free = float("-inf")
    for name, x, y, color in sorted(ends, key=lambda end: end[2]):
        natural = y / top * _PLOT_PIXELS
        free = max(natural, free + _LABEL_PIXELS)
        labels.append((name, x, y, color, free - natural))
    return labels


def _cut(points: Sequence[tuple[str, float | None]], breaks: Sequence[Break]) -> tuple[list[int], list[float | None]]:
    xs: list[int] = []
    ys: list[float | None] = []
    cuts = {b.after_period for b in breaks}
    for period, value in points:
        xs.append(int(period))
        ys.append(value)
        if period in cuts:
            xs.append(int(period))
            ys.append(None)
    return xs, ys


def matrix(row_names: Sequence[str], column_names: Sequence[str], counts: Sequence[Sequence[int]], what: str) -> Figure:
    """A table of counts with a tint; an empty cell stays empty (no citation), it is not a measure."""
    top = max((max(row) for row in counts if row), default=1) or 1
    figure = Figure(
        trace(
            "heatmap",
            z=[[c or None for c in row] for row in counts],
            x=list(column_names),
            y=list(row_names),
            text=[[str(c) if c else "" for c in row] for row in counts],
            texttemplate="%{text}",
            colorscale=[[i / (len(palette.SEQUENCE) - 2), c] for i, c in enumerate(palette.SEQUENCE[:-1])],
            zmin=0,
            zmax=top,
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate=f"<b>%{{y}}</b><br>%{{x}} : %{{z}} {what}<extra></extra>",
        )
    )
    figure.update_layout(
        xaxis={"side": "top", "tickangle": -40, "fixedrange": True, "showgrid": False},
        yaxis={"autorange": "reversed", "fixedrange": True, "showgrid": False},
    )
    return figure


def time_line(rows: Sequence[tuple[str, int, int, str]], color: str = palette.ACCENT) -> Figure:
    """Who began when: one row per territory, a dot for a year, a bar where the source leaves a range.

    `rows` are (name, first year, last year, hover text), drawn from top to bottom.
    """
    figure = Figure()
    for i, (_, first, last, _) in enumerate(rows):
        if last > first:
            figure.add_scatter(
                x=[first, last],
                y=[i, i],
                mode="lines",
                line={"color": color, "width": 4},
                hoverinfo="skip",
                opacity=0.5,
            )
    figure.add_scatter(
        x=[row[1] for row in rows] + [row[2] for row in rows if row[2] > row[1]],
        y=list(range(len(rows))) + [i for i, row in enumerate(rows) if row[2] > row[1]],
        mode="markers",
        marker={"color": color, "size": 11},
        customdata=[row[3] for row in rows] + [row[3] for row in rows if row[2] > row[1]],
        hovertemplate="%{customdata}<extra></extra>",
    )
    years = [y for row in rows for y in row[1:3]]
    low, high = (min(years), max(years)) if years else (2015, 2021)
    figure.update_layout(
        showlegend=False,
        xaxis={
            "tickvals": list(range(low, high + 1)),
            "ticktext": [str(y) for y in range(low, high + 1)],
            "range": [low - 0.6, high + 0.6],
            "fixedrange": True,
            "side": "top",
            "gridcolor": "rgba(128,128,128,.25)",
            "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [row[0] for row in rows],
            "autorange": "reversed",
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
    )
    return figure
