"""What the person who opens the observatory reads in the terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import start

N = "\u202f"


class Healthy(BaseHTTPRequestHandler):
    """Answers its health and nothing else."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Leave the terminal to what is tested."""


@pytest.fixture
def home() -> Iterator[str]:
    """The address of a server that answers."""
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_terminal_says_in_french_where_the_observatory_is_once_it_answers(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []

    start.tell_when_ready(home, threading.Event(), shown.append)

    assert capsys.readouterr().out == f"L’observatoire est ouvert{N}: {home} (Ctrl+C pour l’arrêter).\n"
    assert shown == [home]


def test_nothing_is_said_to_be_open_once_it_has_stopped(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    ended = threading.Event()
    ended.set()

    start.tell_when_ready(home, ended, None)

    assert capsys.readouterr().out == ""
