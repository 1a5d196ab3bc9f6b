"""Files that a person brings by hand: checked by loading them, then kept under `data/raw` for the next build."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from etl.build import load_source
from etl.declarations import Context
from etl.errors import UnknownObjectError
from etl.files import REFERENCE, SCHEMA
from etl.kept import keep
from etl.registry import SourceModule
from etl.sources import (
    cog,
    insee_itdd,
    liste_ess,
    qpv_2015,
    qpv_2024,
    qpv_passage_2015_2024,
    sirene_geolocalisation,
    structures_file,
)


@dataclass(frozen=True)
class Imported:
    """What an import kept: where, how many rows or values, for which periods, what was noticed."""

    path: Path
    value_count: int
    periods: tuple[str, ...]
    remark: str = ""


def import_insee_itdd(file: Path, raw: Path) -> Imported:
    """Check Insee's workbook and keep it under `data/raw/insee_itdd`; nothing is kept when it is not one."""
    shares = insee_itdd.read_shares(file)
    kept = _keep(file, raw / insee_itdd.FOLDER)
    values = [share for share in shares if share.share_pct is not None]
    return Imported(kept, len(values), tuple(sorted({share.period for share in shares})))


def _importer(module: SourceModule) -> Callable[[Path, Path], Imported]:
    def run(file: Path, raw: Path) -> Imported:
        return _import_kept(module, file, raw)

    return run


def _import_kept(module: SourceModule, file: Path, raw: Path) -> Imported:
    """Load and publish the file as a build would, in memory, then keep it; nothing is kept when that fails."""
    source_id = module.SOURCE.id
    today = datetime.now(UTC).date().isoformat()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        trial = Path(folder)
        keep(file, trial / source_id, today)
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        connection.execute("ATTACH ':memory:' AS staging")
        load_source(connection, Context(REFERENCE, trial), cog)
        loaded = load_source(connection, Context(REFERENCE, trial), module)
    kept = keep(file, raw / source_id, today)
    return Imported(kept, loaded.row_count, (module.SOURCE.period,), loaded.remark)


KEPT_SOURCES: tuple[SourceModule, ...] = (
    qpv_2015,
    qpv_2024,
    qpv_passage_2015_2024,
    liste_ess,
    sirene_geolocalisation,
    structures_file,
)
IMPORTERS: Mapping[str, Callable[[Path, Path], Imported]] = {
    "insee_itdd": import_insee_itdd,
    **{module.SOURCE.id: _importer(module) for module in KEPT_SOURCES},
}


def import_file(source_id: str, file: Path, raw: Path) -> Imported:
    """Import a file for a source that takes one."""
    if source_id not in IMPORTERS:
        raise UnknownObjectError("Source à importer", source_id, sorted(IMPORTERS))
    return IMPORTERS[source_id](file, raw)


def _keep(file: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file.name
    if target.resolve() != file.resolve():
        draft = folder / f".{file.name}.draft"
        shutil.copyfile(file, draft)
        draft.replace(target)
    return target
