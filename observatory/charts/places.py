"""Charts of one indicator for one territory and what contains it: over time, and side by side."""

from __future__ import annotations

from collections.abc import Mapping

from observatory import figures, narrative, palette
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.wording import foot, status_word, unit_text, value_column
from observatory.choices import indicator_of, period_of, territory_of
from observatory.database import Database
from observatory.model import Indicator, Kind, Territory
from observatory.narrative.sentences import Reading
from observatory.standing import Standing, describe, standing

_WIDE, _THIN = 3.0, 1.8


def _places(own: Standing, indicator: Indicator) -> list[Territory]:
    return [place for place in (own.place, *own.above) if place.level in indicator.levels]


def _table(indicator: Indicator, rows: list[tuple[str, Reading]]) -> Table:
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("annee", "Année"),
        value_column(indicator),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    cells = tuple((r.place.code, r.place.name, period, r.value, status_word(r.status), r.note) for period, r in rows)
    return Table(columns, cells)


def over_time(database: Database, parameters: Mapping[str, str]) -> Chart:
    """An indicator over the years for a territory and what contains it; a break is drawn, a gap stays a gap.

    Counts are drawn for the territory alone: beside France, a commune would be a flat line.
    """
    indicator = indicator_of(database, parameters)
    place = territory_of(database, parameters)
    own = standing(database, place)
    places = _places(own, indicator)
    if indicator.kind is Kind.COUNT:
        places = places[:1]
    shown = places[0] if places else place
    periods = sorted({period for name, period, _ in own.cells if name == indicator.indicator_id})
    readings = {other.key: [(period, own.reading(indicator, period, other)) for period in periods] for other in places}
    colors = (palette.MARK if shown.key == place.key else palette.ACCENT, palette.ACCENT, palette.REFERENCE)
    lines = [
        (
            other.name,
            [(period, r.value) for period, r in readings[other.key]],
            colors[rank] if rank < len(colors) else palette.FRAME,
            _THIN if rank else _WIDE,
        )
        for rank, other in enumerate(places)
    ]
    span = f"{periods[0]}-{periods[-1]}" if periods else ""
    known = [(period, r.value) for period, r in readings.get(shown.key, []) if r.value is not None]
    return Chart(
        "evolution",
        {"indicateur": indicator.indicator_id, "territoire": place.key},
        f"{indicator.label} {narrative.in_place(shown)}, {span}",
        f"{unit_text(indicator)} · {shown.name} · {span}",
        foot(database, indicator),
        narrative.describe_series(indicator, shown, known),
        figures.evolution(lines, indicator, indicator.breaks),
        _table(indicator, [row for other in places for row in readings[other.key]]),
        fr.file_name(indicator.indicator_id, "evolution", shown.name, span),
        height=380,
    )


def against_references(database: Database, parameters: Mapping[str, str]) -> Chart:
    """A territory beside its département, its région and France, for one indicator and year."""
    indicator = indicator_of(database, parameters)
    place = territory_of(database, parameters)
    level = place.level if place.level in indicator.levels else indicator.levels[0]
    period = period_of(database, indicator, level, parameters)
    own = standing(database, place)
    readings = [own.reading(indicator, period, other) for other in (place, *own.references(indicator))]
    figure = figures.bars(
        [r.place.name for r in readings],
        [r.value for r in readings],
        [palette.MARK, *[palette.ACCENT] * (len(readings) - 1)],
        [fr.value_text(r.value, indicator, r.status) for r in readings],
        indicator,
    )
    return Chart(
        "comparaison",
        {"indicateur": indicator.indicator_id, "territoire": place.key, "annee": period},
        f"{indicator.label}, {period}",
        f"{unit_text(indicator)} · {place.name} et ses références · {period}",
        foot(database, indicator),
        describe(database, indicator, period, place),
        figure,
        _table(indicator, [(period, r) for r in readings]),
        fr.file_name(indicator.indicator_id, place.name, period),
        height=120 + 34 * len(readings),
    )
