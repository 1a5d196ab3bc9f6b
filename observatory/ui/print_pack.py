"""The downloads of a portrait, and the print pack: the portraits of many territories as one ZIP."""

from __future__ import annotations

import streamlit as st

from observatory import formatting as fr
from observatory import narrative
from observatory.database import Database
from observatory.exports.portrait.errors import PortraitError
from observatory.exports.portrait.pack import MOST_PORTRAITS, limited, places_inside, places_named
from observatory.model import Level, Territory
from observatory.ui.pack_run import Order, PackProgress, packs
from observatory.ui.settings import database_path

_TOKEN = "_lot_de_portraits"  # noqa: S105 - the name of a choice in the session
_LIST = "Une liste"
_INSIDE = {
    Level.FRANCE: (Level.REGION, Level.DEPARTEMENT, Level.EPCI),
    Level.REGION: (Level.DEPARTEMENT, Level.EPCI, Level.COMMUNE),
    Level.DEPARTEMENT: (Level.EPCI, Level.COMMUNE),
    Level.EPCI: (Level.COMMUNE,),
    Level.EPT: (Level.COMMUNE,),
    Level.COMMUNE: (),
}
FILES = (
    ("pdf", "Portrait en PDF, deux pages", ":material/picture_as_pdf:"),
    ("docx", "Portrait à modifier (DOCX)", ":material/description:"),
)
_REFRESH_SECONDS = 1.0


def downloads(base: Database, place: Territory) -> None:
    """A row: the portrait as PDF, as DOCX, and the print pack."""
    with st.container(horizontal=True):
        for form, label, icon in FILES:
            st.link_button(label, f"portrait/{place.key}.{form}", icon=icon)
        with st.popover("Lot à imprimer", icon=":material/print:"):
            _pack(base, place)


def _pack(base: Database, place: Territory) -> None:
    st.write("Les portraits de plusieurs territoires, dans un fichier ZIP.")
    if token := st.session_state.get(_TOKEN):
        _following(token)
        return
    levels = _INSIDE[place.level]
    names = {str(level): f"Les {fr.LEVEL_PLURAL[level]} {narrative.of_place(place)}" for level in levels}
    chosen = st.radio("Territoires", [*names, _LIST], format_func=lambda name: names.get(name, name), key="lot-quoi")
    text = ""
    if chosen == _LIST:
        text = st.text_area(
            "Codes ou noms, un par ligne", key="lot-liste", placeholder="epci-246700488\n35238\nSaint-Malo"
        )
    formats = st.multiselect("Formats", ["pdf", "docx"], default=["pdf"], format_func=str.upper, key="lot-formats")
    st.caption(f"{fr.number(MOST_PORTRAITS)} portraits au plus, environ cinq PDF par seconde.")
    if st.button("Préparer le lot", type="primary", disabled=not formats):
        _start(base, place, chosen, text, tuple(formats))


def _start(base: Database, place: Territory, chosen: str, text: str, formats: tuple[str, ...]) -> None:
    try:
        listed = chosen == _LIST
        found = places_named(base, text.splitlines()) if listed else places_inside(base, place, Level(chosen))
        places = limited(found)
    except PortraitError as error:
        st.error(str(error))
        return
    what = "liste" if listed else fr.LEVEL_PLURAL[Level(chosen)]
    name = fr.file_name("portraits", what, "" if listed else place.name)
    site = str(st.context.url or "").split("/portrait")[0]
    order = Order(tuple(p.key for p in places), formats, name, site, database_path())
    st.session_state[_TOKEN] = packs().start(order)
    st.rerun(scope="app")


@st.fragment(run_every=_REFRESH_SECONDS)
def _following(token: str) -> None:
    """Where the pack stands, its file once it is done; asked again each second while it is made."""
    known = packs().progress(token)
    if known is None:
        st.write("Ce lot n’est plus gardé.")
    elif not known.end:
        st.progress(known.done / known.total, _standing(known))
        st.button("Arrêter", on_click=packs().cancel, args=(token,))
        return
    elif known.end == "done":
        st.link_button(
            "Télécharger le lot (ZIP)", f"portrait/lot/{token}.zip", icon=":material/download:", type="primary"
        )
        st.caption(f"{fr.number(known.total)} portraits. Le fichier est gardé une heure.")
    elif known.end == "cancelled":
        st.write(known.message)
    else:
        st.error(known.message)
    st.button("Préparer un autre lot", on_click=_forget, args=(token,))


def _standing(known: PackProgress) -> str:
    if not known.done:
        return "Préparation…"
    return f"{fr.number(known.done)} sur {fr.number(known.total)}\u202f: {known.name}"


def _forget(token: str) -> None:
    packs().forget(token)
    st.session_state.pop(_TOKEN, None)
