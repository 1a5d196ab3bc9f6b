"""Strict readers: one error per cause, with its file, line and column."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import (
    DuplicateKeyError,
    EncodingError,
    InvalidValueError,
    MalformedFileError,
    MissingFileError,
    RaggedRowError,
    UnexpectedColumnsError,
)
from etl.readers import Column, Layout, integer, number, parse_number, read_csv, read_shapes, required, text

LAYOUT = Layout(
    (
        required("code", r"\d{2}|2[AB]"),
        text("name"),
        integer("residents"),
        number("share"),
        Column("proper", "flag"),
    ),
    key=("code",),
)
HEADER = "code,name,residents,share,proper\n"


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_cells_are_typed_and_keep_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + '2A,"Corse\ndu Sud",797,1.5,oui\n48,,,,\n')

    table = read_csv(path, LAYOUT)

    assert table.values == {
        "code": ["2A", "48"],
        "name": ["Corse\ndu Sud", None],
        "residents": [797, None],
        "share": [1.5, None],
        "proper": [True, None],
    }
    assert table.source_row == [2, 4]


def test_the_order_of_columns_is_free_and_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeffshare,code,name,proper,residents\n2.5,53,Bretagne,non,10\n")

    assert read_csv(path, LAYOUT).values["share"] == [2.5]


def test_a_compressed_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress((HEADER + "53,Bretagne,1,1,oui\n").encode()))

    assert read_csv(path, LAYOUT).values["code"] == ["53"]


def test_a_truncated_archive_is_said(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress((HEADER * 50).encode())[:-12])

    with pytest.raises(MalformedFileError, match=r"table\.csv\.gz.*archive illisible"):
        read_csv(path, LAYOUT)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="introuvable"):
        read_csv(tmp_path / "absent.csv", LAYOUT)


def test_a_missing_and_an_extra_column_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "code,name,residents,proper,surface\n53,Bretagne,1,oui,3\n")

    with pytest.raises(UnexpectedColumnsError, match=r"absentes.*share.*inattendues.*surface"):
        read_csv(path, LAYOUT)


def test_a_repeated_header_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "code,code,name,residents,share,proper\n53,53,B,1,1,oui\n")

    with pytest.raises(MalformedFileError, match="répète code"):
        read_csv(path, LAYOUT)


def test_a_wrong_encoding_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER.encode() + "53,Île,1,1,oui\n".encode("latin-1"))

    with pytest.raises(EncodingError, match="UTF-8"):
        read_csv(path, LAYOUT)


def test_a_short_row_is_told_by_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "53,Bretagne,1,1,oui\n44,Grand Est\n")

    with pytest.raises(RaggedRowError, match=r"table\.csv:3.*2 cellules au lieu de 5"):
        read_csv(path, LAYOUT)


def test_an_open_quote_at_the_end_is_a_truncated_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + '53,"Bretagne,1,1,oui\n')

    with pytest.raises(MalformedFileError, match="tronqué"):
        read_csv(path, LAYOUT)


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(MalformedFileError, match="vide"):
        read_csv(write(tmp_path, content), LAYOUT)


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedFileError, match="en-tête"):
        read_csv(write(tmp_path, HEADER), LAYOUT)


def test_nul_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedFileError, match="octets nuls"):
        read_csv(write(tmp_path, HEADER + "53,\0,1,1,oui\n"), LAYOUT)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("5,Bretagne,1,1,oui", "code"),
        (",Bretagne,1,1,oui", "code"),
        ("53,Bretagne,1 000,1,oui", "residents"),
        ('53,Bretagne,1,"1,5",oui', "share"),
        ("53,Bretagne,1,nan,oui", "share"),
        ("53,Bretagne,1,1,yes", "proper"),
    ],
)
def test_an_unreadable_cell_is_told_by_its_line_and_column(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"table\.csv:2:{column}"):
        read_csv(write(tmp_path, HEADER + row + "\n"), LAYOUT)


def test_a_duplicate_key_is_told_by_its_two_lines(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "53,a,1,1,oui\n44,b,1,1,oui\n53,c,1,1,oui\n")

    with pytest.raises(DuplicateKeyError, match="lignes 2 et 4"):
        read_csv(path, LAYOUT)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_python_writes_is_read_back(value: float) -> None:
    assert parse_number(repr(value)) == value


def test_shapes_come_with_their_codes(tmp_path: Path) -> None:
    path = tmp_path / "shapes.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"53"},'
        '"geometry":{"type":"Point","coordinates":[1,2]}}]}',
        encoding="utf-8",
    )

    assert [code for code, _ in read_shapes(path)] == ["53"]


def test_a_truncated_geojson_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shapes.geojson"
    path.write_text('{"type":"FeatureCollection","features":[{"type":"Fea', encoding="utf-8")

    with pytest.raises(MalformedFileError, match="GeoJSON illisible"):
        read_shapes(path)


def test_a_contour_without_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shapes.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        '"geometry":{"type":"Point","coordinates":[1,2]}}]}',
        encoding="utf-8",
    )

    with pytest.raises(MalformedFileError, match="1 contours pour 0 codes"):
        read_shapes(path)
