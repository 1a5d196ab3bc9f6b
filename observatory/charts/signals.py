"""Charts of signals: where a value or a change stands among its level, and which similar territories are cited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory import figures, narrative, palette, queries
from observatory import formatting as fr
from observatory.charts.catalogue import foot as catalogue_foot
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.wording import foot, unit_text
from observatory.choices import UnknownChoiceError, indicator_of, levels_of, territory_of
from observatory.database import Database
from observatory.figure import Figure
from observatory.model import FRANCE_CODE, Indicator, Level, Territory
from observatory.signals.absent import Subject, count_of, subjects
from observatory.signals.far import spread_of_values
from observatory.signals.level_data import LevelData, level_data
from observatory.signals.moving import level_changes, spread_of_changes, unit_of_change
from observatory.signals.peers import peers
from observatory.signals.quarters import BESIDE, SHARE, Pair, pair
from observatory.signals.statistics import Spread

HEIGHT = 330
_COLON = f"{fr.NARROW_SPACE}:"
_COUNTED = "nombre_initiatives_citees"


@dataclass(frozen=True)
class _Drawn:
    """What a spread is drawn from: the values by code, their unit, how they spread, the mark of the reader's place."""

    values: pd.Series
    unit: Indicator
    spread: Spread | None
    place: Territory
    level: LevelData

    @property
    def who(self) -> str:
        return fr.LEVEL_PLURAL[self.level.level]

    def figure(self, national: float | None = None) -> Figure:
        """The values in bars, the quartiles dotted, France and the place named."""
        marks: list[tuple[str, float, str]] = []
        if national is not None:
            marks.append((f"France{_COLON} {fr.value_text(national, self.unit)}", national, palette.REFERENCE))
        if self.place.code in self.values.index:
            own = float(self.values[self.place.code])
            marks.append((f"{self.place.name}{_COLON} {fr.value_text(own, self.unit)}", own, palette.MARK))
        figure = figures.distribution(self.values, self.unit, marks, self.who)
        for quartile in (self.spread.q1, self.spread.q3) if self.spread else ():
            line = {"color": palette.REFERENCE, "dash": "dot", "width": 1.5}
            figure.add_shape(type="line", x0=quartile, x1=quartile, y0=0, y1=1, yref="paper", line=line)
        return figure

    def subtitle(self) -> str:
        """The unit, the level, what the dotted lines are, and what the last bars gather."""
        dotted = " · pointillés" + _COLON + " la moitié centrale" if self.spread else ""
        unit = "En points" if self.unit.unit == "points" else unit_text(self.unit)
        ends = figures.ends_told(self.values, self.unit)
        return f"{unit} · {fr.number(len(self.values))} {self.who}{dotted}{f' · {ends}' if ends else ''}"

    def table(self) -> Table:
        """Every value with its territory, the highest first."""
        ordered = self.values.sort_values(ascending=False, kind="stable")
        heading = {"EUR": "€"}.get(self.unit.unit, self.unit.unit)
        columns = (
            Column("code", "Code"),
            Column("territoire", "Territoire"),
            Column("valeur", f"Valeur ({heading})", numeric=True, decimals=self.unit.decimals),
        )
        return Table(
            columns, tuple((str(code), self.level.name(str(code)), float(value)) for code, value in ordered.items())
        )

    def plain(self, what: str) -> str:
        """« En clair »: the middle half, and where the place is."""
        if self.spread is None:
            return f"{what}{_COLON} pas assez de valeurs différentes pour situer un territoire."
        low, high = (fr.value_text(q, self.unit) for q in (self.spread.q1, self.spread.q3))
        text = f"{what}{_COLON} la moitié centrale des {self.who} va de {low} à {high}"
        if self.place.code not in self.values.index:
            return f"{text}."
        own = fr.value_text(float(self.values[self.place.code]), self.unit)
        return f"{text}{fr.NARROW_SPACE}; {narrative.in_place(self.place)}, c’est {own}."


def _level(database: Database, place: Territory, indicator: Indicator | None = None) -> LevelData:
    """The level of the place, the widest one that can be compared when it is France."""
    if place.level is not Level.FRANCE:
        return level_data(database, place.level)
    levels = levels_of(indicator) if indicator else []
    return level_data(database, levels[0] if levels else Level.REGION)


def _asked(database: Database, parameters: Mapping[str, str]) -> tuple[Indicator, Territory, LevelData]:
    indicator, place = indicator_of(database, parameters), territory_of(database, parameters)
    level = _level(database, place, indicator)
    if indicator.indicator_id not in level.runs:
        raise UnknownChoiceError(
            f"«{fr.NARROW_SPACE}{indicator.label}{fr.NARROW_SPACE}» n’est pas comparé entre les "
            f"{fr.LEVEL_PLURAL[level.level]}."
        )
    return indicator, place, level


@lru_cache(maxsize=8)
def _corpus_foot(database: Database, _day: dt.date) -> tuple[str, ...]:
    """The sources of the whole corpus; the day is written in it."""
    return catalogue_foot(queries.initiatives(database))


@lru_cache(maxsize=64)
def _national(database: Database, indicator: Indicator, period: str) -> float | None:
    cell = queries.cells(database, (f"{Level.FRANCE}-{FRANCE_CODE}",)).get(
        (indicator.indicator_id, period, f"{Level.FRANCE}-{FRANCE_CODE}")
    )
    return cell[0] if cell else None


