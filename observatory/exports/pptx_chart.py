"""Native charts of a slide: editable, in the colours of the screen, with their numbers in the reader's language."""

from __future__ import annotations

from typing import Any

from pptx.chart.chart import Chart as DrawnChart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml
from pptx.util import Pt

from observatory.exports.native import Form, Native, Series, axis_format, ink_on, points_span
from observatory.exports.plain_text import clean
from observatory.exports.pptx_marks import Plot, draw_over, lay_out
from observatory.exports.pptx_template import INK, QUIET

_TYPES = {
    Form.BARS: XL_CHART_TYPE.BAR_CLUSTERED,
    Form.STACKED: XL_CHART_TYPE.BAR_STACKED,
    Form.COLUMNS: XL_CHART_TYPE.COLUMN_CLUSTERED,
    Form.LINES: XL_CHART_TYPE.LINE_MARKERS,
    Form.POINTS: XL_CHART_TYPE.XY_SCATTER_LINES,
}
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DASHES = {"dash": MSO_LINE_DASH_STYLE.DASH, "dot": MSO_LINE_DASH_STYLE.ROUND_DOT}
_GAPS = ((4, 120), (8, 70), (10_000, 40))
_GRID = RGBColor(0xDC, 0xDC, 0xD8)
_POINTS_PER_INCH = 72


def rgb(color: str) -> RGBColor:
    """A colour of the palette as a slide writes it."""
    return RGBColor.from_string(color.lstrip("#").upper())


def chart_type(native: Native) -> XL_CHART_TYPE:
    """The kind of chart of a slide."""
    return _TYPES[native.form]


def chart_data(native: Native) -> CategoryChartData | XyChartData:
    """The figures that go into the chart's own sheet; an absence stays empty."""
    if native.form is Form.POINTS:
        return _points_data(native)
    data = CategoryChartData(number_format=native.number_format)
    data.categories = [clean(name) for name in native.categories]
    for series in native.series:
        data.add_series(clean(series.name), series.values)
    return data


def _points_data(native: Native) -> XyChartData:
    data = XyChartData(number_format=native.number_format)
    for series in native.series:
        added = data.add_series(clean(series.name) or "Série")
        for x, y in zip(series.x, series.values, strict=True):
            absent = x is None or y is None
            added.add_data_point(None if absent else x, None if absent else y)
    return data


def _leave_holes(chart: DrawnChart) -> None:
    """Take out the absent points that python-pptx has written as words: their cells are empty, so is their place."""
    for point in chart._chartSpace.xpath(".//c:pt[c:v='None']"):  # noqa: SLF001 - not in python-pptx
        point.getparent().remove(point)


def dress(chart: DrawnChart, native: Native, width_in: float, height_in: float) -> None:
    """Give a chart just inserted the look of the house."""
    chart.has_title = False
    chart.font.size = Pt(label_size(native, height_in))
    chart.font.color.rgb = RGBColor.from_string(INK)
    chart.has_legend = len(native.series) > 1 and native.form in {Form.STACKED, Form.COLUMNS, Form.BARS}
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    if native.form is Form.POINTS:
        _dress_points(chart, native)
    elif native.form is Form.LINES:
        _dress_lines(chart, native)
    else:
        _dress_bars(chart, native)
    _blanks(chart, native)
    plot = lay_out(chart, native, width_in, height_in)
    if native.form is Form.LINES:
        _end_labels(chart, native, plot, height_in)
    draw_over(chart, native, plot)


def label_size(native: Native, height_in: float) -> float:
    """The size of the texts, in points: as large as the rows let them be, 14 at most."""
    if native.form not in {Form.BARS, Form.STACKED, Form.POINTS} or not native.categories:
        return 12
    room = (height_in - 0.2) * _POINTS_PER_INCH / len(native.categories)
    return max(7.0, min(14.0, round(room * 0.78 * 2) / 2))


def _quiet_axis(axis: Any) -> None:  # noqa: ANN401 - python-pptx's axes share no public class
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.has_minor_gridlines = False


def _dress_bars(chart: DrawnChart, native: Native) -> None:
    flat = native.form is not Form.COLUMNS
    plot = chart.plots[0]
    plot.gap_width = 6 if native.edges else next(gap for most, gap in _GAPS if len(native.categories) <= most)
    if native.form is Form.STACKED:
        plot.overlap = 100
    for drawn, series in zip(plot.series, native.series, strict=True):
        _color(drawn, series)
        if native.labelled:
            _label(drawn.data_labels, native, series, chart.font.size.pt)
            _hide_labels(drawn, series)
    names, values = chart.category_axis, chart.value_axis
    for axis in (names, values):
        _quiet_axis(axis)
    names.reverse_order = flat
    if native.base:
        values.crosses_at = native.base
        names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _every_name(names)
    names.has_major_gridlines = False
    names.format.line.color.rgb = RGBColor.from_string(QUIET)
    if native.edges:
        names.tick_labels.font.size = Pt(11)
    values.has_major_gridlines = not flat
    values.visible = not flat
    if not flat:
        _dress_values(values, native)


