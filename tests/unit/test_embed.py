"""A chart that another site shows in a frame: light, whole without a session, and safe for who shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from observatory.ui.embed import EMBED_ROUTES
from observatory.ui.page_shell import PageShell
from observatory.ui.routes import EXCEPTION_HANDLERS

CHART = "/integrer/classement?indicateur=part_ess_emploi&niveau=region&annee=2015"


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The page behind the middleware that mends every other page."""
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    shell = [Middleware(PageShell)]
    return TestClient(Starlette(routes=EMBED_ROUTES, middleware=shell, exception_handlers=EXCEPTION_HANDLERS))


def test_any_site_may_frame_a_chart_and_nothing_else_of_us(client: TestClient) -> None:
    policy = client.get(CHART, headers={"accept": "text/html"}).headers["content-security-policy"]

    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_the_page_is_light_french_and_without_streamlit(client: TestClient) -> None:
    answer = client.get(CHART, headers={"accept": "text/html"})

    assert '<html lang="fr">' in answer.text
    assert "static/js" not in answer.text
    assert int(answer.headers["content-length"]) < 10_000
    title = "Part de l’ESS dans l’emploi salarié\u202f: des plus hautes valeurs aux plus basses, 2015"
    assert f"<title>{title}</title>" in answer.text
    assert 'href="http://testserver/indicateurs?indicateur=part_ess_emploi&amp;niveau=region' in answer.text
    data = json.loads(re.findall(r'id="donnees">(.*?)</script>', answer.text)[0])
    assert data["title"] == title
    assert data["clicks"] == ""


def test_no_word_of_an_address_becomes_markup(client: TestClient) -> None:
    attack = "</script><script>alert(1)</script>"

    answer = client.get("/integrer/carte-initiatives", params={"texte": attack})
    refused = client.get("/integrer/carte", params={"indicateur": attack})

    assert answer.status_code == 200
    assert attack not in answer.text
    assert refused.status_code == 400
    assert attack not in refused.text
    assert "&lt;script&gt;" in refused.text


def test_an_unknown_chart_is_a_french_page(client: TestClient) -> None:
    answer = client.get("/integrer/nuage")

    assert answer.status_code == 404
    assert "Ce graphique n’existe pas dans cet observatoire." in answer.text
