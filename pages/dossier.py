"""Dossier: the charts the reader has put aside, in order, and the files made of them."""

import streamlit as st

from observatory.ui import state
from observatory.ui.dossier_page import show_dossier

base = state.database()
place = state.shared_territory(base)

st.title("Dossier")
show_dossier(place.name, place.key)
