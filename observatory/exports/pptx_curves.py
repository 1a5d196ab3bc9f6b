"""Curves and points of a native chart of a slide: their lines, marks, strokes and names."""

from __future__ import annotations

from typing import Any

from pptx.chart.chart import Chart as DrawnChart
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml
from pptx.util import Pt

from observatory.exports.native import Native, Series, axis_format, points_span
from observatory.exports.plain_text import clean
from observatory.exports.pptx_axes import CHART, GRID, dress_values, quiet_axis, rgb
from observatory.exports.pptx_marks import Plot
from observatory.exports.pptx_template import QUIET

_DASHES = {"dash": MSO_LINE_DASH_STYLE.DASH, "dot": MSO_LINE_DASH_STYLE.ROUND_DOT}
_POINTS_PER_INCH = 72


def _leave_holes(chart: DrawnChart) -> None:
    """Take out the absent points that python-pptx has written as words: their cells are empty, so is their place."""
    for point in chart._chartSpace.xpath(".//c:pt[c:v='None']"):  # noqa: SLF001 - not in python-pptx
        point.getparent().remove(point)


def dress_lines(chart: DrawnChart, native: Native) -> None:
    """Give curves their colours, marks and axes."""
    for drawn, series in zip(chart.plots[0].series, native.series, strict=True):
        _line(drawn, series)
    quiet_axis(chart.category_axis)
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.format.line.color.rgb = RGBColor.from_string(QUIET)
    quiet_axis(chart.value_axis)
    dress_values(chart.value_axis, native)


def _line(drawn: Any, series: Series) -> None:  # noqa: ANN401 - python-pptx has a class per kind of series
    drawn.smooth = False
    if series.joined:
        drawn.format.line.color.rgb = rgb(series.color)
        drawn.format.line.width = Pt(series.width)
        if series.dash in _DASHES:
            drawn.format.line.dash_style = _DASHES[series.dash]
        if series.x and not series.marked:
            _let_through(drawn)
    else:
        drawn.format.line.fill.background()
    marker = drawn.marker
    marker.style = XL_MARKER_STYLE.CIRCLE if series.marked else XL_MARKER_STYLE.NONE
    if series.marked:
        marker.size = 8
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(series.color)
        marker.format.line.color.rgb = rgb(series.color)


def _let_through(drawn: Any) -> None:  # noqa: ANN401 - a series of python-pptx
    """Make a span half transparent: what is measured on it is seen, whatever the order of drawing."""
    for color in drawn.format.line._ln.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}srgbClr"):  # noqa: SLF001
        color.append(
            parse_xml('<a:alpha xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" val="60000"/>')
        )


def dress_points(chart: DrawnChart, native: Native) -> None:
    """Give points their marks, and the rows or axes they are read on."""
    _leave_holes(chart)
    for drawn, series in zip(chart.plots[0].series, native.series, strict=True):
        _line(drawn, series)
        if series.tick:
            _ticks(drawn, series)
    across, up = chart.category_axis, chart.value_axis
    for axis in (across, up):
        quiet_axis(axis)
    across.has_major_gridlines = True
    across.major_gridlines.format.line.color.rgb = GRID
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = axis_format(native, 1), False
    if not native.categories:
        dress_values(up, native)
        return
    across.minimum_scale, across.maximum_scale = points_span(native)
    across.tick_labels.font.size = Pt(11)
    across.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    across.format.line.fill.background()
    if native.number_format == "0":
        across.major_unit = 1
    up.minimum_scale, up.maximum_scale = -0.5, len(native.categories) - 0.5
    up.reverse_order = True
    up.has_major_gridlines = False
    up.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    up.format.line.fill.background()


def _ticks(drawn: Any, series: Series) -> None:  # noqa: ANN401 - a series of python-pptx
    """Points drawn as short upright strokes, as the screen draws medians: error bars of a third of a row."""
    drawn.marker.style = XL_MARKER_STYLE.NONE
    bars = parse_xml(
        f'<c:errBars xmlns:c="{CHART}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="fixedVal"/><c:noEndCap val="1"/>'
        f'<c:val val="0.33"/><c:spPr><a:ln w="{int(Pt(series.width))}"><a:solidFill>'
        f'<a:srgbClr val="{series.color[1:].upper()}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    drawn._element.find(f"{{{CHART}}}xVal").addprevious(bars)  # noqa: SLF001 - not in python-pptx


def name_ends(chart: DrawnChart, native: Native, plot: Plot, height_in: float) -> None:
    """Name each curve at its last point, moved apart where the ends are too close to be read."""
    ends = []
    for rank, series in enumerate(native.series):
        known = [i for i, value in enumerate(series.values) if value is not None]
        if known:
            ends.append((series.values[known[-1]] or 0.0, rank, known[-1]))
    free = float("-inf")
    step = 15 / _POINTS_PER_INCH / height_in
    for value, rank, last in sorted(ends):
        natural = plot.height * (value - plot.low) / (plot.high - plot.low)
        free = max(natural, free + step)
        series = native.series[rank]
        label = chart.plots[0].series[rank].points[last].data_label
        label.text_frame.text = clean(series.name)
        label.text_frame.word_wrap = False
        font = label.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = Pt(12), rank == 0, rgb(series.color)
        label.position = XL_LABEL_POSITION.RIGHT
        if free > natural:
            _shift(label, natural - free)


def _shift(label: Any, share: float) -> None:  # noqa: ANN401 - a label of python-pptx
    """Move a label by a share of the chart's height (negative: upwards)."""
    layout = parse_xml(
        f'<c:layout xmlns:c="{CHART}"><c:manualLayout><c:x val="0"/><c:y val="{share:.5f}"/></c:manualLayout>'
        "</c:layout>"
    )
    element = label._get_or_add_dLbl()  # noqa: SLF001 - python-pptx has no way to move a label
    element.find(f"{{{CHART}}}idx").addnext(layout)
