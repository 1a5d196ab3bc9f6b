"""A portrait as DOCX, for staff to edit: real headings, real tables, pictures with their alternative text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from observatory import formatting as fr
from observatory import palette
from observatory.charts import build_chart
from observatory.database import Database
from observatory.exports.plain_text import clean
from observatory.exports.portrait.drawing import to_png
from observatory.exports.portrait.model import ChartShown, Initiatives, KeyFigures, Listing, Portrait
from observatory.exports.portrait.pdf import alternative
from observatory.exports.render import natural_height, picture

_COLON = f"{fr.NARROW_SPACE}:"
_SMALL, _PASSAGE = "Observatoire source", "Observatoire passage"
_BODY_FONT, _TITLE_FONT = "Source Sans 3", "Source Serif 4"
_PICTURE_PX, _PICTURE_MM, _LOGO_MM = 640, 165, 12
_INK = "1C2430"


def portrait_docx(database: Database, portrait: Portrait) -> bytes:
    """The DOCX of a portrait. The charts are pictures of those of the screen, drawn from the same database."""
    document = Document()
    _styled(document)
    _described(document, portrait)
    _opening(document, portrait)
    document.add_heading("Les chiffres", 1)
    _key_figures(document, portrait.name, portrait.figures)
    if portrait.charts:
        document.add_heading(clean(portrait.charts_title), 1)
    for chart in portrait.charts:
        _chart(document, database, chart)
    document.add_heading("Les quartiers de la politique de la ville", 1)
    _listing(document, portrait.neighbourhoods)
    document.add_heading("Les leviers utilisés", 1)
    _listing(document, portrait.levers)
    document.add_heading("Les initiatives citées", 1)
    _initiatives(document, portrait.initiatives)
    _method(document, portrait)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _styled(document: DocumentType) -> None:
    """A4, French, the typefaces and colours of the house."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    normal = document.styles["Normal"]
    _font(normal, _BODY_FONT, 10, _INK)
    normal.paragraph_format.space_after = Pt(5)
    for name, size in (("Title", 26), ("Heading 1", 15), ("Heading 2", 11)):
        style = document.styles[name]
        _font(style, _TITLE_FONT, size, palette.ACCENT[1:] if name == "Heading 1" else _INK)
        style.font.bold = True
    for name, size in ((_SMALL, 8), (_PASSAGE, 8)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, _BODY_FONT, size, "5A6270")


def _font(style: Any, name: str, size: float, color: str) -> None:  # noqa: ANN401 - its styles share no type
    style.font.name, style.font.size = name, Pt(size)
    style.font.color.rgb = RGBColor.from_string(color.upper())
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{part}"), None)
    fonts.set(qn("w:hAnsi"), name)
    language = OxmlElement("w:lang")
    for part in ("val", "eastAsia"):
        language.set(qn(f"w:{part}"), "fr-FR")
    properties.append(language)


def _described(document: DocumentType, portrait: Portrait) -> None:
    """The properties of the file: the observatory as author, the day of the portrait, nothing of the machine."""
    day = portrait.publication.day
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC).replace(tzinfo=None)
    told = document.core_properties
    told.title, told.author = clean(portrait.title)[:250], clean(portrait.publication.name)[:250]
    told.last_modified_by, told.comments = told.author, ""
    told.subject, told.keywords = "Économie sociale et solidaire", clean(portrait.name)[:250]
    told.language, told.created, told.modified = "fr-FR", noon, noon


def _text(document: DocumentType, text: str, style: str | None = None) -> None:
    document.add_paragraph(clean(text), style)


def _opening(document: DocumentType, portrait: Portrait) -> None:
    logo = portrait.publication.logo
    if logo and logo.kind == "png":
        _picture(document, logo.content, _LOGO_MM * logo.ratio, f"Logo de {portrait.publication.name}")
    _text(document, f"{portrait.publication.name} · {portrait.day}", _SMALL)
    document.add_heading(clean(portrait.title), 0)
    if portrait.notice:
        document.add_paragraph().add_run(clean(portrait.notice)).bold = True
    table = _table(document, ("Identité", ""), [(fact.label, fact.value) for fact in portrait.facts])
    table.columns[0].width = Mm(35)
    for sentence in portrait.in_clear:
        _text(document, sentence)
    if portrait.map:
        _picture(document, to_png(portrait.map, 900), 70, portrait.map.alt)
    _text(document, portrait.map_caption, _SMALL)


