"""A whole file against the priority neighbourhoods: read, confirm, check, take away. All in the session's memory."""

from __future__ import annotations

from typing import Any

import streamlit as st

from observatory import formatting as fr
from observatory import queries_qpv
from observatory.database import Database
from observatory.qpv import result_file
from observatory.qpv.checking import Check, Result
from observatory.qpv.columns import Layout, PlaceKind, guess
from observatory.qpv.coordinates import AUTO, SYSTEMS
from observatory.qpv.errors import QpvError
from observatory.qpv.geocoder import geocoder
from observatory.qpv.limits import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from observatory.qpv.table_file import Table, read_table
from observatory.ui import blocks

PREVIEW_ROWS = 5
SHOWN_ROWS = 200
_LONGEST_CELL = 80
_FILE, _RUNNING, _RESULT = "_qpv_fichier", "_qpv_en_cours", "_qpv_resultat"
_KINDS = {
    PlaceKind.TWO_COLUMNS: "Deux colonnes de coordonnées",
    PlaceKind.ONE_COLUMN: "Une colonne « latitude, longitude »",
    PlaceKind.ADDRESS: "Une adresse",
}
_NONE = -1


def whole_file(base: Database) -> None:
    """Take a file, have its columns confirmed, check it with a bar, show and give the result."""
    st.write(
        "Déposez une liste d’adresses ou de points\u202f: chaque ligne revient avec son quartier, son statut et sa "
        "distance à la limite. Vos colonnes restent telles quelles."
    )
    megabytes = MAX_BYTES // 1024 // 1024
    upload = st.file_uploader(f"Fichier CSV ou XLSX, {megabytes} Mo au plus", type=["csv", "txt", "xlsx"])
    st.caption(
        f"Au plus {fr.number(MAX_ROWS)} lignes et {MAX_COLUMNS} colonnes. Le fichier reste en mémoire le temps de la "
        "visite et n’est pas enregistré."
    )
    if upload is None:
        for name in (_FILE, _RUNNING, _RESULT):
            st.session_state.pop(name, None)
        return
    try:
        table = _table_of(upload)
        _checked(base, table)
    except QpvError as error:
        st.session_state.pop(_RUNNING, None)
        st.error(str(error))


def _table_of(upload: Any) -> Table:  # noqa: ANN401 - Streamlit's own type is private
    known = st.session_state.get(_FILE)
    if known is None or known[0] != upload.file_id:
        for name in (_RUNNING, _RESULT):
            st.session_state.pop(name, None)
        known = (upload.file_id, read_table(upload.getvalue(), upload.name))
        st.session_state[_FILE] = known
    table: Table = known[1]
    return table


def _checked(base: Database, table: Table) -> None:
    size = fr.count_of(table.row_count, "ligne", "lignes")
    st.write(f"{size}, {fr.count_of(len(table.headings), 'colonne', 'colonnes')} ({table.reading}).")
    blocks.plain_table(list(table.headings), _cells(table.columns, PREVIEW_ROWS), whole=True)
    layout = _confirmed(table)
    ready = st.session_state.get(_RESULT)
    if ready is not None and ready[0] != layout:
        ready = None
    if st.session_state.get(_RUNNING):
        ready = _run(base, table, layout)
    elif ready is None:
        if layout.kind is PlaceKind.ADDRESS:
            st.caption("Les adresses, et elles seules, seront envoyées au géocodeur public de la Géoplateforme (IGN).")
        st.button(
            "Vérifier la ligne" if table.row_count == 1 else f"Vérifier les {fr.number(table.row_count)} lignes",
            type="primary",
            disabled=not layout.usable,
            on_click=lambda: st.session_state.update({_RUNNING: True}),
        )
    if ready is not None:
        _shown(table, ready[1])


