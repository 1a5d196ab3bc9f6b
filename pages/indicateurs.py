"""Indicateurs: one indicator, all the territories: map, ranking, spread, evolution."""

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.choices import DEFAULT_INDICATOR, levels_of
from observatory.model import Level
from observatory.ui import blocks, method, state
from observatory.ui.chart_frame import show_chart

base = state.database()
place = state.shared_territory(base)
known = {name: i for name, i in queries.indicators(base).items() if levels_of(i)}

st.title("Un indicateur, tous les territoires")

left, middle, right = st.columns([4, 6, 3], vertical_alignment="bottom")
with left:
    indicator_id = state.select(
        "Indicateur", "indicateur", list(known), DEFAULT_INDICATOR, lambda name: known[name].label
    )
indicator = known[indicator_id]
levels = [str(level) for level in levels_of(indicator)]
with middle:
    level = state.segmented(
        "Niveau",
        "niveau",
        levels,
        levels[0],
        lambda name: fr.LEVEL_SHORT[Level(name)][0].upper() + fr.LEVEL_SHORT[Level(name)][1:],
    )
periods = queries.periods(base, indicator_id, Level(level))
with right:
    period = state.segmented("Année", "annee", periods, periods[-1], str)

chosen = {"indicateur": indicator_id, "niveau": level, "annee": period, "territoire": place.key}
if level != Level.REGION and not blocks.is_national(place):
    chosen["cadre"] = state.segmented(
        "Cadre de la carte",
        "cadre",
        ["france", "region"],
        "france",
        {"france": "France entière", "region": "Ma région"}.get,
    )
show_chart(base, "carte", chosen, on_pick=lambda code: state.go_to("pages/portrait.py", f"{level}-{code}"))
st.caption(
    "Un clic sur un territoire ouvre son portrait. Le bouton «\u202fTableau\u202f» donne les mêmes valeurs au clavier."
)

view = state.segmented(
    "Voir aussi",
    "vue",
    ["classement", "repartition", "evolution"],
    "classement",
    {"classement": "Classement", "repartition": "Répartition", "evolution": "Évolution"}.get,
)
show_chart(base, view, chosen)

with st.expander("Définition, source et limites"):
    method.indicator_sheet(base, indicator)
