"""« Votre fichier »: values by official code become an indicator for the visit, mapped, ranked, compared, taken away.

Everything stays in the session's memory: no address leads to these charts, nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from observatory import formatting as fr
from observatory.charts.compare_reader import Brought, departements_of, frame_of, reader_map, reader_ranking
from observatory.charts.compare_reader_with import median_text, reader_bars, reader_cloud, seconds_of
from observatory.choices import grouped
from observatory.comparison.custom import clean_name
from observatory.comparison.reader_cells import guess_kind, guess_label, guess_unit
from observatory.comparison.reader_file import (
    ACCEPTED,
    LEVELS,
    MARKED,
    Imported,
    Layout,
    Line,
    guess,
    indicator_of_file,
    names_of,
    read_values,
    why_no_codes,
)
from observatory.comparison.reader_places import first_places
from observatory.database import Database
from observatory.model import Kind, Level, Territory
from observatory.narrative.sentences import capital
from observatory.qpv.errors import QpvError
from observatory.qpv.limits import MAX_BYTES
from observatory.qpv.table_file import Table, read_table, sheets_of
from observatory.queries import territory
from observatory.ui import blocks, state
from observatory.ui.compare_choice import choose_places, toggle
from observatory.ui.compare_reader_files import exports_note, show_imported

_FILE = "_fichier_valeurs"
_SHOWN_LINES = 50
_KINDS = {Kind.COUNT: "Un nombre", Kind.RATE: "Un taux"}
_USUAL = ("part_population_qpv", "population")  # the second indicator that is shown first


@dataclass
class _Held:
    """The file as the session holds it: read once, its values once for each way of reading them."""

    file_id: str
    name: str
    day: dt.date
    sheets: tuple[str, ...]
    table: Table
    sheet: str = ""
    layout: Layout | None = None
    imported: Imported | None = None


def file_section(base: Database, place: Territory) -> None:
    """Take a file, have its columns confirmed, say what became of each row, draw it, compare it."""
    st.write(
        "Déposez vos valeurs par code officiel (région, département, intercommunalité, commune)\u202f: "
        "elles deviennent un indicateur le temps de la visite."
    )
    megabytes = MAX_BYTES // 1024 // 1024
    upload = st.file_uploader(
        f"Fichier CSV ou XLSX, {megabytes} Mo au plus", type=["csv", "txt", "xlsx"], key="valeurs"
    )
    st.caption(
        f"Le fichier reste en mémoire le temps de la visite, rien n’est enregistré. Ce qui est pris\u202f: {ACCEPTED}. "
        f"Un fichier de plus de {megabytes} Mo est refusé\u202f: coupez-le."
    )
    if upload is None:
        st.session_state.pop(_FILE, None)
        return
    try:
        held = _held(upload)
    except QpvError as error:
        st.session_state.pop(_FILE, None)
        st.error(str(error))
        return
    layout = _layout(base, held)
    imported = _imported(base, held, layout)
    label, unit = _words(held, layout)
    if imported.restored or not layout.zeros:
        st.toggle("Rendre leur zéro initial aux codes qui l’ont perdu", value=True, key=_zeros_key(held))
    problem = why_no_codes(held.table, imported)
    if problem:
        st.error(problem)
        _line_by_line(imported)
        return
    _said(imported, layout)
    if imported.values:
        indicator = indicator_of_file(label or held.table.headings[layout.values], unit, layout.kind, imported)
        brought = Brought(indicator, frame_of(base, imported), held.name, held.day)
        _drawn(base, place, brought)


def _held(upload: Any) -> _Held:  # noqa: ANN401 - Streamlit's own type is private
    known: _Held | None = st.session_state.get(_FILE)
    if known is None or known.file_id != upload.file_id:
        content, name = upload.getvalue(), clean_name(upload.name, "sans nom")
        table = read_table(content, name)
        known = _Held(upload.file_id, name, dt.datetime.now(tz=dt.UTC).date(), sheets_of(content, name), table)
        st.session_state[_FILE] = known
    if len(known.sheets) > 1:
        sheet = st.selectbox("Feuille du classeur", known.sheets, key=f"feuille-{known.file_id}")
        if sheet != (known.sheet or known.sheets[0]):
            known.table = read_table(upload.getvalue(), known.name, sheet)
            known.sheet, known.layout = sheet, None
    return known


def _layout(base: Database, held: _Held) -> Layout:
    """The columns, the level and the kind of values: guessed, then confirmed by the reader."""
    table, own = held.table, f"{held.file_id}-{held.sheet}"
    codes, values, level = guess(base, table)
    names = dict(enumerate(table.headings))
    first, second, third = st.columns(3)
    with first:
        codes = st.selectbox("Colonne des codes", names, codes, names.__getitem__, key=f"codes-{own}")
    with second:
        values = st.selectbox("Colonne des valeurs", names, values, names.__getitem__, key=f"valeurs-{own}")
    with third:
        level = st.selectbox(
            "Niveau", LEVELS, LEVELS.index(level), lambda name: capital(fr.LEVEL_PLURAL[name]), key=f"niveau-{own}"
        )
    likely = guess_kind(names[values], table.columns[values])
    kind = st.segmented_control(
        "Chaque valeur est",
        list(_KINDS),
        default=likely,
        format_func=_KINDS.__getitem__,
        key=f"genre-{own}-{values}",
        help="Un nombre s’additionne et se dessine en cercles. Un taux, une part ou un indice se dessine en aires "
        "colorées et ne s’additionne jamais.",
    )
    return Layout(codes, values, level, kind or likely, zeros=st.session_state.get(_zeros_key(held), True))


def _zeros_key(held: _Held) -> str:
    """The switch of the zeros stands below what it changes: its state is read before it is drawn."""
    return f"zeros-{held.file_id}-{held.sheet}"


def _imported(base: Database, held: _Held, layout: Layout) -> Imported:
    if held.imported is None or held.layout != layout:
        held.imported, held.layout = read_values(base, held.table, layout), layout
    return held.imported


def _words(held: _Held, layout: Layout) -> tuple[str, str]:
    """The name and the unit, which the reader may write."""
    own = f"{held.file_id}-{held.sheet}-{layout.values}"
    heading = held.table.headings[layout.values]
    likely = guess_unit(heading, layout.kind, held.table.columns[layout.values])
    fourth, fifth = st.columns([2, 1])
    with fourth:
        label = st.text_input("Nom", guess_label(heading), key=f"nom-{own}", max_chars=60)
    with fifth:
        unit = st.text_input(
            "Unité", likely, key=f"unite-{own}-{layout.kind}", max_chars=20, placeholder="%, emplois, EUR…"
        )
    return label, unit


def _said(imported: Imported, layout: Layout) -> None:
    used, named = len(imported.values), len(imported.absences)
    out, mended = len(imported.left_out), len(imported.mended)
    st.write(
        f"**{MARKED.capitalize()}**\u202f: {fr.count_of(used, 'valeur lue', 'valeurs lues')} sur "
        f"{fr.count_of(imported.row_count, 'ligne', 'lignes')} "
        f"({fr.LEVEL_PLURAL[imported.level]}). Territoires sans valeur\u202f: {fr.number(named)}\u202f; "
        f"lignes sans valeur ou laissées de côté\u202f: {fr.number(out)}\u202f; "
        f"lignes rétablies ou additionnées\u202f: {fr.number(mended)}."
    )
    if 0 < imported.percents < used and layout.kind is Kind.RATE:
        st.warning(
            f"{fr.count_of(imported.percents, 'valeur porte', 'valeurs portent')} le signe % et pas les autres\u202f: "
            "vérifiez qu’elles sont dans la même unité."
        )
    _line_by_line(imported)


def _line_by_line(imported: Imported) -> None:
    if imported.left_out or imported.mended:
        with st.expander("Ligne par ligne"):
            _lines("Sans valeur ou laissée de côté", imported.left_out)
            _lines("Lue avec une remarque", imported.mended)


def _lines(what: str, lines: Sequence[Line]) -> None:
    if not lines:
        return
    shown = [[str(line.row), line.code[:40], line.remark] for line in lines[:_SHOWN_LINES]]
    blocks.plain_table(["Ligne", "Code", what], shown, [0])
    if len(lines) > _SHOWN_LINES:
        st.caption(f"Et {fr.count_of(len(lines) - _SHOWN_LINES, 'autre', 'autres')}.")


def _drawn(base: Database, place: Territory, brought: Brought) -> None:
    """The charts: map and ranking, the territories compared, the cloud with an indicator of the base."""
    if brought.level is Level.COMMUNE:
        brought = replace(brought, where=_departement(base, brought))
    exports_note()
    places = first_places(base, place, brought.level, brought.shown)
    asked = st.container()
    with st.container():
        st.subheader("Comparer des territoires")
        places = choose_places(base, places[0], places)
        if not any(other.level is brought.level for other in places):
            st.info(
                f"Le fichier porte sur les {fr.LEVEL_PLURAL[brought.level]}\u202f: aucun des territoires choisis n’est "
                "de ce niveau. Ajoutez-en un par la recherche ou d’un clic sur la carte."
            )
        show_imported(base, reader_bars(brought, places))
        st.caption(
            f"La référence est la {median_text(brought)}, pas une valeur de la France\u202f: le fichier n’en donne pas."
        )
    with asked:
        show_imported(base, reader_map(base, brought), on_pick=toggle(places, brought.level))
        st.caption("Un clic sur un territoire l’ajoute à la comparaison, ou l’en retire.")
        chosen = {other.code for other in places if other.level is brought.level}
        show_imported(base, reader_ranking(brought, chosen))
    _cloud(base, brought, places)


def _departement(base: Database, brought: Brought) -> Territory | None:
    codes = departements_of(brought.frame)
    names = names_of(base)[Level.DEPARTEMENT]
    code = st.selectbox(
        "Département dessiné (les communes se dessinent par département)",
        codes,
        format_func=lambda name: f"{names[name]} ({name})",
        key="fichier-departement",
    )
    return territory(base, Level.DEPARTEMENT, code)


def _cloud(base: Database, brought: Brought, places: Sequence[Territory]) -> None:
    st.subheader("Avec un indicateur de l’observatoire")
    known = {i.indicator_id: i for i in seconds_of(base, brought.level)}
    listed = [i.indicator_id for i in grouped(known.values())]
    if not listed:
        st.info(f"Aucun indicateur de l’observatoire n’existe pour les {fr.LEVEL_PLURAL[brought.level]}.")
        return
    usual = next((name for name in _USUAL if name in listed), listed[0])
    second = known[state.select("Second indicateur", "indicateur2", listed, usual, lambda name: known[name].label)]
    show_imported(base, reader_cloud(base, brought, second, places), on_pick=toggle(tuple(places), brought.level))
