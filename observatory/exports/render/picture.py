"""A chart in, a picture out: PNG, SVG or PDF, with its title and its source inside."""

from __future__ import annotations

import math
import threading
from typing import Literal

from observatory import palette
from observatory.charts.chart import Chart
from observatory.exports.render import geography, output, plot
from observatory.exports.render.canvas import Canvas
from observatory.exports.render.errors import PictureSizeError, UnknownFormError, UnknownTraceError
from observatory.exports.render.page import PAD, Page, plain, words, write_words

Form = Literal["png", "svg", "pdf"]
LEAST_PX, MOST_PX = 200, 6000
_INK, _GROUND = "#1c2430", "#ffffff"
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
        canvas = draw(chart, width * shrink, height * shrink, dark=dark, address=address)
        said = {
            "Title": chart.title,
            "Author": "Observatoire de l’ESS",
            "Description": chart.plain,
            "Source": " ".join(chart.foot),
        }
        if form == "png":
            return output.png(canvas, scale / shrink, said)
        svg = output.svg(canvas, said)
    return svg if form == "svg" else output.pdf(svg, said, (width * shrink, height * shrink))


def draw(chart: Chart, width: float, height: float, *, dark: bool = False, address: str = "") -> Canvas:
    """Draw a chart on a page of `width` × `height` screen pixels. Raises `UnknownTraceError`."""
    figure = chart.figure.to_json()
    kinds = {trace["type"] for trace in figure["data"]}
    known = plot.KINDS | geography.KINDS
    for kind in sorted(kinds - known):
        raise UnknownTraceError(kind, sorted(known))
    ground, ink = (_DARK_GROUND, _DARK_INK) if dark else (_GROUND, _INK)
    canvas = Canvas(width, height, ground)
    page = Page(canvas, ink, ground, palette.DARK if dark else {})
    write_words(page, words(chart.title, chart.subtitle, _foot(chart, address), width))
    if "geo" in figure["layout"]:
        geography.draw(page, figure["data"], figure["layout"])
    else:
        plot.draw(page, figure["data"], figure["layout"])
    return canvas


def natural_height(chart: Chart, width: float, address: str = "") -> int:
    """The height in screen pixels that suits a chart drawn `width` wide: that of the screen, or more for its rows."""
    around = _around(chart, width, address)
    is_map = bool(chart.figure.layout.get("meta", {}).get("map"))
    plotted = _MAP_RATIO * (width - 2 * PAD) if is_map else max(chart.height - 110, 0.4 * width)
    return math.ceil(max(around + plotted, _least_height(chart, width, address)))


def _foot(chart: Chart, address: str) -> str:
    lines = [*chart.foot, f"Adresse\u202f: {address}"] if address else chart.foot
    return plain("\n".join(lines))


def _around(chart: Chart, width: float, address: str) -> float:
    written = words(chart.title, chart.subtitle, _foot(chart, address), width)
    return written.above + written.below + 2 * PAD + 16


def _least_height(chart: Chart, width: float, address: str) -> float:
    figure = chart.figure.to_json()
    return _around(chart, width, address) + plot.least_height(figure["data"], figure["layout"])
