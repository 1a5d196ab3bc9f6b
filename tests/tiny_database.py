"""Two tiny databases of the real schema, written by hand: a former one and the one that replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from etl.files import SCHEMA
from observatory.model import SCHEMA_VERSION

Observation = tuple[str, str, str, str, float | None, str]
PLACES = [("france", "FR", "France"), ("region", "53", "Bretagne"), ("region", "11", "Île-de-France")]
FORMER: list[Observation] = [
    ("part", "region", "53", "2015", 14.3, "observed"),
    ("part", "region", "11", "2015", 7.0, "observed"),
    ("part", "france", "FR", "2015", 10.5, "observed"),
    ("postes", "region", "53", "2020", 40.0, "observed"),
    ("postes", "region", "11", "2020", None, "secret"),
    ("postes", "france", "FR", "2020", None, "not_available"),
]
NOW: list[Observation] = [
    ("part", "region", "53", "2015", 15.0, "observed"),  # changed by 0,7
    ("part", "region", "11", "2015", 8.5, "observed"),  # changed by 1,5: the largest
    ("part", "france", "FR", "2015", 10.5 * (1 + 1e-12), "observed"),  # the same, to one billionth
    ("postes", "region", "53", "2020", None, "secret"),  # removed
    ("postes", "region", "11", "2020", None, "not_available"),  # another reason
    ("postes", "france", "FR", "2020", 90.0, "observed"),  # added where there was an absence
    ("postes", "region", "53", "2021", 44.0, "observed"),  # added where there was no line
    ("postes", "region", "11", "2021", None, "not_available"),  # an absence that comes: not a change of value
]


def write(
    path: Path, version: str, observations: Sequence[Observation], places: Sequence[tuple[str, str, str]] = PLACES
) -> Path:
    """A tiny database of the real schema: a source, the indicators named by the observations, places."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO build (version, schema_version, built_at, inputs) VALUES (?, ?, '2026-03-01', [])",
            [version, SCHEMA_VERSION],
        )
        connection.execute(
            "INSERT INTO source (source_id, title, producer, landing_page, licence, period, sha256, citation, "
            "processing, state, row_count, traps, files) "
            "VALUES ('s', 'Table', 'Insee', 'https://x', 'LO', '2015', '', '', '', 'embedded', 1, '', [])"
        )
        for level, code, name in places:
            connection.execute(
                "INSERT INTO territory (level, code, name, search_name) VALUES (?, ?, ?, '')", [level, code, name]
            )
        for identifier in sorted({row[0] for row in observations}):
            connection.execute(
                "INSERT INTO indicator (indicator_id, label, short_label, phrase, gender, plural, unit, kind, decimals,"
                " definition, perimeter, geography_year, source_id, rollup, rollup_reason, levels, series, caveats,"
                " formula, sort_order) VALUES (?, ?, '', '', 'f', false, '%', 'rate', 1, '', '', 2026, 's', 'none', '',"
                " [], 'points', [], '', 1)",
                [identifier, f"Libellé de {identifier}"],
            )
        for row in observations:
            connection.execute(
                "INSERT INTO observation (indicator_id, level, code, period, value, status, source_id) "
                "VALUES (?, ?, ?, ?, ?, ?, 's')",
                list(row),
            )
    return path
