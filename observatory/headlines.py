"""Which figures open a territory: the most recent measure of each subject that the territory knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.choices import DERIVED, grouped, other_measures
from observatory.database import Database
from observatory.model import Indicator, Kind, Status, Territory
from observatory.standing import last_period, standing

OPENING = ("part_ess_emploi", "part_population_qpv", "postes_fonjep", "nombre_initiatives_citees")
COMPLETING, _FEW = "population", 3
_YEAR_DIGITS = 4


@dataclass(frozen=True)
class Absence:
    """What is not known of a territory for one reason: the indicators, the status, the note of the source, if any."""

    indicators: tuple[Indicator, ...]
    status: Status
    note: str | None


def opening_indicators(database: Database, place: Territory) -> list[Indicator]:
    """The indicators that open a territory, each in its most recent measure."""
    known = queries.indicators(database)
    return [most_recent(database, place, known[name]) for name in OPENING if name in known]


def opening_subjects(database: Database, place: Territory) -> list[Indicator]:
    """What opens the home page: the same subjects, and the residents of a territory that has few of them."""
    known = queries.indicators(database)
    subjects = [known[name] for name in OPENING if name in known]
    absent = {one for absence in absences(database, place, subjects) for one in absence.indicators}
    if len(subjects) - len(absent) < _FEW and COMPLETING in known:
        subjects.insert(0, known[COMPLETING])
    return subjects


def rate_spoken(database: Database, place: Territory) -> Indicator | None:
    """The first rate that a territory has, the one to say in a sentence; None without any."""
    own = standing(database, place)
    rates = rates_to_compare(database, place)
    return next((one for one in rates if own.reading(one, last_period(database, one, place)).value is not None), None)


def most_recent(database: Database, place: Territory, indicator: Indicator) -> Indicator:
    """The indicator, or another measure of the same subject that the territory has for a later year.

    Only a measure in the same unit replaces it, and only where the territory itself has a value: the two are never put
    in one series, the label, the year and the producer shown are those of the measure.
    """
    known = queries.indicators(database)
    same = [other for other in other_measures(known, indicator) if other.unit == indicator.unit]
    return max([indicator, *same], key=lambda one: _last_year(database, place, one))


def _last_year(database: Database, place: Territory, indicator: Indicator) -> str:
    """The last year for which a territory has a value; empty without any."""
    years = (
        period[:_YEAR_DIGITS]
        for (name, period, key), (value, *_) in standing(database, place).cells.items()
        if name == indicator.indicator_id and key == place.key and value is not None
    )
    return max(years, default="")


def rates_to_compare(database: Database, place: Territory) -> list[Indicator]:
    """The rates that answer « est-ce plus qu’ailleurs ? », by theme: those that the territory has.

    Without any, the first one that something around it has: its sentence says why there is none here.
    """
    own = standing(database, place)
    rates = [
        one
        for one in grouped(queries.indicators(database).values())
        if one.kind is Kind.RATE and not one.indicator_id.startswith(DERIVED)
    ]

    def known(indicator: Indicator, other: Territory) -> bool:
        return own.reading(indicator, last_period(database, indicator, place), other).value is not None

    had = [one for one in rates if known(one, place)]
    return had or [one for one in rates if any(known(one, other) for other in own.above)][:1]


def absences(database: Database, place: Territory, indicators: Iterable[Indicator]) -> list[Absence]:
    """What has no value for a territory at its last period, the indicators of one reason together."""
    grouped: dict[tuple[Status, str | None], list[Indicator]] = {}
    for indicator in indicators:
        here = standing(database, place).reading(indicator, last_period(database, indicator, place))
        if here.value is None:
            grouped.setdefault((here.status, here.note), []).append(indicator)
    return [Absence(tuple(own), status, note) for (status, note), own in grouped.items()]


def absences_sentence(place: Territory, found: Iterable[Absence]) -> str:
    """« Pour Mayotte : « A » et « B », non disponible (la source ne couvre pas Mayotte) ; … »; empty without any."""
    told = [_told(absence) for absence in found]
    if not told:
        return ""
    return f"Pour {narrative.the_place(place)}{fr.NARROW_SPACE}: {f'{fr.NARROW_SPACE}; '.join(told)}."


def _told(absence: Absence) -> str:
    *others, last = [f"«{fr.NARROW_SPACE}{indicator.label}{fr.NARROW_SPACE}»" for indicator in absence.indicators]
    names = f"{', '.join(others)} et {last}" if others else last
    status = fr.STATUS_TEXT[absence.status]
    note = (absence.note or "").removeprefix(f"{status}{fr.NARROW_SPACE}: ").removeprefix(f"{status} : ")
    return f"{names}, {status} ({note})" if note and note != status else f"{names}, {status}"
