"""Reading what readers bring: encodings, delimiters, workbooks, and everything that is not a table."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from observatory.qpv import limits
from observatory.qpv.errors import EmptyFileError, FileTooLargeError, QpvError, UnreadableFileError
from observatory.qpv.table_file import Table, read_table
from observatory.qpv.workbook_writer import write_workbook


def book(*rows: list[object]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def changed(content: bytes, **parts: str) -> bytes:
    """A workbook with some of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = name.rsplit("/", 1)[-1].removesuffix(".xml")
            new.writestr(name, parts.get(key, "").encode() or old.read(name))
    return stream.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        ("nom;lat\nÉté;43,6\n".encode(), "CSV, séparateur point-virgule, UTF-8"),
        ("\ufeffnom;lat\r\nÉté;43,6\r\n".encode(), "CSV, séparateur point-virgule, UTF-8"),
        ("nom;lat\nÉté;43,6\n".encode("cp1252"), "CSV, séparateur point-virgule, Windows-1252"),
        ('nom,lat\nÉté,"43,6"\n'.encode(), "CSV, séparateur virgule, UTF-8"),
        ("nom\tlat\nÉté\t43,6".encode(), "CSV, séparateur tabulation, UTF-8"),
    ],
)
def test_the_same_table_in_every_dress(content: bytes, reading: str) -> None:
    assert read_table(content, "a.csv") == Table(("nom", "lat"), (("Été",), ("43,6",)), reading)


@pytest.mark.parametrize("name", ["liste.csv", "liste.xlsx"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n", "un PDF"),
        (b"\xef\xbb\xbf\r\n%PDF-1.7\n1;2\n%%EOF\n", "un PDF"),
        (b"\x89PNG\r\n\x1a\nIHDR;1\n2;3\n", "une image"),
        (b"\xff\xd8\xff\xe0 JFIF;1\n2;3\n", "une image"),
        (b"\x1f\x8bcode;valeur\n53;1\n", "une archive compressée"),
        (b"PAR1code;valeur\n53;1\nPAR1", "un fichier Parquet"),
        (b"{\\rtf1 code;valeur\n53;1\n}", "un document de traitement de texte"),
        (b"code;valeur\n53;\x02\x1e\n", "des octets qui ne sont pas du texte"),
        (b"code;valeur\n53;\x00\n", "des octets nuls"),
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name(content: bytes, said: str, name: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        read_table(content, name)


def test_a_table_that_speaks_of_a_pdf_and_an_old_end_of_file_are_read() -> None:
    assert read_table(b"nom;type\nplan;%PDF-1.4\n\x1a", "a.csv").columns[1][0] == "%PDF-1.4"


def test_cells_keep_their_zeros_quotes_and_line_breaks() -> None:
    table = read_table(b'code,texte\n01234,"a, ""b""\nc"\n', "a.csv")

    assert table.columns == (("01234",), ('a, "b"\nc',))


def test_blank_lines_are_not_rows_and_short_rows_are_completed() -> None:
    table = read_table(b"a;b;c\n1;2;3\n\n;;\n4\n", "a.csv")

    assert table.columns == (("1", "4"), ("2", ""), ("3", ""))


def test_trailing_delimiters_are_harmless_but_a_row_too_wide_is_named() -> None:
    assert read_table(b"a;b\n1;2;;\n", "a.csv").columns == (("1",), ("2",))
    with pytest.raises(UnreadableFileError, match=r"ligne 3.*3 cellules pour 2 titres"):
        read_table(b"a;b\n1;2\n1;2;3\n", "a.csv")


def test_a_heading_left_empty_is_named_by_its_rank() -> None:
    assert read_table(b"a;;c\n1;2;3\n", "a.csv").headings == ("a", "colonne 2", "c")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b";;;\n", b"   "])
def test_an_empty_file_says_so(content: bytes) -> None:
    with pytest.raises(EmptyFileError, match="est vide"):
        read_table(content, "vide.csv")


@pytest.mark.parametrize("content", [b"lat;lon\n", book(["lat", "lon"])])
def test_a_file_of_headings_only_says_so(content: bytes) -> None:
    with pytest.raises(EmptyFileError, match="que des titres"):
        read_table(content, "titres")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("lat;lon\n".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "une image"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "XLSX ou CSV"),
        (b"PK\x03\x04 but not a zip", "n\u2019est pas un classeur"),
    ],
)
def test_what_is_not_a_table_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_table(content, "f")


