"""What a series says: first and last value, change, and a word of trend only from five comparable points."""

from __future__ import annotations

from collections.abc import Sequence

from observatory import formatting as fr
from observatory.model import Break, Indicator, Series, Territory
from observatory.narrative.amounts import amount
from observatory.narrative.grammar import in_place

MINIMUM_POINTS_FOR_A_TREND = 5
TREND_FROM = 0.8
_NB = fr.NO_BREAK_SPACE
_THIN = fr.NARROW_SPACE

Point = tuple[str, float]


def comparable(points: Sequence[Point], breaks: Sequence[Break]) -> list[Point]:
    """The last points of a series that no change of measure parts, oldest first."""
    cuts = [b.before_period for b in breaks if points and points[0][0] < b.before_period <= points[-1][0]]
    start = max(cuts, default="")
    return [point for point in points if point[0] >= start]


def kendall(values: Sequence[float]) -> float:
    """How far values go one way in time: pairs that rise less pairs that fall, over all pairs (−1 to 1).

    Ties count for neither way. 0 under two values.
    """
    pairs = [(later > sooner) - (later < sooner) for i, sooner in enumerate(values) for later in values[i + 1 :]]
    return sum(pairs) / len(pairs) if pairs else 0.0


def trend_words(points: Sequence[Point]) -> str:
    """« à la hausse », « à la baisse », or nothing: under five points, or when they go both ways."""
    if len(points) < MINIMUM_POINTS_FOR_A_TREND:
        return ""
    way = kendall([value for _, value in points])
    return "" if abs(way) < TREND_FROM else "à la hausse" if way > 0 else "à la baisse"


def describe_series(indicator: Indicator, place: Territory, points: Sequence[Point]) -> str:
    """First and last value of a territory; a word on the series only if its points may be compared."""
    if not points:
        return f"Aucune valeur n’est disponible {in_place(place)}."
    first, last = points[0], points[-1]
    where = in_place(place)
    verb = "sont" if indicator.plural else "est"
    start = f"{where[:1].upper()}{where[1:]}, {indicator.phrase} {verb} de {amount(indicator, last[1])} en {last[0]}"
    if len(points) == 1:
        return f"{start}. Une seule année est disponible."
    start += f", contre {amount(indicator, first[1])} en {first[0]}"
    if indicator.series is Series.POINTS:
        return f"{start}. Ces points viennent de publications différentes{_THIN}: ils ne sont pas reliés."
    if comparable(points, indicator.breaks) != list(points):
        return f"{start}. {_last_break(points, indicator)}"
    return f"{start} ({change_text(indicator, first[1], last[1])}).{_limit(points)}"


def _last_break(points: Sequence[Point], indicator: Indicator) -> str:
    inside = [b for b in indicator.breaks if points[0][0] < b.before_period <= points[-1][0]]
    return max(inside, key=lambda b: b.before_period).reason


def _limit(points: Sequence[Point]) -> str:
    if len(points) < MINIMUM_POINTS_FOR_A_TREND:
        return f" Avec {len(points)} années seulement, on ne parle pas de tendance."
    words = trend_words(points)
    return f" Sur ces {len(points)} années, la tendance est {words}." if words else ""


def change_text(indicator: Indicator, first: float, last: float) -> str:
    """A change with its sign: in points for a share, in per cent of the first value else.

    From zero or less, where a per cent has no meaning, as it is; « sans changement » when both read the same.
    """
    gap = float(fr.rounded(last, indicator.decimals) - fr.rounded(first, indicator.decimals))
    if gap == 0:
        return "sans changement"
    signed = fr.number(gap, indicator.decimals, signed=True)
    if indicator.unit == "%":
        return f"{signed}{_NB}{fr.counted('points', gap)}"
    if first <= 0:
        return fr.with_unit(signed, "EUR") if indicator.unit == "EUR" else signed
    return f"{fr.number(100 * (last - first) / first, 1, signed=True)}{_THIN}%"
