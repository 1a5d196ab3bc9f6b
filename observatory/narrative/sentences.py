"""« En clair » for one territory and for a level: value, gap, rank, change and limit, from the figure's own numbers.

Words of comparison keep to size (« plus élevée »), never to worth; a trend is said by `series` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from observatory import formatting as fr
from observatory.model import Indicator, Kind, Level, Status, Territory
from observatory.narrative.amounts import amount, least_shown, reads_zero
from observatory.narrative.gaps import SAME, amount_of_gap, gap_words, shown_gap
from observatory.narrative.grammar import agreed, bracketed, in_place, of_place, ordinal, than_place
from observatory.narrative.series import change_text

_MANY = 5
_THIN = fr.NARROW_SPACE


@dataclass(frozen=True)
class Reading:
    """One cell to speak of: the territory, its value (None when absent) and why."""

    place: Territory
    value: float | None
    status: Status
    note: str | None = None


@dataclass(frozen=True)
class Rank:
    """The place of a value among those of its level that have one (1 = the highest)."""

    position: int
    total: int


def capital(text: str) -> str:
    """Put a capital on the first letter, leaving the rest (proper nouns) alone."""
    return text[:1].upper() + text[1:]


def _is(indicator: Indicator) -> str:
    return "sont" if indicator.plural else "est"


def describe_place(
    indicator: Indicator,
    period: str,
    reading: Reading,
    references: Sequence[Reading] = (),
    rank: Rank | None = None,
    earlier: tuple[str, float] | None = None,
) -> str:
    """Value, gap to the references, rank and change of one territory, or why there is no value.

    `earlier` is a (period, value) of the same territory that no break parts from this one.
    """
    place = reading.place
    opening = f"{capital(in_place(place))}, {indicator.phrase}"
    if reading.value is None:
        return f"{opening} {_absence(indicator, period, reading)}."
    sentence = f"{opening} {_is(indicator)} {_ofamount(indicator, reading.value)} en {period}"
    gaps = _gaps(indicator, reading, references)
    sentence += f", {gaps}" if gaps else ""
    if rank and rank.total > 1 and (said := _rank_of(indicator, reading.value, rank, place.level)):
        sentence += f"{_THIN}: {said}"
    change = f" {_since(indicator, reading.value, earlier)}" if earlier else ""
    return f"{sentence}.{change}{_limit(indicator, reading)}"


def _limit(indicator: Indicator, reading: Reading) -> str:
    """What is to be known of the value: its own note; of a count of examples without any, what the count is not."""
    if reading.note and "http" not in reading.note:
        return f" {capital(reading.note.rstrip('.'))}."
    return _not_a_census(indicator)


def _not_a_census(indicator: Indicator) -> str:
    if indicator.is_census or not indicator.caveats:
        return ""
    return f" {capital(indicator.caveats[0].rstrip('.'))}."


def _ofamount(indicator: Indicator, value: float) -> str:
    """« de 14,3 % », « nulle » for a true zero, « inférieure à 0,1 % » for a trace, in the gender of the indicator."""
    feminine, plural = indicator.gender == "f", indicator.plural
    if value == 0:
        return agreed("nul", feminine=feminine, plural=plural)
    if value > 0 and reads_zero(value, indicator):
        return f"{agreed('inférieur', feminine=feminine, plural=plural)} à {least_shown(indicator)}"
    return f"de {amount(indicator, value)}"


def _absence(indicator: Indicator, period: str, reading: Reading) -> str:
    """Why there is no value: not available, kept secret, or without object, then the producer's reason."""
    feminine, plural = indicator.gender == "f", indicator.plural
    status = fr.STATUS_TEXT.get(reading.status, "non disponible")
    words = {
        Status.SECRET: f"{_is(indicator)} {agreed('couvert', feminine=feminine, plural=plural)} par le secret "
        f"statistique en {period}",
        Status.NOT_APPLICABLE: f"{_is(indicator)} sans objet en {period}",
    }.get(reading.status, f"{_is(indicator)} non disponible{'s' if plural else ''} en {period}")
    note = (reading.note or "").removeprefix(f"{status}{_THIN}: ").rstrip(".")
    if "(" in note:  # no brackets inside brackets
        return f"{words}{_THIN}: {note}"
    return f"{words} ({note})" if note else words


def _rank_of(indicator: Indicator, value: float, rank: Rank, level: Level) -> str:
    """The rank in words; a count of zero is the lowest there is, however many share it, and no rank where all are zero.

    « 55e sur 1 255 » would be true of the 1,200 that have none, and tell nothing.
    """
    if indicator.kind is Kind.COUNT and value == 0:
        return "" if rank.position == 1 else rank_text(Rank(rank.total, rank.total), level)
    return rank_text(rank, level)


def rank_text(rank: Rank, level: Level) -> str:
    """« 2e valeur la plus élevée sur 17 régions renseignées »; the two ends of a level bear no number."""
    known = agreed("renseigné", feminine=level in fr.FEMININE_LEVELS, plural=True)
    who = f"{fr.number(rank.total)} {fr.LEVEL_PLURAL[level]} {known}"
    if rank.position == 1:
        return f"valeur la plus élevée des {who}"
    if rank.position == rank.total:
        return f"valeur la plus basse des {who}"
    return f"{ordinal(rank.position, feminine=True)} valeur la plus élevée sur {who}"


def _gaps(indicator: Indicator, reading: Reading, references: Sequence[Reading]) -> str:
    """The value beside what contains the territory; a reference of the same name (Mayotte) is the same place."""
    value = reading.value
    known = [r for r in references if r.value is not None and r.place.name != reading.place.name]
    if value is None or not known or not indicator.is_census:
        return ""
    if indicator.kind is Kind.COUNT:
        return _share_of(value, known[-1])
    return " et ".join(_gap(indicator, value, reference) for reference in known)


