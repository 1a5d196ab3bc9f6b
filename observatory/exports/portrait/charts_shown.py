"""The charts of a portrait: those of the screen, their tables made into bars, curves and stacks to print."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from observatory import formatting as fr
from observatory import palette, queries
from observatory.charts import Chart, build_chart
from observatory.charts.parts_compared import nearest
from observatory.charts.parts_of import splits
from observatory.database import Database
from observatory.exports.plain_text import without_tags
from observatory.exports.portrait.key_figures import shown_indicators
from observatory.exports.portrait.model import Bar, ChartShown, Curve, Point, Slice, Stack
from observatory.headlines import rates_to_compare
from observatory.model import FAMILIES, Break, Indicator, Level, Series, Status, Territory
from observatory.standing import has_history

JOBS = "effectifs_ess"
MOST_CURVES, MOST_CHARTS = 3, 4
_DARKEST = 0.067  # luminance of the dark ink, plus 0.05
_CODES = {name: code for code, name in FAMILIES.items()}
_Row = tuple[str, float | None]
BarRow = tuple[str, float | None, Status]


def charts_shown(database: Database, place: Territory) -> tuple[ChartShown, ...]:
    """The rates beside their references, one of them over time, the families of the ESS when they are known.

    France has no reference: its régions are ranked instead.
    """
    known = shown_indicators(database)
    rates = rates_to_compare(database, place)
    draw = ranking if place.level is Level.FRANCE else bars
    charts = [draw(database, indicator, place) for indicator in rates[:1]]
    moving = next((i for i in [*rates, *known] if i.series is Series.LINE and has_history(database, i, place)), None)
    if moving is not None:
        charts.append(curves(database, moving, place))
    charts += [draw(database, i, place) for i in rates[1:] if draw is bars][: MOST_CHARTS - len(charts)]
    families = _families(database, place)
    return (*charts, *([families] if families else []))


def shown(chart: Chart) -> tuple[str, tuple[tuple[str, str], ...], str, str, str, str]:
    """What every chart says: its name and address, title, subtitle, sentence, source."""
    source = chart.foot[0] if chart.foot else ""
    parameters = tuple(chart.parameters.items())
    return chart.name, parameters, chart.title, chart.subtitle, without_tags(chart.plain), source


def _column(chart: Chart, name: str) -> list[object]:
    rank = [column.name for column in chart.table.columns].index(name)
    return [row[rank] for row in chart.table.rows]


def _numbers(chart: Chart, name: str) -> list[float | None]:
    return [None if fr.is_missing(v) else float(v) for v in _column(chart, name)]  # type: ignore[arg-type]


def bars(database: Database, indicator: Indicator, place: Territory) -> ChartShown:
    """A territory beside its références, as bars from zero."""
    chart = build_chart(database, "comparaison", {"indicateur": indicator.indicator_id, "territoire": place.key})
    return ChartShown(*shown(chart), bars=drawn_bars(rows_of(chart, indicator), indicator))


def rows_of(chart: Chart, indicator: Indicator) -> list[BarRow]:
    """The rows of a chart of bars: the name of each territory, its value, why it has none."""
    statuses = {word: status for status, word in fr.STATUS_TEXT.items()}
    reasons = (statuses.get(str(word), Status.NOT_AVAILABLE) for word in _column(chart, "statut"))
    names = (str(name) for name in _column(chart, "territoire"))
    return list(zip(names, _numbers(chart, indicator.indicator_id), reasons, strict=True))


def drawn_bars(rows: Sequence[BarRow], indicator: Indicator, *, unit: bool = True) -> tuple[Bar, ...]:
    """Bars from zero, the first one the territory's own; without the unit when the subtitle says it."""
    longest = max((value for _, value, _ in rows if value is not None), default=0.0)
    return tuple(
        Bar(
            name,
            None if value is None else value / longest if longest else 0.0,
            fr.value_text(value, indicator, status, unit=unit or indicator.unit in {"%", "EUR"}),
            rank == 0,
        )
        for rank, (name, value, status) in enumerate(rows)
    )


def ranking(database: Database, indicator: Indicator, _place: Territory) -> ChartShown:
    """The régions of France, the highest first."""
    asked = {"indicateur": indicator.indicator_id, "niveau": Level.REGION}
    chart = build_chart(database, "classement", asked)
    rows = list(zip(_column(chart, "territoire"), _numbers(chart, indicator.indicator_id), strict=True))
    longest = max((value for _, value in rows if value is not None), default=0.0)
    drawn = tuple(
        Bar(
            str(name),
            None if value is None else value / longest if longest else 0.0,
            fr.value_text(value, indicator),
            own=False,
        )
        for name, value in rows
    )
    return ChartShown(*shown(chart), bars=drawn)


