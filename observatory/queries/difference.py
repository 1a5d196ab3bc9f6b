"""What the last build changed in the parts of indicators."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from observatory.database import Database


@lru_cache(maxsize=8)
def part_differences(database: Database) -> pd.DataFrame:
    """What the last build changed in the parts by family and sector, most changed first: a row per indicator and level.

    `label`, `unit` and `decimals` are absent for an indicator that no longer exists; `largest_*` is the part that moved
    most, absent when none did; `sector_label` is absent where the part is not of a sector.
    """
    return database.frame(
        """
        SELECT d.indicator_id, i.label, i.unit, i.decimals, d.level, d.added, d.removed, d.changed, d.largest_code,
               t.name AS largest_name, d.largest_period, d.largest_family, d.largest_sector,
               s.short_label AS sector_label, d.largest_former, d.largest_now
        FROM difference_part AS d
        LEFT JOIN indicator AS i USING (indicator_id)
        LEFT JOIN territory AS t ON t.level = d.level AND t.code = d.largest_code
        LEFT JOIN sector AS s ON s.code = d.largest_sector
        ORDER BY d.added + d.removed + d.changed DESC, i.sort_order, d.indicator_id, d.level
        """
    )
