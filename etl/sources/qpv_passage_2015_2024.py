"""Which QPV of 2015 each QPV of 2024 comes from (ANCT), when the file was imported.

Traps: up to three QPV of 2015 in three columns; a QPV of 2024 without any is new; a QPV of 2015 may be named on
several lines (divided) or on none (gone, known only when the perimeters of 2015 are complete).
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.errors import InvalidValueError
from etl.kept import kept_file, loaded_from
from etl.load import insert_rows
from etl.producer_csv import ProducerTable, read_producer_csv

SOURCE = SourceDeclaration(
    id="qpv_passage_2015_2024",
    title="Correspondance entre les quartiers prioritaires de 2015 et de 2024",
    producer="ANCT",
    landing_page="https://www.data.gouv.fr/fr/datasets/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/",
    licence=LICENCE_OUVERTE_2,
    period="2024",
    geography_year=2024,
    retrieved_on=None,
    citation="ANCT, liste de correspondance entre les quartiers prioritaires de 2024 et de 2015",
    processing="Une ligne par couple de quartiers ; le statut est celui du producteur.",
    traps=("Les deux générations ne se suivent pas : ce ne sont pas les mêmes périmètres.",),
    files=(),
    order=43,
    next_update="non annoncée",
    # The page of the data set: the resource is found there by the name of its file.
    remote=Remote(
        address="https://www.data.gouv.fr/fr/datasets/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/",
        file_name="liste-correspondance-qp2024-qp2015.csv",
        kind="csv",
        min_bytes=10_000,
    ),
)
PREDECESSORS = ("qp2015_1", "qp2015_2", "qp2015_3")
NEEDED = {name: (name,) for name in ("qp2024", "statut", "qp2015_1")}
OPTIONAL = {name: (name,) for name in PREDECESSORS[1:]}
PATTERNS = {"qp2024": re.compile(r"QN\w{6}"), "qp2015": re.compile(r"QP\w{6}")}

Passage = tuple[str | None, str | None, str | None]


def read_passage(path: Path) -> list[Passage]:
    """The couples of a passage file: code of 2015 (None for a new QPV), code of 2024 (None for a gone one), status."""
    table = read_producer_csv(path, NEEDED, OPTIONAL)
    couples: dict[Passage, None] = {}
    for row, line in enumerate(table.lines):
        new = _code(table, row, "qp2024", line)
        former: list[str | None] = [code for name in PREDECESSORS if (code := _code(table, row, name, line))]
        status = table.cells["statut"][row] or None
        if new is None and not former:
            raise InvalidValueError(table.name, line, "QP2024", "", "un code de 2024 ou de 2015")
        couples |= {(code, new, status): None for code in (former or [None])}
    return list(couples)


def _code(table: ProducerTable, row: int, column: str, line: int) -> str | None:
    cell = table.cells[column][row].upper()
    if not cell:
        return None
    if not PATTERNS[column.partition("_")[0]].fullmatch(cell):
        raise InvalidValueError(table.name, line, column.upper(), cell, "un code de quartier prioritaire")
    return cell


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the imported file into `staging.qpv_passage`; the source is `absent` when there is none."""
    connection.execute("CREATE TABLE staging.qpv_passage (qpv_2015 VARCHAR, qpv_2024 VARCHAR, status VARCHAR)")
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    couples = read_passage(kept[0])
    insert_rows(connection, "staging.qpv_passage", ("qpv_2015", "qpv_2024", "status"), couples)
    return loaded_from(kept[1], len(couples))


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish the passage; its codes are checked against the perimeters, as a warning."""
    connection.execute("INSERT INTO qpv_passage SELECT * FROM staging.qpv_passage ORDER BY ALL")
