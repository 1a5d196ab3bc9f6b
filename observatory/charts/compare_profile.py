"""The profile of a territory: every indicator against the distribution of its level, by rank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from observatory import formatting as fr
from observatory import queries
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.wording import status_word
from observatory.choices import territory_of
from observatory.comparison.places import proposed
from observatory.comparison.profile import Vertebra, spine
from observatory.database import Database
from observatory.figures.compared import Row
from observatory.figures.compared import spine as drawn
from observatory.model import Indicator, Level
from observatory.narrative.comparison import describe_profile

_QUARTER, _THREE_QUARTERS = 25.0, 75.0
_READING = (
    f"Position par rang, pas par valeur{fr.NARROW_SPACE}: la bande est la moitié centrale, la France n’est placée que "
    f"pour les taux. Les initiatives citées n’y sont pas{fr.NARROW_SPACE}: des exemples, pas un recensement."
)


def profile(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Where a territory stands for each indicator: lowest, quartiles, median, highest of its level, and France."""
    place = territory_of(database, parameters)
    if place.level is Level.FRANCE and not parameters.get("territoire"):
        place = proposed(database, place)[0]
    found = spine(database, place)
    plural = fr.LEVEL_PLURAL[place.level]
    known = [v for v in found if v.own_pct is not None]
    high = [v.indicator.phrase for v in known if (v.own_pct or 0.0) >= _THREE_QUARTERS]
    low = [v.indicator.phrase for v in known if (v.own_pct or 0.0) <= _QUARTER]
    years = sorted({v.period for v in found})
    span = years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"
    return Chart(
        "comparer-profil",
        {"territoire": place.key},
        f"{place.name} parmi les {plural}",
        f"Place de chaque indicateur dans l’ordre des {plural}, dernière année connue de chacun · {span}",
        profile_foot(database, found),
        describe_profile(place, plural, high, low, len(known)),
        drawn([profile_row(v) for v in found], place.name, "France", plural),
        profile_table(found),
        fr.file_name("profil", place.name, span),
        height=150 + 46 * len(found),
    )


def _written(value: float, indicator: Indicator) -> str:
    return fr.value_text(value, indicator, unit=indicator.unit in {"%", "EUR"})


def profile_row(vertebra: Vertebra) -> Row:
    """One indicator as the spine draws it, its value and year in its name."""
    indicator, level, own = vertebra.indicator, vertebra.level, vertebra.reading
    value = fr.value_text(own.value, indicator, own.status, unit=own.value is None or indicator.unit in {"%", "EUR"})
    rank = f"{fr.number(vertebra.rank.position)} sur {fr.number(vertebra.rank.total)}" if vertebra.rank else ""
    hover = f"<b>{indicator.label}, {vertebra.period}</b><br>{fr.value_text(own.value, indicator, own.status)}"
    return Row(
        f"{indicator.short_label}, {vertebra.period}{fr.NARROW_SPACE}: {value}",
        vertebra.own_pct,
        vertebra.reference_pct,
        _written(level.low, indicator),
        _written(level.median, indicator),
        _written(level.high, indicator),
        f"{hover}<br>rang{fr.NARROW_SPACE}: {rank}" if rank else hover,
    )


def profile_foot(database: Database, found: Sequence[Vertebra]) -> tuple[str, ...]:
    """The sources of every indicator drawn, and what the axis means."""
    sources = queries.sources(database)
    used = dict.fromkeys(v.indicator.source_id for v in found)
    citations = f"{fr.NARROW_SPACE}; ".join(sources[name].citation.rstrip(".") for name in used)
    geographies = sorted({str(v.indicator.geography_year) for v in found})
    return (
        f"Sources{fr.NARROW_SPACE}: {citations}.",
        f"Géographie {', '.join(geographies)}. {_READING} Extraction du {dt.datetime.now(tz=dt.UTC):%d/%m/%Y}.",
    )


def profile_table(found: Sequence[Vertebra]) -> Table:
    """The value of every indicator, its rank, and the distribution of the level."""
    columns = (
        Column("indicateur", "Indicateur"),
        Column("unite", "Unité"),
        Column("annee", "Année"),
        Column("valeur", "Valeur", numeric=True, decimals=2),
        Column("rang", "Rang", numeric=True),
        Column("territoires_classes", "Territoires classés", numeric=True),
        Column("minimum", "Minimum", numeric=True, decimals=2),
        Column("premier_quartile", "Premier quartile", numeric=True, decimals=2),
        Column("mediane", "Médiane", numeric=True, decimals=2),
        Column("troisieme_quartile", "Troisième quartile", numeric=True, decimals=2),
        Column("maximum", "Maximum", numeric=True, decimals=2),
        Column("france", "France", numeric=True, decimals=2),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    rows = tuple(
        (
            v.indicator.label,
            {"EUR": "€"}.get(v.indicator.unit, v.indicator.unit),
            v.period,
            v.reading.value,
            v.rank.position if v.rank else None,
            v.level.count,
            v.level.low,
            v.level.first_quartile,
            v.level.median,
            v.level.third_quartile,
            v.level.high,
            v.reference,
            status_word(v.reading.status),
            v.reading.note,
        )
        for v in found
    )
    return Table(columns, rows)
