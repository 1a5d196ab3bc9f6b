"""What is refused while a file is received, what is not downloaded again, and how answers may be dressed."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from producer_server import Answer, ProducerServer, producer_server
from receiving import BODY, ETAG, Download

from etl.fetching.download import Unmodified
from etl.fetching.errors import (
    NoSpaceError,
    RedirectError,
    RefusedError,
    WrongKindError,
)
from etl.fetching.part import Origin, Part


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def download(tmp_path: Path) -> Download:
    return Download(tmp_path)


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
        ("zip", b"a;b\n1;2\n", "un texte"),
        ("parquet", b"PK\x03\x04abc", "une archive zip"),
        ("geojson", b"a;b\n1;2\n", "un texte"),
        ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", "un classeur xls"),
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


def test_the_proxy_of_the_environment_is_used(
    server: ProducerServer, download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.serve("http://producteur.example/f", Answer(BODY))
    monkeypatch.setenv("HTTP_PROXY", server.address)
    monkeypatch.delenv("NO_PROXY", raising=False)

    download("http://producteur.example/f")

    assert download.content == BODY
