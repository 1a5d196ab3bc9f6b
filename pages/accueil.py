"""Accueil: where does my territory stand? Search, key figures, five questions."""

import streamlit as st

from observatory import narrative
from observatory.catalogue import Filters, select
from observatory.headlines import opening_subjects, rate_spoken
from observatory.ui import blocks, state
from observatory.ui.currency import currency_note
from observatory.ui.meeting_page import five_questions
from observatory.ui.search_box import search_box

base = state.database()
place = state.shared_territory(base)
subjects = opening_subjects(base, place)

st.title("L’économie sociale et solidaire, territoire par territoire")
st.html(
    '<p class="obs-lead">Associations, coopératives, mutuelles, fondations, entreprises d’utilité sociale\u202f: '
    "combien d’emplois, dans quels territoires, avec quels exemples. Chaque chiffre porte sa source, chaque initiative "
    "son passage.</p>"
)
search_box("recherche-accueil", "Où regardons-nous ?", "Commune, intercommunalité, code postal…")

st.header(f"Où en {narrative.is_or_are(place)} {narrative.the_place(place)} ?")
figures, where = (st.container(), None) if blocks.is_national(place) else st.columns([3, 1], gap="large")
with figures:
    blocks.key_figures(base, place, subjects)
    currency_note(base, *subjects)
if where is not None:
    with where:
        blocks.locator(base, place)
rows = select(base, Filters(place))
speaking = rate_spoken(base, place)
st.html(
    '<p class="obs-plain"><strong>En clair</strong> '
    f"{blocks.escaped(blocks.plain_sentence(base, place, speaking)) if speaking else ''} "
    f"{blocks.escaped(narrative.describe_catalogue(rows, place))}</p>"
)

st.header("Cinq questions")
five_questions(place)
here = {"territoire": place.key}
st.caption("Chaque question ouvre la présentation en plein écran, à l’étape qui y répond. Pour explorer\u202f:")
with st.container(horizontal=True):
    st.page_link("pages/portrait.py", label="Le portrait complet", icon=":material/location_city:", query_params=here)
    st.page_link("pages/indicateurs.py", label="Les indicateurs en cartes", icon=":material/map:", query_params=here)
    st.page_link("pages/initiatives.py", label="Les initiatives citées", icon=":material/hub:", query_params=here)
    st.page_link("pages/leviers.py", label="Les leviers", icon=":material/handyman:", query_params=here)
