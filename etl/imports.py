"""Files that a person brings by hand: checked, then kept under `data/raw` for the next build."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.errors import UnknownObjectError
from etl.sources import insee_itdd


@dataclass(frozen=True)
class Imported:
    """What an import kept: where, how many values, for which periods."""

    path: Path
    value_count: int
    periods: tuple[str, ...]


def import_insee_itdd(file: Path, raw: Path) -> Imported:
    """Check Insee's workbook and keep it under `data/raw/insee_itdd`; nothing is kept when it is not one."""
    shares = insee_itdd.read_shares(file)
    kept = _keep(file, raw / insee_itdd.FOLDER)
    values = [share for share in shares if share.share_pct is not None]
    return Imported(kept, len(values), tuple(sorted({share.period for share in shares})))


IMPORTERS: Mapping[str, Callable[[Path, Path], Imported]] = {"insee_itdd": import_insee_itdd}


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
