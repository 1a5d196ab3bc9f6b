"""What every map is made of: areas of one colour, absences, borders, frames, the projection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from observatory import formatting as fr
from observatory import palette
from observatory.figure import Figure, Trace, trace
from observatory.model import Level, Status

_PROJECTION = {"type": "conic conformal", "parallels": [44, 49], "rotation": {"lon": 3}}


@dataclass(frozen=True)
class Shapes:
    """Where the browser finds the shapes to draw: of the level shown, and of the level that frames it.

    `bounds` is what to show, insets included: west, south, east, north of the drawing plane.
    """

    address: str
    outline_address: str | None
    outline_codes: tuple[str, ...]
    bounds: tuple[float, float, float, float]


def lay_out(figure: Figure, shapes: Shapes) -> None:
    """Frame a map on its bounds, in the projection of every map."""
    west, south, east, north = shapes.bounds
    figure.update_layout(
        geo={
            "visible": False,
            "projection": _PROJECTION,
            "lonaxis": {"range": [west, east]},
            "lataxis": {"range": [south, north]},
            "center": {"lon": (west + east) / 2, "lat": (south + north) / 2},
            "bgcolor": "rgba(0,0,0,0)",
            "domain": {"x": [0, 1], "y": [0, 1]},
        },
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "font": {"size": 12}},
        meta={"map": True},
    )


def areas(shapes: Shapes, codes: Sequence[str], color: str, name: str, hover: str, *, legend: bool) -> Trace:
    """Areas of one colour, named in the legend when asked."""
    return trace(
        "choropleth",
        geojson=shapes.address,
        locations=list(codes),
        z=[0] * len(codes),
        featureidkey="id",
        colorscale=[[0, color], [1, color]],
        showscale=False,
        showlegend=legend,
        name=name,
        marker={"line": {"color": palette.BORDER, "width": 0.5}},
        hovertemplate=f"<b>%{{properties.name}}</b><br>{hover}<extra></extra>" if hover else None,
        hoverinfo=None if hover else "skip",
    )


def absences(frame: pd.DataFrame, shapes: Shapes) -> list[Trace]:
    """The areas without value, one layer a reason."""
    traces = []
    for status, color in (
        (Status.NOT_APPLICABLE, palette.NOT_APPLICABLE),
        (Status.SECRET, palette.FRAME),
        (Status.NOT_AVAILABLE, palette.NOT_AVAILABLE),
    ):
        codes = frame.loc[frame["value"].isna() & (frame["status"] == status), "code"].tolist()
        if codes:
            text = fr.STATUS_TEXT[status]
            traces.append(areas(shapes, codes, color, text.capitalize(), text, legend=True))
    return traces


def outline(shapes: Shapes) -> list[Trace]:
    """The borders of the level above, without fill."""
    if not shapes.outline_address:
        return []
    return [
        trace(
            "choropleth",
            geojson=shapes.outline_address,
            locations=list(shapes.outline_codes),
            z=[0] * len(shapes.outline_codes),
            featureidkey="id",
            colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
            showscale=False,
            marker={"line": {"color": palette.FRAME, "width": 0.9}},
            hoverinfo="skip",
            showlegend=False,
        )
    ]


def frames(insets: Sequence[tuple[str, str, Sequence[tuple[float, float]]]]) -> list[Trace]:
    """The frames of the insets, and their names."""
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    for _, _, ring in insets:
        longitudes += [round(x, 3) for x, _ in ring] + [None]
        latitudes += [round(y, 3) for _, y in ring] + [None]
    if not insets:
        return []
    return [
        trace(
            "scattergeo",
            lon=longitudes,
            lat=latitudes,
            mode="lines",
            line={"color": palette.FRAME, "width": 0.7},
            hoverinfo="skip",
            showlegend=False,
        ),
        trace(
            "scattergeo",
            lon=[round(max(x for x, _ in ring), 3) for _, _, ring in insets],
            lat=[round(sum(y for _, y in ring) / len(ring), 3) for _, _, ring in insets],
            mode="text",
            text=[label for _, label, _ in insets],
            textposition="middle right",
            textfont={"size": 10},
            hoverinfo="skip",
            showlegend=False,
        ),
    ]


def coordinates(values: Iterable[float]) -> list[float]:
    """Degrees of the drawing plane, to the hundred metres."""
    return [round(v, 3) for v in values]


LEVEL_OF_OUTLINE = {Level.DEPARTEMENT: Level.REGION, Level.EPCI: Level.DEPARTEMENT, Level.EPT: Level.DEPARTEMENT}
