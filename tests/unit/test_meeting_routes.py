"""The addresses of a meeting: all in one answer, a code to the same view, the same steps as slides."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from pptx import Presentation
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory.database import Database
from observatory.meeting import own_key, prepared_steps
from observatory.model import Territory
from observatory.ui.meeting_routes import MEETING_ROUTES, meeting_answer, qr_code, spoken
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


def test_each_step_has_the_code_of_its_own_address(client: TestClient) -> None:
    told = client.get("/reunion.json?territoire=region-53&etapes=leviers,situation").json()

    seen = [parse_qs(urlsplit(step["qr"]["address"]).query) for step in told["steps"]]

    shared = {"territoire": ["region-53"], "etapes": ["leviers,situation"]}
    assert seen == [{**shared, "etape": ["leviers"]}, {**shared, "etape": ["situation"]}]


def test_the_code_is_the_one_of_the_address() -> None:
    address = "https://observatoire.test/presentation?territoire=region-53&etape=ailleurs"

    code = qr_code([address])

    side = int(str(code["side"]))
    bits = "".join(f"{byte:08b}" for byte in base64.b64decode(str(code["modules"])))
    rows = [bits[i : i + side] for i in range(0, side * side, side)]
    drawn = segno.make(address, error="l", micro=False, mask=2, boost_error=False)
    assert rows == ["".join(str(module) for module in row) for row in drawn.matrix]
    assert rows[0][:7] == "1111111"  # the corner that cameras look for


def test_an_address_too_long_for_a_code_leaves_the_words_behind_then_gives_none() -> None:
    short = "https://observatoire.test/presentation"

    assert qr_code(["x" * 901, short])["address"] == short
    assert qr_code(["x" * 901]) == {}


def test_the_step_in_a_code_keeps_its_chart_without_a_long_comment(client: TestClient) -> None:
    comment = " ".join(str(number) for number in range(350))
    key = own_key("spaser", {}, "Notre titre", comment)

    (step,) = client.get("/reunion.json", params={"territoire": "region-53", "etapes": key}).json()["steps"]

    query = parse_qs(urlsplit(step["qr"]["address"]).query)
    assert query["etapes"][0].startswith("graphique!spaser!")
    assert query["etapes"][0].count("!") == 2
    assert query["etape"] == ["graphique-1"]
    assert step["comment"] == comment


def test_a_replaced_figure_is_said_once_on_the_screen_and_each_time_in_the_notes(client: TestClient) -> None:
    steps = client.get("/reunion.json?territoire=commune-67001").json()["steps"]

    told = {step["key"]: step for step in steps}
    remark = f"Ce chiffre n’est pas connu à Achenheim{NARROW}: voici celui du Bas-Rhin."
    assert [told[key]["aside"] for key in ("situation", "ailleurs", "evolution")] == [remark, "", ""]
    assert all(told[key]["caution"].startswith(remark) for key in ("situation", "ailleurs", "evolution"))
    assert told["acteurs"]["aside"].startswith("Aucune initiative n’est citée à Achenheim")


def test_the_answer_is_made_once_for_all_the_screens_that_ask_it(
    observatory: Database, place: Callable[[str], Territory]
) -> None:
    asked = (observatory, place("region-53"), "", "https://observatoire.test/")

    assert meeting_answer(*asked) is meeting_answer(*asked)


def test_the_words_of_the_steps_come_without_their_charts(
    observatory: Database, place: Callable[[str], Territory]
) -> None:
    words = spoken(prepared_steps(observatory, place("region-53")))

    assert {key for step in words for key in step} == {"key", "mark", "question", "sentence", "aside", "map"}
    assert [step["mark"] for step in words][:2] == ["situation", "ailleurs"]


def test_behind_a_proxy_the_address_is_the_one_of_the_page(client: TestClient) -> None:
    page = "https://testserver/presentation?territoire=region-53"

    own = client.get("/reunion.json?territoire=region-53", headers={"referer": page}).json()
    other = client.get("/reunion.json?territoire=region-53", headers={"referer": "https://ailleurs.test/"}).json()

    assert own["steps"][0]["qr"]["address"].startswith("https://testserver/presentation?")
    assert other["steps"][0]["qr"]["address"].startswith("http://testserver/presentation?")


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


def test_the_slides_carry_the_title_and_the_comment_of_the_dossier(client: TestClient) -> None:
    key = own_key("spaser", {}, "Acheter autrement", "Deux départements voisins l’ont fait.")

    answer = client.get("/reunion.pptx", params={"territoire": "region-53", "etapes": f"situation,{key}"})

    slide = Presentation(io.BytesIO(answer.content)).slides[2]
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert slide.shapes.title is not None
    assert slide.shapes.title.text_frame.text == "Acheter autrement"
    assert "Deux départements voisins l’ont fait." in texts
