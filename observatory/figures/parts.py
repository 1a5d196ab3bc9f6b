"""The parts of a whole: shares by family, numbers by sector and family, specialisation, index curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from observatory import formatting as fr
from observatory import palette
from observatory.figure import Figure, trace
from observatory.figures.dressing import GRID, row_axis
from observatory.figures.over_time import year_ticks

_WRITTEN_FROM_PCT = 8.0
_COLON = f"{fr.NARROW_SPACE}:"
_LEGEND = {"orientation": "h", "yanchor": "top", "x": 0, "font": {"size": 12}}


@dataclass(frozen=True)
class Cell:
    """A number and how it is written; without a number, the words that say why."""

    value: float | None
    text: str


@dataclass(frozen=True)
class Curve:
    """A line over the years: name, (year, value), colour, width, dash."""

    name: str
    points: Sequence[tuple[str, float | None]]
    color: str
    width: float
    dash: str = "solid"


def shares(
    names: Sequence[str], parts: Sequence[tuple[str, str, Sequence[Cell]]], unknown: Sequence[float] | None = None
) -> Figure:
    """Bars of 100 %, one per territory (first on top), cut into parts: (name, colour, one share per territory).

    `unknown` is the share, in per cent, of what is kept secret or is not split: grey, named in the legend.
    """
    figure = Figure()
    rows = list(range(len(names)))
    for name, color, cells in parts:
        figure.add_trace(
            trace(
                "bar",
                name=name,
                x=[cell.value for cell in cells],
                y=rows,
                orientation="h",
                marker={"color": color, "line": {"color": palette.LAND, "width": 1}},
                text=[cell.text if (cell.value or 0) >= _WRITTEN_FROM_PCT else "" for cell in cells],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                customdata=[
                    f"<b>{escape(where)}</b><br>{name}{_COLON} {c.text}" for where, c in zip(names, cells, strict=True)
                ],
                hovertemplate="%{customdata}<extra></extra>",
                showlegend=True,
            )
        )
    if unknown and any(unknown):
        figure.add_trace(
            trace(
                "bar",
                name="Non ventilé",
                x=list(unknown),
                y=rows,
                orientation="h",
                marker={"color": palette.NOT_AVAILABLE, "line": {"color": palette.LAND, "width": 1}},
                hovertemplate=f"Non ventilé{_COLON} %{{x:.1f}}{fr.NARROW_SPACE}%<extra></extra>",
                showlegend=True,
            )
        )
    figure.update_layout(
        barmode="stack",
        bargap=0.32,
        showlegend=True,
        legend=_LEGEND,
        xaxis={"visible": False, "range": [0, 100], "fixedrange": True},
        yaxis=row_axis(names),
        meta={"right": 14},
    )
    return figure


def numbers(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]]) -> Figure:
    """A table of measured numbers with a tint, farther from the ground for more.

    A true zero is written 0, an absence in words. The tint follows the square root of the number, so that it also
    tells small ones apart.
    """
    top = max((cell.value for row in cells for cell in row if cell.value is not None), default=0) or 1
    figure = Figure(
        trace(
            "heatmap",
            z=[[None if cell.value is None else max(cell.value, 0) ** 0.5 for cell in row] for row in cells],
            x=list(columns),
            y=list(rows),
            text=[[cell.text for cell in row] for row in cells],
            texttemplate="%{text}",
            colorscale=[[i / (len(palette.SEQUENCE) - 2), c] for i, c in enumerate(palette.SEQUENCE[:-1])],
            zmin=0,
            zmax=top**0.5,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverongaps=False,
            hovertemplate=f"<b>%{{y}}</b><br>%{{x}}{_COLON} %{{text}}<extra></extra>",
        )
    )
    absent = [
        (x, y, cell.text)
        for y, row in zip(rows, cells, strict=True)
        for x, cell in zip(columns, row, strict=True)
        if cell.value is None
    ]
    if absent:
        figure.add_scatter(
            x=[x for x, _, _ in absent],
            y=[y for _, y, _ in absent],
            mode="text",
            text=[text for _, _, text in absent],
            textfont={"size": 11},
            hoverinfo="skip",
            showlegend=False,
        )
    figure.update_layout(
        xaxis={"side": "top", "tickangle": -40, "fixedrange": True, "showgrid": False},
        yaxis={"autorange": "reversed", "fixedrange": True, "showgrid": False},
        meta={"header": 30 + 5 * max(map(len, columns), default=0), "right": 4 * len(columns[-1]) if columns else 14},
    )
    return figure


def from_one(names: Sequence[str], cells: Sequence[Cell], hovers: Sequence[str]) -> Figure:
    """Bars that start at 1 (the same weight as in the reference): to the right when larger, else to the left."""
    rows = list(range(len(names)))
    figure = Figure(
        trace(
            "bar",
            base=1,
            x=[0 if cell.value is None else cell.value - 1 for cell in cells],
            y=rows,
            orientation="h",
            marker={"color": [palette.ACCENT if (c.value or 0) >= 1 else palette.SEQUENCE[2] for c in cells]},
            text=[cell.text for cell in cells],
            textposition="outside",
            cliponaxis=False,
            customdata=list(hovers),
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.add_shape(
        type="line", x0=1, x1=1, y0=0, y1=1, yref="paper", line={"color": palette.REFERENCE, "dash": "dot", "width": 2}
    )
    figure.add_annotation(
        name="mark",
        x=1,
        y=1,
        yref="paper",
        text=f"1{_COLON} même poids qu’en France",
        showarrow=False,
        xanchor="center",
        yanchor="bottom",
        font={"color": palette.REFERENCE, "size": 12},
    )
    top = max([cell.value for cell in cells if cell.value is not None], default=1)
    figure.update_layout(
        bargap=0.28,
        showlegend=False,
        xaxis={"visible": False, "range": [-0.2 * top, max(top * 1.02, 1.4)], "fixedrange": True},
        yaxis=row_axis(names),
        meta={"top": 24, "right": 52},
    )
    return figure


def index_curves(curves: Sequence[Curve]) -> Figure:
    """Curves of indices around 100; a missing year leaves a hole."""
    figure = Figure()
    for curve in curves:
        figure.add_scatter(
            x=[int(year) for year, _ in curve.points],
            y=[value for _, value in curve.points],
            name=curve.name,
            mode="lines",
            connectgaps=False,
            cliponaxis=False,
            line={"color": curve.color, "width": curve.width, "dash": curve.dash},
            hovertemplate=f"<b>{escape(curve.name)}</b><br>%{{x}}{_COLON} %{{y:.1f}}<extra></extra>",
            showlegend=True,
        )
    years = sorted({int(year) for curve in curves for year, _ in curve.points})
    span = years[-1] - years[0] if years else 0
    figure.add_shape(
        type="line",
        xref="paper",
        x0=0,
        x1=1,
        y0=100,
        y1=100,
        line={"color": palette.REFERENCE, "dash": "dot", "width": 1},
    )
    figure.update_layout(
        showlegend=True,
        legend=_LEGEND,
        xaxis={
            **year_ticks(years),
            "fixedrange": True,
            "showgrid": False,
            "range": [years[0] - 0.2, years[-1] + max(0.3, 0.03 * span)] if years else None,
        },
        yaxis={"fixedrange": True, "gridcolor": GRID, "exponentformat": "none", "nticks": 7},
        meta={"left": 44},
    )
    return figure
