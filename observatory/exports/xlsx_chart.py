"""Native charts of a workbook: their figures in cells, the chart drawn from them in the colours of the screen."""

from __future__ import annotations

import textwrap
from typing import Any

from xlsxwriter.chart import Chart as DrawnChart
from xlsxwriter.worksheet import Worksheet

from observatory import formatting as fr
from observatory.exports.leaf import Leaf
from observatory.exports.native import Form, Native, Series, ink_on, points_span, tint
from observatory.exports.plain_text import clean, printed_subtitle, shortened
from observatory.exports.xlsx_cells import FONT, INK, QUIET, Book, write_cell

WIDTH_PX, ROW_PX, FIRST = 900, 20, 15  # the figures begin in the column FIRST, at the right of the chart
_TYPES = {
    Form.BARS: {"type": "bar"},
    Form.STACKED: {"type": "bar", "subtype": "stacked"},
    Form.COLUMNS: {"type": "column"},
    Form.LINES: {"type": "line"},
    Form.POINTS: {"type": "scatter", "subtype": "straight_with_markers"},
}
_LONGEST_TITLE = 250
_DASHES = {"dash": "dash", "dot": "round_dot"}
_GRID_LINES = {"visible": True, "line": {"color": "#dcdcd8", "width": 0.75}}


