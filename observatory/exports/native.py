"""A chart as spreadsheets and slides draw it themselves: categories and series, read from the figure of the screen.

The values come from the figure's traces, so that a native chart shows what the screen shows. A map has no native
chart: `native_view` gives the ranking of its values, where it has some.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from observatory import formatting as fr
from observatory import palette
from observatory.charts.chart import Chart, Column
from observatory.exports.plain_text import without_tags
from observatory.exports.render.bins import bins_of

SHOWN_IN_RANKING = 24
BREAK = "rupture de série"
_NOT_MEASURES = {"rang", "annee", "annee_fin", "annee_population", "ligne"}
_ABSENCES = frozenset(fr.STATUS_TEXT.values())
_CLEAR = "rgba(0,0,0,0)"
_DARK = 130


class Form(StrEnum):
    """How a native chart is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    COLUMNS = "columns"
    LINES = "lines"
    POINTS = "points"
    GRID = "grid"


@dataclass(frozen=True)
class Series:
    """One series: a value per category, None where there is none; `x` for points only.

    `tick` asks for short upright strokes instead of dots; `width` is in points. `colors` has one colour a value where
    they differ, else it is empty and `color` serves for all.
    """

    name: str
    values: tuple[float | None, ...]
    color: str
    colors: tuple[str, ...] = ()
    x: tuple[float | None, ...] = ()
    joined: bool = True
    marked: bool = True
    width: float = 1.8
    tick: bool = False


@dataclass(frozen=True)
class Mark:
    """A named value drawn across the chart: a reference, the reader's territory."""

    name: str
    value: float
    color: str


@dataclass(frozen=True)
class Native:
    """A chart in the terms of a spreadsheet. `number_format` is that of a workbook (its comma is the reader's)."""

    form: Form
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str
    marks: tuple[Mark, ...] = ()
    value_title: str = ""
    labelled: bool = False
    gaps_are_breaks: bool = True
    edges: tuple[float, ...] = ()


def is_map(chart: Chart) -> bool:
    """Whether a chart is a map or a plan: it leaves as a picture."""
    return bool(chart.figure.layout.get("meta", {}).get("map"))


def native_view(chart: Chart) -> Native | None:
    """The native chart of the same kind; of a map, the ranking of its values; None when there is nothing to draw."""
    if is_map(chart):
        return _ranking_of_table(chart)
    kinds = {trace["type"] for trace in chart.figure.data}
    makers = {"heatmap": _grid, "bar": _bars, "histogram": _histogram, "scatter": _scatter}
    return next((make(chart) for kind, make in makers.items() if kind in kinds), None)


def _scatter(chart: Chart) -> Native:
    if chart.figure.layout.get("yaxis", {}).get("ticktext"):
        return _named_points(chart)
    return _curves(chart) if _is_over_time(chart) else _points(chart)


def measure(chart: Chart) -> int | None:
    """The rank of the column that holds what the chart measures; None when its table has no measure."""
    columns = chart.table.columns
    asked = chart.parameters.get("indicateur", "")
    for rank, column in enumerate(columns):
        if column.numeric and column.name == asked:
            return rank
    found = [rank for rank, c in enumerate(columns) if c.numeric and c.name not in _NOT_MEASURES]
    return found[0] if found else None


def number_format(decimals: int, unit: str = "") -> str:
    """The format of a number in a workbook: thousands grouped, a unit behind. The reader's language writes it."""
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{digits}"{fr.NARROW_SPACE}{unit}"' if unit in {"%", "€"} else digits


def axis_format(native: Native, step: float) -> str:
    """The format of an axis: the decimals of its step, not those of the values."""
    decimals = len(f"{step:.6f}".split(".")[1].rstrip("0"))
    return re.sub(r"#,##0(\.0+)?", number_format(decimals), native.number_format)


def column_format(column: Column) -> str:
    """The format of the cells of a column: its decimals, no grouping for a year."""
    if column.name.startswith("annee") or column.name in {"ligne", "rang"}:
        return "0"
    return number_format(column.decimals)


def _value_format(chart: Chart) -> str:
    rank = measure(chart)
    column = chart.table.columns[rank] if rank is not None else Column("", "")
    axes = (chart.figure.layout.get(axis, {}) for axis in ("xaxis", "yaxis"))
    suffixes = "".join(axis.get("ticksuffix", "") for axis in axes) + column.heading
    unit = "%" if "%" in suffixes or chart.figure.layout.get("meta", {}).get("unit") == "%" else ""
    return number_format(column.decimals, "€" if "(€)" in column.heading else unit)


