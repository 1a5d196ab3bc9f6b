"""The choice of an indicator: a list by theme, then the perimeter of the ESS where there are several."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from observatory import queries
from observatory.choices import DEFAULT_INDICATOR, group_of, grouped, other_measures, variants_of
from observatory.database import Database
from observatory.model import Indicator
from observatory.ui import state

LONG_LIST = 12
_NAME = "indicateur"


def is_long(known: Mapping[str, Indicator]) -> bool:
    """Tell whether the list needs themes, and a row of its own for its long names."""
    return len(grouped(known.values())) > LONG_LIST


def choose_indicator(known: Mapping[str, Indicator]) -> Indicator:
    """The indicator of the address, chosen in a list; a long list says the theme of each."""
    listed = grouped(known.values())
    if DEFAULT_INDICATOR in known:
        listed.sort(key=lambda indicator: indicator.indicator_id != DEFAULT_INDICATOR)
    chosen = known[state.asked_option(_NAME, list(known), listed[0].indicator_id)]
    head = variants_of(known, chosen)[0]

    def text(name: str) -> str:
        label = known[name].label
        return f"{group_of(known[name])} · {label}" if is_long(known) else label

    state.select_head("Indicateur", _NAME, [i.indicator_id for i in listed], head.indicator_id, text)
    return chosen


def choose_perimeter(known: Mapping[str, Indicator], chosen: Indicator) -> None:
    """The perimeters of the ESS in which the indicator is counted, when there are several."""
    offered = variants_of(known, chosen)
    if len(offered) > 1:
        labels = {i.indicator_id: i.variant_label or i.short_label for i in offered}
        state.variants("Champ de l’ESS", _NAME, list(labels), chosen.indicator_id, labels.__getitem__)
        st.caption(chosen.perimeter)


def name_other_measures(base: Database, chosen: Indicator, territory: str) -> None:
    """Link to what measures the same thing by another source: two measures are never one series."""
    producers = queries.sources(base)
    for other in other_measures(queries.indicators(base), chosen):
        st.page_link(
            "pages/indicateurs.py",
            label=f"Autre mesure de la même chose\u202f: {other.label} ({producers[other.source_id].producer}). "
            "Le champ et la méthode diffèrent\u202f: les deux ne forment pas une série.",
            icon=":material/compare_arrows:",
            query_params={"territoire": territory, _NAME: other.indicator_id},
        )
