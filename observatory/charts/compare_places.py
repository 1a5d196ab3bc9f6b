"""Charts of a few territories side by side, for one indicator: in one year, and over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from observatory import figures, palette, queries
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.wording import foot, status_word, unit_text, value_column
from observatory.choices import indicator_of
from observatory.comparison.places import TERRITORIES, common_period, keys_of, periods_of, places_of, values_of
from observatory.database import Database
from observatory.model import Indicator, Kind, Level, Series, Territory
from observatory.narrative.comparison import describe_compared, describe_courses, mix_of_levels
from observatory.narrative.sentences import Reading

_WIDTH = 2.4
_NAMED = 3


def colors_of(places: Sequence[Territory]) -> dict[str, str]:
    """The colour of each territory, by the order in which they were chosen: the same in every chart of the page."""
    return {place.key: palette.PLACES[i % len(palette.PLACES)] for i, place in enumerate(places)}


def who(places: Sequence[Territory]) -> str:
    """The territories as a subtitle names them."""
    names = [place.name for place in places[:_NAMED]]
    more = len(places) - len(names)
    return ", ".join(names) + (f" et {more} autre{'s' if more > 1 else ''}" if more else "")


def named(place: Territory, places: Sequence[Territory]) -> str:
    """The name of a territory, with its level where several are compared or where another bears the same name."""
    mixed = len({other.level for other in places}) > 1
    twins = sum(other.name == place.name for other in places) > 1
    if place.level is Level.FRANCE or not (mixed or twins):
        return place.name
    return f"{place.name} ({place.code if twins and not mixed else fr.LEVEL_SINGULAR[place.level]})"


def rank_in_level(
    database: Database, indicator: Indicator, period: str, place: Territory
) -> tuple[int, int] | tuple[None, None]:
    """The rank of a territory in its level (1 = the highest), and how many are ranked; none for a count of examples."""
    if place.level in {Level.FRANCE, Level.COMMUNE} or place.level not in indicator.levels or not indicator.is_census:
        return None, None
    values = queries.values_by_territory(database, indicator.indicator_id, place.level, period).set_index("code")[
        "value"
    ]
    own = values.get(place.code)
    if own is None or fr.is_missing(float(own)):
        return None, None
    return 1 + int((values > own).sum()), int(values.notna().sum())


def _table(
    database: Database, indicator: Indicator, period: str, readings: Sequence[Reading], france: Reading
) -> Table:
    unit = "points" if indicator.unit == "%" else {"EUR": "€"}.get(indicator.unit, indicator.unit)
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("niveau", "Niveau"),
        Column("annee", "Année"),
        value_column(indicator),
        Column("rang", "Rang dans son niveau", numeric=True),
        Column("territoires_classes", "Territoires classés", numeric=True),
        Column("ecart_france", f"Écart à la France ({unit})", numeric=True, decimals=indicator.decimals),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    compared = indicator.kind is Kind.RATE and france.value is not None
    rows = []
    for r in readings:
        gap = r.value - france.value if compared and r.value is not None and france.value is not None else None
        rank = rank_in_level(database, indicator, period, r.place)
        level = fr.LEVEL_SINGULAR[r.place.level]
        rows.append((r.place.code, r.place.name, level, period, r.value, *rank, gap, status_word(r.status), r.note))
    return Table(columns, tuple(rows))


def _parameters(indicator: Indicator, places: Sequence[Territory], **more: str) -> dict[str, str]:
    return {"indicateur": indicator.indicator_id, **more, TERRITORIES: keys_of(places)}


def side_by_side(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Two to eight territories for one indicator and one year, from the highest, with France as a line for a rate."""
    indicator, places = indicator_of(database, parameters), places_of(database, parameters)
    period = common_period(database, indicator, places, parameters)
    known = values_of(database, places)
    readings = [known.reading(indicator, period, place) for place in places]
    france = known.reading(indicator, period)
    colors = colors_of(places)
    shown = sorted(readings, key=lambda r: (r.value is None, -(r.value or 0.0)))
    figure = figures.bars(
        [named(r.place, places) for r in shown],
        [r.value for r in shown],
        [colors[r.place.key] for r in shown],
        [fr.value_text(r.value, indicator, r.status) for r in shown],
        indicator,
    )
    if indicator.kind is Kind.RATE and france.value is not None:
        text = f"France{fr.NARROW_SPACE}: {fr.value_text(france.value, indicator)}"
        figures.mark_value(figure, text, france.value, palette.REFERENCE, dash="dot")
    rows = readings if france.place in places or france.value is None else [*readings, france]
    return Chart(
        "comparer-barres",
        _parameters(indicator, places, annee=period),
        f"{indicator.label}, {period}",
        f"{unit_text(indicator)} · {who(places)} · {period}",
        foot(database, indicator),
        describe_compared(indicator, period, readings, None if france.place in places else france),
        figure,
        _table(database, indicator, period, rows, france),
        fr.file_name(indicator.indicator_id, "comparaison", *(place.name for place in places[:_NAMED]), period),
        height=150 + 34 * len(readings),
    )


def has_course(database: Database, indicator: Indicator, places: Sequence[Territory]) -> bool:
    """Tell whether an indicator may be followed over the years for some of the territories."""
    return indicator.series is Series.LINE and len(periods_of(database, indicator, places)) > 1


def courses(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Two to eight territories over the years for one indicator; a break is drawn, an absent year is a hole."""
    indicator, places = indicator_of(database, parameters), places_of(database, parameters)
    periods = periods_of(database, indicator, places) or [common_period(database, indicator, places, {})]
    known = values_of(database, places)
    readings = {place.key: [(p, known.reading(indicator, p, place)) for p in periods] for place in places}
    colors = colors_of(places)
    lines = [
        (named(place, places), [(p, r.value) for p, r in readings[place.key]], colors[place.key], _WIDTH)
        for place in places
    ]
    span = f"{periods[0]}-{periods[-1]}" if len(periods) > 1 else periods[0]
    points = [(place, [(p, r.value) for p, r in readings[place.key] if r.value is not None]) for place in places]
    cautions = [mix_of_levels(places, indicator.kind)]
    if indicator.series is Series.POINTS:
        cautions.append(f"Ces points ne forment pas une série{fr.NARROW_SPACE}: ils ne sont pas reliés.")
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("niveau", "Niveau"),
        Column("annee", "Année"),
        value_column(indicator),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    rows = tuple(
        (place.code, place.name, fr.LEVEL_SINGULAR[place.level], p, r.value, status_word(r.status), r.note)
        for place in places
        for p, r in readings[place.key]
    )
    return Chart(
        "comparer-evolution",
        _parameters(indicator, places),
        f"{indicator.label}, {span}",
        f"{unit_text(indicator)} · {who(places)} · {span}",
        foot(database, indicator),
        describe_courses(indicator, points, [caution for caution in cautions if caution]),
        figures.evolution(lines, indicator, indicator.breaks),
        Table(columns, rows),
        fr.file_name(indicator.indicator_id, "evolution", *(place.name for place in places[:_NAMED]), span),
        height=420,
    )
