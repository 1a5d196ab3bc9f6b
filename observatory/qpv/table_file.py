"""A reader's table, from bytes: CSV (comma, semicolon or tab; UTF-8 or Windows-1252) or XLSX.

Cells of a CSV stay the text that they were; cells of a workbook keep their type. Limits are checked before the
content is unfolded, so that a small file cannot become a huge one in memory.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from observatory.formatting import NARROW_SPACE
from observatory.qpv.errors import EmptyFileError, UnreadableFileError
from observatory.qpv.limits import MAX_BYTES, check_height, check_size, check_width
from observatory.qpv.workbook_reader import read_workbook, sheet_names

_DELIMITERS = (";", ",", "\t")
_XLSX_START = b"PK\x03\x04"
_XLS_START = b"\xd0\xcf\x11\xe0"
# What a file of another kind starts with, whatever it is named.
_OTHER_KINDS = (
    (b"%PDF-", "un PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"\x1f\x8b", "une archive compressée"),
    (b"7z\xbc\xaf", "une archive compressée"),
    (b"Rar!", "une archive compressée"),
    (b"PAR1", "un fichier Parquet"),
    (b"{\\rtf", "un document de traitement de texte"),
)
_MARKER_WITHIN = 1024  # a PDF may have something before its mark
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")  # never in a text; \x1a ends old DOS files
_BOMS_NOT_UTF8 = (b"\xff\xfe", b"\xfe\xff")

Cell = object


@dataclass(frozen=True)
class Table:
    """Rows of a file: the headings, the cells column by column, and how the file was read (in French)."""

    headings: tuple[str, ...]
    columns: tuple[tuple[Cell, ...], ...]
    reading: str

    @property
    def row_count(self) -> int:
        """How many rows there are below the headings."""
        return len(self.columns[0]) if self.columns else 0


def sheets_of(content: bytes, name: str) -> tuple[str, ...]:
    """The sheets of a workbook, in their order; none for a CSV or for what `read_table` refuses."""
    if len(content) > MAX_BYTES or not content.startswith(_XLSX_START):
        return ()
    return sheet_names(content, name)


def read_table(content: bytes, name: str, sheet_name: str = "") -> Table:
    """The table that a file holds; `name` only serves to name it in messages, `sheet_name` chooses in a workbook.

    Raises `FileTooLargeError`, `EmptyFileError` or `UnreadableFileError`, whose message says what to do.
    """
    check_size(len(content), name)
    if not content.strip(b"\x00 \t\r\n;,\xef\xbb\xbf"):
        raise EmptyFileError(f"{name} est vide.")
    if content.startswith(_XLS_START):
        raise UnreadableFileError(
            f"{name} est un ancien classeur (XLS) ou un classeur protégé. Enregistrez-le au format XLSX ou CSV, "
            "sans mot de passe."
        )
    if content.startswith(_XLSX_START):
        headings, rows, reading = read_workbook(content, name, sheet_name)
    else:
        headings, rows, reading = _read_csv(content, name)
    if not rows:
        raise EmptyFileError(f"{name} n’a que des titres de colonnes{NARROW_SPACE}: il n’y a aucune ligne à vérifier.")
    columns = tuple(zip(*rows, strict=True))
    return Table(_named(headings), columns, reading)


def _named(headings: list[str]) -> tuple[str, ...]:
    return tuple(heading or f"colonne {i}" for i, heading in enumerate(headings, start=1))


def _read_csv(content: bytes, name: str) -> tuple[list[str], list[list[Cell]], str]:
    text, encoding = _decoded(content, name)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    rows: list[list[Cell]] = []
    try:
        headings = [cell.strip() for cell in next((row for row in reader if any(row)), [])]
        check_width(len(headings), name)
        for row in reader:
            if any(row):
                rows.append(_fitted(row, len(headings), reader.line_num, name))
                check_height(len(rows), name)
    except csv.Error as error:
        raise UnreadableFileError(
            f"{name} n’est pas un CSV lisible (ligne {reader.line_num}{NARROW_SPACE}: {error})."
        ) from error
    if not headings:
        raise EmptyFileError(f"{name} est vide.")
    words = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}[delimiter]
    return headings, rows, f"CSV, séparateur {words}, {encoding}"


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    if content.startswith(_BOMS_NOT_UTF8):
        raise UnreadableFileError(f"{name} est en UTF-16. Enregistrez-le en CSV UTF-8.")
    kind = _other_kind(content)
    if kind:
        raise UnreadableFileError(
            f"{name} est {kind}, pas un CSV ni un classeur XLSX, quel que soit son nom. Ouvrez le tableau dans un "
            "tableur et enregistrez-le au format CSV ou XLSX."
        )
    if b"\x00" in content:
        raise UnreadableFileError(f"{name} n’est ni un CSV ni un classeur XLSX (il contient des octets nuls).")
    if _CONTROLS.search(content):
        raise UnreadableFileError(
            f"{name} n’est ni un CSV ni un classeur XLSX (il contient des octets qui ne sont pas du texte). "
            "Enregistrez le tableau au format CSV ou XLSX."
        )
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _other_kind(content: bytes) -> str:
    """What a file that is no table is, from its first bytes, empty when nothing tells."""
    if b"%PDF-" in content[:_MARKER_WITHIN] and b"%%EOF" in content:
        return "un PDF"
    return next((kind for mark, kind in _OTHER_KINDS if content.startswith(mark)), "")


def _delimiter(text: str) -> str:
    """The delimiter that cuts the line of headings most; a semicolon when there is one column only."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    outside_quotes = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside_quotes.count)


def _fitted(row: list[str], width: int, line: int, name: str) -> list[Cell]:
    if len(row) > width:
        if any(cell.strip() for cell in row[width:]):
            raise UnreadableFileError(
                f"{name}, ligne {line}{NARROW_SPACE}: {len(row)} cellules pour {width} titres de colonnes. Une cellule "
                "qui contient le séparateur doit être entre guillemets."
            )
        return list(row[:width])
    return [*row, *[""] * (width - len(row))]
