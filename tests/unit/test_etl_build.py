"""The build as a whole: what stops it, what it leaves behind, and who waits for whom."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from etl.build import build
from etl.draft import version_in_place
from etl.errors import (
    DuplicateKeyError,
    EncodingError,
    EtlError,
    FailedChecksError,
    InvalidValueError,
    MalformedFileError,
    UnexpectedColumnsError,
    UnknownCodeError,
)
from etl.files import PROJECT_ROOT, REFERENCE

SAMPLE_WORKBOOK = Path(__file__).parents[1] / "samples" / "insee_itdd" / "itdd.xls"
SCRIPT = (
    "import sys; from pathlib import Path; from etl.build import build; build(Path(sys.argv[1]), Path(sys.argv[2]))"
)
FIVE_MEGABYTES = 5_000_000


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of the reference tables to spoil, by links, without the communes' contours (half of the time)."""
    copy = tmp_path / "reference"
    for path in REFERENCE.rglob("*"):
        relative = path.relative_to(REFERENCE)
        if path.is_file() and "communes" not in relative.parts:
            (copy / relative).parent.mkdir(parents=True, exist_ok=True)
            (copy / relative).symlink_to(path)
    return copy


@pytest.fixture
def former(tmp_path: Path) -> Path:
    """A former database, to be found intact after a failure."""
    path = tmp_path / "observatory.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE build AS SELECT 'former' AS version")
    return path


def edit(reference: Path, name: str, change: Callable[[list[list[str]]], None]) -> None:
    """Replace a linked table by a copy in which `change` has changed the rows (header first)."""
    path = reference / name
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    change(rows)
    path.unlink()
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def set_cell(row: int, column: str, value: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        rows[row][rows[0].index(column)] = value

    return change


def drop_column(rows: list[list[str]]) -> None:
    for row in rows:
        del row[-1]


def repeat_first_row(rows: list[list[str]]) -> None:
    rows.append(rows[1])


@dataclass(frozen=True)
class Spoilt:
    """A table spoilt in one way, and the error that must name it."""

    table: str
    change: Callable[[list[list[str]]], None]
    error: type[EtlError]
    message: str


SHARES, POSTS, INITIATIVES = "part_ess_emploi.csv", "postes_fonjep.csv", "catalogue/initiatives.csv"
SPOILT = {
    "missing column": Spoilt(SHARES, drop_column, UnexpectedColumnsError, "source"),
    "duplicate key": Spoilt(POSTS, repeat_first_row, DuplicateKeyError, "en double"),
    "unknown code": Spoilt(POSTS, set_cell(5, "departement_code", "1"), UnknownCodeError, "csv:6.*departement"),
    "share over 100": Spoilt(SHARES, set_cell(3, "part_ess_emploi_pct", "143"), InvalidValueError, "0 et 100"),
    "decimal comma": Spoilt(SHARES, set_cell(3, "part_ess_emploi_pct", "14,3"), InvalidValueError, "14,3"),
    "wrong sum": Spoilt("population_qpv_2018.csv", set_cell(9, "population_qpv", "1"), FailedChecksError, "5.441.002"),
    "unknown territory": Spoilt(INITIATIVES, set_cell(7, "territory_code", "00000"), UnknownCodeError, "00000"),
    "unknown kind": Spoilt(INITIATIVES, set_cell(7, "kind", "club"), InvalidValueError, "club"),
    "e-mail": Spoilt(INITIATIVES, set_cell(7, "summary", "Écrire à a.b@c.fr"), FailedChecksError, "courriel"),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_a_bad_table_stops_the_build_and_keeps_the_former_database(
    reference: Path, former: Path, spoilt: Spoilt
) -> None:
    edit(reference, spoilt.table, spoilt.change)

    with pytest.raises(spoilt.error, match=spoilt.message):
        build(former, former.parent / "raw", reference=reference)

    assert version_in_place(former) == "former"
    assert not list(former.parent.glob("*.draft-*"))


def test_a_wrong_encoding_and_a_truncated_file_stop_the_build(reference: Path, former: Path) -> None:
    path = reference / "scic_nombre_france.csv"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content.decode().encode("utf-16"))
    with pytest.raises(EncodingError, match="scic_nombre_france"):
        build(former, former.parent / "raw", reference=reference)

    geography = reference / "geography" / "communes.csv.gz"
    half = geography.read_bytes()[:100_000]
    geography.unlink()
    geography.write_bytes(half)
    with pytest.raises(MalformedFileError, match=r"communes\.csv\.gz"):
        build(former, former.parent / "raw", reference=reference)
    assert version_in_place(former) == "former"


def test_an_imported_workbook_takes_the_place_of_the_embedded_values(reference: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "insee_itdd").mkdir(parents=True)
    (raw / "insee_itdd" / "itdd.xls").write_bytes(SAMPLE_WORKBOOK.read_bytes())
    database = tmp_path / "observatory.duckdb"

    # Lozère 2014 differs in the sample (27.4): the workbook prevails, the other values stay embedded.
    build(database, raw, reference=reference)

    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT code, period, value, source_id FROM observation WHERE indicator_id = 'part_ess_emploi' "
            "AND level = 'departement' AND code = '48' ORDER BY period"
        ).fetchall()
        state = connection.execute("SELECT state, row_count FROM source WHERE source_id = 'insee_itdd'").fetchone()
    assert [(code, period, source) for code, period, _, source in rows] == [
        ("48", "2008", "insee_itdd"),
        ("48", "2014", "insee_itdd"),
        ("48", "2015", "insee_clap"),
    ]
    assert [value for _, period, value, _ in rows if period == "2014"] == [27.4]
    assert state == ("fetched", 20)


def start(database: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(database), str(database.parent / "raw")],
        cwd=PROJECT_ROOT, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("seconds", [0.8, 2.0, 3.5])
def test_a_killed_build_leaves_the_former_database_intact(former: Path, seconds: float) -> None:
    process = start(former)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert version_in_place(former) == "former"


def test_a_stale_draft_is_removed_and_that_of_a_living_process_is_not(reference: Path, former: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    stale = former.with_name(f"{former.name}.draft-{dead.pid}")
    living = former.with_name(f"{former.name}.draft-{os.getppid()}")
    stale.write_bytes(b"x")
    living.write_bytes(b"x")
    edit(reference, "scic_nombre_france.csv", drop_column)

    with pytest.raises(UnexpectedColumnsError):
        build(former, former.parent / "raw", reference=reference)

    assert (stale.exists(), living.exists()) == (False, True)


def test_of_two_builds_at_once_the_second_finds_the_work_done(tmp_path: Path) -> None:
    database = tmp_path / "observatory.duckdb"
    processes = [start(database), start(database)]
    errors = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    first = database.stat().st_ino

    messages: list[str] = []
    result = build(database, tmp_path / "raw", lambda message, _share: messages.append(message))

    assert not result.built
    assert messages[-1] == "La base est déjà à jour"
    assert database.stat().st_ino == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "observatory.duckdb",
        "observatory.duckdb.lock",
    ]


def test_a_full_disk_is_said_and_keeps_the_former_database(former: Path) -> None:
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({FIVE_MEGABYTES}, {FIVE_MEGABYTES})); "
    script = f"{limited}from etl.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", script, "build", "--database", str(former)],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 1
    assert "Plus assez de place" in run.stderr
    assert "Traceback" not in run.stderr
    assert version_in_place(former) == "former"
    assert not list(former.parent.glob("*.draft-*"))
