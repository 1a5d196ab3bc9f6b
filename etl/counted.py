"""View `counted_structure`: the structures that each indicator counts in each territory, to list a number again.

The rule and the territory are those of the counts; the trace and the screen read the same rows.
"""

from __future__ import annotations

import duckdb

from etl.declarations import IndicatorDeclaration
from etl.registry import indicators

NONE = "SELECT NULL::VARCHAR AS indicator_id, * FROM ({placed}) WHERE false"
# A branch a level, so that a query on one territory reads only that branch.
BY_TERRITORY = """
SELECT 'france' AS level, 'FR' AS code, r.* FROM {rows} r
UNION ALL
SELECT 'region', d.region_code, r.* FROM {rows} r
JOIN territory d ON d.level = 'departement' AND d.code = r.departement_code
UNION ALL
SELECT 'departement', r.departement_code, r.* FROM {rows} r
UNION ALL
SELECT 'epci', t.epci_code, r.* FROM {rows} r JOIN territory t ON t.level = 'commune' AND t.code = r.commune_code
UNION ALL
SELECT 'ept', t.ept_code, r.* FROM {rows} r JOIN territory t ON t.level = 'commune' AND t.code = r.commune_code
UNION ALL
SELECT 'commune', r.commune_code, r.* FROM {rows} r
"""


def publish_counted(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the view: a row per indicator, territory and structure counted; none without structures."""
    known = connection.execute("SELECT indicator_id, qpv_generation FROM indicator").fetchall()
    generations = {str(indicator_id): generation for indicator_id, generation in known}
    placed = by_territory("structure")
    counted = [
        f"SELECT '{item.declaration.id}' AS indicator_id, * FROM ({placed}) "
        f"WHERE {condition(item.declaration, generations[item.declaration.id])}"
        for item in indicators()
        if item.declaration.id in generations and item.declaration.counted is not None
        and item.declaration.counted.rows == "structure"
    ]  # fmt: skip
    connection.execute(f"CREATE VIEW counted_structure AS {' UNION ALL '.join(counted) or NONE.format(placed=placed)}")


def by_territory(rows: str) -> str:
    """SQL: rows that have a `commune_code` and a `departement_code`, once for each territory they lie in."""
    return BY_TERRITORY.format(rows=rows)


def condition(declaration: IndicatorDeclaration, generation: int | None) -> str:
    """SQL: what an active structure must be for the indicator to count it."""
    where = declaration.counted.where.format(generation=generation) if declaration.counted else "false"
    return f"coalesce(active, true) AND ({where})"
