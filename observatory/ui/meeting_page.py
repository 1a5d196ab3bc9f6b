"""The page « Présentation »: one component prepares the meeting and holds it, without asking the server again."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from observatory.model import Territory
from observatory.ui import state
from observatory.ui.component import component

STEPS, STEP = "etapes", "etape"


def show_meeting(place: Territory) -> None:
    """Show the steps to prepare; the meeting itself opens over the page (`?etape=` in the address opens it at once)."""

    def chosen() -> None:
        value = st.session_state["presentation"].get("steps")
        if value is not None:
            state.keep({STEPS: str(value) or None, STEP: None})

    asked = state.parameters().get(STEPS, "")
    query = {"territoire": place.key, **({STEPS: asked} if asked else {})}
    component("meeting")(
        data={"address": f"reunion.json?{urlencode(query)}", "start": state.parameters().get(STEP, "")},
        key="presentation",
        on_steps_change=chosen,
    )
