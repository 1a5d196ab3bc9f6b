"""What a step says in one sentence, where « En clair » says another idea than the question asks for."""

from __future__ import annotations

import re

from observatory import formatting as fr
from observatory import narrative
from observatory.charts import Chart
from observatory.model import Indicator, Level, Territory
from observatory.narrative.gaps import SAME
from observatory.narrative.sentences import Reading

_NB = fr.NARROW_SPACE
_OTHER = "Autre"
_MOST_NAMED = 2
_THE_LEVEL = {
    Level.FRANCE: "la France",
    Level.REGION: "la région",
    Level.DEPARTEMENT: "le département",
    Level.EPCI: "l’intercommunalité",
    Level.EPT: "le territoire du Grand Paris",
    Level.COMMUNE: "la commune",
}
_OF_THE_LEVEL = {
    level: f"du{named.removeprefix('le')}" if named.startswith("le ") else f"de {named}"
    for level, named in _THE_LEVEL.items()
}


def first_idea(text: str) -> str:
    """The first idea of an « En clair » text: its first sentence, up to a semicolon, without its full stop."""
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-ZÀÂÉÈÊÎÔ«0-9])", text, maxsplit=1)[0]
    return sentence.split(f"{_NB};", 1)[0].rstrip(" .")


def compared(indicator: Indicator, period: str, reading: Reading, reference: Reading | None) -> str:
    """The gap first, then the two values: « Part de l’ESS en Bretagne : nettement plus qu’en France (14,3 %… »."""
    if reference is None or reading.value is None or reference.value is None:
        return narrative.headline(indicator, period, reading, reference)
    own, other = (narrative.roughly(indicator, r.value) for r in (reading, reference) if r.value is not None)
    words = narrative.gap_words(reading.value, reference.value, indicator.decimals)
    start = f"{indicator.short_label} {narrative.in_place(reading.place)}{_NB}:"
    if words == SAME:
        return f"{start} comme {narrative.in_place(reference.place)} ({own} en {period})"
    return f"{start} {words} {narrative.than_place(reference.place)} ({own} contre {other} en {period})"


def unchanged(sentence: str) -> str:
    """The sentence of a series whose ends are equal: « comme en 2020 », not the same number and « sans changement »."""
    found = re.fullmatch(r"(.+ de (.+) en \d{4}), contre \2 en (\d{4}) \(sans changement\)", sentence)
    return f"{found[1]}, comme en {found[3]}" if found else sentence


def cited(chart: Chart) -> str:
    """How many initiatives are cited; from which documents is said in the notes."""
    return first_idea(chart.plain).partition(", d’après")[0]


def cited_elsewhere(chart: Chart, place: Territory) -> str:
    """How many initiatives are cited in a whole country, for a territory where none is."""
    count, _, where = cited(chart).partition(" initiatives citées ")
    return f"Aucune initiative citée {narrative.in_place(place)}{_NB}: {count} le sont {where}"


def most_cited(chart: Chart, place: Territory) -> str:
    """The kind of initiative most cited in a territory; « Autre » is not one, and many ties name none."""
    counts = [(str(label), int(str(count))) for label, count in chart.table.rows if label != _OTHER]
    most = max(count for _, count in counts)
    named = [_small(label) for label, count in counts if count == most]
    where, many = narrative.in_place(place), f"{fr.number(most)} initiative{'s' if most > 1 else ''}"
    if len(named) > _MOST_NAMED:
        return cited(chart)
    if len(named) > 1:
        return f"Types d’initiative les plus cités {where}{_NB}: {f'{_NB}; '.join(named)}, {many} chacun"
    return f"Type d’initiative le plus cité {where}{_NB}: {named[0]}, {many}"


def _small(label: str) -> str:
    """A label inside a sentence: without its capital, unless it is an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def instead(place: Territory, shown: Territory, *, initiatives: bool) -> str:
    """Whose figure is shown instead of the territory's, when it is another's; empty when it is its own."""
    if shown.key == place.key:
        return ""
    where, whose = narrative.in_place(place), narrative.of_place(shown)
    if shown.name == place.name:  # Paris is a commune and a département
        where, whose = f"pour {_THE_LEVEL[place.level]} {whose}", _OF_THE_LEVEL[shown.level]
    if initiatives:
        return f"Aucune initiative n’est citée {where}{_NB}: voici celles {whose}."
    return f"Ce chiffre n’est pas connu {where}{_NB}: voici celui {whose}."
