"""A reader's own values by official code, as a temporary indicator: every code checked, nothing kept.

Codes are read as text; a spreadsheet that has eaten their first zero is mended and said; former codes lead to today's
territory. A row that cannot be used is left out with its reason: unknown code, another level, no number, twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from observatory import formatting as fr
from observatory import queries
from observatory.comparison.custom import clean_name
from observatory.database import Database
from observatory.model import Indicator, Kind, Level, Rollup, Series
from observatory.qpv.table_file import Table

LEVELS = (Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT, Level.COMMUNE)
INDICATOR_ID = "donnee_importee"
MARKED = "donnée importée"
_SEEN = 300
_WIDTHS = {Level.REGION: 2, Level.DEPARTEMENT: 2, Level.EPCI: 9, Level.EPT: 9, Level.COMMUNE: 5}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_BLANKS = re.compile(r"[\s\u00a0\u202f']")


@dataclass(frozen=True)
class Line:
    """What became of a row of the file: its rank below the headings (from 1), its code as written, and the remark."""

    row: int
    code: str
    remark: str


@dataclass(frozen=True)
class Imported:
    """The values read, by code of today; `left_out` the rows not used, `mended` those used with a remark."""

    level: Level
    values: Mapping[str, float]
    left_out: tuple[Line, ...]
    mended: tuple[Line, ...]
    row_count: int


@lru_cache(maxsize=8)
def _known(database: Database) -> dict[Level, dict[str, str]]:
    known: dict[Level, dict[str, str]] = {level: {} for level in Level}
    for level, code, name, *_ in queries.search_rows(database):
        known[Level(level)][code] = name
    return known


@lru_cache(maxsize=8)
def _former(database: Database) -> dict[tuple[str, str], str]:
    """The code of today behind each former code, by level; postcodes are not codes."""
    rows = queries.alias_rows(database)
    return {(level, alias.upper()): code for alias, reason, _, level, code in rows if reason != "postcode"}


def code_text(cell: object) -> str:
    """A code as text: a whole number of a spreadsheet loses its « .0 », letters are capitals."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip().lstrip("'").upper()


def number_of(cell: object) -> float | None:
    """The number of a cell as French or English writes it (« 1 234,5 », « 12 % »); None for anything else."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    text = _BLANKS.sub("", str(cell)).removesuffix("%").removesuffix("€").replace("\u2212", "-")
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def resolve(database: Database, level: Level, code: str) -> tuple[str | None, str]:
    """The code of today at a level, and what is worth saying of it; None and the reason when there is none."""
    known, former = _known(database), _former(database)
    if code in known[level]:
        return code, ""
    padded = code.zfill(_WIDTHS[level])
    if code.isdecimal() and padded != code and padded in known[level]:
        return padded, f"zéro initial rétabli{fr.NARROW_SPACE}: {padded}"
    today = former.get((level, code)) or former.get((level, padded))
    if today is not None:
        return today, f"ancien code{fr.NARROW_SPACE}: {known[level].get(today, today)} ({today}) aujourd’hui"
    elsewhere = next((other for other in LEVELS if other is not level and code in known[other]), None)
    if elsewhere is not None:
        return None, f"code d’un autre niveau ({fr.LEVEL_SINGULAR[elsewhere]})"
    return None, "code inconnu" if code else "code absent"


def guess(database: Database, table: Table) -> tuple[int, int, Level]:
    """The column of codes, the column of values and the level that a file most likely has; to be confirmed."""
    scores = {
        (rank, level): _score(database, level, column) for rank, column in enumerate(table.columns) for level in LEVELS
    }
    # of equals, the level whose territories the file covers best: eighteen codes of régions are régions
    codes, level = max(scores, key=lambda key: (scores[key], -len(_known(database)[key[1]]), -key[0]))
    numbers = {
        rank: sum(number_of(cell) is not None for cell in column[:_SEEN])
        for rank, column in enumerate(table.columns)
        if rank != codes
    }
    values = max(numbers, key=lambda rank: (numbers[rank], rank)) if numbers else codes
    return codes, values, level


def _score(database: Database, level: Level, column: Sequence[object]) -> tuple[int, int]:
    """How many cells of a column are codes of a level, then how many without mending: ranks look like codes mended."""
    found = [resolve(database, level, code_text(cell)) for cell in column[:_SEEN]]
    return sum(code is not None for code, _ in found), sum(code is not None and not said for code, said in found)


def read_values(database: Database, table: Table, codes: int, values: int, level: Level) -> Imported:
    """The values of a file by code of today, with what became of every row that was not plainly read."""
    found: dict[str, float] = {}
    left_out: list[Line] = []
    mended: list[Line] = []
    pairs = zip(table.columns[codes], table.columns[values], strict=True)
    for row, (cell, amount) in enumerate(pairs, start=1):
        written = code_text(cell)
        code, remark = resolve(database, level, written)
        value = number_of(amount)
        if code is None:
            left_out.append(Line(row, written, remark))
        elif value is None:
            left_out.append(Line(row, written, _not_a_number(amount)))
        elif code in found:
            left_out.append(Line(row, written, f"en double pour {code}{fr.NARROW_SPACE}: la première ligne est gardée"))
        else:
            found[code] = value
            if remark:
                mended.append(Line(row, written, remark))
    return Imported(level, found, tuple(left_out), tuple(mended), table.row_count)


def _not_a_number(cell: object) -> str:
    text = "" if cell is None else str(cell).strip()
    if not text:
        return "valeur absente"
    return "formule non calculée" if text.startswith("=") else "la valeur n’est pas un nombre"


def decimals_of(values: Sequence[float]) -> int:
    """How many decimals tell the values apart as the file wrote them, two at most."""
    return max((0 if v == round(v) else 1 if round(v, 1) == round(v, 6) else 2 for v in values), default=0)


def indicator_of_file(label: str, unit: str, kind: Kind, imported: Imported) -> Indicator:
    """The temporary indicator: its label and unit are the reader's words, made safe; it is marked as imported."""
    name = clean_name(label, "valeur")
    return Indicator(
        indicator_id=INDICATOR_ID,
        label=f"{name} ({MARKED})",
        short_label=name,
        phrase=f"«{fr.NARROW_SPACE}{name}{fr.NARROW_SPACE}» ({MARKED})",
        gender="f",
        plural=False,
        unit=clean_name(unit, "unités"),
        kind=kind,
        decimals=decimals_of(list(imported.values.values())),
        definition=f"{MARKED.capitalize()} par le lecteur, non vérifiée par l’observatoire.",
        perimeter="",
        geography_year=2026,
        qpv_generation=None,
        source_id="",
        denominator_source_id=None,
        rollup=Rollup.NONE,
        rollup_reason="",
        levels=(imported.level,),
        series=Series.POINTS,
        caveats=(),
        formula="",
    )
