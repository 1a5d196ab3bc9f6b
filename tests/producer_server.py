"""A producer's server on this machine, which answers honestly or misbehaves on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """One answer: `cut_at` closes the connection after that many bytes of the body, `pause` waits between pieces.

    `ranges` says whether parts are given; `etag` makes both parts and « 304 » possible.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = CSV
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    ranges: bool = True
    announce: bool = True
    cut_at: int | None = None
    piece: int = 65_536
    pause: float = 0.0


class ProducerServer(ThreadingHTTPServer):
    """Answers by path: each path has a list of answers, given in turn; the last one is given for ever after."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.address = f"http://127.0.0.1:{self.server_address[1]}"

    def serve(self, path: str, *answers: Answer) -> str:
        """Give these answers at a path; returns its whole address."""
        self.answers[path] = list(answers)
        return f"{self.address}{path}"

    def next_answer(self, path: str) -> Answer:
        """The answer whose turn it is."""
        waiting = self.answers.get(path, [Answer(status=404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def count(self, path: str) -> int:
        """How many times a path was asked."""
        return sum(1 for asked, _ in self.asked if asked == path)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle is part of the game."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the base class's)
        """Say nothing."""

    def do_GET(self) -> None:
        server = cast("ProducerServer", self.server)
        server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        answer = server.next_answer(self.path)
        start = self._start(answer)
        if answer.status == 200 and self._known(answer):
            self._send_head(answer, 304, {}, 0)
            return
        if start is not None and start >= len(answer.body):
            self._send_head(answer, 416, {"Content-Range": f"bytes */{len(answer.body)}"}, 0)
            return
        body = answer.body[start or 0 :]
        extra = {}
        if start is not None:
            extra["Content-Range"] = f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}"
        self._send_head(answer, 206 if start is not None else answer.status, extra, len(body))
        self._send_body(answer, body, start or 0)

    def _known(self, answer: Answer) -> bool:
        tags = [tag.strip() for tag in self.headers.get("If-None-Match", "").split(",")]
        if answer.etag:
            return answer.etag in tags
        return answer.last_modified is not None and self.headers.get("If-Modified-Since") == answer.last_modified

    def _start(self, answer: Answer) -> int | None:
        """Where the part asked for begins, None when the whole is given."""
        asked = self.headers.get("Range", "")
        same = self.headers.get("If-Range") in {answer.etag, answer.last_modified} - {None}
        if answer.status != 200 or not answer.ranges or not asked or not same:
            return None
        return int(asked.removeprefix("bytes=").removesuffix("-"))

    def _send_head(self, answer: Answer, status: int, extra: Mapping[str, str], length: int) -> None:
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Type", answer.content_type)
        if answer.announce or status == 304:
            self.send_header("Content-Length", str(length))
        else:
            self.send_header("Connection", "close")
        if answer.etag:
            self.send_header("ETag", answer.etag)
        if answer.last_modified:
            self.send_header("Last-Modified", answer.last_modified)
        for name, value in {**answer.headers, **extra}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_body(self, answer: Answer, body: bytes, start: int) -> None:
        stop = len(body) if answer.cut_at is None else max(0, min(len(body), answer.cut_at - start))
        for offset in range(0, stop, answer.piece):
            self.wfile.write(body[offset : min(stop, offset + answer.piece)])
            self.wfile.flush()
            if answer.pause:
                time.sleep(answer.pause)
        if stop < len(body) or not answer.announce:
            self.close_connection = True


@contextmanager
def producer_server() -> Iterator[ProducerServer]:
    """A server that lives as long as the block."""
    server = ProducerServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
