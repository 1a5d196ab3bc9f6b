"""A reader's values: codes checked one by one, numbers as they are written, nothing invented."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
import xlsxwriter

from observatory.charts.compare_reader import frame_of, reader_map, reader_ranking
from observatory.comparison.reader_file import (
    code_text,
    decimals_of,
    guess,
    indicator_of_file,
    number_of,
    read_values,
    resolve,
)
from observatory.database import Database
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.xlsx_file import chart_to_xlsx
from observatory.model import Kind, Level
from observatory.qpv.table_file import Table, read_table

FILE = (
    "code;nom;taux\n01;Ain;12,5\n2A;Corse-du-Sud;3\n35;Ille-et-Vilaine;1 204,5\n35;encore;7\n99;inconnu;4\n"
    "29;Finistère;\n22;Côtes;=A1+1\n<b>48</b>;x;2\n53;Mayenne;n.d.\n974;Réunion;0\n"
)


def table(text: str) -> Table:
    return read_table(text.encode(), "essai.csv")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 234,5", 1234.5),
        ("1\u202f234,5\u202f%", 1234.5),
        ("\u22123", -3.0),
        ("12.5", 12.5),
        (7, 7.0),
        ("", None),
        ("n.d.", None),
        ("=1+1", None),
        ("1,234,5", None),
        ("inf", None),
        (float("nan"), None),
        ("1e999", None),
        (True, None),
        (None, None),
    ],
)
def test_a_number_is_read_as_it_is_written_or_not_at_all(cell: object, value: float | None) -> None:
    assert number_of(cell) == value


def test_a_code_is_text_even_from_a_spreadsheet() -> None:
    assert code_text(1001.0) == "1001"
    assert code_text(" 2a ") == "2A"
    assert code_text("'01") == "01"
    assert code_text(None) == ""


def test_codes_are_resolved_one_by_one(observatory: Database) -> None:
    assert resolve(observatory, Level.DEPARTEMENT, "1") == ("01", "zéro initial rétabli\u202f: 01")
    assert resolve(observatory, Level.COMMUNE, "1004") == ("01004", "zéro initial rétabli\u202f: 01004")
    assert resolve(observatory, Level.COMMUNE, "74011") == ("74010", "ancien code\u202f: Annecy (74010) aujourd’hui")
    assert resolve(observatory, Level.DEPARTEMENT, "35288") == (None, "code d’un autre niveau (commune)")
    assert resolve(observatory, Level.COMMUNE, "99999") == (None, "code inconnu")
    assert resolve(observatory, Level.REGION, "") == (None, "code absent")


def test_columns_and_level_are_guessed(observatory: Database) -> None:
    assert guess(observatory, table(FILE)) == (0, 2, Level.DEPARTEMENT)
    regions = "valeur;region\n1;11\n2;24\n3;53\n4;76\n"
    assert guess(observatory, table(regions)) == (1, 0, Level.REGION)
    assert guess(observatory, table("a;code;v\nx;243500139;1\ny;246700488;2\n")) == (1, 2, Level.EPCI)


def test_every_row_is_used_or_left_out_with_its_reason(observatory: Database) -> None:
    found = read_values(observatory, table(FILE), 0, 2, Level.DEPARTEMENT)

    assert found.values == {"01": 12.5, "2A": 3.0, "35": 1204.5, "974": 0.0}
    assert {line.row: line.remark for line in found.left_out} == {
        4: "en double pour 35\u202f: la première ligne est gardée",
        5: "code inconnu",
        6: "valeur absente",
        7: "formule non calculée",
        8: "code inconnu",
        9: "la valeur n’est pas un nombre",
    }
    assert found.row_count == len(found.values) + len(found.left_out)


def test_a_workbook_that_lost_its_zeros_is_mended(observatory: Database) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([("dep", "valeur"), (1, 10.5), (35, 20)]):
            sheet.write_row(row, 0, cells)

    found = read_values(observatory, read_table(buffer.getvalue(), "x.xlsx"), 0, 1, Level.DEPARTEMENT)

    assert found.values == {"01": 10.5, "35": 20.0}
    assert [line.remark for line in found.mended] == ["zéro initial rétabli\u202f: 01"]


def test_decimals_are_those_of_the_file() -> None:
    assert decimals_of([1.0, 2.0]) == 0
    assert decimals_of([1.0, 2.5]) == 1
    assert decimals_of([1.25, 2.0]) == 2
    assert decimals_of([]) == 0


def test_charts_are_marked_as_imported_and_leave_with_their_values(observatory: Database) -> None:
    found = read_values(observatory, table(FILE), 0, 2, Level.DEPARTEMENT)
    indicator = indicator_of_file("<img src=x> taux", "%", Kind.RATE, found)
    frame = frame_of(observatory, Level.DEPARTEMENT, found.values)

    for chart in (
        reader_map(observatory, indicator, frame, "essai.csv"),
        reader_ranking(indicator, frame, "essai.csv", {"2A"}),
    ):
        assert "(donnée importée)" in chart.title
        assert "<" not in chart.title
        assert "non vérifiée" in chart.foot[0]
        assert [row[1] for row in chart.table.rows] == ["35", "01", "2A", "974"]
        assert chart.figure.to_plotly().layout.title.text
        json.dumps(chart.figure.to_json(), allow_nan=False)
        assert "1204,5" in chart_to_csv(chart).decode("utf-8-sig")
        assert chart_to_xlsx(observatory, Leaf(chart), Provenance(dt.date(2026, 1, 1), "v"))[:2] == b"PK"
    assert "4 départements sur 101" in chart.plain


def test_a_territory_that_the_file_does_not_name_is_absent_and_not_zero(observatory: Database) -> None:
    frame = frame_of(observatory, Level.DEPARTEMENT, {"01": 0.0}).set_index("code")

    assert frame.loc["01", "value"] == 0
    assert frame.loc["02", "value"] != frame.loc["02", "value"]
    assert frame.loc["02", "status"] == "not_available"
