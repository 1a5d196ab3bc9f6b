"""The steps of a meeting on a territory: five to eight questions, each with one idea, one chart and one sentence.

A step whose figure the territory does not have is prepared for what contains it, or on another figure, or left out:
none is ever empty. The address names the steps (`?etapes=situation,ailleurs,leviers`); how it names a chart of the
dossier is in `own.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.catalogue import Filters, select
from observatory.charts import Chart, build_chart
from observatory.charts.levers import used_in
from observatory.charts.parts_compared import nearest
from observatory.charts.parts_of import splits
from observatory.database import Database
from observatory.headlines import rates_to_compare
from observatory.meeting.own import own_chart, own_key
from observatory.meeting.sentences import (
    cited,
    cited_elsewhere,
    compared,
    first_idea,
    instead,
    most_cited,
    unchanged,
)
from observatory.model import Indicator, Level, Territory
from observatory.standing import has_history, last_period, standing

MOST_STEPS = 12
_SHARES = ("part_ess_emploi_prive", "part_ess_emploi")
_COUNTS = ("postes_fonjep", "nombre_initiatives_citees", "population")
_JOBS, _NEIGHBOURS = "effectifs_ess", "part_population_qpv"
_FEW_EXAMPLES, _FEW_LEVERS = 5, 3
_NB = fr.NARROW_SPACE


@dataclass(frozen=True)
class Step:
    """One screen of a meeting: `key` names it in the address; `remark` says whose figure it is when not the place's.

    `comment` is what a reader wrote of a chart put aside in the dossier.
    """

    key: str
    question: str
    sentence: str
    chart: Chart
    remark: str = ""
    comment: str = ""


@dataclass(frozen=True)
class _Known:
    """A figure that can be shown: the indicator, its last year, and the territory that has it."""

    indicator: Indicator
    period: str
    place: Territory


Builder = Callable[[Database, Territory], "tuple[str, Chart, Territory] | None"]


def _scopes(database: Database, place: Territory) -> tuple[Territory, ...]:
    """The territory and what contains it, without France unless it is the territory itself."""
    above = [other for other in queries.ancestors(database, place) if other.level is not Level.FRANCE]
    return (place, *above)


def _value(database: Database, indicator: Indicator, place: Territory) -> float | None:
    return standing(database, place).reading(indicator, last_period(database, indicator, place)).value


def _found(
    database: Database, names: tuple[str, ...], places: tuple[Territory, ...], keeps: Callable[[_Known], bool]
) -> _Known | None:
    """The first figure, above zero, of the nearest territory that has one and that `keeps` accepts."""
    known = queries.indicators(database)
    for place in places:
        for indicator in (known[name] for name in names if name in known):
            if place.level in indicator.levels and (_value(database, indicator, place) or 0) > 0:
                found = _Known(indicator, last_period(database, indicator, place), place)
                if keeps(found):
                    return found
    return None


def _share(database: Database, place: Territory) -> _Known | None:
    """The share of the ESS in employment, where the territory and France both have it for the same year."""

    def beside_france(found: _Known) -> bool:
        own = standing(database, found.place)
        whole = (own.place, *own.above)[-1]
        return own.reading(found.indicator, found.period, whole).value is not None

    return _found(database, _SHARES, _scopes(database, place), beside_france)


def _beside_france(database: Database, found: _Known) -> str:
    own = standing(database, found.place)
    reference = own.reading(found.indicator, found.period, own.above[-1]) if own.above else None
    return compared(found.indicator, found.period, own.reading(found.indicator, found.period), reference)


def _address(found: _Known) -> dict[str, str]:
    return {"indicateur": found.indicator.indicator_id, "annee": found.period, "territoire": found.place.key}


def _where_we_are(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The territory on the map of its level: the share of the ESS, else a count that the territory has."""
    mapped = tuple(other for other in _scopes(database, place) if other.level is not Level.COMMUNE)
    found = _share(database, place) or _found(database, _COUNTS, mapped, lambda _: True)
    if found is None:
        return None
    level = Level.REGION if found.place.level is Level.FRANCE else found.place.level
    frame = {"cadre": "region"} if level in {Level.EPCI, Level.EPT} else {}
    chart = build_chart(database, "carte", {**_address(found), "niveau": str(level), **frame})
    reading = standing(database, found.place).reading(found.indicator, found.period)
    return narrative.headline(found.indicator, found.period, reading), chart, found.place


