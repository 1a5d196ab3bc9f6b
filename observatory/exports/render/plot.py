"""A plot with two axes: bars, histograms, lines, marks, tints, with their ticks, lines and notes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from observatory import palette
from observatory.exports.render import bars, bins, fonts, notes, points
from observatory.exports.render.legend import Entry, draw_legend, legend_height
from observatory.exports.render.page import LABEL, Box, Page, plain
from observatory.exports.render.scales import Axis, axis_of, categories_of, is_number, ticks_of

Trace = Mapping[str, Any]
Layout = Mapping[str, Any]
KINDS = frozenset({"bar", "scatter", "histogram", "heatmap"})
_GRID = "rgba(128,128,128,.25)"
_TICK = 12.0
_LABEL_SHARE = 0.4
_LEAST_ROW, _MOST_ROW, _SMALLEST_LABEL = 15.0, 62.0, 6.5
_SLANT = 40.0


@dataclass
class _Plot:
    """The traces of a plot with its axes, and the bars that they make."""

    traces: Sequence[Trace]
    layout: Layout
    x: Axis
    y: Axis
    bars: Sequence[bars.Bar]

    def axis(self, letter: str) -> Mapping[str, Any]:
        """What the figure says of an axis."""
        found: Mapping[str, Any] = self.layout.get(f"{letter}axis", {})
        return found

    def visible(self, letter: str) -> bool:
        """Whether an axis is written."""
        return self.axis(letter).get("visible", True) is not False


def draw(page: Page, traces: Sequence[Trace], layout: Layout) -> None:
    """Draw a figure of bars, histograms, lines, marks or tints in the room of the page."""
    plot = _plot_of([_as_bars(trace) for trace in traces], layout)
    entries = _entries(page, plot)
    box = _plot_box(page, plot, legend_height(entries, page.room.width))
    if plot.axis("y").get("scaleanchor"):
        _same_scale(plot, box)
    plot.x.start, plot.x.end = box.left, box.right
    plot.y.start, plot.y.end = box.bottom, box.top
    _draw_axes(page, plot, box)
    bars.draw(page, plot.bars, plot.x, plot.y)
    for trace in plot.traces:
        if trace["type"] == "scatter":
            points.draw_scatter(page, trace, plot.x, plot.y)
        elif trace["type"] == "heatmap":
            points.draw_heatmap(page, trace, plot.x, plot.y)
    notes.draw_shapes(page, layout, plot.x, plot.y, box)
    bars.write(page, plot.bars, plot.x, plot.y)
    notes.draw_annotations(page, layout, plot.x, plot.y, box)
    if entries:
        draw_legend(page, entries, page.room.bottom - legend_height(entries, page.room.width) + 6)


def least_height(traces: Sequence[Trace], layout: Layout) -> float:
    """The height under which the rows of a figure could no longer be read, margins included."""
    labels = layout.get("yaxis", {}).get("ticktext") or next((t["y"] for t in traces if t["type"] == "heatmap"), ())
    return 60.0 + _LEAST_ROW * len(labels) + (130.0 if any(t["type"] == "heatmap" for t in traces) else 0.0)


def _as_bars(trace: Trace) -> Trace:
    """A histogram as the bars it makes; another trace as it is."""
    if trace["type"] != "histogram":
        return trace
    found = bins.bins_of(trace)
    drawn = {name: value for name, value in trace.items() if name not in {"x", "nbinsx", "type"}}
    middles = [(interval.start + interval.end) / 2 for interval in found]
    width = found[0].end - found[0].start if found else 1.0
    return {
        **drawn,
        "type": "bar",
        "x": middles,
        "y": [interval.count for interval in found],
        "textposition": "none",
        "width": width,
    }


def _plot_of(traces: Sequence[Trace], layout: Layout) -> _Plot:
    """Find the axes of a figure from what it holds."""
    barred = [trace for trace in traces if trace["type"] == "bar"]
    flat = any(trace.get("orientation") == "h" for trace in barred)
    ranges: dict[str, Axis] = {}
    words = {letter: categories_of(c for t in traces for c in t.get(letter, ())) for letter in "xy"}
    made: list[bars.Bar] = []
    if barred:
        across = "y" if flat else "x"
        made = bars.bars_of(barred, layout, Axis(0, 1, words[across]))
        wide = float(barred[0].get("width", 1.0))
        made = [replace(bar, thickness=bar.thickness * wide) for bar in made]
    for letter in "xy":
        low, high, room = _extent(letter, traces, words[letter], made, flat=flat)
        ranges[letter] = axis_of(layout.get(f"{letter}axis", {}), low, high, words[letter], room=room)
    return _Plot(traces, layout, ranges["x"], ranges["y"], made)


def _extent(
    letter: str, traces: Sequence[Trace], words: Mapping[str, int], made: Sequence[bars.Bar], *, flat: bool
) -> tuple[float, float, float]:
    """The least and greatest figure on an axis, and the share to leave empty beyond."""
    if any(trace["type"] == "heatmap" for trace in traces):
        return -0.5, len(words) - 0.5, 0.0
    values = [
        float(words[str(cell)]) if words else float(cell)
        for trace in traces
        if trace["type"] == "scatter"
        for cell in trace[letter]
        if (str(cell) in words if words else is_number(cell))
    ]
    if made and flat == (letter == "y"):
        step = max(0.5, made[0].thickness / 2)
        values += [bar.place - step for bar in made] + [bar.place + step for bar in made]
        room = 0.0
    elif made:
        values += [bar.begin for bar in made] + [bar.end for bar in made]
        room = 0.04 if min(values) < 0 or not flat else 0.0
        if min(values) == 0:
            return 0.0, max(values) * (1 + room) or 1.0, 0.0
    else:
        room = 0.06
    rows = [trace for trace in traces if trace["type"] == "scatter" and letter == "y" and not made]
    if rows and all(is_number(cell) and float(cell).is_integer() for t in rows for cell in t["y"] if cell is not None):
        return min(values, default=0.0) - 0.6, max(values, default=1.0) + 0.6, 0.0
    return min(values, default=0.0), max(values, default=1.0), room


def _entries(page: Page, plot: _Plot) -> list[Entry]:
    """What the legend names: only when the figure asks for one."""
    asked = plot.layout.get("showlegend")
    entries = []
    for trace in plot.traces:
        if not trace.get("name") or not trace.get("showlegend", asked if asked is not None else False):
            continue
        marker, line = trace.get("marker", {}), trace.get("line", {})
        shade = marker.get("color") or line.get("color")
        form = "box" if trace["type"] == "bar" else ("line" if "lines" in trace.get("mode", "lines") else "circle")
        if isinstance(shade, str):
            entries.append(Entry(plain(trace["name"]), form, page.color(shade), dash=line.get("dash", "solid")))
    return entries


def _plot_box(page: Page, plot: _Plot, legend: float) -> Box:
    """The room of the plot itself, once what is written around it has its place."""
    meta = plot.layout.get("meta", {})
    heat = any(trace["type"] == "heatmap" for trace in plot.traces)
    room = page.room
    on_top = plot.axis("x").get("side") == "top"
    left = room.left + _left_room(page, plot)
    top = room.top + float(meta.get("top", 0)) + (0 if not on_top else (_slanted_height(plot) if heat else 26))
    under = 8.0 if not plot.visible("x") or on_top else 26 + (20 if plot.axis("x").get("title") else 0)
    beyond = bars.text_room([bar for bar in plot.bars if bar.trace.get("orientation") == "h"])
    right = room.right - max(beyond, _slanted_excess(plot, room.right - left) if heat and on_top else 0.0, 4.0)
    bottom = room.bottom - under - legend
    rows = abs(plot.y.high - plot.y.low)
    if _named_rows(plot):
        bottom = min(bottom, top + rows * _MOST_ROW)
    return Box(left, top, right, bottom)


def _named_rows(plot: _Plot) -> bool:
    return bool(plot.y.categories) or plot.axis("y").get("ticktext") is not None


def _slanted_excess(plot: _Plot, width: float) -> float:
    """How far slanted headings reach beyond the last column of a table `width` wide at most."""
    count = len(plot.x.categories)
    reach = [
        fonts.width(name, _TICK) * math.cos(math.radians(_SLANT)) - (count - rank - 0.5) * width / count
        for rank, name in enumerate(plot.x.categories)
    ]
    # narrower columns bring the headings back: what is left to take is shared by all of them
    return max(max(reach, default=0.0), 0.0)


def _slanted_height(plot: _Plot) -> float:
    widest = max((fonts.width(name, _TICK) for name in plot.x.categories), default=0.0)
    return widest * math.sin(math.radians(_SLANT)) + 18


def _left_room(page: Page, plot: _Plot) -> float:
    if not plot.visible("y"):
        return 0.0
    named = _named_rows(plot)
    texts = [text for _, text in ticks_of(plot.y, plot.axis("y"), 6)]
    title = 20.0 if plot.axis("y").get("title") else 0.0
    if not named:
        return max((fonts.width(text, _TICK) for text in texts), default=0.0) + 12 + title
    limit = max(90.0, page.room.width * _LABEL_SHARE)
    lines = [line for text in texts for line in _two_lines(text, limit)]
    return max((fonts.width(line, LABEL) for line in lines), default=0.0) + 14 + title


def _two_lines(text: str, limit: float, size: float = LABEL) -> list[str]:
    lines = fonts.wrap(text, limit, size)
    if len(lines) <= 2:  # noqa: PLR2004 - two lines a row
        return lines
    return [lines[0], lines[1] + "…"]


def _same_scale(plot: _Plot, box: Box) -> None:
    """Widen the range of one axis so that a metre is as long on both."""
    per_pixel = max((plot.x.high - plot.x.low) / box.width, (plot.y.high - plot.y.low) / box.height)
    for axis, length in ((plot.x, box.width), (plot.y, box.height)):
        centre = (axis.low + axis.high) / 2
        axis.low, axis.high = centre - per_pixel * length / 2, centre + per_pixel * length / 2


def _draw_axes(page: Page, plot: _Plot, box: Box) -> None:
    for letter in "xy":
        if plot.visible(letter):
            _draw_axis(page, plot, letter, box)


def _draw_axis(page: Page, plot: _Plot, letter: str, box: Box) -> None:
    layout, axis = plot.axis(letter), plot.x if letter == "x" else plot.y
    wanted = box.width / 90 if letter == "x" else box.height / 55
    marks = ticks_of(axis, layout, wanted)
    words = bool(axis.categories) or layout.get("ticktext") is not None
    grid = layout.get("showgrid", not words)
    low, high = sorted((axis.low, axis.high))
    for value, _ in marks if grid else ():
        if low - 1e-9 <= value <= high + 1e-9:
            _rule(page, letter, axis.pixel_of(value), box, layout.get("gridcolor", _GRID))
    if layout.get("zeroline", not words) and low <= 0 <= high:
        _rule(page, letter, axis.pixel_of(0), box, palette.FRAME)
    written = [(axis.pixel_of(value), text) for value, text in marks if low - 1e-9 <= value <= high + 1e-9]
    if letter == "x":
        _write_below(page, plot, written, box)
    else:
        _write_beside(page, plot, written, box)


def _rule(page: Page, letter: str, pixel: float, box: Box, shade: str) -> None:
    ends = [(pixel, box.top), (pixel, box.bottom)] if letter == "x" else [(box.left, pixel), (box.right, pixel)]
    page.canvas.line(ends, page.pen(shade, 1.0))


def _write_below(page: Page, plot: _Plot, written: Sequence[tuple[float, str]], box: Box) -> None:
    layout = plot.axis("x")
    on_top = layout.get("side") == "top"
    if float(layout.get("tickangle", 0)) and on_top:
        for pixel, text in written:
            writing = page.writing(_TICK, angle=_SLANT, vertical="middle")
            page.canvas.text(pixel - 3, box.top - 8, text, writing)
        return
    y = box.top - 8 if on_top else box.bottom + 7
    free = -math.inf
    for pixel, text in written:
        half = fonts.width(text, _TICK) / 2
        if pixel - half < free:
            continue
        free = pixel + half + 6
        vertical = "bottom" if on_top else "top"
        page.canvas.text(pixel, y, text, page.writing(_TICK, horizontal="center", vertical=vertical))
    if layout.get("title"):
        title = plain(layout["title"]["text"])
        page.canvas.text((box.left + box.right) / 2, box.bottom + 26, title, page.writing(horizontal="center"))


def _write_beside(page: Page, plot: _Plot, written: Sequence[tuple[float, str]], box: Box) -> None:
    layout = plot.axis("y")
    words = bool(plot.y.categories) or layout.get("ticktext") is not None
    pitch = plot.y.unit if words else math.inf
    size = max(_SMALLEST_LABEL, min(LABEL, pitch * 0.82)) if words else _TICK
    room = box.left - page.room.left - 14 - (20 if layout.get("title") else 0)
    for pixel, text in written:
        lines = _two_lines(text, room + 1, size) if words else [text]
        if len(lines) > 1 and pitch < 2 * size * 1.1:
            fitting = size * room / fonts.width(text, size)
            smaller = max(_SMALLEST_LABEL, min(pitch / 2.2, size))
            lines, own = ([text], fitting) if fitting >= smaller else (_two_lines(text, room + 1, smaller), smaller)
            _stack(page, lines, box.left - 8, pixel, own)
        else:
            _stack(page, lines, box.left - 8, pixel, size)
    if layout.get("title"):
        title = plain(layout["title"]["text"])
        writing = page.writing(angle=90, horizontal="center", vertical="top")
        page.canvas.text(page.room.left, (box.top + box.bottom) / 2, title, writing)


def _stack(page: Page, lines: Sequence[str], x: float, y: float, size: float) -> None:
    for rank, line in enumerate(lines):
        shift = (rank - (len(lines) - 1) / 2) * size * 1.1
        page.canvas.text(x, y + shift, line, page.writing(size, horizontal="right", vertical="middle"))
