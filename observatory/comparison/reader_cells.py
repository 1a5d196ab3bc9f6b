"""Cells of a reader's file: codes kept as text, numbers as they are written, and the words that mean « no value »."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from observatory import formatting as fr
from observatory.model import Kind, Status, fold
from observatory.qpv.workbook_reader import Percent

_SEEN = 300
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3}(?:\1\d{3})*)(?!\1)[.,]\d+")
_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
_WORDS = {
    Status.SECRET: ("s", "(s)", "secret", "secret statistique", "secret stat", "secret stat."),
    Status.NOT_APPLICABLE: ("so", "s.o", "s.o.", "sans objet", "///", "//"),
    Status.NOT_AVAILABLE: (
        *("nd", "n.d", "n.d.", "n/d", "na", "n.a", "n.a.", "n/a", "#n/a", "nc", "n.c", "n.c.", "nr", "n.r."),
        *("null", "none", "nan", "non disponible", "...", "…", "-", "–", "—", "."),
    ),
}
_STATUS_OF = {word: status for status, words in _WORDS.items() for word in words}
_SPREADSHEET_ERROR = re.compile(r"#[\w/]+[!?]?")
_PERCENT_WORDS = frozenset({"taux", "part", "parts", "pourcentage", "pct"})
_RATE_WORDS = _PERCENT_WORDS | {"ratio", "indice", "moyenne", "densite"}
_COUNT_WORDS = frozenset({"nombre", "nb", "nbre", "effectif", "effectifs", "total", "emplois", "habitants"})


@dataclass(frozen=True)
class Value:
    """What a cell says: a number, or why there is none, with the words for its row.

    `unreadable` tells a cell that means nothing to us from one that says that there is no value.
    """

    number: float | None
    status: Status = Status.OBSERVED
    remark: str = ""
    unreadable: bool = False
    percent: bool = False


def code_text(cell: object) -> str:
    """A code as text: a whole number of a spreadsheet loses its « .0 », letters are capitals."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip().strip('"').lstrip("'").strip().upper()


def number_of(cell: object) -> float | None:
    """The number of a cell as French or English writes it (« 1 234,5 », « 12 % », « 1,234.5 »); None otherwise.

    A single comma or point is a decimal mark; where both are there, the last one is. A cell that a workbook shows as
    a percentage gives what the reader sees: 12.5 for 0.125.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        value = round(float(cell) * 100, 10) if isinstance(cell, Percent) else float(cell)
        return value if math.isfinite(value) else None
    text = _BLANKS.sub("", str(cell)).strip('"').removesuffix("%").removesuffix("€").replace("\u2212", "-")
    if grouped := _GROUPED.fullmatch(text):
        text = text.replace(grouped[1], "")
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def is_percent(cell: object) -> bool:
    """Tell whether a cell is written as a percentage."""
    return isinstance(cell, Percent) or (isinstance(cell, str) and cell.rstrip().endswith("%"))


def value_of(cell: object) -> Value:
    """What a cell of values says. A blank is an absence, never 0; « s » is the statistical secrecy."""
    number = number_of(cell)
    if number is not None:
        return Value(number, percent=is_percent(cell))
    text = "" if cell is None else " ".join(str(cell).split())
    if not text:
        return Value(None, Status.NOT_AVAILABLE, "valeur absente")
    status = _STATUS_OF.get(text.casefold())
    if status is not None:
        return Value(None, status, fr.STATUS_TEXT[status])
    return Value(None, Status.NOT_AVAILABLE, _why_unreadable(text), unreadable=True)


def _why_unreadable(text: str) -> str:
    if text.startswith("="):
        return "formule non calculée"
    return "erreur de calcul du tableur" if _SPREADSHEET_ERROR.fullmatch(text) else "la valeur n’est pas un nombre"


def guess_kind(heading: str, cells: Sequence[object]) -> Kind:
    """Whether a column most likely holds rates or counts: by its heading, then its « % », then its decimals."""
    words = set(fold(heading).split())
    seen = cells[:_SEEN]
    if "%" in heading or words & _RATE_WORDS or any(is_percent(cell) for cell in seen):
        return Kind.RATE
    if words & _COUNT_WORDS:
        return Kind.COUNT
    numbers = [number for cell in seen if (number := number_of(cell)) is not None]
    return Kind.COUNT if numbers and all(n >= 0 and n.is_integer() for n in numbers) else Kind.RATE


def guess_unit(heading: str, kind: Kind, cells: Sequence[object]) -> str:
    """« % » for rates that are called or written as percentages, else nothing: the reader says it."""
    named = "%" in heading or bool(set(fold(heading).split()) & _PERCENT_WORDS)
    return "%" if kind is Kind.RATE and (named or any(is_percent(cell) for cell in cells[:_SEEN])) else ""


def guess_label(heading: str) -> str:
    """A heading as a title begins: « taux d'emploi » becomes « Taux d’emploi »."""
    return (heading[:1].upper() + heading[1:]).replace("'", "’")


def decimals_of(values: Sequence[float]) -> int:
    """How many decimals tell the values apart as the file wrote them, two at most."""
    return max((0 if v == round(v) else 1 if round(v, 1) == round(v, 6) else 2 for v in values), default=0)
