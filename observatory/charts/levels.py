"""Charts of one indicator over all the territories of a level: map, ranking, spread."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from observatory import figures, maps, narrative, palette, queries
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.scene import Scene, country, zoomed
from observatory.charts.wording import foot, status_word, unit_text, value_column
from observatory.choices import View, view_of
from observatory.database import Database
from observatory.frames import present, records
from observatory.model import FRANCE_CODE, Indicator, Kind, Level, Territory
from observatory.standing import describe, standing

SHOWN_IN_RANKING = 24
_AROUND = 2


def _parameters(view: View) -> dict[str, str]:
    return {
        "indicateur": view.indicator.indicator_id,
        "niveau": str(view.level),
        "annee": view.period,
        "territoire": view.territory.key,
    }


def _level_table(frame: pd.DataFrame, view: View) -> Table:
    ordered = frame.sort_values(["value", "name"], ascending=[False, True], na_position="last")
    ranks = frame["value"].rank(method="min", ascending=False)
    columns = (
        Column("rang", "Rang", numeric=True),
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        value_column(view.indicator),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    rows = tuple(
        (
            None if pd.isna(row.value) or not view.indicator.is_census else int(ranks.loc[row.Index]),
            row.code,
            row.name,
            present(row.value),
            status_word(row.status),
            present(row.note),
        )
        for row in records(ordered)
    )
    return Table(columns, rows)


def _level_frame(database: Database, view: View) -> pd.DataFrame:
    return queries.values_by_territory(database, view.indicator.indicator_id, view.level, view.period)


def own_code(view: View) -> str | None:
    """The code, at the level shown, of the territory the reader has chosen or of the one that holds it."""
    place = view.territory
    return {
        Level.FRANCE: FRANCE_CODE,
        Level.REGION: place.region_code or (place.code if place.level is Level.REGION else None),
        Level.DEPARTEMENT: place.departement_code if place.level is not Level.REGION else None,
        Level.EPCI: place.epci_code or (place.code if place.level is Level.EPCI else None),
        Level.EPT: place.ept_code or (place.code if place.level is Level.EPT else None),
        Level.COMMUNE: place.code if place.level is Level.COMMUNE else None,
    }[view.level] or (place.code if place.level is view.level else None)


def _headline(database: Database, view: View, where: Territory | None = None) -> tuple[str, str]:
    whole = where or (view.territory, *queries.ancestors(database, view.territory))[-1]
    title = f"{view.indicator.label}, {view.period}"
    extent = "Grand Paris" if view.level is Level.EPT else f"{fr.LEVEL_PLURAL[view.level]} {narrative.of_place(whole)}"
    return title, f"{unit_text(view.indicator)}{_perimeter_text(view.indicator)} · {extent} · {view.period}"


def _perimeter_text(indicator: Indicator) -> str:
    """Which perimeter of the ESS is counted, where there are several: the reader chooses it, so the chart says it."""
    label = indicator.variant_label
    return f" · {label[:1].lower()}{label[1:]}" if label else ""


def area_map(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The map of an indicator: areas for a rate, circles for a count."""
    view = view_of(database, parameters)
    frame = _level_frame(database, view)
    scene, shown, where = _scene(database, view, frame, parameters.get("cadre", ""))
    draw = maps.rate_map if view.indicator.kind is Kind.RATE else maps.count_map
    figure = draw(
        shown if where else in_frames(database, view.level, shown),
        view.indicator,
        scene.shapes,
        scene.insets,
        own_code(view),
    )
    title, subtitle = _headline(database, view, where)
    lines = foot(database, view.indicator)
    return Chart(
        "carte",
        {**_parameters(view), **({"cadre": "region"} if where else {})},
        title,
        subtitle,
        lines,
        narrative.describe_level(view.indicator, view.level, view.period, shown, within=where),
        figure,
        _level_table(shown, view),
        fr.file_name(
            view.indicator.indicator_id, fr.LEVEL_PLURAL[view.level], where.name if where else "", view.period
        ),
        height=600,
        clicks=str(view.level),
    )


def _scene(
    database: Database, view: View, frame: pd.DataFrame, asked: str
) -> tuple[Scene, pd.DataFrame, Territory | None]:
    """What to draw: the whole country, or the région of the reader's territory when the address asks `cadre=region`."""
    region_code = view.territory.code if view.territory.level is Level.REGION else view.territory.region_code
    if asked != "region" or not region_code or view.level is Level.REGION:
        return country(database, view.level), frame, None
    region = queries.territory(database, Level.REGION, region_code)
    inside = frame[frame["region_code"] == region_code]
    return zoomed(database, view.level, Level.REGION, region_code), inside, region


def in_frames(database: Database, level: Level, frame: pd.DataFrame) -> pd.DataFrame:
    """Put the circles of the territories enlarged in a frame inside that frame, where they can be told apart."""
    points = queries.enlarged_points(database, level)
    moved = frame["code"].isin(points)
    return frame.assign(
        longitude=frame["longitude"].where(~moved, frame["code"].map(lambda c: points.get(c, (None, None))[0])),
        latitude=frame["latitude"].where(~moved, frame["code"].map(lambda c: points.get(c, (None, None))[1])),
    )


