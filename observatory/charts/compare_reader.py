"""Charts of values that a reader has brought: map, ranking. They live in the session, no address leads to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import pandas as pd

from observatory import figures, maps, palette, queries
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.scene import country
from observatory.charts.wording import unit_text
from observatory.database import Database
from observatory.frames import present, records
from observatory.model import Indicator, Kind, Level, Status

SHOWN = 24
_BROUGHT = "donnée importée par le lecteur, non vérifiée par l’observatoire"


def frame_of(database: Database, level: Level, values: Mapping[str, float]) -> pd.DataFrame:
    """All the territories of a level with the values of a file; the others are not available."""
    base = queries.values_by_territory(database, "population", level, "")
    value = base["code"].map(dict(values)).astype(float)
    status = value.notna().map({True: str(Status.OBSERVED), False: str(Status.NOT_AVAILABLE)})
    return base.assign(value=value, status=status)


def _foot(file_name: str, count: int) -> tuple[str, ...]:
    today = f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}"
    return (
        f"Source{fr.NARROW_SPACE}: {_BROUGHT} (fichier {file_name}, {fr.number(count)} valeurs).",
        f"Géographie 2026. Extraction du {today}.",
    )


def _table(frame: pd.DataFrame, indicator: Indicator) -> Table:
    known = frame[frame["value"].notna()].sort_values(["value", "name"], ascending=[False, True])
    ranks = known["value"].rank(method="min", ascending=False)
    unit = {"EUR": "€"}.get(indicator.unit, indicator.unit)
    columns = (
        Column("rang", "Rang", numeric=True),
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column(indicator.indicator_id, f"{indicator.short_label} ({unit})", numeric=True, decimals=indicator.decimals),
    )
    return Table(columns, tuple((int(ranks[r.Index]), r.code, r.name, present(r.value)) for r in records(known)))


def _words(indicator: Indicator, level: Level, frame: pd.DataFrame) -> str:
    known = frame[frame["value"].notna()].sort_values("value")
    who = fr.LEVEL_PLURAL[level]
    if known.empty:
        return f"Le fichier n’a aucune valeur pour les {who}."
    low, high = known.iloc[0], known.iloc[-1]
    first, last = (fr.value_text(float(row["value"]), indicator) for row in (low, high))
    return (
        f"Donnée importée{fr.NARROW_SPACE}: {indicator.short_label} va de {first} ({low['name']}) à {last} "
        f"({high['name']}), pour {fr.number(len(known))} {who} sur {fr.number(len(frame))}."
    )


def reader_map(database: Database, indicator: Indicator, frame: pd.DataFrame, file_name: str) -> Chart:
    """The map of a reader's values: areas for a rate, circles for a count."""
    level = indicator.levels[0]
    scene = country(database, level)
    draw = maps.rate_map if indicator.kind is Kind.RATE else maps.count_map
    return Chart(
        "carte-importee",
        {},
        indicator.label,
        f"{unit_text(indicator)} · {fr.LEVEL_PLURAL[level]}",
        _foot(file_name, int(frame["value"].notna().sum())),
        _words(indicator, level, frame),
        draw(frame, indicator, scene.shapes, scene.insets, None),
        _table(frame, indicator),
        fr.file_name("donnee importee", indicator.short_label, "carte"),
        height=600,
    )


def reader_ranking(indicator: Indicator, frame: pd.DataFrame, file_name: str, chosen: Collection[str] = ()) -> Chart:
    """A reader's values from the highest, the first ones and the territories chosen for comparison."""
    level = indicator.levels[0]
    known = frame[frame["value"].notna()].sort_values(["value", "name"], ascending=[False, True])
    known = known.assign(rank=known["value"].rank(method="min", ascending=False).astype(int))
    shown = known[[i < SHOWN or code in chosen for i, code in enumerate(known["code"])]]
    figure = figures.bars(
        [f"{row.rank}. {row.name}" for row in records(shown)],
        [float(row.value) for row in records(shown)],
        [palette.MARK if row.code in chosen else palette.ACCENT for row in records(shown)],
        [fr.value_text(float(row.value), indicator) for row in records(shown)],
        indicator,
    )
    more = len(known) - len(shown)
    cut = f" · {len(shown)} des {fr.number(len(known))} rangs" if more else ""
    return Chart(
        "classement-importe",
        {},
        f"{indicator.label}{fr.NARROW_SPACE}: du plus élevé au moins élevé",
        f"{unit_text(indicator)} · {fr.LEVEL_PLURAL[level]}{cut}",
        _foot(file_name, len(known)),
        _words(indicator, level, frame),
        figure,
        _table(frame, indicator),
        fr.file_name("donnee importee", indicator.short_label, "classement"),
        height=140 + 24 * len(shown),
    )
