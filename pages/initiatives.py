"""Initiatives et PTCE: who does what, where; each card with its passage."""

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.catalogue import NATIONAL_LISTS, Filters, select
from observatory.model import INITIATIVE_KINDS, THEMES
from observatory.ui import blocks, state
from observatory.ui.chart_frame import show_chart

CARDS_A_PAGE = 24
FIRST_YEAR, LAST_YEAR = 2000, 2026

base = state.database()
place = state.shared_territory(base)
documents = queries.documents(base).set_index("document_id")
titles = {
    "": "Tous",
    **dict(zip(documents.index, documents["title"], strict=True)),
    NATIONAL_LISTS: "Listes de lauréats PTCE",
}

st.title("Initiatives citées et PTCE")
st.html(
    '<p class="obs-lead">Ce que cinq documents sur les politiques publiques de l’ESS donnent en exemple, et les PTCE '
    "des listes publiées. Chaque fiche dit où le lire.</p>"
)

with st.container(key="filtres"):
    first, second, third = st.columns(3)
    with first:
        kinds = state.several("Type", "type", list(INITIATIVE_KINDS), INITIATIVE_KINDS.__getitem__)
    with second:
        themes = state.several("Thème", "theme", list(THEMES), THEMES.__getitem__)
    with third:
        document = state.select("Document", "document", list(titles), "", titles.__getitem__)
    fourth, fifth = st.columns([2, 1])
    with fourth:
        words = state.text("Chercher un mot", "texte", "monnaie, réemploi, Grenoble…")
    with fifth:
        first_year, last_year = state.years("Années", "de", "a", FIRST_YEAR, LAST_YEAR)

chosen = Filters(
    place,
    tuple(kinds),
    tuple(themes),
    document,
    # the full range keeps the entries without a year
    first_year if first_year > FIRST_YEAR else None,
    last_year if last_year < LAST_YEAR else None,
    words,
)
rows = select(base, chosen)

if rows.empty:
    blocks.no_initiative(base, chosen)
else:
    parameters = chosen.parameters()
    show_chart(base, "carte-initiatives", parameters, on_pick=lambda identifier: state.keep({"fiche": identifier}))

    asked = state.parameters().get("fiche")
    if asked and (rows["initiative_id"] == asked).any():
        st.subheader("Fiche choisie sur la carte")
        blocks.initiative_cards(rows[rows["initiative_id"] == asked])

    view = state.segmented(
        "Voir aussi",
        "vue",
        ["types-initiatives", "matrice"],
        "types-initiatives",
        {"types-initiatives": "Types", "matrice": "Territoires × thèmes"}.get,
    )
    show_chart(base, view, parameters)

    names = rows["initiative_id"].unique()
    count = len(names)
    st.header(f"{fr.number(count)} initiative{'s' if count > 1 else ''}")
    page = state.page_number("page", -(-count // CARDS_A_PAGE))
    shown = names[(page - 1) * CARDS_A_PAGE : page * CARDS_A_PAGE]
    blocks.initiative_cards(rows[rows["initiative_id"].isin(shown)])
