"""Comparer: a few territories side by side, two indicators together, the profile of one against its level."""

import streamlit as st

from observatory.ui import compare_sections, state

base = state.database()
place = state.shared_territory(base)

st.title("Comparer des territoires")
section = state.segmented(
    "Rubrique", "rubrique", list(compare_sections.SECTIONS), "territoires", compare_sections.SECTIONS.get
)
compare_sections.show(base, place, section)