def _ranking_of_table(chart: Chart) -> Native | None:
    rank = measure(chart)
    if rank is None:
        return None
    names = [c.name for c in chart.table.columns]
    named = next((names.index(n) for n in ("territoire", "nom", "contrat") if n in names), 0)
    known = [row for row in chart.table.rows if row[rank] is not None]
    known.sort(key=lambda row: (-row[rank], str(row[named])))
    shown = known[:SHOWN_IN_RANKING]
    if not shown:
        return None
    return Native(
        Form.BARS,
        tuple(without_tags(str(row[named])) for row in shown),
        (Series(chart.table.columns[rank].heading, tuple(row[rank] for row in shown), palette.ACCENT),),
        _value_format(chart),
        labelled=True,
    )


def _grid(chart: Chart) -> Native:
    trace = chart.figure.data[0]
    columns = [without_tags(str(x)) for x in trace["x"]]
    series = tuple(
        Series(name, tuple(row[rank] for row in trace["z"]), palette.ACCENT) for rank, name in enumerate(columns)
    )
    return Native(Form.GRID, tuple(without_tags(str(y)) for y in trace["y"]), series, _value_format(chart))


def _bars(chart: Chart) -> Native:
    layout = chart.figure.layout
    bars = [trace for trace in chart.figure.data if trace["type"] == "bar"]
    flat = bars[0].get("orientation") == "h"
    axis = layout.get("yaxis" if flat else "xaxis", {})
    ranks = list(dict.fromkeys(rank for trace in bars for rank in trace["y" if flat else "x"]))
    told = dict(zip(axis.get("tickvals", ranks), axis.get("ticktext", ranks), strict=False))
    series = []
    for trace in bars:
        places, lengths = (trace["y"], trace["x"]) if flat else (trace["x"], trace["y"])
        values = dict(zip(places, _known_lengths(trace, lengths, told, places), strict=True))
        series.append(_bar_series(trace, tuple(values.get(rank) for rank in ranks), len(bars)))
    names = [without_tags(str(told.get(rank, rank))) for rank in ranks]
    if len(bars) == 1:
        names = [_with_absence(name, text) for name, text in zip(names, _texts(bars[0]), strict=True)]
    form = Form.STACKED if layout.get("barmode") in {"stack", "relative"} else (Form.BARS if flat else Form.COLUMNS)
    labelled = any(trace.get("text") for trace in bars)
    return Native(form, tuple(names), tuple(series), _value_format(chart), _marks(chart), labelled=labelled)


def _bar_series(trace: dict[str, Any], values: tuple[float | None, ...], count: int) -> Series:
    color = trace.get("marker", {}).get("color", palette.ACCENT)
    name = without_tags(str(trace.get("name") or ("Valeur" if count == 1 else "")))
    if isinstance(color, str):
        return Series(name, values, color)
    drawn = tuple(palette.ACCENT if c == _CLEAR else c for c in color)
    return Series(name, values, palette.ACCENT, drawn if len(set(drawn)) > 1 else ())


def _texts(trace: dict[str, Any]) -> list[str]:
    text = trace.get("text") or []
    return [str(t) for t in text] if isinstance(text, list) and text else [""] * len(trace["x"])


def _known_lengths(
    trace: dict[str, Any], lengths: list[float | None], names: dict[Any, str], places: list[Any]
) -> list[float | None]:
    """The lengths of the bars; the screen draws an absent value as a bar of no length that says why."""
    return [
        None if text in _ABSENCES or names.get(place) == "…" else length
        for length, text, place in zip(lengths, _texts(trace), places, strict=True)
    ]


def _with_absence(name: str, text: str) -> str:
    if name == "…":
        return f"… {without_tags(text)}"
    return f"{name} ({text})" if text in _ABSENCES else name


def _marks(chart: Chart) -> tuple[Mark, ...]:
    return tuple(
        Mark(without_tags(note["text"]), float(note["x"]), note.get("font", {}).get("color", palette.REFERENCE))
        for note in chart.figure.layout.get("annotations", [])
        if note.get("name") == "mark"
    )


