"""A reader's dossier: the charts put aside, in order, with the reader's own words. Read from JSON, written to JSON.

The browser keeps it and sends it only to have it checked or made into a file. A dossier that is malformed is refused
whole, with a sentence; a chart in it that can no longer be drawn stays, with its reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.charts import CHARTS, build_chart
from observatory.charts.chart import Chart
from observatory.choices import UnknownChoiceError, spoken
from observatory.database import Database
from observatory.exports.address import view_address
from observatory.exports.leaf import Leaf
from observatory.exports.plain_text import clean
from observatory.formatting import NARROW_SPACE

FORMAT, VERSION = "dossier-observatoire-ess", 1
MOST_BYTES, MOST_ENTRIES = 200_000, 60
LONGEST_TITLE, LONGEST_COMMENT, LONGEST_ADDRESS = 200, 1500, 2000
_LONGEST_NAME, _LONGEST_VALUE, _MOST_PARAMETERS = 60, 400, 20


class DossierError(ValueError):
    """Base of what makes a dossier unreadable. Messages are French, for the reader."""


class DossierTooBigError(DossierError):
    """A dossier has more bytes or more charts than one may have."""

    def __init__(self, found: int, most: int, unit: str) -> None:
        super().__init__(
            f"Ce dossier est trop gros{NARROW_SPACE}: {found} {unit}, pour {most} au plus. Faites-en deux dossiers."
        )


class NotADossierError(DossierError):
    """A file is not a dossier of the observatory."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Ce fichier n’est pas un dossier de l’observatoire ({reason}). Choisissez un fichier fait par «"
            f"{NARROW_SPACE}Enregistrer le dossier{NARROW_SPACE}»."
        )


class DossierVersionError(DossierError):
    """A dossier was written by another version of the observatory."""

    def __init__(self, found: object) -> None:
        super().__init__(
            f"Ce dossier est de la version {str(found)[:20]}, l’observatoire lit la version {VERSION}. "
            "Ouvrez-le avec l’observatoire qui l’a fait."
        )


class DossierFieldError(DossierError):
    """A field of a dossier is missing, of another kind, or too long."""

    def __init__(self, what: str, expected: str) -> None:
        super().__init__(f"Ce dossier ne peut pas être lu{NARROW_SPACE}: {what} doit être {expected}.")


@dataclass(frozen=True)
class Entry:
    """A chart of a dossier: its address, what it was called when it was put aside, the reader's title and comment.

    `view` is the page on which it was seen, inside the observatory (`indicateurs?annee=2015`).
    """

    chart_name: str
    parameters: Mapping[str, str]
    label: str = ""
    view: str = ""
    heading: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Dossier:
    """The charts put aside, in order, with the title and the territory of the cover."""

    title: str
    territory: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Stale:
    """A chart of a dossier that can no longer be drawn, and why."""

    entry: Entry
    reason: str


