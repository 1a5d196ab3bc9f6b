"""Stopped at any moment: Ctrl-C, a kill at random or at each step, a full disk. What is in use stays whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from producer_server import Answer, ProducerServer, producer_server

from etl.draft import version_in_place
from etl.editions import edition_aside
from etl.files import PROJECT_ROOT
from etl.imports import import_file
from etl.kept import kept_file

SOURCE = "qpv_passage_2015_2024"
HEADER = "QP2024;Statut;QP2015_1;QP2015_2;QP2015_3"
RANDOM_KILLS = 12
BUILD_KILLS = 8
SIX_MEGABYTES = 6_000_000


def passage(status: str, rows: int = 600) -> bytes:
    lines = [f"QN{row:05d}M;{status};QP{row:06d};;" for row in range(1, rows + 1)]
    return "\n".join([HEADER, *lines, ""]).encode()


FORMER, NEW, WORSE = passage("Modifié"), passage("Conservé"), passage("Modifié", 500)

# One process that has everything imported, and forks a child for each line it reads: « how, delay or step, arguments ».
# `at` kills the child after that many seconds; `step` kills it just before its n-th change of a file under data/raw.
FORKER = """
import json, os, signal, sys, time
from pathlib import Path
from etl.build import build
from etl.fetching import accept_edition, fetch
from etl.imports import import_file
from etl.trial import _geography
_geography()
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir", "shutil.copyfile", "shutil.rmtree", "open"}
def act(action, raw, extra):
    if action == "fetch":
        fetch(["SOURCE"], Path(raw), lambda text, share: None, urls={"SOURCE": extra})
    elif action == "import":
        import_file("SOURCE", Path(extra), Path(raw))
    elif action == "accept":
        accept_edition("SOURCE", Path(raw))
    else:
        build(Path(extra), Path(raw))
