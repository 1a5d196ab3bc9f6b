"""The sections of the page Comparer: territories, two indicators, profile."""

from __future__ import annotations

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.charts.compare_pair import second_of, shared_levels
from observatory.charts.compare_places import has_course
from observatory.choices import grouped, levels_of
from observatory.comparison.places import TERRITORIES, keys_of, periods_of
from observatory.database import Database
from observatory.model import Indicator, Level, Territory
from observatory.ui import state
from observatory.ui.chart_frame import show_chart
from observatory.ui.compare_choice import choose_places, toggle
from observatory.ui.compare_custom import custom_section
from observatory.ui.compare_reader import file_section
from observatory.ui.currency import currency_note
from observatory.ui.indicator_choice import choose_indicator, choose_perimeter

SECTIONS = {
    "territoires": "Un indicateur",
    "deux": "Deux indicateurs",
    "profil": "Profil d’un territoire",
    "mesure": "Territoire sur mesure",
    "fichier": "Votre fichier",
}


def show(base: Database, place: Territory, section: str) -> None:
    """Draw one section."""
    sections = {
        "territoires": _one_indicator,
        "deux": _two_indicators,
        "profil": _profile,
        "mesure": custom_section,
        "fichier": file_section,
    }
    sections[section](base, place)


def _one_indicator(base: Database, place: Territory) -> None:
    places = choose_places(base, place)
    known = {name: i for name, i in queries.indicators(base).items() if periods_of(base, i, places)}
    first, second = st.columns([2, 1], vertical_alignment="bottom")
    with first:
        indicator = choose_indicator(known)
    periods = periods_of(base, indicator, places)
    with second:
        year = state.year("Année", "annee", periods, periods[-1])
    choose_perimeter(known, indicator)
    chosen = {"indicateur": indicator.indicator_id, TERRITORIES: keys_of(places)}
    show_chart(base, "comparer-barres", {**chosen, "annee": year})
    if has_course(base, indicator, places):
        show_chart(base, "comparer-evolution", chosen)
    elif len(periods) > 1:
        st.caption(
            "Les années de cet indicateur viennent de publications différentes\u202f: elles ne forment pas une série."
        )
    _on_the_map(base, indicator, places)
    currency_note(base, indicator)


def _on_the_map(base: Database, indicator: Indicator, places: tuple[Territory, ...]) -> None:
    """A map to choose on: a click adds a territory, or takes it out."""
    levels = [level for level in levels_of(indicator) if any(place.level is level for place in places)]
    if levels and st.toggle("Choisir aussi sur la carte", key="comparer-carte"):
        show_chart(
            base,
            "carte",
            {"indicateur": indicator.indicator_id, "niveau": str(levels[0]), "territoire": places[0].key},
            on_pick=toggle(places, levels[0]),
        )
        st.caption("Un clic sur un territoire l’ajoute à la comparaison, ou l’en retire.")


def _two_indicators(base: Database, place: Territory) -> None:
    places = choose_places(base, place)
    known = {name: i for name, i in queries.indicators(base).items() if levels_of(i)}
    first, second, third = st.columns([3, 3, 2], vertical_alignment="bottom")
    with first:
        across = choose_indicator(known)
    listed = [i.indicator_id for i in grouped(known.values()) if i != across and shared_levels(across, i)]
    if not listed:
        st.info(f"Aucun autre indicateur n’existe aux niveaux de «\u202f{across.label}\u202f».")
        return
    default = second_of(base, {}, across).indicator_id
    with second:
        up = known[state.select("Second indicateur", "indicateur2", listed, default, lambda name: known[name].label)]
    levels = [str(level) for level in shared_levels(across, up)]
    usual = next((str(p.level) for p in places if str(p.level) in levels), levels[-1])
    with third:
        level = state.segmented("Niveau", "niveau", levels, usual, lambda name: fr.LEVEL_SHORT[Level(name)])
    show_chart(
        base,
        "comparer-nuage",
        {
            "indicateur": across.indicator_id,
            "indicateur2": up.indicator_id,
            "niveau": level,
            TERRITORIES: keys_of(places),
        },
        on_pick=toggle(places, Level(level)),
    )
    st.caption(
        "Un clic sur un point l’ajoute à la comparaison, ou l’en retire. Chaque indicateur est à sa dernière année."
    )


def _profile(base: Database, place: Territory) -> None:
    if place.level is Level.FRANCE:
        st.info(
            "La France est seule de son niveau\u202f: choisissez une région, un département, une intercommunalité ou "
            "une commune avec la recherche du haut de la page."
        )
        return
    show_chart(base, "comparer-profil", {"territoire": place.key})
