"""« Votre fichier »: values by official code become an indicator for the visit, mapped, ranked and taken away.

Everything stays in the session's memory: no address leads to these charts, nothing is written.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from observatory import formatting as fr
from observatory.charts import Chart
from observatory.charts.compare_reader import frame_of, reader_map, reader_ranking
from observatory.comparison.custom import clean_name
from observatory.comparison.places import TERRITORIES, places_of
from observatory.comparison.reader_file import LEVELS, MARKED, Imported, Line, guess, indicator_of_file, read_values
from observatory.database import Database
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.table_json import chart_to_table_json
from observatory.exports.xlsx_file import chart_to_xlsx
from observatory.model import Kind, Level, Territory
from observatory.qpv.errors import QpvError
from observatory.qpv.limits import MAX_BYTES
from observatory.qpv.table_file import Table, read_table
from observatory.search import territory_from_key
from observatory.ui import blocks
from observatory.ui.chart_frame import payload
from observatory.ui.component import component

_FILE = "_fichier_valeurs"
_SHOWN_LINES = 50
_KINDS = {Kind.RATE: "Un taux ou une part (aires)", Kind.COUNT: "Un nombre (cercles)"}
_HIDE_EXPORTS = "<style>[class*='st-key-importe-'] .obs-export { display: none; }</style>"


def file_section(base: Database, _place: Territory) -> None:
    """Take a file, have its columns confirmed, say what became of each row, draw it."""
    st.write(
        "Déposez vos valeurs par code officiel (région, département, intercommunalité, commune)\u202f: "
        "elles deviennent un indicateur le temps de la visite."
    )
    megabytes = MAX_BYTES // 1024 // 1024
    upload = st.file_uploader(
        f"Fichier CSV ou XLSX, {megabytes} Mo au plus", type=["csv", "txt", "xlsx"], key="valeurs"
    )
    st.caption("Le fichier reste en mémoire le temps de la visite et n’est pas enregistré.")
    if upload is None:
        st.session_state.pop(_FILE, None)
        return
    try:
        table = _table_of(upload)
    except QpvError as error:
        st.error(str(error))
        return
    _confirmed(base, table, clean_name(upload.name, "sans nom"))


def _table_of(upload: Any) -> Table:  # noqa: ANN401 - Streamlit's own type is private
    known = st.session_state.get(_FILE)
    if known is None or known[0] != upload.file_id:
        known = (upload.file_id, read_table(upload.getvalue(), upload.name))
        st.session_state[_FILE] = known
    table: Table = known[1]
    return table


def _confirmed(base: Database, table: Table, file_name: str) -> None:
    codes, values, level = guess(base, table)
    names = dict(enumerate(table.headings))
    own = st.session_state[_FILE][0]
    first, second, third = st.columns(3)
    with first:
        codes = st.selectbox("Colonne des codes", names, codes, names.__getitem__, key=f"codes-{own}")
    with second:
        values = st.selectbox("Colonne des valeurs", names, values, names.__getitem__, key=f"valeurs-{own}")
    with third:
        level = st.selectbox(
            "Niveau", LEVELS, LEVELS.index(level), lambda name: fr.LEVEL_PLURAL[name].capitalize(), key=f"niveau-{own}"
        )
    fourth, fifth, sixth = st.columns(3)
    with fourth:
        label = st.text_input("Nom", names[values], key=f"nom-{own}-{values}", max_chars=60)
    with fifth:
        unit = st.text_input("Unité", "", key=f"unite-{own}", max_chars=20, placeholder="%, emplois, EUR…")
    with sixth:
        kind = st.selectbox("C’est", list(_KINDS), format_func=_KINDS.__getitem__, key=f"genre-{own}")
    imported = read_values(base, table, codes, values, level)
    _said(imported)
    if imported.values:
        indicator = indicator_of_file(label or names[values], unit, kind, imported)
        frame = frame_of(base, level, imported.values)
        if level is not Level.COMMUNE:
            _shown(base, reader_map(base, indicator, frame, file_name), "carte")
        chosen = {place.code for place in _compared(base) if place.level is level}
        _shown(base, reader_ranking(indicator, frame, file_name, chosen), "classement")


def _compared(base: Database) -> Sequence[Territory]:
    """The territories chosen in the other sections: marked here too."""
    keys = [key for key in st.query_params.get(TERRITORIES, "").split(",") if territory_from_key(base, key)]
    return places_of(base, {TERRITORIES: ",".join(keys[:8])}) if keys else ()


def _said(imported: Imported) -> None:
    used = len(imported.values)
    out, mended = len(imported.left_out), len(imported.mended)
    st.write(
        f"**{MARKED.capitalize()}**\u202f: {fr.number(used)} valeurs lues sur {fr.number(imported.row_count)} lignes "
        f"({fr.LEVEL_PLURAL[imported.level]}). Lignes laissées de côté\u202f: {fr.number(out)}\u202f; "
        f"codes rétablis\u202f: {fr.number(mended)}."
    )
    if out or mended:
        with st.expander("Ligne par ligne"):
            _lines("Laissée de côté", imported.left_out)
            _lines("Lue", imported.mended)


def _lines(what: str, lines: Sequence[Line]) -> None:
    if not lines:
        return
    shown = [[str(line.row), line.code[:40], line.remark] for line in lines[:_SHOWN_LINES]]
    blocks.plain_table(["Ligne", "Code", what], shown, [0])
    if len(lines) > _SHOWN_LINES:
        st.caption(f"Et {fr.number(len(lines) - _SHOWN_LINES)} autres.")


def _as_address(body: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(body).decode('ascii')}"


def _shown(base: Database, chart: Chart, key: str) -> None:
    """The frame of every chart, with all that it fetches inside the message; its files are made by buttons."""
    table, csv = chart_to_table_json(chart), chart_to_csv(chart)
    data = {
        **payload(chart),
        "figure": chart.figure.to_json(),
        "table_address": _as_address(table, "application/json"),
        "csv_address": _as_address(csv, "text/csv"),
    }
    data.pop("figure_address", None)
    with st.container(key=f"importe-{key}"):
        st.html(_HIDE_EXPORTS)
        component("chart")(data=data, key=f"graphique-importe-{key}")
        first, second, _ = st.columns([1, 1, 3])
        with first:
            st.download_button(
                "Données CSV", csv, f"{chart.file_name}.csv", "text/csv", key=f"csv-{key}", on_click="ignore"
            )
        with second:
            made = Provenance(dt.datetime.now(tz=dt.UTC).date(), base.version)
            st.download_button(
                "Classeur Excel",
                lambda: chart_to_xlsx(base, Leaf(chart), made),
                f"{chart.file_name}.xlsx",
                key=f"xlsx-{key}",
                on_click="ignore",
            )
