"""The addresses of a meeting: all in one answer, a code to the same view, the same steps as slides."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from pptx import Presentation
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory.ui.meeting_routes import MEETING_ROUTES, qr_code
from observatory.ui.routes import EXCEPTION_HANDLERS

NARROW = "\u202f"


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The addresses of a meeting alone, on the built database."""
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    return TestClient(Starlette(routes=MEETING_ROUTES, exception_handlers=EXCEPTION_HANDLERS))


def test_one_answer_holds_every_step_with_its_notes(client: TestClient) -> None:
    told = client.get("/reunion.json?territoire=region-53").json()

    assert told["title"] == "L’ESS en Bretagne"
    assert [step["key"] for step in told["steps"]] == [
        "situation",
        "ailleurs",
        "evolution",
        "quartiers",
        "acteurs",
        "autres",
        "leviers",
    ]
    assert told["others"] == []
    first = told["steps"][0]
    assert first["source"] == f"Source{NARROW}: Insee, 2015"
    assert first["foot"].startswith(f"Source{NARROW}: Insee, Clap")
    assert first["map"] is True
    assert first["figure"]["data"]
    for step in told["steps"]:
        assert step["plain"].endswith(".")
        assert step["question"]
        assert step["sentence"]
        assert step["caption"]
        assert step["source"].startswith("Source")


def test_steps_taken_out_come_along_so_that_they_can_be_put_back(client: TestClient) -> None:
    told = client.get("/reunion.json?territoire=region-53&etapes=leviers,situation").json()

    assert [step["key"] for step in told["steps"]] == ["leviers", "situation"]
    assert [step["key"] for step in told["others"]] == ["ailleurs", "evolution", "quartiers", "acteurs", "autres"]
    assert parse_qs(urlsplit(told["address"]).query) == {
        "territoire": ["region-53"],
        "etapes": ["leviers,situation"],
        "etape": ["leviers"],
    }
    assert told["qr"] == qr_code(told["address"])


def test_the_code_is_drawn_from_the_address_dark_on_white() -> None:
    address = "https://observatoire.test/presentation?territoire=region-53"
    drawn = qr_code(address)
    code = segno.make(address, error="m", micro=False)

    # Each line of the code starts with its finder: as many dark runs in the drawing as in the matrix.
    runs = sum(len(re.findall(b"\x01+", bytes(row))) for row in code.matrix)
    assert len(re.findall(r"h\d", drawn)) >= runs
    assert drawn.startswith("<svg")
    assert 'stroke="#14191f"' in drawn
    assert 'fill="#fff"' in drawn


def test_behind_a_proxy_the_address_is_the_one_of_the_page(client: TestClient) -> None:
    page = "https://testserver/presentation?territoire=region-53"

    own = client.get("/reunion.json?territoire=region-53", headers={"referer": page}).json()
    other = client.get("/reunion.json?territoire=region-53", headers={"referer": "https://ailleurs.test/"}).json()

    assert own["address"].startswith("https://testserver/presentation?")
    assert other["address"].startswith("http://testserver/presentation?")


@pytest.mark.parametrize("path", ["reunion.json", "reunion.pptx"])
@pytest.mark.parametrize("query", ["territoire=region-99", "territoire=region-53&etapes=meteo"])
def test_what_does_not_exist_is_said(client: TestClient, path: str, query: str) -> None:
    answer = client.get(f"/{path}?{query}")

    assert answer.status_code == 400
    assert "n’existe pas" in answer.json()["erreur"]


def test_the_slides_are_the_steps_in_their_order(client: TestClient) -> None:
    answer = client.get("/reunion.pptx?territoire=region-53&etapes=evolution,situation,graphique!spaser!")

    assert 'filename="reunion_bretagne.pptx"' in answer.headers["content-disposition"]
    slides = Presentation(io.BytesIO(answer.content)).slides
    titles = [slide.shapes.title.text_frame.text for slide in slides if slide.shapes.title is not None]
    assert titles[0] == "L’économie sociale et solidaire en Bretagne"
    assert titles[1].startswith(
        f"En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3{NARROW}% en 2015, contre"
    )
    assert titles[2] == f"En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3{NARROW}% en 2015"
    assert "schéma d’achats responsables" in titles[3]
    assert titles[4] == "Sources"
    notes = slides[1].notes_slide.notes_text_frame
    assert notes is not None
    assert "En clair" in notes.text