def read_dossier(body: bytes) -> Dossier:
    """The dossier of a file. Raises a `DossierError` that says what is wrong and where."""
    if len(body) > MOST_BYTES:
        raise DossierTooBigError(len(body) // 1000, MOST_BYTES // 1000, "ko")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise NotADossierError("ce n’est pas du JSON") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NotADossierError("il ne porte pas son nom de format")
    if told.get("version") != VERSION:
        raise DossierVersionError(told.get("version"))
    leaves = told.get("feuilles")
    if not isinstance(leaves, list):
        raise DossierFieldError("la liste des graphiques", "une liste")
    if len(leaves) > MOST_ENTRIES:
        raise DossierTooBigError(len(leaves), MOST_ENTRIES, "graphiques")
    return Dossier(
        _text(told, "titre", LONGEST_TITLE, "le titre du dossier"),
        _text(told, "territoire", LONGEST_TITLE, "le territoire du dossier"),
        tuple(_entry(leaf, rank) for rank, leaf in enumerate(leaves, start=1)),
    )


def _entry(told: object, rank: int) -> Entry:
    which = f"du graphique {rank}"
    if not isinstance(told, dict):
        raise DossierFieldError(f"la description {which}", "un objet")
    name = _text(told, "graphique", _LONGEST_NAME, f"le nom {which}")
    if not name:
        raise DossierFieldError(f"le nom {which}", "donné")
    parameters = told.get("parametres", {})
    if not isinstance(parameters, dict) or len(parameters) > _MOST_PARAMETERS:
        raise DossierFieldError(f"la liste des paramètres {which}", f"un objet de {_MOST_PARAMETERS} noms au plus")
    return Entry(
        name,
        {
            _checked(key, _LONGEST_NAME, f"un nom de paramètre {which}"): _text(
                parameters, key, _LONGEST_VALUE, f"le paramètre «{NARROW_SPACE}{key[:60]}{NARROW_SPACE}» {which}"
            )
            for key in parameters
        },
        _text(told, "libelle", LONGEST_TITLE * 2, f"le libellé {which}"),
        _view(told, which),
        _text(told, "titre", LONGEST_TITLE, f"le titre {which}"),
        _text(told, "commentaire", LONGEST_COMMENT, f"le commentaire {which}"),
    )


def _view(told: Mapping[str, Any], which: str) -> str:
    view = _text(told, "vue", LONGEST_ADDRESS, f"l’adresse {which}")
    # It becomes a link: never another site, never a script.
    if not re.fullmatch(r"[a-z-]*(\?[^\s#]*)?", view):
        raise DossierFieldError(f"l’adresse {which}", "celle d’une page de l’observatoire")
    return view


def _text(told: Mapping[str, Any], name: str, longest: int, what: str) -> str:
    return _checked(told.get(name, ""), longest, what)


def _checked(value: object, longest: int, what: str) -> str:
    if not isinstance(value, str):
        raise DossierFieldError(what, "un texte")
    if len(value) > longest:
        raise DossierFieldError(what, f"d’au plus {longest} caractères (il en a {len(value)})")
    return clean(value)


def write_dossier(dossier: Dossier, reasons: Sequence[str] = ()) -> bytes:
    """The dossier as JSON; `reasons` says of each chart why it can no longer be drawn, or nothing."""
    leaves = [
        {
            "graphique": entry.chart_name,
            "parametres": dict(entry.parameters),
            "libelle": entry.label,
            "vue": entry.view,
            "titre": entry.heading,
            "commentaire": entry.comment,
        }
        for entry in dossier.entries
    ]
    for leaf, reason in zip(leaves, reasons, strict=False):
        if reason:
            leaf["probleme"] = reason
    told = {
        "format": FORMAT,
        "version": VERSION,
        "titre": dossier.title,
        "territoire": dossier.territory,
        "feuilles": leaves,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def drawn(database: Database, entry: Entry) -> Chart:
    """The chart of an entry. Raises `UnknownChoiceError`: chart, parameter, territory, indicator or year not known."""
    if entry.chart_name not in CHARTS:
        raise UnknownChoiceError(
            f"Le graphique «{NARROW_SPACE}{entry.chart_name}{NARROW_SPACE}» n’existe pas dans cet observatoire."
        )
    chart = build_chart(database, entry.chart_name, entry.parameters)
    # A chart gives back the choices it has read: another one would have been ignored, and another thing shown.
    for name in entry.parameters:
        if entry.parameters[name] and name not in chart.parameters:
            raise UnknownChoiceError(f"Ce graphique ne connaît pas {spoken(name)}.")
    return chart


def leaves_of(database: Database, dossier: Dossier, site: str) -> tuple[list[Leaf], list[Stale]]:
    """What an export is made of, in order, and the charts that can no longer be drawn.

    `site` is the address of the observatory, before the view's.
    """
    leaves, stale = [], []
    for entry in dossier.entries:
        try:
            chart = drawn(database, entry)
        except UnknownChoiceError as error:
            stale.append(Stale(entry, str(error)))
            continue
        seen = f"{site.rstrip('/')}/{entry.view.lstrip('/')}" if entry.view else ""
        leaves.append(Leaf(chart, view_address(site, chart, seen), entry.heading, entry.comment))
    return leaves, stale


def reasons_of(database: Database, dossier: Dossier) -> list[str]:
    """For each chart of a dossier, why it can no longer be drawn; empty when it can."""
    reasons = []
    for entry in dossier.entries:
        try:
            drawn(database, entry)
        except UnknownChoiceError as error:
            reasons.append(str(error))
        else:
            reasons.append("")
    return reasons
