"""The perimeters served by address."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory.database import Database
from observatory.ui.routes import EXCEPTION_HANDLERS, ROUTES


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?dans=departement-31", 200),
        ("?dans=commune-31555", 200),
        ("", 404),
        ("?dans=region-76", 404),
        ("?dans=x", 404),
    ],
)
def test_perimeters_are_asked_for_a_departement_or_less(
    database: Path, observatory: Database, monkeypatch: pytest.MonkeyPatch, query: str, status: int
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    client = TestClient(Starlette(routes=ROUTES, exception_handlers=EXCEPTION_HANDLERS))

    answer = client.get(f"/contours/{observatory.version[:12]}/qpv-2015.json{query}")

    assert answer.status_code == status
    if status == 200:
        assert answer.json()["type"] == "FeatureCollection"
        assert "immutable" in answer.headers["cache-control"]
