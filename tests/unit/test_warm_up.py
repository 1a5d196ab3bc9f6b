"""A database that replaces another is read in the background, and the former one is let go."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from observatory import database as opening
from observatory import queries
from observatory.choices import territory_of
from observatory.database import Database, open_read_only
from observatory.standing import standing
from observatory.ui.warm_up import Watch


@pytest.fixture
def swapped(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the database that the dashboard reads, to be replaced during the test."""
    path = tmp_path / "observatory.duckdb"
    shutil.copy(database, path)
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(path))
    monkeypatch.setattr(opening, "_open", {})
    return path


def swap(path: Path, version: str) -> None:
    """Put in its place a copy that bears another version, as a build does."""
    draft = path.with_suffix(".draft")
    shutil.copy(path, draft)
    with duckdb.connect(str(draft)) as connection:
        connection.execute("UPDATE build SET version = ?", [version])
    draft.replace(path)


def what_a_page_reads(base: Database) -> int:
    """How many queries the tables and the standing of the country still cost."""
    before = base.query_count
    queries.initiatives(base)
    queries.source_details(base)
    standing(base, territory_of(base, {}))
    return base.query_count - before


def test_a_version_is_warmed_once(swapped: Path) -> None:
    watch = Watch()
    assert watch.look()
    assert what_a_page_reads(open_read_only(swapped)) == 0
    assert not watch.look()


def test_a_new_version_is_warmed_when_it_comes(swapped: Path) -> None:
    watch = Watch()
    watch.look()
    swap(swapped, "nouvelle")
    assert watch.look()
    base = open_read_only(swapped)
    assert base.version == "nouvelle"
    assert what_a_page_reads(base) == 0


def test_the_former_versions_are_let_go(swapped: Path) -> None:
    watch = Watch()
    watch.look()
    for version in ("deuxième", "troisième", "quatrième"):
        swap(swapped, version)
        watch.look()
    former = {version for version in opening._alive if version in {"deuxième", "troisième", "quatrième"}}
    assert former == {"troisième", "quatrième"}


def test_a_missing_database_warms_nothing_until_it_is_built(swapped: Path) -> None:
    away = swapped.with_suffix(".away")
    swapped.rename(away)
    watch = Watch()
    assert not watch.look()
    away.rename(swapped)
    assert watch.look()
