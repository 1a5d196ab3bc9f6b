"""Where a territory stands in its level, indicator by indicator: what a spine chart draws."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatory import queries
from observatory.choices import GROUPS, UnknownChoiceError, group_of
from observatory.database import Database
from observatory.formatting import LEVEL_PLURAL, NARROW_SPACE
from observatory.model import FRANCE_CODE, Indicator, Kind, Level, Status, Territory
from observatory.narrative.sentences import Rank, Reading
from observatory.queries.compare import last_values
from observatory.standing import Standing, standing

LEAST_TERRITORIES = 4


@dataclass(frozen=True)
class Spread:
    """The distribution of a level: quartiles by linear interpolation between ranks, over `count` known values."""

    low: float
    first_quartile: float
    median: float
    third_quartile: float
    high: float
    count: int


def spread(values: Sequence[float]) -> Spread | None:
    """The distribution of known values, None when there are fewer than four: quartiles would be invented."""
    if len(values) < LEAST_TERRITORIES:
        return None
    low, first, middle, third, high = (float(q) for q in np.quantile(np.asarray(values), [0, 0.25, 0.5, 0.75, 1]))
    return Spread(low, first, middle, third, high, len(values))


def position_pct(value: float, ordered: Sequence[float]) -> float:
    """Where a value stands among increasing values, by rank: 0 for the lowest, 50 for the median, 100 for the highest.

    Equal values share the middle of their ranks; a value between two others stands between their ranks; beyond the
    ends, at the ends.
    """
    if len(ordered) == 1:
        return 50.0
    left, right = bisect_left(ordered, value), bisect_right(ordered, value)
    last = len(ordered) - 1
    if left < right:
        return 100 * (left + right - 1) / 2 / last
    if left in {0, len(ordered)}:
        return 0.0 if left == 0 else 100.0
    below, above = ordered[left - 1], ordered[left]
    return 100 * (left - 1 + (value - below) / (above - below)) / last


@dataclass(frozen=True)
class Vertebra:
    """One indicator of a territory: its value, the distribution of its level, France's value for a rate.

    Positions are those of `position_pct`, None without value.
    """

    indicator: Indicator
    period: str
    reading: Reading
    level: Spread
    rank: Rank | None
    reference: float | None
    own_pct: float | None
    reference_pct: float | None


def spine(database: Database, place: Territory) -> list[Vertebra]:
    """Every indicator known for at least four territories of the level, by theme, each at its last period there.

    Raises `UnknownChoiceError` for France, which has no level to be compared in.
    """
    if place.level is Level.FRANCE:
        raise UnknownChoiceError(
            f"La France est seule de son niveau{NARROW_SPACE}: son profil n’a rien à quoi se comparer. "
            "Choisissez une région, un département, une intercommunalité ou une commune."
        )
    known = last_values(database, place.level)
    own = standing(database, place)
    found = []
    for indicator in queries.indicators(database).values():
        if indicator.indicator_id in known.frame.columns and not indicator.variant_of:
            vertebra = _vertebra(own, indicator, known.periods[indicator.indicator_id], known.frame)
            if vertebra is not None:
                found.append(vertebra)
    if not found:
        raise UnknownChoiceError(
            f"Aucun indicateur n’est connu pour au moins {LEAST_TERRITORIES} {LEVEL_PLURAL[place.level]}. "
            "Choisissez un territoire d’un autre niveau."
        )
    return sorted(found, key=lambda v: GROUPS.index(group_of(v.indicator)))


def _vertebra(own: Standing, indicator: Indicator, period: str, values: pd.DataFrame) -> Vertebra | None:
    france = next((p for p in own.above if p.code == FRANCE_CODE), None)
    reference = own.reading(indicator, period, france).value if france else None
    return vertebra(indicator, period, own.reading(indicator, period), reference, values[indicator.indicator_id])


def vertebra(
    indicator: Indicator,
    period: str,
    reading: Reading,
    reference: float | None,
    values: pd.Series,
    *,
    ranked: bool = True,
) -> Vertebra | None:
    """One indicator among the values of a level; only a rate has France as a reference.

    None under four values, and for a count of examples, which ranks nothing. A territory that is not one of the level
    has a position and is not `ranked`.
    """
    if not indicator.is_census:
        return None
    ordered = sorted(float(v) for v in values.dropna())
    level = spread(ordered)
    if level is None:
        return None
    if indicator.kind is not Kind.RATE:
        reference = None
    rank = None
    if ranked and reading.value is not None and reading.status is Status.OBSERVED:
        rank = Rank(1 + len(ordered) - bisect_right(ordered, reading.value), len(ordered))
    return Vertebra(
        indicator,
        period,
        reading,
        level,
        rank,
        reference,
        None if reading.value is None else position_pct(reading.value, ordered),
        None if reference is None else position_pct(reference, ordered),
    )
