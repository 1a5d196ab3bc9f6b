"""Priority neighbourhoods (QPV): the map of a territory."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

import pandas as pd

from observatory import formatting as fr
from observatory import maps, narrative, palette, queries, queries_qpv
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.qpv_common import (
    NARROW,
    counted,
    escaped,
    foot,
    generation_of,
    neighbourhood_table,
    plural,
    sentence_start,
)
from observatory.charts.scene import around
from observatory.choices import territory_of
from observatory.database import Database
from observatory.figure import Trace, trace
from observatory.frames import present, records, whole
from observatory.model import Level, Territory

_LARGEST_CIRCLE = 42
_WIDE = {Level.FRANCE, Level.REGION}


def framed_by(database: Database, place: Territory) -> Territory:
    """What the map shows: the territory, or for a commune what it is part of (EPT, EPCI, else département)."""
    if place.level is not Level.COMMUNE:
        return place
    wanted = (Level.EPT, Level.EPCI, Level.DEPARTEMENT)
    return next((p for p in queries.ancestors(database, place) if p.level in wanted), place)


def map_of_territory(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The neighbourhoods of a département or smaller as perimeters; wider, the contrats de ville as circles.

    So too where no neighbourhood is known and no generation is asked: the residents by contrat are what there is.
    """
    place = territory_of(database, parameters)
    if place.level in _WIDE:
        return contrats_map(database, place)
    pointed = parameters.get("clic") == "point"
    if not pointed and not parameters.get("generation") and only_contrats(database, place):
        return contrats_map(database, place)
    return neighbourhood_map(database, framed_by(database, place), generation_of(database, parameters), pointed=pointed)


def only_contrats(database: Database, place: Territory) -> bool:
    """Tell whether of a territory only the contrats de ville are known: no neighbourhood of any generation."""
    framed = framed_by(database, place)
    known = any(
        held.complete or queries_qpv.codes_in(database, generation, framed.level, framed.code)
        for generation, held in queries_qpv.generations(database).items()
    )
    return not known and not queries.contrats_de_ville(database, framed.level, framed.code).empty


def contrats_map(database: Database, place: Territory) -> Chart:
    """A circle per contrat de ville, as large as the residents of its neighbourhoods (2018, generation 2015)."""
    rows = queries_qpv.contrats_de_ville_points(database)
    framed = framed_by(database, place)
    rows = rows[rows["code"].isin(queries.contrats_de_ville(database, framed.level, framed.code)["code"])]
    known = rows[rows["population_qpv"].notna() & rows["longitude"].notna()]
    scene = around(database, framed)
    points = maps.Points(
        known["longitude"].tolist(),
        known["latitude"].tolist(),
        known["code"].tolist(),
        [escaped(name) for name in known["name"]],
    )
    figure = maps.point_map([("Contrats de ville", palette.ACCENT, points)], scene.shapes, scene.codes, scene.insets)
    top = float(known["population_qpv"].max()) if len(known) else 1.0
    sizes = [round(max(4.0, _LARGEST_CIRCLE * math.sqrt(v / top)), 1) for v in known["population_qpv"]]
    figure.data[-1].pop("ids", None)
    figure.data[-1].update(
        marker={"size": sizes, "opacity": 0.55, "color": palette.ACCENT},
        showlegend=False,
        customdata=known["population_qpv"].tolist(),
        hovertemplate="<b>%{text}</b><br>%{customdata:,.0f} habitants en quartier prioritaire<extra></extra>",
    )
    where = narrative.in_place(framed)
    title = f"Habitants des quartiers prioritaires par contrat de ville {where}, 2018"
    subtitle = (
        "Surface des cercles proportionnelle aux habitants · "
        f"{fr.count_of(len(known), 'contrat de ville', 'contrats de ville')}"
    )
    unplaced = len(rows) - len(known)
    if unplaced:
        subtitle += f" · {fr.number(unplaced)} sans effectif ou sans point, dans le tableau"
    source = "ANCT, plateforme Ci.Ville, contrats de ville (état d’avril 2024), population 2018."
    today = f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}"
    return Chart(
        "carte-qpv",
        {"territoire": place.key},
        title,
        subtitle,
        (f"Source{NARROW}: {source}", f"Quartiers prioritaires de génération 2015. Extraction du {today}."),
        describe_contrats(rows, where),
        figure,
        Table(
            (
                Column("contrat", "Contrat de ville"),
                Column("code_contrat", "Code"),
                Column("territoire_actuel", "Territoire d’aujourd’hui"),
                Column("habitants_qpv_2018", "Habitants en quartier prioritaire (2018)", numeric=True),
            ),
            tuple((r.name, r.code, present(r.territory_name), whole(r.population_qpv)) for r in records(rows)),
        ),
        fr.file_name("contrats de ville", place.name, "2018"),
        height=600,
    )


