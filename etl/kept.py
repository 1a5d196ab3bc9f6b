"""The file kept for a source, brought by hand or downloaded: one file, its checksum, where and when it came from.

The manifest names the file in use. A file is written beside the former one, then the manifest is replaced at once: a
kill at any moment leaves the former edition or the new one in use, whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from etl.declarations import Loaded
from etl.errors import ChangedImportError
from etl.files import sha256_of
from observatory.model import QUARANTINE, QUARANTINE_REPORT

MANIFEST = "import.json"
REPORT = "report.json"
PARTIAL = (".part", ".part.json")


@dataclass(frozen=True)
class Kept:
    """A file kept under `data/raw/<source>`: its name there, its checksum, the day it came.

    `address`, `etag` and `last_modified` are those of the download, None for a file brought by hand; `edition` names
    the edition in French; `profile` is what was counted in it (see `etl.profiles`); `accepted` holds the day and the
    report of the decision when someone accepted an edition that had been put aside.
    """

    file: str
    sha256: str
    size_bytes: int
    retrieved_on: str
    address: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    edition: str | None = None
    profile: Mapping[str, Any] | None = None
    accepted: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Imported:
    """What an import kept: where, how many rows or values, for which periods, what was noticed."""

    path: Path
    value_count: int
    periods: tuple[str, ...]
    remark: str = ""


def loaded_from(manifest: Kept, row_count: int, remark: str = "") -> Loaded:
    """What a source that was read from its kept file says of itself."""
    return Loaded(
        "fetched",
        row_count,
        manifest.sha256,
        manifest.retrieved_on,
        remark,
        manifest.edition,
        manifest.address,
        manifest.size_bytes,
    )


def kept_name(file_name: str, sha256: str) -> str:
    """The name a file is kept under: two editions never share one."""
    return f"{sha256[:12]}-{file_name}"


def shown_name(kept: Kept) -> str:
    """The name that the person or the producer gave to a kept file."""
    return kept.file.removeprefix(f"{kept.sha256[:12]}-")


def keep(file: Path, folder: Path, retrieved_on: str) -> Path:
    """Copy a checked file into its folder and point the manifest to it; the former one goes."""
    checksum = sha256_of(file)
    return install(file, folder, Kept(kept_name(file.name, checksum), checksum, file.stat().st_size, retrieved_on))


def install(file: Path, folder: Path, kept: Kept) -> Path:
    """Put a checked file in its folder under the name of `kept`, then write the manifest, each at once.

    The file is linked where the disk allows it, else copied; it stays where it is. What the manifest no longer names
    is removed last; partial downloads and reports stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / kept.file
    if not target.exists() or target.resolve() != file.resolve():
        draft = folder / f".{target.name}.draft"
        draft.unlink(missing_ok=True)
        _link_or_copy(file, draft)
        _flush(draft)
        draft.replace(target)
    write_manifest(folder, kept)
    for other in folder.iterdir():
        named = other.name in {target.name, MANIFEST, REPORT, QUARANTINE_REPORT} or other.name.endswith(PARTIAL)
        if other.is_file() and not named:
            other.unlink()
    return target


def _link_or_copy(file: Path, draft: Path) -> None:
    """A second name for one of our own files; a copy of a reader's file, which may change afterwards."""
    if file.name.endswith(PARTIAL) or file.parent.name == QUARANTINE:
        try:
            os.link(file, draft)
        except OSError:
            pass
        else:
            return
    shutil.copyfile(file, draft)


def write_manifest(folder: Path, kept: Kept) -> None:
    """Replace the manifest at once."""
    draft = folder / f".{MANIFEST}.draft"
    filled = {name: value for name, value in asdict(kept).items() if value is not None}
    draft.write_text(json.dumps(filled, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _flush(draft)
    draft.replace(folder / MANIFEST)


def read_manifest(folder: Path, source_id: str) -> Kept | None:
    """The manifest of a folder, None when there is none; the file it names is not looked at."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        return None
    try:
        return Kept(**json.loads(manifest.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ChangedImportError(manifest, source_id) from error


def kept_file(raw: Path, source_id: str) -> tuple[Path, Kept] | None:
    """The file kept for a source, None when nothing was brought; raises when it is no longer the one checked."""
    kept = read_manifest(raw / source_id, source_id)
    if kept is None:
        return None
    path = raw / source_id / kept.file
    if Path(kept.file).name != kept.file or not path.is_file() or sha256_of(path) != kept.sha256:
        raise ChangedImportError(path, source_id)
    return path, kept


def _flush(path: Path) -> None:
    """Have the content on the disk before the name that promises it."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