def _gap(indicator: Indicator, value: float, reference: Reading) -> str:
    """« nettement plus qu’en France (10,5 %, soit 3,8 points de plus) »."""
    assert reference.value is not None  # noqa: S101 - kept by the caller
    words = gap_words(value, reference.value, indicator.decimals)
    beside = amount(indicator, reference.value)
    if words == SAME:
        return f"comme {in_place(reference.place)} ({beside})"
    gap = shown_gap(value, reference.value, indicator)
    size = f"{amount_of_gap(gap, indicator)} de {'plus' if gap > 0 else 'moins'}"
    return f"{words} {than_place(reference.place)} ({beside}, soit {size})"


def _since(indicator: Indicator, value: float, earlier: tuple[str, float]) -> str:
    period, before = earlier
    if fr.rounded(value, indicator.decimals) == fr.rounded(before, indicator.decimals):
        return f"C’est autant qu’en {period}."
    return f"En {period}, c’était {amount(indicator, before)} ({change_text(indicator, before, value)})."


def _share_of(value: float, total: Reading) -> str:
    if not total.value or total.place.level is not Level.FRANCE:
        return ""
    share = 100 * value / total.value
    if share < 0.1:  # noqa: PLR2004 - one decimal would read 0,0
        return f"soit moins de 0,1{_THIN}% du total de la France" if value else ""
    return f"soit {fr.number(share, 1)}{_THIN}% du total de la France"


def describe_level(
    indicator: Indicator, level: Level, period: str, frame: pd.DataFrame, *, within: Territory | None = None
) -> str:
    """The spread of an indicator over a level: lowest, middle, highest, and who has no value.

    `frame` has columns name, value, status (as `queries.values_by_territory`).
    """
    known = frame[frame["value"].notna()]
    absent = frame[frame["value"].isna()]
    who = fr.LEVEL_PLURAL[level]
    inside = f" {of_place(within)}" if within else ""
    feminine = level in fr.FEMININE_LEVELS
    if known.empty:
        return f"Aucune valeur n’est disponible en {period} pour les {who}{inside}."
    ordered = known.sort_values("value")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    verb = "vont" if indicator.plural else "va"
    lowest, highest = (f"{amount(indicator, row['value'])} {bracketed(row['name'])}" for row in (low, high))
    sentence = f"En {period}, {indicator.phrase} {verb} de {lowest} à {highest}"
    if indicator.kind is Kind.RATE and len(known) > _MANY:
        half = amount(indicator, float(known["value"].median()))
        sentence += f"{_THIN}; la moitié des {who}{inside} renseigné{'e' if feminine else ''}s dépassent {half}"
    sentence += "."
    return sentence + _absences(absent, level) + _not_a_census(indicator)


def describe_spread(
    indicator: Indicator, level: Level, period: str, frame: pd.DataFrame, france: float | None = None
) -> str:
    """How the values of a level spread: the middle half, the median, how many lie below and above France.

    `frame` has columns name, value, status; `france` is None where it is no reference, as for a count. A territory
    whose value is written as that of France is neither below nor above. With few territories, lowest and highest.
    """
    known = frame.loc[frame["value"].notna(), "value"]
    if len(known) <= _MANY:
        return describe_level(indicator, level, period, frame)
    agreement = "e" if level in fr.FEMININE_LEVELS else ""
    low, middle, high = (amount(indicator, float(known.quantile(share))) for share in (0.25, 0.5, 0.75))
    sentence = (
        f"En {period}, pour {indicator.phrase}, la moitié centrale des {fr.number(len(known))} "
        f"{fr.LEVEL_PLURAL[level]} renseigné{agreement}s se situe entre {low} et {high}, "
        f"autour d’une médiane de {middle}."
    )
    if france is not None:
        gaps = [shown_gap(value, france, indicator) for value in known]
        counted = (
            (sum(gap < 0 for gap in gaps), "au-dessous"),
            (sum(gap > 0 for gap in gaps), "au-dessus"),
            (sum(gap == 0 for gap in gaps), "au même niveau"),
        )
        sentence += f" Par rapport à la France ({amount(indicator, france)}), {_enumerated(counted, level)}."
    return sentence + _absences(frame[frame["value"].isna()], level) + _not_a_census(indicator)


def _enumerated(counted: Sequence[tuple[int, str]], level: Level) -> str:
    """« 4 régions sont au-dessous, 12 au-dessus et 1 au même niveau »; what counts nobody is left out."""
    (first, where), *others = [(count, where) for count, where in counted if count]
    who = fr.LEVEL_SINGULAR[level] if first == 1 else fr.LEVEL_PLURAL[level]
    parts = [
        f"{fr.number(first)} {who} {'est' if first == 1 else 'sont'} {where}",
        *(f"{fr.number(count)} {where}" for count, where in others),
    ]
    return " et ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _absences(absent: pd.DataFrame, level: Level) -> str:
    missing = absent[absent["status"] != Status.NOT_APPLICABLE]
    none = len(absent) - len(missing)
    text = ""
    if len(missing):
        names = ", ".join(missing["name"].head(3))
        more = len(missing) - 3
        text += f" Non disponible{_THIN}: {names}{f' et {more} autre' if more > 0 else ''}{'s' if more > 1 else ''}."
    if none:
        who = fr.LEVEL_SINGULAR[level] if none == 1 else fr.LEVEL_PLURAL[level]
        feminine = "e" if level in fr.FEMININE_LEVELS else ""
        text += (
            f" {fr.number(none)} {who} non concerné{feminine}{'s' if none > 1 else ''} («{_THIN}sans objet{_THIN}»)."
        )
    return text