def far(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The last values of a level, its middle half, France and the place."""
    indicator, place, level = _asked(database, parameters)
    period, values = level.last(indicator)
    drawn = _Drawn(values, indicator, spread_of_values(level, indicator), place, level)
    return Chart(
        "signal-ecart",
        {"indicateur": indicator.indicator_id, "annee": period, "territoire": place.key},
        f"{indicator.label}, {period}",
        drawn.subtitle(),
        foot(database, indicator),
        drawn.plain(f"{indicator.label}, {period}"),
        drawn.figure(_national(database, indicator, period)),
        drawn.table(),
        fr.file_name("signal", indicator.indicator_id, place.name, period),
        height=HEIGHT,
    )


def moving(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The changes of a level between two comparable dates, their middle half, and the change of the place."""
    indicator, place, level = _asked(database, parameters)
    first, last = level.runs[indicator.indicator_id]
    drawn = _Drawn(
        level_changes(level, indicator),
        unit_of_change(indicator),
        spread_of_changes(level, indicator),
        place,
        level,
    )
    title = f"{indicator.label}{_COLON} variation entre {first} et {last}"
    return Chart(
        "signal-evolution",
        {"indicateur": indicator.indicator_id, "territoire": place.key},
        title,
        drawn.subtitle(),
        foot(database, indicator),
        drawn.plain(title),
        drawn.figure(),
        drawn.table(),
        fr.file_name("signal", indicator.indicator_id, "variation", place.name, f"{first}-{last}"),
        height=HEIGHT,
    )


def quarters(database: Database, parameters: Mapping[str, str]) -> Chart:
    """A measure among the territories where the share of residents in QPV is the highest: the top quarter."""
    indicator, place, level = _asked(database, {"indicateur": BESIDE[0], **parameters})
    found = pair(level, indicator.indicator_id)
    if not isinstance(found, Pair):
        raise UnknownChoiceError(found or f"«{fr.NARROW_SPACE}{indicator.label}{fr.NARROW_SPACE}» n’a pas ce test.")
    kept = found.amounts[found.shares >= found.of_shares.q3]
    drawn = _Drawn(kept, indicator, None, place, level)
    title = f"{indicator.label}, là où la part en quartier prioritaire est la plus forte"
    limit = fr.value_text(found.of_shares.q3, found.share)
    own = (
        f" {narrative.sentence_start(place)}, c’est {fr.value_text(float(kept[place.code]), indicator)}."
        if place.code in kept.index
        else ""
    )
    return Chart(
        "signal-quartiers",
        {"indicateur": indicator.indicator_id, "annee": found.periods[1], "territoire": place.key},
        title,
        f"{drawn.subtitle()} où cette part est d’au moins {limit}",
        (*foot(database, indicator), *foot(database, queries.indicators(database)[SHARE])[:1]),
        f"Dans les {fr.number(len(kept))} {drawn.who} où la part en quartier prioritaire est la plus forte, la médiane "
        f"est de {fr.value_text(float(kept.median()), indicator)}.{own}",
        drawn.figure(_national(database, indicator, found.periods[1]) if indicator.unit != "initiatives" else None),
        drawn.table(),
        fr.file_name("signal quartiers", indicator.indicator_id, place.name),
        height=HEIGHT,
    )


def _subject(database: Database, parameters: Mapping[str, str]) -> Subject:
    known = {(thing.parameter, thing.code): thing for thing in subjects(database)}
    asked = next(((name, parameters[name]) for name in ("type", "levier") if parameters.get(name)), ("type", "ptce"))
    if asked not in known:
        raise UnknownChoiceError(f"«{fr.NARROW_SPACE}{asked[1][:60]}{fr.NARROW_SPACE}» n’est pas dans le corpus.")
    return known[asked]


def absent(database: Database, parameters: Mapping[str, str]) -> Chart:
    """How often the documents cite a thing for the territories most like the place, and for the place."""
    place, thing = territory_of(database, parameters), _subject(database, parameters)
    level = _level(database, place)
    codes = list(level.names) if place.level is Level.FRANCE else [place.code, *peers(database, place).codes]
    counts = [count_of(database, level.level, thing, str(code)) for code in codes]
    names = [level.name(code) for code in codes]
    having = sum(1 for code, count in zip(codes, counts, strict=True) if count and code != place.code)
    total = len(codes) - (place.code in codes)
    alike = "" if place.level is Level.FRANCE else (" semblable" if total == 1 else " semblables")
    figure = figures.bars(
        names,
        [float(count) for count in counts],
        [palette.MARK if code == place.code else palette.ACCENT for code in codes],
        [fr.number(count) if count else "aucun passage lu" for count in counts],
        queries.indicators(database)[_COUNTED],
    )
    return Chart(
        "signal-absence",
        {thing.parameter: thing.code, "territoire": place.key},
        f"Qui est cité pour «{fr.NARROW_SPACE}{thing.label}{fr.NARROW_SPACE}»",
        f"Nombre d’exemples lus · {place.name} et {fr.number(total)} {fr.LEVEL_PLURAL[level.level]}{alike}",
        _corpus_foot(database, dt.datetime.now(tz=dt.UTC).date()),
        f"Les documents lus citent «{fr.NARROW_SPACE}{thing.label}{fr.NARROW_SPACE}» pour {fr.number(having)} des "
        f"{fr.number(total)} {fr.LEVEL_PLURAL[level.level]}{alike}. Ce sont des exemples, pas un recensement.",
        figure,
        Table(
            (Column("code", "Code"), Column("territoire", "Territoire"), Column("exemples", "Exemples", numeric=True)),
            tuple(zip(codes, names, counts, strict=True)),
        ),
        fr.file_name("signal", thing.code, place.name),
        height=120 + 26 * max(1, len(codes)),
    )
