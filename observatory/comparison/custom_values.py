"""The figures of a territory made up: counts summed, rates recomputed from their two numbers, absences with a reason.

Nothing published is averaged. Statistical secrecy is applied again: a total with a secret member is hidden, and so is
one whose difference with a published territory would give a secret cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory import formatting as fr
from observatory import queries, queries_qpv
from observatory.catalogue import within
from observatory.comparison.custom import Custom
from observatory.database import Database
from observatory.model import FRANCE_CODE, Indicator, Kind, Level, Rollup, Status, Territory
from observatory.narrative.comparison import listed
from observatory.queries.compare import secret_cells

INITIATIVES = "nombre_initiatives_citees"
_PEOPLE = "population"
_NAMED = 3
_HIDDEN = "secret statistique{colon} par différence avec {who}, ce total donnerait une valeur tenue secrète"


@dataclass(frozen=True)
class Ratio:
    """A rate that can be recomputed: factor × numerator ÷ denominator, both indicators of the base."""

    numerator: str
    denominator: str
    factor: float


RATIOS = {
    "part_population_qpv": Ratio("population_qpv", _PEOPLE, 100.0),
    "postes_fonjep_pour_10000_habitants_qpv": Ratio("postes_fonjep", "population_qpv", 10_000.0),
    "densite_structures_ess": Ratio("nombre_structures_ess", _PEOPLE, 10_000.0),
}


@dataclass(frozen=True)
class CustomValue:
    """A figure of a territory made up: its period, its value or why there is none, and France's value."""

    indicator: Indicator
    period: str
    value: float | None
    status: Status
    note: str | None
    france: float | None


Cell = tuple[float | None, Status, str | None]
Cells = Mapping[tuple[str, str, str], tuple[float | None, str, str | None]]


def _absent(why: str, status: Status = Status.NOT_AVAILABLE) -> Cell:
    return None, status, why


@lru_cache(maxsize=64)
def custom_values(database: Database, custom: Custom) -> tuple[CustomValue, ...]:
    """Every indicator of the base for a territory made up; those that only France has are left out."""
    france = f"{Level.FRANCE}-{FRANCE_CODE}"
    cells = queries.cells(database, (*(member.key for member in custom.members), france))
    found = []
    for indicator in queries.indicators(database).values():
        if indicator.levels == (Level.FRANCE,) or indicator.variant_of:
            continue
        period = period_of(database, indicator, custom.members)
        value, status, note = _value(database, custom, indicator, period, cells)
        reference = cells.get((indicator.indicator_id, period, france))
        found.append(CustomValue(indicator, period, value, status, note, reference[0] if reference else None))
    return tuple(found)


def period_of(database: Database, indicator: Indicator, members: Sequence[Territory]) -> str:
    """The last period known at the levels of all the members, else the last one known at all, else nothing."""
    known = [set(queries.periods(database, indicator.indicator_id, level)) for level in {m.level for m in members}]
    shared = set.intersection(*known) if known else set()
    every = {p for level in indicator.levels for p in queries.periods(database, indicator.indicator_id, level)}
    return max(shared or every, default="")


def _value(database: Database, custom: Custom, indicator: Indicator, period: str, cells: Cells) -> Cell:
    if indicator.indicator_id == INITIATIVES:
        rows = initiatives(database, custom)
        # as the published indicator does: PTCE read in lists of winners are cited by no document
        cited = rows.loc[rows["source_id"] == "catalogue", "initiative_id"]
        return float(cited.nunique()), Status.OBSERVED, None
    if len(custom.members) == 1:
        member = custom.members[0]
        value, status, note = cells.get((indicator.indicator_id, period, member.key), (None, "not_available", None))
        return value, Status(status), note or (_out_of_level(indicator, custom.members) if value is None else None)
    if indicator.kind is Kind.RATE:
        return _rate(database, custom, indicator, period, cells)
    if indicator.rollup is not Rollup.SUM:
        return _absent(indicator.rollup_reason)
    return _sum(database, custom, indicator, period, cells)


def _out_of_level(indicator: Indicator, members: Sequence[Territory]) -> str | None:
    """Why an indicator does not reach some members, None when it reaches them all."""
    outside = [member for member in members if member.level not in indicator.levels]
    if not outside:
        return None
    return f"la source ne va pas jusqu’à ce niveau{fr.NARROW_SPACE}: {_some(outside)}"


def _some(places: Sequence[Territory]) -> str:
    names = [place.name for place in places[:_NAMED]]
    more = len(places) - len(names)
    return listed([*names, *([f"{more} autre{'s' if more > 1 else ''}"] if more else [])])


def _sum(database: Database, custom: Custom, indicator: Indicator, period: str, cells: Cells) -> Cell:
    reason = _out_of_level(indicator, custom.members)
    if reason:
        return _absent(reason)
    own = {m: cells.get((indicator.indicator_id, period, m.key), (None, "not_available", None)) for m in custom.members}
    for status, words in ((Status.SECRET, "secret pour"), (Status.NOT_AVAILABLE, "non disponible pour")):
        without = [m for m, cell in own.items() if cell[1] == status]
        if without:
            return _absent(f"{words} {_some(without)}{fr.NARROW_SPACE}: la somme serait incomplète", status)
    known = {m: cell[0] for m, cell in own.items() if cell[0] is not None}
    if not known:
        return _absent("sans objet pour tous les territoires réunis", Status.NOT_APPLICABLE)
    revealed = revealing(database, custom, indicator.indicator_id, period)
    if revealed:
        return _absent(_HIDDEN.format(colon=f"{fr.NARROW_SPACE}:", who=revealed), Status.SECRET)
    nothing = [m for m in own if m not in known]
    note = f"sans objet pour {_some(nothing)}" if nothing else None
    return sum(known.values()), Status.OBSERVED, note


