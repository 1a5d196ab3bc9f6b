"""Far from its reference: beyond the middle half of its level, and beyond its outer fence. Rates only.

A count follows the size of a territory: standing far from the others would only say that it is large.
"""

from __future__ import annotations

import math
from functools import lru_cache

from observatory import formatting as fr
from observatory import narrative
from observatory.model import FRANCE_CODE, Indicator, Kind, Level, Status, Territory
from observatory.narrative.sentences import Reading, capital
from observatory.signals.level_data import LevelData
from observatory.signals.signal import THIN, Search, Signal, SignalKind, spread_text
from observatory.signals.statistics import MINIMUM_VALUES, Spread, Where, spread, tail_share
from observatory.standing import Standing

FRANCE = Territory(Level.FRANCE, FRANCE_CODE, "France")


@lru_cache(maxsize=256)
def spread_of_values(level: LevelData, indicator: Indicator) -> Spread | None:
    """How the last values of a level spread; a rate is not under zero, nor a share over one hundred."""
    return spread(level.last(indicator)[1], (0.0, 100.0 if indicator.unit == "%" else math.inf))


def far(level: LevelData, own: Standing) -> Search:
    """The rates of a territory that stand outside the middle half of its level, at their last period."""
    search = Search()
    for indicator in level.indicators:
        if indicator.kind is not Kind.RATE:
            continue
        period, values = level.last(indicator)
        value = values.get(own.place.code)
        if value is None:
            reading = own.reading(indicator, period)
            search.silences.append(narrative.describe_place(indicator, period, reading))
            continue
        found = spread_of_values(level, indicator)
        if found is None:
            search.silences.append(too_few(indicator, level.level, len(values)))
            continue
        search.tested += 1
        where = found.where(float(value))
        if where is not Where.INSIDE:
            search.signals.append(_signal(level, own, indicator, float(value), found))
    return search


def too_few(indicator: Indicator, level: Level, count: int) -> str:
    """Why a level cannot be a reference: too few values, or half of them are the same."""
    who = fr.LEVEL_PLURAL[level]
    what = f"«{THIN}{indicator.label}{THIN}» n’est pas testé{THIN}:"
    if count < MINIMUM_VALUES:
        have = f"{count} {who} seulement ont" if count > 1 else f"{count} {fr.LEVEL_SINGULAR[level]} seulement a"
        return f"{what} {have} une valeur, il en faut au moins {MINIMUM_VALUES}."
    return f"{what} la moitié centrale des {who} tient en une seule valeur."


def reference_text(where: Where, level: Level) -> str:
    """Where the value stands among its level."""
    who = fr.LEVEL_PLURAL[level]
    side = "au-dessus" if where.high else "au-dessous"
    if where.beyond_fence:
        return f"loin {side} de la moitié centrale des {who}"
    return f"{side} des valeurs des trois quarts des {who}"


def _signal(level: LevelData, own: Standing, indicator: Indicator, value: float, found: Spread) -> Signal:
    period, values = level.last(indicator)
    where = found.where(value)
    rarity = tail_share(values, value, high=where.high)
    national = own.reading(indicator, period, FRANCE)
    bare = Reading(own.place, value, Status.OBSERVED)
    sentence = narrative.describe_place(indicator, period, bare, [national]).removesuffix(".")
    own_note = own.reading(indicator, period).note
    return Signal(
        SignalKind.FAR,
        own.place,
        indicator.indicator_id,
        f"{sentence}{THIN}: {reference_text(where, level.level)}.",
        spread_text(found, indicator, value, rarity, level.level),
        caution(indicator, own_note),
        rarity,
        "signal-ecart",
        {"indicateur": indicator.indicator_id, "annee": period, "territoire": own.place.key},
        where.beyond_fence,
    )


def caution(indicator: Indicator, note: str | None = None) -> str:
    """What keeps from concluding: the note of the value, the first caveat of its indicator, else its perimeter."""
    parts = [note, *indicator.caveats[:1]]
    kept = [f"{capital(text.rstrip('.'))}." for text in parts if text and "http" not in text]
    if not kept:
        kept = [f"Périmètre{THIN}: {indicator.perimeter.rstrip('.')}."] if indicator.perimeter else []
    return " ".join([*kept, "Un écart n’est ni un mérite ni un défaut."])
