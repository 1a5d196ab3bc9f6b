"""A meeting on a territory: its steps, and what of each a room can read."""

from observatory.meeting.room import caution, first_idea, producers, shown_figure
from observatory.meeting.steps import QUESTIONS, Step, asked_steps, own_key, prepared_steps

__all__ = [
    "QUESTIONS",
    "Step",
    "asked_steps",
    "caution",
    "first_idea",
    "own_key",
    "prepared_steps",
    "producers",
    "shown_figure",
]
