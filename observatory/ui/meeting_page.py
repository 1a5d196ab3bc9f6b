"""The page « Présentation »: one component prepares the meeting and holds it, without asking the server again."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from observatory.choices import UnknownChoiceError
from observatory.meeting import QUESTIONS, asked_steps
from observatory.model import Territory
from observatory.ui import state
from observatory.ui.component import component
from observatory.ui.meeting_routes import opening

STEPS, STEP = "etapes", "etape"
FIVE = ("situation", "ailleurs", "evolution", "acteurs", "leviers")


def meeting_address(place: Territory, asked: str = "") -> str:
    """Where the browser asks for all that a meeting shows."""
    return f"reunion.json?{urlencode({'territoire': place.key, **({STEPS: asked} if asked else {})})}"


def _opening(place: Territory, asked: str) -> dict[str, object] | None:
    """The words of the steps, shown while their charts come; None when a step asked cannot be shown: the charts say."""
    try:
        return opening(place, asked_steps(state.database(), place, asked))
    except UnknownChoiceError:
        return None


def five_questions(place: Territory) -> None:
    """The questions that lead into the meeting, each at its step; their meeting is asked for while they are read."""
    for step in FIVE:
        st.page_link(
            "pages/presentation.py",
            label=QUESTIONS[step][0],
            icon=":material/arrow_forward:",
            query_params={"territoire": place.key, STEP: step},
        )
    component("meetingahead")(data={"address": meeting_address(place)}, key="presentation-en-avance")


def show_meeting(place: Territory) -> None:
    """Show the steps to prepare; the meeting itself opens over the page (`?etape=` in the address opens it at once)."""

    def chosen() -> None:
        value = st.session_state["presentation"].get("steps")
        if value is not None:
            state.keep({STEPS: str(value) or None, STEP: None})

    asked = state.parameters().get(STEPS, "")
    component("meeting")(
        data={
            "address": meeting_address(place, asked),
            "start": state.parameters().get(STEP, ""),
            "opening": _opening(place, asked),
        },
        key="presentation",
        on_steps_change=chosen,
    )