def _table(document: DocumentType, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401
    """A table whose first row is repeated at the top of each page and read as a header."""
    table = document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    for line, cells in zip(table.rows, (head, *rows), strict=True):
        for cell, text in zip(line.cells, cells, strict=True):
            cell.text = clean(text)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
                for run in paragraph.runs:
                    run.font.size = Pt(8.5)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)  # noqa: SLF001 - python-docx has no name for it
    for run in (run for cell in table.rows[0].cells for paragraph in cell.paragraphs for run in paragraph.runs):
        run.font.bold = True
    return table


def _key_figures(document: DocumentType, name: str, figures: KeyFigures) -> None:
    ranked = bool(figures.ranked_among)
    alone = not figures.columns
    head = ["Indicateur", name, *([f"Rang parmi les {figures.ranked_among}"] if ranked else [])]
    head += ["En clair"] if alone else [column.value for column in figures.columns]
    rows = []
    for row in figures.rows:
        label = f"{row.label} ({row.note})" if row.note else row.label
        cells = [label, row.own.text, *([row.rank] if ranked else [])]
        cells += [row.sentence] if alone else [cell.text for cell in row.references]
        rows.append([*cells, f"{row.period} · {row.producer}"])
    _table(document, [*head, "Année, producteur"], rows)
    if rest := figures.left_out[len(figures.rows)]:
        _text(document, rest, _SMALL)


def _chart(document: DocumentType, database: Database, shown: ChartShown) -> None:
    """The picture of the chart of the screen; its sentence is also its alternative text."""
    chart = build_chart(database, shown.key, dict(shown.parameters))
    document.add_heading(clean(shown.title), 2)
    if shown.remark:
        _text(document, shown.remark)
    _text(document, shown.plain)
    height = natural_height(chart, _PICTURE_PX)
    drawn = picture(chart, width_px=_PICTURE_PX * 2, height_px=height * 2, scale=2)
    _picture(document, drawn, _PICTURE_MM, alternative(shown))
    _text(document, shown.source, _SMALL)


def _picture(document: DocumentType, png: bytes, width_mm: float, alt: str) -> None:
    shape = document.add_picture(io.BytesIO(png), width=Mm(width_mm))
    properties = shape._inline.docPr  # noqa: SLF001 - python-docx has no name for an alternative text
    properties.set("descr", clean(alt))
    properties.set("title", "")


def _listing(document: DocumentType, listing: Listing) -> None:
    for sentence in listing.sentences:
        _text(document, sentence)
    if listing.entries:
        noted = any(entry.note for entry in listing.entries)
        head = (*listing.headings, "Où il est écrit") if noted else listing.headings
        rows = [(e.name, e.detail, e.note) if noted else (e.name, e.detail) for e in listing.entries]
        _table(document, head, rows)
    if rest := listing.left_out[len(listing.entries)]:
        _text(document, rest, _SMALL)
    if listing.source:
        _text(document, listing.source, _SMALL)


def _initiatives(document: DocumentType, initiatives: Initiatives) -> None:
    for sentence in initiatives.sentences:
        _text(document, sentence)
    for initiative in initiatives.shown:
        document.add_heading(clean(initiative.name), 2)
        _text(document, initiative.kinds, _SMALL)
        for passage in initiative.passages:
            _text(document, f"{passage.where}{_COLON} {passage.summary}")
            _text(document, passage.source, _PASSAGE)
        if initiative.more:
            _text(document, initiative.more, _PASSAGE)
    if rest := initiatives.left_out[len(initiatives.shown)]:
        _text(document, rest, _SMALL)


def _method(document: DocumentType, portrait: Portrait) -> None:
    document.add_heading("Méthode, sources et limites", 1)
    for limit in portrait.limits:
        _text(document, limit, "List Bullet")
    _text(document, f"Sources{_COLON} {' '.join(portrait.sources)}", _SMALL)
    made = f"Établi le {portrait.day}, base {portrait.publication.database_version[:12]}."
    if portrait.address:
        made += f" À relire à l’écran{_COLON} {portrait.address}"
    _text(document, made, _SMALL)
    if portrait.publication.contact:
        _text(document, portrait.publication.contact, _SMALL)
