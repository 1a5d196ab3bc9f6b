"""Charts of the priority neighbourhoods (QPV): map of a territory, plan of a place, figures against neighbours."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import shapely

from observatory import formatting as fr
from observatory import geo, maps, narrative, palette, queries, queries_qpv
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.scene import around
from observatory.choices import UnknownChoiceError, territory_of
from observatory.database import Database
from observatory.figure import Figure, Trace, trace
from observatory.frames import present, records, whole
from observatory.model import Level, Territory

NARROW = fr.NARROW_SPACE
_LARGEST_CIRCLE = 42
_WIDE = {Level.FRANCE, Level.REGION}
_SMALLEST_REACH_M, _LARGEST_REACH_M = 450.0, 4000.0
_FEWEST_PEERS = 3


def generation_of(database: Database, parameters: Mapping[str, str]) -> int:
    """The generation of `generation`; the first one the database knows when there is none in the address."""
    known = [str(year) for year in queries_qpv.generations(database)] or ["2015"]
    asked = parameters.get("generation") or known[0]
    if asked not in {str(year) for year in queries_qpv.GENERATIONS}:
        raise UnknownChoiceError(f"La génération «{NARROW}{asked[:20]}{NARROW}» n’existe pas{NARROW}: 2015 ou 2024.")
    return int(asked)


def framed_by(database: Database, place: Territory) -> Territory:
    """What the map shows: the territory, or for a commune what it is part of (EPT, EPCI, else département)."""
    if place.level is not Level.COMMUNE:
        return place
    wanted = (Level.EPT, Level.EPCI, Level.DEPARTEMENT)
    return next((p for p in queries.ancestors(database, place) if p.level in wanted), place)


def _foot(database: Database, generation: int, *more: str) -> tuple[str, ...]:
    held = queries_qpv.generations(database).get(generation)
    today = f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}"
    source = held.citation.rstrip(".") if held else "aucune"
    lines = [f"Source{NARROW}: {source}.", *more]
    caution = geo.partial_warning(database, generation)
    if caution:
        lines.append(caution.split(" «")[0])
    return (*lines, f"Quartiers prioritaires de génération {generation}. Géographie 2026. Extraction du {today}.")


def map_of_territory(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The neighbourhoods of a département or smaller as perimeters; wider, the contrats de ville as circles."""
    place = territory_of(database, parameters)
    if place.level in _WIDE:
        return contrats_map(database, place)
    return neighbourhood_map(database, framed_by(database, place), generation_of(database, parameters))


