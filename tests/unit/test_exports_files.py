"""What leaves the dashboard: CSV for a French spreadsheet, the table of the screen."""

from __future__ import annotations

import csv
import io
import json

import plotly.graph_objects as go
import pytest

from observatory.charts import CHARTS, OF_PARTS
from observatory.charts.chart import Chart, Column, Table
from observatory.database import Database
from observatory.exports.csv_file import cell_text, chart_to_csv
from observatory.exports.table_json import chart_to_table_json

# charts of one neighbourhood want its code in the address: they have tests of their own
OF_ANY_PLACE = [name for name in CHARTS if not name.endswith("-qpv")]
JOBS = {"indicateur": "effectifs_ess", "territoire": "region-53"}


def small(*rows: tuple[object, ...]) -> Chart:
    columns = (
        Column("territoire", "Territoire"),
        Column("part", "Part (%)", numeric=True, decimals=1),
        Column("annee", "Année", numeric=True),
    )
    return Chart(
        "carte",
        {},
        "Titre",
        "en %",
        ("Source : Insee.", "Géographie 2016."),
        "En clair.",
        go.Figure(),
        Table(columns, rows),
        "part_2015",
    )


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def test_a_csv_opens_in_a_french_spreadsheet() -> None:
    body = chart_to_csv(small(("Bretagne", 14.3236, 2015)))

    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == 2
    assert read(body) == [
        ["territoire", "part", "annee", "source"],
        ["Bretagne", "14,3236", "2015", "Source : Insee. Géographie 2016."],
    ]


def test_a_missing_value_is_an_empty_cell_and_a_zero_is_a_zero() -> None:
    rows = read(chart_to_csv(small(("Mayotte", None, 2015), ("Ain", 0.0, 2015))))

    assert [row[1] for row in rows[1:]] == ["", "0"]


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_cannot_become_a_formula(text: str) -> None:
    assert cell_text(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (1478, "1478"),
        (1478.0, "1478"),
        (-2.5, "-2,5"),
        (0.1, "0,1"),
        ("Saint-Étienne", "Saint-Étienne"),
        ("01", "01"),
    ],
)
def test_a_cell_keeps_its_precision_and_its_zeros(value: object, written: str) -> None:
    assert cell_text(value) == written


def test_separators_and_quotes_inside_a_text_are_kept() -> None:
    rows = read(chart_to_csv(small(('« Le "Bon" ; Coin »\nsuite', 1.0, 2015))))

    assert rows[1][0] == '« Le "Bon" ; Coin »\nsuite'


def test_the_table_of_the_screen_is_written_in_french() -> None:
    table = json.loads(chart_to_table_json(small(("Bretagne", 14.35, 2015), ("Mayotte", None, 2015))))

    assert table["columns"][1] == {"name": "part", "heading": "Part (%)", "numeric": True}
    assert table["rows"] == [["Bretagne", "14,4", "2015"], ["Mayotte", "", "2015"]]


@pytest.mark.parametrize("name", OF_ANY_PLACE)
def test_every_chart_gives_a_csv_with_its_source_and_as_many_rows_as_its_table(
    observatory: Database, with_parts: Database, name: str
) -> None:
    chart = CHARTS[name](with_parts, JOBS) if name in OF_PARTS else CHARTS[name](observatory, {})
    rows = read(chart_to_csv(chart))

    assert rows[0][-1] == "source"
    assert len(rows) == len(chart.table.rows) + 1
    assert {row[-1] for row in rows[1:]} == {" ".join(chart.foot)}
    assert all(name.isascii() for name in rows[0])
    assert chart.file_name.isascii()


def test_the_csv_and_the_screen_say_the_same_numbers(observatory: Database) -> None:
    chart = CHARTS["carte"](observatory, {"niveau": "departement", "annee": "2015"})
    rows = read(chart_to_csv(chart))
    screen = json.loads(chart_to_table_json(chart))["rows"]
    lozere = next(row for row in rows if row[1] == "48")

    assert [row[1] for row in rows[1:]] == [row[1] for row in screen]
    assert screen[0][2:4] == ["Lozère", f"{float(lozere[3].replace(',', '.')):.1f}".replace(".", ",")]
    mayotte = next(row for row in rows if row[1] == "976")
    assert (mayotte[0], mayotte[3], mayotte[4]) == ("", "", "non disponible")
