"""The first sheet of a workbook (XLSX), read as a stream within limits.

openpyxl needs 13 s for 100,000 rows × 5 columns, unfolds whatever an archive holds and lets Python's own errors
through; here a sheet is walked once, at 2 s, and stops at the first row too many. The values of formulas are those the
spreadsheet saved; formulas themselves are not read. Traps: dates are numbers told by their style; texts are shared in
another part, or inline; prefixes of names are free.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from observatory.formatting import NARROW_SPACE
from observatory.qpv.errors import EmptyFileError, UnreadableFileError
from observatory.qpv.limits import MAX_COLUMNS, check_height, check_unfolded, check_width

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    ValueError,
    EOFError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
_DATE_FORMATS = frozenset({*range(14, 23), *range(45, 48)})
_PERCENT_FORMATS = frozenset({9, 10})
_DATE_LETTERS = re.compile(r"(?<![\\\"])[dmyhsa]", re.IGNORECASE)
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's dates have no time zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_BLOCK = 1 << 16

Attributes = dict[str, str]


class Percent(float):
    """A number that the workbook shows as a percentage: 0.125 is read « 12,5 % »."""


Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def sheet_names(content: bytes, name: str) -> tuple[str, ...]:
    """The sheets of a workbook, in their order. Raises a `QpvError` that says what to do."""
    with _opened(content, name) as archive:
        return _Book(archive).sheets


def read_workbook(content: bytes, name: str, sheet_name: str = "") -> tuple[list[str], list[list[object]], str]:
    """Headings, rows and reading (French) of a sheet, the first one unless it is named.

    Raises a `QpvError` that says what to do.
    """
    with _opened(content, name) as archive:
        book = _Book(archive, sheet_name)
        sheet = _Sheet(name, book.shared_texts(), *book.special_styles(), book.epoch)
        _walk(archive.open(book.sheet_path), sheet.start, sheet.end, sheet.text)
    if not sheet.headings:
        which = "première feuille" if book.sheet_name == book.sheets[0] else f"feuille {book.sheet_name}"
        raise EmptyFileError(f"{name}{NARROW_SPACE}: la {which} est vide.")
    reading = f"classeur XLSX, feuille «{NARROW_SPACE}{book.sheet_name}{NARROW_SPACE}»"
    return sheet.headings, sheet.rows, reading


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """The archive that a workbook is; what is broken in it is said in French."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            check_unfolded(sum(member.file_size for member in members), len(members), name)
            yield archive
    except _BROKEN as error:
        raise UnreadableFileError(
            f"{name} n’est pas un classeur XLSX lisible ({type(error).__name__}). Ouvrez-le dans un tableur et "
            "enregistrez-le de nouveau, sans mot de passe, ou donnez un CSV."
        ) from error


