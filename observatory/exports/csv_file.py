"""A chart's table as CSV for a French spreadsheet: UTF-8 with BOM, semicolon, decimal comma (or point)."""

from __future__ import annotations

import csv
import io
import math
from numbers import Real

from observatory.charts.chart import Chart
from observatory.exports.plain_text import clean

_BOM = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell_text(value: object, decimal_mark: str = ",") -> str:
    """Write a cell: nothing for an absence, a decimal mark in numbers; a text cannot become a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Real):
        return _number(float(value), decimal_mark)
    text = clean(str(value))
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _number(value: float, decimal_mark: str) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value).replace(".", decimal_mark)


def chart_to_csv(chart: Chart, decimal_mark: str = ",") -> bytes:
    """All the rows of a chart with full precision; the last column repeats the source, so that it cannot be lost.

    `decimal_mark` is a comma for a French spreadsheet, a point for the tools that want one; the separator of columns
    is a semicolon in both, as no number holds one.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(column.name for column in chart.table.columns), "source"])
    source = " ".join(chart.foot)
    for row in chart.table.rows:
        writer.writerow([*(cell_text(value, decimal_mark) for value in row), cell_text(source)])
    return (_BOM + buffer.getvalue()).encode("utf-8")
