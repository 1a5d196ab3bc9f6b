"""An update started from the dashboard: a child process followed, one at a time, cancelled, whose failure is said."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from update_server import COUPLES, SOURCE, addresses, producer

from observatory.ui import update_run
from observatory.ui.admin_code import Doorkeeper
from observatory.ui.update_run import Progress, SourceOutcome, Updater

N = "\u202f"
PATIENCE_SECONDS = 120


@pytest.fixture
def served() -> Iterator[str]:
    with producer() as address:
        yield address


@pytest.fixture
def updater() -> Iterator[Updater]:
    made = Updater()
    yield made
    made.stop()
    if made.progress() is not None:
        finished(made)


def finished(updater: Updater) -> Progress:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        progress = updater.progress()
        assert progress is not None
        if progress.end:
            return progress
        time.sleep(0.05)
    pytest.fail("the update did not end")


def wait_for(updater: Updater, word: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        progress = updater.progress()
        if progress is not None and (word in progress.text or progress.end):
            return
        time.sleep(0.02)


def couples(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute("SELECT count(*) FROM qpv_passage").fetchone()
    assert row is not None
    return int(row[0])


def test_a_line_of_the_child_moves_the_progress() -> None:
    start = Progress(("a",))

    after = start.after({"text": "Essai", "share": 1.7}).after(
        {"source": "a", "state": "updated", "message": "a : 3 lignes", "report": ""}
    )

    assert (after.text, after.share) == ("Essai", 1.0)
    assert after.outcomes == (SourceOutcome("a", "updated", "a : 3 lignes"),)
    assert after.after({"end": "done", "message": "Prête."}).end == "done"


def test_an_update_downloads_builds_and_leaves_the_new_base_in_place(
    database: Path, tmp_path: Path, updater: Updater, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path / "observatory.duckdb"
    shutil.copy(database, base)
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(addresses(tmp_path, f"{served}/passage.csv")))

    assert updater.start([SOURCE], tmp_path / "raw", base)
    assert not updater.start([SOURCE], tmp_path / "raw", base)  # one at a time
    end = finished(updater)

    assert (end.end, end.message) == ("done", "La base est reconstruite.")
    assert [(outcome.source_id, outcome.state) for outcome in end.outcomes] == [(SOURCE, "updated")]
    assert couples(base) == COUPLES
    assert updater.start([SOURCE], tmp_path / "raw", base)  # once ended, another may start
    assert finished(updater).outcomes[0].state == "unchanged"


def test_a_source_that_fails_keeps_the_base_and_says_why(
    tmp_path: Path, updater: Updater, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(addresses(tmp_path, f"{served}/absent.csv")))

    updater.start([SOURCE], tmp_path / "raw", tmp_path / "observatory.duckdb")
    end = finished(updater)

    assert end.message == f"Aucune source n’a été mise à jour{N}: la base reste celle d’avant."
    assert [outcome.state for outcome in end.outcomes] == ["failed"]
    assert "404" in end.outcomes[0].message
    assert not (tmp_path / "observatory.duckdb").exists()


def test_a_cancelled_update_stops_and_keeps_what_was_in_use(
    tmp_path: Path, updater: Updater, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(addresses(tmp_path, f"{served}/slow.csv")))
    base = tmp_path / "observatory.duckdb"
    updater.start([SOURCE], tmp_path / "raw", base)
    wait_for(updater, SOURCE)  # the first thing said of a source comes before its download

    updater.cancel()
    end = finished(updater)

    assert (end.end, end.message) == ("cancelled", f"Mise à jour arrêtée{N}: ce qui était en service le reste.")
    assert not base.exists()
    assert not (tmp_path / "raw" / SOURCE / "import.json").exists()


def test_an_update_cancelled_in_the_middle_of_the_build_keeps_the_former_base(
    database: Path, tmp_path: Path, updater: Updater, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path / "observatory.duckdb"
    shutil.copy(database, base)
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(addresses(tmp_path, f"{served}/passage.csv")))
    updater.start([SOURCE], tmp_path / "raw", base)
    wait_for(updater, "Indicateur")

    updater.cancel()

    assert finished(updater).end == "cancelled"
    assert couples(base) == 0
    assert not list(tmp_path.glob("*.draft-*"))


def test_a_second_server_on_the_same_base_is_told_to_wait(
    tmp_path: Path, updater: Updater, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(addresses(tmp_path, f"{served}/slow.csv")))
    base, other = tmp_path / "observatory.duckdb", Updater()
    updater.start([SOURCE], tmp_path / "raw", base)
    wait_for(updater, SOURCE)  # the first thing said of a source comes before its download

    other.start([SOURCE], tmp_path / "raw", base)

    assert finished(other).end == "busy"
    assert updater.progress() is not None
    updater.cancel()
    finished(updater)


def test_a_child_that_dies_is_said_in_french_and_told_in_the_log(
    tmp_path: Path, updater: Updater, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "etl").mkdir()
    (tmp_path / "etl" / "__init__.py").touch()
    (tmp_path / "etl" / "update.py").write_text("raise SystemExit('plus de courant')", encoding="utf-8")
    monkeypatch.setattr(update_run, "PROJECT", tmp_path)

    with caplog.at_level(logging.ERROR, "observatory"):
        updater.start([SOURCE], tmp_path / "raw", tmp_path / "observatory.duckdb")
        end = finished(updater)

    assert end.end == "failed"
    assert end.message.startswith(f"La mise à jour s’est arrêtée sans prévenir (code 1){N}: ce qui était en service")
    assert "plus de courant" in caplog.text


def test_three_wrong_codes_in_a_minute_close_the_door_even_to_the_right_one() -> None:
    door = Doorkeeper()

    assert [door.opens("café", given, now) for given, now in (("cafe", 0.0), ("", 10.0), ("CAFÉ", 20.0))] == [False] * 3
    assert door.wait_seconds(21.0) == 39.0
    assert not door.opens("café", "café", 59.0)
    assert door.opens("café", "café", 60.0)  # the first wrong try is a minute old
    assert door.wait_seconds(200.0) == 0.0
