"""What a territory is compared with: the values of its level, at the last period and where comparable series begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory import queries
from observatory.choices import DERIVED
from observatory.database import Database
from observatory.model import Indicator, Kind, Level, Series
from observatory.queries.signals import level_names, level_values


@dataclass(frozen=True, eq=False)
class LevelData:
    """The values of a level by (indicator, period), the indicators tested, and their comparable periods.

    One object per database and level: what is computed from it is remembered by its identity.

    `runs` gives the first and last period of the last run of an indicator that no break parts.
    """

    level: Level
    indicators: tuple[Indicator, ...]
    runs: Mapping[str, tuple[str, str]]
    measured: Mapping[tuple[str, str], pd.Series]
    names: Mapping[str, str]

    def last(self, indicator: Indicator) -> tuple[str, pd.Series]:
        """The last period of an indicator and its values by code."""
        period = self.runs[indicator.indicator_id][1]
        return period, self.measured[indicator.indicator_id, period]

    def name(self, code: str) -> str:
        """The name of a territory of this level."""
        return self.names.get(code, code)


def _run(database: Database, indicator: Indicator, level: Level) -> tuple[str, str] | None:
    periods = queries.periods(database, indicator.indicator_id, level)
    if not periods:
        return None
    last = periods[-1]
    cut = max((b.before_period for b in indicator.breaks if b.before_period <= last), default="")
    if indicator.series is not Series.LINE:
        return last, last
    return next(period for period in periods if period >= cut), last


@lru_cache(maxsize=8)
def level_data(database: Database, level: Level) -> LevelData:
    """Read a level once: two queries, whatever the number of its territories."""
    runs: dict[str, tuple[str, str]] = {}
    tested = []
    for name, indicator in queries.indicators(database).items():
        if indicator.variant_of or name.startswith(DERIVED) or level not in indicator.levels:
            continue
        run = _run(database, indicator, level)
        if run and (indicator.kind is Kind.RATE or run[0] != run[1] or name == "nombre_initiatives_citees"):
            runs[name] = run
            tested.append(indicator)
    names = {str(code): str(name) for code, name in level_names(database, level)["name"].items()}
    wanted = tuple(sorted({(name, period) for name, run in runs.items() for period in run}))
    return LevelData(level, tuple(tested), runs, level_values(database, level, wanted), names)
