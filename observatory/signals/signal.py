"""What a signal is, and the words that signals of every kind share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from observatory import formatting as fr
from observatory.model import Indicator, Level, Territory
from observatory.signals.statistics import Spread

THIN = fr.NARROW_SPACE
_HUNDREDTH, _TENTH = 0.01, 0.1


class SignalKind(StrEnum):
    """The kinds of signals, as an address writes them."""

    FAR = "ecart"
    MOVING = "evolution"
    ABSENT = "absence"
    QUARTERS = "quartiers"


KIND_LABELS = {
    SignalKind.FAR: "Loin de sa référence",
    SignalKind.MOVING: "Évolue autrement",
    SignalKind.ABSENT: "Absent ici, présent ailleurs",
    SignalKind.QUARTERS: "Quartiers prioritaires",
}


@dataclass(frozen=True)
class Signal:
    """One unusual thing: its sentence, its test with numbers, its caution, and the address of its chart.

    `rarity` is the share (0 to 1) of the territories compared that are in the same case or further, this one included.
    """

    kind: SignalKind
    place: Territory
    subject: str
    sentence: str
    test: str
    caution: str
    rarity: float
    chart: str
    parameters: Mapping[str, str]
    beyond_fence: bool = False


@dataclass
class Search:
    """What looking for signals of one kind gave: the signals, how many tests, and why some could not be made."""

    signals: list[Signal] = field(default_factory=list)
    tested: int = 0
    silences: list[str] = field(default_factory=list)


def share_text(share: float) -> str:
    """A share of territories: « 6 % », « moins de 1 % »."""
    return f"moins de 1{THIN}%" if share < _HUNDREDTH else f"{fr.number(100 * share)}{THIN}%"


def spread_text(spread: Spread, unit: Indicator, value: float, rarity: float, level: Level) -> str:
    """The test in plain words, then with its numbers: how many, middle half, rarity, distance, fences.

    A fence that no value can pass is not said.
    """

    def said(number: float) -> str:
        return fr.value_text(number, unit)

    who = fr.LEVEL_PLURAL[level]
    compared = "comparées" if level in fr.FEMININE_LEVELS else "comparés"
    steps = spread.steps(value)
    times = fr.number(steps, 1) if steps >= _TENTH else "moins de 0,1"
    low, high = spread.passable
    fences = [] if low is None else [f"sous {said(low)}"]
    fences += [] if high is None else [f"au-dessus de {said(high)}"]
    far = f"{THIN}; «{THIN}loin{THIN}» se dit {' ou '.join(fences)} (trois fois cette largeur)" if fences else ""
    return (
        f"{fr.number(spread.count)} {who} {compared}{THIN}: la moitié centrale va de {said(spread.q1)} à "
        f"{said(spread.q3)}, la médiane est de {said(spread.median)}. {share_text(rarity)} des {who} sont dans ce cas "
        f"ou plus loin. La valeur est à {times} fois la largeur de la moitié centrale{far}."
    )