def describe_contrats(rows: pd.DataFrame, where: str) -> str:
    """« En clair »: how many contrats de ville, the residents of their neighbourhoods, the most peopled of several."""
    known = rows[rows["population_qpv"].notna()]
    if known.empty:
        return f"Aucun contrat de ville n’est connu {where}."
    total = f"{fr.number(float(known['population_qpv'].sum()))} habitants"
    if len(rows) == 1:
        return f"{sentence_start(where)}, le contrat de ville compte {total} dans ses quartiers prioritaires en 2018."
    first = known.iloc[0]
    return (
        f"{sentence_start(where)}, {fr.number(len(rows))} contrats de ville comptent {total} dans leurs quartiers "
        f"prioritaires en 2018{NARROW}; en tête, {first['name']} "
        f"({fr.number(first['population_qpv'])} habitants)."
    )


def neighbourhood_map(database: Database, place: Territory, generation: int, *, pointed: bool = False) -> Chart:
    """The perimeters of a territory's neighbourhoods; rings where only a point is known, or to find small ones.

    A click opens a card; when `pointed`, it sets a point to check.
    """
    rows = queries_qpv.neighbourhoods_in(database, generation, place)
    scene = around(database, place)
    figure = maps.point_map([], scene.shapes, scene.codes, scene.insets)
    drawn = rows[rows["has_perimeter"]]
    if len(drawn):
        figure.add_trace(_perimeters(database, generation, place, drawn["code"].tolist()))
    ringed = rows if place.level is Level.DEPARTEMENT else rows[~rows["has_perimeter"]]
    ringed = ringed[ringed["longitude"].notna()]
    if len(ringed):
        figure.add_trace(_rings(ringed))
    title = f"Quartiers prioritaires {narrative.in_place(place)}, génération {generation}"
    held = queries_qpv.generations(database).get(generation)
    complete = held is not None and held.complete
    subtitle = _subtitle(rows, complete=complete) + ("" if pointed or rows.empty else " · un clic ouvre la fiche")
    if pointed:
        figure.update_layout(meta={"pointed": True})
    return Chart(
        "carte-qpv",
        {"territoire": place.key, "generation": str(generation), **({"clic": "point"} if pointed else {})},
        title,
        subtitle,
        foot(database, generation),
        describe(rows, place, generation, complete=complete),
        figure,
        neighbourhood_table(rows),
        fr.file_name("quartiers prioritaires", place.name, str(generation)),
        height=600,
        clicks=None if pointed else "qpv",
    )


def _subtitle(rows: pd.DataFrame, *, complete: bool) -> str:
    if rows.empty:
        return "Aucun quartier" if complete else "Aucun quartier connu de cet observatoire"
    points = int((~rows["has_perimeter"]).sum())
    kind = "périmètres" if points == 0 else ("points" if points == len(rows) else "périmètres et points")
    return f"{counted(len(rows), 'quartier')} · {kind}"


def describe(rows: pd.DataFrame, place: Territory, generation: int, *, complete: bool) -> str:
    """« En clair »: how many neighbourhoods, how many residents where that is known.

    A territory without any is told from one that a list, when it is not `complete`, does not reach.
    """
    where = narrative.in_place(place)
    if rows.empty and complete:
        return f"Aucun quartier prioritaire de génération {generation} {where}."
    if rows.empty:
        return (
            f"L’observatoire ne connaît aucun quartier prioritaire de génération {generation} {where}. "
            f"Il peut y en avoir{NARROW}: la liste chargée n’est pas complète."
        )
    known = rows[rows["population"].notna()]
    head = f"{sentence_start(where)}, {counted(len(rows), 'quartier')} prioritaire{plural(len(rows))}"
    if known.empty:
        return f"{head} de génération {generation}{NARROW}; leur population n’est pas dans les fichiers chargés."
    total = f"{fr.number(float(known['population'].sum()))} habitants"
    if len(known) == len(rows):
        return f"{head} de génération {generation} et {total}."
    return f"{head} de génération {generation}{NARROW}; {total} dans les {len(known)} dont la population est connue."


def _perimeters(database: Database, generation: int, place: Territory, codes: list[str]) -> Trace:
    return trace(
        "choropleth",
        geojson=f"contours/{database.version[:12]}/qpv-{generation}.json?dans={place.key}",
        locations=codes,
        z=[0] * len(codes),
        featureidkey="id",
        colorscale=[[0, palette.ACCENT], [1, palette.ACCENT]],
        showscale=False,
        showlegend=False,
        name="Périmètres",
        marker={"line": {"color": palette.SEQUENCE[-1], "width": 1}, "opacity": 0.8},
        hovertemplate="<b>%{properties.name}</b><br>%{location}<extra></extra>",
    )


def _rings(rows: pd.DataFrame) -> Trace:
    return trace(
        "scattergeo",
        lon=[round(v, 4) for v in rows["longitude"]],
        lat=[round(v, 4) for v in rows["latitude"]],
        mode="markers",
        name="Quartiers",
        showlegend=False,
        ids=rows["code"].tolist(),
        text=[f"<b>{escaped(r.name)}</b><br>{escaped(r.communes)}<br>{r.code}" for r in records(rows)],
        marker={
            "size": 11,
            "color": palette.veiled(palette.ACCENT, 0.25),
            "line": {"color": palette.ACCENT, "width": 1.6},
        },
        hovertemplate="%{text}<extra></extra>",
    )
