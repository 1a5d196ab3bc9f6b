"""« En clair »: one sentence or two for each figure, from the same numbers as the figure.

Words of comparison keep to size (« plus élevée »), never to worth; no word of trend under five comparable points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from observatory import formatting as fr
from observatory.model import Indicator, Kind, Level, Series, Status, Territory
from observatory.narrative.grammar import in_place, of_place, ordinal

MINIMUM_POINTS_FOR_A_TREND = 5
_NB = fr.NO_BREAK_SPACE
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


def gap_text(value: float, reference: float, indicator: Indicator) -> str:
    """Say how far a share is from its reference, in points: « 3,9 points de plus que »."""
    gap = float(fr.rounded(value, indicator.decimals) - fr.rounded(reference, indicator.decimals))
    if gap == 0:
        return "comme"
    unit = fr.counted("points" if indicator.unit == "%" else indicator.unit, gap)
    text = fr.with_unit(fr.number(abs(gap), indicator.decimals), unit)
    return f"{text} de {'plus' if gap > 0 else 'moins'} que"


def describe_place(
    indicator: Indicator,
    period: str,
    reading: Reading,
    references: Sequence[Reading] = (),
    rank: Rank | None = None,
) -> str:
    """Value, rank and gap to the references for one territory, or why there is no value."""
    place = reading.place
    if reading.value is None:
        status = fr.STATUS_TEXT.get(reading.status, "non disponible")
        note = (reading.note or "").removeprefix(f"{status}{_THIN}: ").rstrip(".")
        reason = f" ({note})" if note else ""
        return f"{capital(in_place(place))}, {indicator.phrase} en {period}{_THIN}: {status}{reason}."
    amount = _amount(indicator, reading.value)
    parts = [f"{capital(in_place(place))}, {indicator.phrase} {_is(indicator)} de {amount} en {period}"]
    gaps = _gaps(indicator, reading.value, references)
    if gaps:
        parts.append(gaps)
    sentence = ", ".join(parts)
    if rank and rank.total > 1:
        feminine = place.level in fr.FEMININE_LEVELS
        who = fr.LEVEL_PLURAL[place.level]
        known = "renseignées" if feminine else "renseignés"
        sentence += (
            f"{_THIN}: {ordinal(rank.position, feminine=feminine)} valeur la plus élevée sur {rank.total} {who} {known}"
        )
        if rank.position == 1:
            sentence = sentence.replace("1re valeur la plus élevée sur", "valeur la plus élevée des").replace(
                "1er valeur la plus élevée sur", "valeur la plus élevée des"
            )
    limit = f" {capital(reading.note.rstrip('.'))}." if reading.note and "http" not in reading.note else ""
    return f"{sentence}.{limit}"


def _amount(indicator: Indicator, value: float) -> str:
    """The value, without a unit that the phrase has just said (« le nombre de postes … est de 12 »)."""
    return fr.value_text(value, indicator, unit=not indicator.phrase.startswith("le nombre"))


def _gaps(indicator: Indicator, value: float, references: Sequence[Reading]) -> str:
    known = [r for r in references if r.value is not None]
    if not known:
        return ""
    if indicator.kind is Kind.COUNT:
        return _share_of(value, known[-1])
    texts = []
    for reference in known:
        assert reference.value is not None  # noqa: S101 - kept above
        amount = _amount(indicator, reference.value)
        texts.append(f"{gap_text(value, reference.value, indicator)} {_named(reference.place)} ({amount})")
    if len(texts) == 1:
        return _joined(texts[0])
    return f"{_joined(texts[0])} et {texts[-1]}"


def _joined(text: str) -> str:
    return text if text.startswith("comme") else f"soit {text}"


def _share_of(value: float, total: Reading) -> str:
    if not total.value or total.place.level is not Level.FRANCE:
        return ""
    share = 100 * value / total.value
    if share < 0.1:  # noqa: PLR2004 - one decimal would read 0,0
        return f"soit moins de 0,1{_THIN}% du total de la France" if value else ""
    return f"soit {fr.number(share, 1)}{_THIN}% du total de la France"


def _named(place: Territory) -> str:
    if place.level is Level.FRANCE:
        return "la France"
    kind = {Level.REGION: "la région", Level.DEPARTEMENT: "le département"}.get(place.level)
    return f"{kind} {place.name}" if kind else place.name


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
    lowest, highest = (f"{_amount(indicator, row['value'])} ({row['name']})" for row in (low, high))
    sentence = f"En {period}, {indicator.phrase} {verb} de {lowest} à {highest}"
    if indicator.kind is Kind.RATE and len(known) > MINIMUM_POINTS_FOR_A_TREND:
        half = _amount(indicator, float(known["value"].median()))
        sentence += f"{_THIN}; la moitié des {who}{inside} renseigné{'e' if feminine else ''}s dépassent {half}"
    sentence += "."
    return sentence + _absences(absent, level)


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


def describe_series(indicator: Indicator, place: Territory, points: Sequence[tuple[str, float]]) -> str:
    """First and last value of a territory; a word on the series only if its points may be compared."""
    if not points:
        return f"Aucune valeur n’est disponible pour {place.name}."
    first, last = points[0], points[-1]
    amount = _amount(indicator, last[1])
    start = f"{capital(in_place(place))}, {indicator.phrase} {_is(indicator)} de {amount} en {last[0]}"
    if len(points) == 1:
        return f"{start}. Une seule année est disponible."
    start += f", contre {_amount(indicator, first[1])} en {first[0]}"
    if indicator.series is Series.POINTS:
        return f"{start}. Ces points viennent de publications différentes{_THIN}: ils ne sont pas reliés."
    if indicator.breaks:
        return f"{start}. {indicator.breaks[0].reason}"
    change = _change(indicator, first[1], last[1])
    limit = (
        f" Avec {len(points)} années seulement, on ne parle pas de tendance."
        if len(points) < MINIMUM_POINTS_FOR_A_TREND
        else ""
    )
    return f"{start} ({change}).{limit}"


def _change(indicator: Indicator, first: float, last: float) -> str:
    if indicator.kind is Kind.RATE and indicator.unit == "%":
        gap = float(fr.rounded(last, indicator.decimals) - fr.rounded(first, indicator.decimals))
        return f"{fr.number(gap, indicator.decimals, signed=True)}{_NB}{fr.counted('points', gap)}"
    if first == 0:
        return f"{fr.number(last - first, indicator.decimals, signed=True)}"
    return f"{fr.number(100 * (last - first) / first, 1, signed=True)}{_THIN}%"


def describe_catalogue(rows: pd.DataFrame, place: Territory | None = None) -> str:
    """How many initiatives the corpus cites in a selection, and what that count does not say.

    PTCE read in published lists of winners are counted apart: no document of the corpus cites them.
    """
    where = f" {in_place(place)}" if place else ""
    cited = rows[rows["document_id"].notna()]
    count = int(cited["initiative_id"].nunique())
    listed = int(rows.loc[rows["document_id"].isna(), "initiative_id"].nunique())
    also = (
        f"{fr.number(listed)} PTCE{where if not count else ''} dans les listes publiées de lauréats" if listed else ""
    )
    if count == 0 and not listed:
        return f"Les documents lus ne citent aucune initiative{where}. Cela ne veut pas dire qu’il n’y en a pas."
    if count == 0:
        return f"{also}. Les documents lus n’en citent pas d’autre."
    plural = "s" if count > 1 else ""
    text = f"{fr.number(count)} initiative{plural} citée{plural}{where}"
    territories = int((cited["territory_level"] + cited["territory_code"]).nunique())
    documents = int(cited["document_id"].nunique())
    if territories > 1:
        text += f", dans {fr.number(territories)} territoires"
    text += f", d’après {documents} document{'s' if documents > 1 else ''}"
    return f"{text}{f', et {also}' if also else ''}. Ce sont des exemples, pas un recensement."
