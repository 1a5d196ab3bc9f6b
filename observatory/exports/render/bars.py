"""Bars of a plot: beside one another, stacked, from zero or from another base, with their figures written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.exports.render import fonts
from observatory.exports.render.page import LABEL, Page, plain
from observatory.exports.render.scales import Axis

Trace = Mapping[str, Any]
_SMALLEST_TEXT = 6.5


@dataclass(frozen=True)
class Bar:
    """A bar: its place across, its thickness, where it begins and ends, how it looks."""

    place: float
    thickness: float
    begin: float
    end: float
    color: str
    text: str
    trace: Trace


def each(value: object, count: int) -> list[Any]:
    """One value per point: a list as it is, a single value repeated."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value] * count


def bars_of(traces: Sequence[Trace], layout: Mapping[str, Any], places: Axis) -> list[Bar]:
    """The bars of all the bar traces; a bar without value, or of nothing, is absent."""
    mode = layout.get("barmode", "group")
    slot = 1.0 - float(layout.get("bargap", 0.2))
    beside = mode == "group"
    thickness = slot / len(traces) if beside and traces else slot
    totals = _totals(traces, places) if layout.get("barnorm") else {}
    norm = {"percent": 100.0, "fraction": 1.0}.get(layout.get("barnorm", ""), 1.0)
    reached: dict[tuple[float, bool], float] = {}
    drawn = []
    for rank, trace in enumerate(traces):
        across, along = ("y", "x") if trace.get("orientation") == "h" else ("x", "y")
        lengths = list(trace[along])
        count = len(lengths)
        colors = each(trace.get("marker", {}).get("color"), count)
        texts, bases = each(trace.get("text"), count), each(trace.get("base", 0), count)
        shift = (rank - (len(traces) - 1) / 2) * thickness if beside else 0.0
        for cell, length, shade, text, base in zip(trace[across], lengths, colors, texts, bases, strict=True):
            if length is None:
                continue
            place = places.value(cell)
            size = float(length) / totals[place] * norm if totals.get(place) else float(length)
            begin = reached.get((place, size >= 0), 0.0) if mode in {"stack", "relative"} else float(base or 0)
            reached[place, size >= 0] = begin + size
            drawn.append(
                Bar(place + shift, thickness, begin, begin + size, shade or "", plain(text) if text else "", trace)
            )
    return drawn


def _totals(traces: Sequence[Trace], places: Axis) -> dict[float, float]:
    totals: dict[float, float] = {}
    for trace in traces:
        across, along = ("y", "x") if trace.get("orientation") == "h" else ("x", "y")
        for cell, length in zip(trace[across], trace[along], strict=True):
            place = places.value(cell)
            totals[place] = totals.get(place, 0.0) + abs(float(length or 0))
    return totals


def text_room(drawn: Sequence[Bar], size: float = LABEL) -> float:
    """The room that figures written beyond the bars take."""
    outside = [bar for bar in drawn if bar.trace.get("textposition", "auto") in {"outside", "auto"} and bar.text]
    return max((fonts.width(bar.text, size) for bar in outside), default=0.0) + (10 if outside else 0)


def draw(page: Page, drawn: Sequence[Bar], x: Axis, y: Axis) -> None:
    """Draw each bar."""
    for bar in drawn:
        flat = bar.trace.get("orientation") == "h"
        across, along = (y, x) if flat else (x, y)
        thickness = max(0.5, bar.thickness * across.unit)
        middle, begin, end = across.pixel_of(bar.place), along.pixel_of(bar.begin), along.pixel_of(bar.end)
        sides = (middle - thickness / 2, middle + thickness / 2)
        if abs(end - begin) > 0.01:  # noqa: PLR2004 - a hundredth of a pixel is nothing to draw
            left, right = sorted((begin, end)) if flat else sides
            top, bottom = sides if flat else sorted((begin, end))
            outline = bar.trace.get("marker", {}).get("line")
            pen = page.pen(outline["color"], outline.get("width", 1)) if outline else None
            opacity = float(bar.trace.get("marker", {}).get("opacity", bar.trace.get("opacity", 1.0)))
            page.canvas.box((left, top, right, bottom), page.color(bar.color, opacity), pen, "barre")


def write(page: Page, drawn: Sequence[Bar], x: Axis, y: Axis) -> None:
    """Write the figure of each bar, above what else is drawn."""
    for bar in drawn:
        if bar.text:
            across, along = (y, x) if bar.trace.get("orientation") == "h" else (x, y)
            place = across.pixel_of(bar.place), along.pixel_of(bar.begin), along.pixel_of(bar.end)
            _write(page, bar, place, max(0.5, bar.thickness * across.unit))


def _write(page: Page, bar: Bar, place: tuple[float, float, float], thickness: float) -> None:
    middle, begin, end = place
    flat = bar.trace.get("orientation") == "h"
    position = bar.trace.get("textposition", "auto")
    asked = bar.trace.get("textfont", {})
    size = min(float(asked.get("size", LABEL)), max(_SMALLEST_TEXT, thickness * 0.82))
    wide = fonts.width(bar.text, size)
    fits = (wide + 6 <= abs(end - begin) and size <= thickness) if flat else (size + 4 <= abs(end - begin))
    if position == "none" or (position == "inside" and not fits):
        return
    if position == "inside" or (position == "auto" and fits):
        ink = asked.get("color") or readable_on(page.dark.get(bar.color, bar.color))
        writing = page.writing(size, ink=ink, horizontal="center", vertical="middle")
        centre = (begin + end) / 2
        page.canvas.text(centre if flat else middle, middle if flat else centre, bar.text, writing)
        return
    forward = end >= begin if flat else end <= begin
    if flat:
        writing = page.writing(size, vertical="middle", horizontal="left" if forward else "right")
        page.canvas.text(end + (5 if forward else -5), middle, bar.text, writing)
    else:
        writing = page.writing(size, horizontal="center", vertical="bottom" if forward else "top")
        page.canvas.text(middle, end + (-2 if forward else 2), bar.text, writing)


def readable_on(fill: str) -> str:
    """White or near black, whichever is read better on a fill written `#2f7d77`."""
    parts = [int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)] if fill.startswith("#") else [1.0] * 3
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004 - sRGB
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.0608 else "#1c2430"
