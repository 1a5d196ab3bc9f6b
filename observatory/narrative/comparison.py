"""« En clair » of comparisons: several territories, two measures, a profile, a territory made up by the reader."""

from __future__ import annotations

from collections.abc import Sequence

from observatory import formatting as fr
from observatory.model import Indicator, Kind, Level, Territory
from observatory.narrative.grammar import bracketed, in_place, of_place
from observatory.narrative.sentences import Reading, capital
from observatory.narrative.series import change_text

_THIN = fr.NARROW_SPACE
_FEW = 30
_TWICE = 1.5
_NAMED = 4


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: « la Bretagne, le Gard et l’Ain »."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


def _some(names: Sequence[str]) -> str:
    """Names in a sentence that stays short: the first ones, then how many others."""
    more = len(names) - _NAMED
    return listed(names) if more <= 1 else listed([*names[:_NAMED], f"{fr.number(more)} autres"])


def mix_of_levels(places: Sequence[Territory], kind: Kind) -> str:
    """A caution when territories of several levels are compared, empty when they are of one."""
    levels = [level for level in Level if any(place.level is level for place in places)]
    if len(levels) < 2:  # noqa: PLR2004 - a mix begins with two
        return ""
    names = listed([fr.LEVEL_PLURAL[level] if level is not Level.FRANCE else "la France" for level in levels])
    what = (
        "les nombres dépendent d’abord de la taille"
        if kind is Kind.COUNT
        else "les rangs se lisent chacun dans son niveau"
    )
    return f"Niveaux mêlés ({names}){_THIN}: {what}."


def ratio_text(high: float, low: float) -> str:
    """How many times one value is another, empty when it says nothing: under 1.5, from zero, or with a negative."""
    if low <= 0 or high / low < _TWICE:
        return ""
    ratio = fr.number(high / low, 0 if high / low >= 10 else 1)  # noqa: PLR2004 - no decimal from ten on
    return f"{ratio.removesuffix(',0')} fois plus"


def describe_compared(indicator: Indicator, period: str, readings: Sequence[Reading], reference: Reading | None) -> str:
    """The highest and the lowest of the territories compared, their gap, the reference, and who has no value."""
    known = sorted((r for r in readings if r.value is not None), key=lambda r: (-(r.value or 0.0), r.place.name))
    places = [reading.place for reading in readings]
    absent = [r for r in readings if r.value is None]
    parts = []
    if not known:
        parts.append(f"Aucun de ces territoires n’a de valeur pour {indicator.phrase} en {period}.")
    elif len(known) == 1:
        parts.append(_alone(indicator, period, known[0]))
    else:
        parts.append(_ends(indicator, period, known))
    if known and reference is not None and reference.value is not None and indicator.kind is Kind.RATE:
        parts.append(f"En France{_THIN}: {fr.value_text(reference.value, indicator)}.")
    if absent and known:
        told = [f"{r.place.name} ({fr.STATUS_TEXT.get(r.status, 'non disponible')})" for r in absent]
        parts.append(f"Sans valeur{_THIN}: {listed(told)}.")
    return " ".join(part for part in (*parts, mix_of_levels(places, indicator.kind)) if part)


def _alone(indicator: Indicator, period: str, reading: Reading) -> str:
    verb = "sont" if indicator.plural else "est"
    amount = _amount(indicator, reading.value)
    return f"{capital(in_place(reading.place))}, {indicator.phrase} {verb} de {amount} en {period}."


def _amount(indicator: Indicator, value: float | None) -> str:
    """The value, without a unit that the phrase has just said."""
    return fr.value_text(value, indicator, unit=not indicator.phrase.startswith("le nombre"))


def _ends(indicator: Indicator, period: str, known: Sequence[Reading]) -> str:
    first, last = known[0], known[-1]
    high, low = (_amount(indicator, r.value) for r in (first, last))
    verb = "vont" if indicator.plural else "va"
    if high == low:
        return f"En {period}, {indicator.phrase} {verb.replace('vont', 'valent').replace('va', 'vaut')} partout {high}."
    assert first.value is not None  # noqa: S101 - known only
    assert last.value is not None  # noqa: S101 - known only
    times = ratio_text(first.value, last.value)
    return (
        f"En {period}, {indicator.phrase} {verb} de {low} {bracketed(last.place.name)} à {high} "
        f"{bracketed(first.place.name)}"
        f"{f', soit {times}' if times else ''}."
    )


def describe_courses(
    indicator: Indicator, courses: Sequence[tuple[Territory, Sequence[tuple[str, float]]]], cautions: Sequence[str] = ()
) -> str:
    """First and last value of each territory; the change only where the measure has not changed between them."""
    told = [_course(indicator, place, points) for place, points in courses if points]
    if not told:
        return f"Aucun de ces territoires n’a de valeur pour {indicator.phrase}."
    breaks = [cut.reason for cut in indicator.breaks]
    return " ".join([f"{capital(indicator.phrase)}{_THIN}: {f'{_THIN}; '.join(told)}.", *breaks, *cautions])


