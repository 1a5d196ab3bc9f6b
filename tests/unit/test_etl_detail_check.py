"""The check that stands for a primary key on the parts of an indicator."""

from __future__ import annotations

import duckdb
import pytest

from etl.zero_rows import ZERO_ROWS

CHECK = next(check for check in ZERO_ROWS if check.check_id == "parts-uniques")


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (("association", "88"), [("effectifs_ess region-53 2022 association 88",)]),
        (("association", "total"), []),
        (("mutuelle", "88"), []),
    ],
)
def test_a_part_given_twice_stops_the_build(second: tuple[str, str], found: list[tuple[str]]) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE detail (indicator_id VARCHAR, level VARCHAR, code VARCHAR, period VARCHAR, family VARCHAR, "
            "sector VARCHAR, value DOUBLE)"
        )
        for value, (family, sector) in enumerate((("association", "88"), second)):
            connection.execute(
                "INSERT INTO detail VALUES ('effectifs_ess', 'region', '53', '2022', ?, ?, ?)", [family, sector, value]
            )

        assert connection.execute(CHECK.sql).fetchall() == found
    assert CHECK.severity == "blocking"
