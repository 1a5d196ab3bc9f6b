"""One update at a time, in a child process: started, followed line by line, cancelled. No Streamlit here.

The child is `python -m etl.update`; the dashboard never imports the ETL. What it says is kept in memory until the next
update, so that whoever opens the screen sees where it stands.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from observatory.ui.settings import PROJECT

_log = logging.getLogger("observatory")
_GRACE_SECONDS = 20.0
_NOISE_LINES = 20


@dataclass(frozen=True)
class SourceOutcome:
    """What became of a source: `state` is `updated`, `unchanged`, `quarantined` or `failed`; the rest is French."""

    source_id: str
    state: str
    message: str
    report: str = ""


@dataclass(frozen=True)
class Progress:
    """Where an update stands. `end` is empty while it runs, then `done`, `cancelled`, `busy` or `failed`."""

    sources: tuple[str, ...]
    text: str = "Démarrage"
    share: float = 0.0
    outcomes: tuple[SourceOutcome, ...] = field(default=())
    end: str = ""
    message: str = ""
    cancelling: bool = False

    def after(self, line: dict[str, Any]) -> Progress:
        """The progress once a line of the child has been read."""
        if "end" in line:
            return replace(self, end=str(line["end"]), message=str(line.get("message", "")), share=1.0)
        if "source" in line:
            words = (str(line[name]) for name in ("source", "state", "message", "report"))
            return replace(self, outcomes=(*self.outcomes, SourceOutcome(*words)))
        share = min(1.0, max(0.0, float(line.get("share", self.share))))
        return replace(self, text=str(line.get("text", self.text)), share=share)


class Updater:
    """Runs the updates of one dashboard. Safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._progress: Progress | None = None

    def progress(self) -> Progress | None:
        """Where the update stands, or how the last one ended; None when there was none."""
        with self._lock:
            return self._progress

    def start(self, sources: Sequence[str], raw: Path, database: Path) -> bool:
        """Start an update; False when one is under way."""
        command = [sys.executable, "-m", "etl.update", "--raw", str(raw), "--database", str(database), "--", *sources]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        with self._lock:
            if self._progress is not None and not self._progress.end:
                return False
            self._process = subprocess.Popen(  # noqa: S603 - our own module; sources are names of the database
                command, cwd=PROJECT, env=environment, encoding="utf-8", errors="replace",
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            self._progress = Progress(tuple(sources))
            process = self._process
        threading.Thread(target=self._follow, args=(process,), name="update", daemon=True).start()
        return True

    def cancel(self) -> None:
        """Ask the update to stop, then insist after a while; nothing when there is none."""
        with self._lock:
            process = self._process
            if process is None or self._progress is None or self._progress.end:
                return
            self._progress = replace(self._progress, cancelling=True)
        _interrupt(process)
        timer = threading.Timer(_GRACE_SECONDS, process.kill)
        timer.daemon = True
        timer.start()

    def stop(self) -> None:
        """End the child with the server; what it was replacing stays in use."""
        process = self._process
        if process is not None and process.poll() is None:
            _interrupt(process)

    def _follow(self, process: subprocess.Popen[str]) -> None:
        """Read what the child says; its last word counts once it is gone, so that another may start at once."""
        noise: deque[str] = deque(maxlen=_NOISE_LINES)
        last_word: dict[str, Any] | None = None
        with process:
            for text in process.stdout or ():
                line = _read(text)
                if line is None:
                    noise.append(text.rstrip())
                elif "end" in line:
                    last_word = line
                else:
                    self._move(line)
        with self._lock:
            assert self._progress is not None  # noqa: S101 - set when the child was started
            if last_word is None:
                self._progress = self._unfinished(self._progress, process.returncode, list(noise))
            else:
                self._progress = self._progress.after(last_word)

    def _move(self, line: dict[str, Any]) -> None:
        with self._lock:
            assert self._progress is not None  # noqa: S101 - set when the child was started
            self._progress = self._progress.after(line)

    def _unfinished(self, progress: Progress, code: int, noise: list[str]) -> Progress:
        if progress.cancelling:
            words = "Mise à jour arrêtée\u202f: ce qui était en service le reste."
            return replace(progress, end="cancelled", message=words, share=1.0)
        _log.error("the update ended with code %s:\n%s", code, "\n".join(noise))
        words = (
            f"La mise à jour s’est arrêtée sans prévenir (code {code})\u202f: ce qui était en service le reste. "
            "Le journal du serveur dit pourquoi."
        )
        return replace(progress, end="failed", message=words, share=1.0)


def _interrupt(process: subprocess.Popen[str]) -> None:
    if os.name == "nt":
        process.terminate()
    else:
        process.send_signal(signal.SIGINT)


def _read(text: str) -> dict[str, Any] | None:
    """The object of a line, None for what the libraries of the child may print."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None
