"""Receiving a file from a server that misbehaves: what is retried, resumed, refused, and the sentence it is told in."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from producer_server import Answer, ProducerServer, producer_server

from etl.fetching.download import Receiver, Unmodified, Wanted
from etl.fetching.errors import (
    BusyServerError,
    CancelledError,
    NoSpaceError,
    RedirectError,
    RefusedError,
    TooLongError,
    UnreachableError,
    WrongKindError,
)
from etl.fetching.part import Origin, Part
from etl.fetching.settings import Limits, Settings

BODY = b"code;valeur\n" + b"".join(b"%05d;1\n" % row for row in range(40_000))
ETAG = '"edition-1"'


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


class Download:
    """A download into a folder of the test, its pauses recorded instead of slept."""

    def __init__(self, folder: Path) -> None:
        self.part = Part(folder / "source" / ".download.part")
        self.pauses: list[float] = []
        self.seen: list[tuple[int, int | None]] = []
        self.settings = Settings(
            limits=Limits(total_seconds=600, read_seconds=5, attempts=4), wait=self.pauses.append, jitter=lambda: 1.0
        )

    def __call__(
        self,
        address: str,
        *,
        kind: str = "csv",
        known: tuple[Origin, ...] = (),
        cancel: Callable[[], bool] = lambda: False,
    ) -> Origin | Unmodified:
        wanted = Wanted("fichier.csv", kind, address, self.part, known)
        with closing(Receiver(self.settings, cancel)) as receiver:
            return receiver.receive(wanted, lambda received, total: self.seen.append((received, total)))

    @property
    def content(self) -> bytes:
        return self.part.path.read_bytes()


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
    download.settings = replace(download.settings, limits=Limits(0.3, 5, 4))

    with pytest.raises(TooLongError, match=r"dépasse 0 s\. Ce qui est reçu est gardé"):
        download(server.serve("/f", Answer(BODY, etag=ETAG, piece=1_000, pause=0.05)))

    assert download.part.size() > 0


def test_nobody_listening_is_said(download: Download) -> None:
    with producer_server() as gone:
        address = gone.address + "/f"

    with pytest.raises(UnreachableError, match="ne peut être joint"):
        download(address)


@pytest.mark.parametrize(
    ("status", "words"), [(404, "fichier introuvable"), (403, "accès refusé"), (204, "inattendue")]
)
def test_a_refusal_is_told_at_once(server: ProducerServer, download: Download, status: int, words: str) -> None:
    with pytest.raises(RefusedError, match=f"{status} .*{words}.*--url SOURCE=ADRESSE"):
        download(server.serve("/f", Answer(status=status)))

    assert server.count("/f") == 1


PAGE = b"<!DOCTYPE html><html><body>Maintenance</body></html>"


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/csv"])
@pytest.mark.parametrize("kind", ["csv", "zip", "parquet", "geojson"])
def test_an_error_page_with_status_200_is_refused(
    server: ProducerServer, download: Download, content_type: str, kind: str
) -> None:
    with pytest.raises(WrongKindError, match=r"fichier\.csv.*: attendu .*, reçu une page web"):
        download(server.serve("/f", Answer(PAGE, content_type=content_type)), kind=kind)

    assert not download.part.path.exists()


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        ("csv", b"PK\x03\x04abc", "une archive zip"),
        ("csv", b"a;b\n\0\0", "un fichier binaire"),
        ("zip", b"a;b\n1;2\n", "autre chose"),
        ("parquet", b"PK\x03\x04abc", "une archive zip"),
        ("geojson", b"a;b\n1;2\n", "un texte d’un autre format"),
        ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", "un ancien classeur xls"),
        ("csv", b'<?xml version="1.0"?><Error/>', "un document XML"),
    ],
)
def test_a_file_of_another_kind_is_refused_on_its_first_bytes(
    server: ProducerServer, download: Download, kind: str, body: bytes, found: str
) -> None:
    with pytest.raises(WrongKindError, match=f"reçu {found}"):
        download(server.serve("/f", Answer(body, content_type="application/octet-stream")), kind=kind)


def test_a_redirection_of_the_same_server_is_followed(server: ProducerServer, download: Download) -> None:
    server.serve("/new", Answer(BODY))
    address = server.serve("/old", Answer(status=302, headers={"Location": "/new"}))

    assert download(address) == Origin(address)
    assert download.content == BODY


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://localhost:9/f", "un autre serveur sans chiffrement"),
        ("file:///etc/hostname", "n’est pas une adresse en https"),
        ("", "ne dit pas où aller"),
        ("/old", "plus de 5 redirections"),
    ],
)
def test_a_dangerous_redirection_is_refused(
    server: ProducerServer, download: Download, location: str, words: str
) -> None:
    with pytest.raises(RedirectError, match=f"redirection refusée, .*{words}"):
        download(server.serve("/old", Answer(status=301, headers={"Location": location})))


def test_an_edition_we_have_is_not_downloaded_again(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG))

    assert download(address, known=(Origin(address, '"newer"'), Origin(address, ETAG))) == Unmodified(ETAG)
    assert not download.part.path.exists()


def test_an_edition_known_by_its_date_is_not_downloaded_again(server: ProducerServer, download: Download) -> None:
    date = "Thu, 19 Dec 2024 09:36:36 GMT"
    address = server.serve("/f", Answer(BODY, last_modified=date))

    assert download(address, known=(Origin(address, None, date),)) == Unmodified(None)


def test_validators_of_another_address_are_not_used(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG))

    download(address, known=(Origin("https://autre.example/f", ETAG),))

    assert "if-none-match" not in server.asked[0][1]


def test_a_compressed_answer_that_nobody_asked_for_is_read(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(gzip.compress(BODY), headers={"Content-Encoding": "gzip"}))

    download(address)

    assert server.asked[0][1]["accept-encoding"] == "identity"
    assert download.content == BODY


def test_a_file_without_announced_size_is_received(server: ProducerServer, download: Download) -> None:
    download(server.serve("/f", Answer(BODY, announce=False)))

    assert download.content == BODY
    assert download.seen[-1] == (len(BODY), None)


def test_a_disk_too_small_is_said_before_receiving(
    server: ProducerServer, download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9 - 10**6, 10**6))

    with pytest.raises(NoSpaceError, match=r"Plus assez de place dans .*il faut 50,.*et il en reste 1"):
        download(server.serve("/f", Answer(BODY)))

    assert download.part.size() == 0


def test_a_disk_that_fills_while_receiving_is_said_and_the_part_goes(download: Download) -> None:
    download.part.begin(Origin("https://producteur.example/f"))
    download.part.path.symlink_to("/dev/full")

    with pytest.raises(NoSpaceError, match="le disque est plein"):
        fill(download.part)

    assert list(download.part.path.parent.iterdir()) == []


def fill(part: Part) -> None:
    with part.full_disk_told(), part.path.open("wb", buffering=0) as stream:
        stream.write(b"x")


def test_a_cancelled_download_keeps_its_part_and_stops_waiting(server: ProducerServer, download: Download) -> None:
    address = server.serve("/f", Answer(BODY, etag=ETAG, piece=1_000, pause=0.001))

    with pytest.raises(CancelledError, match=r"annulé.*gardé pour la reprise"):
        download(address, cancel=lambda: len(download.seen) >= 5)

    assert 0 < download.part.size() < len(BODY)


def test_the_proxy_of_the_environment_is_used(
    server: ProducerServer, download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.serve("http://producteur.example/f", Answer(BODY))
    monkeypatch.setenv("HTTP_PROXY", server.address)
    monkeypatch.delenv("NO_PROXY", raising=False)

    download("http://producteur.example/f")

    assert download.content == BODY
