"""The territory search box: answers as the reader types, forgiving of accents and hyphens."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.ui.component import component
from observatory.ui.state import choose_territory


def search_box(key: str, label: str, placeholder: str, on_choice: Callable[[str], None] = choose_territory) -> None:
    """Show the box; choosing a territory changes the shared choice and the address, or does what `on_choice` says."""

    def picked() -> None:
        value = st.session_state[key].get("picked")
        if value:
            on_choice(str(value))

    component("search")(data={"label": label, "placeholder": placeholder}, key=key, on_picked_change=picked)
