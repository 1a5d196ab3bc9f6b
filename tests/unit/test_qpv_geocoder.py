"""The geocoder over HTTP, against a local server that answers in the Géoplateforme's documented formats."""

from __future__ import annotations

import csv
import email
import io
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from observatory.qpv.errors import GeocoderError
from observatory.qpv.geocoder import HttpGeocoder, Place

KNOWN = {"1 place du capitole toulouse": (1.4440, 43.6045, "1 Place du Capitole 31000 Toulouse", 0.97, "housenumber")}


class Service(ThreadingHTTPServer):
    """What the server was asked, and how it must misbehave."""

    refusals = 0
    status = 200
    nonsense = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[float, str]] = []
        self.rows: list[list[str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/geocodage/"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _start(self) -> bool:
        self.server.asked.append((time.monotonic(), self.path))
        status = self.server.status
        if self.server.refusals:
            self.server.refusals -= 1
            status = 429
        self.send_response(status)
        self.end_headers()
        return status == 200

    def do_GET(self) -> None:
        if not self._start():
            return
        if self.server.nonsense:
            self.wfile.write(b"<html>")
            return
        found = KNOWN.get(parse_qs(urlsplit(self.path).query)["q"][0].lower())
        features = []
        if found:
            properties = {"label": found[2], "score": found[3], "type": found[4], "citycode": "31555"}
            geometry = {"type": "Point", "coordinates": list(found[:2])}
            features = [{"type": "Feature", "geometry": geometry, "properties": properties}]
        self.wfile.write(json.dumps({"type": "FeatureCollection", "features": features}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._start():
            return
        message = email.message_from_bytes(
            b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body
        )
        sent = next(p for p in message.walk() if p.get_filename()).get_payload(decode=True)
        assert isinstance(sent, bytes)
        headings, *rows = list(csv.reader(io.StringIO(sent.decode())))
        self.server.rows += [headings, *rows]
        answer = io.StringIO()
        writer = csv.writer(answer)
        writer.writerow(
            [*headings, "longitude", "latitude", "result_score", "result_label", "result_type", "result_status"]
        )
        for row in rows:
            found = KNOWN.get(row[1].lower())
            cells = (
                [found[0], found[1], found[3], found[2], found[4], "ok"] if found else ["", "", "", "", "", "not-found"]
            )
            writer.writerow([*row, *cells])
        self.wfile.write(answer.getvalue().encode())


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def geocoder(service: Service) -> Iterator[HttpGeocoder]:
    asker = HttpGeocoder(service.address, wait_s=0.05)
    yield asker
    asker.close()


CAPITOLE = Place(1.4440, 43.6045, "1 Place du Capitole 31000 Toulouse", 0.97, "housenumber")


def test_an_address_gives_its_place(geocoder: HttpGeocoder) -> None:
    place = geocoder.search("1 place du  Capitole Toulouse")

    assert place == CAPITOLE
    assert place.precision_m == 30
    assert place.remark == "adresse trouvée au numéro\u202f: 1 Place du Capitole 31000 Toulouse"


def test_an_unknown_address_gives_none(geocoder: HttpGeocoder) -> None:
    assert geocoder.search("nulle part") is None


def test_many_addresses_go_in_one_request_and_come_back_in_order(geocoder: HttpGeocoder, service: Service) -> None:
    found = geocoder.search_many(["nulle part", "1 place du Capitole, Toulouse".replace(",", "")])

    assert found == [None, CAPITOLE]
    assert len(service.asked) == 1
    assert service.rows[0] == ["ligne", "adresse"]


def test_a_refusal_is_waited_for_then_asked_again(geocoder: HttpGeocoder, service: Service) -> None:
    service.refusals = 2

    assert geocoder.search("1 place du capitole toulouse") == CAPITOLE
    times = [moment for moment, _ in service.asked]
    assert len(times) == 3
    assert times[1] - times[0] >= 0.05


def test_refusals_without_end_become_a_sentence(geocoder: HttpGeocoder, service: Service) -> None:
    service.refusals = 99

    with pytest.raises(GeocoderError, match="trop sollicité"):
        geocoder.search("x")


def test_an_error_of_the_service_becomes_a_sentence(geocoder: HttpGeocoder, service: Service) -> None:
    service.status = 500

    with pytest.raises(GeocoderError, match="réponse 500"):
        geocoder.search("x")


def test_an_answer_in_another_format_becomes_a_sentence(geocoder: HttpGeocoder, service: Service) -> None:
    service.nonsense = True

    with pytest.raises(GeocoderError, match="format inattendu"):
        geocoder.search("x")


def test_without_network_the_sentence_says_what_still_works() -> None:
    asker = HttpGeocoder("http://127.0.0.1:9/", timeout_s=2)

    with pytest.raises(GeocoderError, match="coordonnées, elles, fonctionnent"):
        asker.search("x")
    asker.close()


def test_requests_keep_their_pace(service: Service) -> None:
    asker = HttpGeocoder(service.address, requests_per_second=20)

    for _ in range(5):
        asker.search("x")
    asker.close()

    times = [moment for moment, _ in service.asked]
    assert times[-1] - times[0] >= 4 / 20 - 0.02


def test_a_vague_answer_has_a_wide_precision_and_says_so() -> None:
    place = Place(1.44, 43.6, "Toulouse", 0.3, "municipality")

    assert place.precision_m == 5000
    assert place.remark == "adresse trouvée à la commune seulement, réponse incertaine\u202f: Toulouse"
