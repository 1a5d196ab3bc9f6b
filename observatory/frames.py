"""Reading the rows of a frame: records with attributes, NaN turned into None."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples; their fields have the types of the query that made the frame."""
    yield from frame.itertuples()


def present(value: Any) -> Any:  # noqa: ANN401 - a cell has the type of its column
    """The value of a cell, None when it is absent (NaN, NaT, NA)."""
    return None if pd.isna(value) else value


def whole(value: Any) -> int | None:  # noqa: ANN401 - a cell has the type of its column
    """The value of a cell as a whole number, None when it is absent."""
    return None if pd.isna(value) else int(value)
