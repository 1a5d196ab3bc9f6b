"""Writes the sample workbooks of this folder, in exactly the layout of Insee's ITDD workbooks.

Run it by hand when the layout changes: `pip install xlwt==1.3.0 openpyxl`, then `python make_sample.py`. The
values are those of a few rows of Insee's own workbook (Licence Ouverte 2.0); `nd`, `nc` and empty cells are
there on purpose.
"""

from pathlib import Path

import openpyxl
import xlwt

HERE = Path(__file__).parent
TITLE = "Poids de l'économie sociale dans les emplois salariés du territoire (%)"
OTHER = "Taux d'emploi (%)"
ROWS = [
    ["Indicateurs- Dimension Economique"],
    [],
    [None, "REGIONS"],
    [None, None, None, "Modes de transport pour se rendre au travail "],
    [None, None, OTHER, None, TITLE, None, "Effort de recherche et développement (%)", None],
    [None, "Année", 2013.0, 2008.0, 2014.0, 2008.0, 2013.0, 2009.0],
    ["53", "Bretagne", 66.1, 66.0, 14.3, 13.5639331519627, 1.9, 1.8],
    [1.0, "Guadeloupe", 48.2, 49.1, "nd", 10.9676694053831, "nd", "nd"],
    ["06", "Mayotte", None, None, None, None, None, None],
    ["P", "France de province", 63.0, 63.1, 11.5, 10.9, 2.0, 2.0],
    ["M", "France métropolitaine", 64.0, 64.1, 10.5, 9.92, 2.2, 2.1],
    ["F ", "France (hors Mayotte)", 63.6, 63.7, 10.5, 9.9111648988188, 2.2, 2.1],
    ["nd : données non disponibles."],
    ["nc: données non déterminées"],
    [],
    [None, "DEPARTEMENTS"],
    [],
    [None, None, OTHER, None, TITLE.replace("sociale", "sociale et solidaire"), None],
    [None, "Année", 2013.0, 2008.0, 2014.0, 2008.0],
    ["01", "Ain", 69.0, 69.6, 11.595393329568596, 10.53],
    ["2A", "Corse-du-Sud", 62.0, 60.1, "nc", 7.12],
    [48.0, "Lozère", 68.0, 67.2, 27.4, 25.1],
    [976.0, "Mayotte", None, None, None, None],
    ["FHM ", "France hors Mayotte", 63.6, 63.7, 10.5, 9.91],
]


def write_xls(path: Path) -> None:
    """The original format of Insee's workbooks."""
    book = xlwt.Workbook()
    book.add_sheet("Synthèse").write(0, 0, "Indicateurs de contexte")
    sheet = book.add_sheet("Economie")
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    book.save(str(path))


def write_xlsx(path: Path) -> None:
    """The same workbook as a spreadsheet program saves it again."""
    book = openpyxl.Workbook()
    book.active.title = "Synthèse"
    sheet = book.create_sheet("Economie")
    for row, cells in enumerate(ROWS, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell is not None:
                sheet.cell(row, column, cell)
    book.save(path)


if __name__ == "__main__":
    write_xls(HERE / "itdd.xls")
    write_xlsx(HERE / "itdd.xlsx")
