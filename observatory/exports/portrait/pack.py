"""Portraits of many territories, one after the other: into a folder, or into a ZIP. Memory holds one at a time."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from observatory import queries
from observatory.database import Database
from observatory.exports.portrait.docx import portrait_docx
from observatory.exports.portrait.edition import Subject, file_name_of, key_of, portrait_of
from observatory.exports.portrait.errors import (
    NothingToPortrayError,
    TooManyPortraitsError,
    UnknownFormatError,
    UnknownTerritoryError,
    UnwritableError,
)
from observatory.exports.portrait.model import Portrait, Publication
from observatory.exports.portrait.pdf import portrait_pdf
from observatory.formatting import LEVEL_PLURAL
from observatory.model import Level, Territory, fold
from observatory.search import territory_from_key

FORMATS: dict[str, Callable[[Database, Portrait], bytes]] = {
    "pdf": lambda _database, portrait: portrait_pdf(portrait),
    "docx": portrait_docx,
}
MOST_PORTRAITS = 1300


def formats_of(text: str) -> tuple[str, ...]:
    """The formats of « pdf,docx ». Raises `UnknownFormatError`."""
    asked = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in asked or ("",):
        if name not in FORMATS:
            raise UnknownFormatError(name)
    return asked


def places_inside(database: Database, around: Territory, level: Level) -> list[Territory]:
    """The territories of a level that lie in another, by code. Raises `NothingToPortrayError`."""
    if around.level is Level.FRANCE:
        codes = sorted(row[1] for row in queries.search_rows(database) if row[0] == level)
    elif list(Level).index(level) <= list(Level).index(around.level):
        codes = []
    else:
        codes = list(queries.codes_inside(database, level, around.level, around.code))
    found = [place for code in codes if (place := queries.territory(database, level, code)) is not None]
    if not found:
        raise NothingToPortrayError(around.name, LEVEL_PLURAL[level])
    return found


def places_named(database: Database, lines: Iterable[str]) -> list[Territory]:
    """The territories of a pasted list: keys, codes or exact names, one a line. Raises `UnknownTerritoryError`."""
    asked = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    found = {text: _named(database, text) for text in asked}
    unknown = [text for text, place in found.items() if place is None]
    if unknown or not asked:
        raise UnknownTerritoryError(unknown or [""])
    return list(dict.fromkeys(place for place in found.values() if place is not None))


def _named(database: Database, text: str) -> Territory | None:
    """A territory by its key, its code, or its name when only one bears it (the widest level first)."""
    if place := territory_from_key(database, text):
        return place
    code = text.upper()
    for level in (Level.COMMUNE, Level.EPCI, Level.EPT, Level.DEPARTEMENT):
        if place := queries.territory(database, level, code):
            return place
    folded = fold(text)
    bearers = [(row[0], row[1]) for row in queries.search_rows(database) if fold(row[2]) == folded]
    for level in Level:
        codes = [own for bearer, own in bearers if bearer == level]
        if codes:
            return queries.territory(database, level, codes[0]) if len(codes) == 1 else None
    return None


def limited(places: Sequence[Territory]) -> list[Territory]:
    """The territories, when one pack may hold them all. Raises `TooManyPortraitsError`."""
    if len(places) > MOST_PORTRAITS:
        raise TooManyPortraitsError(len(places), MOST_PORTRAITS)
    return list(places)


def file_names(places: Sequence[Subject], publication: Publication) -> list[str]:
    """A name for each portrait, without extension; territories that would share one add their level or their code."""
    names = [file_name_of(place, publication) for place in places]
    year = str(publication.day.year)
    counts = Counter(names)
    return [
        name if counts[name] == 1 else f"{name.removesuffix(f'_{year}')}_{key_of(place).lower()}_{year}"
        for name, place in zip(names, places, strict=True)
    ]


def write_folder(
    database: Database,
    places: Sequence[Subject],
    folder: Path,
    publication: Publication,
    *,
    formats: Sequence[str] = ("pdf",),
    force: bool = False,
) -> Iterator[tuple[Subject, bool]]:
    """Write the portraits one by one; gives each territory once its files are there, and whether it wrote any.

    A file already there is kept unless `force`; a file appears whole or not at all, so that an interrupted run is
    taken up where it stopped. Raises `UnwritableError`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableError(folder, error.strerror or str(error)) from error
    for place, name in zip(places, file_names(places, publication), strict=True):
        missing = [form for form in formats if force or not (folder / f"{name}.{form}").exists()]
        if missing:
            portrait = portrait_of(database, place, publication)
            for form in missing:
                _write(folder / f"{name}.{form}", FORMATS[form](database, portrait))
        yield place, bool(missing)


def _write(path: Path, body: bytes) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(body)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise UnwritableError(path, error.strerror or str(error)) from error


def write_zip(
    database: Database,
    places: Sequence[Subject],
    target: Path,
    publication: Publication,
    *,
    formats: Sequence[str] = ("pdf",),
) -> Iterator[Subject]:
    """Write the portraits into a ZIP file, one by one; gives each territory once it is inside.

    The file takes its name when it is whole: until then, and if the work is left, there is only a draft, removed.
    Raises `UnwritableError`.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        try:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
                for place, name in zip(places, file_names(places, publication), strict=True):
                    portrait = portrait_of(database, place, publication)
                    for form in formats:
                        archive.writestr(_entry(f"{name}.{form}", publication), FORMATS[form](database, portrait))
                    yield place
            draft.replace(target)
        except OSError as error:
            raise UnwritableError(target, error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _entry(name: str, publication: Publication) -> zipfile.ZipInfo:
    """A file of the archive, dated of the portrait's day; PDF and DOCX are compressed already."""
    day = publication.day
    return zipfile.ZipInfo(name, (day.year, day.month, day.day, 12, 0, 0))
