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
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.util import Pt

from observatory.exports.native import Form, Native, Series, ink_on
from observatory.exports.plain_text import clean
from observatory.exports.pptx_axes import CHART, dress_values, quiet_axis, rgb
from observatory.exports.pptx_curves import dress_lines, dress_points, name_ends
from observatory.exports.pptx_marks import draw_over, lay_out
from observatory.exports.pptx_template import INK, QUIET

__all__ = ["chart_data", "chart_type", "dress", "label_size", "rgb"]

_TYPES = {
    Form.BARS: XL_CHART_TYPE.BAR_CLUSTERED,
    Form.STACKED: XL_CHART_TYPE.BAR_STACKED,
    Form.COLUMNS: XL_CHART_TYPE.COLUMN_CLUSTERED,
    Form.LINES: XL_CHART_TYPE.LINE_MARKERS,
    Form.POINTS: XL_CHART_TYPE.XY_SCATTER_LINES,
}
_GAPS = ((4, 120), (8, 70), (10_000, 40))
_POINTS_PER_INCH = 72


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
        dress_points(chart, native)
    elif native.form is Form.LINES:
        dress_lines(chart, native)
    else:
        _dress_bars(chart, native)
    _blanks(chart, native)
    plot = lay_out(chart, native, width_in, height_in)
    if native.form is Form.LINES:
        name_ends(chart, native, plot, height_in)
    draw_over(chart, native, plot)


def label_size(native: Native, height_in: float) -> float:
    """The size of the texts, in points: as large as the rows let them be, 14 at most."""
    if native.form not in {Form.BARS, Form.STACKED, Form.POINTS} or not native.categories:
        return 12
    room = (height_in - 0.2) * _POINTS_PER_INCH / len(native.categories)
    return max(7.0, min(14.0, round(room * 0.78 * 2) / 2))


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
        quiet_axis(axis)
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
        dress_values(values, native)


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
            label.append(parse_xml(f'<c:delete xmlns:c="{CHART}" val="1"/>'))


def _every_name(axis: Any) -> None:  # noqa: ANN401 - an axis of python-pptx
    """Write the name of every category: left alone, PowerPoint skips some."""
    element = axis._element  # noqa: SLF001 - not in python-pptx
    skip = parse_xml(f'<c:tickLblSkip xmlns:c="{CHART}" val="1"/>')
    last = element.find(f"{{{CHART}}}noMultiLvlLbl")
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


def _blanks(chart: DrawnChart, native: Native) -> None:
    """An absence is a gap, except between years of a curve that the screen joins too."""
    element = chart._chartSpace.chart  # noqa: SLF001 - python-pptx does not expose it
    for old in element.findall(f"{{{CHART}}}dispBlanksAs"):
        element.remove(old)
    shown = "gap" if native.gaps_are_breaks or native.form is not Form.LINES else "span"
    element.append(parse_xml(f'<c:dispBlanksAs xmlns:c="{CHART}" val="{shown}"/>'))
