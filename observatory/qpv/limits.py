"""How much of a reader's file we take, and the words to refuse more."""

from __future__ import annotations

from observatory.formatting import NARROW_SPACE, number
from observatory.qpv.errors import FileTooLargeError

MAX_BYTES = 20 * 1024 * 1024
MAX_UNFOLDED_BYTES = 300 * 1024 * 1024
MAX_MEMBERS = 500
MAX_ROWS = 200_000
MAX_COLUMNS = 200


def _megabytes(size: int) -> str:
    return f"{number(size / 1024 / 1024)} Mo"


def check_size(size: int, name: str) -> None:
    """Refuse a file of too many bytes."""
    if size > MAX_BYTES:
        raise FileTooLargeError(
            f"{name} dépasse la limite de {_megabytes(MAX_BYTES)}. Coupez le fichier en plusieurs parties."
        )


def check_unfolded(size: int, members: int, name: str) -> None:
    """Refuse a workbook that unfolds into too much."""
    if size > MAX_UNFOLDED_BYTES or members > MAX_MEMBERS:
        raise FileTooLargeError(
            f"{name} contient {_megabytes(size)} une fois déplié{NARROW_SPACE}; "
            f"la limite est de {_megabytes(MAX_UNFOLDED_BYTES)}."
        )


def check_width(columns: int, name: str) -> None:
    """Refuse a table with too many columns."""
    if columns > MAX_COLUMNS:
        raise FileTooLargeError(
            f"{name} a plus de {MAX_COLUMNS} colonnes. Gardez celles qui placent les lignes et celles à reconnaître."
        )


def check_height(rows: int, name: str) -> None:
    """Refuse a table with too many rows."""
    if rows > MAX_ROWS:
        raise FileTooLargeError(f"{name} a plus de {number(MAX_ROWS)} lignes. Coupez le fichier en plusieurs parties.")
