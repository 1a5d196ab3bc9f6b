"""The addresses of pictures and pages of a chart."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory.ui.routes import EXCEPTION_HANDLERS, ROUTES


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    return TestClient(Starlette(routes=ROUTES, exception_handlers=EXCEPTION_HANDLERS))


@pytest.mark.parametrize(
    ("extension", "kind"), [("png", "image/png"), ("svg", "image/svg+xml"), ("pdf", "application/pdf")]
)
def test_a_picture_is_a_named_file(client: TestClient, extension: str, kind: str) -> None:
    answer = client.get(f"/graphique/carte.{extension}?niveau=region&annee=2015")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    name = f"part-ess-emploi_regions_2015.{extension}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("asked", "size"), [("1920x1080", (1920, 1080)), ("2160x2160", (2160, 2160))])
def test_a_png_has_the_pixels_asked(client: TestClient, asked: str, size: tuple[int, int]) -> None:
    answer = client.get(f"/graphique/classement.png?format={asked}")

    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == size


def test_a_png_without_format_is_as_high_as_the_chart_wants(client: TestClient) -> None:
    low = Image.open(io.BytesIO(client.get("/graphique/evolution.png").content))
    high = Image.open(io.BytesIO(client.get("/graphique/classement.png?niveau=departement").content))

    assert low.width == high.width == 1920
    assert high.height > low.height


def test_a_pdf_is_an_a4_page_or_the_size_asked(client: TestClient) -> None:
    page = pypdf.PdfReader(io.BytesIO(client.get("/graphique/carte.pdf?format=A4").content)).pages[0]
    square = pypdf.PdfReader(io.BytesIO(client.get("/graphique/carte.pdf?format=2160x2160").content)).pages[0]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert (round(square.mediabox.width), round(square.mediabox.height)) == (1080, 1080)


def test_the_address_of_the_view_is_in_the_picture(client: TestClient) -> None:
    answer = client.get(
        "/graphique/carte.svg?territoire=region-53",
        headers={"referer": "http://testserver/indicateurs?territoire=region-53&annee=2015"},
    )

    assert "http://testserver/indicateurs?territoire=region-53&amp;annee=2015" in answer.text


@pytest.mark.parametrize("asked", ["100x100", "9999x9999", "1920", "x", "A4", "1920x1080x2", "1e3x1e3"])
def test_a_format_that_is_not_made_is_a_400_with_its_sentence(client: TestClient, asked: str) -> None:
    answer = client.get(f"/graphique/carte.png?format={asked}")

    assert answer.status_code == 400
    assert "n’existe pas. Écrivez 1920x1080" in answer.json()["erreur"]
