"""Strict readers of text files: every cell text, every column declared, the line kept for the trace.

A file that is not what its layout declares stops the build with its name, line and column.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely

from etl.errors import (
    DuplicateKeyError,
    EncodingError,
    InvalidValueError,
    MalformedFileError,
    MissingFileError,
    RaggedRowError,
    UnexpectedColumnsError,
)

INTEGER = re.compile(r"-?\d+")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
FEATURE_CODE = re.compile(r'"properties":\s*\{\s*"code":\s*"([^"]+)"')
RESTORE = "Rétablissez-le depuis le dépôt (« git checkout data/reference »)."


@dataclass(frozen=True)
class Column:
    """A declared column: `kind` is `text`, `integer`, `number` or `flag` (`oui`/`non`).

    An empty cell is NULL, and an error when `required`. `pattern` is what a text must match whole.
    """

    name: str
    kind: str = "text"
    required: bool = False
    pattern: str | None = None


@dataclass(frozen=True)
class Layout:
    """The declared columns of a file and the columns that make a line unique."""

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A file once read: typed columns of equal length, and the 1-based line of each row (header = 1)."""

    name: str
    layout: Layout
    values: dict[str, list[Any]]
    source_row: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """Rows."""
        return len(self.source_row)


def text(name: str) -> Column:
    """An optional text."""
    return Column(name)


def required(name: str, pattern: str | None = None) -> Column:
    """A text that is never empty."""
    return Column(name, required=True, pattern=pattern)


def integer(name: str, *, needed: bool = False) -> Column:
    """A whole number."""
    return Column(name, kind="integer", required=needed)


def number(name: str, *, needed: bool = False) -> Column:
    """A number with a dot as decimal separator."""
    return Column(name, kind="number", required=needed)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, unzipped when its name ends in `.gz`; refuses NUL bytes and emptiness."""
    if not path.exists():
        raise MissingFileError(path, RESTORE)
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise MalformedFileError(path.name, f"archive illisible ({error})", RESTORE) from error
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EncodingError(path.name, error.start) from error
    if "\0" in content:
        raise MalformedFileError(path.name, "contient des octets nuls", RESTORE)
    if not content.strip():
        raise MalformedFileError(path.name, "le fichier est vide", RESTORE)
    return content


def read_csv(path: Path, layout: Layout) -> Table:
    """A comma-separated file as its layout declares it.

    Raises one error per cause: missing or extra columns, duplicate header, ragged row, unreadable cell,
    duplicate key.
    """
    name = path.name
    header, rows, lines = _split(name, read_text(path))
    _check_header(name, header, layout)
    if not rows:
        raise MalformedFileError(name, "le fichier n’a que son en-tête", RESTORE)
    cells = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))
    values = {column.name: _column_values(name, column, cells[column.name], lines) for column in layout.columns}
    table = Table(name, layout, values, lines)
    check_unique(table)
    return table


def _split(name: str, content: str) -> tuple[list[str], list[list[str]], list[int]]:
    """The header, the rows and the line on which each row begins; every row as long as the header."""
    reader = csv.reader(content.splitlines(keepends=True), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        header = next(reader)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                raise RaggedRowError(name, line, len(header), len(cells))
            rows.append(cells)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        found = f"guillemets mal fermés ({error})"
        raise MalformedFileError(f"{name}:{reader.line_num}", found, "Le fichier est peut-être tronqué.") from error
    return header, rows, lines


def check_unique(table: Table) -> None:
    """Raise when two rows of a table have the same declared key."""
    if not table.layout.key:
        return
    seen: dict[tuple[Any, ...], int] = {}
    keys = zip(*(table.values[name] for name in table.layout.key), strict=True)
    for key, line in zip(keys, table.source_row, strict=True):
        if key in seen:
            raise DuplicateKeyError(table.name, [str(part) for part in key], (seen[key], line))
        seen[key] = line


def read_shapes(path: Path) -> list[tuple[str, bytes]]:
    """The code and the WKB of each feature of a GeoJSON `FeatureCollection`, in its order.

    The codes are found in the text rather than by parsing it twice: on 36,000 contours it saves three
    seconds.
    """
    content = read_text(path)
    try:
        parts = shapely.get_parts(shapely.from_geojson(content))
    except shapely.errors.GEOSException as error:
        raise MalformedFileError(path.name, f"GeoJSON illisible ({error})", RESTORE) from error
    codes = FEATURE_CODE.findall(content)
    if len(parts) != len(codes):
        found = f"{len(parts)} contours pour {len(codes)} codes (propriété « code »)"
        raise MalformedFileError(path.name, found, RESTORE)
    return list(zip(codes, shapely.to_wkb(parts), strict=True))


def _check_header(name: str, header: list[str], layout: Layout) -> None:
    duplicates = sorted({column for column in header if header.count(column) > 1})
    if duplicates:
        raise MalformedFileError(
            name, f"l’en-tête répète {', '.join(duplicates)}", "Gardez une seule colonne de chaque nom."
        )
    declared = {column.name for column in layout.columns}
    missing, extra = declared - set(header), set(header) - declared
    if missing or extra:
        raise UnexpectedColumnsError(name, missing, extra, header)


def _column_values(name: str, column: Column, cells: list[str], lines: list[int]) -> list[Any]:
    """The typed cells of a column; an empty one is None, and an error when the column is required."""
    if column.required and "" in cells:
        line = lines[cells.index("")]
        raise InvalidValueError(name, line, column.name, "", "une valeur, la cellule est vide")
    if column.kind == "text" and column.pattern is None:
        return [cell or None for cell in cells]
    parse = _parser(column)
    values = []
    for cell, line in zip(cells, lines, strict=True):
        try:
            values.append(parse(cell) if cell else None)
        except ValueError as error:
            raise InvalidValueError(name, line, column.name, cell, str(error)) from error
    return values


def _parser(column: Column) -> Callable[[str], Any]:
    if column.kind == "integer":
        return parse_integer
    if column.kind == "number":
        return parse_number
    if column.kind == "flag":
        return parse_flag
    if column.pattern is None:
        return str
    return _pattern_parser(re.compile(column.pattern))


def parse_integer(cell: str) -> int:
    """A whole number without separator."""
    if not INTEGER.fullmatch(cell):
        raise ValueError("un nombre entier sans séparateur")
    return int(cell)


def parse_number(cell: str) -> float:
    """A number with a dot as decimal separator."""
    if not NUMBER.fullmatch(cell):
        raise ValueError("un nombre avec un point décimal")
    return float(cell)


def parse_flag(cell: str) -> bool:
    """`oui` or `non`."""
    if cell not in {"oui", "non"}:
        raise ValueError("« oui » ou « non »")
    return cell == "oui"


def _pattern_parser(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if not pattern.fullmatch(cell):
            raise ValueError(f"un texte de la forme {pattern.pattern}")
        return cell

    return parse
