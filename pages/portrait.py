"""Portrait: one territory, all its indicators, its priority neighbourhoods, its initiatives."""

import streamlit as st

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.catalogue import Filters, select, within
from observatory.charts.parts_compared import INDEX_PREFIX
from observatory.choices import GROUPS, group_of
from observatory.exports.portrait.contents import identity
from observatory.headlines import rates_to_compare
from observatory.model import Series
from observatory.standing import has_history
from observatory.ui import blocks, state
from observatory.ui.chart_frame import show_chart
from observatory.ui.currency import currency_note
from observatory.ui.parts import show_parts, views_of
from observatory.ui.print_pack import downloads

CARDS, KEY_FIGURES = 12, 12
JOBS = "effectifs_ess"

base = state.database()
place = state.shared_territory(base)
known = {
    name: i for name, i in queries.indicators(base).items() if not i.variant_of and not name.startswith(INDEX_PREFIX)
}
here = {"territoire": place.key}

st.title(f"Portrait {narrative.of_place(place)}")
st.html(f'<p class="obs-lead">{blocks.escaped(identity(base, place))}</p>')
downloads(base, place)

st.header("Les chiffres")
if len(known) <= KEY_FIGURES:
    blocks.key_figures(base, place, list(known.values()))
else:
    for group in GROUPS:
        if own_group := [i for i in known.values() if group_of(i) == group]:
            st.subheader(group)
            blocks.key_figures(base, place, own_group)
currency_note(base, *known.values())

jobs = [name for name in views_of(base, known[JOBS]) if name != "secteurs-familles"] if JOBS in known else []
if jobs:
    st.header("Les emplois de l’ESS")
    for name in jobs:
        show_parts(base, name, {**here, "indicateur": JOBS})

rates = rates_to_compare(base, place)
if rates:
    st.header("Est-ce plus qu’ailleurs ?")
    for indicator in rates:
        show_chart(
            base,
            "comparaison",
            {**here, "indicateur": indicator.indicator_id},
            key=f"comparaison-{indicator.indicator_id}",
        )

moving = next((i for i in [*rates, *known.values()] if i.series is Series.LINE and has_history(base, i, place)), None)
if moving:
    st.header("Comment cela évolue")
    show_chart(base, "evolution", {**here, "indicateur": moving.indicator_id})

st.header("Les quartiers de la politique de la ville")
blocks.priority_neighbourhoods(base, place)

st.header("Les initiatives citées")
rows = select(base, Filters(place))
st.write(narrative.describe_catalogue(rows, place))
if not rows.empty:
    show_chart(base, "carte-initiatives", here)
    blocks.initiative_cards(rows[rows["initiative_id"].isin(rows["initiative_id"].unique()[:CARDS])])
    if rows["initiative_id"].nunique() > CARDS:
        st.page_link(
            "pages/initiatives.py",
            query_params=here,
            icon=":material/arrow_forward:",
            label=f"Voir les {fr.number(rows['initiative_id'].nunique())} initiatives",
        )

cited = queries.figures_cited(base)
own = cited[within(cited, place)]
if blocks.is_national(place):
    own = own[own["territory_level"] == "france"]
if len(own):
    st.header("Les chiffres cités dans des publications")
    st.write(
        "Chacun a son périmètre et son année\u202f: ils ne forment pas une série et ne se comparent pas entre eux."
    )
    with st.expander(f"{fr.number(len(own))} chiffres cités"):
        blocks.cited_figures(own)
