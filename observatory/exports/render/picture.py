"""A chart in, a picture out: PNG, SVG or PDF, with its title and its source inside."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from observatory import house_style, palette
from observatory.charts.chart import Chart
from observatory.exports.render import geography, output, plot
from observatory.exports.render.canvas import Canvas
from observatory.exports.render.errors import PictureSizeError, UnknownFormError, UnknownTraceError
from observatory.exports.render.logo import size_of
from observatory.exports.render.page import PAD, Page, Words, plain, words, write_centred, write_words
from observatory.figure import Figure

Form = Literal["png", "svg", "pdf"]
LEAST_PX, MOST_PX = 200, 6000
_GROUND = "#ffffff"
_DARK_INK, _DARK_GROUND = "#eceae4", "#14191f"
_LARGEST_SHRINK = 1.6
_MAP_RATIO = 0.78
# matplotlib shares font and path caches between figures and does not promise that threads may.
_DRAWING = threading.Lock()


def picture(  # noqa: PLR0913 - what the reader chooses of a picture, each by its name
    chart: Chart,
    *,
    width_px: int,
    height_px: int,
    scale: float = 2,
    form: Form = "png",
    dark: bool = False,
    address: str = "",
) -> bytes:
    """The picture of a chart, `width_px` × `height_px` pixels in all.

    `scale` is how many pixels a screen pixel takes: 1920 × 1080 at 2 is drawn as a screen 960 wide would, twice as
    fine. A figure whose rows would no longer be read at this height is drawn smaller, down to 1/1.6. `address` is
    the full address of the view, written under the source. SVG and PDF have the same proportions, without pixels.
    Raises `UnknownTraceError`, `UnknownMarkError`, `PictureSizeError`, `UnknownFormError`.
    """
    if form not in {"png", "svg", "pdf"}:
        raise UnknownFormError(form)
    if not all(LEAST_PX <= side <= MOST_PX for side in (width_px, height_px)):
        raise PictureSizeError(width_px, height_px, LEAST_PX, MOST_PX)
    width, height = width_px / scale, height_px / scale
    shrink = min(_LARGEST_SHRINK, max(1.0, _least_height(chart, width, address) / height))
    with _DRAWING:
        canvas = draw(chart, (width * shrink, height * shrink), dark=dark, address=address, outlines=form == "png")
        said = _said(chart)
        if form == "png":
            return output.png(canvas, scale / shrink, said)
        svg = output.svg(canvas, said)
    return svg if form == "svg" else output.pdf(svg, said, (width * shrink, height * shrink))


def draw(chart: Chart, size: tuple[float, float], *, dark: bool, address: str, outlines: bool) -> Canvas:
    """Draw a chart on a page of `size` (width, height) in screen pixels. Raises `UnknownTraceError`."""
    width, height = size
    figure = chart.figure.to_json()
    kinds = {trace["type"] for trace in figure["data"]}
    known = plot.KINDS | geography.KINDS
    for kind in sorted(kinds - known):
        raise UnknownTraceError(kind, sorted(known))
    ground, ink = (_DARK_GROUND, _DARK_INK) if dark else (_GROUND, house_style.current().ink)
    canvas = Canvas(width, height, ground, outlines=outlines)
    page = Page(canvas, ink, ground, palette.DARK if dark else {})
    logo = house_style.current().logo if chart.title else None
    write_words(page, _words(chart, width, address), logo)
    if not any(_values(trace) for trace in figure["data"]):
        write_centred(page, chart.plain)
    elif "geo" in figure["layout"]:
        geography.draw(page, figure["data"], figure["layout"])
    else:
        plot.draw(page, figure["data"], figure["layout"])
    return canvas


def _values(trace: Mapping[str, Any]) -> bool:
    """Whether a trace has anything to draw."""
    cells = next((trace[name] for name in ("z", "locations", "lon", "x") if name in trace), ())
    return any(cell is not None for cell in cells)


def figure_svg(chart: Chart, size: tuple[float, float]) -> bytes:
    """The drawing of a chart alone as an SVG of `size` screen pixels: for a page that says its words itself."""
    with _DRAWING:
        canvas = draw(_wordless(chart), size, dark=False, address="", outlines=False)
        return output.svg(canvas, _said(chart))


def _wordless(chart: Chart) -> Chart:
    """The same chart without its words; the figure of the screen is not touched."""
    bare = Figure(*chart.figure.data)
    bare.layout = dict(chart.figure.layout)
    bare.layout["annotations"] = list(chart.figure.layout.get("annotations", ()))
    return replace(chart, title="", subtitle="", foot=(), figure=bare)


def _said(chart: Chart) -> dict[str, str]:
    return {
        "Title": chart.title,
        "Author": house_style.current().name,
        "Description": chart.plain,
        "Source": " ".join(chart.foot),
    }


def natural_height(chart: Chart, width: float, address: str = "") -> int:
    """The height in screen pixels that suits a chart drawn `width` wide: that of the screen, or more for its rows."""
    around = _words(chart, width, address).height
    is_map = bool(chart.figure.layout.get("meta", {}).get("map"))
    plotted = _MAP_RATIO * (width - 2 * PAD) if is_map else max(chart.height - 110, 0.4 * width)
    return math.ceil(max(around + plotted, _least_height(chart, width, address)))


def _foot(chart: Chart, address: str) -> str:
    lines = [*chart.foot, f"Adresse\u202f: {address}"] if address else chart.foot
    return plain("\n".join(lines))


def _words(chart: Chart, width: float, address: str) -> Words:
    logo = house_style.current().logo
    beside = size_of(logo)[0] if logo and chart.title else 0.0
    return words(chart.title, chart.subtitle, _foot(chart, address), width, beside)


def _least_height(chart: Chart, width: float, address: str) -> float:
    figure = chart.figure.to_json()
    return _words(chart, width, address).height + plot.least_height(figure["data"], figure["layout"])
