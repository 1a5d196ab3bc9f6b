"""The enterprises agreed as « entreprise solidaire d’utilité sociale » (ESUS), when the national list was kept.

Traps: only the SIREN is known of the layout, so its column is searched for by name in the first rows of every sheet;
a spreadsheet drops the zeros of a SIREN and turns it into a number; the list has no address, so where an enterprise is
comes from the structures loaded beside it; the address of the file changes at each edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.errors import AmbiguousColumnError, InvalidValueError, MissingColumnsError
from etl.kept import kept_file, loaded_from
from etl.load import insert_rows
from etl.workbooks import Cell, Sheet, read_workbook
from observatory.model import fold

SOURCE = SourceDeclaration(
    id="esus",
    title="Liste nationale des entreprises solidaires d’utilité sociale (ESUS)",
    producer="Direction générale du Trésor",
    landing_page="https://www.tresor.economie.gouv.fr/banque-assurance-finance/finance-sociale-et-solidaire/"
    "liste-nationale-agrements-esus",
    licence=LICENCE_OUVERTE_2,
    period="agréments en cours à la date de la liste",
    geography_year=None,
    retrieved_on=None,
    citation="Direction générale du Trésor, liste nationale des agréments ESUS",
    processing="SIREN remis à neuf chiffres, chacun compté une fois ; lieux pris dans les structures chargées.",
    traps=(
        "La liste ne donne pas d’adresse : une entreprise absente des structures chargées n’est comptée qu’en France.",
        "L’adresse du fichier change à chaque édition : la page du producteur donne la nouvelle.",
    ),
    files=(),
    order=52,
    next_update="avant le 1er février, complétée avant le 1er juillet",
    formats=("xlsx", "xls"),
    remote=Remote(
        address="https://www.tresor.economie.gouv.fr/Institutionnel/Niveau3/Pages/"
        "fbd397c7-b0a9-42a3-8b07-5d50637b634e/files/1b886032-0134-4b10-8c52-e895b8e8922e",
        file_name="liste_nationale_esus.xlsx",
        kind="xlsx",
        min_bytes=20_000,
    ),
)
HEADER_ROWS = 30
MAX_BAD_SHARE = 0.01
SIREN = re.compile(r"\d{9}")
DIGITS = 9
SEPARATORS = re.compile(r"[\s\u00a0\u202f.]")


@dataclass(frozen=True)
class Agreed:
    """The SIREN of a list, each once, and its first row (1-based); those whose control digit is wrong; what was left.

    `unreadable` are the cells left aside, `repeated` the lines whose SIREN was there already.
    """

    sirens: tuple[str, ...]
    rows: tuple[int, ...]
    wrong_key: tuple[str, ...]
    unreadable: tuple[str, ...]
    repeated: int

    @property
    def remark(self) -> str:
        """What was noticed, in French; empty when nothing was."""
        said = []
        if self.repeated:
            said.append(f"{self.repeated} ligne(s) de même SIREN réunie(s)")
        if self.wrong_key:
            said.append(f"{len(self.wrong_key)} SIREN dont la clé de contrôle est fausse, gardé(s)")
        if self.unreadable:
            said.append(f"{len(self.unreadable)} cellule(s) sans SIREN lisible laissée(s) de côté")
        return f"{' ; '.join(said)}." if said else ""


def read_agreed(path: Path) -> Agreed:
    """The SIREN of the workbook's only SIREN column.

    Raises when no sheet has such a column, when several have, or when more than one cell in a hundred is no SIREN.
    """
    sheets = read_workbook(path)
    sheet, header, column = _only_column(path.name, sheets)
    found: dict[str, int] = {}
    unreadable, lines = [], 0
    for row, cell in enumerate(_below(sheet, header, column), start=header + 1):
        if cell is None:
            continue
        lines += 1
        siren = siren_of(cell)
        if siren is None:
            unreadable.append((row, str(cell)))
        else:
            found.setdefault(siren, row + 1)
    if unreadable and len(unreadable) > MAX_BAD_SHARE * lines:
        row, text = unreadable[0]
        raise InvalidValueError(f"{path.name}, feuille {sheet.name}", row + 1, "SIREN", text[:40], "neuf chiffres")
    if not found:
        raise MissingColumnsError(path.name, ["des SIREN sous l’en-tête"], [sheet.origin(header, column)])
    wrong = tuple(siren for siren in found if not has_right_key(siren))
    return Agreed(
        tuple(found),
        tuple(found.values()),
        wrong,
        tuple(text for _, text in unreadable),
        lines - len(unreadable) - len(found),
    )


def _only_column(name: str, sheets: Sequence[Sheet]) -> tuple[Sheet, int, int]:
    """The sheet, row and column of the only header that says SIREN: 0-based."""
    found = [(sheet, row, column) for sheet in sheets for row, column in _siren_headers(sheet)]
    if not found:
        first = [str(cell) for sheet in sheets for row in sheet.rows[:3] for cell in row if cell is not None]
        raise MissingColumnsError(name, [f"une colonne « SIREN » dans les {HEADER_ROWS} premières lignes"], first[:20])
    # A title that says SIREN is not a header: nothing under it is one, or the header is under it.
    filled = [place for place in found if any(siren_of(cell) for cell in _below(*place))] if len(found) > 1 else found
    columns = {(sheet.name, column): (sheet, row, column) for sheet, row, column in filled or found}
    if len(columns) > 1:
        raise AmbiguousColumnError(
            name, "SIREN", [sheet.origin(row, column) for sheet, row, column in columns.values()]
        )
    return next(iter(columns.values()))


def _siren_headers(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for row, cells in enumerate(sheet.rows[:HEADER_ROWS]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and "siren" in fold(cell).split():
                yield row, column


def _below(sheet: Sheet, header: int, column: int) -> list[Cell]:
    return [sheet.cell(row, column) for row in range(header + 1, len(sheet.rows))]


def siren_of(cell: Cell) -> str | None:
    """The nine digits of a cell, its lost zeros given back; None when it holds none."""
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and cell > 0 else ""
    else:
        text = SEPARATORS.sub("", cell or "")
    # Six digits at least: a rank in the margin or a year is not a SIREN that has lost its zeros.
    if not re.fullmatch(r"\d{6,9}", text):
        return None
    return text.zfill(DIGITS)


def has_right_key(siren: str) -> bool:
    """Tell whether the last digit of a SIREN is the one that Luhn's formula gives."""
    doubled = (int(digit) * (2 if rank % 2 else 1) for rank, digit in enumerate(reversed(siren)))
    return sum(value - 9 if value >= 10 else value for value in doubled) % 10 == 0  # noqa: PLR2004 - digits of a sum


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the kept list into `staging.esus`; the source is `absent` when there is none."""
    connection.execute("CREATE TABLE staging.esus (siren VARCHAR PRIMARY KEY, source_row INTEGER, file VARCHAR)")
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    agreed = read_agreed(kept[0])
    file = f"data/raw/{SOURCE.id}/{kept[0].name}"
    listed = [(siren, row, file) for siren, row in zip(agreed.sirens, agreed.rows, strict=True)]
    insert_rows(connection, "staging.esus", ("siren", "source_row", "file"), listed)
    return loaded_from(kept[1], len(agreed.sirens), agreed.remark)


def lines_shown(path: Path, rows: Sequence[int]) -> dict[int, str]:
    """What the trace shows of some rows of the workbook: the SIREN, never a name."""
    agreed = read_agreed(path)
    wanted = set(rows)
    return {row: f"SIREN {siren}" for siren, row in zip(agreed.sirens, agreed.rows, strict=True) if row in wanted}


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing yet: the enterprises are located once the structures are published."""


