"""What changed in the parts by family and sector: counted by hand, said by the terminal, kept by the draft."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from tiny_database import FORMER, write

from etl.cli import main
from etl.difference import comparison, record_difference
from etl.difference_parts import PartGroup, PartMove

N = "\u202f"
Part = tuple[str, str, str, str, str, str, float | None]
BEFORE: list[Part] = [
    ("part", "region", "53", "2015", "association", "total", 10.0),
    ("part", "region", "53", "2015", "cooperative", "total", 3.0),
    ("part", "region", "11", "2015", "association", "88", 4.0),
    ("part", "region", "11", "2015", "mutuelle", "total", None),  # an absence that goes: nothing
    ("part", "france", "FR", "2015", "association", "total", 7.0),
]
AFTER: list[Part] = [
    ("part", "region", "53", "2015", "association", "total", 10.5),  # changed by 0,5
    ("part", "region", "11", "2015", "association", "88", 2.0),  # changed by 2: the largest
    ("part", "region", "11", "2014", "association", "88", 2.0),  # added
    ("part", "france", "FR", "2015", "association", "total", 7.0 * (1 + 1e-12)),  # the same, to one billionth
]  # the cooperatives of 53: removed


def with_parts(path: Path, version: str, parts: Sequence[Part]) -> Path:
    write(path, version, FORMER)
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO sector VALUES ('88', 'Action sociale sans hébergement', 'Action sociale')")
        for *key, value in parts:
            status = "not_available" if value is None else "observed"
            connection.execute(
                "INSERT INTO detail (indicator_id, level, code, period, family, sector, value, status, source_id) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 's')",
                [*key, value, status],
            )
    return path


@pytest.fixture
def former(tmp_path: Path) -> Path:
    return with_parts(tmp_path / "former.duckdb", "aaa", BEFORE)


@pytest.fixture
def now(tmp_path: Path) -> Path:
    return with_parts(tmp_path / "now.duckdb", "bbb", AFTER)


def test_parts_are_counted_by_indicator_and_level(former: Path, now: Path) -> None:
    with comparison(former, now) as compared:
        assert compared.groups() == []
        assert compared.parts() == [
            PartGroup("part", "region", 1, 1, 2, PartMove("11", "2015", "association", "88", 4.0, 2.0))
        ]


def test_the_terminal_says_them_even_when_no_total_changed(former: Path, now: Path) -> None:
    lines = CliRunner().invoke(main, ["diff", str(former), str(now)]).output.splitlines()

    assert lines[2:] == [
        "Libellé de part (part, %)",
        f"  Par famille et secteur{N}:",
        (
            f"    régions{N}: 2 parts modifiées, 1 apparue, 1 disparue{N}; plus grand écart{N}: Île-de-France (11), "
            f"2015, Associations, Action sociale{N}: 4 → 2 (\u22122, \u221250,0{N}%)"
        ),
    ]
    alone = CliRunner().invoke(main, ["diff", str(former), str(now), "--indicateur", "postes"]).output
    assert alone.endswith("Aucune valeur n’a changé.\n")


def test_a_draft_keeps_them(former: Path, now: Path) -> None:
    record_difference(now, former)

    with duckdb.connect(str(now), read_only=True) as connection:
        assert connection.execute("SELECT * FROM difference_part").fetchall() == [
            ("part", "region", 1, 1, 2, "11", "2015", "association", "88", 4.0, 2.0)
        ]


def test_a_database_without_parts_is_still_compared(former: Path, now: Path) -> None:
    with duckdb.connect(str(former)) as connection:
        connection.execute("DROP TABLE detail")
        connection.execute("DROP TABLE sector")
        connection.execute("UPDATE observation SET value = 11 WHERE code = 'FR' AND indicator_id = 'part'")

    with comparison(former, now) as compared:
        assert compared.parts() == []
        assert [group.changed for group in compared.groups()] == [1]
    assert "1 valeur modifiée" in CliRunner().invoke(main, ["diff", str(former), str(now)]).output
