"""Areas coloured by a rate, in five classes with round bounds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from observatory import formatting as fr
from observatory import palette
from observatory.classes import class_of, round_bounds
from observatory.figure import Figure, Trace, trace
from observatory.figures import hover_number
from observatory.maps.layers import Shapes, absences, areas, frames, lay_out, outline
from observatory.model import Indicator


def rate_map(
    frame: pd.DataFrame,
    indicator: Indicator,
    shapes: Shapes,
    insets: Sequence[tuple[str, str, Sequence[tuple[float, float]]]] = (),
    selected: str | None = None,
) -> Figure:
    """A choropleth in five classes with round bounds; grey for what is missing, with its legend.

    `frame` has columns code, value, status. `selected` is outlined. Hover names come from the served shapes.
    """
    figure = Figure()
    known = frame[frame["value"].notna()]
    for layer in [*_classes(known, indicator, shapes), *absences(frame, shapes)]:
        figure.add_trace(layer)
    for layer in [*outline(shapes), *frames(insets)]:
        figure.add_trace(layer)
    if selected is not None and selected in set(frame["code"]):
        figure.add_trace(_selection(shapes, selected))
    lay_out(figure, shapes)
    return figure


def _selection(shapes: Shapes, code: str) -> Trace:
    return trace(
        "choropleth",
        geojson=shapes.address,
        locations=[code],
        z=[0],
        featureidkey="id",
        showscale=False,
        hoverinfo="skip",
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showlegend=False,
        marker={"line": {"color": palette.MARK, "width": 2.5}},
    )


def _classes(known: pd.DataFrame, indicator: Indicator, shapes: Shapes) -> list[Trace]:
    """One trace a class, so that the legend names each class by its bounds."""
    if known.empty:
        return []
    bounds = round_bounds(known["value"].tolist())
    decimals = _decimals(bounds)
    colors = palette.SEQUENCE[-(len(bounds) - 1) :]
    classes = known["value"].map(lambda value: class_of(value, bounds))
    traces = []
    for rank, color in enumerate(colors):
        rows = known[classes == rank]
        layer = areas(
            shapes,
            rows["code"].tolist(),
            color,
            f"{fr.number(bounds[rank], decimals)} à {fr.number(bounds[rank + 1], decimals)}",
            "",
            legend=True,
        )
        layer.update(
            customdata=[round(value, indicator.decimals + 1) for value in rows["value"]],
            hoverinfo=None,
            hovertemplate=f"<b>%{{properties.name}}</b><br>{hover_number(indicator, 'customdata')}<extra></extra>",
        )
        traces.append(layer)
    return traces


def _decimals(bounds: Sequence[float]) -> int:
    return max(len(f"{bound:.4f}".split(".")[1].rstrip("0")) for bound in bounds)