def _course(indicator: Indicator, place: Territory, points: Sequence[tuple[str, float]]) -> str:
    (first_year, first), (last_year, last) = points[0], points[-1]
    end = f"{fr.value_text(last, indicator)} en {last_year}"
    if len(points) == 1:
        return f"{place.name}, {end} (une seule année)"
    start = fr.value_text(first, indicator)
    if indicator.breaks:
        return f"{place.name}, de {start} en {first_year} à {end}"
    return f"{place.name}, de {start} en {first_year} à {end} ({change_text(indicator, first, last)})"


def describe_pair(labels: tuple[str, str], who: str, rho: float | None, count: int, word: str) -> str:
    """What a rank correlation says, on how many territories, and how not to read it."""
    first, second = labels
    if rho is None:
        return (
            f"Aucune corrélation de rang entre «{_THIN}{first}{_THIN}» et «{_THIN}{second}{_THIN}»{_THIN}: "
            f"{fr.number(count)} {who} ont les deux valeurs, ou l’une des deux ne varie pas."
        )
    sense = "" if word == "presque nulle" else (", dans le même sens" if rho > 0 else ", en sens contraire")
    small = f" Avec {fr.number(count)} points seulement, elle peut tenir au hasard." if count < _FEW else ""
    return (
        f"«{_THIN}{first}{_THIN}» et «{_THIN}{second}{_THIN}»{_THIN}: corrélation de rang de Spearman de "
        f"{fr.number(rho, 2)} sur {fr.number(count)} {who} ({word}{sense}). "
        f"Une corrélation n’est pas une cause{_THIN}: elle dit seulement si les rangs vont ensemble.{small}"
    )


def describe_custom(name: str, counts: Sequence[tuple[Level, int]], communes: int, population: int) -> str:
    """What a territory made up gathers: how many members of each level, its communes, its residents."""
    told = [
        f"{fr.number(count)} {fr.LEVEL_SINGULAR[level] if count == 1 else fr.LEVEL_PLURAL[level]}"
        for level, count in counts
    ]
    extent = f", soit {fr.number(communes)} communes" if communes > 1 else ""
    return (
        f"{_quoted(name)} réunit {listed(told)}{extent}{_THIN}: {fr.number(population)} habitants. "
        "Les nombres sont additionnés, les taux recalculés quand leurs deux nombres sont connus."
    )


def describe_custom_value(name: str, indicator: Indicator, period: str, reading: Reading, france: float | None) -> str:
    """The value of a territory made up for one indicator, or why there is none, with France's for a rate."""
    note = (reading.note or "").rstrip(".")
    if reading.value is None:
        status = fr.STATUS_TEXT.get(reading.status, "non disponible")
        reason = "" if not note else f" ({note.removeprefix(status).lstrip(f'{_THIN}: ')})"
        return f"Dans {_quoted(name)}, {indicator.phrase} en {period}{_THIN}: {status}{reason}."
    verb = "sont" if indicator.plural else "est"
    said = f"Dans {_quoted(name)}, {indicator.phrase} {verb} de {_amount(indicator, reading.value)} en {period}"
    if france is not None and indicator.kind is Kind.RATE:
        said += f", contre {_amount(indicator, france)} en France"
    elif france and indicator.kind is Kind.COUNT:
        said += f", soit {fr.number(100 * reading.value / france, 1)}{_THIN}% du total de la France"
    return f"{said}. {capital(note)}." if note else f"{said}."


def _quoted(text: str) -> str:
    return f"«{_THIN}{text}{_THIN}»"


def without_point(names: Sequence[str]) -> str:
    """Which chosen territories are not in a cloud: of another level, or without one of the two values."""
    if not names:
        return ""
    verb = "n’a pas de point" if len(names) == 1 else "n’ont pas de point"
    return f" {capital(listed(names))} {verb}{_THIN}: autre niveau, ou une des deux valeurs manque."


def describe_profile(place: Territory, who: str, high: Sequence[str], low: Sequence[str], count: int) -> str:
    """What stands out of a profile: the indicators in the top quarter of the level, and those in the bottom quarter."""
    if not count:
        return f"Aucun indicateur n’a de valeur {in_place(place)}."
    parts = []
    if high:
        parts.append(f"dans le quart le plus élevé pour {_some(high)}")
    if low:
        parts.append(f"dans le quart le moins élevé pour {_some(low)}")
    stands = f"{_THIN}; ".join(parts) or "dans la moitié centrale pour tous les indicateurs connus"
    known = "1 indicateur connu" if count == 1 else f"{fr.number(count)} indicateurs connus"
    return (
        f"Parmi les {who}, le rang {of_place(place)} est {stands} ({known}). La place dit le rang, ni bon ni mauvais."
    )