def _walk(stream: IO[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Read a part from its first to its last element; names lose their prefix. Declared entities are refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    names: dict[str, str] = {}

    def local(name: str) -> str:
        found = names.get(name)
        if found is None:
            found = names[name] = name.rpartition(":")[2]
        return found

    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    with stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003


def _refuse_doctype(*_: object) -> None:
    raise ValueError("DOCTYPE")


class _Book:
    """What the other parts say of a sheet: the one named, else the first."""

    def __init__(self, archive: zipfile.ZipFile, wanted: str = "") -> None:
        self._archive = archive
        self.epoch = _EPOCH
        known: dict[str, str] = {}

        def in_book(name: str, attributes: Attributes) -> None:
            if name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
                self.epoch = _EPOCH_1904
            if name == "sheet":
                known[attributes["name"]] = next(v for key, v in attributes.items() if key.endswith(":id"))

        _walk(archive.open("xl/workbook.xml"), in_book)
        self.sheets = tuple(known)
        self.sheet_name = wanted or next(iter(known), "")
        targets: dict[str, str] = {}

        def in_relations(name: str, attributes: Attributes) -> None:
            if name == "Relationship":
                targets[attributes["Id"]] = attributes["Target"]

        _walk(archive.open("xl/_rels/workbook.xml.rels"), in_relations)
        self.sheet_path = posixpath.normpath(posixpath.join("/xl", targets[known[self.sheet_name]])).lstrip("/")

    def shared_texts(self) -> list[str]:
        """The texts that cells point to by rank."""
        texts: list[str] = []
        parts: list[str] = []
        state = {"in": False, "phonetic": False}

        def start(name: str, _: Attributes) -> None:
            if name == "si":
                parts.clear()
            elif name == "rPh":
                state["phonetic"] = True
            state["in"] = name == "t" and not state["phonetic"]

        def end(name: str) -> None:
            state["in"] = False
            if name == "si":
                texts.append("".join(parts))
            elif name == "rPh":
                state["phonetic"] = False

        def text(value: str) -> None:
            if state["in"]:
                parts.append(value)

        if "xl/sharedStrings.xml" in self._archive.namelist():
            _walk(self._archive.open("xl/sharedStrings.xml"), start, end, text)
        return texts

    def special_styles(self) -> tuple[set[str], set[str]]:
        """The ranks (as text) of the cell styles that show a number as a date, and as a percentage."""
        formats: dict[int, str] = {}
        styles: list[int] = []
        inside: list[str] = []

        def start(name: str, attributes: Attributes) -> None:
            inside.append(name)
            if name == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif name == "xf" and "cellXfs" in inside:
                styles.append(int(attributes.get("numFmtId", "0")))

        if "xl/styles.xml" in self._archive.namelist():
            _walk(self._archive.open("xl/styles.xml"), start, lambda _: inside.__delitem__(-1))

        def shown(code: int) -> str:
            return re.sub(r'"[^"]*"|\[[^\]]*\]|General', "", formats.get(code, ""))

        def is_date(code: int) -> bool:
            return code in _DATE_FORMATS or bool(_DATE_LETTERS.search(shown(code)))

        dates = {str(rank) for rank, code in enumerate(styles) if is_date(code)}
        return dates, {str(rank) for rank, code in enumerate(styles) if code in _PERCENT_FORMATS or "%" in shown(code)}


class _Sheet:
    """Collects the rows of a sheet as its elements pass."""

    def __init__(self, name: str, shared: list[str], dates: set[str], percents: set[str], epoch: dt.datetime) -> None:
        self.headings: list[str] = []
        self.rows: list[list[object]] = []
        self._file, self._shared, self._epoch = name, shared, epoch
        self._dates, self._percents = dates, percents
        self._row: list[object] = []
        self._column = -1
        self._kind, self._style = "n", ""
        self._value: list[str] = []
        self._reading = False
        self._ranks: dict[str, int] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """An element opens."""
        if name == "c":
            place = attributes.get("r")
            self._column = self._column + 1 if place is None else self._rank(place)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value = []
        elif name == "row":
            self._row = []
            self._column = -1
        elif name in {"v", "t"}:
            self._reading = True

    def end(self, name: str) -> None:
        """An element closes."""
        self._reading = False
        if name == "c":
            if self._column >= MAX_COLUMNS:
                check_width(self._column + 1, self._file)
            if self._value:
                row = self._row
                while len(row) <= self._column:
                    row.append(None)
                row[self._column] = self._cell("".join(self._value))
        elif name == "row":
            self._keep()

    def text(self, value: str) -> None:
        """Text passes."""
        if self._reading:
            self._value.append(value)

    def _rank(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        rank = self._ranks.get(letters)
        if rank is None:
            rank = 0
            for letter in letters[:4]:
                rank = rank * 26 + ord(letter) - ord("A") + 1
            rank = self._ranks[letters] = rank - 1
            if rank < 0:
                raise ValueError(place)
        return rank

    def _cell(self, text: str) -> object:
        if self._kind == "s":
            return self._shared[int(text)]
        if self._kind == "n":
            return self._number(text)
        return text if self._kind != "b" else text == "1"

    def _number(self, text: str) -> object:
        if self._style in self._dates:
            moment = self._epoch + dt.timedelta(days=float(text))
            return moment.date() if moment.time() == dt.time() else moment
        if self._style in self._percents:
            return Percent(text)
        try:
            return int(text)
        except ValueError:
            return float(text)

    def _keep(self) -> None:
        row = self._row
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        if not row:
            return
        if not self.headings:
            self.headings = ["" if cell is None else str(cell).strip() for cell in row]
            return
        missing = len(self.headings) - len(row)
        if missing < 0:
            raise UnreadableFileError(
                f"{self._file}{NARROW_SPACE}: la ligne {len(self.rows) + 2} a {len(row)} cellules pour "
                f"{len(self.headings)} titres de colonnes. Les titres doivent être sur la première ligne."
            )
        if missing:
            row.extend([None] * missing)
        self.rows.append(row)
        check_height(len(self.rows), self._file)
