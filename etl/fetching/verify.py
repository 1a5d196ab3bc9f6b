"""Whether what is received is what was expected: format, size, checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path

from etl.archives import member_names
from etl.declarations import Remote
from etl.fetching.errors import TooSmallError, WrongChecksumError, WrongKindError
from etl.formats import HEAD_BYTES, TAIL, format_of, formats_of, told

HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}
SHA2_DIGITS = {64: "sha256", 128: "sha512"}
CHUNK = 1 << 20


def check_content_type(name: str, kinds: Collection[str], content_type: str) -> None:
    """Raise when the server says that it sends a page; other types are too often wrong to be held against it."""
    if content_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}:
        raise WrongKindError(name, told(kinds), "une page web")


def check_head(name: str, kinds: Collection[str], head: bytes) -> None:
    """Raise when the first bytes are those of none of the formats expected."""
    if not head:
        return
    found, words = formats_of(head)
    if not set(found) & set(kinds):
        raise WrongKindError(name, told(kinds), words)


def check_file(path: Path, remote: Remote, kinds: Collection[str] = ()) -> str:
    """The format of a whole file, one of `kinds` (by default the declared one); raises when small or of another."""
    kinds = kinds or (remote.kind,)
    size = path.stat().st_size
    if size < max(1, remote.min_bytes):
        raise TooSmallError(remote.file_name, size, remote.min_bytes)
    with path.open("rb") as stream:
        check_head(remote.file_name, kinds, stream.read(HEAD_BYTES))
        stream.seek(-4, 2)
        tail = stream.read()
    kind = format_of(path, kinds)
    if kind == "parquet" and tail != TAIL:
        raise WrongKindError(remote.file_name, told(kinds), "un fichier parquet tronqué")
    if kind is None:
        raise WrongKindError(remote.file_name, told(kinds), "une archive d’autre chose")
    if kind in {"zip", "xlsx"}:
        member_names(path, remote.file_name)
    return kind


def check_checksum(path: Path, name: str, kind: str, expected: str) -> None:
    """Raise when the file has not the checksum its producer publishes; an algorithm we do not know is not checked."""
    wanted = expected.strip().lower()
    algorithm = SHA2_DIGITS.get(len(wanted), "") if kind.lower() == "sha2" else kind.lower()
    if algorithm not in HASHES:
        return
    digest = HASHES[algorithm](usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != wanted:
        raise WrongChecksumError(name, algorithm, wanted, digest.hexdigest())
