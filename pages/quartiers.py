"""Quartiers prioritaires: where they are, their figures, the ESS in them, and whether an address is in one."""

import streamlit as st

from observatory.ui import qpv_ess, qpv_file, qpv_list, qpv_missing, qpv_point, state

VIEWS = {
    "carte": "Carte et fiches",
    "point": "Cette adresse est-elle en QPV ?",
    "fichier": "Vérifier un fichier",
    "ess": "L’ESS dans les quartiers",
}

base = state.database()
place = state.shared_territory(base)

st.title("Quartiers prioritaires de la politique de la ville")
view = state.segmented("Rubrique", "rubrique", list(VIEWS), "carte", VIEWS.get)

if view == "carte":
    qpv_list.maps_and_cards(base, place)
elif view == "point":
    qpv_point.one_point(base, place)
elif view == "fichier":
    qpv_file.whole_file(base)
else:
    qpv_ess.ess_in_neighbourhoods(base, place)

qpv_missing.what_is_missing(base)
