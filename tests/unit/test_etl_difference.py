"""What changed between two databases: every kind of change, counted by hand, and what cannot be compared."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from tiny_database import FORMER, NOW, PLACES, write

from etl.build import build
from etl.difference import Edition, Group, Move, StatusChange, Value, comparison, record_difference
from etl.errors import IncomparableDatabaseError, NoDatabaseError, UnreadableDatabaseError
from etl.files import REFERENCE
from observatory import queries
from observatory.database import open_read_only
from observatory.model import Level


@pytest.fixture
def former(tmp_path: Path) -> Path:
    return write(tmp_path / "former.duckdb", "aaa", FORMER)


@pytest.fixture
def now(tmp_path: Path) -> Path:
    return write(tmp_path / "now.duckdb", "bbb", NOW)


def test_changes_are_counted_by_indicator_level_and_period(former: Path, now: Path) -> None:
    with comparison(former, now) as compared:
        groups = compared.groups()

    assert groups == [
        Group("part", "region", "2015", 0, 0, 2, 0, "11", 7.0, 8.5),
        Group("postes", "france", "2020", 1, 0, 0, 0, None, None, None),
        Group("postes", "region", "2020", 0, 1, 0, 1, None, None, None),
        Group("postes", "region", "2021", 1, 0, 0, 0, None, None, None),
    ]
    assert compared.former == Edition("aaa", datetime(2026, 3, 1))  # noqa: DTZ001 - stored without zone, in UTC


def test_the_widest_moves_come_first_and_no_more_than_asked(former: Path, now: Path) -> None:
    with comparison(former, now) as compared:
        assert compared.moves(10) == [
            Move("part", "region", "2015", "11", 7.0, 8.5),
            Move("part", "region", "2015", "53", 14.3, 15.0),
        ]
        assert compared.moves(1) == [Move("part", "region", "2015", "11", 7.0, 8.5)]


def test_a_change_of_status_is_told_from_a_change_of_value(former: Path, now: Path) -> None:
    with comparison(former, now) as compared:
        statuses = compared.status_changes()
        lines = list(compared.values())

    assert statuses == [
        StatusChange("postes", "not_available", "observed", 1),
        StatusChange("postes", "observed", "secret", 1),
        StatusChange("postes", "secret", "not_available", 1),
    ]
    assert [line.change for line in lines] == ["changed", "changed", "added", "status", "removed", "added"]
    assert lines[-1] == Value("postes", "region", "2021", "53", None, 44.0, None, "observed", "added")


def test_indicators_and_territories_that_come_and_go_are_named(tmp_path: Path, former: Path) -> None:
    fewer = [*PLACES[:2], ("region", "84", "Auvergne-Rhône-Alpes")]
    later = write(tmp_path / "later.duckdb", "ccc", [("densite", "region", "84", "2024", 1.0, "observed")], fewer)

    with comparison(former, later) as compared:
        assert compared.only_in("now") == (["densite"], [("region", "84")])
        assert compared.only_in("former") == (["part", "postes"], [("region", "11")])
        # A value of an indicator that is gone is a value removed: 3 shares and 1 number of posts.
        assert sum(group.removed for group in compared.groups()) == 4


def test_a_zero_that_becomes_an_absence_is_removed_and_not_changed(tmp_path: Path) -> None:
    zero = write(tmp_path / "zero.duckdb", "a", [("postes", "region", "53", "2020", 0.0, "observed")])
    none = write(tmp_path / "none.duckdb", "b", [("postes", "region", "53", "2020", None, "not_available")])

    with comparison(zero, none) as compared:
        assert compared.groups() == [Group("postes", "region", "2020", 0, 1, 0, 0, None, None, None)]
    with comparison(zero, zero) as compared:
        assert compared.groups() == []


def test_what_cannot_be_compared_is_said(tmp_path: Path, now: Path) -> None:
    absent = tmp_path / "absent.duckdb"
    with pytest.raises(NoDatabaseError, match=r"absent\.duckdb n’existe pas"), comparison(absent, now):
        pass
    text = tmp_path / "text.duckdb"
    text.write_text("pas une base", encoding="utf-8")
    with (
        pytest.raises(UnreadableDatabaseError, match=r"text\.duckdb n’est pas une base lisible"),
        comparison(text, now),
    ):
        pass
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE build AS SELECT 'x' AS version, TIMESTAMP '2025-01-01' AS built_at")
    expected = r"il y manque indicator\.indicator_id, .*observation\.value"
    with pytest.raises(IncomparableDatabaseError, match=expected), comparison(other, now):
        pass


def test_a_database_of_another_schema_is_compared_when_it_has_the_columns(former: Path, now: Path) -> None:
    with duckdb.connect(str(former)) as connection:
        connection.execute("UPDATE build SET schema_version = 2")
        connection.execute("ALTER TABLE observation DROP COLUMN origin")
        connection.execute("DROP TABLE difference")

    with comparison(former, now) as compared:
        assert [group.changed for group in compared.groups()] == [2, 0, 0, 0]


def stored(path: Path) -> tuple[list[tuple[object, ...]], tuple[object, ...] | None]:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("SELECT * FROM difference ORDER BY ALL").fetchall()
        return rows, connection.execute("SELECT former_version, former_built_at FROM build").fetchone()


def test_a_draft_records_what_it_changes_from_the_database_in_place(former: Path, now: Path) -> None:
    record_difference(now, former)

    rows, build = stored(now)
    assert rows == [
        ("aaa", "part", "region", "2015", 0, 0, 2, "11", 7.0, 8.5),
        ("aaa", "postes", "france", "2020", 1, 0, 0, None, None, None),
        ("aaa", "postes", "region", "2020", 0, 1, 0, None, None, None),
        ("aaa", "postes", "region", "2021", 1, 0, 0, None, None, None),
    ]
    assert build == ("aaa", datetime(2026, 3, 1))  # noqa: DTZ001 - stored without zone, in UTC


def damaged(path: Path) -> None:
    """Every block after the headers holds something else."""
    content = path.read_bytes()
    path.write_bytes(content[:12_288] + b"\xa5" * (len(content) - 12_288))


def emptied(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM build")


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:20_000]),
        damaged,
        emptied,
    ],
    ids=["none", "empty", "truncated", "damaged", "without build"],
)
def test_a_former_database_that_cannot_be_read_leaves_the_difference_empty(
    former: Path, now: Path, spoil: object
) -> None:
    assert callable(spoil)
    spoil(former)

    record_difference(now, former)

    assert stored(now) == ([], (None, None))


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of the reference tables to change, by links, without the communes' contours (half of the time)."""
    copy = tmp_path / "reference"
    for path in REFERENCE.rglob("*"):
        relative = path.relative_to(REFERENCE)
        if path.is_file() and "communes" not in relative.parts:
            (copy / relative).parent.mkdir(parents=True, exist_ok=True)
            (copy / relative).symlink_to(path)
    return copy


def test_a_second_build_says_what_it_changed_while_the_first_is_being_read(
    database: Path, reference: Path, tmp_path: Path
) -> None:
    served = tmp_path / "observatory.duckdb"
    shutil.copy(database, served)
    before = open_read_only(served)  # as a running dashboard holds it, in this very process
    shares = reference / "part_ess_emploi.csv"
    text = shares.read_text(encoding="utf-8")
    line = "region,75,Nouvelle-Aquitaine,2015,"
    assert text.count(f"{line}12.0155,") == 1
    shares.unlink()
    shares.write_text(text.replace(f"{line}12.0155,", f"{line}12.5,"), encoding="utf-8")

    build(served, tmp_path / "raw", reference=reference)

    rows, build_row = stored(served)
    assert rows == [(before.version, "part_ess_emploi", "region", "2015", 0, 0, 1, "75", 12.0155, 12.5)]
    assert build_row is not None
    assert build_row[0] == before.version
    shown = queries.values_by_territory(open_read_only(served), "part_ess_emploi", Level.REGION, "2015")
    assert shown.set_index("code")["value"]["75"] == 12.5
