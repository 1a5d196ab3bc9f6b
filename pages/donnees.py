"""Données et méthode: sources, last difference, quality report, the walk of a figure, downloads, update."""

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.choices import DEFAULT_INDICATOR
from observatory.ui import admin, last_difference, method, sources, state, trace

base = state.database()
place = state.shared_territory(base)
known = queries.indicators(base)

st.title("Données et méthode")
st.html(
    '<p class="obs-lead">D’où viennent les chiffres, ce que nous en avons fait, ce qui a été vérifié, '
    "ce qui manque.</p>"
)

views = {
    "sources": "Sources",
    "difference": "Dernière différence",
    "indicateurs": "Indicateurs",
    "qualite": "Contrôles",
    "trace": "Chemin d’un chiffre",
    "telecharger": "Télécharger",
}
if admin.enabled():
    views["mise-a-jour"] = "Mise à jour"
view = state.segmented("Rubrique", "rubrique", list(views), "sources", views.get)

if view == "sources":
    sources.source_list(base)
elif view == "difference":
    last_difference.last_difference(base)
elif view == "mise-a-jour":
    admin.update_screen(base)
elif view == "indicateurs":
    name = state.select("Indicateur", "indicateur", list(known), DEFAULT_INDICATOR, lambda n: known[n].label)
    method.indicator_sheet(base, known[name])
elif view == "qualite":
    method.quality_report(base)
elif view == "trace":
    name = state.select("Indicateur", "indicateur", list(known), DEFAULT_INDICATOR, lambda n: known[n].label)
    levels = known[name].levels
    level = place.level if place.level in levels else levels[0]
    target = place if place.level in levels else queries.ancestors(base, place)[-1]
    periods = queries.periods(base, name, level)
    period = state.segmented("Année", "annee", periods, periods[-1], str)
    trace.value_walk(base, known[name], target, period)
else:
    method.downloads(base)

st.caption(
    f"Base construite le {queries.build(base)['built_at']:%d/%m/%Y à %H:%M} (temps universel). "
    f"{fr.number(len(known))} indicateurs."
)
