"""In which priority neighbourhood (QPV) a point lies, and how far the nearest limit is.

Distances are in metres, in the projection that is official where the point is (Lambert-93 on the mainland, the plane
of each overseas département), never in degrees. No Streamlit here: the page, the command and the tests call the same
function.
"""

from observatory.geo.located import (
    ABROAD,
    COORDINATE_PRECISION_M,
    FAR,
    NO_POINT,
    NOT_COVERED,
    Perimeters,
    Position,
    locate,
    not_loaded,
    partial_short,
    partial_warning,
    perimeters,
)
from observatory.geo.nearest import FARTHEST_M
from observatory.geo.planes import (
    LAMBERT_93,
    WGS84,
    ZONES,
    Flags,
    Floats,
    Geometries,
    Integers,
    Zone,
    from_metres,
    to_metres,
    transformer,
    zone_of,
)

__all__ = [
    "ABROAD",
    "COORDINATE_PRECISION_M",
    "FAR",
    "FARTHEST_M",
    "LAMBERT_93",
    "NOT_COVERED",
    "NO_POINT",
    "WGS84",
    "ZONES",
    "Flags",
    "Floats",
    "Geometries",
    "Integers",
    "Perimeters",
    "Position",
    "Zone",
    "from_metres",
    "locate",
    "not_loaded",
    "partial_short",
    "partial_warning",
    "perimeters",
    "to_metres",
    "transformer",
    "zone_of",
]