def _rate(database: Database, custom: Custom, indicator: Indicator, period: str, cells: Cells) -> Cell:
    ratio = RATIOS.get(indicator.indicator_id)
    known = queries.indicators(database)
    if ratio is None or ratio.numerator not in known or ratio.denominator not in known:
        return _absent(indicator.rollup_reason or "les deux nombres de ce taux ne sont pas dans la base")
    top, status, note = _sum(database, custom, known[ratio.numerator], period, cells)
    if top is None:
        return None, status, note
    below = known[ratio.denominator]
    # the rate and its numerator would give back a denominator that is hidden
    _, hidden, why = _sum(database, custom, below, period_of(database, below, custom.members), cells)
    if hidden is Status.SECRET:
        return None, hidden, why
    bottoms = [_denominator(member, indicator, ratio, period, cells) for member in custom.members]
    last = period_of(database, below, custom.members)
    values = [
        b if b is not None else cells.get((below.indicator_id, last, member.key), (None, "", None))[0]
        for member, b in zip(custom.members, bottoms, strict=True)
    ]
    # a member that the denominator does not concern (no priority neighbourhood) has none to add
    bare = [
        member
        for member, value in zip(custom.members, values, strict=True)
        if value is None
        and cells.get((below.indicator_id, last, member.key), (None, "", None))[1] != Status.NOT_APPLICABLE
    ]
    whole = sum(value for value in values if value is not None)
    if bare or not whole:
        return _absent(f"le dénominateur ({below.short_label}) manque pour {_some(bare or custom.members)}")
    fallen_back = any(b is None and value is not None for b, value in zip(bottoms, values, strict=True))
    mixed = None
    if fallen_back and ratio.denominator == _PEOPLE and period != last:
        mixed = f"années mêlées au dénominateur (habitants de {last} là où le taux n’est pas publié)"
    notes = [part for part in (f"recalculé{fr.NARROW_SPACE}: {indicator.formula}", note, mixed) if part]
    return ratio.factor * top / whole, Status.OBSERVED, f"{fr.NARROW_SPACE}; ".join(notes)


def _denominator(member: Territory, rate: Indicator, ratio: Ratio, period: str, cells: Cells) -> float | None:
    """The denominator of a member's published rate, found again from the rate and its numerator; None at zero."""
    published = cells.get((rate.indicator_id, period, member.key), (None, "", None))[0]
    top = cells.get((ratio.numerator, period, member.key), (None, "", None))[0]
    return ratio.factor * top / published if published and top else None


def revealing(database: Database, custom: Custom, indicator_id: str, period: str) -> str | None:
    """The published territory from which a total would give, by difference, a single secret cell; None if none does.

    With members of several levels, any secret cell at their levels in what contains them all is enough.
    """
    levels = {member.level for member in custom.members}
    secret = {(lv, code) for i, p, lv, code in secret_cells(database) if i == indicator_id and p == period}
    if not any(level in {lv for lv, _ in secret} for level in levels):
        return None
    own = {member.code for member in custom.members}
    above = [queries.ancestors(database, member) for member in custom.members]
    shared = [place for place in above[0] if all(place in others for others in above)]
    for parent in shared:
        for level in levels:
            inside = _inside(database, level, parent)
            hidden = {code for lv, code in secret if lv == level and code in inside} - own
            if hidden and (len(hidden) == 1 or len(levels) > 1):
                return parent.name
    return None


def _inside(database: Database, level: Level, parent: Territory) -> frozenset[str]:
    if parent.level is Level.FRANCE:
        return frozenset(code for code, *_ in queries.contours(database, level))
    return frozenset(queries.codes_inside(database, level, parent.level, parent.code))


def initiatives(database: Database, custom: Custom) -> pd.DataFrame:
    """The rows of the catalogue that belong to a member or lie in one, each once."""
    return inside(queries.initiatives(database), custom)


def inside(rows: pd.DataFrame, custom: Custom) -> pd.DataFrame:
    """The rows that belong to a member or lie in one, each once; the communes are looked up together."""
    communes = {member.code for member in custom.members if member.level is Level.COMMUNE}
    keep = (rows["territory_level"] == Level.COMMUNE) & rows["territory_code"].isin(communes)
    for member in custom.members:
        if member.level is not Level.COMMUNE:
            keep |= within(rows, member)
    return rows[keep]


@dataclass(frozen=True)
class Neighbourhoods:
    """The priority neighbourhoods of a generation that lie in the communes, and how many of them have a population."""

    generation: int
    count: int
    known: int
    population: int


def neighbourhoods(database: Database, custom: Custom) -> list[Neighbourhoods]:
    """The priority neighbourhoods of a territory made up, by generation: those that lie, even in part, in a commune."""
    found = []
    for generation in queries_qpv.GENERATIONS:
        rows = neighbourhood_rows(database, custom, generation)
        people = rows["population"].dropna()
        if len(queries_qpv.neighbourhoods(database, generation)):
            found.append(Neighbourhoods(generation, len(rows), len(people), int(people.sum())))
    return found


def neighbourhood_rows(database: Database, custom: Custom, generation: int) -> pd.DataFrame:
    """The priority neighbourhoods of a generation that lie, even in part, in one of the communes; by name."""
    rows = queries_qpv.memberships(database, generation)
    codes = set(rows.loc[rows["commune_code"].isin(custom.communes), "qpv_code"])
    every = queries_qpv.neighbourhoods(database, generation)
    return every[every["code"].isin(codes)]
