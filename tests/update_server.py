"""A producer on this machine, for updates started from the dashboard: a file at once, or one that never ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SOURCE = "qpv_passage_2015_2024"
COUPLES = 300


def passage() -> bytes:
    """The producer's layout, with one former neighbourhood for each new one."""
    lines = ["QP2024;Label_QP2024;Statut;QP2015_1;Label_QP2015_1;QP2015_2;QP2015_3"]
    lines += [f"QN{n:05d}M;Quartier {n};Sans changement;QP{n:06d};Ancien quartier {n};;" for n in range(COUPLES)]
    return "\n".join(lines).encode()


class _Producer(BaseHTTPRequestHandler):
    """`/passage.csv` at once, `/slow.csv` a few bytes then silence, 404 for the rest."""

    def do_GET(self) -> None:
        if self.path not in {"/passage.csv", "/slow.csv"}:
            self.send_error(404)
            return
        body = passage()
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path == "/passage.csv":
            self.wfile.write(body)
            return
        self.wfile.write(body[:100])
        self.wfile.flush()
        self.server.released.wait(60)  # type: ignore[attr-defined]

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def producer() -> Iterator[str]:
    """The address of a producer that answers until the end of the test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Producer)
    server.released = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.released.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
        thread.join()


def addresses(folder: Path, address: str) -> Path:
    """A file for `OBSERVATOIRE_SOURCES` that sends the source to this address, tried once."""
    path = folder / "sources.toml"
    path.write_text(f'[sources.{SOURCE}]\nurl = "{address}"\n[limits]\nattempts = 1\n', encoding="utf-8")
    return path