def contrats_map(database: Database, place: Territory) -> Chart:
    """A circle per contrat de ville, as large as the residents of its neighbourhoods (2018, generation 2015)."""
    rows = queries_qpv.contrats_de_ville_points(database)
    if place.level is Level.REGION:
        rows = rows[rows["region_code"] == place.code]
    known = rows[rows["population_qpv"].notna() & rows["longitude"].notna()]
    scene = around(database, place)
    points = pd.DataFrame(
        {
            "longitude": known["longitude"],
            "latitude": known["latitude"],
            "id": known["code"],
            "text": known["name"].map(_escaped),
        }
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
    total = float(rows["population_qpv"].sum())
    title = f"Habitants des quartiers prioritaires par contrat de ville {narrative.in_place(place)}, 2018"
    subtitle = f"Surface des cercles proportionnelle aux habitants · {fr.number(len(known))} contrats de ville"
    unplaced = len(rows) - len(known)
    if unplaced:
        subtitle += f" · {fr.number(unplaced)} sans effectif ou sans point, dans le tableau"
    plain = f"Aucun contrat de ville n’est connu {narrative.in_place(place)}."
    if len(known):
        first = known.iloc[0]
        plain = (
            f"{_sentence_start(narrative.in_place(place))}, {fr.number(len(rows))} contrats de ville comptent "
            f"{fr.number(total)} habitants dans leurs quartiers prioritaires en 2018{NARROW}; le plus peuplé est "
            f"celui de {first['name']} ({fr.number(first['population_qpv'])} habitants)."
        )
    source = "ANCT, plateforme Ci.Ville, contrats de ville (état d’avril 2024), population 2018."
    today = f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}"
    return Chart(
        "carte-qpv",
        {"territoire": place.key},
        title,
        subtitle,
        (f"Source{NARROW}: {source}", f"Quartiers prioritaires de génération 2015. Extraction du {today}."),
        plain,
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


def neighbourhood_map(database: Database, place: Territory, generation: int) -> Chart:
    """The perimeters of a territory's neighbourhoods; rings where only a point is known, or to find small ones."""
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
    subtitle = _subtitle(rows)
    return Chart(
        "carte-qpv",
        {"territoire": place.key, "generation": str(generation)},
        title,
        subtitle,
        _foot(database, generation),
        describe(rows, place, generation),
        figure,
        neighbourhood_table(rows),
        fr.file_name("quartiers prioritaires", place.name, str(generation)),
        height=600,
        clicks="qpv",
    )


def _subtitle(rows: pd.DataFrame) -> str:
    points = int((~rows["has_perimeter"]).sum())
    kind = "périmètres" if points == 0 else ("points" if points == len(rows) else "périmètres et points")
    return f"{_counted(len(rows), 'quartier')} · {kind} · un clic ouvre la fiche"


def describe(rows: pd.DataFrame, place: Territory, generation: int) -> str:
    """« En clair »: how many neighbourhoods, how many residents where that is known."""
    where = narrative.in_place(place)
    if rows.empty:
        return f"Aucun quartier prioritaire de génération {generation} n’est chargé {where}."
    known = rows[rows["population"].notna()]
    head = f"{_sentence_start(where)}, {_counted(len(rows), 'quartier')} prioritaire{_s(len(rows))}"
    if known.empty:
        return f"{head} de génération {generation}{NARROW}; leur population n’est pas dans les fichiers chargés."
    total = f"{fr.number(float(known['population'].sum()))} habitants"
    if len(known) == len(rows):
        return f"{head} de génération {generation} et {total}."
    return f"{head} de génération {generation}{NARROW}; {total} dans les {len(known)} dont la population est connue."


def neighbourhood_table(rows: pd.DataFrame) -> Table:
    """The neighbourhoods of a selection: what the CSV holds."""
    return Table(
        (
            Column("code_qpv", "Code"),
            Column("nom", "Quartier"),
            Column("communes", "Communes"),
            Column("habitants", "Habitants", numeric=True),
            Column("annee_population", "Année"),
            Column("surface_ha", "Surface (ha)", numeric=True, decimals=1),
        ),
        tuple(
            (
                r.code,
                r.name,
                r.communes,
                whole(r.population),
                None if pd.isna(r.population_year) else str(int(r.population_year)),
                None if pd.isna(r.area_m2) else float(r.area_m2) / 10_000,
            )
            for r in records(rows)
        ),
    )


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
        text=[f"<b>{_escaped(r.name)}</b><br>{_escaped(r.communes)}<br>{r.code}" for r in records(rows)],
        marker={"size": 11, "color": "rgba(47,125,119,.25)", "line": {"color": palette.ACCENT, "width": 1.6}},
        hovertemplate="%{text}<extra></extra>",
    )


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
    beside = f" {_counted(others, 'autre quartier')} {'est' if others == 1 else 'sont'} sur ce plan." if others else ""
    return Chart(
        "plan-qpv",
        {"qpv": code, "generation": str(generation)},
        f"Périmètre du quartier {name}",
        f"{code} · génération {generation} · plan en mètres, nord en haut",
        _foot(database, generation),
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
        _foot(database, generation),
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
            fillcolor="rgba(47,125,119,.32)" if code == chosen else "rgba(107,114,128,.18)",
            line={"color": color, "width": 2 if code == chosen else 1.2},
            hoveron="fills",
            text=f"{_escaped(name)} ({code})",
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


def compared_figures(database: Database, generation: int, code: str) -> pd.DataFrame:
    """The figures of a neighbourhood beside the medians of its EPCI's and région's neighbourhoods.

    Columns of `queries_qpv.figures`, plus epci_median, epci_count, region_median, region_count, region_low,
    region_high: computed on the neighbourhoods that have the figure, this one included; NaN under three of them.
    """
    every = queries_qpv.figures(database, generation)
    own = every[every["qpv_code"] == code].reset_index(drop=True)
    places = queries_qpv.memberships(database, generation)
    for level in ("epci", "region"):
        here = places.loc[places["qpv_code"] == code, f"{level}_code"].dropna().unique()
        peers = places.loc[places[f"{level}_code"].isin(here), "qpv_code"].unique()
        values = every[every["qpv_code"].isin(peers)].groupby("figure")["value"]
        summary = values.agg(["median", "count", "min", "max"])
        summary.loc[summary["count"] < _FEWEST_PEERS, ["median", "min", "max"]] = np.nan
        for name, source in (("median", "median"), ("count", "count"), ("low", "min"), ("high", "max")):
            own[f"{level}_{name}"] = own["figure"].map(summary[source])
    return own


def profile(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The shares and rates of a neighbourhood against those of its région's; the table holds every figure."""
    generation = generation_of(database, parameters)
    code = parameters.get("qpv", "")
    rows = compared_figures(database, generation, code)
    if rows.empty:
        raise UnknownChoiceError(f"Le quartier «{NARROW}{code[:20]}{NARROW}» n’a pas de chiffre chargé.")
    name = str(queries_qpv.neighbourhoods(database, generation).set_index("code").loc[code, "name"])
    shown = rows[(rows["unit"] == "%") & rows["value"].notna()]
    figure = _profile_figure(shown)
    period = ", ".join(dict.fromkeys(rows["period"]))
    peers = int(rows["region_count"].max()) if rows["region_count"].notna().any() else 0
    return Chart(
        "profil-qpv",
        {"qpv": code, "generation": str(generation)},
        f"{name}{NARROW}: ses parts et taux parmi les quartiers de sa région",
        f"En{fr.NO_BREAK_SPACE}% · point{NARROW}: ce quartier, trait{NARROW}: médiane, barre{NARROW}: du plus bas au "
        f"plus haut de {fr.number(peers)} quartiers · {period}",
        (
            f"Source{NARROW}: {'; '.join(dict.fromkeys(rows['citation'])).rstrip('.')}.",
            (
                f"Quartiers prioritaires de génération {generation}. Médianes à partir de {_FEWEST_PEERS} quartiers. "
                f"Extraction du {dt.datetime.now(tz=dt.UTC):%d/%m/%Y}."
            ),
        ),
        _profile_sentence(name, shown),
        figure,
        _profile_table(rows),
        fr.file_name("profil", name, code),
        height=170 + 34 * max(1, len(shown)),
    )


def _profile_figure(shown: pd.DataFrame) -> Figure:
    figure = Figure()
    ranks = list(range(len(shown)))
    spans = [(i, r.region_low, r.region_high) for i, r in enumerate(records(shown)) if not pd.isna(r.region_low)]
    figure.add_scatter(
        x=[v for _, low, high in spans for v in (low, high, None)],
        y=[v for i, *_ in spans for v in (i, i, None)],
        mode="lines",
        line={"color": palette.SEQUENCE[1], "width": 9},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=[None if pd.isna(v) else v for v in shown["region_median"]],
        y=ranks,
        mode="markers",
        marker={"symbol": "line-ns", "size": 15, "line": {"color": palette.REFERENCE, "width": 2.5}},
        hovertemplate=f"médiane de la région{NARROW}: %{{x:,.1f}}{NARROW}%<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        x=shown["value"].tolist(),
        y=ranks,
        mode="markers",
        marker={"color": palette.MARK, "size": 11, "line": {"color": "#ffffff", "width": 1}},
        hovertemplate=f"ce quartier{NARROW}: %{{x:,.1f}}{NARROW}%<extra></extra>",
        showlegend=False,
    )
    figure.update_layout(
        xaxis={"ticksuffix": f"{NARROW}%", "fixedrange": True, "gridcolor": "rgba(128,128,128,.25)", "zeroline": False},
        yaxis={
            "tickvals": ranks,
            "ticktext": shown["label"].tolist(),
            "autorange": "reversed",
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        showlegend=False,
    )
    return figure


def _profile_sentence(name: str, shown: pd.DataFrame) -> str:
    poverty = shown[shown["figure"] == "tp60"]
    if poverty.empty or pd.isna(poverty["region_median"].iloc[0]):
        return f"{_counted(len(shown), 'part')} et taux connus pour le quartier {name}."
    row = poverty.iloc[0]
    return (
        f"Dans le quartier {name}, le taux de pauvreté est de {fr.with_unit(fr.number(row['value'], 1), '%')}\u202f; "
        f"la médiane des {fr.number(row['region_count'])} quartiers de sa région est de "
        f"{fr.with_unit(fr.number(row['region_median'], 1), '%')}."
    )


def _profile_table(rows: pd.DataFrame) -> Table:
    columns = (
        Column("theme", "Thème"),
        Column("indicateur", "Indicateur"),
        Column("valeur", "Ce quartier", numeric=True, decimals=1),
        Column("unite", "Unité"),
        Column("mediane_epci", "Médiane de l’intercommunalité", numeric=True, decimals=1),
        Column("quartiers_epci", "Quartiers", numeric=True),
        Column("mediane_region", "Médiane de la région", numeric=True, decimals=1),
        Column("quartiers_region", "Quartiers", numeric=True),
        Column("statut", "Statut"),
    )
    return Table(
        columns,
        tuple(
            (
                r.theme,
                r.label,
                present(r.value),
                r.unit,
                present(r.epci_median),
                whole(r.epci_count),
                present(r.region_median),
                whole(r.region_count),
                "observé"
                if r.status == "observed"
                else {"secret": "secret statistique"}.get(r.status, "non disponible"),
            )
            for r in records(rows)
        ),
    )


def _counted(count: int, word: str) -> str:
    head, _, tail = word.partition(" ")
    words = f"{head}{_s(count)}{' ' + tail + _s(count) if tail else ''}"
    return f"{fr.number(count)} {words}"


def _s(count: int) -> str:
    return "s" if count > 1 else ""


def _sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
