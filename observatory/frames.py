"""Reading the rows of a frame: records with attributes, NaN turned into None."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples; their fields have the types of the query that made the frame.

    As `itertuples`, index first, but the class of the tuples is made once and each column is read at once: three
    times faster on frames of tens of columns.
    """
    make = _record(tuple(frame.columns))._make
    yield from map(make, zip(frame.index, *(column.tolist() for _, column in frame.items()), strict=True))


@lru_cache(maxsize=64)
def _record(columns: tuple[str, ...]) -> Any:  # noqa: ANN401 - a class of named tuples
    return namedtuple("Record", ("Index", *columns), rename=True)  # noqa: PYI024 - its fields are those of the frame


def present(value: Any) -> Any:  # noqa: ANN401 - a cell has the type of its column
    """The value of a cell, None when it is absent (NaN, NaT, NA)."""
    return None if pd.isna(value) else value


def whole(value: Any) -> int | None:  # noqa: ANN401 - a cell has the type of its column
    """The value of a cell as a whole number, None when it is absent."""
    return None if pd.isna(value) else int(value)
