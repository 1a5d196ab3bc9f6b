"""Indicateurs: one indicator, all the territories: map and ranking, then spread or evolution."""

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.choices import levels_of
from observatory.model import Level
from observatory.ui import blocks, method, state
from observatory.ui.chart_frame import show_chart
from observatory.ui.currency import currency_note
from observatory.ui.indicator_choice import choose_indicator, choose_perimeter, is_long, name_other_measures
from observatory.ui.parts import show_parts, views_of

base = state.database()
place = state.shared_territory(base)
known = {name: i for name, i in queries.indicators(base).items() if levels_of(i)}

st.title("Un indicateur, tous les territoires")

if is_long(known):
    first, _ = st.columns([2, 1])
    second, third, fourth = st.columns([5, 3, 3], vertical_alignment="bottom")
else:
    first, second, third, fourth = st.columns([4, 5, 3, 3], vertical_alignment="bottom")
with first:
    indicator = choose_indicator(known)
indicator_id = indicator.indicator_id
levels = [str(level) for level in levels_of(indicator)]
with second:
    level = state.segmented("Niveau", "niveau", levels, levels[0], lambda name: fr.LEVEL_SHORT[Level(name)])
periods = queries.periods(base, indicator_id, Level(level))
with third:
    period = state.year("Année", "annee", periods, periods[-1])
chosen = {"indicateur": indicator_id, "niveau": level, "annee": period, "territoire": place.key}
if level != Level.REGION and not blocks.is_national(place):
    with fourth:
        frames = {"france": "France", "region": "Ma région"}
        chosen["cadre"] = state.segmented("Cadre", "cadre", list(frames), "france", frames.get)
choose_perimeter(known, indicator)

on_map, in_order = st.columns([11, 9], gap="medium")
with on_map:
    show_chart(base, "carte", chosen, on_pick=lambda code: state.go_to("pages/portrait.py", f"{level}-{code}"))
    st.caption("Un clic sur un territoire ouvre son portrait. Le tableau donne les mêmes valeurs, au clavier aussi.")
with in_order:
    show_chart(base, "classement", chosen)
currency_note(base, indicator)

parts = views_of(base, indicator)
views = {"repartition": "Répartition", "evolution": "Évolution", **parts}
view = state.segmented("Voir aussi", "vue", list(views), "repartition", views.get)
if view in parts:
    show_parts(base, view, {"indicateur": indicator_id, "territoire": place.key, "annee": period})
else:
    show_chart(base, view, chosen)
name_other_measures(base, indicator, place.key)

with st.expander("Définition, source et limites"):
    method.indicator_sheet(base, indicator)
