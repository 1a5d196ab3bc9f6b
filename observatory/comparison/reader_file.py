"""A reader's own values by official code, as a temporary indicator: every code checked, nothing kept.

Codes are read as text; a spreadsheet that has eaten their first zero is mended and said; former codes lead to today's
territory. Where several rows end on one territory, counts are summed and rates are not: the mean of rates is not a
rate. A row that cannot be used is left out with its reason: unknown code, another level, no number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from observatory import formatting as fr
from observatory import queries
from observatory.comparison.custom import clean_name
from observatory.comparison.reader_cells import Value, code_text, decimals_of, number_of, value_of
from observatory.database import Database
from observatory.model import Indicator, Kind, Level, Rollup, Series, Status
from observatory.qpv.table_file import Table

LEVELS = (Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT, Level.COMMUNE)
INDICATOR_ID = "donnee_importee"
MARKED = "donnée importée"
ACCEPTED = (
    "codes officiels de régions (2 chiffres), de départements (2 ou 3 caractères), d’intercommunalités et de "
    "territoires du Grand Paris (SIREN à 9 chiffres) ou de communes (5 caractères)"
)
_SEEN = 300
_WIDTHS = {Level.REGION: 2, Level.DEPARTEMENT: 2, Level.EPCI: 9, Level.EPT: 9, Level.COMMUNE: 5}
_QPV = re.compile(r"Q[PN]\w{6}")
_THIN = fr.NARROW_SPACE


@dataclass(frozen=True)
class Layout:
    """How a file is read: its columns (by rank), the level of its codes, what its values are, zeros given back."""

    codes: int
    values: int
    level: Level
    kind: Kind
    zeros: bool = True


@dataclass(frozen=True)
class Line:
    """What became of a row of the file: its rank below the headings (from 1), its code as written, and the remark."""

    row: int
    code: str
    remark: str


@dataclass(frozen=True)
class Absence:
    """Why a territory that the file names has no value."""

    status: Status
    note: str


@dataclass(frozen=True)
class Imported:
    """The values read, by code of today, and the absences that the file says or that we had to leave.

    `left_out` are the rows not used, `mended` those used with a remark; `percents` how many rows bear a « % »;
    `restored` how many codes were given their first zero back.
    """

    level: Level
    values: Mapping[str, float]
    absences: Mapping[str, Absence]
    left_out: tuple[Line, ...]
    mended: tuple[Line, ...]
    row_count: int
    percents: int = 0
    restored: int = 0


class Found(NamedTuple):
    """The code of today behind a code, None when there is none; what is worth saying; whether it is a former one."""

    code: str | None
    remark: str
    former: bool = False
    restored: bool = False


class _Row(NamedTuple):
    row: int
    written: str
    found: Found
    value: Value


@lru_cache(maxsize=8)
def names_of(database: Database) -> dict[Level, dict[str, str]]:
    """The name of every territory, by level and code."""
    known: dict[Level, dict[str, str]] = {level: {} for level in Level}
    for level, code, name, *_ in queries.search_rows(database):
        known[Level(level)][code] = name
    return known


@lru_cache(maxsize=8)
def _former(database: Database) -> dict[tuple[str, str], str]:
    """The code of today behind each former code, by level; postcodes are not codes."""
    rows = queries.alias_rows(database)
    return {(level, alias.upper()): code for alias, reason, _, level, code in rows if reason != "postcode"}


def resolve(database: Database, level: Level, code: str, *, zeros: bool = True) -> Found:
    """The code of today at a level, and what is worth saying of it; None and the reason when there is none."""
    known, former = names_of(database), _former(database)
    if code in known[level]:
        return Found(code, "")
    padded = code.zfill(_WIDTHS[level])
    lost = zeros and code.isdecimal() and padded != code
    if lost and padded in known[level]:
        return Found(padded, f"zéro initial rétabli{_THIN}: {padded}", restored=True)
    today = former.get((level, code)) or (former.get((level, padded)) if lost else None)
    if today is not None:
        name = known[level].get(today, today)
        restored = (level, code) not in former
        return Found(today, f"ancien code{_THIN}: {name} ({today}) aujourd’hui", former=True, restored=restored)
    return Found(None, _why_unknown(database, level, code))


def _why_unknown(database: Database, level: Level, code: str) -> str:
    known = names_of(database)
    elsewhere = next((other for other in LEVELS if other is not level and code in known[other]), None)
    if elsewhere is not None:
        return f"code d’un autre niveau ({fr.LEVEL_SINGULAR[elsewhere]})"
    if _QPV.fullmatch(code):
        return "code de quartier prioritaire, qui n’est pas pris ici"
    return "code inconnu" if code else "code absent"


def guess(database: Database, table: Table) -> tuple[int, int, Level]:
    """The column of codes, the column of values and the level that a file most likely has; to be confirmed."""
    scores = {
        (rank, level): _score(database, level, column) for rank, column in enumerate(table.columns) for level in LEVELS
    }
    # of equals, the level whose territories the file covers best: eighteen codes of régions are régions
    codes, level = max(scores, key=lambda key: (scores[key], -len(names_of(database)[key[1]]), -key[0]))
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
    placed = [each for each in found if each.code is not None]
    return len(placed), sum(not each.remark for each in placed)


def why_no_codes(table: Table, imported: Imported) -> str:
    """What to say of a file none of whose rows could be placed or read, empty when some could."""
    if imported.values or imported.absences:
        return ""
    quarters = any(_QPV.fullmatch(code_text(cell)) for column in table.columns for cell in column[:_SEEN])
    more = " Les codes de quartiers prioritaires ne sont pas pris." if quarters else ""
    if len(table.columns) == 1:
        return (
            f"Le fichier n’a qu’une colonne ({table.reading}). Il en faut deux{_THIN}: les codes, puis les valeurs. "
            "Séparez-les par un point-virgule, une virgule ou une tabulation."
        )
    return (
        f"Aucune ligne n’a pu être lue pour les {fr.LEVEL_PLURAL[imported.level]} ({table.reading}). "
        f"Choisissez la colonne des codes, celle des valeurs et le niveau. Ce qui est pris{_THIN}: {ACCEPTED}.{more}"
    )


def read_values(database: Database, table: Table, layout: Layout) -> Imported:
    """The values of a file by code of today, with what became of every row that was not plainly read."""
    left_out: list[Line] = []
    mended: list[Line] = []
    groups: dict[str, list[_Row]] = {}
    pairs = zip(table.columns[layout.codes], table.columns[layout.values], strict=True)
    percents = restored = 0
    for row, (cell, amount) in enumerate(pairs, start=1):
        written, value = code_text(cell), value_of(amount)
        found = resolve(database, layout.level, written, zeros=layout.zeros)
        restored += found.restored
        if found.code is None:
            left_out.append(Line(row, written, found.remark))
        elif value.unreadable:
            left_out.append(Line(row, written, value.remark))
        else:
            percents += value.percent
            groups.setdefault(found.code, []).append(_Row(row, written, found, value))
    values: dict[str, float] = {}
    absences: dict[str, Absence] = {}
    for code, rows in groups.items():
        amount, why, lines = _one_value(layout, f"{names_of(database)[layout.level][code]} ({code})", rows)
        if why is None and amount is not None:
            values[code] = amount
            mended += lines
        else:
            absences[code] = why or Absence(Status.NOT_AVAILABLE, "valeur absente")
            left_out += lines
    not_used, remarked = (tuple(sorted(lines, key=lambda line: line.row)) for lines in (left_out, mended))
    return Imported(layout.level, values, absences, not_used, remarked, table.row_count, percents, restored)


def _one_value(layout: Layout, name: str, rows: Sequence[_Row]) -> tuple[float | None, Absence | None, list[Line]]:
    """The value of one territory from its rows (or why there is none), and what to say of each row."""
    first = rows[0]
    counted = layout.kind is Kind.COUNT
    missing = [row.value for row in rows if row.value.number is None]
    numbers = [row.value.number for row in rows if row.value.number is not None]
    partial = layout.level is Level.COMMUNE and all(row.found.former for row in rows)
    if missing:
        secret = next((value for value in missing if value.status is Status.SECRET), missing[0])
        note = secret.remark
        if len(rows) > 1:
            note += f"{_THIN}: une des {len(rows)} lignes qui mènent à {name} n’a pas de valeur, "
            note += "un total partiel serait faux"
        return None, Absence(secret.status, note), _lines(rows, note)
    if counted and min(numbers) < 0:
        note = f"un nombre négatif ne se dessine pas en cercle{_THIN}; pour une variation, choisissez un taux"
        return None, Absence(Status.NOT_AVAILABLE, note), _lines(rows, note)
    if len(rows) == 1 and not (partial and not counted):
        remark = first.found.remark
        if partial:
            remark += f"{_THIN}; seule ligne qui mène à {name}, le nombre est celui de cette ancienne commune"
        return numbers[0], None, _lines(rows, remark) if remark else []
    if counted:
        return (
            float(sum(numbers)),
            None,
            _lines(rows, f"additionnée avec les autres lignes qui mènent à {name}", twins=True),
        )
    what = f"plusieurs lignes mènent à {name}" if len(rows) > 1 else f"{name} n’est ici qu’en partie"
    note = f"{what}{_THIN}: un taux ne s’additionne pas et la moyenne de taux est fausse"
    return None, Absence(Status.NOT_AVAILABLE, note), _lines(rows, note)


def _lines(rows: Sequence[_Row], remark: str, *, twins: bool = False) -> list[Line]:
    """The remark on each row, after what its own code calls for; `twins` also tells rows that say the same twice."""
    seen: dict[tuple[str, float | None], int] = {}
    lines = []
    for row in rows:
        own = row.found.remark
        said = remark if not own or remark.startswith(own) else f"{own}{_THIN}; {remark}"
        before = seen.setdefault((row.written, row.value.number), row.row)
        if twins and before != row.row:
            said += f"{_THIN}; même code et même nombre que la ligne {before}, vérifiez qu’elle n’est pas en double"
        lines.append(Line(row.row, row.written, said))
    return lines


def indicator_of_file(label: str, unit: str, kind: Kind, imported: Imported) -> Indicator:
    """The temporary indicator: its label and unit are the reader's words, made safe; it is marked as imported."""
    name = clean_name(label, "valeur")
    return Indicator(
        indicator_id=INDICATOR_ID,
        label=f"{name} ({MARKED})",
        short_label=name,
        phrase=f"«{_THIN}{name}{_THIN}» ({MARKED})",
        gender="f",
        plural=False,
        unit=clean_name(unit, "unités" if kind is Kind.COUNT else "points"),
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
