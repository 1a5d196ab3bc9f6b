"""The key figures of a portrait: the same readings as the screen's, side by side with what contains the territory."""

from __future__ import annotations

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.charts.parts_compared import INDEX_PREFIX
from observatory.choices import grouped
from observatory.database import Database
from observatory.exports.portrait.model import Cell, Fact, KeyFigure, KeyFigures
from observatory.exports.portrait.wording import left_out
from observatory.model import Indicator, Level, Status, Territory
from observatory.narrative.sentences import capital
from observatory.standing import Standing, describe, last_period, rank_of, standing

MOST_ROWS = 14


def shown_indicators(database: Database) -> list[Indicator]:
    """The indicators of a portrait, those of the screen: no other perimeter of one, no index; by theme."""
    known = grouped(queries.indicators(database).values())
    return [indicator for indicator in known if not indicator.indicator_id.startswith(INDEX_PREFIX)]


def key_figures(database: Database, place: Territory) -> KeyFigures:
    """The table of the last values known, for a territory and all that contains it."""
    own = standing(database, place)
    known = shown_indicators(database)
    rows = tuple(_row(database, own, indicator) for indicator in known[:MOST_ROWS])
    columns = tuple(Fact(_level_name(other), other.name) for other in own.above)
    ranked = "" if not any(row.rank for row in rows) else fr.LEVEL_PLURAL[place.level]
    return KeyFigures(columns, ranked, rows, rest_of(len(known), len(rows)))


def rest_of(total: int, shown: int) -> tuple[str, ...]:
    """What is said of the indicators that are not shown."""
    return left_out(total, shown, "indicateur, à lire à l’écran", "indicateurs, à lire à l’écran")


def _level_name(place: Territory) -> str:
    return "" if place.level is Level.FRANCE else capital(fr.LEVEL_SINGULAR[place.level])


def _row(database: Database, own: Standing, indicator: Indicator) -> KeyFigure:
    period = last_period(database, indicator, own.place)
    here = own.reading(indicator, period)
    rank = rank_of(database, indicator, period, own.place)
    return KeyFigure(
        indicator.label,
        _cell(own, indicator, period, own.place),
        here.note or "" if here.value is None else "",
        f"{_ordinal(rank.position, own.place)} sur {fr.number(rank.total)}" if rank else "",
        tuple(_cell(own, indicator, period, other) for other in own.above),
        period,
        queries.sources(database)[indicator.source_id].producer,
        describe(database, indicator, period, own.place),
    )


def _ordinal(position: int, place: Territory) -> str:

    return narrative.ordinal(position, feminine=place.level in fr.FEMININE_LEVELS)


def _cell(own: Standing, indicator: Indicator, period: str, place: Territory) -> Cell:
    reading = own.reading(indicator, period, place)
    return cell_of(indicator, reading.value, reading.status)


def cell_of(indicator: Indicator, value: float | None, status: Status) -> Cell:
    """A value as it is read, or the words of its absence."""
    text = fr.value_text(value, indicator, status)
    if value is None:
        return Cell(text, known=False, number="", unit="")
    if indicator.unit in {"%", "EUR"}:
        return Cell(text, known=True, number=text, unit="")
    number = fr.value_text(value, indicator, unit=False)
    return Cell(text, known=True, number=number, unit=fr.counted(indicator.unit, value))
