"""Reader of Insee's original workbooks « Indicateurs territoriaux de développement durable » (all editions).

Traps of the layout: sheets *Economie* or *Social* stack two tables, REGIONS then DEPARTEMENTS; the title of
the measure stands over one or several columns of years, the row « Année » may be the next one or the second
next; codes are text or numbers, without their zeros; `P`, `M`, `F`, `FHM` are province, métropole and
France, written in both tables; an absent value is `nd`, `nc` or an empty cell; the spelling of the title
changes from one edition, and even from one table, to the next.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.errors import InvalidValueError, MalformedFileError
from etl.files import sha256_of_all
from etl.kept import Imported
from etl.load import check_codes, stage
from etl.readers import Column, Layout, Table, check_unique, required
from etl.workbooks import Cell, Sheet, read_workbook

FOLDER = "insee_itdd"
TITLE = re.compile(r"poids de l['’]économie sociale( et solidaire)? dans les emplois salariés", re.IGNORECASE)
SECTIONS = {"REGIONS": "region", "DEPARTEMENTS": "departement"}
AGGREGATES = {
    "P": ("zone", "FR_PROVINCE"),
    "M": ("zone", "FR_METRO"),
    "F": ("france", "FR"),
    "FHM": ("france", "FR"),
}
CODE = re.compile(r"\d{1,3}|2[AB]")
ABSENT = {"nd", "nc"}
DECIMALS = 4
HUNDRED_PCT = 100

SOURCE = SourceDeclaration(
    id="insee_itdd",
    title="Indicateurs territoriaux de développement durable, classeur d’origine",
    producer="Insee",
    landing_page="https://www.insee.fr/fr/statistiques",
    licence=LICENCE_OUVERTE_2,
    period="selon le classeur importé",
    geography_year=2016,
    retrieved_on=None,
    citation="Insee, Clap (indicateurs territoriaux de développement durable)",
    processing="Part de l’économie sociale lue dans les deux tableaux empilés du classeur ; quand il est "
    "importé, "
    "ses valeurs prennent la place de celles de la table embarquée pour les mêmes années.",
    traps=("Régions et départements empilés dans une feuille ; codes sans zéros ; « nd », « nc » ou case vide.",),
    files=(),
    order=11,
    formats=("xls", "xlsx"),
    importable=True,
)

LAYOUT = Layout(
    (
        required("level"),
        required("code"),
        required("name"),
        required("period"),
        Column("share_pct", kind="number"),
        required("origin"),
    ),
    key=("level", "code", "period"),
)


@dataclass(frozen=True)
class Share:
    """A share of the ESS in salaried employment (%), None when the producer gives none, and its cell."""

    level: str
    code: str
    name: str
    period: str
    share_pct: float | None
    origin: str


def read_shares(path: Path) -> list[Share]:
    """Every share of the ESS in the workbook; raises when no sheet has the measure.

    The régions' table gives France, métropole and province; the départements' one repeats them, rounded, and
    they are not read twice.
    """
    found = [share for sheet in read_workbook(path) for share in _sheet_shares(sheet)]
    if not found:
        raise MalformedFileError(
            path.name,
            "aucune feuille n’a de colonne « Poids de l’économie sociale dans les emplois salariés » sous "
            "un titre "
            "REGIONS ou DEPARTEMENTS",
            "Donnez le classeur ITDD ou DD-indic de l’Insee.",
        )
    return found


def _sheet_shares(sheet: Sheet) -> list[Share]:
    shares: list[Share] = []
    level: str | None = None
    columns: dict[int, str] = {}
    title_column: int | None = None
    for row in range(len(sheet.rows)):
        heading = sheet.cell(row, 1)
        if heading in SECTIONS:
            level, columns, title_column = SECTIONS[str(heading)], {}, None
        title_column = next(
            (c for c, cell in enumerate(sheet.rows[row]) if isinstance(cell, str) and TITLE.search(cell)),
            title_column,
        )
        if heading == "Année" and title_column is not None:
            columns = _year_columns(sheet, row, title_column)
            continue
        if level is not None and columns:
            shares += _row_shares(sheet, row, level, columns)
    return shares


def _year_columns(sheet: Sheet, row: int, first: int) -> dict[int, str]:
    """The columns under the title: its own and those at its right that have a year and no title of theirs."""
    columns = {}
    for column in range(first, len(sheet.rows[row])):
        titles = [sheet.cell(above, column) for above in range(max(0, row - 2), row)]
        year = sheet.cell(row, column)
        if (column > first and any(isinstance(title, str) for title in titles)) or not isinstance(year, float):
            break
        columns[column] = str(int(year))
    return columns


def _row_shares(sheet: Sheet, row: int, level: str, columns: dict[int, str]) -> list[Share]:
    code, name = _code(sheet.cell(row, 0)), sheet.cell(row, 1)
    if code is None or not isinstance(name, str):
        return []
    if code in AGGREGATES:
        if level == "departement":
            return []
        level, code = AGGREGATES[code]
    elif CODE.fullmatch(code):
        code = code.zfill(2)
    else:
        return []
    return [
        Share(level, code, name, period, _value(sheet, row, column), sheet.origin(row, column))
        for column, period in columns.items()
    ]


def _code(cell: Cell) -> str | None:
    if isinstance(cell, float):
        return str(int(cell))
    return cell


def _value(sheet: Sheet, row: int, column: int) -> float | None:
    cell = sheet.cell(row, column)
    if cell is None or (isinstance(cell, str) and cell.lower() in ABSENT):
        return None
    if isinstance(cell, str) or not 0 <= cell <= HUNDRED_PCT:
        raise InvalidValueError(
            f"{sheet.workbook}[{sheet.name}]",
            row + 1,
            sheet.origin(row, column).rsplit(" ", 1)[1],
            str(cell),
            "une part en % entre 0 et 100, « nd », « nc » ou une case vide",
        )
    return round(cell, DECIMALS)


def import_file(file: Path, raw: Path) -> Imported:
    """Check a workbook and keep it beside the others (each edition has its own years); a wrong one is not kept."""
    shares = read_shares(file)
    folder = raw / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file.name
    if target.resolve() != file.resolve():
        draft = folder / f".{file.name}.draft"
        shutil.copyfile(file, draft)
        draft.replace(target)
    values = [share for share in shares if share.share_pct is not None]
    return Imported(target, len(values), tuple(sorted({share.period for share in shares})))


def workbooks(raw: Path) -> list[Path]:
    """The workbooks imported under `data/raw/insee_itdd`."""
    folder = raw / FOLDER
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in {".xls", ".xlsx"})


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the imported workbooks into `staging.insee_itdd`; the source is `absent` when there is none.

    A value present in two editions is taken from the last one by file name.
    """
    paths = workbooks(context.raw)
    shares: dict[tuple[str, str, str], Share] = {}
    for path in paths:
        shares |= {(share.level, share.code, share.period): share for share in read_shares(path)}
    columns = [column.name for column in LAYOUT.columns]
    values = {name: [getattr(share, name) for share in shares.values()] for name in columns}
    table = Table(FOLDER, LAYOUT, values, list(range(1, len(shares) + 1)))
    check_unique(table)
    stage(connection, "insee_itdd", table)
    if not paths:
        return Loaded("absent", 0, "")
    return Loaded("fetched", len(table), sha256_of_all(paths))


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Check the codes; the values are used by the indicator `part_ess_emploi`."""
    check_codes(connection, "insee_itdd", "level", "CASE WHEN level <> 'zone' THEN code END")
