"""The frame that shows any chart: title, table switch, « En clair », export menu. One component for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import streamlit as st

from observatory.charts import Chart, build_chart
from observatory.database import Database
from observatory.exports.about import About, about
from observatory.ui.component import component

LARGEST_FIGURE = 26_500  # characters; a message to the browser stays under 30 kB


def address(chart: Chart, extension: str) -> str:
    """Where the data of a chart is asked: `graphique/carte.csv?indicateur=…`, relative to the page."""
    query = urlencode(chart.parameters)
    return f"graphique/{chart.name}.{extension}" + (f"?{query}" if query else "")


def payload(chart: Chart, version: str = "", told: About | None = None) -> dict[str, object]:
    """What travels to the browser for a chart: values and words, no shapes, no table.

    `told` is what its information bubble says; `{}` in the address of its files stands for their extension. A figure
    of many points goes by address: the browser fetches it compressed and keeps it as long as the database's `version`
    lasts.
    """
    figure: dict[str, object] = {"figure": chart.figure.to_json()}
    if len(json.dumps(figure, ensure_ascii=False)) > LARGEST_FIGURE:
        query = urlencode({**chart.parameters, "v": version})
        figure = {"figure_address": f"graphique/{chart.name}.figure?{query}"}
    return {
        **figure,
        "name": chart.name,
        "parameters": dict(chart.parameters),
        "title": chart.title,
        "plain": chart.plain,
        "file_name": chart.file_name,
        "height": chart.height,
        "clicks": chart.clicks or "",
        "table_address": address(chart, "json"),
        "csv_address": address(chart, "csv"),
        "export_address": address(chart, "{}"),
        "about": bubble(told) if told else [],
    }


def bubble(told: About) -> list[tuple[str, str]]:
    """What the information bubble says of a chart, line by line; what is not known is left out."""
    lines = [
        ("Définition", told.definition),
        ("Unité", told.unit),
        ("Territoire", told.territory),
        ("Période", told.period),
        ("Périmètre", told.perimeter),
    ]
    return [(what, text) for what, text in lines if text]


def show_chart(
    database: Database,
    name: str,
    parameters: Mapping[str, str],
    *,
    key: str | None = None,
    on_pick: Callable[[str], None] | None = None,
    on_point: Callable[[str], None] | None = None,
) -> None:
    """Build a chart and show it.

    `on_pick` receives the code or identifier of what the reader clicks; `on_point`, where a chart takes points, the
    place of the click and that of the pixel to its right: `x,y,x,y` in the drawing's own coordinates.
    """
    chart = build_chart(database, name, parameters)
    widget_key = key or f"graphique-{name}"

    def picked() -> None:
        value = st.session_state[widget_key].get("picked")
        if value and on_pick:
            on_pick(str(value))

    def pointed() -> None:
        value = st.session_state[widget_key].get("pointed")
        if value and on_point:
            on_point(str(value))

    component("chart")(
        data=payload(chart, database.version[:12], about(database, chart)),
        key=widget_key,
        on_picked_change=picked,
        on_pointed_change=pointed,
    )