def _label(labels: Any, native: Native, series: Series, size: float) -> None:  # noqa: ANN401 - of python-pptx
    """Write the values: beyond the bars, or in the parts of stacked bars in an ink that reads on them."""
    inside = native.form is Form.STACKED
    labels.number_format, labels.number_format_is_linked = native.number_format, False
    labels.show_value = True
    labels.position = XL_LABEL_POSITION.CENTER if inside else XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(size)
    labels.font.color.rgb = rgb(ink_on(series.color) if inside else f"#{INK}")


def _hide_labels(drawn: Any, series: Series) -> None:  # noqa: ANN401 - a series of python-pptx
    """Leave out the labels that the screen leaves out: they would not fit in their part of a bar."""
    for rank, shown in enumerate(series.written):
        if not shown:
            label = drawn.points[rank].data_label._get_or_add_dLbl()  # noqa: SLF001 - not in python-pptx
            for child in list(label):
                if not child.tag.endswith("}idx"):
                    label.remove(child)
            label.append(parse_xml(f'<c:delete xmlns:c="{_CHART}" val="1"/>'))


def _every_name(axis: Any) -> None:  # noqa: ANN401 - an axis of python-pptx
    """Write the name of every category: left alone, PowerPoint skips some."""
    element = axis._element  # noqa: SLF001 - not in python-pptx
    skip = parse_xml(f'<c:tickLblSkip xmlns:c="{_CHART}" val="1"/>')
    last = element.find(f"{{{_CHART}}}noMultiLvlLbl")
    if last is None:
        element.append(skip)
    else:
        last.addprevious(skip)


def _color(drawn: Any, series: Series) -> None:  # noqa: ANN401 - python-pptx has a class per kind of series
    fill = drawn.format.fill
    fill.solid()
    fill.fore_color.rgb = rgb(series.color)
    drawn.invert_if_negative = False
    for rank, color in enumerate(series.colors):
        if color != series.color and series.values[rank] is not None:
            point = drawn.points[rank].format.fill
            point.solid()
            point.fore_color.rgb = rgb(color)


def _dress_values(axis: Any, native: Native) -> None:  # noqa: ANN401 - python-pptx's axes share no public class
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = native.number_format, False
    axis.format.line.fill.background()
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _GRID
    if native.value_title:
        axis.has_title = True
        frame = axis.axis_title.text_frame
        frame.text = native.value_title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = Pt(11), False, RGBColor.from_string(QUIET)


def _dress_lines(chart: DrawnChart, native: Native) -> None:
    for drawn, series in zip(chart.plots[0].series, native.series, strict=True):
        _line(drawn, series)
    _quiet_axis(chart.category_axis)
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.format.line.color.rgb = RGBColor.from_string(QUIET)
    _quiet_axis(chart.value_axis)
    _dress_values(chart.value_axis, native)


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


def _dress_points(chart: DrawnChart, native: Native) -> None:
    _leave_holes(chart)
    for drawn, series in zip(chart.plots[0].series, native.series, strict=True):
        _line(drawn, series)
        if series.tick:
            _ticks(drawn, series)
    across, up = chart.category_axis, chart.value_axis
    for axis in (across, up):
        _quiet_axis(axis)
    across.has_major_gridlines = True
    across.major_gridlines.format.line.color.rgb = _GRID
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = axis_format(native, 1), False
    if not native.categories:
        _dress_values(up, native)
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
        f'<c:errBars xmlns:c="{_CHART}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="fixedVal"/><c:noEndCap val="1"/>'
        f'<c:val val="0.33"/><c:spPr><a:ln w="{int(Pt(series.width))}"><a:solidFill>'
        f'<a:srgbClr val="{series.color[1:].upper()}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    drawn._element.find(f"{{{_CHART}}}xVal").addprevious(bars)  # noqa: SLF001 - not in python-pptx


def _end_labels(chart: DrawnChart, native: Native, plot: Plot, height_in: float) -> None:
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
        f'<c:layout xmlns:c="{_CHART}"><c:manualLayout><c:x val="0"/><c:y val="{share:.5f}"/></c:manualLayout>'
        "</c:layout>"
    )
    element = label._get_or_add_dLbl()  # noqa: SLF001 - python-pptx has no way to move a label
    element.find(f"{{{_CHART}}}idx").addnext(layout)


def _blanks(chart: DrawnChart, native: Native) -> None:
    """An absence is a gap, except between years of a curve that the screen joins too."""
    element = chart._chartSpace.chart  # noqa: SLF001 - python-pptx does not expose it
    for old in element.findall(f"{{{_CHART}}}dispBlanksAs"):
        element.remove(old)
    shown = "gap" if native.gaps_are_breaks or native.form is not Form.LINES else "span"
    element.append(parse_xml(f'<c:dispBlanksAs xmlns:c="{_CHART}" val="{shown}"/>'))
