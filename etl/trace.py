"""The walk of one value: from its declaration and its file to the observation in the database, in French."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import duckdb

from etl.declarations import Context
from etl.errors import UnknownObjectError, UnknownPlaceError
from etl.files import RAW, REFERENCE
from etl.registry import indicators, sources
from etl.trace_counted import Asked, counted_lines

ROWS_SHOWN = 12
RAW_PREFIX = "data/raw/"
TEXTS = frozenset({".csv", ".txt"})
STATUS_WORDS = {
    "observed": "valeur observée",
    "not_available": "non disponible",
    "secret": "secret statistique",
    "not_applicable": "sans objet",
}


@dataclass(frozen=True)
class Cell:
    """Which value is traced: an indicator, a territory (`level`, `code`), a period."""

    indicator_id: str
    level: str
    code: str
    period: str


@dataclass(frozen=True)
class Folders:
    """Where the lines are read: the committed tables, and what was fetched or imported."""

    reference: Path = REFERENCE
    raw: Path = RAW


def trace(connection: duckdb.DuckDBPyConnection, cell: Cell, folders: Folders) -> list[str]:
    """The lines of the walk; raises `UnknownObjectError` naming what exists when the cell does not."""
    indicator = _one(connection, "SELECT * FROM indicator WHERE indicator_id = $id", {"id": cell.indicator_id})
    if indicator is None:
        raise UnknownObjectError(
            "Indicateur", cell.indicator_id, _column(connection, "SELECT indicator_id FROM indicator")
        )
    territory = _one(
        connection, "SELECT * FROM territory WHERE level = $level AND code = $code",
        {"level": cell.level, "code": cell.code},
    )  # fmt: skip
    if territory is None:
        levels = _column(connection, "SELECT DISTINCT level FROM territory ORDER BY level")
        raise UnknownPlaceError(f"{cell.level}-{cell.code}", [f"{level}-CODE" for level in levels])
    observation = _one(
        connection,
        "SELECT * FROM observation WHERE indicator_id = $id AND level = $level AND code = $code AND period = $period",
        {"id": cell.indicator_id, "level": cell.level, "code": cell.code, "period": cell.period},
    )
    if observation is None:
        known = _column(
            connection,
            "SELECT DISTINCT level || ' ' || period FROM observation WHERE indicator_id = $id ORDER BY 1",
            {"id": cell.indicator_id},
        )
        raise UnknownObjectError("Couple niveau et année", f"{cell.level} {cell.period}", known)
    return [
        *_observation_lines(indicator, territory, observation),
        *_source_lines(connection, str(observation["source_id"]), "Source"),
        *_denominator_lines(connection, indicator),
        *_origin_lines(observation, folders),
        *counted_lines(connection, Asked(indicator, territory, observation), Context(folders.reference, folders.raw)),
        *_indicator_lines(indicator),
        *_golden_lines(connection, cell),
        *_check_lines(connection, cell.indicator_id),
    ]


def _observation_lines(
    indicator: dict[str, Any], territory: dict[str, Any], observation: dict[str, Any]
) -> Iterator[str]:
    value = observation["value"]
    shown = STATUS_WORDS[observation["status"]] if value is None else f"{value} {indicator['unit']}"
    place = f"{territory['name']} ({territory['level']}-{territory['code']})"
    yield f"{indicator['label']}, {place}, {observation['period']}"
    yield f"  Dans la base : {shown} ({STATUS_WORDS[observation['status']]})"
    if observation["note"]:
        yield f"  Note : {observation['note']}"


def _source_lines(connection: duckdb.DuckDBPyConnection, source_id: str, title: str) -> Iterator[str]:
    source = _one(connection, "SELECT * FROM source WHERE source_id = $id", {"id": source_id}) or {}
    yield f"{title} : {source['title']} ({source_id})"
    yield f"  Producteur : {source['producer']} ; licence : {source['licence']}"
    yield f"  Période : {source['period']}"
    yield f"  À citer : {source['citation']}"
    yield f"  Page : {source['landing_page']}"
    yield f"  Empreinte SHA-256 : {source['sha256']}"
    yield f"  État : {source['state']}, {source['row_count']} lignes"
    yield f"  Notre traitement : {source['processing']}"
    for trap in str(source["traps"]).splitlines():
        yield f"  Piège : {trap}"
    yield f"  Déclaration : etl/sources/{source_id}.py"


def _denominator_lines(connection: duckdb.DuckDBPyConnection, indicator: dict[str, Any]) -> Iterator[str]:
    if indicator["denominator_source_id"]:
        yield from _source_lines(connection, str(indicator["denominator_source_id"]), "Dénominateur")


def _origin_lines(observation: dict[str, Any], folders: Folders) -> Iterator[str]:
    for origin in observation["origin"] or []:
        file, rows = str(origin["file"]), [int(row) for row in origin["rows"]]
        yield f"Fichier : {file}, {len(rows)} ligne(s)" if rows else f"Fichier : {file}"
        found = _contents(folders, file, rows[:ROWS_SHOWN])
        for row in rows[:ROWS_SHOWN]:
            yield f"  ligne {row} : {found.get(row, '(voir le classeur importé dans data/raw)')}"
        if len(rows) > ROWS_SHOWN:
            yield f"  … et {len(rows) - ROWS_SHOWN} autres lignes"


def _contents(folders: Folders, file: str, rows: list[int]) -> dict[int, str]:
    """The text of some lines (the header is line 1) of a file; those that are not found are not there."""
    if not rows:
        return {}
    if (own := _own_reader(file)) and (path := folders.raw / file.removeprefix(RAW_PREFIX)).is_file():
        return own(path, rows)
    with ExitStack() as stack:
        stream = _opened(folders, file, stack)
        if stream is None:
            return {}
        wanted, last = set(rows), max(rows)
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        return {n: line.rstrip("\r\n") for n, line in enumerate(islice(text, last), start=1) if n in wanted}


def _own_reader(file: str) -> Callable[[Path, Sequence[int]], dict[int, str]] | None:
    """How a source shows the lines of its own file, when they hold more than may be shown or are no text."""
    source_id = file.removeprefix(RAW_PREFIX).partition("/")[0] if file.startswith(RAW_PREFIX) else ""
    module = next((module for module in sources() if module.SOURCE.id == source_id), None)
    return getattr(module, "lines_shown", None)


def _opened(folders: Folders, file: str, stack: ExitStack) -> IO[bytes] | None:
    """A file of the reference tables, or one that was kept (`data/raw/…`), or a member of one that is a zip."""
    if file.startswith(RAW_PREFIX):
        path = folders.raw / file.removeprefix(RAW_PREFIX)
        if path.parent.suffix == ".zip" and path.parent.is_file():
            archive = stack.enter_context(zipfile.ZipFile(path.parent))
            return stack.enter_context(archive.open(path.name)) if path.name in archive.namelist() else None
        return stack.enter_context(path.open("rb")) if path.is_file() and path.suffix in TEXTS else None
    candidates = [folders.reference / file, *sorted(folders.reference.rglob(file))]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        return None
    if found.suffix == ".gz":
        return stack.enter_context(cast("IO[bytes]", gzip.open(found)))
    return stack.enter_context(found.open("rb"))


def _indicator_lines(indicator: dict[str, Any]) -> Iterator[str]:
    module = next(
        (item.module for item in indicators() if item.declaration.id == indicator["indicator_id"]),
        "etl/indicators",
    )
    yield f"Indicateur : {indicator['indicator_id']}"
    yield f"  Définition : {indicator['definition']}"
    yield f"  Périmètre : {indicator['perimeter']}"
    yield f"  Calcul : {indicator['formula']} (SQL dans {module})"
    yield f"  Passage aux niveaux supérieurs : {indicator['rollup_reason']}"
    for caveat in indicator["caveats"]:
        yield f"  Limite : {caveat}"


def _golden_lines(connection: duckdb.DuckDBPyConnection, cell: Cell) -> Iterator[str]:
    rows = connection.execute(
        "SELECT level, code, period, value, tolerance, published_in FROM golden_value "
        "WHERE indicator_id = $id "
        "ORDER BY (level, code, period) = ($level, $code, $period) DESC, level, code, period",
        {"id": cell.indicator_id, "level": cell.level, "code": cell.code, "period": cell.period},
    ).fetchall()
    for level, code, period, value, tolerance, published_in in rows:
        same = " ← cette valeur" if (level, code, period) == (cell.level, cell.code, cell.period) else ""
        margin = f" (± {tolerance})" if tolerance else ""
        yield f"Valeur publiée ailleurs : {level}-{code} {period} = {value}{margin}, {published_in}{same}"


def _check_lines(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> Iterator[str]:
    rows = connection.execute(
        "SELECT label, expected, measured, passed FROM quality_check "
        "WHERE subject IN ($id, 'indicateurs', 'sources') ORDER BY subject, check_id",
        {"id": indicator_id},
    ).fetchall()
    for label, expected, measured, passed in rows:
        outcome = "réussi" if passed else "EN ÉCHEC"
        yield f"Contrôle {outcome} : {label} (attendu {expected}, mesuré {measured})"


def _one(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
    cursor = connection.execute(sql, parameters)
    row = cursor.fetchone()
    if row is None:
        return None
    return dict(zip([column[0] for column in cursor.description or []], row, strict=True))


def _column(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any] | None = None) -> list[str]:
    return [str(row[0]) for row in connection.execute(sql, parameters or {}).fetchall()]
