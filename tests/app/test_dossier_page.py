"""The page « Dossier », as the server sees it: thin, and without anything of what the reader has put aside."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.mark.parametrize(("key", "name"), [("france-FR", "France"), ("epci-246700488", "Eurométropole de Strasbourg")])
def test_the_page_gives_the_browser_the_name_of_the_territory_and_the_limits(
    open_page: Any, key: str, name: str
) -> None:
    screen = open_page("dossier", territoire=key)

    assert screen.title == "Dossier"
    assert screen.warnings == []
    (message,) = [
        told for c in screen.test.get("bidi_component") if "longest_comment" in (told := json.loads(c.proto.json))
    ]
    assert message == {
        "territory": name,
        "territory_key": key,
        "longest_title": 200,
        "longest_comment": 1500,
        "most_bytes": 200_000,
    }


def test_every_chart_says_its_definition_and_where_its_files_are(open_page: Any) -> None:
    for name, message in open_page("portrait", territoire="region-53").charts.items():
        assert message["name"] == name
        assert message["export_address"].startswith(f"graphique/{name}.{{}}?")
        assert [what for what, _ in message["about"]][:2] == ["Définition", "Unité"]
        assert all(text for _, text in message["about"])
