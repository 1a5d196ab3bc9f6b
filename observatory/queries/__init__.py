"""Every SELECT of the dashboard: parameters in, frame or dataclass out.

A database never changes under its `Database` object, so answers are remembered per database. Frames given back
are shared: callers must not write into them.
"""

from observatory.queries.corpus import commitments, contrats_de_ville, documents, figures_cited, initiatives, levers
from observatory.queries.counted import counted_structures
from observatory.queries.difference import part_differences
from observatory.queries.drawing import bounds_of, contours, contours_of, drawing_bounds, enlarged_points, insets
from observatory.queries.indicators import cells, indicators, periods, ranks, values_by_territory
from observatory.queries.method import (
    build,
    differences,
    golden_values,
    quality_checks,
    source_details,
    sources,
    unresolved,
    walk,
)
from observatory.queries.parts import OUTSIDE, TOTAL, Coverage, index_series, part_coverage, parts, sector_labels
from observatory.queries.territories import alias_rows, ancestors, codes_inside, search_rows, territory, today_of

__all__ = [
    "OUTSIDE",
    "TOTAL",
    "Coverage",
    "alias_rows",
    "ancestors",
    "bounds_of",
    "build",
    "cells",
    "codes_inside",
    "commitments",
    "contours",
    "contours_of",
    "contrats_de_ville",
    "counted_structures",
    "differences",
    "documents",
    "drawing_bounds",
    "enlarged_points",
    "figures_cited",
    "golden_values",
    "index_series",
    "indicators",
    "initiatives",
    "insets",
    "levers",
    "part_coverage",
    "part_differences",
    "parts",
    "periods",
    "quality_checks",
    "ranks",
    "search_rows",
    "sector_labels",
    "source_details",
    "sources",
    "territory",
    "today_of",
    "unresolved",
    "values_by_territory",
    "walk",
]
