"""The figures of a territory made up by the reader: those of the page Comparer, absences and secrecy included."""

from __future__ import annotations

from observatory import formatting as fr
from observatory import queries
from observatory.charts import build_chart
from observatory.charts.compare_custom import place_of
from observatory.charts.wording import unit_text
from observatory.comparison.custom import MEASURE, NAME, Custom
from observatory.comparison.custom_values import CustomValue, custom_values
from observatory.database import Database
from observatory.exports.portrait.charts_shown import MOST_CHARTS, BarRow, drawn_bars, rows_of, shown
from observatory.exports.portrait.key_figures import MOST_ROWS, cell_of, rest_of, shown_indicators
from observatory.exports.portrait.model import ChartShown, Fact, KeyFigure, KeyFigures
from observatory.model import Kind, Status
from observatory.narrative.comparison import describe_custom_value
from observatory.narrative.sentences import Reading

MOST_MEMBERS = 5


def local_values(database: Database, custom: Custom) -> list[CustomValue]:
    """The figures of the page Comparer in the order of a portrait, without other perimeters nor indices."""
    known = {value.indicator.indicator_id: value for value in custom_values(database, custom)}
    return [known[i.indicator_id] for i in shown_indicators(database) if i.indicator_id in known]


def custom_key_figures(database: Database, custom: Custom) -> KeyFigures:
    """The table of the last values known, beside France's: no rank, a territory made up is of no level."""
    known = local_values(database, custom)
    rows = tuple(_row(database, custom, value) for value in known[:MOST_ROWS])
    return KeyFigures((Fact("", "France"),), "", rows, rest_of(len(known), len(rows)))


def _row(database: Database, custom: Custom, value: CustomValue) -> KeyFigure:
    indicator = value.indicator
    # the note has its own line: the sentence repeats it only when it is all there is to say
    reading = Reading(place_of(custom), value.value, value.status, value.note if value.value is None else None)
    return KeyFigure(
        indicator.label,
        cell_of(indicator, value.value, value.status),
        value.note or "",
        "",
        (cell_of(indicator, value.france, Status.NOT_AVAILABLE),),
        value.period,
        queries.sources(database)[indicator.source_id].producer,
        describe_custom_value(custom.name, indicator, value.period, reading, value.france),
    )


def custom_charts(database: Database, custom: Custom) -> tuple[ChartShown, ...]:
    """The indicators known for the territory, then those known for a member only, rates first; as bars."""
    values = [v for v in local_values(database, custom) if not v.indicator.indicator_id.startswith("evolution_")]
    drawn = []
    for value in sorted(values, key=lambda v: (v.value is None, v.indicator.kind is not Kind.RATE)):
        chart = _chart(database, custom, value)
        if chart is not None:
            drawn.append(chart)
        if len(drawn) == MOST_CHARTS:
            break
    return tuple(drawn)


def _chart(database: Database, custom: Custom, value: CustomValue) -> ChartShown | None:
    """The chart of the page Comparer with France for a rate and the first members; None when there is nothing to see.

    A member alone is the territory itself: it is not drawn twice.
    """
    indicator = value.indicator
    asked = {MEASURE: custom.keys, NAME: custom.name, "indicateur": indicator.indicator_id}
    chart = build_chart(database, "mesure", asked)
    own, *members = rows_of(chart, indicator)
    if len(members) == 1:
        members = []
    france: list[BarRow] = []
    if indicator.kind is Kind.RATE and value.france is not None:
        france = [("France", value.france, Status.OBSERVED)]
    if not any(amount for _, amount, _ in (own, *members)) or not (france or members):
        return None
    rest = len(members) - MOST_MEMBERS
    many = f"les {MOST_MEMBERS} premiers des {fr.number(len(members))} territoires réunis · " if rest > 0 else ""
    name, parameters, title, _, plain, source = shown(chart)
    subtitle = f"{unit_text(indicator)} · {many}{value.period}"
    bars = drawn_bars([own, *france, *members[:MOST_MEMBERS]], indicator, unit=False)
    return ChartShown(name, parameters, title, subtitle, plain, source, bars=bars)
