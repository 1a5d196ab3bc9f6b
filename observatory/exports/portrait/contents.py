"""Everything a portrait shows, read from the database: the same functions and numbers as the screen's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.database import Database
from observatory.exports.plain_text import long_date
from observatory.exports.portrait import corpus, wording
from observatory.exports.portrait.charts_shown import charts_shown
from observatory.exports.portrait.drawing import Drawing, situation
from observatory.exports.portrait.key_figures import MOST_ROWS, key_figures, shown_indicators
from observatory.exports.portrait.model import Fact, KeyFigures, Portrait, Publication
from observatory.model import Indicator, Kind, Level, Territory
from observatory.narrative.sentences import capital

_THIN = fr.NARROW_SPACE
ELSEWHERE = f"Est-ce plus qu’ailleurs{_THIN}?"
_ABSENCES = (
    f"Une absence n’est jamais un zéro{_THIN}: «{_THIN}non disponible{_THIN}», «{_THIN}secret statistique{_THIN}» et "
    f"«{_THIN}sans objet{_THIN}» sont écrits en toutes lettres."
)
_EXAMPLES = "Initiatives et leviers sont des exemples relus ligne à ligne dans des documents, pas un recensement."
_GENERATIONS = (
    "Les quartiers prioritaires ont changé en 2024. Les chiffres de la génération 2015 et ceux de 2024 ne se "
    "comparent pas."
)
_GENERAL_LIMITS = (_ABSENCES, _EXAMPLES, _GENERATIONS)


def contents(database: Database, place: Territory, publication: Publication) -> Portrait:
    """The portrait of a territory, without any layout."""
    figures = key_figures(database, place)
    drawing = situation(database, place)
    return Portrait(
        title=f"Portrait {narrative.of_place(place)}",
        name=place.name,
        lead=identity(database, place),
        day=long_date(publication.day),
        year=str(publication.day.year),
        publication=publication,
        address=address_of(publication.site, place),
        facts=_facts(database, place),
        in_clear=in_clear(database, figures),
        figures=figures,
        charts_title=ELSEWHERE,
        charts=charts_shown(database, place),
        map=drawing,
        map_caption=_caption(database, place, drawing),
        neighbourhoods=corpus.neighbourhoods(database, place),
        levers=corpus.levers(database, place),
        initiatives=corpus.initiatives(database, place),
        sources=sources_cited(database, shown_indicators(database)),
        limits=limits_of(shown_indicators(database)),
        file_name=file_name(place, publication),
    )


def file_name(place: Territory, publication: Publication) -> str:
    """`portrait_eurometropole-de-strasbourg_2026`, without its extension."""
    return fr.file_name("portrait", place.name, str(publication.day.year))


def address_of(site: str, place: Territory) -> str:
    """Where the portrait is read on screen; empty when the site is not known."""
    return f"{site.rstrip('/')}/portrait?{urlencode({'territoire': place.key})}" if site else ""


def identity(database: Database, place: Territory) -> str:
    """One sentence that says what the territory is, where, and how many people live there."""
    people = ", ".join(filter(None, (wording.population(database, place), wording.density(place))))
    if place.level is Level.FRANCE:
        return f"France entière, DROM compris. {people}."
    above = [p.name for p in queries.ancestors(database, place) if p.level is not Level.FRANCE]
    where = f" · {', '.join(above)}" if above else ""
    return f"{capital(fr.LEVEL_SINGULAR[place.level])}{where}. {people}."


def _facts(database: Database, place: Territory) -> tuple[Fact, ...]:
    facts = [Fact("Niveau", wording.kind_of(place))]
    if place.level is not Level.FRANCE:
        facts.append(Fact("Code SIREN" if place.level in {Level.EPCI, Level.EPT} else "Code Insee", place.code))
    facts.append(Fact("Population", wording.population(database, place) or "non disponible"))
    above = [
        f"{p.name} ({fr.LEVEL_SINGULAR[p.level]})" if p.name == place.name else p.name
        for p in queries.ancestors(database, place)
    ]
    if above:
        facts.append(Fact("Dans", ", ".join(above)))
    if place.level is not Level.COMMUNE:
        count = _communes(database, place)
        facts.append(Fact("Communes", fr.number(count) if count else "non disponible"))
    return tuple(facts)


def _communes(database: Database, place: Territory) -> int:
    if place.level is Level.FRANCE:
        return sum(1 for row in queries.search_rows(database) if row[0] == Level.COMMUNE)
    return len(queries.codes_inside(database, Level.COMMUNE, place.level, place.code))


def in_clear(database: Database, figures: KeyFigures) -> tuple[str, ...]:
    """« En clair » for the first two rates known, or for the first when none is: its sentence says why."""
    rates = [i.label for i in shown_indicators(database) if i.kind is Kind.RATE]
    rows = [row for row in figures.rows if row.label in rates]
    known = [row.sentence for row in rows if row.own.known]
    return tuple(known[:2] or [row.sentence for row in rows[:1]])


def _caption(database: Database, place: Territory, drawing: Drawing | None) -> str:
    if drawing is None:
        return f"Carte de situation{_THIN}: non disponible, ce territoire n’a pas de contour dans la base."
    region = next((p for p in queries.ancestors(database, place) if p.level is Level.REGION), None)
    if place.level is Level.FRANCE:
        return "Les régions. Outre-mer en encadrés, à une autre échelle. Contours IGN."
    if "en France" in drawing.alt:
        return f"{place.name} en France. Outre-mer en encadrés, à une autre échelle. Contours IGN."
    around = ", son intercommunalité en clair" if place.level is Level.COMMUNE and place.epci_code else ""
    where = narrative.in_place(region) if region else "en France"
    return f"{place.name}{around}, {where}. Contours IGN."


def sources_cited(database: Database, indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """How to cite every source of a portrait that shows these indicators, as many as it has lines for."""
    known = queries.sources(database)
    used: list[str] = []
    for indicator in indicators[:MOST_ROWS]:
        used += [indicator.source_id, indicator.denominator_source_id or indicator.source_id]
    citations = (
        known[name].citation.rstrip(".") + "." for name in dict.fromkeys([*used, "catalogue"]) if name in known
    )
    return tuple(_unlike(citations))


def _unlike(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def limits_of(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """What must be known to read the figures: the general limits, then the first of each indicator."""
    own = [
        f"{indicator.short_label}{_THIN}: {caveat}"
        for indicator in indicators[:MOST_ROWS]
        for caveat in indicator.caveats[-2:]
        if indicator.kind is Kind.RATE
    ]
    return (*_GENERAL_LIMITS, *_unlike(own))
