"""Moving unlike its peers: the change of a territory beside the changes of its level, over comparable points only.

Comparable: at least two points, of a series that may be joined, that no break parts. Shares change by points, other
rates by their unit, counts in per cent of the first value (left out from zero). A trend is named from five points.
"""

from __future__ import annotations

import dataclasses
import math
from functools import lru_cache

import pandas as pd

from observatory import formatting as fr
from observatory import narrative
from observatory.model import Indicator, Kind
from observatory.narrative.gaps import shown_gap
from observatory.narrative.series import change_text, comparable, trend_words
from observatory.signals.far import caution, too_few
from observatory.signals.level_data import LevelData
from observatory.signals.signal import THIN, Search, Signal, SignalKind, spread_text
from observatory.signals.statistics import Spread, Where, changes, spread, tail_share
from observatory.standing import Standing

SMALL = 10


def unit_of_change(indicator: Indicator) -> Indicator:
    """The indicator of a change: in points for a share, in per cent for a count, else in its own unit."""
    if indicator.kind is Kind.COUNT:
        return dataclasses.replace(indicator, unit="%", decimals=1, kind=Kind.RATE)
    return dataclasses.replace(indicator, unit="points") if indicator.unit == "%" else indicator


@lru_cache(maxsize=256)
def level_changes(level: LevelData, indicator: Indicator) -> pd.Series:
    """The change of every territory of a level between the two ends of the comparable run."""
    first, last = level.runs[indicator.indicator_id]
    return changes(
        level.measured[indicator.indicator_id, first],
        level.measured[indicator.indicator_id, last],
        relative=indicator.kind is Kind.COUNT,
    )


@lru_cache(maxsize=256)
def spread_of_changes(level: LevelData, indicator: Indicator) -> Spread | None:
    """How the changes of a level spread; a count loses no more than all of itself, nor a share more than 100 points."""
    least = -100.0 if indicator.kind is Kind.COUNT or indicator.unit == "%" else -math.inf
    return spread(level_changes(level, indicator), (least, 100.0 if indicator.unit == "%" else math.inf))


def moving(level: LevelData, own: Standing) -> Search:
    """The changes of a territory that stand outside the middle half of those of its level."""
    search = Search()
    for indicator in level.indicators:
        first, last = level.runs[indicator.indicator_id]
        if first == last:
            continue
        values = level_changes(level, indicator)
        change = values.get(own.place.code)
        if change is None:
            search.silences.append(_why_not(level, own, indicator))
            continue
        found = spread_of_changes(level, indicator)
        if found is None:
            search.silences.append(too_few(indicator, level.level, len(values)))
            continue
        search.tested += 1
        if found.where(float(change)) is not Where.INSIDE:
            search.signals.append(_signal(level, own, indicator, float(change), found))
    return search


def _why_not(level: LevelData, own: Standing, indicator: Indicator) -> str:
    first, last = level.runs[indicator.indicator_id]
    what = f"L’évolution de «{THIN}{indicator.label}{THIN}» entre {first} et {last} n’est pas testée{THIN}:"
    start = level.measured[indicator.indicator_id, first].get(own.place.code)
    if start is not None and start <= 0 and own.place.code in level.measured[indicator.indicator_id, last]:
        return f"{what} la valeur de {first} est nulle, il n’y a pas de variation en pourcentage."
    return f"{what} il n’y a pas de valeur à ces deux dates {narrative.in_place(own.place)}."


def _ends(level: LevelData, own: Standing, indicator: Indicator) -> tuple[float, float]:
    first, last = level.runs[indicator.indicator_id]
    return (
        float(level.measured[indicator.indicator_id, first][own.place.code]),
        float(level.measured[indicator.indicator_id, last][own.place.code]),
    )


def _trend(own: Standing, indicator: Indicator) -> str:
    points = sorted(
        (period, value)
        for (name, period, key), (value, *_) in own.cells.items()
        if name == indicator.indicator_id and key == own.place.key and value is not None
    )
    run = comparable(points, indicator.breaks)
    words = trend_words(run)
    return f" Sur {len(run)} années comparables, la tendance est {words}." if words else ""


def _told_change(indicator: Indicator, start: float, end: float) -> str:
    """The change in the unit of its test: a rate that is not a share changes by its own unit."""
    if indicator.kind is Kind.COUNT or indicator.unit == "%":
        return change_text(indicator, start, end)
    gap = shown_gap(end, start, indicator)
    return fr.with_unit(fr.number(gap, indicator.decimals, signed=True), fr.counted(indicator.unit, gap))


def _signal(level: LevelData, own: Standing, indicator: Indicator, change: float, found: Spread) -> Signal:
    first, last = level.runs[indicator.indicator_id]
    start, end = _ends(level, own, indicator)
    where = found.where(change)
    rarity = tail_share(level_changes(level, indicator), change, high=where.high)
    who = fr.LEVEL_PLURAL[level.level]
    verb = "sont passés" if indicator.plural else "est passé"
    if indicator.gender == "f":
        verb = "sont passées" if indicator.plural else "est passée"
    height = "haute" if where.high else "basse"
    beside = (
        f"beaucoup plus {height} que celles de la moitié centrale des"
        if where.beyond_fence
        else f"plus {height} que celles des trois quarts des"
    )
    sentence = (
        f"{narrative.sentence_start(own.place)}, {indicator.phrase} {verb} de {narrative.amount(indicator, start)} à "
        f"{narrative.amount(indicator, end)} entre {first} et {last} ({_told_change(indicator, start, end)}){THIN}: "
        f"une variation {beside} {who}."
    )
    small = (
        f"De {narrative.amount(indicator, start)} à {narrative.amount(indicator, end)}, les nombres sont petits"
        f"{THIN}: le pourcentage est fragile. "
        if indicator.kind is Kind.COUNT and min(start, end) < SMALL
        else ""
    )
    trend = _trend(own, indicator)
    return Signal(
        SignalKind.MOVING,
        own.place,
        indicator.indicator_id,
        sentence + trend,
        spread_text(found, unit_of_change(indicator), change, rarity, level.level),
        f"{small}{'' if trend else 'Deux dates ne font pas une tendance. '}{caution(indicator)}",
        rarity,
        "signal-evolution",
        {"indicateur": indicator.indicator_id, "territoire": own.place.key},
        where.beyond_fence,
    )
