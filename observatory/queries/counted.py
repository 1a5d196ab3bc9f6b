"""The structures that a number counts, as the view of the database names them."""

from __future__ import annotations

import pandas as pd

from observatory.database import Database
from observatory.model import Level


def counted_structures(database: Database, cell: tuple[str, Level, str], limit: int) -> tuple[int, pd.DataFrame]:
    """How many structures a number counts (indicator, level, code), and the first ones, by identifier.

    Columns: siret, siren, commune_name, source_id. Persons in business are counted, never listed.
    """
    (total,) = database.rows(
        "SELECT count(*) FROM counted_structure WHERE indicator_id = ? AND level = ? AND code = ?", list(cell)
    )[0]
    first = database.frame(
        """
        SELECT s.siret, s.siren, t.name AS commune_name, s.source_id
        FROM counted_structure AS s
        LEFT JOIN territory AS t ON t.level = 'commune' AND t.code = s.commune_code
        WHERE s.indicator_id = ? AND s.level = ? AND s.code = ? AND coalesce(s.legal_category, '') NOT LIKE '1%'
        ORDER BY s.structure_id LIMIT ?
        """,
        [*cell, limit],
    )
    return int(total), first
