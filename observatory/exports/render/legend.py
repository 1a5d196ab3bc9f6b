"""The legend of a picture: a row of swatches and names, wrapped to the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

from observatory.exports.render import fonts
from observatory.exports.render.canvas import NONE, Color, Line
from observatory.exports.render.page import LEGEND, LEGEND_LINE, SWATCH, Page

_GAP = 22.0
_NO_PEN = Line(NONE, 0)
_LINE = 30.0  # long enough to show a dash


@dataclass(frozen=True)
class Entry:
    """A name of the legend; `form` is box, line or circle."""

    name: str
    form: str
    color: Color
    hatch: str = ""
    hatch_pen: Line = _NO_PEN
    dash: str = "solid"


def _rows(entries: Sequence[Entry], width: float) -> list[list[Entry]]:
    rows: list[list[Entry]] = [[]]
    used = 0.0
    for entry in entries:
        wanted = _width(entry)
        if rows[-1] and used + wanted > width:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += wanted
    return rows


def _swatch_width(entry: Entry) -> float:
    return _LINE if entry.form == "line" else SWATCH


def _width(entry: Entry) -> float:
    return _swatch_width(entry) + 6 + fonts.width(entry.name, LEGEND) + _GAP


def legend_height(entries: Sequence[Entry], width: float) -> float:
    """The height that a legend takes in this width, with some air above; none when there is no entry."""
    return len(_rows(entries, width)) * LEGEND_LINE + 8 if entries else 0.0


def draw_legend(page: Page, entries: Sequence[Entry], top: float) -> None:
    """Draw a legend from the left of the page."""
    for rank, row in enumerate(_rows(entries, page.room.width)):
        x, middle = page.room.left, top + (rank + 0.5) * LEGEND_LINE
        for entry in row:
            _swatch(page, entry, x, middle)
            page.canvas.text(x + _swatch_width(entry) + 6, middle, entry.name, page.writing(LEGEND, vertical="middle"))
            x += _width(entry)


def _swatch(page: Page, entry: Entry, x: float, middle: float) -> None:
    half = SWATCH / 2
    if entry.form == "line":
        page.canvas.line([(x, middle), (x + _LINE, middle)], Line(entry.color, 2.4, entry.dash), "legende")
    elif entry.form == "circle":
        page.canvas.circles(np.array([(x + half, middle)]), [10], [entry.color], Line(NONE, 0), "legende")
    else:
        page.canvas.box((x, middle - half, x + SWATCH, middle + half), entry.color, name="legende")
        if entry.hatch:
            outline = [(x, middle - half), (x + SWATCH, middle - half), (x + SWATCH, middle + half), (x, middle + half)]
            page.canvas.hatching(Path(np.array([*outline, outline[0]]), closed=True), entry.hatch, entry.hatch_pen)
