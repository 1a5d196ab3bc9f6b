"""Taking in a new edition of a source: in the place of the former one, or put aside when it has lost something.

An edition put aside stays in `data/raw/<source>/quarantine` with `report.json` and `rapport.txt`; it is not loaded, the
former one stays in use, until `accept` takes it in and records the decision. Only sources that a producer publishes
(those with an address) are compared: a file of one's own may be replaced by any other.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from etl.errors import BusySourceError, ChangedImportError, EtlError, NothingToAcceptError
from etl.files import sha256_of
from etl.french import day_of, today, typeset
from etl.kept import REPORT, Kept, install, kept_file, read_manifest
from etl.profiles import Profile, changes, from_json, to_json
from etl.registry import SourceModule
from etl.trial import Trial, try_file
from observatory.model import QUARANTINE, QUARANTINE_REPORT


@contextmanager
def source_lock(raw: Path, source_id: str) -> Iterator[None]:
    """Have the files of a source for oneself; raises at once when another process has them."""
    raw.mkdir(parents=True, exist_ok=True)
    lock = FileLock(raw / f".{source_id}.lock")
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout as error:
        raise BusySourceError(source_id) from error


def former_edition(raw: Path, source_id: str) -> Kept | None:
    """The edition in use, None when there is none or it is damaged: the next one then replaces it."""
    try:
        found = kept_file(raw, source_id)
    except ChangedImportError:
        return None
    return None if found is None else found[1]


def edition_aside(raw: Path, source_id: str) -> Kept | None:
    """The edition put aside, None when there is none."""
    kept = read_manifest(raw / source_id / QUARANTINE, source_id)
    return kept if kept is not None and (raw / source_id / QUARANTINE / kept.file).is_file() else None


def report_aside(raw: Path, source_id: str) -> str:
    """The French text of what changed in the edition put aside, empty when there is none."""
    path = raw / source_id / QUARANTINE / QUARANTINE_REPORT
    return path.read_text(encoding="utf-8") if path.exists() else ""


def take_in(module: SourceModule, raw: Path, file: Path, kept: Kept, trial: Trial) -> str:
    """Keep a tried file as the edition in use, or put it aside: returns the report, empty when it is in use.

    The caller holds the lock of the source; `file` stays where it is.
    """
    source_id = module.SOURCE.id
    described = replace(kept, profile=to_json(trial.profile))
    former = former_edition(raw, source_id) if module.SOURCE.remote is not None else None
    before = _former_profile(module, raw, former)
    found = changes(before, trial.profile) if before is not None else []
    folder = raw / source_id
    if not found or former is None:
        install(file, folder, described)
        shutil.rmtree(folder / QUARANTINE, ignore_errors=True)
        return ""
    report = _report(module, former, described, found)
    aside = folder / QUARANTINE
    aside.mkdir(parents=True, exist_ok=True)
    content = {
        "source": source_id,
        "on": today(),
        "changes": found,
        "former": {"sha256": former.sha256, "edition": former.edition, "profile": to_json(before or {})},
        "new": {"sha256": kept.sha256, "edition": kept.edition, "profile": described.profile},
    }
    (aside / REPORT).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (aside / QUARANTINE_REPORT).write_text(report, encoding="utf-8")
    install(file, aside, described)
    return report


def _former_profile(module: SourceModule, raw: Path, former: Kept | None) -> Profile | None:
    """What the edition in use holds; counted again when it was kept without being counted."""
    if former is None:
        return None
    known = from_json(former.profile)
    if known is not None:
        return known
    try:
        return try_file(module, raw / module.SOURCE.id / former.file, former).profile
    except EtlError:
        return None


def _report(module: SourceModule, former: Kept, new: Kept, found: list[str]) -> str:
    source = module.SOURCE
    heading = (
        f"{source.id}, {source.title} : la nouvelle édition ({_named(new)}) est mise en quarantaine, l’édition en "
        f"service ({_named(former)}) est gardée."
    )
    advice = f"Si le producteur a voulu ces changements : « python -m etl fetch --accept {source.id} »."
    return typeset("\n".join([heading, *(f"  - {sentence}" for sentence in found), advice])) + "\n"


def _named(kept: Kept) -> str:
    return kept.edition or day_of(kept.retrieved_on) or kept.retrieved_on


def accept(module: SourceModule, raw: Path) -> Kept:
    """Take in the edition put aside, with the day and the report of the decision; the former one goes.

    The files are linked before the manifest changes: a kill leaves the former edition or the accepted one in use.
    """
    source_id = module.SOURCE.id
    with source_lock(raw, source_id):
        kept = edition_aside(raw, source_id)
        if kept is None:
            raise NothingToAcceptError(source_id)
        path = raw / source_id / QUARANTINE / kept.file
        if sha256_of(path) != kept.sha256:
            raise ChangedImportError(path, source_id)
        decision = {"on": today(), "report": report_aside(raw, source_id)}
        accepted = replace(kept, accepted=decision)
        install(path, raw / source_id, accepted)
        shutil.rmtree(raw / source_id / QUARANTINE, ignore_errors=True)
    return accepted
