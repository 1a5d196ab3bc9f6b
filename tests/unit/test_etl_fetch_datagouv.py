"""Asking data.gouv.fr where a file is: both shapes of its API, and the second ways."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fetch_runs import (
    BODY,
    SAMPLES,
    light,
    run,
)
from producer_server import Answer, ProducerServer, producer_server

from etl.fetching import Outcome
from etl.fetching.service import fetch_all
from etl.fetching.settings import Settings
from etl.kept import kept_file


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


def described(address: str, body: bytes, checksum: str | None = None) -> dict[str, object]:
    return {
        "title": "liste",
        "url": address,
        "filetype": "file",
        "filesize": len(body),
        "checksum": {"type": "sha1", "value": checksum or hashlib.sha1(body, usedforsecurity=False).hexdigest()},
        "last_modified": "2025-03-01T08:00:00+00:00",
    }


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A small list of ESS France, for which the source asks data.gouv.fr."""
    light(monkeypatch, "liste_ess")
    return (SAMPLES / "liste_ess" / "liste_ess_essai.csv").read_bytes()


API = "/api/2/datasets/resources/57bc99ca-0432-4b46-8fcc-e76a35c9efaf/"


STATIC = "/fr/datasets/r/57bc99ca-0432-4b46-8fcc-e76a35c9efaf"


def from_datagouv(raw: Path, server: ProducerServer) -> Outcome:
    mirrors = {"https://www.data.gouv.fr": server.address, "https://static.data.gouv.fr": server.address + "/static"}
    return run(raw, {}, "liste_ess", mirrors)


def test_data_gouv_says_where_the_file_is_and_what_it_is_like(raw: Path, server: ProducerServer, listed: bytes) -> None:
    server.serve("/static/liste.csv", Answer(listed))
    answer = {"dataset_id": "x", "resource": described("https://static.data.gouv.fr/liste.csv", listed)}
    server.serve(API, Answer(json.dumps(answer).encode(), content_type="application/json"))

    outcome = from_datagouv(raw, server)

    assert (outcome.state, outcome.edition) == ("updated", "1er mars 2025")
    assert [path for path, _ in server.asked] == [API, "/static/liste.csv"]


@pytest.mark.parametrize(
    "api",
    [Answer(status=500), Answer(status=404), Answer(b"<html>"), Answer(b'{"message": "gone"}')],
    ids=["in error", "not found", "a page", "no resource"],
)
def test_the_static_address_is_the_second_way(raw: Path, server: ProducerServer, listed: bytes, api: Answer) -> None:
    server.serve(API, api)
    server.serve(STATIC, Answer(status=302, headers={"Location": "/liste.csv"}))
    server.serve("/liste.csv", Answer(listed))

    assert from_datagouv(raw, server).state == "updated"


def test_a_resource_that_is_gone_leaves_the_static_address(raw: Path, server: ProducerServer, listed: bytes) -> None:
    body = json.dumps(described("https://static.data.gouv.fr/gone.csv", listed)).encode()
    server.serve(API, Answer(body, content_type="application/json"))
    server.serve(STATIC, Answer(listed))

    assert from_datagouv(raw, server).state == "updated"


def test_a_wrong_checksum_is_refused_on_both_ways(raw: Path, server: ProducerServer, listed: bytes) -> None:
    server.serve("/static/liste.csv", Answer(listed))
    body = json.dumps(described("https://static.data.gouv.fr/liste.csv", listed, "0" * 40)).encode()
    server.serve(API, Answer(body, content_type="application/json"))
    server.serve(STATIC, Answer(status=404))

    assert from_datagouv(raw, server).state == "failed"
    said: list[str] = []
    settings = Settings(
        mirrors={"https://www.data.gouv.fr": server.address, "https://static.data.gouv.fr": server.address + "/static"}
    )
    fetch_all(
        ["liste_ess"], raw, lambda text, _share: said.append(text), urls={}, cancel=lambda: False, settings=settings
    )
    assert "somme de contrôle sha1" in " ".join(said)
    assert kept_file(raw, "liste_ess") is None


def test_a_resource_is_found_on_the_page_of_its_dataset(raw: Path, server: ProducerServer) -> None:
    page = "/api/1/datasets/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/"
    name = "liste-correspondance-qp2024-qp2015.csv"
    resources = [
        described("https://static.data.gouv.fr/autre.zip", b"x"),
        described(f"https://static.data.gouv.fr/{name}", BODY),
    ]
    server.serve(page, Answer(json.dumps({"resources": resources}).encode(), content_type="application/json"))
    server.serve(f"/static/{name}", Answer(BODY))
    mirrors = {"https://www.data.gouv.fr": server.address, "https://static.data.gouv.fr": server.address + "/static"}

    assert run(raw, {}, mirrors=mirrors).state == "updated"
    server.serve(page, Answer(b'{"resources": []}', content_type="application/json"))
    lost = run(raw, {}, mirrors=mirrors)
    assert (lost.state, f"« {name} », et un seul" in lost.message_fr.replace("\u202f", " ")) == ("failed", True)
