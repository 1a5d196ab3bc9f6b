"""Workbooks opened by another library: figures as numbers, words for what is absent, native charts, sources."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from exported import ADDRESS, CASES, NAMES, leaf_like, leaf_of, provenance
from openpyxl.workbook import Workbook

from observatory.charts.chart import Chart, Column, Table
from observatory.database import Database
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.native import Form, is_map
from observatory.exports.native_view import native_view
from observatory.exports.xlsx_file import chart_to_xlsx, workbook
from observatory.figure import Figure, trace

NASTY = [
    '=HYPERLINK("http://x")',
    "+33",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "<script>alert(1)</script>",
    "L’Île / « d’Yeu » 🌱",
    "a\x00b\x0bc",
]


def opened(body: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(body))


def lines(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def words(book: Workbook, sheet: str) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in book[sheet].iter_rows(values_only=True, max_col=2) if row[1]}


def close(value: Any, expected: Any) -> bool:
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return bool(value == pytest.approx(expected, rel=1e-12))
    return bool((value or "") == (expected or ""))


@pytest.mark.parametrize(("name", "parameters"), CASES, ids=NAMES)
def test_every_chart_is_a_workbook_with_its_figures_and_its_words(
    with_parts: Database, name: str, parameters: dict[str, str]
) -> None:
    leaf = leaf_of(with_parts, name, parameters)
    chart = leaf.chart

    book = opened(chart_to_xlsx(with_parts, leaf, provenance(with_parts)))

    assert book.sheetnames == ["Lisez-moi", "Données", "Graphique"]
    told = words(book, "Lisez-moi")
    assert told["Titre"] == chart.title
    assert {"Définition", "Unité", "Territoire", "Période", "Citation", "Valeurs absentes"} <= set(told)
    assert {"Source", "Source 1"} & set(told)
    assert told["Adresse"] == ADDRESS
    assert told["Version de la base"] == with_parts.version
    assert told["Date d’extraction"] == "22\xa0novembre 2026"
    rows = list(book["Données"].iter_rows(values_only=True))
    columns = chart.table.columns
    assert [cell for cell in rows[0] if cell != "Statut"] == [c.heading for c in columns if c.heading != "Statut"]
    assert len(rows) == max(1, len(chart.table.rows) + 1)
    for found, row in zip(rows[1:], chart.table.rows, strict=True):
        assert all(close(value, expected) for value, expected in zip(found, row, strict=False)), (found, row)
        assert len(found) in {len(row), len(row) + 1}


def cells(sheet: Any, source: Any) -> list[Any]:
    """The cells that a series of a chart is drawn from."""
    reference = source.numRef.f.split("!")[1].replace("$", "")
    found = sheet[reference]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


@pytest.mark.parametrize(("name", "parameters"), CASES, ids=NAMES)
def test_the_native_chart_draws_the_cells_that_hold_the_values_of_the_screen(
    with_parts: Database, name: str, parameters: dict[str, str]
) -> None:
    leaf = leaf_of(with_parts, name, parameters)
    native = native_view(leaf.chart)

    sheet = opened(chart_to_xlsx(with_parts, leaf, provenance(with_parts)))["Graphique"]

    assert len(sheet._images) == int(is_map(leaf.chart))
    drawn = native is not None and native.form is not Form.GRID
    assert len(sheet._charts) == int(drawn)
    if native is None or native.form is Form.GRID:
        return
    for rank, series in enumerate(native.series):
        drawn_series = sheet._charts[0].series[rank]
        values, across = (drawn_series.yVal, drawn_series.xVal) if series.x else (drawn_series.val, None)
        assert cells(sheet, values) == [pytest.approx(v) if v is not None else None for v in series.values]
        if across is not None:
            assert cells(sheet, across) == [pytest.approx(v) if v is not None else None for v in series.x]


def test_the_same_figure_is_in_the_csv_and_in_the_workbook(observatory: Database) -> None:
    leaf = leaf_of(observatory, "carte", {"niveau": "departement", "annee": "2015"})
    sheet = opened(chart_to_xlsx(observatory, leaf, provenance(observatory)))["Données"]
    written = {str(row[1]): row for row in sheet.iter_rows(values_only=True, min_row=2)}
    comma = {
        row[1]: row for row in csv.reader(io.StringIO(chart_to_csv(leaf.chart).decode("utf-8-sig")), delimiter=";")
    }
    point = {
        row[1]: row for row in csv.reader(io.StringIO(chart_to_csv(leaf.chart, ".").decode("utf-8-sig")), delimiter=";")
    }

    assert written["48"][3] == float(comma["48"][3].replace(",", ".")) == float(point["48"][3])
    assert "," in comma["48"][3]
    assert "." in point["48"][3]
    assert (written["976"][3], comma["976"][3], point["976"][3]) == (None, "", "")
    assert written["976"][4] == comma["976"][4] == "non disponible"
    assert {"06", "2A", "48"} <= set(written)


def test_numbers_are_numbers_with_their_format_and_the_sheet_is_ready_to_filter(observatory: Database) -> None:
    leaf = leaf_of(observatory, "classement", {"indicateur": "montant_fonjep", "niveau": "region", "annee": "2023"})
    sheet = opened(chart_to_xlsx(observatory, leaf, provenance(observatory)))["Données"]

    assert sheet["D2"].data_type == "n"
    assert sheet["D2"].number_format == "#,##0"
    assert sheet["A2"].number_format == "0"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:F{len(leaf.chart.table.rows) + 1}"


def test_a_secret_value_is_an_empty_cell_beside_its_word(with_parts: Database) -> None:
    leaf = leaf_of(with_parts, "familles", {"indicateur": "effectifs_ess", "territoire": "region-53"})
    names = [column.name for column in leaf.chart.table.columns]
    sheet = opened(chart_to_xlsx(with_parts, leaf, provenance(with_parts)))["Données"]
    rows = [dict(zip(names, row, strict=False)) for row in sheet.iter_rows(values_only=True, min_row=2)]

    (secret,) = [row for row in rows if row["famille"] == "Fondations" and row["code"] == "53"]

    assert secret["effectifs_ess"] is None
    assert secret["statut"] == "secret statistique"


def nasty_chart(title: str = "Titre") -> Chart:
    columns = (Column("nom", "Initiative"), Column("part", "Part", numeric=True))
    rows = tuple((name, float(rank)) for rank, name in enumerate(NASTY))
    figure = Figure(trace("bar", x=[1.0] * len(NASTY), y=list(range(len(NASTY))), orientation="h", text=["1"] * 8))
    figure.update_layout(yaxis={"tickvals": list(range(len(NASTY))), "ticktext": NASTY})
    return Chart("delegations", {}, title, "En %", ("Source : =1+1.",), "=plain", figure, Table(columns, rows), "nom")


def test_a_formula_or_html_in_a_name_stays_a_text(observatory: Database) -> None:
    body = chart_to_xlsx(observatory, leaf_like(nasty_chart("=1+1")), provenance(observatory))
    book = opened(body)

    found = [cell.value for cell in book["Données"]["A"][1:]]
    assert found == [*NASTY[:-1], "abc"]
    assert {cell.data_type for cell in book["Données"]["A"]} == {"s"}
    assert words(book, "Lisez-moi")["Titre"] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_a_text_of_a_csv_cannot_become_a_formula_even_behind_a_character_that_is_left_out() -> None:
    columns = (Column("nom", "Nom"),)
    table = Table(columns, (("\x00=1+1",), ("Source",)))
    chart = Chart("x", {}, "T", "S", ("=cmd",), "P", Figure(), table, "x")

    assert lines(chart_to_csv(chart))[1:] == [["'=1+1", "'=cmd"], ["Source", "'=cmd"]]


def test_a_workbook_of_several_charts_has_its_contents_and_a_sheet_each(observatory: Database) -> None:
    leaves = [
        leaf_of(
            observatory,
            "classement",
            {"niveau": "region"},
            heading="Emploi : « l’ESS » / 2015 🌱" * 8,
            comment="Voilà.",
        ),
        leaf_of(observatory, "classement", {"niveau": "region"}, heading="Emploi : « l’ESS » / 2015 🌱" * 8),
        leaf_of(observatory, "matrice", {}),
    ]

    book = opened(workbook(observatory, leaves, provenance(observatory), "L’ESS en Bretagne"))

    assert book.sheetnames[0] == "Sommaire"
    assert book.sheetnames[-2:] == ["Graphiques", "Lisez-moi"]
    assert len(set(book.sheetnames)) == 6
    assert all(len(name) <= 31 for name in book.sheetnames)
    contents = [row for row in book["Sommaire"].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[3] or "" for row in contents] == ["Voilà.", "", ""]
    assert len(book["Graphiques"]._charts) == 2
    for leaf, name in zip(leaves, book.sheetnames[1:4], strict=True):
        assert book[name].max_row == len(leaf.chart.table.rows) + 1
    assert "Version de la base" in words(book, "Lisez-moi")


def test_a_workbook_says_nothing_of_the_machine(observatory: Database) -> None:
    leaf = leaf_of(observatory, "delegations", {})
    book = opened(chart_to_xlsx(observatory, leaf, provenance(observatory)))

    assert book.properties.creator == "Observatoire territorial de l’économie sociale et solidaire"
    assert book.properties.lastModifiedBy == book.properties.creator
    assert book.properties.title == leaf.title
    assert book.properties.created.date() == provenance(observatory).extracted_on
