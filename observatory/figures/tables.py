"""Tables drawn with a tint: counts of rows by columns."""

from __future__ import annotations

from collections.abc import Sequence

from observatory import palette
from observatory.figure import Figure, trace


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
