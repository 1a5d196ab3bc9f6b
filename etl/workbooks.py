"""Strict readers of spreadsheets (XLS and XLSX): the cells of a sheet, and the name of a cell (`M14`)."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import xlrd
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from etl.errors import MalformedFileError, MissingFileError

ADVICE = "Téléchargez de nouveau le classeur chez le producteur."
# What the two libraries raise on a damaged file: they do not check before they read.
DAMAGED = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    BadZipFile,
    InvalidFileException,
    KeyError,
    IndexError,
    struct.error,
    AssertionError,
)
Cell = str | float | None


@dataclass(frozen=True)
class Sheet:
    """A sheet as a grid: `rows[0][0]` is A1. Empty cells are None, numbers floats, texts stripped."""

    workbook: str
    name: str
    rows: list[list[Cell]]

    def cell(self, row: int, column: int) -> Cell:
        """The content of a cell by its 0-based position; None beyond the edge."""
        return self.rows[row][column] if column < len(self.rows[row]) else None

    def origin(self, row: int, column: int) -> str:
        """Where a cell stands, in French: « ITDD.xls, feuille Economie, cellule M14 »."""
        return f"{self.workbook}, feuille {self.name}, cellule {get_column_letter(column + 1)}{row + 1}"


def read_workbook(path: Path) -> list[Sheet]:
    """The sheets of an XLS or XLSX workbook; raises when the file is not one."""
    if not path.exists():
        raise MissingFileError(path, "Vérifiez le chemin donné.")
    try:
        return _read_xls(path) if path.suffix.lower() == ".xls" else _read_xlsx(path)
    except DAMAGED as error:
        raise MalformedFileError(path.name, _damage(path), ADVICE) from error


def _damage(path: Path) -> str:
    """What is wrong with a file that neither library reads, in French."""
    if path.suffix.lower() not in {".xls", ".xlsx", ".xlsm"}:
        return f"n’est pas un classeur lisible : l’extension est « {path.suffix or 'absente'} », attendu .xlsx ou .xls"
    return "n’est pas un classeur lisible : le contenu n’est pas celui d’un fichier Excel, ou il est abîmé"


def _read_xls(path: Path) -> list[Sheet]:
    book = xlrd.open_workbook(path, logfile=io.StringIO())
    return [
        Sheet(
            path.name,
            sheet.name,
            [[_clean(value) for value in sheet.row_values(row)] for row in range(sheet.nrows)],
        )
        for sheet in book.sheets()
    ]


def _read_xlsx(path: Path) -> list[Sheet]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return [
            Sheet(
                path.name,
                sheet.title,
                [[_clean(value) for value in row] for row in sheet.iter_rows(values_only=True)],
            )
            for sheet in book.worksheets
        ]
    finally:
        book.close()


def _clean(value: object) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool | int | float):
        return float(value)
    return str(value).strip() or None
