"""Charts of the parts of an indicator on a page: the chart, or the sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from observatory.charts.parts_compared import index_of, nearest
from observatory.charts.parts_of import splits
from observatory.database import Database
from observatory.model import Indicator
from observatory.ui.chart_frame import show_chart

VIEWS = {
    "familles": "Familles",
    "secteurs": "Secteurs",
    "secteurs-familles": "Secteurs et familles",
    "specialisation": "Spécialisation",
    "indice": "Base 100",
}


def views_of(base: Database, indicator: Indicator) -> dict[str, str]:
    """The charts of parts that exist for an indicator, with their names."""
    known = splits(base, indicator)
    return {
        name: label
        for name, label in VIEWS.items()
        if name in known or (name == "indice" and index_of(base, indicator) is not None)
    }


def show_parts(base: Database, name: str, parameters: Mapping[str, str], *, key: str | None = None) -> None:
    """Show a chart of parts for a territory, for the nearest one that contains it, or say why there is none."""
    shown, remark = nearest(base, name, parameters)
    if remark:
        st.write(remark)
    if shown is not None:
        show_chart(base, name, shown, key=key)