def write_native(book: Book, sheet: Worksheet, leaf: Leaf, native: Native, first_row: int = 0) -> int:
    """The native chart from `first_row`, its figures in cells at its right. Gives the first free row."""
    if native.form is Form.GRID:
        return _write_grid(book, sheet, native, first_row)
    columns = _write_figures(book, sheet, native, first_row)
    chart = book.workbook.add_chart(_TYPES[native.form])
    rows = max([len(native.categories), *(len(series.values) for series in native.series)])
    for rank, series in enumerate(native.series):
        chart.add_series(_series(sheet, native, rank, series, first_row))
    if native.form is Form.POINTS and native.categories:
        chart.add_series(_row_names(sheet, native, columns, first_row))
    height = max(420, 190 + _ROWS_PX.get(native.form, 0) * len(native.categories))
    _dress(chart, leaf, native)
    chart.set_size({"width": WIDTH_PX, "height": height})
    sheet.insert_chart(
        first_row,
        0,
        chart,
        {"object_position": 3, "description": clean(leaf.chart.plain)},
    )
    return first_row + max(rows + 2, height // ROW_PX + 2)


_ROWS_PX = {Form.BARS: 22, Form.STACKED: 26, Form.POINTS: 30}


def _write_figures(book: Book, sheet: Worksheet, native: Native, first_row: int) -> int:
    """Headings and values of the series; of points, two columns each. Gives the first free column."""
    form = book.format(num_format=native.number_format)
    sheet.write_string(first_row, FIRST, "Libellé", book.heading)
    for below, name in enumerate(native.categories, start=first_row + 1):
        sheet.write_string(below, FIRST, clean(name), book.format())
    column = FIRST + 1
    for series in native.series:
        measured = [("", series.values, form)]
        if series.x:
            up = book.format(num_format="0") if native.categories else form
            measured = [(" (abscisse)", series.x, form), (" (rang)" if native.categories else "", series.values, up)]
        for ending, values, written in measured:
            sheet.write_string(first_row, column, f"{series.name or 'Série'}{ending}", book.heading)
            for below, value in enumerate(values, start=first_row + 1):
                write_cell(sheet, below, column, value, written)
            column += 1
    if native.form is Form.POINTS and native.categories:
        left, _ = points_span(native)
        for rank in range(len(native.categories)):
            sheet.write_number(first_row + 1 + rank, column, left, book.format(font_color=QUIET))
            sheet.write_number(first_row + 1 + rank, column + 1, rank, book.format(font_color=QUIET))
        sheet.write_string(first_row, column, "Noms (abscisse)", book.heading)
        sheet.write_string(first_row, column + 1, "Noms (rang)", book.heading)
        column += 2
    sheet.set_column(FIRST, FIRST, 34)
    sheet.set_column(FIRST + 1, column - 1, 13)
    return column


def _cells(sheet: Worksheet, first_row: int, column: int, count: int) -> list[Any]:
    return [sheet.get_name(), first_row + 1, column, first_row + max(1, count), column]


def _series(sheet: Worksheet, native: Native, rank: int, series: Series, first_row: int) -> dict[str, Any]:
    count = len(series.values)
    if native.form is Form.POINTS:
        return {
            "name": series.name or "Série",
            "categories": _cells(sheet, first_row, FIRST + 1 + 2 * rank, count),
            "values": _cells(sheet, first_row, FIRST + 2 + 2 * rank, count),
            # without them, a hole among the abscissas would make them words
            "categories_data": list(series.x),
            "values_data": list(series.values),
            **_line(series),
        }
    options: dict[str, Any] = {
        "name": [sheet.get_name(), first_row, FIRST + 1 + rank],
        "categories": _cells(sheet, first_row, FIRST, count),
        "values": _cells(sheet, first_row, FIRST + 1 + rank, count),
    }
    if native.form is Form.LINES:
        return {**options, **_line(series)}
    options["fill"] = {"color": series.color}
    options["gap"] = 6 if native.edges else 40
    if series.colors:
        options["points"] = [{"fill": {"color": color}} for color in series.colors]
    if native.labelled:
        options["data_labels"] = {
            "value": True,
            "num_format": native.number_format,
            "font": {
                "name": FONT,
                "size": 9,
                "color": ink_on(series.color) if native.form is Form.STACKED else INK,
            },
            "position": "center" if native.form is Form.STACKED else "outside_end",
            "custom": [{} if shown else {"delete": True} for shown in series.written],
        }
    return options


def _line(series: Series) -> dict[str, Any]:
    marker = {
        "type": "circle",
        "size": 7,
        "fill": {"color": series.color},
        "border": {"color": series.color},
    }
    see_through = 40 if series.x and not series.marked else 0
    stroke = {"color": series.color, "width": series.width, "dash_type": _DASHES.get(series.dash, "solid")}
    if series.tick:
        upright = {"type": "fixed", "value": 0.33, "end_style": 0, "line": stroke}
        return {"line": {"none": True}, "marker": {"type": "none"}, "y_error_bars": upright}
    return {
        "line": {**stroke, "transparency": see_through} if series.joined else {"none": True},
        "marker": marker if series.marked else {"type": "none"},
    }


def _row_names(sheet: Worksheet, native: Native, columns: int, first_row: int) -> dict[str, Any]:
    """The names of the rows as labels of points that are not drawn, at the left of the chart."""
    count = len(native.categories)
    return {
        "name": "Noms",
        "categories": _cells(sheet, first_row, columns - 2, count),
        "values": _cells(sheet, first_row, columns - 1, count),
        "line": {"none": True},
        "marker": {"type": "none"},
        "data_labels": {
            "value": True,
            "position": "left",
            "font": {"name": FONT, "size": 9, "color": INK},
            "custom": [{"value": shortened(clean(name), 60)} for name in native.categories],
        },
    }


def _dress(chart: DrawnChart, leaf: Leaf, native: Native) -> None:
    """Title, subtitle, source and axes: they are in the chart, so that they follow it into a slide."""
    subtitle = printed_subtitle(leaf.chart.subtitle)
    title = shortened(clean(f"{leaf.title}\n{subtitle}"), _LONGEST_TITLE)
    chart.set_title(
        {"name": title, "name_font": {"name": FONT, "size": 12, "bold": True, "color": INK}, "overlay": False}
    )
    marks = f"{fr.NARROW_SPACE}; ".join(mark.name for mark in native.marks)
    told = [f"Repères{fr.NARROW_SPACE}: {marks}"] if marks else []
    foot = "\n".join(textwrap.fill(line, 130) for line in [*told, *leaf.chart.foot, leaf.address] if line)
    below = {"name": clean(foot), "name_font": {"name": FONT, "size": 8, "bold": False, "color": QUIET}}
    font = {"name": FONT, "size": 9, "color": INK}
    if native.form in {Form.BARS, Form.STACKED}:
        # of bars, the writer calls y the axis of the names
        chart.set_y_axis(
            {
                "reverse": True,
                "num_font": font,
                "line": {"color": QUIET},
                "major_tick_mark": "none",
                "major_gridlines": {"visible": False},
                "interval_unit": 1,
                "label_position": "low",
                "crossing": "max",
            }
        )
        chart.set_x_axis(
            {
                **below,
                "label_position": "none",
                "crossing": native.base or None,
                "max": native.whole,
                "num_format": native.number_format,
                "num_font": font,
                "line": {"none": True},
                "major_gridlines": {"visible": False},
                "major_tick_mark": "none",
            }
        )
    elif native.form is Form.POINTS:
        _dress_points(chart, native, below, font)
    else:
        chart.set_x_axis({**below, "num_font": font, "line": {"color": QUIET}, "major_tick_mark": "none"})
        chart.set_y_axis(
            {
                "min": 0 if native.from_zero and all((v or 0) >= 0 for s in native.series for v in s.values) else None,
                "name": native.value_title or None,
                "name_font": {"name": FONT, "size": 9, "bold": False, "color": QUIET},
                "num_format": native.number_format,
                "num_font": font,
                "line": {"none": True},
                "major_gridlines": _GRID_LINES,
            }
        )
    chart.show_blanks_as("gap" if native.gaps_are_breaks else "span")
    chart.show_hidden_data()
    chart.set_chartarea({"border": {"none": True}})
    several = len(native.series) > 1 and native.form is not Form.POINTS
    chart.set_legend({"position": "bottom", "font": font} if several else {"none": True})


def _dress_points(chart: DrawnChart, native: Native, below: dict[str, Any], font: dict[str, Any]) -> None:
    if not native.categories:
        chart.set_x_axis(
            {**below, "num_font": font, "num_format": native.number_format, "major_gridlines": _GRID_LINES}
        )
        chart.set_y_axis({"num_font": font, "num_format": native.number_format, "major_gridlines": _GRID_LINES})
        return
    low, high = points_span(native)
    chart.set_x_axis(
        {
            **below,
            "min": low,
            "max": high,
            "num_font": font,
            "num_format": native.number_format,
            "major_gridlines": _GRID_LINES,
            "major_tick_mark": "none",
        }
    )
    chart.set_y_axis(
        {
            "reverse": True,
            "min": -0.5,
            "max": len(native.categories) - 0.5,
            "label_position": "none",
            "major_gridlines": {"visible": False},
            "line": {"none": True},
            "major_tick_mark": "none",
            "crossing": "max",
        }
    )
    chart.set_plotarea({"layout": {"x": 0.34, "y": 0.14, "width": 0.6, "height": 0.66}})


def _write_grid(book: Book, sheet: Worksheet, native: Native, first_row: int) -> int:
    """A grid of counts in the tints of the screen; an empty cell stays empty."""
    turned = book.format(bold=True, rotation=60, font_size=9, valign="bottom")
    sheet.write_blank(first_row, 0, None, turned)
    sheet.set_row(first_row, 150)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, max(1, len(native.series)), 7)
    for rank, series in enumerate(native.series, start=1):
        sheet.write_string(first_row, rank, clean(series.name), turned)
        cells = zip(series.values, series.words, series.tints, strict=True)
        for below, (value, words, share) in enumerate(cells, start=first_row + 1):
            ground, ink = tint(share) if value is not None else ("#ffffff", QUIET)
            form = book.format(bg_color=ground, font_color=ink, align="center", num_format=native.number_format)
            write_cell(sheet, below, rank, words if value is None else value, form)
    for below, name in enumerate(native.categories, start=first_row + 1):
        sheet.write_string(below, 0, clean(name), book.format())
    return first_row + len(native.categories) + 2
