"""What the official geographic code, when its archive was kept, says of the geography of the database."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from etl.check_result import CheckResult, french, warning
from etl.official_codes import DIFFERENCES

LEVELS = {"region": "régions", "departement": "départements", "commune": "communes"}
EXAMPLES = 3


def official_code_checks(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    """One warning a level: how many codes, names and memberships differ, with examples; none without an archive."""
    if not connection.execute("SELECT 1 FROM source WHERE source_id = 'cog' AND state = 'fetched'").fetchone():
        return
    for level, name in LEVELS.items():
        found = connection.execute(
            "SELECT item, reason FROM unresolved WHERE source_id = 'cog' AND starts_with(item, ? || ' ') "
            "AND list_has_any([reason, split_part(reason, ' : ', 1)], ?) ORDER BY item",
            [level, list(DIFFERENCES)],
        ).fetchall()
        shown = " ; ".join(f"{item}, {reason}" for item, reason in found[:EXAMPLES])
        yield warning(
            f"cog-{level}",
            f"Codes, noms et rattachements des {name} comparés à ceux de l’Insee",
            "cog",
            "aucun écart",
            f"{french(len(found))} écart(s) : {shown}" if found else "aucun écart",
            passed=not found,
        )
