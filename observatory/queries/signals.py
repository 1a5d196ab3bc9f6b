"""What signals are read from: the values of a whole level at a few periods, and the names of its territories."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from observatory.database import Database
from observatory.model import Level


@lru_cache(maxsize=8)
def level_values(
    database: Database, level: Level, wanted: tuple[tuple[str, str], ...]
) -> dict[tuple[str, str], pd.Series]:
    """The values of all the territories of a level, by code, for each (indicator, period) wanted; absences left out."""
    frame = database.frame(
        """
        SELECT o.indicator_id, o.period, o.code, o.value
        FROM observation AS o
        JOIN (SELECT unnest($indicators::VARCHAR[]) AS indicator_id, unnest($periods::VARCHAR[]) AS period) AS w
        USING (indicator_id, period)
        WHERE o.level = $level AND o.status = 'observed' ORDER BY ALL
        """,
        {"level": level, "indicators": [name for name, _ in wanted], "periods": [period for _, period in wanted]},
    )
    found = {pair: rows.set_index("code")["value"] for pair, rows in frame.groupby(["indicator_id", "period"])}
    return {pair: found.get(pair, pd.Series(dtype=float)) for pair in wanted}


@lru_cache(maxsize=8)
def level_names(database: Database, level: Level) -> pd.DataFrame:
    """The territories of a level by code: name, population."""
    return database.frame(
        "SELECT code, name, population FROM territory WHERE level = ? ORDER BY code", [level]
    ).set_index("code")
