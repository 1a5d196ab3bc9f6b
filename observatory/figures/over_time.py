"""Values over the years: lines with their breaks, and who began when."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from observatory import palette
from observatory.figure import Figure
from observatory.figures.dressing import GRID, hover_number, tick_suffix
from observatory.model import Break, Indicator, Kind, Series

_PLOT_PIXELS = 250
_LABEL_PIXELS = 15
_YEARS_WRITTEN = 10
_STEPS_WANTED = 6
_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


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
    for name, x, y, color, shift in end_labels(lines):
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
            **year_ticks(years),
            "fixedrange": True,
            "showgrid": False,
            "range": [years[0] - 0.5, years[-1] + max(1.0, 0.35 * (years[-1] - years[0]))] if years else None,
        },
        yaxis={
            **value_axis([y for _, points, *_ in lines for _, y in points if y is not None]),
            "rangemode": "tozero",
            "ticksuffix": tick_suffix(indicator),
            "fixedrange": True,
            "gridcolor": GRID,
            "exponentformat": "none",
            "separatethousands": True,
        },
        meta={"top": 20 if breaks else 8, "left": 84 if indicator.kind is Kind.COUNT else 58},
    )
    return figure


def value_axis(values: Sequence[float]) -> dict[str, object]:
    """The range and the steps of an axis that holds zero and every value: both of its ends are written."""
    low, high = min(0.0, *values) if values else 0.0, max(0.0, *values) if values else 0.0
    if low == high:
        return {}
    rough = Decimal(repr((high - low) / _STEPS_WANTED))
    power = Decimal(10) ** rough.adjusted()
    step = next(size * power for size in _ROUND if size * power >= rough)
    bounds = [float(way(Decimal(repr(end)) / step) * step) for way, end in ((math.floor, low), (math.ceil, high))]
    return {"range": bounds, "dtick": float(step)}


def year_ticks(years: Sequence[int]) -> dict[str, list[int] | list[str]]:
    """The years written under an axis: all of a few, else the first, the last, and one in five between them."""
    kept = list(years)
    if len(years) > _YEARS_WRITTEN:
        room = (years[-1] - years[0]) / 8
        inside = [year for year in years if year % 5 == 0 and min(year - years[0], years[-1] - year) >= room]
        kept = [years[0], *inside, years[-1]]
    return {"tickvals": kept, "ticktext": [str(year) for year in kept]}


def end_labels(
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
            "gridcolor": GRID,
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