def _elsewhere(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The territory beside what contains it; for France, how its départements spread.

    The first rate that the territory has, but for the one that has its own step; else the share of what contains it.
    """
    rates = (one.indicator_id for one in rates_to_compare(database, place) if one.indicator_id != _NEIGHBOURS)
    found = _found(database, tuple(rates)[:1], (place,), lambda _: True) or _share(database, place)
    if found is None:
        return None
    if found.place.level is Level.FRANCE:
        chart = build_chart(database, "repartition", {**_address(found), "niveau": str(Level.DEPARTEMENT)})
        return first_idea(chart.plain), chart, found.place
    chart = build_chart(database, "comparaison", _address(found))
    return _beside_france(database, found), chart, found.place


def _over_time(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The share of the ESS over the years, else the posts of the city policy."""
    found = _share(database, place)
    if found is None or not has_history(database, found.indicator, found.place):
        found = _found(
            database,
            _COUNTS[:1],
            _scopes(database, place),
            lambda known: has_history(database, known.indicator, known.place),
        )
    if found is None:
        return None
    parameters = {"indicateur": found.indicator.indicator_id, "territoire": found.place.key}
    chart = build_chart(database, "evolution", parameters)
    return unchanged(first_idea(chart.plain)), chart, found.place


def _who_they_are(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The jobs of the ESS by family, once a live source has brought them."""
    jobs = queries.indicators(database).get(_JOBS)
    if jobs is None or "familles" not in splits(database, jobs):
        return None
    shown, _ = nearest(database, "familles", {"indicateur": _JOBS, "territoire": place.key})
    if shown is None:
        return None
    chart = build_chart(database, "familles", shown)
    scopes = {other.key: other for other in (place, *queries.ancestors(database, place))}
    return first_idea(chart.plain), chart, scopes[shown["territoire"]]


def _neighbourhoods(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The residents of priority neighbourhoods: by contrat de ville when wide, beside the others when small."""
    inside = tuple(p for p in _scopes(database, place) if p is place or p.level in {Level.EPT, Level.EPCI})
    found = _found(database, (_NEIGHBOURS,), inside[: 1 if place.level is not Level.COMMUNE else None], lambda _: True)
    if found is None:
        return None
    if found.place.level in {Level.FRANCE, Level.REGION}:
        chart = build_chart(database, "carte-qpv", {"territoire": found.place.key})
        return first_idea(chart.plain), chart, found.place
    return _beside_france(database, found), build_chart(database, "comparaison", _address(found)), found.place


def _who_acts(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The cited initiatives of the territory, or of the nearest one that has some, on a map."""
    for other in (place, *queries.ancestors(database, place)):
        rows = select(database, Filters(other))
        if rows["display_longitude"].notna().any():
            chart = build_chart(database, "carte-initiatives", {"territoire": other.key})
            if other.level is Level.FRANCE and other != place:
                return cited_elsewhere(chart, place), chart, place
            return cited(chart), chart, other
    return None


def _what_others_do(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The kinds of initiatives cited around the territory; for France, the delegations of elected officials."""
    if place.level is Level.FRANCE:
        chart = build_chart(database, "delegations", {})
        return first_idea(chart.plain), chart, place
    wider = [p for p in queries.ancestors(database, place) if p.level in {Level.REGION, Level.FRANCE}]
    for other in wider:
        if select(database, Filters(other))["initiative_id"].nunique() >= _FEW_EXAMPLES:
            chart = build_chart(database, "types-initiatives", {"territoire": other.key})
            return most_cited(chart, other), chart, place
    return None


def _levers(database: Database, place: Territory) -> tuple[str, Chart, Territory] | None:
    """The levers that collectivités use in the région, or in France where the région shows too few."""
    for other in (place, *queries.ancestors(database, place)):
        if other.level not in {Level.REGION, Level.FRANCE}:
            continue
        if used_in(database, other)["lever_id"].nunique() >= _FEW_LEVERS:
            chart = build_chart(database, "leviers", {"territoire": other.key})
            return first_idea(chart.plain), chart, place
    return None


QUESTIONS: dict[str, tuple[str, Builder]] = {
    "situation": (f"Où en sommes-nous{_NB}?", _where_we_are),
    "ailleurs": (f"Est-ce plus qu’ailleurs{_NB}?", _elsewhere),
    "evolution": (f"Comment cela évolue-t-il{_NB}?", _over_time),
    "familles": (f"Qui porte ces emplois{_NB}?", _who_they_are),
    "quartiers": (f"Et dans les quartiers{_NB}?", _neighbourhoods),
    "acteurs": (f"Qui agit{_NB}?", _who_acts),
    "autres": (f"Que font les autres{_NB}?", _what_others_do),
    "leviers": (f"Et maintenant, que peut-on faire{_NB}?", _levers),
}


def _prepared(database: Database, place: Territory, key: str) -> Step | None:
    question, build = QUESTIONS[key]
    made = build(database, place)
    if made is None:
        return None
    sentence, chart, shown = made
    return Step(key, question, sentence, chart, instead(place, shown, initiatives=key == "acteurs"))


def prepared_steps(database: Database, place: Territory) -> list[Step]:
    """The steps that the data of a territory can hold, in the order of a meeting."""
    made = (_prepared(database, place, key) for key in QUESTIONS)
    return [step for step in made if step is not None]


def _own_step(database: Database, key: str) -> Step:
    """A chart of the dossier as a step, under its reader's title. Raises `UnknownChoiceError` if it cannot be drawn."""
    chart, heading, comment = own_chart(database, key)
    sentence = heading.rstrip(" .") or first_idea(chart.plain)
    named = own_key(chart.name, dict(chart.parameters), heading, comment)
    return Step(named, "À voir aussi", sentence, chart, comment=comment)


def asked_steps(database: Database, place: Territory, asked: str) -> list[Step]:
    """The steps that `etapes` names, in its order; the prepared ones when it is empty.

    A known step that this territory cannot hold is left out. Raises `UnknownChoiceError` on any other name.
    """
    prepared = prepared_steps(database, place)
    ready = {step.key: step for step in prepared}
    chosen: dict[str, Step] = {}
    for key in [part for part in asked.split(",") if part][:MOST_STEPS]:
        if key in ready:
            chosen[key] = ready[key]
        elif key not in QUESTIONS:
            step = _own_step(database, key)
            chosen[step.key] = step
    return list(chosen.values()) or prepared
