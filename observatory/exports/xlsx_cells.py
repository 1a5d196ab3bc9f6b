"""Sheets of a workbook: the figures of a chart as numbers, and the sheet that says what they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatory import palette
from observatory.charts.chart import Chart, Column
from observatory.exports.native import column_format, measure
from observatory.exports.plain_text import clean

INK, QUIET = "#1c2430", "#5b6472"
FONT = "Arial"
_LONGEST_CELL = 32_767
_WIDEST, _NARROWEST = 60, 9
_STATUS = Column("statut", "Statut")


class Book:
    """A workbook being written, with the formats that its sheets share."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **properties: object) -> Format:
        """A cell format, the same object for the same properties."""
        wanted = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(wanted)
        return self._formats[key]

    @property
    def heading(self) -> Format:
        """The format of a table's headings."""
        return self.format(
            bold=True, font_color="#ffffff", bg_color=palette.ACCENT, text_wrap=True, valign="vcenter", border=0
        )

    def heading_of(self, column: Column) -> Format:
        """The format of the heading of a column: on the side of its cells."""
        side: dict[str, object] = {"align": "right"} if column.numeric else {"indent": 1}
        return self.format(bold=True, font_color="#ffffff", bg_color=palette.ACCENT, text_wrap=True, **side)

    def sheet(self, name: str) -> Worksheet:
        """A new sheet, without the grid of cells, ready to print on one page of width."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet


def as_number(value: object) -> float | int | None:
    """The number of a cell, None when it is absent or not one."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(float(value)):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def write_cell(sheet: Worksheet, row: int, column: int, value: object, form: Format) -> None:
    """Write a cell: a number as a number, an absence as an empty cell, anything else as a text, never a formula."""
    found = as_number(value)
    if found is not None:
        sheet.write_number(row, column, found, form)
    elif value is None or isinstance(value, float) or value == "":
        sheet.write_blank(row, column, None, form)
    else:
        text = {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)
        sheet.write_string(row, column, clean(text)[:_LONGEST_CELL], form)


def completed_table(chart: Chart) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """The table of a chart; where it has absences and no status to name them, a column « Statut » is added."""
    columns, rows = list(chart.table.columns), list(chart.table.rows)
    rank = measure(chart)
    if rank is None or any(c.name == _STATUS.name for c in columns) or all(row[rank] is not None for row in rows):
        return columns, rows
    return [*columns, _STATUS], [(*row, "observé" if row[rank] is not None else "non disponible") for row in rows]


def write_table(book: Book, sheet: Worksheet, chart: Chart, first_row: int = 0) -> None:
    """The whole table of a chart: headings that stay in view, a filter, columns wide enough."""
    columns, rows = completed_table(chart)
    for rank, column in enumerate(columns):
        sheet.write_string(first_row, rank, column.heading, book.heading_of(column))
        form = book.format(num_format=column_format(column)) if column.numeric else book.format(indent=1)
        for below, row in enumerate(rows, start=first_row + 1):
            write_cell(sheet, below, rank, row[rank], form)
        sheet.set_column(rank, rank, _width(column, (row[rank] for row in rows)))
    last = first_row + max(1, len(rows))
    sheet.autofilter(first_row, 0, last, len(columns) - 1)
    sheet.freeze_panes(first_row + 1, 0)
    sheet.repeat_rows(first_row)
    sheet.set_row(first_row, 30)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_last_cell(last, len(columns) - 1)}"})


def _last_cell(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _width(column: Column, values: Iterable[object]) -> float:
    if column.numeric:
        return max(_NARROWEST, min(18, 0.6 * len(column.heading) + 3))
    longest = max((len(str(v)) for v in values if v is not None), default=0)
    return max(_NARROWEST, min(_WIDEST, max(longest, len(column.heading)) + 3))


def write_lines(book: Book, sheet: Worksheet, first_row: int, lines: Sequence[tuple[str, str]]) -> int:
    """Two columns: what is said in bold, the text beside it. Gives the first free row below."""
    label, text = book.format(bold=True, font_color=palette.SEQUENCE[-1]), book.format(text_wrap=True)
    row = first_row
    for name, words in lines:
        if not words:
            continue
        sheet.write_string(row, 0, clean(name), label)
        sheet.write_string(row, 1, clean(words)[:_LONGEST_CELL], text)
        height = sum(max(1, -(-len(part) // 105)) for part in words.split("\n"))
        sheet.set_row(row, 14.5 * height + 3)
        row += 1
    return row
