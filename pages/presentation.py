"""Présentation: a meeting on a territory, a few prepared steps, each one idea on a full screen."""

import streamlit as st

from observatory import narrative
from observatory.ui import state
from observatory.ui.meeting_page import show_meeting

base = state.database()
place = state.shared_territory(base)

st.title(f"Présenter {narrative.the_place(place)}")
st.html(
    '<p class="obs-lead">Quelques étapes préparées avec les données du territoire\u202f: une idée, un graphique et une '
    "phrase par écran. Retirez, déplacez, ajoutez depuis le dossier, puis commencez.</p>"
)
show_meeting(place)
