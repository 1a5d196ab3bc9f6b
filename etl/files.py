"""Where files are, and their checksums. No network here: it is all in `etl.fetching`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from observatory.model import QUARANTINE

PROJECT_ROOT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT_ROOT / "data" / "reference"
RAW = PROJECT_ROOT / "data" / "raw"
SCHEMA = Path(__file__).resolve().parent / "schema.sql"
DATABASE_VARIABLE = "OBSERVATOIRE_DATABASE"


@dataclass(frozen=True)
class InputFile:
    """A file the build depends on, by its path from the folder it stands in."""

    path: str
    sha256: str
    size_bytes: int


def database_path(explicit: Path | None = None) -> Path:
    """The database asked for, else `OBSERVATOIRE_DATABASE`, else `data/observatory.duckdb`."""
    if explicit is not None:
        return explicit
    from_environment = os.environ.get(DATABASE_VARIABLE)
    return Path(from_environment) if from_environment else PROJECT_ROOT / "data" / "observatory.duckdb"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; a file that has not changed since is not read twice."""
    stat = path.stat()
    return _sha256(path.resolve(), stat.st_mtime_ns, stat.st_size, stat.st_ino)


@lru_cache(maxsize=1024)
def _sha256(path: Path, _mtime_ns: int, _size: int, _inode: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of_all(paths: Iterable[Path]) -> str:
    """One checksum for a source: the file's own when there is one file, else that of the list of theirs."""
    checksums = [sha256_of(path) for path in paths]
    if len(checksums) == 1:
        return checksums[0]
    return hashlib.sha256("\n".join(checksums).encode()).hexdigest()


def input_files(reference: Path, raw: Path) -> list[InputFile]:
    """Every file whose content decides what is built: reference tables, fetched files, code of the ETL."""
    roots = {
        "data/reference": (reference, (".csv", ".gz", ".geojson", ".json")),
        "data/raw": (raw, ("",)),
        "etl": (Path(__file__).resolve().parent, (".py", ".sql")),
    }
    found = []
    for label, (root, suffixes) in roots.items():
        for path in sorted(root.rglob("*")):
            relevant = path.is_file() and (path.suffix in suffixes or suffixes == ("",))
            inside = path.relative_to(root).parts
            skipped = {"__pycache__", QUARANTINE} & set(inside) or any(part.startswith(".") for part in inside)
            if relevant and not skipped:
                relative = f"{label}/{path.relative_to(root).as_posix()}"
                found.append(InputFile(relative, sha256_of(path), path.stat().st_size))
    model = PROJECT_ROOT / "observatory" / "model.py"
    found.append(InputFile("observatory/model.py", sha256_of(model), model.stat().st_size))
    return found


def fingerprint(inputs: Iterable[InputFile]) -> str:
    """The version of a database built from these inputs: 16 hexadecimal digits, the same on any machine."""
    lines = "\n".join(f"{item.path} {item.sha256}" for item in inputs)
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
