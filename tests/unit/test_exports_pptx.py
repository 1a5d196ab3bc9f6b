"""Decks opened by the library: titles in place, editable charts with the values of the screen, sources and notes."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from exported import ADDRESS, CASES, NAMES, leaf_like, leaf_of, provenance
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from pptx.chart.chart import Chart as DrawnChart
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from observatory import house_style
from observatory.charts.chart import Chart, Column, Table
from observatory.database import Database
from observatory.exports.native import Form, Native, is_map
from observatory.exports.native_view import native_view
from observatory.exports.plain_text import printed_subtitle
from observatory.exports.pptx_file import chart_to_pptx, deck
from observatory.exports.pptx_template import _template
from observatory.exports.slide_title import headline_of
from observatory.exports.xlsx_file import chart_to_xlsx
from observatory.figure import Figure, trace
from observatory.house_style import HouseStyle
from observatory.house_style_file import Logo


def opened(body: bytes) -> Deck:
    return Presentation(io.BytesIO(body))


def texts(made: Deck, slide: int = 0) -> str:
    return "\n".join(shape.text_frame.text for shape in made.slides[slide].shapes if shape.has_text_frame)


def drawn_chart(made: Deck, slide: int = 0) -> DrawnChart:
    (chart,) = [shape.chart for shape in made.slides[slide].shapes if shape.has_chart]
    return chart


def held(drawn: DrawnChart, native: Native) -> list[list[float | None]]:
    """What the series of a drawn chart hold: the abscissas of points, else the values."""
    if native.form is not Form.POINTS:
        return [list(series.values) for series in drawn.plots[0].series]
    return [
        [float(point.text) for point in series._element.findall(".//{*}xVal//{*}pt/{*}v")]
        for series in drawn.plots[0].series
    ]


@pytest.mark.parametrize(("name", "parameters"), CASES, ids=NAMES)
def test_every_chart_is_a_slide_with_its_words_and_its_values(
    with_parts: Database, name: str, parameters: dict[str, str]
) -> None:
    leaf = leaf_of(with_parts, name, parameters)
    native = native_view(leaf.chart)

    made = opened(chart_to_pptx(with_parts, leaf, provenance(with_parts)))

    (slide,) = made.slides
    shown = texts(made)
    assert slide.shapes.title.text_frame.text == (headline_of(with_parts, leaf.chart) or leaf.chart.title)
    assert leaf.chart.title in shown
    assert all(part in shown for part in printed_subtitle(leaf.chart.subtitle).split(" · "))
    assert all(line in shown for line in leaf.chart.foot)
    assert ADDRESS in shown
    notes = slide.notes_slide.notes_text_frame.text
    assert leaf.chart.plain in notes
    assert all(word in notes for word in ("Définition", "Licence", "Période", ADDRESS, with_parts.version))
    pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
    if is_map(leaf.chart):
        assert pictures[0]._element.xpath(".//p:cNvPr")[0].get("descr") == leaf.chart.plain
        with Image.open(io.BytesIO(pictures[0].image.blob)) as image:
            assert image.width / (pictures[0].width / Inches(1)) >= 150
            assert len(image.getcolors(maxcolors=256) or []) >= 3  # page, land, borders: more with values
        return
    assert not pictures
    if native is None:
        assert leaf.chart.plain in shown
    elif native.form is Form.GRID:
        (table,) = [shape.table for shape in slide.shapes if shape.has_table]
        found = [[cell.text for cell in row.cells][1:] for row in list(table.rows)[1:]]
        assert found == [list(row) for row in zip(*(s.words for s in native.series), strict=True)]
    else:
        expected = [[v for v in (s.x or s.values) if v is not None or not s.x] for s in native.series]
        found = held(drawn_chart(made), native)
        assert found == [[pytest.approx(v) if v is not None else None for v in row] for row in expected]


@pytest.mark.parametrize(("name", "parameters"), CASES, ids=NAMES)
def test_nothing_leaves_the_slide_and_titles_do_not_lie_over_the_rest(
    with_parts: Database, name: str, parameters: dict[str, str]
) -> None:
    made = opened(chart_to_pptx(with_parts, leaf_of(with_parts, name, parameters), provenance(with_parts)))
    boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in made.slides[0].shapes]

    assert all(0 <= left < right <= made.slide_width for left, _, right, _ in boxes)
    assert all(0 <= top < bottom <= made.slide_height for _, top, _, bottom in boxes)
    for rank, one in enumerate(boxes):
        for other in boxes[rank + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= 0 or down <= Inches(0.03), (one, other)


def test_the_values_of_a_ranking_are_those_of_its_table(observatory: Database) -> None:
    leaf = leaf_of(observatory, "classement", {"niveau": "region", "annee": "2015"})
    drawn = drawn_chart(opened(chart_to_pptx(observatory, leaf, provenance(observatory))))

    table = {row[2]: row[3] for row in leaf.chart.table.rows if row[3] is not None}
    names = [name.split(". ")[1] for name in drawn.plots[0].categories]
    assert dict(zip(names, drawn.plots[0].series[0].values, strict=True)) == table


def test_the_colours_and_formats_are_those_of_the_screen(observatory: Database) -> None:
    leaf = leaf_of(observatory, "classement", {"niveau": "region", "territoire": "region-53", "annee": "2015"})
    drawn = drawn_chart(opened(chart_to_pptx(observatory, leaf, provenance(observatory))))
    series = drawn.plots[0].series[0]

    assert str(series.format.fill.fore_color.rgb) == "2F7D77"
    assert str(series.points[0].format.fill.fore_color.rgb) == "C25B12"
    assert series.data_labels.number_format == '#,##0.0"\u202f%"'


def test_a_reference_leaves_out_the_rows_whose_written_value_it_would_cross(observatory: Database) -> None:
    leaf = leaf_of(observatory, "classement", {"niveau": "region", "annee": "2015"})
    body = chart_to_pptx(observatory, leaf, provenance(observatory))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (name,) = [n for n in archive.namelist() if n.startswith("ppt/drawings/")]
        drawn = archive.read(name).decode()
    area = drawn_chart(opened(body))._chartSpace
    top, height = (float(area.xpath(f".//c:plotArea/c:layout//c:{side}")[0].get("val")) for side in ("y", "h"))

    lines = [[float(y) for y in re.findall(r"<cdr:y>([\d.]+)</cdr:y>", part)] for part in drawn.split("</cdr:cxnSp>")]
    middle = top + (13 + 0.5) * height / 17  # 14th of 17 regions: 9,9 %, France is at 10,5 %

    assert len(lines) > 2  # two pieces of line at least, then what follows the last
    assert not any(first < middle < second for first, second in (line[-2:] for line in lines[:-1]))
    assert lines[-2][-1] == pytest.approx(top + height, abs=1e-4)


def test_a_reference_is_a_shape_of_the_chart_at_its_value(observatory: Database) -> None:
    leaf = leaf_of(observatory, "classement", {"niveau": "region", "annee": "2015"})
    body = chart_to_pptx(observatory, leaf, provenance(observatory))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (name,) = [n for n in archive.namelist() if n.startswith("ppt/drawings/")]
        shapes = archive.read(name).decode()
    drawn = drawn_chart(opened(body))
    native = native_view(leaf.chart)
    assert native is not None
    left, width = (
        float(drawn._chartSpace.xpath(f".//c:plotArea/c:layout//c:{side}")[0].get("val")) for side in ("x", "w")
    )

    x = float(re.findall(r"<cdr:x>([\d.]+)</cdr:x>", shapes)[0])

    assert "France\u202f: 10,5\u202f%" in shapes
    assert (x - left) / width * drawn.value_axis.maximum_scale == pytest.approx(native.marks[0].value, abs=0.01)


def test_a_deck_has_a_cover_a_slide_each_and_its_sources(observatory: Database) -> None:
    leaves = [
        leaf_of(
            observatory, "classement", {"niveau": "region"}, heading="Notre titre", comment="Un repère.\nPour tous."
        ),
        leaf_of(observatory, "evolution", {"indicateur": "postes_fonjep", "territoire": "region-53"}),
        leaf_of(observatory, "evolution", {"territoire": "region-53"}),
    ]

    made = opened(deck(observatory, leaves, provenance(observatory), "Bretagne", "L’ESS au conseil"))

    titles = [slide.shapes.title.text_frame.text for slide in made.slides]
    assert titles[:2] == ["L’ESS au conseil", "Notre titre"]
    assert titles[2:4] == [headline_of(observatory, leaf.chart) or leaf.chart.title for leaf in leaves[1:]]
    assert titles[4] == "Sources"
    assert "Bretagne" in texts(made, 0)
    assert "22\xa0novembre 2026" in texts(made, 0)
    assert "Un repère." in texts(made, 1)
    assert texts(made, 4).count("Insee, Clap") == 1
    assert texts(made, 4).count("Licence Ouverte 2.0") == 2


def test_a_deck_is_16_by_9_in_french_in_the_fonts_and_colours_of_the_house(observatory: Database) -> None:
    leaf = leaf_of(observatory, "delegations", {})
    body = chart_to_pptx(observatory, leaf, provenance(observatory))
    made = opened(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
        everything = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))

    assert (made.slide_width, made.slide_height) == (Inches(13.333), Inches(7.5))
    assert '<a:accent1><a:srgbClr val="2F7D77"/>'.lower() in theme.lower()
    assert 'typeface="Georgia"' in theme
    told = made.core_properties
    assert (told.language, told.title) == ("fr-FR", leaf.title)
    assert told.author == told.last_modified_by == "Observatoire territorial de l’économie sociale et solidaire"
    assert b"/tmp/" not in everything
    assert b"Click to edit" not in everything


NASTY = ["=1+1", "<b>gras</b>", "L’Île / « d’Yeu » 🌱", "a\x00b", "x" * 200]


@pytest.mark.parametrize("title", NASTY)
def test_any_title_is_a_text(observatory: Database, title: str) -> None:
    columns = (Column("nom", "Nom"), Column("nombre", "Nombre", numeric=True))
    figure = Figure(trace("bar", x=[1.0, 2.0], y=[0, 1], orientation="h", text=["1", "2"], name=title))
    figure.update_layout(yaxis={"tickvals": [0, 1], "ticktext": ["=A1", title]})
    table = Table(columns, ((title, 1.0), ("=A1", 2.0)))
    chart = Chart("delegations", {}, title, title, (title,), title, figure, table, "nom")

    made = opened(deck(observatory, [leaf_like(chart, comment=title)], provenance(observatory), title, title))

    clean = title.replace("\x00", "")
    assert made.slides[0].shapes.title.text_frame.text == clean
    assert made.slides[1].shapes.title.text_frame.text == clean
    assert drawn_chart(made, 1).plots[0].categories[0] == "=A1"


def test_an_empty_deck_still_says_where_it_comes_from(observatory: Database) -> None:
    made = opened(deck(observatory, [], provenance(observatory)))

    assert len(made.slides) == 2
    assert observatory.version in texts(made, 1)


def test_a_house_signs_its_decks_and_workbooks(observatory: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = b'<rect width="20" height="10" fill="#123456"/>'
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">' + drawn + b"</svg>"
    house = HouseStyle(
        name="CRESS d’essai & Cie", contact="Service études", web="cress.example", logo=Logo(svg, "svg", 2.0)
    )
    monkeypatch.setattr(house_style, "current", lambda: house)
    _template.cache_clear()
    leaf = leaf_of(observatory, "classement", {"indicateur": "part_ess_emploi"})

    made = opened(deck(observatory, [leaf], provenance(observatory), "Bretagne", "Essai"))
    book = load_workbook(io.BytesIO(chart_to_xlsx(observatory, leaf, provenance(observatory))))

    _template.cache_clear()
    assert "CRESS d’essai & Cie\nService études · cress.example" in texts(made, 0)
    assert made.core_properties.author == "CRESS d’essai & Cie"
    for slide in (0, 1):
        (logo,) = [shape for shape in made.slides[slide].shapes if shape.shape_type == 13]
        assert logo.width == pytest.approx(2 * logo.height, rel=0.01)
        assert logo._element.xpath(".//p:cNvPr")[0].get("descr") == "Logo\u202f: CRESS d’essai & Cie"
        assert logo.top + logo.height <= made.slide_height
    told = {row[0]: row[1] for row in book["Lisez-moi"].iter_rows(values_only=True, max_col=2)}
    assert told["Observatoire"] == "CRESS d’essai & Cie"
    assert told["Contact"] == "Service études · cress.example"
    assert book.properties.creator == "CRESS d’essai & Cie"
