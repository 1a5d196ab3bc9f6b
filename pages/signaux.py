"""Signaux: what is unusual in a territory, or in a whole level, each with its test, its caution and its chart."""

import streamlit as st

from observatory import narrative
from observatory.ui import signals, state

SCOPES = {"territoire": "Ce territoire", "niveau": "Tout un niveau"}

base = state.database()
place = state.shared_territory(base)

st.title(f"Signaux {narrative.in_place(place)}")
st.html(
    '<p class="obs-lead">Ce qui sort de l’ordinaire dans les chiffres, par rapport aux territoires de même niveau. '
    "Un signal invite à regarder\u202f: il ne dit ni bien ni mal, et rien ici n’est un classement.</p>"
)

scope = state.segmented("Regarder", "portee", list(SCOPES), "territoire", SCOPES.get)
if scope == "niveau":
    signals.of_a_level(base, place)
else:
    signals.of_a_territory(base, place)
