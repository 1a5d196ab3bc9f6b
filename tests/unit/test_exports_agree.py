"""The same figures whatever the door a chart leaves by: screen's table, CSV, workbook, the sheet inside a slide."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

import openpyxl
import pytest
from exported import ADDRESS, leaf_of, provenance
from pptx import Presentation

from observatory.charts.chart import Chart
from observatory.database import Database
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.leaf import Leaf
from observatory.exports.native import Form, is_map
from observatory.exports.native_view import native_view
from observatory.exports.pptx_file import chart_to_pptx
from observatory.exports.table_json import chart_to_table_json
from observatory.exports.xlsx_file import chart_to_xlsx

_JOBS = {"indicateur": "effectifs_ess", "territoire": "region-53"}
KINDS: list[tuple[str, dict[str, str]]] = [
    ("carte", {"niveau": "departement", "territoire": "region-53"}),
    ("carte", {"indicateur": "population_qpv", "niveau": "epci", "territoire": "departement-48"}),
    ("classement", {"niveau": "region", "territoire": "region-53"}),
    ("repartition", {"niveau": "departement", "territoire": "departement-48"}),
    ("evolution", {"territoire": "departement-976"}),
    ("comparaison", {"territoire": "departement-976"}),
    ("carte-initiatives", {"territoire": "region-53"}),
    ("matrice", {}),
    ("types-initiatives", {}),
    ("comparer-barres", {"territoires": "region-53,departement-976,epci-243500139"}),
    ("comparer-evolution", {"territoires": "departement-48,departement-15,region-76"}),
    ("comparer-nuage", {"niveau": "departement", "territoires": "departement-93,departement-29"}),
    ("familles", _JOBS),
    ("secteurs-familles", _JOBS),
    ("indice", {"indicateur": "indice_effectifs_ess", "territoire": "region-53"}),
]
NAMES = ["-".join((name, *asked.values())) for name, asked in KINDS]


@pytest.fixture(params=KINDS, ids=NAMES)
def leaf(request: pytest.FixtureRequest, with_parts: Database) -> Leaf:
    name, asked = request.param
    return leaf_of(with_parts, name, asked)


def french(text: str) -> float | None:
    """The number that a French cell says; nothing for an empty one."""
    plain = text.replace("\u202f", "").replace("\u2212", "-").replace(",", ".")
    return float(plain) if plain else None


def number(value: object) -> float | None:
    return None if value is None else float(str(value))


def agree(found: list[float | None], expected: list[float | None]) -> bool:
    """The same numbers to the precision of a spreadsheet (16 digits), absent at the same places."""
    return found == [None if value is None else pytest.approx(value, rel=1e-14) for value in expected]


def columns_of_numbers(chart: Chart) -> dict[str, list[float | None]]:
    """The numbers of a chart's table, by heading."""
    return {
        column.name: [number(row[rank]) for row in chart.table.rows]
        for rank, column in enumerate(chart.table.columns)
        if column.numeric
    }


def by_column(heads: list[str], rows: list[list[Any]]) -> dict[str, list[Any]]:
    return {head: [row[rank] for row in rows] for rank, head in enumerate(heads)}


def test_a_csv_holds_the_numbers_of_the_table_and_its_source(leaf: Leaf) -> None:
    heads, *rows = list(csv.reader(io.StringIO(chart_to_csv(leaf.chart).decode("utf-8-sig")), delimiter=";"))
    found = by_column(heads, rows)

    for name, expected in columns_of_numbers(leaf.chart).items():
        assert [french(text) for text in found[name]] == expected
    assert len(rows) == len(leaf.chart.table.rows)
    assert all("Source" in text and "Extraction du" in text for text in found["source"])


def test_a_workbook_holds_the_same_numbers_its_source_its_day_and_its_address(leaf: Leaf, with_parts: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(chart_to_xlsx(with_parts, leaf, provenance(with_parts))))
    heads, *rows = [list(row) for row in book["Données"].iter_rows(values_only=True)]
    found = by_column(heads, rows)
    told = {str(row[0]): str(row[1]) for row in book["Lisez-moi"].iter_rows(values_only=True) if row[0]}

    kept = len(leaf.chart.table.rows)  # an empty table has one blank row under its filter
    for column in leaf.chart.table.columns:
        if column.numeric:
            expected = columns_of_numbers(leaf.chart)[column.name]
            assert agree([number(cell) for cell in found[column.heading][:kept]], expected), column.heading
    everything = " ".join(told.values())
    assert ADDRESS in everything
    assert "22 novembre 2026" in everything or "22/11/2026" in everything
    assert any(name.startswith("Source") for name in told)


def test_an_absence_is_an_empty_cell_with_its_reason_never_a_zero(leaf: Leaf, with_parts: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(chart_to_xlsx(with_parts, leaf, provenance(with_parts))))
    heads, *rows = [list(row) for row in book["Données"].iter_rows(values_only=True)]
    measured = [c.heading for c in leaf.chart.table.columns if c.name == "valeur"]
    for row in rows[: len(leaf.chart.table.rows)]:
        cells = dict(zip(heads, row, strict=True))
        for heading in measured:
            assert (cells[heading] is None) == (cells.get("Statut", "observé") != "observé"), cells


def test_the_screen_writes_the_same_numbers_rounded_to_their_decimals(leaf: Leaf) -> None:
    payload = json.loads(chart_to_table_json(leaf.chart))
    found = by_column([c["name"] for c in payload["columns"]], payload["rows"])

    for column in leaf.chart.table.columns:
        if not column.numeric:
            continue
        for text, value in zip(found[column.name], columns_of_numbers(leaf.chart)[column.name], strict=True):
            written = french(text)
            assert (written is None) == (value is None)
            if written is not None and value is not None:
                assert math.isclose(written, value, abs_tol=0.5000001 * 10**-column.decimals)


def test_the_sheet_inside_a_slide_holds_what_is_drawn_and_the_slide_its_source_and_address(
    leaf: Leaf, with_parts: Database
) -> None:
    slide = Presentation(io.BytesIO(chart_to_pptx(with_parts, leaf, provenance(with_parts)))).slides[0]
    said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    notes = slide.notes_slide.notes_text_frame.text
    assert "Source" in said + notes
    assert ADDRESS in said + notes

    native = native_view(leaf.chart)
    if is_map(leaf.chart) or native is None or native.form is Form.GRID:
        assert not any(shape.has_chart for shape in slide.shapes)
        return
    (drawn,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    sheet = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    if native.form is Form.POINTS:
        held = [value for row in rows for value in row if isinstance(value, int | float)]
        pairs = [pair for one in native.series for pair in zip(one.x, one.values, strict=True)]
        assert agree(sorted(held), sorted(value for pair in pairs if None not in pair for value in pair))
        return
    held = [[row[rank] for row in rows[1:]] for rank in range(1, len(native.series) + 1)]
    assert len(held) == len(native.series)
    for series, cells in zip(native.series, held, strict=True):
        assert agree(cells, list(series.values)), series.name
