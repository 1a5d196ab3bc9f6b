"""Whether what is received is what was expected: format, size, checksum."""

from __future__ import annotations

import hashlib
from pathlib import Path

from etl.archives import member_names
from etl.declarations import Remote
from etl.fetching.errors import TooSmallError, WrongChecksumError, WrongKindError

WORDS = {
    "csv": "un fichier CSV",
    "zip": "une archive zip",
    "xlsx": "un classeur xlsx",
    "parquet": "un fichier parquet",
    "geojson": "un fichier GeoJSON",
    "json": "un fichier JSON",
}
MAGIC = {"zip": b"PK", "xlsx": b"PK", "parquet": b"PAR1"}
FOREIGN = {
    b"PK\x03\x04": "une archive zip",
    b"PAR1": "un fichier parquet",
    b"%PDF": "un document PDF",
    b"\xd0\xcf\x11\xe0": "un ancien classeur xls",
    b"\x1f\x8b": "un fichier gzip",
}
HEAD_BYTES = 512
HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}
SHA2_DIGITS = {64: "sha256", 128: "sha512"}
CHUNK = 1 << 20


def check_content_type(name: str, kind: str, content_type: str) -> None:
    """Raise when the server says that it sends a page; other types are too often wrong to be held against it."""
    if content_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}:
        raise WrongKindError(name, WORDS[kind], "une page web")


def check_head(name: str, kind: str, head: bytes) -> None:
    """Raise when the first bytes are not those of the kind expected."""
    if not head:
        return
    found = _kind_of(head)
    if kind in MAGIC:
        if not head.startswith(MAGIC[kind][: len(head)]):
            raise WrongKindError(name, WORDS[kind], found or "autre chose")
    elif found is not None:
        raise WrongKindError(name, WORDS[kind], found)
    elif kind in {"geojson", "json"} and _text_of(head)[:1] not in {b"{", b"["}:
        raise WrongKindError(name, WORDS[kind], "un texte d’un autre format")


def _kind_of(head: bytes) -> str | None:
    """What these bytes surely are, None for a text that may be what it should."""
    text = _text_of(head)
    if text[:1] == b"<":
        page = text[:15].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!doctype"))
        return "une page web" if page else "un document XML"
    for magic, words in FOREIGN.items():
        if head.startswith(magic):
            return words
    return "un fichier binaire" if b"\0" in head else None


def _text_of(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def check_file(path: Path, remote: Remote) -> None:
    """Raise when a whole file is too small, or not of its kind from beginning to end."""
    size = path.stat().st_size
    if size < max(1, remote.min_bytes):
        raise TooSmallError(remote.file_name, size, remote.min_bytes)
    with path.open("rb") as stream:
        check_head(remote.file_name, remote.kind, stream.read(HEAD_BYTES))
        if remote.kind == "parquet":
            stream.seek(-4, 2)
            if stream.read() != MAGIC["parquet"]:
                raise WrongKindError(remote.file_name, WORDS["parquet"], "un fichier parquet tronqué")
    if remote.kind in {"zip", "xlsx"}:
        member_names(path, remote.file_name)


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
