"""Leviers: what a collectivité can do for the ESS, and which ones do it."""

import streamlit as st

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.charts.levers import collectivity_count, used_in
from observatory.frames import records
from observatory.model import THEMES
from observatory.ui import blocks, state
from observatory.ui.chart_frame import show_chart
from observatory.ui.levers import lever_cards

base = state.database()
place = state.shared_territory(base)
here = {"territoire": place.key}

st.title("Les leviers, et qui s’en sert")
st.html(
    '<p class="obs-lead">L’étude «\u202fTerritoires urbains, économie sociale et solidaire & innovation sociale\u202f» '
    "range l’action des collectivités en sept champs et cinq cadres. Voici leurs leviers, et les collectivités que les "
    "documents montrent en train de les utiliser.</p>"
)

used = used_in(base, place)
one_only = collectivity_count(used) == 1
if one_only:
    st.write(narrative.describe_levers(used["lever_id"].nunique(), 1, narrative.in_place(place)))
    lever_cards(used)
    show_chart(base, "leviers-utilises", here)
    st.header("Tous les leviers, champ par champ")
else:
    show_chart(base, "leviers", here)

levers = queries.levers(base)
field = state.select(
    "Champ d’action", "champ", list(dict.fromkeys(levers["field"])), levers["field"].iloc[0], THEMES.__getitem__
)
for lever in records(levers[levers["field"] == field]):
    own = used[used["lever_id"] == lever.lever_id]
    names = own.drop_duplicates(["territory_level", "territory_code"])
    with st.expander(f"{lever.label} — {fr.number(len(names))} collectivité{'s' if len(names) > 1 else ''}"):
        if own.empty:
            st.write(
                f"Aucune collectivité {narrative.of_place(place)} n’est citée pour ce levier."
                if not blocks.is_national(place)
                else "Aucune collectivité n’est citée pour ce levier."
            )
        else:
            blocks.plain_table(
                ["Collectivité", "Initiative", "Année", "Ligne du document"],
                [
                    [
                        r.territory_name,
                        r.initiative_name,
                        blocks.year_text(r.year),
                        f"{r.document_id}, l. {r.document_line}",
                    ]
                    for r in records(own)
                ],
            )

st.header("Les schémas d’achats responsables")
show_chart(base, "spaser", here)

st.header("Entrer au capital des SCIC")
show_chart(base, "adhesions-scic", here)

st.header("Les élus en charge de l’ESS")
show_chart(base, "delegations", here)
