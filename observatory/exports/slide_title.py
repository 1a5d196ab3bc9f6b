"""The words at the top of a slide: what the chart says as its title, what is measured as its subtitle.

A reader's own title wins. Without an honest headline (a table of who is cited for what, a cloud, curves too many to be
told in two lines) the chart's title stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.charts.chart import Chart
from observatory.charts.levels import own_code
from observatory.choices import indicator_of, territory_of, view_of
from observatory.database import Database
from observatory.exports.leaf import Leaf
from observatory.exports.plain_text import clean, printed_subtitle
from observatory.exports.pptx_template import BODY_WIDTH_IN
from observatory.exports.render import fonts
from observatory.model import Territory
from observatory.narrative.sentences import Reading, capital
from observatory.standing import standing

_THIN = fr.NARROW_SPACE
_POINTS_PER_INCH = 72
# The bold serif of a machine without Georgia is wider than the one measured here, Arial is than the sans.
_SERIF_WIDER, _SANS_WIDER = 1.28, 1.09
# The largest size in points at which a text holds on so many lines of its box.
_TITLE_SIZES = ((28.0, 1), (24.0, 2), (22.0, 2), (20.0, 2), (18.0, 2), (16.0, 2), (14.0, 2))
_SUBTITLE_SIZES = ((14.0, 1), (12.0, 2), (10.0, 2))
_LINES, _LEAST_HEADLINE = 2, 18.0

_RANGES = {"carte", "classement", "repartition"}
_NAMING_A_PLACE = {"carte", "classement", "comparaison", "signal-ecart"}
_BESIDE_FRANCE = {"classement", "comparaison", "signal-ecart"}
_TOLD = _RANGES | {
    *("evolution", "carte-initiatives", "spaser", "delegations", "carte-qpv", "profil-qpv", "comparer-barres"),
    *("mesure", "familles", "secteurs", "secteurs-familles", "specialisation", "indice"),
    *("signal-ecart", "signal-evolution", "signal-absence", "signal-quartiers"),
}
# Told whole or not at all: the first half would speak of some of the curves, or of some of the indicators, only.
_TOLD_WHOLE = {"comparer-evolution", "comparer-profil"}
_TOLD_BEFORE_A_COLON = {"secteurs", "secteurs-familles"}


@dataclass(frozen=True)
class Heading:
    """The title and subtitle of a slide with their sizes in points; each holds on two lines."""

    title: str
    size: float
    subtitle: str
    subtitle_size: float


def heading(database: Database, leaf: Leaf) -> Heading:
    """What is written at the top of a chart's slide."""
    chart = leaf.chart
    said = leaf.heading or headline_of(database, chart) or chart.title
    title, size = _fitted(clean(said), fonts.SERIF, _TITLE_SIZES)
    measured = "" if said == chart.title else clean(chart.title)
    parts = [part for part in printed_subtitle(chart.subtitle).split(" · ") if part not in measured]
    subtitle = " · ".join(part for part in (measured, *parts) if part)
    return Heading(title, size, *_fitted(subtitle, fonts.SANS, _SUBTITLE_SIZES))


def headline_of(database: Database, chart: Chart) -> str:
    """What a chart says in two lines at most, nothing when it cannot be said."""
    forms = (form for form in _forms(database, chart) if _lines(form, _LEAST_HEADLINE, fonts.SERIF) <= _LINES)
    return next(forms, "")


def beyond(plain: str, title: str) -> str:
    """« En clair » without the idea that the title has just said; whole when nothing more would be left."""
    rest = plain.removeprefix(title).lstrip(f" .,;{_THIN}") if plain.startswith(title) else ""
    return capital(rest) or plain


def _forms(database: Database, chart: Chart) -> Iterator[str]:
    """The sentences that would do, the fullest first."""
    if chart.name in _NAMING_A_PLACE and (own := _own_headline(database, chart)):
        yield own
    sentence = _first_sentence(chart.plain)
    if chart.name in _TOLD_WHOLE:
        yield sentence
    if chart.name not in _TOLD or (chart.name in _RANGES and not _has_a_range(chart)):
        return
    sentence = sentence.partition(", d’après")[0] if chart.name == "carte-initiatives" else sentence
    yield sentence
    yield sentence.split(f"{_THIN};", 1)[0]
    if chart.name in _TOLD_BEFORE_A_COLON:
        yield sentence.split(f"{_THIN}:", 1)[0]


def _first_sentence(plain: str) -> str:
    """The first sentence without its full stop; of two colons, the first becomes a comma."""
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-ZÀÂÉÈÊÎÔ«0-9])", plain, maxsplit=1)[0].rstrip(" .")
    colon = f"{_THIN}: "
    return sentence.replace(colon, ", ", 1) if sentence.count(colon) > 1 else sentence


def _has_a_range(chart: Chart) -> bool:
    """Tell whether a level has two values at least: « va de 12 à 12 » says nothing."""
    rank = next(i for i, column in enumerate(chart.table.columns) if column.numeric and column.name != "rang")
    return len({row[rank] for row in chart.table.rows if row[rank] is not None}) > 1


def _own_headline(database: Database, chart: Chart) -> str:
    """The value of the reader's territory, where the chart shows it; only a comparison speaks of an absent one."""
    place = _place(database, chart)
    if place is None:
        return ""
    indicator, period = indicator_of(database, chart.parameters), chart.parameters["annee"]
    own = standing(database, place)
    reading = own.reading(indicator, period)
    if reading.value is None and chart.name != "comparaison":
        return ""
    france: Reading | None = None
    if chart.name in _BESIDE_FRANCE and own.above and own.above[-1].level in indicator.levels:
        france = own.reading(indicator, period, own.above[-1])
    return narrative.headline(indicator, period, reading, france)


def _place(database: Database, chart: Chart) -> Territory | None:
    """The territory that a chart points at: the reader's, or the one that holds it at the level drawn."""
    if "niveau" not in chart.parameters:
        return territory_of(database, chart.parameters)
    view = view_of(database, chart.parameters)
    code = own_code(view)
    return queries.territory(database, view.level, code) if code else None


def _lines(text: str, size: float, family: str) -> int:
    """On how many lines of a slide a text is written at so many points."""
    wider = _SERIF_WIDER if family == fonts.SERIF else _SANS_WIDER
    return len(fonts.wrap(text, BODY_WIDTH_IN * _POINTS_PER_INCH / wider, size, family))


def _fitted(text: str, family: str, sizes: Sequence[tuple[float, int]]) -> tuple[str, float]:
    """A text and the largest size at which it holds on its lines; cut at a word when it holds at none."""
    for size, lines in sizes:
        if _lines(text, size, family) <= lines:
            return text, size
    least, lines = sizes[-1]
    words = text.split(" ")
    while len(words) > 1 and _lines(f"{' '.join(words)}…", least, family) > lines:
        words.pop()
    if len(words) == 1:  # no space to cut at: the slide breaks it where it must
        return text, least
    return f"{' '.join(words).rstrip(' ,;:·')}…", least
