"""The place of the plot inside a chart, and what is drawn over it: references, the reader's territory.

The plot's place and the ends of its axis are fixed, so a mark can be put at its value. Marks are shapes of the chart
itself: they move and grow with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from pptx.chart.chart import Chart as DrawnChart
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from observatory.exports.native import Form, Mark, Native, axis_format
from observatory.exports.plain_text import clean
from observatory.exports.pptx_template import INK, SANS

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_POINTS_PER_INCH = 72
_NEAR_SIDE = 0.14
_LETTER = 0.5  # mean width of a letter of the sans face, in ems
_AFTER_UNITS = 5  # letters of a written value after its units: comma, decimal, space, sign, and the gap before


@dataclass(frozen=True)
class Plot:
    """The box of the plot in shares of the chart, the values at the two ends of its value axis, the chart's width."""

    left: float
    top: float
    width: float
    height: float
    low: float
    high: float
    step: float = 0.0
    inches: float = 1.0


def lay_out(chart: DrawnChart, native: Native, width_in: float, height_in: float) -> Plot:
    """Fix the box of the plot and the ends of its axis so that names, labels and marks have room."""
    low, high, step = _ends(native)
    top = 0.02 + 0.3 * len(native.marks) / height_in
    foot = 0.45 / height_in if chart.has_legend else 0.02
    left, right = 0.005, 0.015
    if native.form in {Form.BARS, Form.STACKED} or (native.form is Form.POINTS and native.categories):
        longest = max(len(name) for name in native.categories) if native.categories else 10
        em = chart.font.size.pt / _POINTS_PER_INCH
        left = min(0.46, (longest * em * _LETTER + 0.25) / width_in)
        foot = max(foot, 0.35 / height_in) if native.form is Form.POINTS else foot
    else:
        left, foot = (1.0 if native.value_title else 0.85) / width_in, max(foot + 0.02, 0.45 / height_in)
        if native.form is Form.LINES:
            right = min(0.3, (max((len(s.name) for s in native.series), default=0) * 0.1 + 0.3) / width_in)
    plot = Plot(left, top, 1 - left - right, 1 - top - foot, low, high, step, width_in)
    if native.form is not Form.POINTS:
        axis = chart.value_axis
        axis.minimum_scale, axis.maximum_scale = low, high
        if step:
            axis.major_unit = step
            axis.tick_labels.number_format = axis_format(native, step)
    _place(chart, plot)
    return plot


def _ends(native: Native) -> tuple[float, float, float]:
    """The ends of the value axis and its step; the step is 0 where the axis is not shown."""
    if native.form is Form.STACKED:
        sums = [sum(v or 0 for v in row) for row in zip(*(s.values for s in native.series), strict=True)]
        return 0.0, native.whole or max(sums, default=1.0) or 1.0, 0.0
    values = [v for series in native.series for v in series.values if v is not None]
    flat = native.form is Form.BARS
    if flat:
        values += [mark.value for mark in native.marks]
    high, low = max(values, default=1.0), min([0.0, *values] if native.from_zero else values, default=0.0)
    if flat:
        room = 0.18 * (high - low) or 1.0
        return (low - room if low < 0 else 0.0), high + room, 0.0
    step = _round_step((high - low) / 6 or 1.0)
    return math.floor(low / step) * step, math.ceil((high + 0.04 * (high - low)) / step) * step, step


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


def _place(chart: DrawnChart, plot: Plot) -> None:
    area = chart._chartSpace.chart.plotArea  # noqa: SLF001 - python-pptx does not expose the layout
    for old in area.findall(f"{{{_CHART}}}layout"):
        area.remove(old)
    values = {"x": plot.left, "y": plot.top, "w": plot.width, "h": plot.height}
    sizes = "".join(f'<c:{name} val="{value:.5f}"/>' for name, value in values.items())
    area.insert(
        0,
        parse_xml(
            f'<c:layout xmlns:c="{_CHART}"><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/>{sizes}</c:manualLayout></c:layout>'
        ),
    )


