"""Whether an error of the system or of DuckDB says that there is no room left."""

from __future__ import annotations

import errno
import re

import duckdb

NUMBERS = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
WORDS = re.compile(r"no space left|disk full|file too large|out of disk", re.IGNORECASE)


def says_full(error: BaseException) -> bool:
    """Tell it by the number of a system error, by the words of one of DuckDB's."""
    if isinstance(error, OSError):
        return error.errno in NUMBERS
    return isinstance(error, duckdb.Error) and WORDS.search(str(error).split("\n", 1)[0]) is not None
