"""A chart, or several, as an XLSX workbook: what to read first, the figures as numbers, a native chart."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from observatory import palette
from observatory.database import Database
from observatory.exports.about import MISSING_VALUES, about
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.map_picture import DOTS_PER_INCH, map_picture
from observatory.exports.native import is_map
from observatory.exports.native_view import native_view
from observatory.exports.plain_text import clean, printed_subtitle, sheet_name, shortened
from observatory.exports.readme import provenance_lines, readme_lines
from observatory.exports.signature import signatory
from observatory.exports.xlsx_cells import QUIET, Book, write_lines, write_table
from observatory.exports.xlsx_chart import write_native

README, DATA, DRAWING, CONTENTS, DRAWINGS = "Lisez-moi", "Données", "Graphique", "Sommaire", "Graphiques"
_PICTURE_IN = (9.4, 6.6)
_SHEET_DPI, _ROW_PX = 96, 20
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def chart_to_xlsx(database: Database, leaf: Leaf, provenance: Provenance) -> bytes:
    """One chart: « Lisez-moi », « Données », « Graphique »."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as workbook:
        book = Book(workbook)
        _properties(book, leaf.title, provenance)
        _write_readme(book, leaf.title, readme_lines(leaf, about(database, leaf.chart), provenance))
        write_table(book, book.sheet(DATA), leaf.chart)
        _write_drawing(book, leaf)
    return buffer.getvalue()


def workbook(database: Database, leaves: Sequence[Leaf], provenance: Provenance, title: str = "Dossier") -> bytes:
    """Several charts: a contents sheet, the figures of each, their native charts, and what to read of each."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as made:
        book = Book(made)
        _properties(book, title, provenance)
        names = _names_of(leaves)
        _write_contents(book, leaves, names, title, provenance)
        for leaf, name in zip(leaves, names, strict=True):
            write_table(book, book.sheet(name), leaf.chart)
        _write_drawings(book, leaves)
        lines = [("Valeurs absentes", MISSING_VALUES), *provenance_lines("", provenance)]
        for rank, leaf in enumerate(leaves, start=1):
            own = readme_lines(leaf, about(database, leaf.chart), provenance)
            lines += [(f"{rank}. {leaf.title}", " "), *(line for line in own if line not in lines)]
        _write_readme(book, title, lines)
    return buffer.getvalue()


def _names_of(leaves: Sequence[Leaf]) -> list[str]:
    names = [README, CONTENTS, DRAWINGS]
    for rank, leaf in enumerate(leaves, start=1):
        names.append(sheet_name(f"{rank}. {leaf.title}", names))
    return names[3:]


def _properties(book: Book, title: str, provenance: Provenance) -> None:
    made = dt.datetime.combine(provenance.extracted_on, dt.time())
    book.workbook.set_properties(
        {
            "title": shortened(clean(title), 200),
            "author": signatory(),
            "company": signatory(),
            "comments": f"Base {provenance.database_version}",
            "created": made,
        }
    )


def _write_readme(book: Book, title: str, lines: list[tuple[str, str]]) -> None:
    sheet = book.sheet(README)
    sheet.set_portrait()
    sheet.set_column(0, 0, 24, book.format(text_wrap=True))
    sheet.set_column(1, 1, 105)
    heading = book.format(bold=True, font_size=16, font_color=palette.SEQUENCE[-1])
    sheet.write_string(0, 0, clean(title), heading)
    sheet.set_row(0, 28)
    write_lines(book, sheet, 2, lines)


def _write_drawing(book: Book, leaf: Leaf) -> None:
    sheet = book.sheet(DRAWING)
    sheet.fit_to_pages(1, 1)
    row = 0
    if is_map(leaf.chart):
        picture = map_picture(leaf.chart, *_PICTURE_IN)
        sheet.insert_image(
            0,
            0,
            "carte.png",
            {
                "image_data": io.BytesIO(picture),
                "x_scale": _SHEET_DPI / DOTS_PER_INCH,
                "y_scale": _SHEET_DPI / DOTS_PER_INCH,
                "description": clean(leaf.chart.plain),
                "object_position": 3,
            },
        )
        row = int(_PICTURE_IN[1] * _SHEET_DPI / _ROW_PX) + 3
    native = native_view(leaf.chart)
    if native is not None:
        write_native(book, sheet, leaf, native, row)
    elif row == 0:
        sheet.write_string(0, 0, f"Rien à dessiner\u202f: {clean(leaf.chart.plain)}", book.format())


def _write_contents(
    book: Book, leaves: Sequence[Leaf], names: Sequence[str], title: str, provenance: Provenance
) -> None:
    sheet = book.sheet(CONTENTS)
    sheet.write_string(0, 0, clean(title), book.format(bold=True, font_size=16, font_color=palette.SEQUENCE[-1]))
    sheet.set_row(0, 28)
    row = write_lines(book, sheet, 1, [])
    for rank, heading in enumerate(("N°", "Graphique", "Ce qui est montré", "Commentaire", "Adresse")):
        sheet.write_string(row + 1, rank, heading, book.heading)
    link = book.format(font_color=palette.ACCENT, underline=1, text_wrap=True)
    text = book.format(text_wrap=True)
    for below, (leaf, name) in enumerate(zip(leaves, names, strict=True), start=row + 2):
        sheet.write_number(below, 0, below - row - 1, text)
        target = "internal:'" + name.replace("'", "''") + "'!A1"
        sheet.write_url(below, 1, target, link, shortened(clean(leaf.title), 250))
        sheet.write_string(below, 2, printed_subtitle(leaf.chart.subtitle), text)
        sheet.write_string(below, 3, clean(leaf.comment), text)
        sheet.write_string(below, 4, clean(leaf.address), book.format(font_color=QUIET, text_wrap=True))
    for rank, width in enumerate((5, 50, 44, 44, 60)):
        sheet.set_column(rank, rank, width)
    made = f"Base {provenance.database_version}, extraction du {provenance.extracted_on:%d/%m/%Y}"
    sheet.write_string(row + 3 + len(leaves), 1, made, book.format(font_color=QUIET))


def _write_drawings(book: Book, leaves: Sequence[Leaf]) -> None:
    sheet = book.sheet(DRAWINGS)
    row = 0
    for leaf in leaves:
        native = native_view(leaf.chart)
        sheet.write_string(row, 0, clean(leaf.title), book.format(bold=True, font_size=12))
        if native is None:
            sheet.write_string(row + 1, 0, clean(leaf.chart.plain), book.format())
            row += 4
        else:
            row = write_native(book, sheet, leaf, native, row + 1) + 1
