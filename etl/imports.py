"""Files that a person brings by hand: tried by their own source, then kept under `data/raw` for the next build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from etl.editions import source_lock, take_in
from etl.errors import QuarantinedError, UnknownObjectError
from etl.files import sha256_of
from etl.formats import check_format
from etl.french import day_of, today
from etl.kept import Imported, Kept, kept_name
from etl.registry import SourceModule, sources
from etl.trial import try_file

Importer = Callable[[Path, Path], Imported]


def importable_sources() -> dict[str, SourceModule]:
    """The sources a file may be brought for: those with an address, and those that say so."""
    return {
        module.SOURCE.id: module for module in sources() if module.SOURCE.remote is not None or module.SOURCE.importable
    }


def import_file(source_id: str, file: Path, raw: Path) -> Imported:
    """Load and publish the file as a build would, beside, then keep it; nothing is kept when that fails.

    A source may have an `import_file(file, raw)` of its own. Raises `QuarantinedError` when the file has lost too much
    against the edition in use: it is then put aside.
    """
    known = importable_sources()
    if source_id not in known:
        raise UnknownObjectError("Source à importer", source_id, sorted(known))
    module = known[source_id]
    check_format(source_id, file, module.SOURCE.accepted)
    own = cast("Importer | None", getattr(module, "import_file", None))
    return own(file, raw) if own is not None else _import_kept(module, file, raw)


def _import_kept(module: SourceModule, file: Path, raw: Path) -> Imported:
    source_id, now = module.SOURCE.id, today()
    checksum = sha256_of(file)
    name = kept_name(file.name, checksum)
    kept = Kept(name, checksum, file.stat().st_size, now, edition=f"fichier importé le {day_of(now)}")
    trial = try_file(module, file, kept)
    with source_lock(raw, source_id):
        report = take_in(module, raw, file, kept, trial)
    if report:
        raise QuarantinedError(report)
    return Imported(raw / source_id / name, trial.row_count, (module.SOURCE.period,), trial.remark)
