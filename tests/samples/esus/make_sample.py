"""Writes `liste_esus_essai.xlsx`: a title, a blank line, then a header that says SIREN (the only column known)."""

from __future__ import annotations

from pathlib import Path

import openpyxl

ROWS: tuple[tuple[object, ...], ...] = (
    ("Liste nationale des agréments (SIREN et dénomination)", None),
    (None, None),
    ("Dénomination", "N° SIREN"),
    ("Régie d’essai", 732829320),
    ("Ressourcerie d’essai", "005 520 135"),
    ("Atelier d’essai", 5520135),
    ("Coopérative d’essai", "552100554"),
    ("Clé fausse", "123456789"),
    (None, None),
)


def write(path: Path, rows: tuple[tuple[object, ...], ...] = ROWS) -> None:
    """Write rows in a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "ESUS"
    for row in rows:
        sheet.append(list(row))
    book.save(path)


if __name__ == "__main__":
    write(Path(__file__).parent / "liste_esus_essai.xlsx")
