"""The files of a dossier: each opens, has what was put aside, and nothing comes from another site."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory.ui.dossier_routes import DOSSIER_ROUTES
from observatory.ui.routes import EXCEPTION_HANDLERS

STRANGE = "L’emploi #1 *gras* <b>& « œ »"
MAP = {
    "graphique": "carte",
    "parametres": {"indicateur": "part_ess_emploi", "niveau": "region", "annee": "2015", "territoire": "region-53"},
    "vue": "indicateurs?territoire=region-53",
    "titre": STRANGE,
    "commentaire": "Deux fois plus qu’en Île-de-France.",
}
CURVE = {"graphique": "evolution", "parametres": {"indicateur": "part_ess_emploi", "territoire": "region-53"}}
GONE = {"graphique": "carte", "parametres": {"territoire": "region-99"}, "libelle": "Une région disparue"}


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The addresses alone, on the built database."""
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    return TestClient(Starlette(routes=DOSSIER_ROUTES, exception_handlers=EXCEPTION_HANDLERS))


def dossier(*leaves: dict[str, Any], title: str = "L’ESS en Bretagne") -> dict[str, Any]:
    return {
        "format": "dossier-observatoire-ess",
        "version": 1,
        "titre": title,
        "territoire": "Bretagne",
        "feuilles": list(leaves),
    }


def test_the_deck_has_a_cover_the_charts_in_order_and_the_sources(client: TestClient) -> None:
    answer = client.post("/dossier.pptx", json=dossier(CURVE, MAP))

    assert answer.headers["content-disposition"] == 'attachment; filename="dossier_l-ess-en-bretagne.pptx"'
    assert answer.headers["cache-control"] == "no-store"
    slides = list(Presentation(io.BytesIO(answer.content)).slides)
    titles = [slide.shapes.title.text for slide in slides]
    assert titles[0] == "L’ESS en Bretagne"
    assert titles[1].startswith(
        "En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3\u202f% en 2015, contre"
    )
    assert titles[2] == STRANGE
    assert titles[3].startswith("Sources")
    shown = "\n".join(shape.text_frame.text for shape in slides[2].shapes if shape.has_text_frame)
    assert MAP["commentaire"] in shown
    assert "http://testserver/indicateurs?territoire=region-53" in shown


def test_the_workbook_has_a_sheet_for_each_chart(client: TestClient) -> None:
    body = client.post("/dossier.xlsx", json=dossier(CURVE, MAP)).content

    names = openpyxl.load_workbook(io.BytesIO(body)).sheetnames
    assert len([name for name in names if name.startswith(("1. ", "2. "))]) == 2
    assert "Lisez-moi" in names


def test_the_pdf_is_tagged_and_has_a_page_for_each_chart(client: TestClient) -> None:
    body = client.post("/dossier.pdf", json=dossier(MAP, CURVE)).content
    read = PdfReader(io.BytesIO(body))
    pages = [page.extract_text() for page in read.pages]

    assert len(pages) == 4
    assert "L’ESS en Bretagne" in pages[0]
    assert "Bretagne" in pages[0]
    assert STRANGE in pages[1]
    assert MAP["commentaire"] in pages[1]
    assert "Source" in pages[2]
    assert pages[3].startswith("Sources")
    assert read.metadata is not None
    assert read.metadata.title == "L’ESS en Bretagne"
    assert read.trailer["/Root"]["/Lang"] == "fr"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_long_comment_and_many_rows_stay_on_one_page(client: TestClient) -> None:
    ranking = {
        "graphique": "classement",
        "parametres": {"niveau": "departement"},
        "titre": "T" * 90 + " " + "U" * 90,
        "commentaire": "Un mot après l’autre. " * 65,
    }

    body = client.post("/dossier.pdf", json=dossier(ranking)).content

    assert len(PdfReader(io.BytesIO(body)).pages) == 3


def test_the_archive_has_pictures_figures_and_a_text_that_says_the_sources(client: TestClient) -> None:
    body = client.post("/dossier.zip", json=dossier(MAP, GONE, CURVE)).content

    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        names = opened.namelist()
        text = opened.read("LISEZ-MOI.txt").decode("utf-8-sig")
        with Image.open(io.BytesIO(opened.read("01_part-ess-emploi_regions_2015.png"))) as picture:
            assert picture.size == (1920, 1080)
        drawing = opened.read("01_part-ess-emploi_regions_2015.svg").decode()
        table = opened.read("02_part-ess-emploi_evolution_bretagne_2008-2015.csv").decode("utf-8-sig")
    assert len(names) == 7
    assert "Source\u202f: Insee, Clap" in text
    assert "Une région disparue\u202f: Le territoire «\u202fregion-99\u202f» n’existe pas." in text
    assert STRANGE in text
    assert "Part de l’ESS dans l’emploi salarié, 2015" in drawing
    assert "Bretagne" in table


def test_what_can_no_longer_be_drawn_is_counted_apart(client: TestClient) -> None:
    answer = client.post("/dossier.pptx", json=dossier(GONE, CURVE))

    assert answer.headers["x-graphiques-ecartes"] == "1"
    assert len(Presentation(io.BytesIO(answer.content)).slides) >= 3


@pytest.mark.parametrize("leaves", [[], [GONE]])
def test_a_dossier_of_nothing_is_refused_with_a_sentence(client: TestClient, leaves: list[dict[str, Any]]) -> None:
    answer = client.post("/dossier.pptx", json=dossier(*leaves))

    assert answer.status_code == 400
    assert answer.json()["erreur"].startswith("Aucun graphique de ce dossier ne peut être dessiné.")


def test_a_dossier_that_is_checked_comes_back_with_the_reasons(client: TestClient) -> None:
    told = client.post("/dossier.json", json=dossier(MAP, GONE)).json()

    assert told["titre"] == "L’ESS en Bretagne"
    assert [leaf.get("probleme", "")[:13] for leaf in told["feuilles"]] == ["", "Le territoire"]
    assert told["feuilles"][0]["titre"] == STRANGE


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://ailleurs.test"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://testserver"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"origin": "http://testserver"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_only_our_own_pages_send_a_dossier(client: TestClient, headers: dict[str, str], status: int) -> None:
    sent = json.dumps(dossier(CURVE)).encode()

    answer = client.post("/dossier.xlsx", content=sent, headers={"content-type": "application/json", **headers})

    assert answer.status_code == status


def test_a_body_too_long_is_refused_before_it_is_read_whole(client: TestClient) -> None:
    answer = client.post("/dossier.pptx", content=b"x" * 300_000, headers={"content-type": "application/json"})

    assert answer.status_code == 413
    assert "200 au plus" in answer.json()["erreur"]


def test_another_format_or_method_does_not_exist(client: TestClient) -> None:
    assert client.post("/dossier.exe", json=dossier(CURVE)).status_code == 404
    assert client.get("/dossier.pptx").status_code == 405


def test_a_chart_of_the_dossier_comes_with_its_words(client: TestClient) -> None:
    told = client.get("/cadre/evolution.json", params=CURVE["parametres"]).json()

    assert told["title"] == "Part de l’ESS dans l’emploi salarié en Bretagne, 2008-2015"
    assert told["about"][0][0] == "Définition"
    assert told["figure"]["data"]
    gone = client.get("/cadre/carte.json?territoire=region-99")
    assert (gone.status_code, "n’existe pas" in gone.json()["erreur"]) == (400, True)
