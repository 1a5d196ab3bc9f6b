"""The checked file, as CSV or XLSX: the reader's columns as they were, then ours."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from observatory.qpv.checking import Result
from observatory.qpv.table_file import Table
from observatory.qpv.workbook_writer import write_workbook

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d\s.,\u202f\u00a0]*\d[\d\s.,\u202f\u00a0]*(?:[eE][+-]?\d+)?%?")


def safe_text(value: object) -> object:
    """A cell for a CSV: a text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return "" if value is None else value


def _rows(table: Table, result: Result) -> Iterator[Sequence[object]]:
    return zip(*table.columns, *result.columns.values(), strict=True)


def to_csv(table: Table, result: Result) -> bytes:
    """UTF-8 with BOM, semicolon: what a French spreadsheet opens by a double click."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(heading) for heading in (*table.headings, *result.columns)])
    columns = [*([safe_text(cell) for cell in column] for column in table.columns), *result.columns.values()]
    writer.writerows(zip(*columns, strict=True))
    return ("\ufeff" + buffer.getvalue()).encode("utf-8", errors="replace")


def to_xlsx(table: Table, result: Result) -> bytes:
    """A workbook: the rows, and a sheet « Lisez-moi » that says what was asked, of what, and with what limits."""
    return write_workbook(
        [
            ("Résultat", (*table.headings, *result.columns), _rows(table, result)),
            ("Lisez-moi", ("Sujet", "Ce qu’il faut savoir"), result.notes),
        ]
    )
