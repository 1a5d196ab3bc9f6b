"""Choosing the territories to compare: by name, on the map, or among those proposed. The address holds the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from observatory import formatting as fr
from observatory import narrative
from observatory.charts.compare_places import named
from observatory.choices import UnknownChoiceError
from observatory.comparison.places import MOST, TERRITORIES, keys_of, parent_of, places_of, siblings
from observatory.comparison.similar import describe_method, neighbours, similar
from observatory.database import Database
from observatory.model import Level, Territory
from observatory.narrative.gaps import NUMBERS
from observatory.narrative.sentences import capital
from observatory.search import territory_from_key
from observatory.ui import state
from observatory.ui.search_box import search_box

PROPOSED = 8
_KEY = "choix-territoires"
Pick = Callable[[str], None]
_WAYS = {"semblables": "Semblables", "voisins": "Voisins", "ensemble": "Même niveau, même ensemble"}


def choose_places(base: Database, place: Territory, first: Sequence[Territory] = ()) -> tuple[Territory, ...]:
    """The territories compared, two to eight; an unknown one is said and left out.

    `first` are those shown when the address names none; without it, the territory and those like it.
    """
    places = _asked(base, place) if st.query_params.get(TERRITORIES) or not first else tuple(first)
    known = {other.key: other for other in places}
    chosen, searched = st.columns([7, 4], vertical_alignment="bottom")
    with chosen:
        if st.session_state.get(_KEY) != list(known):
            st.session_state[_KEY] = list(known)
        st.multiselect(
            f"Territoires comparés, de deux à {NUMBERS[MOST]}",
            list(known),
            key=_KEY,
            format_func=lambda key: named(known[key], places),
            placeholder="Aucun",
            on_change=_written,
        )
    with searched:
        search_box("recherche-comparer", "Ajouter un territoire", "Nom, code ou code postal", on_choice=_add(places))
    _propose(base, places)
    if len(places) == 1:
        st.info("Ajoutez au moins un territoire pour comparer.")
    return places


def _asked(base: Database, place: Territory) -> tuple[Territory, ...]:
    text = st.query_params.get(TERRITORIES, "")
    kept = [key for key in text.split(",") if key.strip()]
    good = [key for key in kept if territory_from_key(base, key) is not None]
    for key in kept:
        if key not in good:
            st.warning(f"Le territoire «\u202f{key[:60]}\u202f» n’existe pas\u202f: il est laissé de côté.")
    try:
        return places_of(base, {TERRITORIES: ",".join(good), "territoire": place.key})
    except UnknownChoiceError as error:
        st.warning(f"{error} Les {MOST} premiers sont gardés.")
        first = dict.fromkeys(good)
        return places_of(base, {TERRITORIES: ",".join(list(first)[:MOST])})


def _written() -> None:
    chosen = st.session_state[_KEY]
    state.keep({TERRITORIES: ",".join(chosen[:MOST]) or None})


def _add(places: tuple[Territory, ...]) -> Callable[[str], None]:
    def add(key: str) -> None:
        keys = list(dict.fromkeys([*(place.key for place in places), key]))
        if len(keys) > MOST:
            st.toast(f"Au plus {MOST} territoires\u202f: retirez-en un d’abord.")
            return
        state.keep({TERRITORIES: ",".join(keys)})

    return add


def toggle(places: tuple[Territory, ...], level: Level) -> Callable[[str], None]:
    """What a click on a territory of a chart does: it joins the comparison, or leaves it."""

    def clicked(code: str) -> None:
        key = f"{level}-{code}"
        others = tuple(place for place in places if place.key != key)
        if len(others) == len(places):
            _add(places)(key)
        elif others:
            state.keep({TERRITORIES: keys_of(others)})

    return clicked


def _propose(base: Database, places: tuple[Territory, ...]) -> None:
    """What could be added: like the first territory, touching it, or of the same level in the same parent."""
    first = places[0]
    if first.level is Level.FRANCE:
        return
    with st.expander(f"Proposer des territoires à comparer avec {narrative.the_place(first)}"):
        way = state.segmented("Proposer", "proposer", list(_WAYS), "semblables", _WAYS.get)
        offered, told = _offered(base, first, way)
        others = {other.key: (other, more) for other, more in offered if other not in places}
        if others:
            key = f"proposes-{way}-{first.key}-{len(places)}"
            st.pills(
                "Ajouter à la comparaison",
                list(others),
                key=key,
                format_func=lambda name: f"{others[name][0].name}{others[name][1]}",
                on_change=lambda: _add(places)(str(st.session_state[key])),
            )
        st.caption(told)


def _offered(base: Database, first: Territory, way: str) -> tuple[list[tuple[Territory, str]], str]:
    if way == "voisins":
        found = neighbours(base, first)
        told = "Voisins par les contours simplifiés" + (
            ", dans la même région seulement." if first.level is Level.COMMUNE else "."
        )
        has = "ont" if narrative.is_or_are(first) == "sont" else "a"
        alone = f"{capital(narrative.the_place(first))} n’{has} pas de voisin de son niveau."
        return [(other, "") for other in found], told if found else alone
    if way == "ensemble":
        parent = parent_of(base, first)
        where = f" {narrative.of_place(parent)}" if parent and first.level is not Level.EPT else ""
        near = [(other, "") for other in siblings(base, first)[:PROPOSED]]
        return near, f"{capital(fr.LEVEL_PLURAL[first.level])}{where}, les plus proches en population d’abord."
    likeness = similar(base, first)
    told = describe_method(likeness)
    return [(a.place, f" · {a.told}") for a in likeness.found], told