def test_too_much_is_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 3)

    with pytest.raises(FileTooLargeError, match=r"20.Mo"):
        read_table(b"a\n" + b"1\n" * (11 * 1024 * 1024), "gros.csv")
    with pytest.raises(FileTooLargeError, match="200 colonnes"):
        read_table(b";".join([b"a"] * 2_000_000) + b"\n1\n", "large.csv")
    with pytest.raises(FileTooLargeError, match="plus de 3 lignes"):
        read_table(b"a\n1\n1\n1\n1\n", "long.csv")
    with pytest.raises(FileTooLargeError, match="plus de 3 lignes"):
        read_table(book(*[["a"]] * 5), "long.xlsx")


def test_a_workbook_keeps_types_dates_and_holes() -> None:
    table = read_table(
        book(["code", "lat", "le", "actif", "vide"], ["01234", 43.5, dt.date(2024, 2, 29), True, None]), "a.xlsx"
    )

    assert table.headings == ("code", "lat", "le", "actif", "vide")
    assert table.columns == (("01234",), (43.5,), (dt.date(2024, 2, 29),), (True,), (None,))


def test_a_cell_without_its_neighbours_finds_its_column() -> None:
    sheet = SHEET.format(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="9"><c r="B9"><f>1+1</f><v>2</v></c></row>'
    )

    assert read_table(changed(book(["x"], ["y"]), sheet1=sheet), "a.xlsx").columns == ((None,), (2,))


def test_error_cells_stay_as_shown_and_a_far_row_costs_nothing() -> None:
    sheet = SHEET.format(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row><row r="1048576"><c r="A1048576"><v>31000</v></c></row>'
    )

    (cells,) = read_table(changed(book(["x"], ["y"]), sheet1=sheet), "a.xlsx").columns

    assert cells == ("#N/A", 31000)
    assert isinstance(cells[1], int)


def test_a_workbook_that_unfolds_too_far_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNFOLDED_BYTES", 1_000_000)
    bomb = changed(book(["a"], ["b"]), sheet1=SHEET.format(" " * 2_000_000))

    assert len(bomb) < 20_000
    with pytest.raises(FileTooLargeError, match="une fois déplié"):
        read_table(bomb, "bombe.xlsx")


def test_a_cell_in_the_last_column_of_a_spreadsheet_is_refused() -> None:
    far = SHEET.format('<row r="1"><c r="XFD1"><v>1</v></c></row>')

    with pytest.raises(FileTooLargeError, match="200 colonnes"):
        read_table(changed(book(["a"], ["b"]), sheet1=far), "a.xlsx")


def test_declared_entities_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + SHEET.format("<row><c><v>1</v></c></row>")

    with pytest.raises(UnreadableFileError):
        read_table(changed(book(["a"], ["b"]), sheet1=laughs), "a.xlsx")


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(changed(book(["a"], ["b"]), sheet1=SHEET.format(" " * 500_000)))
    at = content.index(b"PK\x01\x02")
    while content[at + 46 : at + 46 + 24] != b"xl/worksheets/sheet1.xml":
        at = content.index(b"PK\x01\x02", at + 4)
    content[at + 24 : at + 28] = struct.pack("<I", 1000)

    with pytest.raises(UnreadableFileError):
        read_table(bytes(content), "menteur.xlsx")


PIECES = st.sampled_from(
    [b";", b",", b"\n", b"\r\n", b'"', b"43,6", b"a", b"\xe9", b"\xc3\xa9", b"=1+1", b"\x00", b"\xff"]
)


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, max_size=60))
@example(pieces=[b'"', b"a"])
def test_any_bytes_give_a_table_or_a_sentence(pieces: list[bytes]) -> None:
    try:
        table = read_table(b"".join(pieces), "f.csv")
    except QpvError as error:
        if not str(error):
            raise
        return
    assert table.row_count >= 1
    assert {len(column) for column in table.columns} == {table.row_count}
    assert len(table.columns) == len(table.headings)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_workbook_gives_a_table_or_a_sentence(data: st.DataObject) -> None:
    content = bytearray(write_workbook([("Feuille", ["lat", "lon"], [["43,6", 1.44], ["x", None]])]))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_table(bytes(content), "f.xlsx")
    except QpvError as error:
        if not str(error):
            raise


@settings(max_examples=100, deadline=None)
@given(
    cells=st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20), st.floats(-1e9, 1e9)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_we_write_is_read_back(cells: list[tuple[str, float]]) -> None:
    content = write_workbook([("Résultat <&>", ["a<b", "n"], cells)])

    sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    table = read_table(content, "f.xlsx")

    assert [(row[0] or "", row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)] == cells
    assert [(a or "", b) for a, b in zip(*table.columns, strict=True)] == cells


def test_a_text_like_a_formula_stays_a_text() -> None:
    content = write_workbook([("f", ["a"], [["=1+1"]])])

    cell = load_workbook(io.BytesIO(content)).worksheets[0]["A2"]

    assert (cell.data_type, cell.value) == ("s", "=1+1")
