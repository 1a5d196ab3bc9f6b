"""Values as a sentence says them: with their unit, « moins de 0,1 % » for what would read zero, « environ 5 300 »."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from observatory import formatting as fr
from observatory.model import Indicator

ROUNDED_FROM = 10_000
_MILLION = 1_000_000
_THOUSAND_MILLION = 1_000_000_000


def _without_unit(indicator: Indicator) -> bool:
    """Tell whether the phrase has just said the unit (« le nombre de postes … est de 12 »)."""
    return indicator.phrase.startswith("le nombre")


def reads_zero(value: float, indicator: Indicator) -> bool:
    """Tell whether a value that is not zero would be written as zero."""
    return value != 0 and fr.rounded(value, indicator.decimals) == 0


def least_shown(indicator: Indicator) -> str:
    """The smallest value that its decimals can write, with its unit: « 0,1 % », « 1 »."""
    return fr.value_text(10.0**-indicator.decimals, indicator, unit=not _without_unit(indicator))


def amount(indicator: Indicator, value: float) -> str:
    """The value with its unit unless the phrase has said it; a trace is « moins de 0,1 % », never « 0,0 % »."""
    if value > 0 and reads_zero(value, indicator):
        return f"moins de {least_shown(indicator)}"
    return fr.value_text(value, indicator, unit=not _without_unit(indicator))


def two_digits(value: float) -> float:
    """A number with its first two digits only: 347 216 → 350 000."""
    exact = Decimal(repr(float(value)))
    step = Decimal(1).scaleb(exact.adjusted() - 1)
    return float((exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step)


def roughly(indicator: Indicator, value: float) -> str:
    """A large number as one says it aloud: « environ 350 000 habitants », « environ 1,2 million d’habitants ».

    Under 10,000 and for shares, the number as it is; a trace is « moins de 0,1 % ».
    """
    if value > 0 and reads_zero(value, indicator):
        return f"moins de {fr.value_text(10.0**-indicator.decimals, indicator)}"
    if indicator.unit == "%" or abs(value) < ROUNDED_FROM:
        return fr.value_text(value, indicator)
    short = two_digits(value)
    word = "environ " if short != value else ""
    for size, name in ((_THOUSAND_MILLION, "milliard"), (_MILLION, "million")):
        if abs(short) >= size:
            many = short / size
            text = fr.number(many, 0 if many == int(many) else 1)
            plural = "s" if abs(many) >= 2 else ""  # noqa: PLR2004 - the grammar's own bound
            return f"{word}{text}{fr.NO_BREAK_SPACE}{name}{plural} {_of_unit(indicator.unit)}"
    return f"{word}{fr.with_unit(fr.number(short), indicator.unit)}"


def _of_unit(unit: str) -> str:
    if unit == "EUR":
        return "d’euros"
    return f"d’{unit}" if unit[:1].lower() in "aeiouhéê" else f"de {unit}"
