"""A map as a picture for a slide or a sheet: print quality, cut to what is drawn."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from observatory.charts.chart import Chart
from observatory.exports.render import picture
from observatory.figure import Figure

_SCALE = 2.4
_PX_PER_INCH = 72  # of the drawing: its 12-pixel texts are of 12 points on the slide
DOTS_PER_INCH = _SCALE * _PX_PER_INCH
_ROOM_FOR_WORDS_PX = 130
_MARGIN_PX = 8
_NEARLY_WHITE = 250
_COMPRESSION = 9


def map_picture(chart: Chart, width_in: float, height_in: float) -> bytes:
    """The PNG of a map for a sheet, its title and its source inside, `width_in` × `height_in` at 173 dots an inch."""
    return _drawn(chart, width_in * _PX_PER_INCH, height_in * _PX_PER_INCH)


def bare_map_picture(chart: Chart, width_in: float, height_in: float) -> tuple[bytes, float, float]:
    """The PNG of a map for a slide that says its title and its source around it, and the inches it takes.

    The picture is cut to what is drawn, then fits in `width_in` × `height_in`; its legend is inside.
    """
    drawn = _drawn(_wordless(chart), width_in * _PX_PER_INCH, height_in * _PX_PER_INCH + _ROOM_FOR_WORDS_PX)
    with Image.open(io.BytesIO(drawn)) as opened:
        image = opened.convert("P") if opened.mode != "P" else opened.copy()
    ground = image.getpixel((0, 0))
    ink = image.point([0 if shade == ground else 255 for shade in range(256)], "L")
    left, top, right, bottom = ink.getbbox() or (0, 0, *image.size)
    cut = image.crop(
        (
            max(0, left - _MARGIN_PX),
            max(0, top - _MARGIN_PX),
            min(image.width, right + _MARGIN_PX),
            min(image.height, bottom + _MARGIN_PX),
        )
    )
    inches = min(width_in / cut.width, height_in / cut.height)
    return _on_white(cut), cut.width * inches, cut.height * inches


def _drawn(chart: Chart, width: float, height: float) -> bytes:
    return picture(chart, width_px=round(width * _SCALE), height_px=round(height * _SCALE), scale=_SCALE, form="png")


def _on_white(image: Image.Image) -> bytes:
    """The picture with the white of the slide as its ground: reducing the colours of a picture makes it greyish."""
    channels = image.getpalette() or []
    whitened = [
        255 if all(c >= _NEARLY_WHITE for c in channels[rank - rank % 3 : rank - rank % 3 + 3]) else channel
        for rank, channel in enumerate(channels)
    ]
    image.putpalette(whitened)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=_COMPRESSION)
    return buffer.getvalue()


def _wordless(chart: Chart) -> Chart:
    """The same chart without title, subtitle and source; its figure is a copy, the screen's is not touched."""
    bare = Figure(*chart.figure.data)
    bare.layout = {
        **chart.figure.layout,
        "annotations": [note for note in chart.figure.layout.get("annotations", []) if note.get("name") != "source"],
    }
    return replace(chart, title="", subtitle="", foot=(), figure=bare)
