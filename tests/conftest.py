"""What every test may ask for: the built database, opened or as a file, and small things to build sentences with."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hand_made_parts import write_parts

from etl.build import build
from observatory import queries
from observatory.database import Database, open_read_only
from observatory.model import Indicator, Kind, Level, Rollup, Series, Territory


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The observatory's database, built once for the whole run (once for all the processes of `pytest -n`)."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    path = shared / "observatory.duckdb"
    raw = shared / "raw"
    with FileLock(shared / "observatory.lock"):
        if not path.exists():
            raw.mkdir()
            build(path, raw, lambda _text, _share: None)
    return path


@pytest.fixture(scope="session")
def observatory(database: Path) -> Database:
    """The built database, open for reading."""
    return open_read_only(database)


@pytest.fixture(scope="session")
def detailed(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built database with hand-made parts: jobs by family and sector, index curves, two perimeters."""
    path = tmp_path_factory.mktemp("parts") / "observatory.duckdb"
    write_parts(database, path)
    return path


@pytest.fixture(scope="session")
def with_parts(detailed: Path) -> Database:
    """The database with hand-made parts, open for reading."""
    return open_read_only(detailed)


@pytest.fixture(scope="session")
def place(observatory: Database) -> Callable[[str], Territory]:
    """Find a territory of the built database by its key: `place("region-53")`."""

    def find(key: str) -> Territory:
        level, _, code = key.partition("-")
        found = queries.territory(observatory, Level(level), code)
        assert found is not None, key
        return found

    return find


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of the process of pytest-xdist that runs this test, `master` without it."""
    workerinput = getattr(request.config, "workerinput", {"workerid": "master"})
    return str(workerinput["workerid"])


SHARE = Indicator(
    indicator_id="part",
    label="Part de l’ESS",
    short_label="Part",
    phrase="la part de l’ESS",
    gender="f",
    plural=False,
    unit="%",
    kind=Kind.RATE,
    decimals=1,
    definition="",
    perimeter="",
    geography_year=2016,
    qpv_generation=None,
    source_id="clap",
    denominator_source_id=None,
    rollup=Rollup.PUBLISHED,
    rollup_reason="",
    levels=(Level.FRANCE, Level.REGION, Level.DEPARTEMENT),
    series=Series.LINE,
    caveats=(),
    formula="Valeur publiée.",
)


@pytest.fixture
def share() -> Indicator:
    """A rate in per cent with one decimal, joined over time."""
    return SHARE


@pytest.fixture
def posts() -> Indicator:
    """A count with a plural noun as unit, whose phrase is plural."""
    return dataclasses.replace(
        SHARE,
        indicator_id="postes",
        label="Postes Fonjep",
        short_label="Postes",
        phrase="les postes Fonjep",
        gender="m",
        plural=True,
        unit="postes",
        kind=Kind.COUNT,
        decimals=0,
        rollup=Rollup.SUM,
        formula="Somme des postes",
    )
