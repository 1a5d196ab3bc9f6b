"""Charts of what a reader has brought, with their files: made when they are asked, sent in the chart's own message.

No address leads to them and no media store holds them: what the reader brought is known by the session only.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import streamlit as st

from observatory import formatting as fr
from observatory.charts import Chart
from observatory.database import Database
from observatory.exports.about import about
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.pptx_file import chart_to_pptx
from observatory.exports.render import RenderError
from observatory.exports.render.sheet import chart_sheet
from observatory.exports.table_json import chart_to_table_json
from observatory.exports.xlsx_file import chart_to_xlsx
from observatory.ui.chart_frame import payload
from observatory.ui.compare_choice import Pick
from observatory.ui.component import component

EXTENSIONS = ("csv", "xlsx", "pptx", "pdf")
_WANTED = "_fichier_demande"
_LONGEST_NUMBER = 40


def file_of(base: Database, chart: Chart, extension: str, query: str = "") -> bytes:
    """A file of a chart: CSV, XLSX, PPTX or PDF. Raises `RenderError` for a chart that cannot be drawn."""
    made = Provenance(dt.datetime.now(tz=dt.UTC).date(), base.version)
    if extension == "csv":
        return chart_to_csv(chart, "." if query == "decimale=point" else ",")
    if extension == "xlsx":
        return chart_to_xlsx(base, Leaf(chart), made)
    if extension == "pptx":
        return chart_to_pptx(base, Leaf(chart), made)
    return chart_sheet(chart)


def wanted_of(text: object) -> dict[str, str] | None:
    """What the browser asks (number of the request, extension, query), None when it is not what our menu sends."""
    try:
        asked = json.loads(str(text))
    except ValueError:
        return None
    if not isinstance(asked, dict) or asked.get("extension") not in EXTENSIONS:
        return None
    number = asked.get("number")
    if not isinstance(number, str) or len(number) > _LONGEST_NUMBER:
        return None
    return {"number": number, "extension": asked["extension"], "query": str(asked.get("query") or "")}


def answer(base: Database, chart: Chart, wanted: dict[str, str]) -> dict[str, str]:
    """The file asked as the message carries it, or the French sentence that says why there is none."""
    try:
        body = file_of(base, chart, wanted["extension"], wanted["query"])
    except RenderError as error:
        return {"number": wanted["number"], "error": str(error)}
    return {"number": wanted["number"], "body": base64.b64encode(body).decode("ascii")}


def show_imported(base: Database, chart: Chart, *, on_pick: Pick | None = None) -> None:
    """The frame of every chart, with its figure and its table inside the message."""
    key = f"importe-{chart.name}"

    def asked() -> None:
        st.session_state[_WANTED] = (key, st.session_state[key].get("asked"))

    def picked() -> None:
        value = st.session_state[key].get("picked")
        if value and on_pick:
            on_pick(str(value))

    table = base64.b64encode(chart_to_table_json(chart)).decode("ascii")
    data: dict[str, Any] = {
        **payload(chart, told=about(base, chart)),
        "figure": chart.figure.to_json(),
        "table_address": f"data:application/json;base64,{table}",
        "csv_address": "",
        "export_address": "",
        "clicks": (chart.clicks or "") if on_pick else "",
    }
    data.pop("figure_address", None)
    if st.session_state.get(_WANTED, ("",))[0] == key:
        wanted = wanted_of(st.session_state.pop(_WANTED)[1])
        if wanted is not None:
            data["made"] = answer(base, chart, wanted)
    component("imported")(data=data, key=key, on_asked_change=asked, on_picked_change=picked)


def exports_note() -> None:
    """What the reader should know of these files."""
    st.caption(
        "Chaque graphique s’exporte (PNG, SVG, PDF, PowerPoint, Excel, CSV) avec la mention "
        f"«{fr.NARROW_SPACE}donnée importée{fr.NARROW_SPACE}». Il n’a pas d’adresse\u202f: son lien ne se partage pas."
    )
