"""A chart's table as CSV for a French spreadsheet: UTF-8 with BOM, semicolon, decimal comma."""

from __future__ import annotations

import csv
import io

from observatory.charts.chart import Chart

_BOM = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell_text(value: object) -> str:
    """Write a cell: nothing for an absence, a decimal comma for numbers; a text cannot become a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _number(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _number(value: float) -> str:
    if float(value).is_integer():
        return str(int(value))
    return repr(float(value)).replace(".", ",")


def chart_to_csv(chart: Chart) -> bytes:
    """All the rows of a chart with full precision; the last column repeats the source, so that it cannot be lost."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(column.name for column in chart.table.columns), "source"])
    source = " ".join(chart.foot)
    for row in chart.table.rows:
        writer.writerow([*(cell_text(value) for value in row), source])
    return (_BOM + buffer.getvalue()).encode("utf-8")
