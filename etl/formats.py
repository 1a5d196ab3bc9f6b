"""The format of a producer's file, told by its content: its name may be wrong, and what a server sends too."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from pathlib import Path

from etl.errors import MalformedFileError, WrongFormatError, WrongSuffixError

HEAD_BYTES = 512
WORDS = {
    "csv": "un fichier CSV",
    "zip": "une archive zip",
    "xlsx": "un classeur xlsx",
    "xls": "un classeur xls",
    "parquet": "un fichier parquet",
    "geojson": "un fichier GeoJSON",
    "json": "un fichier JSON",
    "gpkg": "un fichier GPKG",
    "shp": "un fichier SHP",
}
SUFFIXES = {
    "csv": (".csv", ".txt"), "zip": (".zip",), "xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "parquet": (".parquet",),
    "geojson": (".geojson", ".json"), "json": (".json",), "gpkg": (".gpkg",), "shp": (".shp",),
}  # fmt: skip
# The first bytes, then the formats they may be; several for those that are zip archives.
MAGIC = (
    (b"PK", ("zip", "xlsx")),
    (b"PAR1", ("parquet",)),
    (b"\xd0\xcf\x11\xe0", ("xls",)),
    (b"SQLite format 3\0", ("gpkg",)),
    (b"\x00\x00\x27\x0a", ("shp",)),
)
FOREIGN = ((b"%PDF", "un document PDF"), (b"\x1f\x8b", "un fichier gzip"), (b"7z\xbc\xaf", "une archive 7z"))
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
TAIL = b"PAR1"
AGAIN = "Téléchargez-le de nouveau depuis le site du producteur."


def formats_of(head: bytes) -> tuple[tuple[str, ...], str]:
    """The formats that these first bytes may begin, none when it is surely another, and its name in French."""
    for magic, kinds in MAGIC:
        if head.startswith(magic):
            return kinds, WORDS[kinds[0]]
    for magic, words in FOREIGN:
        if head.startswith(magic):
            return (), words
    return _text_formats(head)


def _text_formats(head: bytes) -> tuple[tuple[str, ...], str]:
    """The same for what has none of the marks of a binary format."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<":
        page = text[:15].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!doctype"))
        return (), "une page web" if page else "un document XML"
    if head.startswith(UTF_16):
        return (), "un texte en UTF-16"
    if b"\0" in head:
        return (), "un fichier binaire"
    if text[:1] in {b"{", b"["}:
        return ("geojson", "json"), WORDS["geojson"]
    return ("csv",), "un texte"


def told(kinds: Collection[str]) -> str:
    """« une archive zip, un fichier CSV ou un fichier parquet »."""
    *others, last = [WORDS[kind] for kind in kinds]
    return f"{', '.join(others)} ou {last}" if others else last


def format_of(path: Path, accepted: Collection[str]) -> str | None:
    """The one of the accepted formats that a whole file is, None when it is none of them."""
    with path.open("rb") as stream:
        kinds, _ = formats_of(stream.read(HEAD_BYTES))
    possible = [kind for kind in kinds if kind in accepted]
    if "xlsx" in kinds and possible:
        own = "xlsx" if _is_workbook(path) else "zip"
        return own if own in possible else None if zipfile.is_zipfile(path) else possible[0]
    return possible[0] if possible else None


def check_format(source_id: str, path: Path, accepted: Collection[str]) -> None:
    """Raise when a file brought for a source is empty, cut, of another format, or named after another one."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip():
        raise WrongFormatError(source_id, path.name, told(accepted), "un fichier vide")
    _, words = formats_of(head)
    kind = format_of(path, accepted)
    if kind is None:
        found = WORDS["xlsx"] if words == WORDS["zip"] and _is_workbook(path) else words
        raise WrongFormatError(source_id, path.name, told(accepted), found)
    if kind in {"zip", "xlsx"} and not zipfile.is_zipfile(path):
        raise MalformedFileError(path.name, f"fichier incomplet ou abîmé, la fin manque à {WORDS[kind]}", AGAIN)
    if kind == "parquet" and not _ends_with(path, TAIL):
        raise MalformedFileError(path.name, f"fichier incomplet ou abîmé, la fin manque à {WORDS[kind]}", AGAIN)
    if path.suffix.lower() not in SUFFIXES[kind]:
        raise WrongSuffixError(path.name, WORDS[kind], SUFFIXES[kind][0])


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def _ends_with(path: Path, end: bytes) -> bool:
    with path.open("rb") as stream:
        stream.seek(-min(len(end), path.stat().st_size), 2)
        return stream.read() == end
