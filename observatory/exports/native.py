"""What spreadsheets and slides draw themselves: a chart as categories and series, with its formats and its tints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from observatory import formatting as fr
from observatory import palette
from observatory.charts.chart import Chart, Column

BREAK = "rupture de série"
_NOT_MEASURES = {"rang", "annee", "annee_fin", "annee_population", "ligne"}
_DARK = 130
INK = "#1c2430"


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

    `colors` has one colour a value where they differ, else it is empty and `color` serves for all; `written` tells
    which values have their label, all when it is empty. `width` is in points; `tick` asks for short upright strokes
    instead of dots. Of a grid, `words` are the cells as they are written and `tints` their darkness, from 0 to 1.
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
    dash: str = "solid"
    written: tuple[bool, ...] = ()
    words: tuple[str, ...] = ()
    tints: tuple[float, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A named value drawn across the chart: a reference, the reader's territory."""

    name: str
    value: float
    color: str


@dataclass(frozen=True)
class Native:
    """A chart in the terms of a spreadsheet. `number_format` is that of a workbook (its comma is the reader's).

    `base` is where bars begin; `edges` the bounds of the intervals of a histogram; `whole` the sum of stacked bars
    when it is fixed (100 %).
    """

    form: Form
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str
    marks: tuple[Mark, ...] = ()
    value_title: str = ""
    labelled: bool = False
    gaps_are_breaks: bool = True
    edges: tuple[float, ...] = ()
    base: float = 0.0
    from_zero: bool = True
    whole: float | None = None


def is_map(chart: Chart) -> bool:
    """Whether a chart is a map or a plan: it leaves as a picture."""
    return bool(chart.figure.layout.get("meta", {}).get("map"))


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


def points_span(native: Native) -> tuple[float, float]:
    """The ends of the axis of named points: a little room on both sides of what is measured."""
    known = [x for series in native.series for x in series.x if x is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    return (low - 1, high + 1) if native.number_format == "0" else (min(0.0, low), high * 1.05)


def tint(share: float) -> tuple[str, str]:
    """The ground and the ink of a cell of a grid: the tint of the screen, a text that reads on it."""
    steps = palette.SEQUENCE[:-1]
    place = min(1.0, max(0.0, share)) * (len(steps) - 1)
    low = min(int(place), len(steps) - 2)
    part = place - low
    mixed = [round(a + part * (b - a)) for a, b in zip(_channels(steps[low]), _channels(steps[low + 1]), strict=True)]
    ground = "#" + "".join(f"{channel:02x}" for channel in mixed)
    return ground, ink_on(ground)


def ink_on(ground: str) -> str:
    """White or the ink of the house, whichever reads on a colour."""
    red, green, blue = _channels(ground)
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < _DARK else INK


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