def ranking(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The territories of a level from the highest to the lowest; the middle is cut when there are many."""
    view = view_of(database, parameters)
    frame = _level_frame(database, view)
    known = frame[frame["value"].notna()].sort_values(["value", "name"], ascending=[False, True])
    known = known.assign(rank=range(1, len(known) + 1))
    chosen = own_code(view)
    shown = _cut_middle(known, chosen)
    reference = _france_value(database, view)
    names: list[str] = []
    values: list[float | None] = []
    colors: list[str] = []
    texts: list[str] = []
    previous = 0
    for row in records(shown):
        if row.rank > previous + 1:
            skipped = row.rank - previous - 1
            names.append("…")
            values.append(None)
            colors.append("rgba(0,0,0,0)")
            texts.append(f"{fr.number(skipped)} autre{'s' if skipped > 1 else ''}")
        previous = row.rank
        names.append(f"{row.rank}. {row.name}" if view.indicator.is_census else row.name)
        values.append(row.value)
        colors.append(palette.MARK if row.code == chosen else palette.ACCENT)
        texts.append(fr.value_text(row.value, view.indicator, unit=view.indicator.unit in {"%", "EUR"}))
    figure = figures.bars(names, values, colors, texts, view.indicator)
    if view.indicator.kind is Kind.RATE and reference is not None:
        named = f"France{fr.NARROW_SPACE}: {fr.value_text(reference, view.indicator)}"
        figures.mark_value(figure, named, reference, palette.REFERENCE, dash="dot")
    title, subtitle = _headline(database, view)
    title = f"{view.indicator.label}{fr.NARROW_SPACE}: des plus hautes valeurs aux plus basses, {view.period}"
    lines = foot(database, view.indicator)
    return Chart(
        "classement",
        _parameters(view),
        title,
        subtitle,
        lines,
        _describe_own(database, view, known, chosen)
        or narrative.describe_level(view.indicator, view.level, view.period, frame),
        figure,
        _level_table(frame, view),
        fr.file_name(view.indicator.indicator_id, fr.LEVEL_PLURAL[view.level], "classement", view.period),
        height=140 + 24 * len(names),
        clicks=None,
    )


def _cut_middle(known: pd.DataFrame, chosen: str | None) -> pd.DataFrame:
    if len(known) <= SHOWN_IN_RANKING:
        return known
    half = SHOWN_IN_RANKING // 2 - 1
    keep = set(range(half)) | set(range(len(known) - half, len(known)))
    found = [i for i, code in enumerate(known["code"]) if code == chosen]
    for i in found:
        keep |= {j for j in range(i - _AROUND, i + _AROUND + 1) if 0 <= j < len(known)}
    return known.iloc[sorted(keep)]


def _france_value(database: Database, view: View) -> float | None:
    own = standing(database, view.territory)
    return own.reading(view.indicator, view.period, (own.place, *own.above)[-1]).value


def _describe_own(database: Database, view: View, known: pd.DataFrame, chosen: str | None) -> str | None:
    if chosen is None or chosen not in set(known["code"]) or view.level is Level.FRANCE:
        return None
    place = queries.territory(database, view.level, chosen)
    return describe(database, view.indicator, view.period, place) if place else None


def spread(database: Database, parameters: Mapping[str, str]) -> Chart:
    """How the territories of a level spread, with the reader's territory and France marked."""
    view = view_of(database, parameters)
    frame = _level_frame(database, view)
    known = frame[frame["value"].notna()]
    chosen = own_code(view)
    marks: list[tuple[str, float, str]] = []
    france = _france_value(database, view) if view.indicator.kind is Kind.RATE else None
    if france is not None:
        marks.append((f"France{fr.NARROW_SPACE}: {fr.value_text(france, view.indicator)}", france, palette.REFERENCE))
    own = known[known["code"] == chosen]
    if len(own):
        value = float(own["value"].iloc[0])
        marks.append(
            (f"{own['name'].iloc[0]}{fr.NARROW_SPACE}: {fr.value_text(value, view.indicator)}", value, palette.MARK)
        )
    figure = figures.distribution(known["value"], view.indicator, marks, fr.LEVEL_PLURAL[view.level])
    title, subtitle = _headline(database, view)
    who = fr.of_noun(fr.LEVEL_PLURAL[view.level])
    title = f"{view.indicator.label}{fr.NARROW_SPACE}: combien {who} ont une valeur dans chaque tranche, {view.period}"
    ends = figures.ends_told(known["value"], view.indicator)
    subtitle += f" · {ends}" if ends else ""
    lines = foot(database, view.indicator)
    return Chart(
        "repartition",
        _parameters(view),
        title,
        subtitle,
        lines,
        narrative.describe_spread(view.indicator, view.level, view.period, frame, france),
        figure,
        _level_table(frame, view),
        fr.file_name(view.indicator.indicator_id, fr.LEVEL_PLURAL[view.level], "repartition", view.period),
        height=380,
    )
