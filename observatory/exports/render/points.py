"""Lines, marks, filled outlines and tints of a plot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.path import Path

from observatory.exports.render.bars import each, readable_on
from observatory.exports.render.canvas import NONE, Line, Writing, color
from observatory.exports.render.errors import UnknownMarkError
from observatory.exports.render.page import LABEL, Page, plain
from observatory.exports.render.scales import Axis, is_number

Trace = Mapping[str, Any]
Point = tuple[float, float]
_SIDES = {"left": "right", "right": "left", "center": "center"}
_HEIGHTS = {"top": "bottom", "bottom": "top", "middle": "middle"}


def draw_scatter(page: Page, trace: Trace, x: Axis, y: Axis) -> None:
    """Draw a scatter trace: outline filled, then line, marks, texts, as its mode says."""
    points = [
        (x.pixel(a), y.pixel(b)) if _drawn(a, x) and _drawn(b, y) else None
        for a, b in zip(trace["x"], trace["y"], strict=True)
    ]
    mode = trace.get("mode", "lines+markers" if len(points) < 20 else "lines")  # noqa: PLR2004 - Plotly's own default
    opacity = float(trace.get("opacity", 1.0))
    runs = list(_runs(points, joined=bool(trace.get("connectgaps"))))
    if trace.get("fill") == "toself":
        page.canvas.shape(_outline(runs), page.color(trace["fillcolor"]), name="surface")
    elif trace.get("fill", "none") != "none":
        raise UnknownMarkError("remplissage", str(trace["fill"]))
    if "lines" in mode:
        line = trace.get("line", {})
        pen = page.pen(line["color"], line.get("width", 2.0), line.get("dash", "solid"), opacity)
        for run in runs:
            if len(run) > 1:
                page.canvas.line(run, pen, "ligne")
    if "markers" in mode:
        draw_marks(page, trace.get("marker", {}), points, opacity)
    if "text" in mode:
        draw_texts(page, trace, points)


def _drawn(cell: object, axis: Axis) -> bool:
    return str(cell) in axis.categories if axis.categories else is_number(cell)


def _runs(points: Sequence[Point | None], *, joined: bool) -> Iterator[list[Point]]:
    """The unbroken parts of a line: a missing point cuts it, unless gaps are joined."""
    run: list[Point] = []
    for point in points:
        if point is not None:
            run.append(point)
        elif run and not joined:
            yield run
            run = []
    if run:
        yield run


def _outline(runs: Sequence[Sequence[Point]]) -> Path:
    return Path.make_compound_path(*(Path(np.array([*run, run[0]]), closed=True) for run in runs if run))


def draw_marks(
    page: Page, marker: Mapping[str, Any], points: Sequence[Point | None], opacity: float = 1.0, name: str = "point"
) -> None:
    """Draw the marks of a trace: circles together, other symbols one by one."""
    count = len(points)
    opacity *= float(marker.get("opacity", 1.0))
    sizes, symbols = each(marker.get("size", 6), count), each(marker.get("symbol", "circle"), count)
    outline = marker.get("line", {})
    colors = each(marker.get("color") or outline.get("color"), count)
    border_color = outline.get("color")
    pen = page.pen(border_color, outline.get("width", 0), "solid", opacity) if border_color else Line(NONE, 0)
    shown = [i for i, point in enumerate(points) if point is not None]
    rounds = [i for i in shown if symbols[i] == "circle"]
    if rounds:
        page.canvas.circles(
            np.array([points[i] for i in rounds]),
            [sizes[i] for i in rounds],
            [page.color(colors[i], opacity) for i in rounds],
            pen,
            name,
        )
    for i in shown:
        if symbols[i] != "circle":
            point = points[i]
            assert point is not None  # noqa: S101 - those are not shown
            _symbol(page, symbols[i], point, sizes[i], page.color(colors[i], opacity), pen)


_POLYGONS: dict[str, list[Point]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
    "triangle-up": [(0, -1.15), (1.15, 0.85), (-1.15, 0.85)],
    "triangle-down": [(0, 1.15), (1.15, -0.85), (-1.15, -0.85)],
}
_STROKES: dict[str, list[Point]] = {"line-ns": [(0, -1.4), (0, 1.4)], "line-ew": [(-1.4, 0), (1.4, 0)]}


def _symbol(
    page: Page, symbol: str, point: Point, size: float, fill: tuple[float, float, float, float], pen: Line
) -> None:
    x, y = point
    if symbol == "circle-open":
        page.canvas.circles(np.array([point]), [size], [NONE], Line(fill, pen.width or 1.5), "point")
        return
    form = symbol.removesuffix("-open")
    if form in _STROKES:
        (left, top), (right, bottom) = _STROKES[form]
        reach = size / 2
        line = pen if pen.width else Line(fill, 2)
        page.canvas.line([(x + left * reach, y + top * reach), (x + right * reach, y + bottom * reach)], line, "point")
        return
    if form not in _POLYGONS:
        raise UnknownMarkError("symbole", symbol)
    corners = [(x + a * size / 2, y + b * size / 2) for a, b in _POLYGONS[form]]
    path = Path(np.array([*corners, corners[0]]), closed=True)
    is_open = symbol.endswith("-open")
    page.canvas.shape(path, NONE if is_open else fill, Line(fill, 1.5) if is_open else pen, "point")


def draw_texts(page: Page, trace: Trace, points: Sequence[Point | None]) -> None:
    """Write the texts of a trace beside its points."""
    vertical, _, horizontal = trace.get("textposition", "middle center").partition(" ")
    if vertical not in _HEIGHTS or horizontal not in _SIDES:
        raise UnknownMarkError("position du texte", f"{vertical} {horizontal}")
    font = trace.get("textfont", {})
    writing = page.writing(
        float(font.get("size", LABEL)),
        ink=font.get("color"),
        horizontal=_SIDES[horizontal],
        vertical=_HEIGHTS[vertical],
    )
    sizes = each(trace.get("marker", {}).get("size", 0) if "markers" in trace.get("mode", "") else 0, len(points))
    for point, text, size in zip(points, each(trace.get("text"), len(points)), sizes, strict=True):
        if point is None or not text:
            continue
        away = (size / 2 + 3) if size else 3
        x = point[0] + {"left": -away, "right": away}.get(horizontal, 0)
        y = point[1] + {"top": -away, "bottom": away}.get(vertical, 0)
        page.canvas.text(x, y, plain(text).strip(), writing)


def draw_heatmap(page: Page, trace: Trace, x: Axis, y: Axis) -> None:
    """Draw the tinted cells of a table and what is written in them; a cell without value stays empty."""
    low, high = float(trace["zmin"]), float(trace["zmax"])
    scale = [[share, page.dark.get(shade, shade)] for share, shade in trace["colorscale"]]
    across, down = float(trace.get("xgap", 0)) / 2, float(trace.get("ygap", 0)) / 2
    half_width, half_height = x.unit / 2 - across, y.unit / 2 - down
    size = max(6.5, min(LABEL - 1, 2 * half_height * 0.8))
    for i, (name, row) in enumerate(zip(trace["y"], trace["z"], strict=True)):
        for j, (column, value) in enumerate(zip(trace["x"], row, strict=True)):
            if value is None or (isinstance(value, float) and math.isnan(value)):
                continue
            fill = tint(scale, (float(value) - low) / ((high - low) or 1.0))
            a, b = x.pixel(column), y.pixel(name)
            corners = (a - half_width, b - half_height, a + half_width, b + half_height)
            page.canvas.box(corners, color(fill), name="case")
            if trace.get("texttemplate") and trace["text"][i][j]:
                ink = readable_on(fill)
                writing = Writing(color(ink), size, horizontal="center", vertical="middle")
                page.canvas.text(a, b, plain(trace["text"][i][j]), writing)


def tint(scale: Sequence[Sequence[Any]], share: float) -> str:
    """The colour at a share (0 to 1) of a colour scale."""
    share = min(1.0, max(0.0, share))
    for (low, first), (high, second) in pairwise(scale):
        if share <= high:
            part = (share - low) / ((high - low) or 1.0)
            mixed = [
                round((1 - part) * int(first[i : i + 2], 16) + part * int(second[i : i + 2], 16)) for i in (1, 3, 5)
            ]
            return "#" + "".join(f"{channel:02x}" for channel in mixed)
    return str(scale[-1][1])
