"""A chart's table as the screen shows it: French text, ready for HTML."""

from __future__ import annotations

import json

from observatory import formatting as fr
from observatory.charts.chart import Chart, Column


def _text(value: object, column: Column) -> str:
    if value is None:
        return ""
    if column.numeric and isinstance(value, int | float):
        if column.name.startswith("annee"):
            return str(int(value))
        return fr.number(value, column.decimals)
    return str(value)


def chart_to_table_json(chart: Chart) -> bytes:
    """Headings and rows of text: `{"columns": [{"name", "heading", "numeric"}], "rows": [[…]]}`."""
    columns = chart.table.columns
    payload = {
        "columns": [{"name": c.name, "heading": c.heading, "numeric": c.numeric} for c in columns],
        "rows": [
            [_text(value, column) for value, column in zip(row, columns, strict=True)] for row in chart.table.rows
        ],
    }
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
