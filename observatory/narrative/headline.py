"""The short form of « En clair »: a slide's title, at most 90 characters, whole words and no lost number."""

from __future__ import annotations

from collections.abc import Iterator

from observatory import formatting as fr
from observatory.model import Indicator, Kind
from observatory.narrative.amounts import roughly
from observatory.narrative.gaps import SAME, gap_words
from observatory.narrative.grammar import agreed, in_place, than_place
from observatory.narrative.sentences import Reading, capital

LONGEST = 90
_UNDER = "moins de "
_COLON = f"{fr.NARROW_SPACE}:"


def headline(indicator: Indicator, period: str, reading: Reading, reference: Reading | None = None) -> str:
    """The fullest sentence that fits in 90 characters: place, value and, when there is room, gap and year.

    Where even the shortest is too long, the name of the place is cut at a word and ends with an ellipsis.
    """
    return next((text for text in _forms(indicator, period, reading, reference) if len(text) <= LONGEST), "")


def _forms(indicator: Indicator, period: str, reading: Reading, reference: Reading | None) -> Iterator[str]:
    place, name = reading.place, reading.place.name
    where, short = capital(in_place(place)), indicator.short_label
    if reading.value is None:
        status = fr.STATUS_TEXT.get(reading.status, "non disponible")
        yield f"{where}, {indicator.phrase}{_COLON} {status} en {period}"
        yield f"{short} {in_place(place)}{_COLON} {status} en {period}"
        yield f"{name}{_COLON} {status} en {period}"
        yield f"{_cut(name, LONGEST - 30)}{_COLON} {status} en {period}"
        return
    value = roughly(indicator, reading.value)
    verb = "sont" if indicator.plural else "est"
    gap = _gap(indicator, reading, reference)
    said = _bare(indicator, value)
    of_value = f"d’{said}" if said.startswith("environ") else f"de {said}"
    feminine, plural = indicator.gender == "f", indicator.plural
    if reading.value == 0:
        of_value = agreed("nul", feminine=feminine, plural=plural)
    elif said.startswith(_UNDER):
        of_value = f"{agreed('inférieur', feminine=feminine, plural=plural)} à {said.removeprefix(_UNDER)}"
    named = f"{short} {in_place(place)}{_COLON} {value}"
    sentences = (f"{where}, {indicator.phrase} {verb} {of_value}", named)
    for end in (f", {gap}", "") if gap else ("",):
        for sentence in sentences:
            yield f"{sentence} en {period}{end}"
            yield f"{sentence}{end}"
    yield f"{name}{_COLON} {value}"
    yield f"{_cut(name, LONGEST - len(value) - 4)}{_COLON} {value}"


def _bare(indicator: Indicator, value: str) -> str:
    """The value without the unit that a phrase such as « le nombre de postes » has just said."""
    if not indicator.phrase.startswith("le nombre") or "million" in value or "milliard" in value:
        return value
    return value.removesuffix(indicator.unit).removesuffix(fr.counted(indicator.unit, 1)).rstrip()


def _gap(indicator: Indicator, reading: Reading, reference: Reading | None) -> str:
    if indicator.kind is Kind.COUNT or reference is None or reference.value is None or reading.value is None:
        return ""
    words = gap_words(reading.value, reference.value, indicator.decimals)
    return f"comme {in_place(reference.place)}" if words == SAME else f"{words} {than_place(reference.place)}"


def _cut(name: str, longest: int) -> str:
    """A name at most so long: cut at a word, with an ellipsis."""
    if len(name) <= longest:
        return name
    return f"{name[: longest - 1].rsplit(' ', 1)[0]}…"
