"""A chart as a spreadsheet draws it, read from the figure of the screen.

The values come from the figure's traces, so that a native chart shows what the screen shows. A map has no native
chart: `native_view` gives the ranking of its values, where it has some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from observatory import formatting as fr
from observatory import palette
from observatory.charts.chart import Chart, Column
from observatory.exports.native import BREAK, Form, Mark, Native, Series, is_map, measure, number_format
from observatory.exports.plain_text import clean, without_tags
from observatory.exports.render.bins import bins_of

SHOWN_IN_RANKING = 24
_ABSENCES = frozenset(fr.STATUS_TEXT.values())
_CLEAR = "rgba(0,0,0,0)"
_WRITTEN = re.compile(rf"[{fr.MINUS}+]?[\d{fr.NARROW_SPACE}]+(?:,(\d+))?(?:[{fr.NARROW_SPACE}\s]([%€]))?")


def native_view(chart: Chart) -> Native | None:
    """The native chart of the same kind; of a map, the ranking of its values; None when there is nothing to draw."""
    if is_map(chart):
        return _ranking_of_table(chart)
    kinds = {trace["type"] for trace in chart.figure.data}
    makers = {"heatmap": _grid, "bar": _bars, "histogram": _histogram, "scatter": _scatter}
    found = next((make(chart) for kind, make in makers.items() if kind in kinds), None)
    return found if found and any(series.values for series in found.series) else None


def _value_format(chart: Chart) -> str:
    rank = measure(chart)
    column = chart.table.columns[rank] if rank is not None else Column("", "")
    axes = (chart.figure.layout.get(axis, {}) for axis in ("xaxis", "yaxis"))
    suffixes = "".join(axis.get("ticksuffix", "") for axis in axes) + column.heading
    unit = "%" if "%" in suffixes or chart.figure.layout.get("meta", {}).get("unit") == "%" else ""
    return number_format(column.decimals, "€" if "(€)" in column.heading else unit)


def _written_format(chart: Chart, texts: Iterable[str]) -> str:
    """The format of labels as the screen writes them; that of the table's measure where they are not plain numbers."""
    found = [_WRITTEN.fullmatch(text) for text in texts if text and text not in _ABSENCES]
    if not found or not all(found):
        return _value_format(chart)
    units = {match[2] or "" for match in found if match}
    return number_format(max(len(match[1] or "") for match in found if match), units.pop() if len(units) == 1 else "")


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
        tuple(clean(str(row[named])) for row in shown),
        (Series(chart.table.columns[rank].heading, tuple(row[rank] for row in shown), palette.ACCENT),),
        _value_format(chart),
        labelled=True,
    )


def _grid(chart: Chart) -> Native:
    """A table of numbers: the values are those written in the cells, as a tint may follow another scale."""
    trace = chart.figure.data[0]
    top = float(trace.get("zmax") or 1)
    rows = [[without_tags(str(text)) for text in row] for row in trace["text"]]
    series = []
    for rank, name in enumerate(trace["x"]):
        words = tuple(row[rank] for row in rows)
        tints = tuple(float(z[rank] or 0) / top for z in trace["z"])
        values = tuple(_number_of(text) for text in words)
        series.append(Series(without_tags(str(name)), values, palette.ACCENT, words=words, tints=tints))
    written = _written_format(chart, (text for row in rows for text in row))
    return Native(Form.GRID, tuple(without_tags(str(y)) for y in trace["y"]), tuple(series), written)


def _number_of(text: str) -> float | None:
    """The number a cell shows, None for an empty cell or the words of an absence."""
    if not _WRITTEN.fullmatch(text):
        return None
    digits = re.sub(rf"[{fr.NARROW_SPACE}\s%€+]", "", text).replace(fr.MINUS, "-").replace(",", ".")
    return float(digits)


def _bars(chart: Chart) -> Native:
    layout = chart.figure.layout
    bars = [trace for trace in chart.figure.data if trace["type"] == "bar"]
    flat = bars[0].get("orientation") == "h"
    stacked = layout.get("barmode") in {"stack", "relative"}
    axis, scale = layout.get("yaxis" if flat else "xaxis", {}), layout.get("xaxis" if flat else "yaxis", {})
    ranks = list(dict.fromkeys(rank for trace in bars for rank in trace["y" if flat else "x"]))
    told = dict(zip(axis.get("tickvals", ranks), axis.get("ticktext", ranks), strict=False))
    names = [without_tags(str(told.get(rank, rank))) for rank in ranks]
    if len(bars) == 1:
        names = [_with_absence(name, text) for name, text in zip(names, _texts(bars[0]), strict=True)]
    return Native(
        Form.STACKED if stacked else (Form.BARS if flat else Form.COLUMNS),
        tuple(names),
        tuple(_bar_series(trace, ranks, told, flat=flat) for trace in bars),
        _written_format(chart, (text for trace in bars for text in _texts(trace) if not text.startswith("…"))),
        _marks(chart),
        labelled=any(trace.get("text") for trace in bars),
        base=float(bars[0].get("base") or 0),
        whole=float(scale["range"][1]) if stacked and "range" in scale else None,
    )


