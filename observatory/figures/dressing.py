"""Words and numbers inside a figure: title, subtitle, source, hover labels, axes."""

from __future__ import annotations

from collections.abc import Sequence

from observatory import formatting as fr
from observatory.figure import Figure
from observatory.model import Indicator

SEPARATORS = f",{fr.NARROW_SPACE}"
GRID = "rgba(128,128,128,.25)"


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


def tick_suffix(indicator: Indicator) -> str:
    """What follows a number on an axis: « % », else nothing."""
    return f"{fr.NARROW_SPACE}%" if indicator.unit == "%" else ""


def row_axis(names: Sequence[str]) -> dict[str, object]:
    """The axis of horizontal bars: one named row each, the first on top."""
    return {
        "autorange": "reversed",
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "fixedrange": True,
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
    }


def hover_number(indicator: Indicator, name: str) -> str:
    """How a value is written in a hover label: « 14,3 % », « 1 060 postes »."""
    symbol = {"EUR": "€"}.get(indicator.unit, indicator.unit)
    return f"%{{{name}:,.{indicator.decimals}f}}{fr.NARROW_SPACE}{symbol}"
