"""Charts other than maps: frame and metadata in, Plotly figure out.

A figure carries its title, subtitle and source inside (`dress`), so that they survive any export. Colours come from
the palette; the text colour follows the reader's light or dark theme in the browser.
"""

from observatory.figures.dressing import SEPARATORS, dress, hover_number
from observatory.figures.over_time import evolution, time_line
from observatory.figures.ranks import bars, distribution, mark_value
from observatory.figures.tables import matrix

__all__ = [
    "SEPARATORS",
    "bars",
    "distribution",
    "dress",
    "evolution",
    "hover_number",
    "mark_value",
    "matrix",
    "time_line",
]
