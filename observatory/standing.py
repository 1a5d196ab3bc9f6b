"""Where a territory stands: its values and those of what contains it, read at once, and its « En clair » sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.database import Database
from observatory.model import Indicator, Kind, Level, Series, Status, Territory
from observatory.narrative.sentences import Rank, Reading

Cell = tuple[float | None, str, str | None]


@dataclass(frozen=True)
class Standing:
    """A territory, what contains it from the nearest to France, and every value they have.

    `cells` is keyed by indicator, period and territory key; a cell is (value, status, note).
    """

    place: Territory
    above: tuple[Territory, ...]
    cells: Mapping[tuple[str, str, str], Cell]

    def references(self, indicator: Indicator) -> list[Territory]:
        """What contains the territory and may have a value for this indicator."""
        return [place for place in self.above if place.level in indicator.levels]

    def reading(self, indicator: Indicator, period: str, place: Territory | None = None) -> Reading:
        """The value of an indicator for the territory (or one that contains it), or the reason why there is none."""
        place = place or self.place
        cell = self.cells.get((indicator.indicator_id, period, place.key))
        if cell is None:
            return Reading(place, None, Status.NOT_AVAILABLE, _why_absent(indicator, place))
        value, status, note = cell
        return Reading(place, value, Status(status), note)

    def earlier(self, indicator: Indicator, period: str) -> tuple[str, float] | None:
        """The last value of the territory before a period that may be compared with it, None without one."""
        if indicator.series is not Series.LINE:
            return None
        own = {
            when: value
            for (name, when, key), (value, *_) in self.cells.items()
            if name == indicator.indicator_id and key == self.place.key and value is not None and when <= period
        }
        points = narrative.comparable(sorted(own.items()), indicator.breaks)
        return points[-2] if len(points) > 1 and points[-1][0] == period else None


@lru_cache(maxsize=512)
def standing(database: Database, place: Territory) -> Standing:
    """Read a territory and what contains it: one query for the territories, one for all their values."""
    above = tuple(queries.ancestors(database, place))
    cells = queries.cells(database, tuple(other.key for other in (place, *above)))
    return Standing(place, above, cells)


def _why_absent(indicator: Indicator, place: Territory) -> str | None:
    if place.level in indicator.levels:
        return None
    levels = [level for level in Level if level in indicator.levels and level is not Level.EPT]
    if levels == [Level.FRANCE]:
        return "la source ne le publie que pour la France"
    return f"la source s’arrête aux {fr.LEVEL_PLURAL[levels[-1]]}"


def has_history(database: Database, indicator: Indicator, place: Territory) -> bool:
    """Tell whether a territory has values at two periods at least, so that they can be seen over time."""
    own = standing(database, place)
    known = [
        cell
        for (name, _, key), cell in own.cells.items()
        if name == indicator.indicator_id and key == place.key and cell[0] is not None
    ]
    return len(known) > 1


def last_period(database: Database, indicator: Indicator, place: Territory) -> str:
    """The last period an indicator has at the level of a territory, or at its widest level when it has none there."""
    level = place.level if place.level in indicator.levels else indicator.levels[0]
    known = queries.periods(database, indicator.indicator_id, level)
    return known[-1] if known else ""


def rank_of(database: Database, indicator: Indicator, period: str, place: Territory) -> Rank | None:
    """The rank of a territory in its level (1 = the highest; equal values share a rank).

    None without value, and for a count of examples.
    """
    if place.level in {Level.FRANCE, Level.COMMUNE} or not indicator.is_census:
        return None
    known = queries.ranks(database, place.level, place.code).get((indicator.indicator_id, period))
    return Rank(*known) if known else None


def describe(database: Database, indicator: Indicator, period: str, place: Territory) -> str:
    """« En clair » for one territory: value, gap to the nearest reference and to France, rank, change."""
    own = standing(database, place)
    references = [own.reading(indicator, period, other) for other in own.references(indicator)]
    if indicator.kind is Kind.RATE and len(references) > 1:
        references = [references[0], references[-1]]
    rank = rank_of(database, indicator, period, place)
    reading = own.reading(indicator, period)
    return narrative.describe_place(indicator, period, reading, references, rank, own.earlier(indicator, period))
