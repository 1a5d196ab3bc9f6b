"""The file that an import keeps for a source: one file, its checksum, the day it came."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from etl.errors import ChangedImportError
from etl.files import sha256_of

MANIFEST = "import.json"


@dataclass(frozen=True)
class Kept:
    """A file kept under `data/raw/<source>`: its name there, its checksum, the day of the import."""

    file: str
    sha256: str
    size_bytes: int
    retrieved_on: str


def keep(file: Path, folder: Path, retrieved_on: str) -> Path:
    """Copy a checked file into its folder, then point the manifest to it, each at once; the former one goes.

    A kill on the way leaves the former file in use.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checksum = sha256_of(file)
    target = folder / f"{checksum[:12]}-{file.name}"
    if not target.exists() or target.resolve() != file.resolve():
        draft = folder / f".{target.name}.draft"
        shutil.copyfile(file, draft)
        draft.replace(target)
    kept = Kept(target.name, checksum, target.stat().st_size, retrieved_on)
    manifest_draft = folder / f".{MANIFEST}.draft"
    manifest_draft.write_text(json.dumps(asdict(kept), indent=1) + "\n", encoding="utf-8")
    manifest_draft.replace(folder / MANIFEST)
    for other in folder.iterdir():
        if other.name not in {target.name, MANIFEST} and other.is_file():
            other.unlink()
    return target


def kept_file(raw: Path, source_id: str) -> tuple[Path, Kept] | None:
    """The file kept for a source, None when nothing was imported; raises when it is no longer the one checked."""
    manifest = raw / source_id / MANIFEST
    if not manifest.exists():
        return None
    try:
        kept = Kept(**json.loads(manifest.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ChangedImportError(manifest, source_id) from error
    path = raw / source_id / kept.file
    if Path(kept.file).name != kept.file or not path.is_file() or sha256_of(path) != kept.sha256:
        raise ChangedImportError(path, source_id)
    return path, kept
