"""`python -m etl.update SOURCE…`: fetch then build for another program, one JSON object a line.

The dashboard's administrator screen starts it as a child process: the download and the build never weigh on the
readers' one. Lines are `{"text", "share"}` while it works, `{"source", "state", "message", "report"}` for each source,
then `{"end": "done" | "cancelled" | "busy" | "failed", "message"}`. SIGINT cancels: what was in use before
stays in use. One update at a time for a database: a second one ends at once with `busy`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click
import duckdb
from filelock import FileLock, Timeout

from etl.build import build
from etl.errors import EtlError
from etl.fetching import Outcome, fetch
from etl.french import typeset

NICENESS = 5
SECONDS_BETWEEN = 0.2
FIGURES = re.compile(r"[\d\s,.]+")
BUILD_FROM = 0.7  # share of the bar given to the downloads


class Interrupt:
    """Notes that SIGINT or SIGTERM came. SIGINT is heard even when the server was started with it ignored."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        raise KeyboardInterrupt


class Throttled:
    """Says where the work stands, five times a second at most while only figures change."""

    def __init__(self, start: float, width: float) -> None:
        self._start, self._width = start, width
        self._last_words, self._last_time = "", 0.0

    def __call__(self, text: str, share: float) -> None:
        """Say the text with its share of the whole bar."""
        words, now = FIGURES.sub("", text), time.monotonic()
        if words == self._last_words and now - self._last_time < SECONDS_BETWEEN:
            return
        self._last_words, self._last_time = words, now
        say(text=text, share=self._start + self._width * share)


def say(**line: object) -> None:
    """Write a line for whoever started us."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--raw", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--database", type=click.Path(path_type=Path, dir_okay=False), required=True)
def main(sources: tuple[str, ...], raw: Path, database: Path) -> None:
    """Télécharge ces sources puis reconstruit la base ; écrit du JSON, une ligne par fait."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a captured stream has no encoding to set
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    interrupt = Interrupt()
    lock = FileLock(database.with_name(f"{database.name}.update.lock"))
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with lock.acquire(timeout=0):
            _update(sources, raw, database)
    except Timeout:
        say(end="busy", message="Une mise à jour est déjà en cours, lancée par un autre serveur.")
    except EtlError as error:
        say(end="failed", message=str(error))
    except (KeyboardInterrupt, RuntimeError, duckdb.Error):  # DuckDB turns an interruption into an error of its own
        if not interrupt.asked:
            raise
        say(end="cancelled", message=typeset("Mise à jour arrêtée : ce qui était en service le reste."))


def _update(sources: Sequence[str], raw: Path, database: Path) -> None:
    outcomes = fetch(sources, raw, Throttled(0.0, BUILD_FROM))
    for outcome in outcomes:
        _say_outcome(outcome)
    if all(outcome.state in {"failed", "quarantined"} for outcome in outcomes):
        say(end="done", message=typeset("Aucune source n’a été mise à jour : la base reste celle d’avant."))
        return
    result = build(database, raw, Throttled(BUILD_FROM, 1 - BUILD_FROM))
    say(
        end="done",
        message="La base est reconstruite." if result.built else "La base était déjà à jour.",
        warnings=list(result.warnings),
    )


def _say_outcome(outcome: Outcome) -> None:
    say(source=outcome.source_id, state=outcome.state, message=outcome.message_fr, report=outcome.report)


if __name__ == "__main__":
    main()
