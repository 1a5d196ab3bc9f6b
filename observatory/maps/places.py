"""Places as points, one colour a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from observatory import palette
from observatory.figure import Figure, trace
from observatory.maps.layers import Shapes, areas, coordinates, frames, lay_out, outline


class Points(NamedTuple):
    """Places in the drawing plane: where, what a click gives, what the mouse reads."""

    longitudes: list[float]
    latitudes: list[float]
    ids: list[str]
    texts: list[str]


def point_map(
    groups: Sequence[tuple[str, str, Points]],
    shapes: Shapes,
    codes: Sequence[str],
    insets: Sequence[tuple[str, str, Sequence[tuple[float, float]]]] = (),
) -> Figure:
    """Places as points, one colour a group. `groups` are (label, colour, points)."""
    figure = Figure(areas(shapes, codes, palette.LAND, "", "", legend=False))
    for layer in [*outline(shapes), *frames(insets)]:
        figure.add_trace(layer)
    for label, color, points in groups:
        if points.ids:
            figure.add_trace(
                trace(
                    "scattergeo",
                    lon=coordinates(points.longitudes),
                    lat=coordinates(points.latitudes),
                    mode="markers",
                    name=label,
                    ids=points.ids,
                    text=points.texts,
                    marker={"size": 9, "color": color, "opacity": 0.85, "line": {"color": "#ffffff", "width": 1}},
                    hovertemplate="%{text}<extra></extra>",
                )
            )
    lay_out(figure, shapes)
    return figure
