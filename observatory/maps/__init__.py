"""Maps: coloured areas for rates, circles for counts, points for places. Never areas coloured by a count.

Shapes are served once, by address, and kept by the browser; a map's message carries codes and values only. Drawing
is in a Lambert-like plane where the overseas départements sit in frames beside the mainland.
"""

from observatory.maps.circles import count_map
from observatory.maps.layers import LEVEL_OF_OUTLINE, Shapes
from observatory.maps.places import Points, point_map
from observatory.maps.rates import rate_map

__all__ = ["LEVEL_OF_OUTLINE", "Points", "Shapes", "count_map", "point_map", "rate_map"]
