"""Reader of producers' CSV files: comma or semicolon, UTF-8 or Windows-1252, columns found whatever their case.

Unlike our own tables, a producer's file may have more columns than those we read.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.errors import EncodingError, MalformedFileError, MissingColumnsError, RaggedRowError

AGAIN = "Téléchargez-le de nouveau depuis le site du producteur."
MAX_COLUMNS = 500
Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ProducerTable:
    """The columns that are read, all text and trimmed, and the 1-based line of each row.

    A column that the file does not have is a list of empty texts; `found` names those it has.
    """

    name: str
    cells: dict[str, list[str]]
    lines: list[int]
    found: frozenset[str]


def read_producer_csv(path: Path, needed: Names, optional: Names) -> ProducerTable:
    """Read the declared columns, each under any of its names; raises when a needed one is missing."""
    content = _decoded(path)
    first = content.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(content.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip() for cell in next(reader)]
        places = _places(path.name, header, needed, optional)
        cells: dict[str, list[str]] = {role: [] for role in (*needed, *optional)}
        lines: list[int] = []
        line = reader.line_num + 1
        for row in reader:
            if row:
                if len(row) != len(header):
                    raise RaggedRowError(path.name, line, len(header), len(row))
                for role, column in cells.items():
                    column.append(row[places[role]].strip() if role in places else "")
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        found = f"guillemets mal fermés ({error})"
        raise MalformedFileError(
            f"{path.name}:{reader.line_num}", found, "Le fichier est peut-être tronqué."
        ) from error
    if not lines:
        raise MalformedFileError(path.name, "le fichier n’a que son en-tête", AGAIN)
    return ProducerTable(path.name, cells, lines, frozenset(places))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if not data.strip():
        raise MalformedFileError(path.name, "le fichier est vide", AGAIN)
    if b"\0" in data:
        raise MalformedFileError(path.name, "contient des octets nuls : ce n’est pas un CSV", AGAIN)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            raise EncodingError(path.name, error.start) from error


def _places(name: str, header: list[str], needed: Names, optional: Names) -> dict[str, int]:
    lowered = [cell.lower() for cell in header]
    if len(header) > MAX_COLUMNS:
        raise MalformedFileError(name, f"{len(header)} colonnes", "Ce n’est pas le fichier attendu.")
    repeated = sorted(cell for cell, count in Counter(lowered).items() if count > 1 and cell)
    places = {}
    for role, names in {**needed, **optional}.items():
        place = next((lowered.index(item.lower()) for item in names if item.lower() in lowered), None)
        if place is not None:
            if lowered[place] in repeated:
                found = f"l’en-tête répète {header[place]}"
                raise MalformedFileError(name, found, "Gardez une seule colonne de chaque nom.")
            places[role] = place
    missing = [" ou ".join(names) for role, names in needed.items() if role not in places]
    if missing:
        raise MissingColumnsError(name, missing, header[:40])
    return places
