"""The signals of a territory, or of a whole level, in the order of their rarity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from observatory import formatting as fr
from observatory import queries
from observatory.database import Database
from observatory.model import Kind, Level, Territory
from observatory.signals.absent import absent
from observatory.signals.far import FRANCE, far
from observatory.signals.level_data import LevelData, level_data
from observatory.signals.moving import level_changes, moving
from observatory.signals.quarters import quarters
from observatory.signals.signal import Search, Signal, SignalKind
from observatory.signals.statistics import spread
from observatory.standing import Standing, standing

ORDER = (
    "Du plus rare au plus courant\u202f: part des territoires comparés qui sont dans le même cas ou plus loin, le "
    "territoire compris. À égalité, dans l’ordre des familles de signaux puis des indicateurs."
)
_KINDS = tuple(SignalKind)


@dataclass(frozen=True)
class Finding:
    """What was found: signals in order, how many tests were made, and why others could not be."""

    signals: tuple[Signal, ...]
    tested: int
    silences: tuple[str, ...]


def in_order(signals: list[Signal]) -> tuple[Signal, ...]:
    """The rarest first; equal ones by kind, then as they were found."""
    return tuple(sorted(signals, key=lambda signal: (signal.rarity, _KINDS.index(signal.kind))))


@lru_cache(maxsize=256)
def signals_of(database: Database, place: Territory) -> Finding:
    """Every signal of a territory. France has none: there is nothing of its level to compare it with."""
    if place.level is Level.FRANCE:
        return Finding((), 0, ("La France n’a pas de territoire de même niveau à qui la comparer.",))
    level, own = level_data(database, place.level), standing(database, place)
    searches = (far(level, own), moving(level, own), absent(database, level, own), quarters(level, own))
    return _gathered(searches)


def _gathered(searches: tuple[Search, ...]) -> Finding:
    silences = dict.fromkeys(text for search in searches for text in search.silences)
    return Finding(
        in_order([signal for search in searches for signal in search.signals]),
        sum(search.tested for search in searches),
        tuple(silences),
    )


@lru_cache(maxsize=32)
def signals_of_level(database: Database, level: Level) -> Finding:
    """The values and changes of a level that lie beyond its outer fences: at a level, the rest is the ordinary."""
    if level is Level.FRANCE:
        return Finding((), 0, ("La France est seule à son niveau.",))
    data = level_data(database, level)
    signals, tested, silences = list[Signal](), 0, list[str]()
    places = [place for code in _beyond(data) if (place := queries.territory(database, level, code))]
    # one query for all of them: what contains them is France, the only reference that a signal names
    cells = queries.cells(database, (FRANCE.key, *(place.key for place in places)))
    for place in places:
        own = Standing(place, (FRANCE,), cells)
        signals += [signal for search in (far(data, own), moving(data, own)) for signal in search.signals]
    for indicator in data.indicators:
        first, last = data.runs[indicator.indicator_id]
        values = [data.measured[indicator.indicator_id, last]] if indicator.kind is Kind.RATE else []
        values += [level_changes(data, indicator)] if first != last else []
        tested += sum(len(known) for known in values if spread(known))
    if not tested:
        silences.append(f"Aucune mesure des {fr.LEVEL_PLURAL[level]} n’a assez de valeurs pour être testée.")
    return Finding(in_order([signal for signal in signals if signal.beyond_fence]), tested, tuple(silences))


def _beyond(data: LevelData) -> list[str]:
    """The territories of a level with a rate or a change beyond an outer fence."""
    found: set[str] = set()
    for indicator in data.indicators:
        first, last = data.runs[indicator.indicator_id]
        values = [data.measured[indicator.indicator_id, last]] if indicator.kind is Kind.RATE else []
        values += [level_changes(data, indicator)] if first != last else []
        for known in values:
            if own := spread(known):
                low, high = own.fences
                found |= set(known[(known < low) | (known > high)].index)
    return sorted(found)