def watch(step, raw):
    seen = [0]
    def hook(event, arguments):
        if event not in CHANGES or not str(arguments[0]).startswith(raw):
            return
        if event == "open" and not (isinstance(arguments[1], str) and set("wax+") & set(arguments[1])):
            return
        if seen[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)
        seen[0] += 1
    sys.addaudithook(hook)
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        if order["step"] is not None:
            watch(order["step"], order["raw"])
        act(order["action"], order["raw"], order["extra"])
        os._exit(0)
    if order["at"] is not None:
        time.sleep(order["at"])
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
""".replace("SOURCE", SOURCE)


class Forker:
    """Runs an action in a child, killed after a delay or before a step; returns the child's exit code."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORKER], cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, action: str, raw: Path, extra: str = "", *, at: float | None = None, step: int | None = None) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {"action": action, "raw": str(raw), "extra": extra, "at": at, "step": step}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    made = Forker()
    yield made
    made.process.communicate()


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder where the former edition is in use."""
    file = tmp_path / "former.csv"
    file.write_bytes(FORMER)
    import_file(SOURCE, file, tmp_path / "raw")
    return tmp_path / "raw"


def content_in_use(raw: Path) -> bytes:
    found = kept_file(raw, SOURCE)
    assert found is not None
    return found[0].read_bytes()


def test_a_kill_at_random_during_a_download_leaves_one_edition_whole(
    raw: Path, server: ProducerServer, forker: Forker
) -> None:
    dice = random.Random(4)  # noqa: S311
    editions, codes = [FORMER], []
    for rank in range(RANDOM_KILLS):
        editions.append(passage(f"Édition {rank}"))
        answer = Answer(editions[-1], etag=f'"{rank}"', piece=1_500, pause=dice.choice([0.005, 0.03]))
        codes.append(forker.run("fetch", raw, server.serve("/f", answer), at=dice.uniform(0.05, 0.9)))
        assert content_in_use(raw) in editions

    assert codes.count(-signal.SIGKILL) >= 3
    assert forker.run("fetch", raw, server.serve("/f", Answer(NEW, etag='"new"'))) == 0
    assert content_in_use(raw) == NEW


def test_a_build_killed_at_random_leaves_the_former_database_intact(raw: Path, forker: Forker, tmp_path: Path) -> None:
    database = tmp_path / "observatory.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE build AS SELECT 'former' AS version")
    former = database.read_bytes()
    dice = random.Random(5)  # noqa: S311

    for _ in range(BUILD_KILLS):
        code = forker.run("build", raw, str(database), at=dice.uniform(0.1, 3.0))
        assert code == -signal.SIGKILL or version_in_place(database) != "former"
        assert database.read_bytes() == former or version_in_place(database) not in {None, "former"}

    # Drafts of killed builds do not pile up: the next one removes them.
    assert len(list(tmp_path.glob("observatory.duckdb.draft-*"))) <= 2


def killed_at_each_step(forker: Forker, action: str, raw: Path, extra: str, allowed: set[bytes]) -> int:
    """Kill the action before its first change of a file, then before its second…, until it ends; says how many."""
    for step in range(60):
        code = forker.run(action, raw, extra, step=step)
        assert content_in_use(raw) in allowed
        if code != -signal.SIGKILL:
            return step
    return 60


def test_a_download_killed_before_each_change_of_a_file_leaves_one_edition_whole(
    raw: Path, server: ProducerServer, forker: Forker
) -> None:
    address = server.serve("/f", Answer(NEW, etag='"new"'))

    kills = killed_at_each_step(forker, "fetch", raw, address, {FORMER, NEW})

    assert 5 <= kills < 60
    assert content_in_use(raw) == NEW


def test_an_import_killed_before_each_change_of_a_file_leaves_one_edition_whole(
    raw: Path, forker: Forker, tmp_path: Path
) -> None:
    file = tmp_path / "new.csv"
    file.write_bytes(NEW)

    kills = killed_at_each_step(forker, "import", raw, str(file), {FORMER, NEW})

    assert 3 <= kills < 60
    assert content_in_use(raw) == NEW
    assert len(list((raw / SOURCE).iterdir())) == 2


def test_an_edition_put_aside_then_accepted_under_kills_is_never_half_in_use(
    raw: Path, server: ProducerServer, forker: Forker
) -> None:
    address = server.serve("/f", Answer(WORSE, etag='"worse"'))

    aside = killed_at_each_step(forker, "fetch", raw, address, {FORMER})
    assert edition_aside(raw, SOURCE) is not None
    accepted = killed_at_each_step(forker, "accept", raw, "", {FORMER, WORSE})

    assert 5 <= aside < 60
    assert 3 <= accepted < 60
    assert content_in_use(raw) == WORSE


def start(raw: Path, *arguments: str, before: str = "") -> subprocess.Popen[str]:
    script = f"{before}from etl.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", script, "fetch", *arguments, "--raw", str(raw)],
        cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(part: Path, size: int) -> None:
    limit = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size >= size):
        assert time.monotonic() < limit, "nothing was received"
        time.sleep(0.02)


def test_ctrl_c_says_what_is_kept_and_changes_nothing_in_use(raw: Path, server: ProducerServer) -> None:
    address = server.serve("/f", Answer(NEW, etag='"new"', piece=500, pause=0.1))
    process = start(raw, "--url", f"{SOURCE}={address}")
    part = raw / SOURCE / ".download.part"
    wait_for(part, 1_000)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Interrompu\u202f: aucun fichier en service n’a changé." in said
    assert "sont gardés pour la reprise\u202f: relancez la même commande." in said
    assert "Traceback" not in said
    assert content_in_use(raw) == FORMER
    left = part.stat().st_size
    server.serve("/f", Answer(NEW, etag='"new"'))
    resumed = start(raw, "--url", f"{SOURCE}={address}")
    assert resumed.communicate(timeout=60)[0].startswith(f"{SOURCE}\u202f: téléchargée le")
    assert server.asked[-1][1]["range"] == f"bytes={left}-"
    assert content_in_use(raw) == NEW


def test_a_full_disk_is_said_and_leaves_no_part(raw: Path, server: ProducerServer) -> None:
    large = NEW + b"x" * SIX_MEGABYTES
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000)); "
    process = start(raw, "--url", f"{SOURCE}={server.serve('/f', Answer(large))}", before=limited)

    said, error = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "Plus assez de place dans" in said
    assert "le disque est plein. Le fichier précédent, s’il y en a un, reste en service" in said
    assert "Traceback" not in error
    assert content_in_use(raw) == FORMER
    assert not list((raw / SOURCE).glob(".*part*"))
    assert os.path.lexists(raw / SOURCE / "import.json")
