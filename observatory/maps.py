"""Maps: coloured areas for rates, circles for counts, points for places. Never areas coloured by a count.

Shapes are served once, by address, and kept by the browser; a map's message carries codes and values only. Drawing
is in a Lambert-like plane where the overseas départements sit in frames beside the mainland.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from observatory import formatting as fr
from observatory import palette
from observatory.classes import class_of, round_bounds
from observatory.figure import Figure, Trace, trace
from observatory.figures import hover_number
from observatory.model import Indicator, Level, Status

_PROJECTION = {"type": "conic conformal", "parallels": [44, 49], "rotation": {"lon": 3}}
_LARGEST_CIRCLE = 46
_LEGEND_SHARE = 0.16


@dataclass(frozen=True)
class Shapes:
    """Where the browser finds the shapes to draw: of the level shown, and of the level that frames it.

    `bounds` is what to show, insets included: west, south, east, north of the drawing plane.
    """

    address: str
    outline_address: str | None
    outline_codes: tuple[str, ...]
    bounds: tuple[float, float, float, float]


def _geo_layout(figure: Figure, shapes: Shapes) -> None:
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


def _areas(shapes: Shapes, codes: Sequence[str], color: str, name: str, hover: str, *, legend: bool) -> Trace:
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


def _absences(frame: pd.DataFrame, shapes: Shapes) -> list[Trace]:
    traces = []
    for status, color in (
        (Status.NOT_APPLICABLE, palette.NOT_APPLICABLE),
        (Status.SECRET, palette.FRAME),
        (Status.NOT_AVAILABLE, palette.NOT_AVAILABLE),
    ):
        codes = frame.loc[frame["value"].isna() & (frame["status"] == status), "code"].tolist()
        if codes:
            text = fr.STATUS_TEXT[status]
            traces.append(_areas(shapes, codes, color, text.capitalize(), text, legend=True))
    return traces


def _outline(shapes: Shapes) -> list[Trace]:
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


def _frames(insets: Sequence[tuple[str, str, Sequence[tuple[float, float]]]]) -> list[Trace]:
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
    for layer in [*_classes(known, indicator, shapes), *_absences(frame, shapes)]:
        figure.add_trace(layer)
    for layer in [*_outline(shapes), *_frames(insets)]:
        figure.add_trace(layer)
    if selected is not None and selected in set(frame["code"]):
        figure.add_trace(_selection(shapes, selected))
    _geo_layout(figure, shapes)
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
        layer = _areas(
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


def count_map(
    frame: pd.DataFrame,
    indicator: Indicator,
    shapes: Shapes,
    insets: Sequence[tuple[str, str, Sequence[tuple[float, float]]]] = (),
    selected: str | None = None,
) -> Figure:
    """Circles whose area grows with the count, on plain land; a true zero is land without circle, in the legend.

    `frame` has columns code, name, value, status, longitude, latitude (of the drawing plane).
    """
    known = frame[frame["value"].notna()]
    some, zero = known[known["value"] > 0], known[known["value"] == 0]
    land = _areas(shapes, some["code"].tolist(), palette.LAND, "", "", legend=False)
    land.update(
        customdata=some["value"].tolist(),
        hovertemplate=f"<b>%{{properties.name}}</b><br>{hover_number(indicator, 'customdata')}<extra></extra>",
    )
    land.pop("hoverinfo", None)
    figure = Figure(land)
    if len(zero):
        nothing = f"0 {fr.counted(indicator.unit, 0)}"
        figure.add_trace(_areas(shapes, zero["code"].tolist(), palette.LAND, "0", nothing, legend=True))
    for layer in [*_absences(frame, shapes), *_outline(shapes), *_frames(insets)]:
        figure.add_trace(layer)
    drawn = some[some["longitude"].notna()].sort_values("value", ascending=False)
    if len(drawn):
        top = float(drawn["value"].max())
        figure.add_trace(_circles(drawn, top, selected))
        figure.add_trace(_size_legend(shapes, top))
    west, south, east, north = shapes.bounds
    _geo_layout(figure, replace(shapes, bounds=(west, south, east + _LEGEND_SHARE * (east - west), north)))
    return figure


def _size_legend(shapes: Shapes, top: float) -> Trace:
    """What the circles are worth: three of them drawn to size in the upper right corner of the map."""
    west, south, east, north = shapes.bounds
    sizes = _legend_sizes(top)
    x = east + (_LEGEND_SHARE - 0.14) * (east - west)
    return trace(
        "scattergeo",
        lon=[x] * len(sizes),
        lat=[north - (0.05 + 0.085 * i) * (north - south) for i in range(len(sizes))],
        mode="markers+text",
        text=[f"   {fr.number(size)}" for size in sizes],
        textposition="middle right",
        textfont={"size": 12},
        hoverinfo="skip",
        showlegend=False,
        marker={
            "size": [_diameter(size, top) for size in sizes],
            "color": palette.ACCENT,
            "opacity": 0.55,
            "line": {"color": "#ffffff", "width": 1},
        },
    )


def _coordinates(values: Iterable[float]) -> list[float]:
    return [round(v, 3) for v in values]


def _diameter(value: float, top: float) -> float:
    return round(max(4.0, _LARGEST_CIRCLE * math.sqrt(value / top)), 1) if top else 4.0


def _legend_sizes(top: float) -> list[float]:
    power = 10.0 ** math.floor(math.log10(top)) if top >= 1 else 1.0
    largest = power * math.floor(top / power)
    return [size for size in (largest, largest / 4, largest / 20) if size >= 1 and size == int(size)]


def _circles(some: pd.DataFrame, top: float, selected: str | None) -> Trace:
    colors = [palette.MARK if code == selected else palette.ACCENT for code in some["code"]]
    return trace(
        "scattergeo",
        lon=_coordinates(some["longitude"]),
        lat=_coordinates(some["latitude"]),
        mode="markers",
        showlegend=False,
        hoverinfo="skip",
        marker={
            "size": [_diameter(value, top) for value in some["value"]],
            "opacity": 0.55,
            "color": colors if selected in set(some["code"]) else palette.ACCENT,
            "line": {"color": "#ffffff", "width": 1},
        },
    )


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
    figure = Figure(_areas(shapes, codes, palette.LAND, "", "", legend=False))
    for layer in [*_outline(shapes), *_frames(insets)]:
        figure.add_trace(layer)
    for label, color, points in groups:
        if points.ids:
            figure.add_trace(
                trace(
                    "scattergeo",
                    lon=_coordinates(points.longitudes),
                    lat=_coordinates(points.latitudes),
                    mode="markers",
                    name=label,
                    ids=points.ids,
                    text=points.texts,
                    marker={"size": 9, "color": color, "opacity": 0.85, "line": {"color": "#ffffff", "width": 1}},
                    hovertemplate="%{text}<extra></extra>",
                )
            )
    _geo_layout(figure, shapes)
    return figure


LEVEL_OF_OUTLINE = {Level.DEPARTEMENT: Level.REGION, Level.EPCI: Level.DEPARTEMENT, Level.EPT: Level.DEPARTEMENT}
