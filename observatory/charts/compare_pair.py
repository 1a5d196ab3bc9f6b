"""Two indicators together, over all the territories of a level, with the rank correlation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from observatory import formatting as fr
from observatory import queries
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.compare_places import colors_of
from observatory.charts.wording import foot, value_column
from observatory.choices import UnknownChoiceError, indicator_of, levels_of, period_of
from observatory.comparison.pair import Correlation, rank_correlation, strength
from observatory.comparison.places import TERRITORIES, keys_of, places_of, values_of
from observatory.database import Database
from observatory.figures.compared import Axis, Point, cloud
from observatory.frames import present, records
from observatory.model import Indicator, Kind, Level, Territory
from observatory.narrative.comparison import describe_pair, without_point

SECOND = "part_population_qpv"


@dataclass(frozen=True)
class Pair:
    """Two indicators at one level, each in its year; `frame` has one row per territory, x and y NaN when absent.

    `extent` says which territories of the level are drawn where not all are (« de l’Ain »); `brought` names the
    reader's file where the first indicator comes from it: it has no year.
    """

    first: Indicator
    second: Indicator
    level: Level
    years: tuple[str, str]
    frame: pd.DataFrame
    places: tuple[Territory, ...]
    extent: str = ""
    brought: str = ""


def shared_levels(first: Indicator, second: Indicator) -> list[Level]:
    """The levels at which two indicators can be set together."""
    return [level for level in levels_of(first) if level in levels_of(second)]


def second_of(database: Database, parameters: Mapping[str, str], first: Indicator) -> Indicator:
    """The indicator of `indicateur2`; without it, the share of residents in priority neighbourhoods, or another."""
    known = queries.indicators(database)
    asked = parameters.get("indicateur2")
    if asked:
        return indicator_of(database, {"indicateur": asked})
    usable = [i for i in known.values() if i != first and shared_levels(first, i) and not i.variant_of]
    if not usable:
        raise UnknownChoiceError(f"Aucun autre indicateur n’existe aux niveaux de « {first.label} ».")
    return next((i for i in usable if i.indicator_id == SECOND), usable[0])


def pair_of(database: Database, parameters: Mapping[str, str]) -> Pair:
    """The two indicators, the level and the years of an address, checked together."""
    first = indicator_of(database, parameters)
    second = second_of(database, parameters, first)
    shared = shared_levels(first, second)
    places = places_of(database, parameters)
    if not shared:
        raise UnknownChoiceError(
            f"«{fr.NARROW_SPACE}{first.label}{fr.NARROW_SPACE}» et «{fr.NARROW_SPACE}{second.label}{fr.NARROW_SPACE}» "
            "n’existent ensemble à aucun niveau. Choisissez un autre indicateur."
        )
    asked = parameters.get("niveau") or next((str(p.level) for p in places if p.level in shared), str(shared[-1]))
    if asked not in {str(level) for level in shared}:
        raise UnknownChoiceError(
            f"Ces deux indicateurs ne se croisent pas pour le niveau «{fr.NARROW_SPACE}{asked[:60]}{fr.NARROW_SPACE}». "
            f"Niveaux possibles{fr.NARROW_SPACE}: {', '.join(fr.LEVEL_PLURAL[level] for level in shared)}."
        )
    level = Level(asked)
    years = (
        period_of(database, first, level, parameters),
        period_of(database, second, level, {"annee": parameters.get("annee2", "")}),
    )
    across = queries.values_by_territory(database, first.indicator_id, level, years[0])
    up = queries.values_by_territory(database, second.indicator_id, level, years[1])
    frame = across[["code", "name", "population"]].assign(x=across["value"], y=up["value"])
    return Pair(first, second, level, years, frame, places)


def scatter(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Two indicators over the territories of a level: chosen ones named, quadrants at France or at the median."""
    pair = pair_of(database, parameters)
    lines = (*foot(database, pair.first), *foot(database, pair.second))
    return drawn_pair(pair, (axis_of(database, pair, 0), axis_of(database, pair, 1)), tuple(dict.fromkeys(lines)))


