"""Charts other than maps: frame and metadata in, Plotly figure out.

A figure carries its title, subtitle and source inside (`dress`), so that they survive any export. Colours come from
the palette; the text colour follows the reader's light or dark theme in the browser.
"""

from observatory.figures.dressing import SEPARATORS, dress, hover_number
from observatory.figures.extent import ends_told
from observatory.figures.over_time import evolution, time_line
from observatory.figures.parts import Cell, Curve, from_one, index_curves, numbers, shares
from observatory.figures.ranks import bars, distribution, mark_value
from observatory.figures.tables import matrix

__all__ = [
    "SEPARATORS",
    "Cell",
    "Curve",
    "bars",
    "distribution",
    "dress",
    "ends_told",
    "evolution",
    "from_one",
    "hover_number",
    "index_curves",
    "mark_value",
    "matrix",
    "numbers",
    "shares",
    "time_line",
]
