"""The build: a draft beside the database, filled, checked, then put in its place at once.

Whatever happens on the way (a failed check, a kill, a full disk) the former database is untouched. Two
builds of the same database wait for each other; the second finds the work done and does nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from etl.checks import run_checks, store_checks
from etl.counted import publish_counted
from etl.declarations import Context
from etl.difference import record_difference
from etl.draft import acquired, draft_of, put_in_place, quoted, remove, remove_stale_drafts, spill, version_in_place
from etl.errors import BuildLockedError, DiskFullError, FailedChecksError
from etl.files import PROJECT_ROOT, REFERENCE, SCHEMA, InputFile, fingerprint, input_files
from etl.full_disk import says_full
from etl.indicator_build import build_indicator
from etl.load import insert_rows
from etl.points import place_initiatives
from etl.registry import indicators, sources
from etl.source_build import load_source
from etl.sources import esus
from etl.structure_counts import publish_counts
from etl.structures import publish_structures
from observatory.model import SCHEMA_VERSION

LOCK_SECONDS = 120.0
DOCUMENTS = PROJECT_ROOT.parent / "shared" / "documents"
MEMORY_LIMIT = "2.5GB"  # of DuckDB; the process stays under 4 GiB with the whole of SIRENE
LOOKED_UP = ("territory", "observation")  # a page asks them for a few territories by their code
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class BuildResult:
    """What a build made: `built` is False when the database in place was already that of these inputs."""

    database: Path
    version: str
    built: bool
    seconds: float
    size_bytes: int
    row_counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def silent(_message: str, _share: float) -> None:
    """A report that says nothing."""


def build(
    database: Path, raw: Path, report: Report = silent, *, force: bool = False, reference: Path = REFERENCE
) -> BuildResult:
    """Build the database, or keep it when it is already the one of these inputs.

    `report` is called with a French sentence and the share done, 0 to 1. Raises an `EtlError` with the former
    database untouched.
    """
    started = time.monotonic()
    report("Lecture des fichiers d’entrée", 0.0)
    database = database.resolve()
    lock = FileLock(database.with_name(f"{database.name}.lock"))
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with acquired(
            lock, LOCK_SECONDS, lambda: report("Une autre construction est en cours, attente de sa fin", 0.0)
        ):
            inputs = input_files(reference, raw)
            version = fingerprint(inputs)
            if not force and version_in_place(database) == version:
                report("La base est déjà à jour", 1.0)
                return BuildResult(
                    database,
                    version,
                    built=False,
                    seconds=time.monotonic() - started,
                    size_bytes=database.stat().st_size,
                )
            remove_stale_drafts(database)
            draft = draft_of(database)
            try:
                counts, warnings = _fill(draft, Context(reference, raw), inputs, report)
                report("Comparaison avec la base précédente", 0.97)
                record_difference(draft, database)
                put_in_place(draft, database)
            finally:
                remove(draft)
    except Timeout as error:
        raise BuildLockedError(Path(lock.lock_file), LOCK_SECONDS) from error
    except (OSError, duckdb.Error) as error:
        if says_full(error):
            raise DiskFullError(database) from error
        raise
    report("Base prête", 1.0)
    return BuildResult(
        database,
        version,
        built=True,
        seconds=time.monotonic() - started,
        size_bytes=database.stat().st_size,
        row_counts=counts,
        warnings=warnings,
    )


def _fill(
    draft: Path, context: Context, inputs: list[InputFile], report: Report
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Fill the draft and check it; returns the rows of each table and the warnings."""
    connection = duckdb.connect(str(draft))
    try:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET checkpoint_threshold = '1GB'")
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"SET temp_directory = '{quoted(spill(draft))}'")
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        connection.execute("ATTACH ':memory:' AS staging")
        _load_sources(connection, context, report)
        place_initiatives(connection)
        publish_structures(connection)
        publish_counts(connection)
        esus.locate(connection)
        _compute_indicators(connection, report)
        publish_counted(connection)
        report("Contrôles", 0.85)
        results = run_checks(connection, DOCUMENTS)
        failures = [item.sentence for item in results if not item.passed and item.severity == "blocking"]
        if failures:
            raise FailedChecksError(failures)
        store_checks(connection, results)
        _insert_build(connection, inputs)
        counts = _row_counts(connection)
        for table in LOOKED_UP:
            connection.execute(f"CREATE INDEX {table}_by_code ON {table} (code)")
        connection.execute("DETACH staging")
        report("Écriture de la base", 0.93)
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    return counts, tuple(item.sentence for item in results if not item.passed)


def _load_sources(connection: duckdb.DuckDBPyConnection, context: Context, report: Report) -> None:
    modules = sources()
    for rank, module in enumerate(modules):
        report(f"Source : {module.SOURCE.title}", 0.02 + 0.58 * rank / len(modules))
        load_source(connection, context, module)


def _compute_indicators(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    registered = indicators()
    for rank, item in enumerate(registered):
        report(f"Indicateur : {item.declaration.label}", 0.6 + 0.25 * rank / len(registered))
        build_indicator(connection, item.declaration)


def _insert_build(connection: duckdb.DuckDBPyConnection, inputs: list[InputFile]) -> None:
    described = [{"path": item.path, "sha256": item.sha256, "size_bytes": item.size_bytes} for item in inputs]
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    row = (fingerprint(inputs), SCHEMA_VERSION, now, described)
    insert_rows(connection, "build", ("version", "schema_version", "built_at", "inputs"), [row])


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY table_name"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        counts[str(table)] = 0 if row is None else int(row[0])
    return counts