LOCATE = """
CREATE TABLE staging.esus_place AS
SELECT DISTINCT e.siren, t.level, t.code
FROM staging.esus e
JOIN structure s ON s.siren = e.siren AND s.commune_code IS NOT NULL AND s.active IS DISTINCT FROM false
JOIN territory c ON c.level = 'commune' AND c.code = s.commune_code
JOIN territory t ON (t.level = 'commune' AND t.code = c.code) OR (t.level = 'epci' AND t.code = c.epci_code)
    OR (t.level = 'ept' AND t.code = c.ept_code) OR (t.level = 'departement' AND t.code = c.departement_code)
    OR (t.level = 'region' AND t.code = c.region_code)
"""
UNLOCATED = """
INSERT INTO unresolved
SELECT 'esus', count(*) || ' entreprises agréées sur ' || (SELECT count(*) FROM staging.esus),
    'SIREN absent des structures chargées, ou sans établissement actif dont la commune est connue : '
    || 'comptées en France, dans aucun autre territoire'
FROM staging.esus WHERE siren NOT IN (SELECT siren FROM staging.esus_place) HAVING count(*) > 0
"""


def locate(connection: duckdb.DuckDBPyConnection) -> None:
    """Place the agreed enterprises where their structures are; how many cannot be is reported."""
    connection.execute(LOCATE)
    connection.execute(UNLOCATED)
