"""The « En clair » sentences: what a figure says, in French that a person could say aloud."""

from observatory.narrative.grammar import in_place, of_place, ordinal, the_place
from observatory.narrative.sentences import describe_catalogue, describe_level, describe_place, describe_series

__all__ = [
    "describe_catalogue",
    "describe_level",
    "describe_place",
    "describe_series",
    "in_place",
    "of_place",
    "ordinal",
    "the_place",
]
