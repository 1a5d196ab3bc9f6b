"""The « En clair » sentences: what a figure says, in French that a person could say aloud."""

from observatory.narrative.amounts import amount, roughly
from observatory.narrative.catalogue import describe_catalogue, describe_levers
from observatory.narrative.gaps import gap_text, gap_words
from observatory.narrative.grammar import (
    agreed,
    in_place,
    is_or_are,
    of_place,
    ordinal,
    sentence_start,
    than_place,
    the_place,
)
from observatory.narrative.headline import headline
from observatory.narrative.sentences import describe_level, describe_place, describe_spread
from observatory.narrative.series import change_text, comparable, describe_series

__all__ = [
    "agreed",
    "amount",
    "change_text",
    "comparable",
    "describe_catalogue",
    "describe_level",
    "describe_levers",
    "describe_place",
    "describe_series",
    "describe_spread",
    "gap_text",
    "gap_words",
    "headline",
    "in_place",
    "is_or_are",
    "of_place",
    "ordinal",
    "roughly",
    "sentence_start",
    "than_place",
    "the_place",
]
