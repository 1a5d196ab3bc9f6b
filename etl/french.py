"""French as the ETL writes it for people: narrow spaces, sizes, counts and dates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

NARROW_SPACE = "\u202f"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
BEFORE = re.compile(r" (?=[:;!?»%])")
AFTER = re.compile(r"(?<=«) ")
UNITS = ((1_000_000_000, "Go"), (1_000_000, "Mo"), (1_000, "ko"))


def typeset(text: str) -> str:
    """The text with the narrow spaces of French typography; written with plain spaces in the code."""
    return AFTER.sub(NARROW_SPACE, BEFORE.sub(NARROW_SPACE, text))


def count(value: float) -> str:
    """A number in French: « 1 060 », « 12,5 »."""
    rounded = round(value, 1)
    return f"{rounded:,.{0 if rounded == int(rounded) else 1}f}".replace(",", NARROW_SPACE).replace(".", ",")


def size(value: float) -> str:
    """A number of bytes in French: « 12,3 Mo »."""
    for unit, word in UNITS:
        if value >= unit:
            return f"{count(value / unit)}\u00a0{word}"
    return f"{count(value)} octets"


def day(value: date) -> str:
    """A day in French: « 1er mars 2026 »."""
    return f"{value.day}{'er' if value.day == 1 else ''} {MONTHS[value.month - 1]} {value.year}"


def day_of(text: str | None) -> str | None:
    """The day in French of a date written as ISO 8601, None when it is not one."""
    if text is None:
        return None
    try:
        return day(datetime.fromisoformat(text).date())
    except ValueError:
        return None


def today() -> str:
    """Today, as ISO 8601."""
    return datetime.now(UTC).date().isoformat()
