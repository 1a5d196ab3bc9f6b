"""Receiving a file from a server that misbehaves: what is waited for, tried again, resumed, left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from producer_server import Answer, ProducerServer, producer_server
from receiving import BODY, ETAG, Download

from etl.fetching.errors import (
    BusyServerError,
    CancelledError,
    TooLongError,
    UnreachableError,
)
from etl.fetching.part import Origin
from etl.fetching.settings import Limits


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def download(tmp_path: Path) -> Download:
    return Download(tmp_path)


def test_an_honest_file_is_received_whole_with_its_validators(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG, last_modified="Thu, 19 Dec 2024 09:36:36 GMT"))

    origin = download(address)

    assert origin == Origin(address, ETAG, "Thu, 19 Dec 2024 09:36:36 GMT")
    assert download.content == BODY
    assert download.seen[-1] == (len(BODY), len(BODY))
    assert download.pauses == []


def test_a_slow_server_is_waited_for(server: ProducerServer, download: Download) -> None:
    download(server.serve("/f", Answer(BODY, piece=60_000, pause=0.02)))

    assert download.content == BODY
    assert len(download.seen) >= len(BODY) // 60_000


def test_a_file_cut_in_the_middle_is_resumed_where_it_stopped(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG, cut_at=100_000), Answer(BODY, etag=ETAG))

    download(address)

    assert download.content == BODY
    second = server.asked[1][1]
    start = int(second["range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 100_000
    assert start in {received for received, _ in download.seen}
    assert second["if-range"] == ETAG


def test_a_file_cut_without_a_validator_is_taken_again_from_the_beginning(
    server: ProducerServer, download: Download
) -> None:
    download(server.serve("/f", Answer(BODY, cut_at=100_000), Answer(BODY)))

    assert download.content == BODY
    assert "range" not in server.asked[1][1]


def test_a_server_that_ignores_ranges_gives_the_whole_again(server: ProducerServer, download: Download) -> None:
    download(
        server.serve("/f", Answer(BODY, etag=ETAG, ranges=False, cut_at=100_000), Answer(BODY, etag=ETAG, ranges=False))
    )

    assert download.content == BODY
    assert "range" in server.asked[1][1]


def test_a_new_edition_between_two_parts_is_not_glued_to_the_former(server: ProducerServer, download: Download) -> None:
    other = BODY.replace(b";1\n", b";2\n")
    download(server.serve("/f", Answer(BODY, etag=ETAG, cut_at=100_000), Answer(other, etag='"edition-2"')))

    assert download.content == other


def test_another_run_resumes_what_the_former_left(server: ProducerServer, download: Download, tmp_path: Path) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG, cut_at=100_000))
    with pytest.raises(UnreachableError, match="la connexion a été coupée, après 4 essais"):
        download(address)
    left = download.part.size()
    server.serve("/f", Answer(BODY, etag=ETAG))

    later = Download(tmp_path)
    later(address)

    assert 0 < left <= 100_000
    assert server.asked[-1][1]["range"] == f"bytes={left}-"
    assert later.content == BODY


def test_a_part_already_whole_is_not_downloaded_again(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG))
    download(address)
    many = len(download.seen)

    origin = download(address)

    assert origin == Origin(address, ETAG)
    assert len(download.seen) == many


def test_a_part_whose_resumption_is_refused_is_taken_again(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY[:90_000], etag=ETAG))
    download.part.begin(Origin(address, ETAG))
    download.part.path.write_bytes(BODY[:100_000])

    download(address)

    assert download.content == BODY[:90_000]


def test_a_server_cut_for_ever_is_left_after_four_tries_without_progress(
    server: ProducerServer, download: Download
) -> None:
    address = server.serve("/f", Answer(BODY, cut_at=1_000))

    with pytest.raises(UnreachableError, match=r"la connexion a été coupée, après 4 essais.*fichier précédent"):
        download(address)

    assert server.count("/f") == 4
    assert download.pauses == pytest.approx([0.5] * 2 + [0.5] * 4 + [0.5] * 8)


def test_too_many_requests_are_followed_by_the_pause_asked_for(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(status=429, headers={"Retry-After": "3"}), Answer(BODY))

    download(address)

    assert download.content == BODY
    assert sum(download.pauses) == pytest.approx(3.0)


def test_a_pause_may_be_asked_for_as_a_date(server: ProducerServer, download: Download) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)

    download(server.serve("/f", Answer(status=503, headers={"Retry-After": later}), Answer(BODY)))

    assert 15 <= sum(download.pauses) <= 20


def test_a_pause_longer_than_the_time_allowed_is_refused(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(status=429, headers={"Retry-After": "7200"}))

    with pytest.raises(BusyServerError, match="d’attendre 7200 s, plus que le temps permis"):
        download(address)

    assert download.pauses == []


def test_a_server_error_is_asked_again_with_a_growing_pause(server: ProducerServer, download: Download) -> None:
    broken = Answer(b"oups", status=500, content_type="text/plain")

    download(server.serve("/f", broken, broken, Answer(BODY)))

    assert download.content == BODY
    assert sum(download.pauses) == pytest.approx(1 + 2)


def test_a_server_in_error_for_ever_is_left(server: ProducerServer, download: Download) -> None:
    with pytest.raises(UnreachableError, match=r"le serveur est en panne \(réponse 502\), après 4 essais"):
        download(server.serve("/f", Answer(status=502)))


def test_a_silent_server_is_left_after_the_time_to_read(server: ProducerServer, download: Download) -> None:
    download.settings = replace(download.settings, limits=Limits(600, 0.1, 2))

    with pytest.raises(UnreachableError, match=r"le serveur ne répond plus \(rien reçu en .*\), après 2 essais"):
        download(server.serve("/f", Answer(BODY, piece=1_000, pause=0.6)))


def test_a_server_that_drips_is_left_after_the_total_time(server: ProducerServer, download: Download) -> None:
    download.settings = replace(download.settings, limits=Limits(2, 5, 4))

    with pytest.raises(TooLongError, match=r"dépasse 2 s\. Ce qui est reçu est gardé"):
        download(server.serve("/f", Answer(BODY, etag=ETAG, piece=1_000, pause=0.05)))

    assert download.part.size() > 0


def test_nobody_listening_is_said(download: Download) -> None:
    with producer_server() as gone:
        address = gone.address + "/f"

    with pytest.raises(UnreachableError, match="ne peut être joint"):
        download(address)


def test_without_a_network_two_tries_are_enough_and_the_cause_is_said(download: Download) -> None:
    with pytest.raises(UnreachableError, match=r"le nom du serveur n’est pas trouvé .*Internet.*, après 2 essais"):
        download("https://producteur.invalid/f")


def test_a_cancelled_download_keeps_its_part_and_stops_waiting(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG, piece=1_000, pause=0.001))

    with pytest.raises(CancelledError, match=r"annulé.*gardé pour la reprise"):
        download(address, cancel=lambda: len(download.seen) >= 5)

    assert 0 < download.part.size() < len(BODY)