def curves(database: Database, indicator: Indicator, place: Territory) -> ChartShown:
    """An indicator over the years; a break cuts the curves, a missing year leaves a hole."""
    chart = build_chart(database, "evolution", {"indicateur": indicator.indicator_id, "territoire": place.key})
    values = _numbers(chart, indicator.indicator_id)
    rows = list(zip(_column(chart, "code"), _column(chart, "territoire"), _column(chart, "annee"), values, strict=True))
    years = sorted({int(str(year)) for _, _, year, _ in rows})
    ticks = list(_heights(max((v for v in values if v is not None), default=0.0)))
    places = list(dict.fromkeys((str(code), str(name)) for code, name, _, _ in rows))
    kept = places if len(places) <= MOST_CURVES else [places[0], *places[-(MOST_CURVES - 1) :]]
    drawn = []
    for code, name in kept:
        own = [(str(year), value) for other, called, year, value in rows if (str(other), str(called)) == (code, name)]
        pieces = tuple(
            tuple(
                Point(_across(int(year), years), (value or 0) / ticks[-1], fr.value_text(value, indicator))
                for year, value in piece
            )
            for piece in _pieces(own, indicator.breaks)
        )
        drawn.append(Curve(name, pieces, indicator.series is Series.LINE))
    middles = [(int(b.after_period) + int(b.before_period)) / 2 for b in indicator.breaks]
    return ChartShown(
        *shown(chart),
        curves=tuple(drawn),
        years=tuple((_across(year, years), str(year)) for year in _years_written(years)),
        heights=tuple((tick / ticks[-1], _tick_text(tick, indicator, ticks)) for tick in ticks),
        breaks=tuple(_across(middle, years) for middle in middles),
    )


def _across(year: float, years: Sequence[int]) -> float:
    return 0.5 if years[0] == years[-1] else (year - years[0]) / (years[-1] - years[0])


def _years_written(years: Sequence[int]) -> list[int]:
    """The years written under the axis: the first and the last, and those far enough from both and from each other."""
    span = years[-1] - years[0]
    kept = [years[0]]
    for year in years[1:-1]:
        if min(year - kept[-1], years[-1] - year) >= span / 6:
            kept.append(year)
    return [*kept, years[-1]] if span else kept


def _heights(highest: float) -> Iterator[float]:
    """Round heights from zero to above the highest value: three to five of them."""
    if highest <= 0:
        yield from (0.0, 1.0)
        return
    power = 10 ** math.floor(math.log10(highest / 3))
    step = next(s * power for s in (1, 2, 5, 10) if highest / (s * power) <= 4)  # noqa: PLR2004 - at most five ticks
    for rank in range(math.ceil(highest / step) + 1):
        yield rank * step


def _tick_text(tick: float, indicator: Indicator, ticks: Sequence[float]) -> str:
    decimals = 0 if all(float(t).is_integer() for t in ticks) else 1
    text = fr.number(tick, decimals)
    return fr.with_unit(text, indicator.unit) if indicator.unit in {"%", "EUR"} else text


def _pieces(points: Sequence[_Row], breaks: Sequence[Break]) -> list[list[_Row]]:
    """Runs of known points, cut at a missing year and at a break."""
    cuts = {b.before_period for b in breaks}
    pieces: list[list[_Row]] = [[]]
    for year, value in sorted(points):
        if value is None or year in cuts:
            pieces.append([])
        if value is not None:
            pieces[-1].append((year, value))
    return [piece for piece in pieces if piece]


def _families(database: Database, place: Territory) -> ChartShown | None:
    """The families of the ESS among jobs, for the territory or the nearest that has them; None when none is loaded."""
    jobs = queries.indicators(database).get(JOBS)
    if jobs is None or "familles" not in splits(database, jobs):
        return None
    asked, remark = nearest(database, "familles", {"territoire": place.key, "indicateur": JOBS})
    if asked is None:
        return None
    chart = build_chart(database, "familles", asked)
    stacks: dict[str, list[Slice]] = {}
    cells = zip(_column(chart, "territoire"), _column(chart, "famille"), _numbers(chart, "part"), strict=True)
    for name, family, share in cells:
        if share is not None:
            color = palette.FAMILIES[_CODES[str(family)]]
            text = f"{fr.number(share, 1)}{fr.NARROW_SPACE}%"
            stacks.setdefault(str(name), []).append(Slice(str(family), share, text, color, _written_on(color)))
    drawn = tuple(Stack(name, tuple(slices)) for name, slices in stacks.items())
    return ChartShown(*shown(chart), remark=remark, stacks=drawn)


def _written_on(color: str) -> str:
    """White or dark, whichever is read best on a colour (relative luminance, WCAG 2)."""
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)  # noqa: PLR2004
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / _DARKEST else "#1c2430"
