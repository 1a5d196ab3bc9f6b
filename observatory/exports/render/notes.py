"""What is drawn and written over a plot: reference lines, breaks, names of lines, scale bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from observatory.exports.render import fonts
from observatory.exports.render.canvas import NONE
from observatory.exports.render.errors import UnknownMarkError
from observatory.exports.render.page import Box, Page, plain
from observatory.exports.render.scales import Axis

_LINE_END = "label"
_SOURCE = "source"
_VERTICAL = {"top": "top", "bottom": "bottom", "middle": "middle", "auto": "middle"}
_HORIZONTAL = {"left": "left", "right": "right", "center": "center", "auto": "center"}


def _across(x: object, reference: str, axis: Axis, box: Box) -> float:
    return box.left + float(x) * box.width if reference == "paper" else axis.pixel(x)  # type: ignore[arg-type]


def _down(y: object, reference: str, axis: Axis, box: Box) -> float:
    return box.bottom - float(y) * box.height if reference == "paper" else axis.pixel(y)  # type: ignore[arg-type]


def draw_shapes(page: Page, layout: Mapping[str, Any], x: Axis, y: Axis, box: Box) -> None:
    """Draw the lines, boxes and circles of a layout."""
    for shape in layout.get("shapes", ()):
        left, right = (_across(shape[name], shape.get("xref", "x"), x, box) for name in ("x0", "x1"))
        top, bottom = (_down(shape[name], shape.get("yref", "y"), y, box) for name in ("y0", "y1"))
        line = shape.get("line", {})
        pen = page.pen(line["color"], line.get("width", 2), line.get("dash", "solid")) if line.get("color") else None
        fill = page.color(shape["fillcolor"], shape.get("opacity", 1.0)) if shape.get("fillcolor") else NONE
        if shape["type"] == "line" and pen:
            page.canvas.line([(left, top), (right, bottom)], pen, "repere")
        elif shape["type"] == "rect":
            page.canvas.box((left, min(top, bottom), right, max(top, bottom)), fill, pen, "repere")
        elif shape["type"] == "circle":
            ring = Affine2D().scale((right - left) / 2, (bottom - top) / 2)
            ring = ring.translate((left + right) / 2, (top + bottom) / 2)
            page.canvas.shape(Path.unit_circle().transformed(ring), fill, pen, "repere")
        else:
            raise UnknownMarkError("forme", str(shape["type"]))


def draw_annotations(page: Page, layout: Mapping[str, Any], x: Axis, y: Axis, box: Box) -> None:
    """Write the notes of a layout, inside the page; the names at the ends of lines are moved apart."""
    notes = [note for note in layout.get("annotations", ()) if note.get("name") != _SOURCE and note.get("text")]
    heights = _apart([note for note in notes if note.get("name") == _LINE_END], y, box)
    for note in notes:
        size = float(note.get("font", {}).get("size", 12))
        across = _across(note["x"], note.get("xref", "x"), x, box) + float(note.get("xshift", 0))
        down = heights.get(id(note))
        if down is None:
            down = _down(note["y"], note.get("yref", "y"), y, box) - float(note.get("yshift", 0))
        horizontal = _HORIZONTAL[note.get("xanchor", "auto")]
        vertical = _VERTICAL[note.get("yanchor", "auto")]
        lines = plain(note["text"]).split("\n")
        wide = max(fonts.width(line, size) for line in lines)
        across = _inside(across, wide, horizontal, page)
        writing = page.writing(size, ink=note.get("font", {}).get("color"), horizontal=horizontal, vertical=vertical)
        for rank, line in enumerate(lines):
            shift = {"top": rank, "bottom": rank - len(lines) + 1, "middle": rank - (len(lines) - 1) / 2}[vertical]
            page.canvas.text(across, down + shift * size * 1.25, line, writing)


def _inside(across: float, wide: float, horizontal: str, page: Page) -> float:
    """Move a text so that it stays between the margins."""
    before = {"left": 0.0, "center": wide / 2, "right": wide}[horizontal]
    leftmost, rightmost = page.room.left + before, page.canvas.width - 8 - (wide - before)
    return max(leftmost, min(across, rightmost))


def _apart(notes: Sequence[Mapping[str, Any]], y: Axis, box: Box) -> dict[int, float]:
    """Where the names of lines are written: at their last point, lower ones first, 15 pixels apart at least."""
    heights: dict[int, float] = {}
    free = box.bottom + 15
    for note in sorted(notes, key=lambda note: float(note["y"])):
        free = min(y.pixel(note["y"]), free - 15)
        heights[id(note)] = free
    return heights
