"""The downloads of a chart by its address: workbook, deck, citation, CSV."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory.ui.routes import EXCEPTION_HANDLERS, ROUTES

CHART = "/graphique/classement.{}?indicateur=part_ess_emploi&niveau=region&annee=2015"


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The addresses alone, on the built database."""
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    return TestClient(Starlette(routes=ROUTES, exception_handlers=EXCEPTION_HANDLERS))


@pytest.mark.parametrize("extension", ["xlsx", "pptx"])
def test_a_file_is_named_by_what_is_in_it(client: TestClient, extension: str) -> None:
    answer = client.get(CHART.format(extension))

    assert answer.status_code == 200
    name = f"part-ess-emploi_regions_classement_2015.{extension}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "openxmlformats" in answer.headers["content-type"]


def test_a_workbook_has_the_address_of_the_page_the_reader_comes_from(client: TestClient) -> None:
    seen = "http://testserver/portrait?territoire=region-53"
    body = client.get(CHART.format("xlsx"), headers={"referer": seen}).content

    rows = openpyxl.load_workbook(io.BytesIO(body))["Lisez-moi"].iter_rows(values_only=True, max_col=2)
    assert dict(row for row in rows if row[0])["Adresse"] == seen


def test_a_slide_has_the_address_of_the_usual_page_when_the_reader_comes_from_elsewhere(client: TestClient) -> None:
    body = client.get(CHART.format("pptx"), headers={"referer": "http://ailleurs.test/page"}).content

    (slide,) = Presentation(io.BytesIO(body)).slides
    shown = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "http://testserver/indicateurs?indicateur=part_ess_emploi&niveau=region&annee=2015" in shown
    assert "ailleurs" not in shown


def test_a_citation_is_a_text_to_copy(client: TestClient) -> None:
    answer = client.get(CHART.format("citation"))

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "content-disposition" not in answer.headers
    assert answer.text.startswith("Insee. «\u202fPart de l’ESS dans l’emploi salarié")


def test_a_csv_has_a_decimal_point_when_it_is_asked(client: TestClient) -> None:
    comma = client.get(CHART.format("csv")).text.splitlines()[1].split(";")
    point = client.get(CHART.format("csv") + "&decimale=point").text.splitlines()[1].split(";")

    assert comma[2] == point[2] == "Bretagne"
    assert comma[3] == point[3].replace(".", ",")
    assert "." in point[3]


def test_a_wrong_choice_is_a_sentence(client: TestClient) -> None:
    answer = client.get("/graphique/classement.xlsx?indicateur=bonheur")

    assert answer.status_code == 400
    assert "n’existe pas" in answer.json()["erreur"]