def _run(base: Database, table: Table, layout: Layout) -> tuple[Layout, Result]:
    """Check by chunks under a bar. « Arrêter » reruns the page, which leaves this loop at its next bar."""
    place = st.empty()
    with place.container():
        st.button("Arrêter", on_click=lambda: st.session_state.pop(_RUNNING, None))
        bar = st.progress(0.0, "Lecture des coordonnées…")
        work = Check(base, table, layout, geocoder() if layout.kind is PlaceKind.ADDRESS else None)
        for share in work.steps():
            done = fr.count_of(int(share * table.row_count), "ligne vérifiée", "lignes vérifiées")
            bar.progress(share, f"{done} sur {fr.number(table.row_count)}")
    place.empty()
    st.session_state.pop(_RUNNING, None)
    st.session_state[_RESULT] = (layout, work.result())
    return layout, work.result()


def _confirmed(table: Table) -> Layout:
    """The layout guessed, for the reader to confirm or change."""
    found = guess(table)
    kinds = list(_KINDS)
    kind = st.segmented_control(
        "Comment les lignes sont-elles placées ?",
        kinds,
        default=found.kind,
        format_func=_KINDS.__getitem__,
        required=True,
        key="qpv-genre",
    )
    names = dict(enumerate(table.headings))
    if kind == PlaceKind.ADDRESS:
        chosen = st.multiselect(
            "Colonnes de l’adresse, dans l’ordre",
            list(names),
            default=list(found.address),
            format_func=names.__getitem__,
            placeholder="Choisir",
            key="qpv-adresse",
        )
        return Layout(PlaceKind.ADDRESS, address=tuple(chosen))
    first, second, third, fourth = st.columns(4)
    if kind == PlaceKind.ONE_COLUMN:
        with first:
            pair = _column("Colonne", names, found.pair, "qpv-paire")
        with second:
            system = _system()
        return Layout(PlaceKind.ONE_COLUMN, pair=pair, system=system)
    with first:
        x = _column("Longitude ou x", names, found.x, "qpv-x")
    with second:
        y = _column("Latitude ou y", names, found.y, "qpv-y")
    with third:
        epsg = _column("Code EPSG par ligne", names, found.epsg, "qpv-epsg")
    with fourth:
        system = _system() if epsg is None else AUTO
    return Layout(PlaceKind.TWO_COLUMNS, x=x, y=y, epsg=epsg, system=system)


def _column(label: str, names: dict[int, str], found: int | None, key: str) -> int | None:
    options = [_NONE, *names]
    index = options.index(found) if found is not None else 0
    chosen = st.selectbox(label, options, index=index, format_func=lambda i: names.get(i, "aucune"), key=key)
    return None if chosen == _NONE else int(chosen)


def _system() -> str:
    return str(st.selectbox("Projection", list(SYSTEMS), format_func=SYSTEMS.__getitem__, key="qpv-projection"))


def _cells(columns: Any, count: int) -> list[list[str]]:  # noqa: ANN401 - columns of a file, of any type
    return [[_short(cell) for cell in row] for row in zip(*(column[:count] for column in columns), strict=True)]


def _short(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _shown(table: Table, result: Result) -> None:
    st.header("Résultat")
    for generation in queries_qpv.GENERATIONS:
        counts = [f"{fr.number(count)} {status}" for status, count in result.count(generation).items()]
        st.write(f"Génération {generation}\u202f: {', '.join(counts)}.")
    first, second = st.columns(2)
    with first:
        st.download_button(
            "Télécharger en CSV",
            lambda: result_file.to_csv(table, result),
            file_name="verification_qpv.csv",
            mime="text/csv",
            on_click="ignore",
        )
    with second:
        st.download_button(
            "Télécharger en XLSX",
            lambda: result_file.to_xlsx(table, result),
            file_name="verification_qpv.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
        )
    columns = [*table.columns, *result.columns.values()]
    blocks.plain_table([*table.headings, *result.columns], _cells(columns, SHOWN_ROWS), whole=True)
    if table.row_count > SHOWN_ROWS:
        st.caption(f"Les {SHOWN_ROWS} premières lignes\u202f; le téléchargement les contient toutes.")