def draw_over(chart: DrawnChart, native: Native, plot: Plot) -> None:
    """Draw each named value as a line across the plot, its name above; write the names of the rows of points."""
    shapes = []
    if native.form is Form.POINTS and native.categories:
        shapes += _row_names(native, plot, chart.font.size.pt)
    for rank, mark in enumerate(native.marks):
        share = _share(native, mark, plot)
        if 0 <= share <= 1:
            x = plot.left + share * plot.width
            bottom = plot.top - plot.top * rank / len(native.marks)
            ends = _free(native, plot, mark, chart.font.size.pt)
            parts = [(low if low > plot.top else bottom, high) for low, high in ends]
            shapes += [_line(x, part, mark, 100 + 2 * rank) for part in parts]
            shapes.append(_name(x, bottom, plot.top / len(native.marks), mark, 101 + 2 * rank))
    if not shapes:
        return
    body = f'<c:userShapes xmlns:c="{_CHART}" xmlns:a="{_MAIN}">{"".join(shapes)}</c:userShapes>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    package = chart.part.package
    part = Part(
        package.next_partname("/ppt/drawings/drawing%d.xml") if package else PackURI("/ppt/drawings/drawing1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml",
        package,
        (head + body).encode("utf-8"),
    )
    name = chart.part.relate_to(part, f"{_OFFICE}/chartUserShapes")
    chart._chartSpace.append(  # noqa: SLF001 - python-pptx does not know shapes of a chart
        parse_xml(f'<c:userShapes xmlns:c="{_CHART}" xmlns:r="{_OFFICE}" r:id="{name}"/>')
    )


def _share(native: Native, mark: Mark, plot: Plot) -> float:
    if native.edges:
        return (mark.value - native.edges[0]) / (native.edges[-1] - native.edges[0])
    return (mark.value - plot.low) / (plot.high - plot.low)


def _anchor(box: tuple[float, float, float, float], shape: str) -> str:
    left, top, right, bottom = box
    return (
        f'<cdr:relSizeAnchor xmlns:cdr="{_DRAWING}"><cdr:from><cdr:x>{left:.5f}</cdr:x><cdr:y>{top:.5f}</cdr:y>'
        f"</cdr:from><cdr:to><cdr:x>{right:.5f}</cdr:x><cdr:y>{bottom:.5f}</cdr:y></cdr:to>{shape}</cdr:relSizeAnchor>"
    )


def _free(native: Native, plot: Plot, mark: Mark, size: float) -> list[tuple[float, float]]:
    """From where to where, in shares of the height of the chart, a mark crosses no written value."""
    if native.form is not Form.BARS or not native.labelled or len(native.series) > 1:
        return [(plot.top, plot.top + plot.height)]
    values, step = native.series[0].values, plot.height / len(native.categories)
    letters = len(f"{mark.value:,.0f}") + _AFTER_UNITS
    room = letters * size * _LETTER / _POINTS_PER_INCH / plot.inches
    wide = room / plot.width * (plot.high - plot.low)
    crossed = [row for row, value in enumerate(values) if value is not None and value <= mark.value <= value + wide]
    stops = [-1, *crossed, len(values)]
    return [
        (plot.top + (above + 1) * step, plot.top + below * step)
        for above, below in pairwise(stops)
        if below > above + 1
    ]


def _line(x: float, ends: tuple[float, float], mark: Mark, number: int) -> str:
    shape = (
        f'<cdr:cxnSp macro=""><cdr:nvCxnSpPr><cdr:cNvPr id="{number}" name="Repère"/><cdr:cNvCxnSpPr/>'
        '</cdr:nvCxnSpPr><cdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="19050">'
        f'<a:solidFill><a:srgbClr val="{mark.color[1:].upper()}"/></a:solidFill><a:prstDash val="sysDash"/></a:ln>'
        "</cdr:spPr></cdr:cxnSp>"
    )
    return _anchor((x, ends[0], x, ends[1]), shape)


def _name(x: float, bottom: float, height: float, mark: Mark, number: int) -> str:
    """The name of a mark above its line; near a side it is written towards the middle."""
    side, left, right = "ctr", x - 0.12, x + 0.12
    if x > 1 - _NEAR_SIDE:
        side, left, right = "r", x - 0.24, x
    elif x < _NEAR_SIDE:
        side, left, right = "l", x, x + 0.24
    color = mark.color[1:].upper()
    text = _Text(mark.name, side, "b", 1200, color, bold=True)
    return _anchor((left, max(0.0, bottom - height), right, bottom), _text_box(text, number))


@dataclass(frozen=True)
class _Text:
    """A text over the plot: its side (l, ctr, r), its anchor (b, ctr), its size in hundredths of a point."""

    words: str
    side: str
    anchor: str
    size: int
    color: str
    bold: bool = False


def _text_box(text: _Text, number: int) -> str:
    return (
        f'<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="{number}" name="Texte {number}"/>'
        '<cdr:cNvSpPr txBox="1"/></cdr:nvSpPr><cdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></cdr:spPr><cdr:txBody><a:bodyPr wrap="square" '
        f'lIns="0" tIns="0" rIns="0" bIns="0" anchor="{text.anchor}"/><a:lstStyle/><a:p><a:pPr algn="{text.side}"/>'
        f'<a:r><a:rPr lang="fr-FR" sz="{text.size}" b="{int(text.bold)}"><a:solidFill><a:srgbClr val="{text.color}"/>'
        f'</a:solidFill><a:latin typeface="{SANS}"/></a:rPr><a:t>{escape(clean(text.words))}</a:t></a:r></a:p>'
        "</cdr:txBody></cdr:sp>"
    )


def _row_names(native: Native, plot: Plot, size: float) -> list[str]:
    """The names of the rows of points, at the left of the plot: an axis of points has numbers only."""
    step = plot.height / len(native.categories)
    return [
        _anchor(
            (0.0, plot.top + rank * step, plot.left - 0.008, plot.top + (rank + 1) * step),
            _text_box(_Text(name, "r", "ctr", int(size * 100), INK), 200 + rank),
        )
        for rank, name in enumerate(native.categories)
    ]