def _histogram(chart: Chart) -> Native | None:
    trace = chart.figure.data[0]
    found = bins_of(trace)
    if not found:
        return None
    edges = [round(cut, 6) for cut in (*(each.start for each in found), found[-1].end)]
    decimals = max(len(f"{edge:.4f}".split(".")[1].rstrip("0")) for edge in edges)
    names = [f"{fr.number(low, decimals)} à {fr.number(high, decimals)}" for low, high in pairwise(edges)]
    title = chart.figure.layout.get("yaxis", {}).get("title", {}).get("text", "")
    return Native(
        Form.COLUMNS,
        tuple(names),
        (Series(title or "Nombre", tuple(float(each.count) for each in found), palette.SEQUENCE[1]),),
        "#,##0",
        _marks(chart),
        value_title=title,
        labelled=True,
        edges=tuple(edges),
    )


def _is_over_time(chart: Chart) -> bool:
    years = chart.figure.layout.get("xaxis", {}).get("tickvals")
    return bool(years) and all(isinstance(year, int) for year in years)


def _curves(chart: Chart) -> Native:
    """Curves over the years: every year has its place; a break has a place of its own, without value."""
    known = sorted({x for trace in chart.figure.data for x in trace["x"] if x is not None})
    breaks = [n["x"] for n in chart.figure.layout.get("annotations", []) if n.get("name") == "break"]
    slots: list[float] = sorted([*(range(known[0], known[-1] + 1) if known else ()), *breaks])
    series, holes = [], bool(breaks)
    for trace in chart.figure.data:
        values: dict[float, float] = {x: y for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None}
        holes = holes or any(min(values, default=0) < x < max(values, default=0) for x in set(trace["x"]) - set(values))
        line = trace.get("line", {})
        series.append(
            Series(
                without_tags(str(trace.get("name") or "")),
                tuple(values.get(slot) for slot in slots),
                line.get("color") or trace.get("marker", {}).get("color", palette.ACCENT),
                joined="lines" in trace.get("mode", "lines"),
                marked="markers" in trace.get("mode", "lines"),
                width=line.get("width", 1.8),
            )
        )
    names = tuple(BREAK if slot in breaks else str(int(slot)) for slot in slots)
    return Native(Form.LINES, names, tuple(series), _value_format(chart), gaps_are_breaks=holes)


def _named_points(chart: Chart) -> Native:
    """Points on named rows: the categories are the names, `values` the ranks of the rows, `x` what is measured."""
    return Native(
        Form.POINTS,
        tuple(without_tags(str(name)) for name in chart.figure.layout["yaxis"]["ticktext"]),
        _joined_spans([_point_series(trace) for trace in chart.figure.data]),
        "0" if _is_over_time(chart) else _value_format(chart),
    )


def _joined_spans(series: list[Series]) -> tuple[Series, ...]:
    """Lines without dots that follow one another in one colour make one series, a hole between two."""
    kept: list[Series] = []
    for one in series:
        last = kept[-1] if kept else None
        if last and not last.marked and not one.marked and last.color == one.color and last.width == one.width:
            kept[-1] = replace(last, values=(*last.values, None, *one.values), x=(*last.x, None, *one.x))
        else:
            kept.append(one)
    return tuple(kept)


def _points(chart: Chart) -> Native:
    return Native(Form.POINTS, (), tuple(_point_series(trace) for trace in chart.figure.data), _value_format(chart))


def _point_series(trace: dict[str, Any]) -> Series:
    line, marker = trace.get("line", {}), trace.get("marker", {})
    tick = marker.get("symbol") == "line-ns"
    color = marker.get("color") or line.get("color") or marker.get("line", {}).get("color") or palette.ACCENT
    return Series(
        without_tags(str(trace.get("name") or "")),
        tuple(trace["y"]),
        color if isinstance(color, str) else palette.ACCENT,
        x=tuple(trace["x"]),
        joined="lines" in trace.get("mode", "markers"),
        marked="markers" in trace.get("mode", "markers"),
        width=(marker.get("line", {}) if tick else line).get("width", 1.8),
        tick=tick,
    )


def tint(value: float | None, top: float) -> tuple[str, str]:
    """The ground and the ink of a cell of a grid: the tint of the screen for this count, a text that reads on it."""
    if not value:
        return "#ffffff", "#1c2430"
    steps = palette.SEQUENCE[:-1]
    place = min(1.0, value / top) * (len(steps) - 1)
    low = min(int(place), len(steps) - 2)
    share = place - low
    mixed = [round(a + share * (b - a)) for a, b in zip(_channels(steps[low]), _channels(steps[low + 1]), strict=True)]
    luminance = 0.299 * mixed[0] + 0.587 * mixed[1] + 0.114 * mixed[2]
    return "#" + "".join(f"{channel:02x}" for channel in mixed), "#ffffff" if luminance < _DARK else "#1c2430"


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
