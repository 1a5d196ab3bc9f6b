"""The portrait as PDF and as DOCX: two tagged A4 pages at every level, real headings and tables, nothing personal."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import pypdf
import pytest
from docx import Document

from observatory import queries
from observatory.database import Database
from observatory.exports.portrait.contents import contents
from observatory.exports.portrait.docx import portrait_docx
from observatory.exports.portrait.model import Initiative, Initiatives, Passage, Portrait, Publication
from observatory.exports.portrait.pdf import portrait_pdf
from observatory.house_style_file import Logo
from observatory.model import Territory
from observatory.search import territory_from_key

DAY = dt.date(2026, 11, 22)
NAME = "Observatoire territorial de l’économie sociale et solidaire"
A4 = (595, 842)
CHOSEN = (
    *("france-FR", "region-53", "region-04", "region-06", "region-11", "region-94"),
    *("departement-48", "departement-974", "departement-976", "departement-75", "departement-2A", "departement-69D"),
    *("epci-246700488", "epci-200046977", "epci-200093201", "epci-244400404", "epci-200054781", "ept-200057875"),
    *("commune-75056", "commune-69123", "commune-59350", "commune-67001", "commune-97608", "commune-97411"),
)
SAMPLE = 60


@pytest.fixture(scope="module")
def publication(observatory: Database) -> Publication:
    return Publication(DAY, observatory.version, NAME, "http://ess.example")


@pytest.fixture(scope="module")
def bretagne(observatory: Database, publication: Publication) -> Portrait:
    return contents(observatory, _place(observatory, "region-53"), publication)


def _place(database: Database, key: str) -> Territory:
    found = territory_from_key(database, key)
    assert found is not None, key
    return found


def _sample(database: Database) -> list[Territory]:
    """The chosen ones, the longest names of each level, and some at regular steps through the rest."""
    rows = [row for row in queries.search_rows(database) if row[0] != "france"]
    keys = [key for key in CHOSEN if territory_from_key(database, key)]
    for level in ("epci", "commune", "departement"):
        own = sorted((row for row in rows if row[0] == level), key=lambda row: -len(row[2]))
        keys += [f"{row[0]}-{row[1]}" for row in own[:4]]
    step = len(rows) // (SAMPLE - len(keys))
    keys += [f"{row[0]}-{row[1]}" for row in sorted(rows)[::step]]
    return [_place(database, key) for key in dict.fromkeys(keys)][: SAMPLE + 4]


def _text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_every_portrait_is_two_a4_pages_under_one_megabyte(observatory: Database, publication: Publication) -> None:
    places = _sample(observatory)
    assert len(places) >= SAMPLE
    for place in places:
        pdf = portrait_pdf(contents(observatory, place, publication))
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        assert len(pages) == 2, place
        assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {A4}
        assert len(pdf) < 1_000_000


def test_the_pdf_is_tagged_in_french_with_its_title_and_says_it_is_universally_accessible(bretagne: Portrait) -> None:
    reader = pypdf.PdfReader(io.BytesIO(portrait_pdf(bretagne)))

    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Portrait de Bretagne", NAME)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_the_pdf_has_headings_header_cells_and_alternative_texts(bretagne: Portrait) -> None:
    reader = pypdf.PdfReader(io.BytesIO(portrait_pdf(bretagne)))
    kinds: list[str] = []
    alternatives: list[str] = []

    def visit(node: object) -> None:
        node = node.get_object() if isinstance(node, pypdf.generic.IndirectObject) else node
        if isinstance(node, list):
            for part in node:
                visit(part)
        elif isinstance(node, dict):
            kinds.append(str(node.get("/S")))
            if "/Alt" in node:
                alternatives.append(str(node["/Alt"]))
            if "/K" in node:
                visit(node["/K"])

    visit(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])

    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 6
    assert kinds.count("/TH") >= 5 + 2
    assert any("14,3\u202f%" in text and "10,5\u202f%" in text for text in alternatives)
    assert any(text.startswith("Carte de situation") for text in alternatives)


def test_the_numbers_of_the_screen_are_in_the_pdf_and_in_the_docx(observatory: Database, bretagne: Portrait) -> None:
    pdf = _text(portrait_pdf(bretagne))
    document = Document(io.BytesIO(portrait_docx(observatory, bretagne)))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}

    for row in bretagne.figures.rows:
        number = row.own.number if row.own.known else row.own.text
        assert number.replace("\u202f", " ") in pdf.replace("\u202f", " "), row.label
        assert row.own.text in cells


def test_markup_in_a_name_stays_text_and_a_character_without_a_shape_becomes_a_square(bretagne: Portrait) -> None:
    odd = "#pagebreak() *gras* $x^2$ <b>balise</b> _souligné_ @ref \\ `code` 漢"
    passage = Passage("Ici", odd, "Document, « titre », ligne 1")
    portrait = replace(
        bretagne, initiatives=Initiatives(("Une.",), (Initiative(odd, "Autre", (passage,), ""),), ("", ""))
    )

    text = _text(portrait_pdf(portrait))

    assert "#pagebreak() *gras* $x^2$ <b>balise</b> _souligné_ @ref \\ `code` □" in text
    assert len(pypdf.PdfReader(io.BytesIO(portrait_pdf(portrait))).pages) == 2


def test_a_name_of_two_hundred_characters_and_control_characters_still_make_both_files(
    observatory: Database, bretagne: Portrait
) -> None:
    name = "Communauté de communes d’Œuvre-sur-l’Île / « L’Étang »\x00 🌱 " * 4
    portrait = replace(bretagne, title=f"Portrait de {name[:200]}", name=name[:200])

    assert len(pypdf.PdfReader(io.BytesIO(portrait_pdf(portrait))).pages) == 2
    assert "L’Étang" in Document(io.BytesIO(portrait_docx(observatory, portrait))).core_properties.title


def test_the_docx_has_headings_header_rows_pictures_with_their_text_and_is_in_french(
    observatory: Database, bretagne: Portrait
) -> None:
    body = portrait_docx(observatory, bretagne)
    document = Document(io.BytesIO(body))

    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings[0] == "Les chiffres"
    assert headings[-1] == "Méthode, sources et limites"
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert len(document.inline_shapes) == 1 + len(bretagne.charts)
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    section = document.sections[0]
    assert section.page_width is not None
    assert (round(section.page_width.mm), round((section.page_height or 0) / 36000)) == (210, 297)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert 'w:lang w:val="fr-FR"' in archive.read("word/styles.xml").decode()


def test_nothing_personal_is_in_the_properties_of_the_files(observatory: Database, bretagne: Portrait) -> None:
    told = Document(io.BytesIO(portrait_docx(observatory, bretagne))).core_properties

    assert (told.author, told.last_modified_by, told.comments) == (NAME, NAME, "")
    assert told.created == dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    assert b"/work" not in portrait_pdf(bretagne)


def test_the_name_contact_and_logo_of_a_house_are_on_both_files(observatory: Database, bretagne: Portrait) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10"/></svg>'
    house = Publication(DAY, observatory.version, "CRESS d’essai", "", "cress.example", Logo(svg, "svg", 2.0))
    portrait = replace(bretagne, publication=house)

    pdf = portrait_pdf(portrait)

    assert "cress.example" in _text(pdf)
    metadata = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.author == "CRESS d’essai"
    paragraphs = [p.text for p in Document(io.BytesIO(portrait_docx(observatory, portrait))).paragraphs]
    assert "CRESS d’essai · 22\u00a0novembre 2026" in paragraphs
    assert "cress.example" in paragraphs
