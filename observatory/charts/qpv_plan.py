"""Priority neighbourhoods (QPV): the plan in metres of a neighbourhood or of a point."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import shapely

from observatory import formatting as fr
from observatory import geo, palette, queries_qpv
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.qpv_common import NARROW, counted, escaped, foot, generation_of, neighbourhood_table
from observatory.choices import UnknownChoiceError
from observatory.database import Database
from observatory.figure import Figure
from observatory.frames import present, whole

_SMALLEST_REACH_M, _LARGEST_REACH_M = 450.0, 4000.0


def plan(database: Database, parameters: Mapping[str, str]) -> Chart:
    """A small plan in metres around a neighbourhood (`qpv`) or a point (`point`: latitude,longitude)."""
    generation = generation_of(database, parameters)
    known = geo.perimeters(database, generation)
    if known is None:
        raise UnknownChoiceError(f"Aucun périmètre de génération {generation} n’est chargé.")
    if parameters.get("qpv"):
        return _plan_of_neighbourhood(database, known, generation, parameters["qpv"])
    longitude, latitude, precision_m = point_of(parameters)
    return _plan_of_point(database, known, generation, (longitude, latitude), precision_m)


def point_of(parameters: Mapping[str, str]) -> tuple[float, float, float]:
    """Longitude, latitude and precision in metres of an address (`point=43.6,1.44`, `precision=30`)."""
    try:
        latitude, longitude = (float(part) for part in parameters.get("point", "").split(","))
        precision_m = float(parameters.get("precision") or geo.COORDINATE_PRECISION_M)
    except ValueError as error:
        raise UnknownChoiceError("Ce point n’est pas lisible. Écrivez latitude,longitude en degrés.") from error
    if geo.zone_of(np.array([longitude]), np.array([latitude]))[0] < 0 or not 0 <= precision_m <= 10_000:  # noqa: PLR2004
        raise UnknownChoiceError(f"Ce point n’est pas placé{NARROW}: {geo.ABROAD}.")
    return longitude, latitude, precision_m


def _plan_of_neighbourhood(database: Database, known: geo.Perimeters, generation: int, code: str) -> Chart:
    ranks = np.flatnonzero(known.codes[:-1] == code)
    if not len(ranks):
        raise UnknownChoiceError(f"Le quartier «{NARROW}{code[:20]}{NARROW}» n’a pas de périmètre chargé.")
    shape = known.shapes[ranks[0]]
    centre = shapely.centroid(shapely.envelope(shape))
    (own,) = (item for item in known.near(centre.x, centre.y, 20_000) if item[0] == code)
    reach = 1.25 * float(np.abs(shapely.bounds(own[2])).max()) + 60
    name = own[1]
    figure = _plan_figure(known.near(centre.x, centre.y, reach * 1.5), code, reach)
    others = len(known.near(centre.x, centre.y, reach)) - 1
    beside = f" {counted(others, 'autre quartier')} {'est' if others == 1 else 'sont'} sur ce plan." if others else ""
    return Chart(
        "plan-qpv",
        {"qpv": code, "generation": str(generation)},
        f"Périmètre du quartier {name}",
        f"{code} · génération {generation} · plan en mètres, nord en haut",
        foot(database, generation),
        f"Le quartier {name} couvre {fr.number(shapely.area(own[2]) / 10_000, 1)} hectares.{beside}",
        figure,
        neighbourhood_table(queries_qpv.neighbourhoods(database, generation).loc[lambda r: r["code"] == code]),
        fr.file_name("perimetre", name, code),
        height=430,
    )


def _plan_of_point(
    database: Database, known: geo.Perimeters, generation: int, point: tuple[float, float], precision_m: float
) -> Chart:
    answer = known.locate(np.array([point[0]]), np.array([point[1]]), precision_m).iloc[0]
    distance = float(answer["distance_m"])
    away = 0.0 if math.isnan(distance) else distance
    reach = min(max(_SMALLEST_REACH_M, 1.6 * away, 1.6 * precision_m), _LARGEST_REACH_M)
    figure = _plan_figure(known.near(*point, reach * 1.5), present(answer["qpv_code"]), reach)
    _mark_point(figure, precision_m)
    figure.update_layout(meta={"pointed": True})
    columns = (
        Column("generation", "Génération"),
        Column("statut", "Statut"),
        Column("code_qpv", "Code"),
        Column("quartier", "Quartier"),
        Column("distance_m", "Distance à la limite (m)", numeric=True),
        Column("remarque", "Remarque"),
    )
    cells = (
        str(generation),
        present(answer["status"]) or "non disponible",
        present(answer["qpv_code"]),
        present(answer["qpv_name"]),
        whole(round(distance)) if not math.isnan(distance) else None,
        answer["remark"] or None,
    )
    where = f"{point[1]:.5f},{point[0]:.5f}"
    return Chart(
        "plan-qpv",
        {"point": where, "precision": f"{precision_m:g}", "generation": str(generation)},
        f"Ce point et les quartiers prioritaires de {generation}",
        f"Latitude et longitude {where.replace(',', ' ').replace('.', ',')} · précision {fr.number(precision_m)} m · "
        "plan en mètres",
        foot(database, generation),
        answer_sentence(database, generation, answer, precision_m),
        figure,
        Table(columns, (cells,)),
        fr.file_name("point", "qpv", str(generation)),
        height=430,
    )


def answer_sentence(database: Database, generation: int, answer: pd.Series, precision_m: float) -> str:
    """« En clair » for one point and one generation."""
    status, distance = present(answer["status"]), float(answer["distance_m"])
    metres = "" if math.isnan(distance) else _metres(distance)
    if status is None:
        return f"On ne peut pas répondre pour la génération {generation}{NARROW}: {answer['remark']}."
    if status == geo.Position.DANS:
        return (
            f"Ce point est dans le quartier prioritaire {answer['qpv_name']} ({answer['qpv_code']}, génération "
            f"{generation}), à {metres} de sa limite."
        )
    if status == geo.Position.LIMITE:
        return (
            f"Ce point est à {metres} de la limite du quartier {answer['qpv_name']} ({answer['qpv_code']}, génération "
            f"{generation})\u202f: moins que sa précision ({fr.number(precision_m)} m), on ne peut donc pas trancher."
        )
    near = f" Le plus proche, {answer['nearest_name']}, est à {metres}." if metres else f" Il est {answer['remark']}."
    known = geo.perimeters(database, generation)
    some = known is not None and not known.complete
    scope = f"des {len(known or ())} périmètres chargés" if some else "des quartiers prioritaires"
    return f"Ce point est hors {scope} de génération {generation}.{near}"


def _metres(distance: float) -> str:
    if distance >= 10_000:  # noqa: PLR2004 - kilometres read better
        return f"{fr.number(distance / 1000)}{fr.NO_BREAK_SPACE}km"
    return f"{fr.number(distance)}{fr.NO_BREAK_SPACE}m"


def _plan_figure(shapes: Iterable[tuple[str, str, shapely.Geometry]], chosen: str | None, reach_m: float) -> Figure:
    figure = Figure()
    for code, name, shape in shapes:
        x, y = _rings_of(shape)
        color = palette.ACCENT if code == chosen else palette.REFERENCE
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            fill="toself",
            fillcolor=palette.veiled(color, 0.32 if code == chosen else 0.18),
            line={"color": color, "width": 2 if code == chosen else 1.2},
            hoveron="fills",
            text=f"{escaped(name)} ({code})",
            hoverinfo="text",
            name=code,
            showlegend=False,
        )
    side = {"visible": False, "fixedrange": True, "zeroline": False}
    figure.update_layout(
        xaxis={**side, "range": [-reach_m * 1.5, reach_m * 1.5], "constrain": "domain"},
        yaxis={**side, "range": [-reach_m, reach_m], "scaleanchor": "x", "scaleratio": 1},
        showlegend=False,
        meta={"map": True},
    )
    _scale_bar(figure, reach_m)
    return figure


def _rings_of(shape: shapely.Geometry) -> tuple[list[float | None], list[float | None]]:
    """The rings of a shape for one filled trace: holes run the other way, so they stay empty."""
    x: list[float | None] = []
    y: list[float | None] = []
    for polygon in shapely.get_parts(shapely.orient_polygons(shape)):
        for ring in (polygon.exterior, *polygon.interiors):
            x += [*(round(v, 1) for v in shapely.get_coordinates(ring)[:, 0]), None]
            y += [*(round(v, 1) for v in shapely.get_coordinates(ring)[:, 1]), None]
    return x[:-1], y[:-1]


def _scale_bar(figure: Figure, reach_m: float) -> None:
    power = 10.0 ** math.floor(math.log10(reach_m / 2))
    length = power * next(step for step in (5, 2, 1) if step * power <= reach_m / 2)
    west, south = -reach_m * 1.05, -reach_m * 0.92
    figure.add_shape(
        type="line", x0=west, x1=west + length, y0=south, y1=south, line={"color": palette.FRAME, "width": 3}
    )
    figure.add_annotation(
        name="scale", x=west + length / 2, y=south, yshift=9, text=_metres(length), showarrow=False, font={"size": 11}
    )


def _mark_point(figure: Figure, precision_m: float) -> None:
    figure.add_shape(
        type="circle",
        x0=-precision_m,
        x1=precision_m,
        y0=-precision_m,
        y1=precision_m,
        line={"color": palette.MARK, "width": 1.5, "dash": "dot"},
    )
    figure.add_scatter(
        x=[0],
        y=[0],
        mode="markers",
        marker={"color": palette.MARK, "size": 11, "line": {"color": "#ffffff", "width": 1.5}},
        hoverinfo="skip",
        showlegend=False,
        name="point",
    )