def _bar_series(trace: dict[str, Any], ranks: list[Any], told: dict[Any, str], *, flat: bool) -> Series:
    places, lengths = (trace["y"], trace["x"]) if flat else (trace["x"], trace["y"])
    texts = _texts(trace)
    base = trace.get("base") or 0
    # the screen draws an absent value as a bar of no length that says why
    known = {
        place: None if length is None or text in _ABSENCES or told.get(place) == "…" else length + base
        for place, length, text in zip(places, lengths, texts, strict=True)
    }
    values = tuple(known.get(rank) for rank in ranks)
    written = tuple(bool(dict(zip(places, texts, strict=True)).get(rank)) for rank in ranks)
    color = trace.get("marker", {}).get("color", palette.ACCENT)
    name = without_tags(str(trace.get("name") or "Valeur"))
    if isinstance(color, str):
        return Series(name, values, color, written=() if all(written) else written)
    drawn = tuple(palette.ACCENT if c == _CLEAR else c for c in color)
    return Series(name, values, palette.ACCENT, drawn if len(set(drawn)) > 1 else ())


def _texts(trace: dict[str, Any]) -> list[str]:
    text = trace.get("text") or []
    return [without_tags(str(t)) for t in text] if isinstance(text, list) and text else [""] * len(trace["x"])


def _with_absence(name: str, text: str) -> str:
    if name == "…":
        return f"… {text}"
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
    ends = trace.get("meta", {})
    if ends.get("below"):
        names[0] = f"moins de {fr.number(edges[1], decimals)}"
    if ends.get("above"):
        names[-1] = f"{fr.number(edges[-2], decimals)} ou plus"
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


def _scatter(chart: Chart) -> Native:
    layout = chart.figure.layout
    if layout.get("yaxis", {}).get("ticktext"):
        return _named_points(chart)
    return _curves(chart) if _is_over_time(chart) else _points(chart)


def _is_over_time(chart: Chart) -> bool:
    years = chart.figure.layout.get("xaxis", {}).get("tickvals")
    return bool(years) and all(isinstance(year, int) for year in years)


def _curves(chart: Chart) -> Native:
    """Curves over the years: every year has its place; a break has a place of its own, without value."""
    traces = chart.figure.data
    known = sorted({x for trace in traces for x in trace["x"] if x is not None})
    breaks = [note["x"] for note in chart.figure.layout.get("annotations", []) if note.get("name") == "break"]
    slots: list[float] = sorted([*(range(known[0], known[-1] + 1) if known else ()), *breaks])
    series, holes = [], bool(breaks)
    for trace in traces:
        values: dict[float, float] = {x: y for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None}
        absent = set(trace["x"]) - set(values)
        holes = holes or any(min(values, default=0) < x < max(values, default=0) for x in absent)
        series.append(replace(_line(trace), values=tuple(values.get(slot) for slot in slots)))
    names = tuple(BREAK if slot in breaks else str(int(slot)) for slot in slots)
    from_zero = chart.figure.layout.get("yaxis", {}).get("rangemode") == "tozero"
    return Native(Form.LINES, names, tuple(series), _value_format(chart), gaps_are_breaks=holes, from_zero=from_zero)


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
    return replace(_line(trace), x=tuple(trace["x"]), values=tuple(trace["y"]))


def _line(trace: dict[str, Any]) -> Series:
    """The look of a trace of points or lines, without its values."""
    line, marker = trace.get("line", {}), trace.get("marker", {})
    tick = marker.get("symbol") == "line-ns"
    color = marker.get("color") or line.get("color") or marker.get("line", {}).get("color") or palette.ACCENT
    mode = trace.get("mode", "lines")
    return Series(
        without_tags(str(trace.get("name") or "")),
        (),
        color if isinstance(color, str) else palette.ACCENT,
        joined="lines" in mode,
        marked="markers" in mode,
        width=(marker.get("line", {}) if tick else line).get("width", 1.8),
        tick=tick,
        dash=line.get("dash", "solid"),
    )
