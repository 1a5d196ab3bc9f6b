"""The axes of a native chart of a slide, and the colours as a slide writes them."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_TICK_MARK,
)
from pptx.util import Pt

from observatory.exports.native import Native
from observatory.exports.pptx_template import QUIET

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
GRID = RGBColor(0xDC, 0xDC, 0xD8)


def rgb(color: str) -> RGBColor:
    """A colour of the palette as a slide writes it."""
    return RGBColor.from_string(color.lstrip("#").upper())


def quiet_axis(axis: Any) -> None:  # noqa: ANN401 - python-pptx's axes share no public class
    """Take the ticks and the minor grid off an axis."""
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.has_minor_gridlines = False


def dress_values(axis: Any, native: Native) -> None:  # noqa: ANN401 - python-pptx's axes share no public class
    """The axis of values: its numbers, its grid, its title."""
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = native.number_format, False
    axis.format.line.fill.background()
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = GRID
    if native.value_title:
        axis.has_title = True
        frame = axis.axis_title.text_frame
        frame.text = native.value_title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = Pt(11), False, RGBColor.from_string(QUIET)
