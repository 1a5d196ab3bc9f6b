"""The frame that shows any chart: title, table switch, « En clair », export menu. One component for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import streamlit as st

from observatory.charts import CHARTS, Chart
from observatory.database import Database
from observatory.figures import to_json

_LOADER = """
export default async (component) => {
  const module = await import(new URL("composants/chart.js", document.baseURI));
  return module.default(component);
};
"""


def address(chart: Chart, extension: str) -> str:
    """Where the data of a chart is asked: `graphique/carte.csv?indicateur=…`, relative to the page."""
    query = urlencode(chart.parameters)
    return f"graphique/{chart.name}.{extension}" + (f"?{query}" if query else "")


def payload(chart: Chart) -> dict[str, object]:
    """What travels to the browser for a chart: values and words, no shapes, no table."""
    return {
        "figure": to_json(chart.figure),
        "plain": chart.plain,
        "file_name": chart.file_name,
        "height": chart.height,
        "clicks": chart.clicks or "",
        "table_address": address(chart, "json"),
        "csv_address": address(chart, "csv"),
    }


def show_chart(
    database: Database,
    name: str,
    parameters: Mapping[str, str],
    *,
    key: str | None = None,
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Build a chart and show it. `on_pick` receives the code or identifier of what the reader clicks."""
    chart = CHARTS[name](database, parameters)
    widget_key = key or f"graphique-{name}"
    component = st.components.v2.component(
        "observatory_chart", js=_LOADER, html='<div class="obs-root"></div>', isolate_styles=False
    )

    def picked() -> None:
        value = st.session_state[widget_key].get("picked")
        if value and on_pick:
            on_pick(str(value))

    component(data=payload(chart), key=widget_key, on_picked_change=picked)
