"""Zip archives of producers: their members are checked before anything is unpacked."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from etl.errors import MalformedFileError, UnsafeArchiveError

MAX_TOTAL_BYTES = 4_000_000_000
MAX_RATIO = 300
SMALL_BYTES = 1_000_000
MAX_MEMBERS = 5_000
DAMAGED = "Le téléchargement est peut-être incomplet : recommencez-le."


def is_archive(path: Path) -> bool:
    """Whether the file is given as a zip (by its name; its content is checked on opening)."""
    return path.suffix.lower() == ".zip"


def member_names(path: Path, name: str | None = None) -> list[str]:
    """The files of an archive, once none of them is dangerous.

    Refused: a path that leaves the folder, an encrypted member, too many members, or more data than an honest
    compression gives. `name` is what messages call the archive, when its present name is not its own.
    """
    name = name or path.name
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise MalformedFileError(name, f"archive illisible ({error})", DAMAGED) from error
    if len(members) > MAX_MEMBERS:
        raise UnsafeArchiveError(name, f"elle contient {len(members)} fichiers")
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise UnsafeArchiveError(name, "son contenu dépasse 4 Go")
    for member in members:
        _check_member(name, member)
    return [member.filename for member in members]


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(member.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
        raise UnsafeArchiveError(name, f"le membre « {member.filename} » sort du dossier")
    if member.flag_bits & 1:
        raise UnsafeArchiveError(name, f"le membre « {member.filename} » est chiffré")
    if member.file_size > SMALL_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise UnsafeArchiveError(name, f"le membre « {member.filename} » est anormalement compressé")


def unpack(path: Path, names: Iterable[str], folder: Path) -> list[Path]:
    """Unpack members side by side in a folder, under their own names without the folders of the archive."""
    unpacked = []
    try:
        with zipfile.ZipFile(path) as archive:
            for name in names:
                target = folder / PurePosixPath(name.replace("\\", "/")).name
                with archive.open(name) as member, target.open("wb") as stream:
                    shutil.copyfileobj(member, stream, 1 << 20)
                unpacked.append(target)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise MalformedFileError(path.name, f"archive illisible ({error})", DAMAGED) from error
    return unpacked
