"""A meeting on a territory: its steps, and what of each a room can read."""

from observatory.meeting.own import OWN, own_key, without_words
from observatory.meeting.room import caution, producers, shown_figure
from observatory.meeting.sentences import first_idea
from observatory.meeting.steps import QUESTIONS, Step, asked_steps, prepared_steps

__all__ = [
    "OWN",
    "QUESTIONS",
    "Step",
    "asked_steps",
    "caution",
    "first_idea",
    "own_key",
    "prepared_steps",
    "producers",
    "shown_figure",
    "without_words",
]