def drawn_pair(pair: Pair, axes: tuple[Axis, Axis], lines: tuple[str, ...]) -> Chart:
    """The cloud of a pair: sizes by population, quadrants where the axes say, Spearman with its number of points."""
    known = pair.frame.dropna(subset=["x", "y"])
    found = rank_correlation(pair.frame["x"], pair.frame["y"])
    colors = {place.code: color for place, color in _chosen(pair)}
    points = [
        Point(r.code, r.name, r.x, r.y, float(present(r.population) or 0), _hover(pair, r), colors.get(r.code, ""))
        for r in records(known)
    ]
    plural = f"{fr.LEVEL_PLURAL[pair.level]} {pair.extent}".strip()
    sizes = f"taille du cercle{fr.NARROW_SPACE}: habitants"
    years = " et ".join(year for year in dict.fromkeys(pair.years) if year)
    word = strength(found.rho) if found.rho is not None else ""
    return Chart(
        "nuage-importe" if pair.brought else "comparer-nuage",
        {}
        if pair.brought
        else {
            "indicateur": pair.first.indicator_id,
            "indicateur2": pair.second.indicator_id,
            "niveau": str(pair.level),
            "annee": pair.years[0],
            "annee2": pair.years[1],
            TERRITORIES: keys_of(pair.places),
        },
        f"{pair.first.label} et {_lower(pair.second.label)}",
        f"{plural[:1].upper()}{plural[1:]} · {years} · {sizes} · {_rho_text(found)}",
        lines,
        describe_pair((pair.first.label, pair.second.label), plural, found.rho, found.count, word)
        + without_point([p.name for p in pair.places if p.level is not pair.level or p.code not in set(known["code"])]),
        cloud(points, axes[0], axes[1]),
        _table(pair),
        fr.file_name(
            pair.first.indicator_id,
            pair.first.short_label if pair.brought else "",
            pair.second.indicator_id,
            plural,
            years,
        ),
        height=560,
        clicks=str(pair.level),
        brought=pair.brought,
    )


def _chosen(pair: Pair) -> list[tuple[Territory, str]]:
    colors = colors_of(pair.places)
    return [(place, colors[place.key]) for place in pair.places if place.level is pair.level]


def _rho_text(found: Correlation) -> str:
    rho = "non calculée" if found.rho is None else fr.number(found.rho, 2)
    return f"corrélation de rang{fr.NARROW_SPACE}: {rho} (n = {fr.number(found.count)})"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def axis_of(database: Database, pair: Pair, rank: int) -> Axis:
    """An axis crossed at France for a rate, at the median of the level for a count."""
    indicator = (pair.first, pair.second)[rank]
    unit = {"EUR": "€"}.get(indicator.unit, indicator.unit)
    title = ", ".join(part for part in (f"{indicator.short_label} ({unit})", pair.years[rank]) if part)
    if indicator.kind is Kind.RATE:
        france = values_of(database, pair.places).reading(indicator, pair.years[rank])
        if france.value is not None:
            return Axis(indicator, title, france.value, "France")
    values = pair.frame["xy"[rank]].dropna()
    return Axis(indicator, title, float(values.median()) if len(values) else None, "médiane")


def _hover(pair: Pair, row: object) -> str:
    first = fr.value_text(row.x, pair.first)  # type: ignore[attr-defined]
    second = fr.value_text(row.y, pair.second)  # type: ignore[attr-defined]
    return f"<b>{row.name}</b><br>{first}<br>{second}"  # type: ignore[attr-defined]


def _table(pair: Pair) -> Table:
    ranks = pair.frame[["x", "y"]].rank(method="min", ascending=False)
    ordered = pair.frame.assign(
        rx=ranks["x"] if pair.first.is_census else None, ry=ranks["y"] if pair.second.is_census else None
    ).sort_values(["x", "name"], ascending=[False, True], na_position="last")
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        value_column(pair.first),
        Column("rang", "Rang (premier)", numeric=True),
        value_column(pair.second),
        Column("rang_second", "Rang (second)", numeric=True),
        Column("habitants", "Habitants", numeric=True),
    )
    rows = tuple(
        (r.code, r.name, present(r.x), _whole(r.rx), present(r.y), _whole(r.ry), _whole(r.population))
        for r in records(ordered)
    )
    return Table(columns, rows)


def _whole(value: float | None) -> int | None:
    return None if pd.isna(value) else int(value)
