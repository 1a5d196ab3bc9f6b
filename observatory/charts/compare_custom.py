"""A territory made up by the reader: one indicator beside its members, and its place in the order of a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from observatory import figures, palette
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.compare_profile import profile_foot, profile_row, profile_table
from observatory.charts.wording import foot, status_word, unit_text, value_column
from observatory.choices import UnknownChoiceError, indicator_of
from observatory.comparison.custom import MEASURE, NAME, Custom, custom_of
from observatory.comparison.custom_values import CustomValue, custom_values
from observatory.comparison.places import values_of
from observatory.comparison.profile import Vertebra, vertebra
from observatory.database import Database
from observatory.figures.compared import spine as drawn
from observatory.model import Kind, Level, Territory
from observatory.narrative.comparison import describe_custom, describe_custom_value
from observatory.narrative.sentences import Reading
from observatory.queries.compare import last_values

SHOWN_MEMBERS = 20
POPULATION = "population"
_DEFAULT = {MEASURE: "epci-243500139,epci-244400404", NAME: "Rennes et Nantes"}


def _asked(parameters: Mapping[str, str]) -> Mapping[str, str]:
    """What the address asks; an example when it names no territory at all."""
    return parameters if parameters.get(MEASURE) else {**parameters, **_DEFAULT}


def place_of(custom: Custom) -> Territory:
    """A territory made up as the charts name one; it has no code."""
    return Territory(Level.COMMUNE, "mesure", custom.name, population=custom.population)


def counts_of(custom: Custom) -> list[tuple[Level, int]]:
    """How many members of each level a territory made up has, widest first."""
    counts = [(level, sum(member.level is level for member in custom.members)) for level in Level]
    return [(level, count) for level, count in counts if count]


def describe(custom: Custom) -> str:
    """What a territory made up gathers, and what was left out of it."""
    told = describe_custom(custom.name, counts_of(custom), len(custom.communes), custom.population)
    return " ".join((told, *custom.said))


def value_of(database: Database, custom: Custom, indicator_id: str) -> CustomValue:
    """The figure of a territory made up for one indicator. Raises `UnknownChoiceError` for one that is not local."""
    found = next((v for v in custom_values(database, custom) if v.indicator.indicator_id == indicator_id), None)
    if found is None:
        raise UnknownChoiceError("Cet indicateur n’est connu que pour la France, ou se lit dans un autre champ.")
    return found


def beside_members(database: Database, parameters: Mapping[str, str]) -> Chart:
    """One indicator for a territory made up, and for each of its members; France as a line for a rate."""
    asked = _asked(parameters)
    custom = custom_of(database, asked)
    wanted = indicator_of(database, asked).indicator_id if asked.get("indicateur") else POPULATION
    value = value_of(database, custom, wanted)
    indicator, period = value.indicator, value.period
    known = values_of(database, custom.members)
    members = [known.reading(indicator, period, member) for member in custom.members]
    own = Reading(place_of(custom), value.value, value.status, value.note)
    ordered = sorted(members, key=lambda r: (r.value is None, -(r.value or 0.0), r.place.name))
    shown = [own, *ordered[:SHOWN_MEMBERS]]
    figure = figures.bars(
        [r.place.name for r in shown],
        [r.value for r in shown],
        [palette.MARK, *[palette.ACCENT] * (len(shown) - 1)],
        [fr.value_text(r.value, indicator, r.status) for r in shown],
        indicator,
    )
    if indicator.kind is Kind.RATE and value.france is not None:
        text = f"France{fr.NARROW_SPACE}: {fr.value_text(value.france, indicator)}"
        figures.mark_value(figure, text, value.france, palette.REFERENCE, dash="dot")
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("niveau", "Niveau"),
        Column("annee", "Année"),
        value_column(indicator),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    rows = [("mesure", custom.name, "sur mesure", period, own.value, status_word(own.status), own.note)]
    for r in ordered:
        level = fr.LEVEL_SINGULAR[r.place.level]
        rows.append((r.place.code, r.place.name, level, period, r.value, status_word(r.status), r.note))
    more = len(ordered) - SHOWN_MEMBERS
    cut = f" · {SHOWN_MEMBERS} des {len(ordered)} territoires réunis" if more > 0 else ""
    return Chart(
        "mesure",
        {"indicateur": indicator.indicator_id, **_parameters(custom)},
        f"{indicator.label}, {period}",
        f"{unit_text(indicator)} · {custom.name} et ce qu’il réunit{cut} · {period}",
        foot(database, indicator),
        describe_custom_value(custom.name, indicator, period, own, value.france),
        figure,
        Table(columns, tuple(rows)),
        fr.file_name(indicator.indicator_id, "sur mesure", custom.name, period),
        height=150 + 30 * len(shown),
    )


def _parameters(custom: Custom) -> dict[str, str]:
    return {MEASURE: custom.keys, NAME: custom.name}


def _level_of(custom: Custom) -> Level:
    """The level a territory made up is placed in: that of most of its members, the widest of equals."""
    return max(counts_of(custom), key=lambda pair: pair[1])[0]


def profile(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Where a territory made up would stand among the territories of the level of most of its members."""
    custom = custom_of(database, _asked(parameters))
    level = _level_of(custom)
    found = vertebrae(database, custom, level)
    if not found:
        raise UnknownChoiceError("Aucun indicateur ne permet de placer ce territoire dans un niveau.")
    plural = fr.LEVEL_PLURAL[level]
    years = sorted({v.period for v in found})
    span = years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"
    return Chart(
        "mesure-profil",
        _parameters(custom),
        f"{custom.name}{fr.NARROW_SPACE}: profil parmi les {plural}",
        f"Place que ses chiffres prendraient dans l’ordre des {plural}, sans en faire partie · {span}",
        profile_foot(database, found),
        describe(custom),
        drawn([profile_row(v) for v in found], custom.name, "France", plural),
        profile_table(found),
        fr.file_name("profil", "sur mesure", custom.name, span),
        height=150 + 46 * len(found),
    )


def vertebrae(database: Database, custom: Custom, level: Level) -> Sequence[Vertebra]:
    """Every figure of a territory made up against the distribution of a level, at the same period; absences included.

    It is not a member of the level: it has a position but no rank.
    """
    known = last_values(database, level)
    place = place_of(custom)
    found = []
    for value in custom_values(database, custom):
        name = value.indicator.indicator_id
        if known.periods.get(name) != value.period:
            continue
        reading = Reading(place, value.value, value.status, value.note)
        one = vertebra(value.indicator, value.period, reading, value.france, known.frame[name], ranked=False)
        if one is not None:
            found.append(one)
    return found
