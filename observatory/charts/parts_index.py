"""The ESS against the rest of the private sector since a base year, as index curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observatory import figures, narrative, palette, queries
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.parts_of import MissingPartsError, stops_at
from observatory.charts.wording import foot
from observatory.choices import indicator_of, territory_of
from observatory.database import Database
from observatory.figures import Curve
from observatory.model import FRANCE_CODE, Indicator, Territory
from observatory.narrative.parts import (
    IndexEnd,
    describe_absence,
    describe_index,
)
from observatory.queries import OUTSIDE, TOTAL

INDEX_PREFIX = "indice_"
_INDEX_NAME = "la courbe d’indice"
_WIDE, _THIN = 3.0, 1.6


def index_of(database: Database, indicator: Indicator) -> Indicator | None:
    """The index (base 100) that goes with an indicator, or the indicator itself when it is one."""
    known = queries.indicators(database)
    name = indicator.indicator_id
    return known.get(name if name.startswith(INDEX_PREFIX) else INDEX_PREFIX + name)


@dataclass(frozen=True)
class _Index:
    """The index of the ESS and of the rest of the private sector, for a territory and France, by year."""

    indicator: Indicator
    places: tuple[Territory, ...]
    years: tuple[str, ...]
    series: Mapping[tuple[str, str], Mapping[str, float]]

    def points(self, place: Territory, family: str) -> list[tuple[str, float | None]]:
        """One curve: every year of the territory's, None where the value is absent."""
        own = self.series.get((place.key, family), {})
        return [(year, own.get(year)) for year in self.years]

    def ends(self, year: str) -> list[IndexEnd]:
        """Where the curves stand in a year; a territory without index then is left out."""
        ends = [(p, dict(self.points(p, TOTAL))[year], dict(self.points(p, OUTSIDE))[year]) for p in self.places]
        return [IndexEnd(place, social, outside) for place, social, outside in ends if social is not None]

    @property
    def base_year(self) -> str | None:
        """The year in which the territory stands at 100."""
        own = self.points(self.places[0], TOTAL)
        return next((year for year, value in own if value == 100), None)  # noqa: PLR2004


def index_found(database: Database, parameters: Mapping[str, str]) -> _Index:
    """The index asked for, its years and territories. Raises `MissingPartsError` with the reason when there is none."""
    asked, place = indicator_of(database, parameters), territory_of(database, parameters)
    indicator = index_of(database, asked)
    if indicator is None:
        raise MissingPartsError(
            f"La courbe d’indice n’existe pas pour «{fr.NARROW_SPACE}{asked.label}{fr.NARROW_SPACE}»."
        )
    if place.level not in indicator.levels:
        raise MissingPartsError(describe_absence(_INDEX_NAME, place, "", stops_at(indicator.levels)))
    chain = (place, *queries.ancestors(database, place))
    places = (place,) if len(chain) == 1 else (place, chain[-1])
    series = queries.index_series(database, indicator.indicator_id, tuple(p.key for p in places))
    own = sorted(series.get((place.key, TOTAL), {}))
    if len(own) <= 1:
        raise MissingPartsError(describe_absence(_INDEX_NAME, place, "", "moins de deux années sont connues"))
    known = queries.periods(database, indicator.indicator_id, place.level)
    years = tuple(year for year in known if own[0] <= year <= own[-1])
    return _Index(indicator, places, years, series)


def index(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The ESS against the private sector outside the ESS since the base year, here and in France."""
    found = index_found(database, parameters)
    indicator, place = found.indicator, found.places[0]
    years = found.years
    base = f"base 100 en {found.base_year} · " if found.base_year else ""
    return Chart(
        "indice",
        {"indicateur": indicator.indicator_id, "territoire": place.key},
        f"{indicator.label} {narrative.in_place(place)}, {years[0]}-{years[-1]}",
        f"Indice, {base}{' et '.join(p.name for p in found.places)} · {years[0]}-{years[-1]}",
        foot(database, indicator),
        describe_index(found.base_year, years[-1], found.ends(years[-1])),
        figures.index_curves(_curves(found)),
        _index_table(found),
        fr.file_name(indicator.indicator_id, place.name, f"{years[0]}-{years[-1]}"),
        height=400,
    )


def _curves(found: _Index) -> list[Curve]:
    """The territory thick, France thin; the ESS solid, the rest of the private sector dashed."""
    curves = []
    for rank, place in enumerate(found.places):
        own_color = palette.MARK if place.code != FRANCE_CODE else palette.ACCENT
        color, width = (palette.REFERENCE, _THIN) if rank else (own_color, _WIDE)
        for what, family, dash in (("ESS", TOTAL, "solid"), ("privé hors ESS", OUTSIDE, "dash")):
            points = found.points(place, family)
            if any(value is not None for _, value in points):
                curves.append(Curve(f"{place.name}, {what}", points, color, width, dash))
    return curves


def _index_table(found: _Index) -> Table:
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("annee", "Année"),
        Column("ess", "ESS", numeric=True, decimals=1),
        Column("prive_hors_ess", "Privé hors ESS", numeric=True, decimals=1),
    )
    rows = tuple(
        (place.code, place.name, year, social, outside)
        for place in found.places
        for (year, social), (_, outside) in zip(found.points(place, TOTAL), found.points(place, OUTSIDE), strict=True)
    )
    return Table(columns, rows)
