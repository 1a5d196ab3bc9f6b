"""Texts made safe for files: no character that XML refuses, no tag, a name that Excel takes for a sheet."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable

from observatory.formatting import NO_BREAK_SPACE

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\t\r\n]+")
_LINE_BREAK = re.compile(r"<br[^>]*>")
_TAG = re.compile(r"</?(?:b|i|span)(?: [^>]*)?>")
_LONGEST_SHEET_NAME = 31
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def clean(text: str) -> str:
    """The text without the characters that XML 1.0 forbids: a file with one of them does not open."""
    return _ILLEGAL.sub("", text)


def without_tags(text: str) -> str:
    """A label of a figure as plain text: Plotly's tags out, its entities written as characters."""
    return clean(html.unescape(_TAG.sub("", _LINE_BREAK.sub(" ", text)))).strip()


def shortened(text: str, longest: int) -> str:
    """The text, cut with an ellipsis when it is longer than `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def printed_subtitle(subtitle: str) -> str:
    """The subtitle of a chart without what only a screen can do (« un clic ouvre la fiche »)."""
    parts = [part for part in subtitle.split(" · ") if not part.startswith("un clic")]
    return clean(" · ".join(parts))


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that a workbook accepts: at most 31 characters, none forbidden, unlike those already taken."""
    plain = _FORBIDDEN_IN_SHEET_NAMES.sub(" ", clean(wanted)).strip().strip("'").strip() or "Feuille"
    used = {name.casefold() for name in taken}
    name = _short_name(plain, "")
    number = 2
    while name.casefold() in used or name.casefold() in {"history", "historique"}:
        name = _short_name(plain, f" ({number})")
        number += 1
    return name


def _short_name(plain: str, ending: str) -> str:
    """The name with its ending, in the units a workbook counts: an emoji takes two."""
    longest = _LONGEST_SHEET_NAME - len(ending)
    name = plain
    for size in range(min(len(plain), longest), 0, -1):
        name = shortened(plain, size)
        if len(name.encode("utf-16-le")) // 2 <= longest:
            break
    return name + ending


def long_date(day: dt.date) -> str:
    """« 22 novembre 2026 », « 1er mars 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK_SPACE}{_MONTHS[day.month - 1]} {day.year}"
