"""« En clair » for the parts of an indicator: by family, by sector, specialisation, index curves, and their absence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatory import formatting as fr
from observatory.model import Indicator, Status, Territory
from observatory.narrative.grammar import in_place, of_place
from observatory.narrative.sentences import capital

_THIN = fr.NARROW_SPACE
_NAMED = 3
_FAMILY_SUBJECTS = {
    "association": "les associations",
    "cooperative": "les coopératives",
    "mutuelle": "les mutuelles",
    "fondation": "les fondations",
    "societe_commerciale": "les sociétés commerciales de l’ESS",
    "inconnue": "les structures de famille inconnue",
}


@dataclass(frozen=True)
class Part:
    """One part of a whole: its code, its name, its value and its share in per cent, or why there is none."""

    code: str
    name: str
    value: float | None
    share_pct: float | None
    status: Status = Status.OBSERVED


@dataclass(frozen=True)
class Specialised:
    """A sector with its specialisation: the quotient, and the two shares in per cent it divides."""

    name: str
    quotient: float
    share_pct: float
    reference_pct: float


@dataclass(frozen=True)
class IndexEnd:
    """Where an index stands in its last year, for the ESS and for the private sector outside the ESS."""

    place: Territory
    social: float
    outside: float | None


def of_phrase(phrase: str) -> str:
    """An indicator behind « de »: « des effectifs salariés », « du nombre d’emplois », « de la masse salariale »."""
    for article, contracted in (("les ", "des "), ("le ", "du ")):
        if phrase.startswith(article):
            return contracted + phrase[len(article) :]
    return f"de {phrase}"


def _percent(value: float) -> str:
    return f"{fr.number(value, 1)}{_THIN}%"


def _opening(place: Territory, period: str) -> str:
    return f"{capital(in_place(place))}, en {period}"


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} et {texts[-1]}"


def describe_families(
    indicator: Indicator, period: str, place: Territory, parts: Sequence[Part], national: Sequence[Part] = ()
) -> str:
    """The share of each family of the ESS, the largest first, and that of the largest in France."""
    known = sorted((p for p in parts if p.share_pct is not None), key=lambda p: -(p.share_pct or 0))
    first, *others = known
    amount = fr.value_text(first.value, indicator)
    text = (
        f"{_opening(place, period)}, {_FAMILY_SUBJECTS[first.code]} représentent {_percent(first.share_pct or 0)} "
        f"{of_phrase(indicator.phrase)} ({amount})"
    )
    if others:
        text += f", {_listed([f'{_FAMILY_SUBJECTS[p.code]} {_percent(p.share_pct or 0)}' for p in others])}"
    reference = next((p.share_pct for p in national if p.code == first.code), None)
    if reference is not None:
        text += f"{_THIN}; en France, la part {of_phrase(_FAMILY_SUBJECTS[first.code])} est de {_percent(reference)}"
    return f"{text}.{_unsaid(parts)}"


def _unsaid(parts: Sequence[Part]) -> str:
    """Which parts are not known, by their reason."""
    text = ""
    for status, words in fr.STATUS_TEXT.items():
        names = [p.name for p in parts if p.value is None and p.status is status]
        if not names:
            continue
        more = f" et {len(names) - _NAMED} de plus" if len(names) > _NAMED else ""
        text += f" {capital(words)}{_THIN}: {', '.join(names[:_NAMED])}{more}."
    return text


def describe_sectors(indicator: Indicator, period: str, place: Territory, parts: Sequence[Part]) -> str:
    """What the largest sectors hold together, then each of them."""
    known = sorted((p for p in parts if p.share_pct is not None), key=lambda p: -(p.share_pct or 0))[:_NAMED]
    together = sum(p.share_pct or 0 for p in known)
    named = _listed([f"«{_THIN}{p.name}{_THIN}» ({_percent(p.share_pct or 0)})" for p in known])
    whole = of_phrase(indicator.phrase)
    if len(known) == 1:
        text = f"{_opening(place, period)}, le seul secteur connu est {named} {whole}"
    else:
        count = {2: "deux", 3: "trois"}[len(known)]
        text = f"{_opening(place, period)}, {count} secteurs réunissent {_percent(together)} {whole}{_THIN}: {named}"
    return f"{text}.{_unsaid(parts)}"


def describe_crossed(indicator: Indicator, period: str, place: Territory, largest: tuple[str, str, Part]) -> str:
    """The largest cell of a sector × family table: (family, sector, the part)."""
    family, sector, part = largest
    share = f", soit {_percent(part.share_pct)} {of_phrase(indicator.phrase)}" if part.share_pct is not None else ""
    return (
        f"{_opening(place, period)}, c’est pour {_FAMILY_SUBJECTS[family]} du secteur «{_THIN}{sector}{_THIN}» que "
        f"le nombre est le plus élevé{_THIN}: {fr.value_text(part.value, indicator)}{share}. "
        "Une case vide n’a pas de ligne dans la source."
    )


def describe_specialisation(
    indicator: Indicator, period: str, place: Territory, sectors: Sequence[Specialised], left_out: str
) -> str:
    """The sector that weighs most against France, the one that weighs least, and what is left out.

    `sectors` go from the most to the least specialised; `left_out` says how many were too small to be compared.
    """
    first, last = sectors[0], sectors[-1]
    whole = of_phrase(indicator.phrase)
    if first.quotient >= 1:
        text = (
            f"{_opening(place, period)}, le secteur «{_THIN}{first.name}{_THIN}» a {fr.number(first.quotient, 1)} fois "
            f"le poids qu’il a en France ({_percent(first.share_pct)} {whole}, contre {_percent(first.reference_pct)})"
        )
    else:
        text = f"{_opening(place, period)}, aucun des secteurs comparés n’a plus de poids qu’en France"
    if round(last.quotient, 1) < 1 and last is not first:
        text += (
            f"{_THIN}; à l’inverse, «{_THIN}{last.name}{_THIN}» a {fr.number(last.quotient, 1)} fois ce poids "
            f"({_percent(last.share_pct)} contre {_percent(last.reference_pct)})"
        )
    return f"{text}. {left_out}".strip()


def describe_index(base_year: str | None, last_year: str, ends: Sequence[IndexEnd]) -> str:
    """Where the curves stand in the last year: the territory first, then France."""
    base = f"Base 100 en {base_year}{_THIN}: " if base_year else ""
    own, *others = ends
    where = in_place(own.place)
    text = f"{base}{where if base else capital(where)}, l’ESS est à {fr.number(own.social, 1)} en {last_year}"
    if own.outside is None:
        text += f"{_THIN}; le secteur privé hors ESS n’est pas disponible"
    else:
        text += f" et le secteur privé hors ESS à {fr.number(own.outside, 1)}"
    for other in others:
        social = fr.number(other.social, 1)
        both = f"{social} et {fr.number(other.outside, 1)}" if other.outside is not None else f"l’ESS est à {social}"
        text += f"{_THIN}; {in_place(other.place)}, {both}"
    return f"{text}."


def describe_absence(split: str, place: Territory, period: str, reason: str) -> str:
    """Why a chart of parts is not shown: « La répartition par secteur n’est pas disponible à Mayotte… »."""
    when = f" en {period}" if period else ""
    return f"{capital(split)} n’est pas disponible {in_place(place)}{when}{_THIN}: {reason}."


def describe_nearest(place: Territory | None) -> str:
    """What is shown in place of what is absent: that of a wider territory, else that of the last year known."""
    return f"Voici celle {of_place(place)}." if place else "Voici celle de la dernière année connue."
