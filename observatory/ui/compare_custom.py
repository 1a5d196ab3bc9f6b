"""« Territoire sur mesure »: the reader's list becomes a territory, with its figures and its initiatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import streamlit as st

from observatory import formatting as fr
from observatory import narrative
from observatory.charts.compare_custom import describe
from observatory.choices import UnknownChoiceError
from observatory.comparison.custom import ACCEPTED, DEFAULT_NAME, LONGEST_NAME, MEASURE, NAME, custom_of, read_list
from observatory.comparison.custom import Custom as CustomTerritory
from observatory.comparison.custom_values import CustomValue, custom_values, initiatives
from observatory.database import Database
from observatory.exports.portrait import custom_corpus
from observatory.exports.portrait.custom import NOTICE, check_name
from observatory.exports.portrait.errors import UnfitNameError
from observatory.exports.portrait.wording import CONTRACTS_SOURCE
from observatory.model import Territory
from observatory.ui import blocks, state
from observatory.ui.chart_frame import show_chart
from observatory.ui.print_pack import FILES
from observatory.ui.search_box import search_box

CARDS, ROWS = 6, 15
_LIST, _NAMED, _READ = "mesure-liste", "mesure-nom", "_mesure_lue"


def custom_section(base: Database, place: Territory) -> None:
    """The list to paste, then the portrait of what it gathers."""
    custom = _asked(base)
    with st.expander("Composer le territoire", expanded=custom is None):
        _composer(base, custom, place)
    if custom is not None:
        _portrait(base, custom)


def _asked(base: Database) -> CustomTerritory | None:
    if not st.query_params.get(MEASURE):
        return None
    try:
        return custom_of(base, state.parameters())
    except UnknownChoiceError as error:
        st.warning(str(error))
        return None


def _composer(base: Database, custom: CustomTerritory | None, place: Territory) -> None:
    if _LIST not in st.session_state:
        start = [place] if place.level in ACCEPTED else []
        st.session_state[_LIST] = "\n".join(member.code for member in (custom.members if custom else start))
        st.session_state[_NAMED] = custom.name if custom and custom.name != DEFAULT_NAME else ""
    left, right = st.columns([3, 2])
    with left:
        st.text_area(
            "Communes, intercommunalités ou départements, un par ligne (nom ou code)",
            key=_LIST,
            height=150,
            placeholder="Rennes Métropole\n35288\n22",
        )
    with right:
        search_box("recherche-mesure", "Ajouter par la recherche", "Nom, code ou code postal", on_choice=_add(base))
        st.text_input("Nom du territoire", key=_NAMED, max_chars=LONGEST_NAME, placeholder=DEFAULT_NAME)
        st.button("Réunir", type="primary", on_click=_gather, args=(base,))
    problems, said = st.session_state.get(_READ, ((), ()))
    for problem in problems:
        st.warning(problem)
    for remark in said:
        st.caption(remark)


def _add(base: Database) -> Callable[[str], None]:
    def add(key: str) -> None:
        code = key.partition("-")[2]
        st.session_state[_LIST] = "\n".join(part for part in (st.session_state.get(_LIST, "").strip(), code) if part)
        _gather(base)

    return add


def _gather(base: Database) -> None:
    read = read_list(base, st.session_state.get(_LIST, ""))
    st.session_state[_READ] = (read.problems, read.said)
    keys = ",".join(place.key for place in read.found)
    state.keep({MEASURE: keys or None, NAME: st.session_state.get(_NAMED, "").strip() or None})


def _portrait(base: Database, custom: CustomTerritory) -> None:
    st.header(custom.name)
    st.html(f'<p class="obs-lead">{blocks.escaped(describe(custom))}</p>')
    _downloads(custom)
    values = custom_values(base, custom)
    st.html(f'<div class="obs-keys">{"".join(_key_figure(value) for value in values)}</div>')
    here = {MEASURE: custom.keys, NAME: custom.name}
    labels = {value.indicator.indicator_id: value.indicator.label for value in values}
    chosen = state.select("Indicateur", "indicateur", list(labels), _first_known(values), labels.__getitem__)
    show_chart(base, "mesure", {**here, "indicateur": chosen})
    show_chart(base, "mesure-profil", here)
    _neighbourhoods(base, custom)
    _levers(base, custom)
    _initiatives(base, custom)


def _first_known(values: tuple[CustomValue, ...]) -> str:
    return next((v for v in values if v.value is not None), values[0]).indicator.indicator_id


def _key_figure(value: CustomValue) -> str:
    indicator = value.indicator
    text = fr.value_text(value.value, indicator, value.status)
    absent = " obs-absent" if value.value is None else " obs-long" if len(text) > blocks.LONG_VALUE else ""
    note = f"<p>{blocks.escaped(value.note)}</p>" if value.note else ""
    france = ""
    if value.france is not None:
        amount = blocks.escaped(fr.value_text(value.france, indicator))
        france = f'<p class="obs-ref"><span>France</span><span>{amount}</span></p>'
    return (
        f'<section class="obs-key"><h3>{blocks.escaped(indicator.label)}</h3>'
        f'<p class="obs-value{absent}">{blocks.escaped(text)}</p>{note}{france}'
        f'<p class="obs-src">{blocks.escaped(value.period)}</p></section>'
    )


def _downloads(custom: CustomTerritory) -> None:
    """The portrait as PDF and as DOCX; the reason why not when its name cannot be printed."""
    try:
        check_name(custom.name)
    except UnfitNameError as error:
        st.warning(str(error))
        return
    query = urlencode({MEASURE: custom.keys, NAME: custom.name}, safe=",")
    with st.container(horizontal=True):
        for form, label, icon in FILES:
            st.link_button(label, f"portrait.{form}?{query}", icon=icon)
    st.caption(NOTICE)


def _neighbourhoods(base: Database, custom: CustomTerritory) -> None:
    st.header("Les quartiers de la politique de la ville")
    for (told, entries), heading in (
        (custom_corpus.contracts(base, custom), "Contrat de ville"),
        (custom_corpus.quarters(base, custom), "Quartier (génération)"),
    ):
        for sentence in told:
            st.write(sentence)
        _listed((heading, "Habitants en quartier prioritaire"), [(e.name, e.detail) for e in entries], ROWS)
    st.caption(CONTRACTS_SOURCE)


def _levers(base: Database, custom: CustomTerritory) -> None:
    st.header("Les leviers utilisés")
    found = custom_corpus.levers(base, custom)
    for sentence in found.sentences:
        st.write(sentence)
    rows = [(e.name, e.detail, e.note) for e in found.entries]
    _listed((*found.headings, "Où il est écrit"), rows, len(rows))
    if rest := found.left_out[len(rows)]:
        st.caption(rest)


def _listed(headings: Sequence[str], rows: Sequence[Sequence[str]], first: int) -> None:
    """A table, its end folded when it is long; nothing without rows."""
    if not rows:
        return
    blocks.plain_table(headings, rows[:first])
    if len(rows) > first:
        more = len(rows) - first
        with st.expander("Voir le dernier" if more == 1 else f"Voir les {fr.number(more)} autres"):
            blocks.plain_table(headings, rows[first:])


def _initiatives(base: Database, custom: CustomTerritory) -> None:
    st.header("Les initiatives citées")
    rows = initiatives(base, custom)
    names = rows["initiative_id"].unique()
    if not len(names):
        st.write("Les documents lus n’en citent aucune dans ces territoires.")
        return
    count = len(names)
    st.write(narrative.describe_catalogue(rows))
    blocks.initiative_cards(rows[rows["initiative_id"].isin(names[:CARDS])])
    if count > CARDS:
        with st.expander("Voir les autres"):
            blocks.initiative_cards(rows[rows["initiative_id"].isin(names[CARDS:])])
