"""What fills a slide: a native chart, a table of counts, or the picture of a map."""

from __future__ import annotations

import io
import textwrap
from typing import Any

from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from observatory.exports.leaf import Leaf
from observatory.exports.map_picture import bare_map_picture
from observatory.exports.native import Form, Native, is_map, tint
from observatory.exports.native_view import native_view
from observatory.exports.plain_text import clean, shortened
from observatory.exports.pptx_chart import chart_data, chart_type, dress, rgb
from observatory.exports.pptx_template import INK, QUIET

Box = tuple[float, float, float, float]
_NAMES_IN, _HEADS_IN = 3.4, 1.25
_FEW_COLUMNS, _FEWEST_ROWS, _FLAT_HEADS_IN = 8, 8, 0.4
_HEAD_LETTERS, _HEAD_SIZE = 22, 7.5


def draw_body(slide: Slide, leaf: Leaf, box: Box) -> None:
    """Put what the chart shows in a box (left, top, width, height in inches), with its text alternative."""
    left, top, width, height = map(Inches, box)
    if is_map(leaf.chart):
        image, wide, high = bare_map_picture(leaf.chart, box[2], box[3])
        inset = Inches(box[2] - wide) // 2
        drawn = slide.shapes.add_picture(io.BytesIO(image), left + inset, top, Inches(wide), Inches(high))
        _describe(drawn, leaf, "Carte")
        return
    native = native_view(leaf.chart)
    if native is None:
        _say_nothing(slide, leaf, box)
    elif native.form is Form.GRID:
        _describe(_grid(slide, native, box), leaf, "Tableau")
    else:
        frame = slide.shapes.add_chart(chart_type(native), left, top, width, height, chart_data(native))
        dress(frame.chart, native, box[2], box[3])
        _describe(frame, leaf, "Graphique")


def _describe(shape: object, leaf: Leaf, name: str) -> None:
    """The text alternative of a shape: the « En clair » sentence."""
    told = shape._element.xpath(".//p:cNvPr")[0]  # type: ignore[attr-defined]  # noqa: SLF001 - not in python-pptx
    told.set("descr", clean(leaf.chart.plain))
    told.set("name", name)
    told.set("title", shortened(clean(leaf.title), 200))


def _say_nothing(slide: Slide, leaf: Leaf, box: Box) -> None:
    left, top, width, _ = map(Inches, box)
    frame = slide.shapes.add_textbox(left, top, width, Inches(1)).text_frame
    frame.word_wrap = True
    frame.text = clean(leaf.chart.plain)
    frame.paragraphs[0].runs[0].font.size = Pt(18)


def _grid(slide: Slide, native: Native, box: Box) -> object:
    """Counts in a native table, in the tints of the screen; an empty cell stays empty."""
    left, top, width, height = box
    rows, columns = len(native.categories) + 1, len(native.series) + 1
    frame = slide.shapes.add_table(rows, columns, *map(Inches, (left, top, width, height)))
    table = frame.table
    _plain_style(frame)
    table.columns[0].width = Inches(_NAMES_IN)
    for rank in range(1, columns):
        table.columns[rank].width = Inches((width - _NAMES_IN) / (columns - 1))
    upright = columns > _FEW_COLUMNS
    heads_in = _HEADS_IN if upright else _FLAT_HEADS_IN
    table.rows[0].height = Inches(heads_in)
    row_in = (height - heads_in) / max(_FEWEST_ROWS, rows - 1)
    size = max(6.0, min(12.0, round(row_in * 72 * 0.7 * 2) / 2))
    for rank, series in enumerate(native.series, start=1):
        if not upright:
            _write(table.cell(0, rank), series.name, size, centred=True)
            continue
        _write(table.cell(0, rank), textwrap.fill(series.name, _HEAD_LETTERS), _HEAD_SIZE)
        table.cell(0, rank)._tc.get_or_add_tcPr().set("vert", "vert270")  # noqa: SLF001 - not in python-pptx
    for below, name in enumerate(native.categories, start=1):
        table.rows[below].height = Inches(row_in)
        _write(table.cell(below, 0), name, size)
        for rank, series in enumerate(native.series, start=1):
            measured = series.values[below - 1] is not None
            ground, ink = tint(series.tints[below - 1]) if measured else ("", f"#{QUIET}")
            _write(table.cell(below, rank), series.words[below - 1], size, ink, centred=True)
            if measured:
                _ground(table.cell(below, rank), ground)
    return frame


def _plain_style(frame: object) -> None:
    """No banding and no style: the tints say what there is to say."""
    properties = frame._element.xpath(".//a:tblPr")[0]  # type: ignore[attr-defined]  # noqa: SLF001
    properties.attrib.pop("bandRow", None)
    for style in properties.findall(qn("a:tableStyleId")):
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _write(cell: Any, text: str, size: float, ink: str = f"#{INK}", *, centred: bool = False) -> None:  # noqa: ANN401
    """Write in a cell of a table (python-pptx's own, without public type)."""
    cell.margin_top = cell.margin_bottom = 0
    cell.margin_left = cell.margin_right = Inches(0.03)
    frame = cell.text_frame
    frame.text = clean(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.CENTER if centred else None
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(size), rgb(ink)
    if not frame.paragraphs[0].runs:
        frame.paragraphs[0]._p.append(  # noqa: SLF001 - the size of an empty cell is that of its end mark
            parse_xml(
                '<a:endParaRPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
                f'lang="fr-FR" sz="{int(size * 100)}"/>'
            )
        )


def _ground(cell: object, color: str) -> None:
    cell.fill.solid()  # type: ignore[attr-defined]
    cell.fill.fore_color.rgb = rgb(color)  # type: ignore[attr-defined]
