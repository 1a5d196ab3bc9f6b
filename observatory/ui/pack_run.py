"""Packs of portraits for the readers: made one at a time by a child process, kept for an hour, then removed.

The child is `python -m observatory portrait`: it has its own memory, and the readers' pages do not wait for it.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from observatory.ui.settings import PROJECT

_KEPT_SECONDS = 3600.0
_MOST_KEPT = 6


@dataclass(frozen=True)
class Order:
    """What a reader asked for: the keys of the territories, the formats, the name of the file."""

    keys: tuple[str, ...]
    formats: tuple[str, ...]
    file_name: str
    site: str
    database: Path


@dataclass(frozen=True)
class PackProgress:
    """Where a pack stands. `end` is empty while it is waited for or made, then `done`, `cancelled` or `failed`."""

    total: int
    done: int = 0
    name: str = ""
    end: str = ""
    message: str = ""


class Packs:
    """Every pack of one dashboard, by a name drawn at random. Safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="portraits-"))
        self._progress: dict[str, PackProgress] = {}
        self._names: dict[str, str] = {}
        self._ended: dict[str, float] = {}
        self._processes: dict[str, subprocess.Popen[str]] = {}
        atexit.register(self.close)

    def start(self, order: Order) -> str:
        """Start a pack, or have it wait for its turn; gives the name by which it is followed."""
        self._forget_old()
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._progress[token] = PackProgress(len(order.keys))
            self._names[token] = f"{order.file_name}.zip"
        threading.Thread(target=self._run, args=(token, order), name="portraits", daemon=True).start()
        return token

    def progress(self, token: str) -> PackProgress | None:
        """Where a pack stands; None when it is no longer kept."""
        with self._lock:
            return self._progress.get(token)

    def file_of(self, token: str) -> Path | None:
        """The ZIP of a pack that is done; None otherwise."""
        known = self.progress(token)
        path = self._folder / f"{token}.zip"
        return path if known is not None and known.end == "done" and path.is_file() else None

    def name_of(self, token: str) -> str:
        """The name that the reader's file takes."""
        return self._names.get(token, "portraits.zip")

    def cancel(self, token: str) -> None:
        """Stop a pack; nothing when it has ended."""
        with self._lock:
            known = self._progress.get(token)
            if known is None or known.end:
                return
            self._progress[token] = replace(known, end="cancelled", message="Lot arrêté.")
            self._ended[token] = time.monotonic()
            process = self._processes.get(token)
        if process is not None:
            process.terminate()

    def forget(self, token: str) -> None:
        """Stop a pack and remove its file."""
        self.cancel(token)
        with self._lock:
            self._progress.pop(token, None)
            self._ended.pop(token, None)
            self._names.pop(token, None)
        (self._folder / f"{token}.zip").unlink(missing_ok=True)

    def close(self) -> None:
        """End the children and remove every file, with the server."""
        for process in list(self._processes.values()):
            process.terminate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _forget_old(self) -> None:
        """Remove the packs that ended long ago, and the oldest when there are many."""
        with self._lock:
            ended = sorted(self._ended.items(), key=lambda item: item[1])
        now = time.monotonic()
        for rank, (token, moment) in enumerate(ended):
            if now - moment > _KEPT_SECONDS or len(ended) - rank > _MOST_KEPT:
                self.forget(token)

    def _run(self, token: str, order: Order) -> None:
        with self._turn:
            known = self.progress(token)
            if known is None or known.end:
                return
            process = self._started(token, order)
            with process:
                _send_keys(process, order.keys)
                errors = self._followed(token, process)
        (self._folder / f".{token}.zip.part").unlink(missing_ok=True)
        with self._lock:
            self._processes.pop(token, None)
            known = self._progress.get(token)
            if known is not None and not known.end:
                failed = replace(known, end="failed", message=errors or "Le lot n’a pas pu être fait.")
                self._progress[token] = failed if process.returncode else replace(known, end="done")
                self._ended[token] = time.monotonic()

    def _started(self, token: str, order: Order) -> subprocess.Popen[str]:
        command = [
            sys.executable, "-m", "observatory", "portrait", "--list", "-", "--lines", "--format",
            ",".join(order.formats), "--output", str(self._folder / f"{token}.zip"), "--site", order.site,
            "--database", str(order.database),
        ]  # fmt: skip
        process = subprocess.Popen(  # noqa: S603 - our own module; keys are those of the database
            command, cwd=PROJECT, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, encoding="utf-8", errors="replace",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        with self._lock:
            self._processes[token] = process
            known = self._progress.get(token)
        if known is None or known.end:
            process.terminate()
        return process

    def _followed(self, token: str, process: subprocess.Popen[str]) -> str:
        """Read where the child stands; gives the last line it said otherwise, which is why it failed."""
        said = ""
        for text in process.stdout or ():
            try:
                line = json.loads(text)
            except ValueError:
                said = text.strip() or said
                continue
            with self._lock:
                known = self._progress.get(token)
                if known is not None and not known.end:
                    self._progress[token] = replace(known, done=int(line["done"]), name=str(line["name"]))
        return said


def _send_keys(process: subprocess.Popen[str], keys: tuple[str, ...]) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for when the child was started
    try:
        process.stdin.write("\n".join(keys))
        process.stdin.close()
    except BrokenPipeError:
        return  # the child has ended already: its last words say why


@st.cache_resource(show_spinner=False)
def packs() -> Packs:
    """The packs of this dashboard: Streamlit keeps them when it reads this module again."""
    return Packs()
