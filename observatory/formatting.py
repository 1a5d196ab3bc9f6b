"""French text for numbers, units, periods and absences.

Typography: a narrow no-break space (U+202F) groups thousands and stands before units; the decimal mark is
a comma; decimals are rounded half up (18.25 → « 18,3 »), never to even.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from observatory.model import Indicator, Level, Status, fold

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

STATUS_TEXT = {
    Status.NOT_AVAILABLE: "non disponible",
    Status.SECRET: "secret statistique",
    Status.NOT_APPLICABLE: "sans objet",
}

LEVEL_SINGULAR = {
    Level.FRANCE: "France",
    Level.REGION: "région",
    Level.DEPARTEMENT: "département",
    Level.EPCI: "intercommunalité",
    Level.EPT: "territoire du Grand Paris",
    Level.COMMUNE: "commune",
}

LEVEL_PLURAL = {
    Level.FRANCE: "France",
    Level.REGION: "régions",
    Level.DEPARTEMENT: "départements",
    Level.EPCI: "intercommunalités",
    Level.EPT: "territoires du Grand Paris",
    Level.COMMUNE: "communes",
}

LEVEL_SHORT = {
    Level.FRANCE: "France",
    Level.REGION: "Régions",
    Level.DEPARTEMENT: "Départements",
    Level.EPCI: "Intercos",
    Level.EPT: "Grand Paris",
    Level.COMMUNE: "Communes",
}

FEMININE_LEVELS = frozenset({Level.FRANCE, Level.REGION, Level.EPCI, Level.COMMUNE})


def is_missing(value: float | None) -> bool:
    """Tell whether a cell holds no number (NULL comes out of pandas as NaN)."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def rounded(value: float, decimals: int) -> Decimal:
    """Round half up, from the shortest decimal writing of the number (as a reader would by hand)."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: float, decimals: int = 0, *, signed: bool = False) -> str:
    """Write a number in French: `1060` → « 1 060 », `14.32` with one decimal → « 14,3 »."""
    exact = rounded(value, decimals)
    text = f"{abs(exact):,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")
    if exact < 0:
        return MINUS + text
    return f"+{text}" if signed and exact > 0 else text


def with_unit(text: str, unit: str) -> str:
    """Put a unit behind a number already written: « 14,3 % », « 7 164 € », « 12 postes »."""
    symbol = {"EUR": "€", "%": "%"}.get(unit, unit)
    return f"{text}{NARROW_SPACE}{symbol}" if symbol in {"€", "%"} else f"{text}{NO_BREAK_SPACE}{symbol}"


def counted(unit: str, value: float) -> str:
    """Give the unit in the number that French wants: singular below 2 (« 1 poste », « 0 poste », « 1,5 poste »)."""
    if unit in {"%", "EUR", "SCIC"} or abs(value) >= 2:  # noqa: PLR2004 - the grammar's own bound
        return unit
    head, _, tail = unit.partition(" ")
    singular = head.removesuffix("s")
    return f"{singular} {tail}".strip()


def count_of(count: int, one: str, several: str) -> str:
    """A number and its words: « 0 valeur lue », « 1 valeur lue », « 2 valeurs lues »."""
    return f"{number(count)} {one if count < 2 else several}"  # noqa: PLR2004 - the grammar's own bound


def value_text(
    value: float | None, indicator: Indicator, status: Status = Status.OBSERVED, *, unit: bool = True
) -> str:
    """Write a cell as a reader sees it: the number with its unit, or the reason why there is none."""
    if is_missing(value):
        return STATUS_TEXT.get(status, STATUS_TEXT[Status.NOT_AVAILABLE])
    assert value is not None  # noqa: S101 - narrowed by is_missing
    text = number(value, indicator.decimals)
    shown = float(rounded(value, indicator.decimals))  # 1,96 shown as 2,0 is plural
    return with_unit(text, counted(indicator.unit, shown)) if unit else text


def density_text(per_km2: float) -> str:
    """A density of population: « 127 hab./km² », « 3,5 hab./km² » under ten, « moins de 0,1 hab./km² »."""
    if 0 < per_km2 < 0.05:  # noqa: PLR2004 - one decimal would read 0,0
        return f"moins de 0,1{NO_BREAK_SPACE}hab./km²"
    decimals = 0 if per_km2 == 0 or rounded(per_km2, 1) >= 10 else 1  # noqa: PLR2004 - two digits are enough
    return f"{number(per_km2, decimals)}{NO_BREAK_SPACE}hab./km²"


def slug(text: str) -> str:
    """Write a text for a file name: ASCII words joined by hyphens, at most 60 characters."""
    return "-".join(fold(text).split())[:60].strip("-").encode("ascii", "ignore").decode()


def file_name(*parts: str) -> str:
    """Name an export by what is in it: `part-ess-emploi_departements_bretagne_2015`."""
    return "_".join(part for part in (slug(p.replace("_", "-")) for p in parts) if part) or "export"


def of_noun(noun: str) -> str:
    """A common noun after « de », its H always mute: « d’habitants », « d’établissements », « de postes »."""
    first = fold(noun)[:1]
    return f"d’{noun}" if first and first in "aeiouh" else f"de {noun}"
