"""Checks of the figures of Urssaf, on the published tables: nothing is said when its files are not loaded."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from etl.check_result import CheckResult, warning

TOLERATED_GAP = 0.01 + 1e-9  # exactly 1 % is tolerated, whatever its floating-point writing
# The two ways to count a région: its départements, and its sectors.
REGIONS = """
SELECT o.code || ' ' || o.period, abs(s.total / o.value - 1) FROM observation o JOIN (
    SELECT code, period, sum(value) AS total FROM detail
    WHERE indicator_id = 'effectifs_ess' AND level = 'region' AND family = 'total'
    GROUP BY code, period HAVING count(value) = count(*)
) s USING (code, period)
WHERE o.indicator_id = 'effectifs_ess' AND o.level = 'region' AND o.value > 0
"""
# France against its régions, when every one but Mayotte has a value.
FRANCE = """
SELECT f.period, abs(r.total / f.value - 1) FROM observation f JOIN (
    SELECT period, sum(value) AS total FROM observation
    WHERE indicator_id = 'effectifs_ess' AND level = 'region' AND code <> '06'
    GROUP BY period HAVING count(value) = count(*)
) r USING (period)
WHERE f.indicator_id = 'effectifs_ess' AND f.level = 'france' AND f.value > 0
"""


def urssaf_checks(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    """The totals of Urssaf's files agree with one another within 1 %."""
    comparisons = {
        "urssaf-regions": (
            "Le total des départements et celui des secteurs d’une région diffèrent de 1 % au plus",
            REGIONS,
        ),
        "urssaf-france": ("Le total de la France et celui de ses régions diffèrent de 1 % au plus", FRANCE),
    }
    for check_id, (label, sql) in comparisons.items():
        gaps = connection.execute(sql).fetchall()
        if gaps:
            wrong = sorted(place for place, gap in gaps if gap > TOLERATED_GAP)
            shown = f"{len(wrong)} écart(s) : {' ; '.join(wrong[:5])}" if wrong else f"aucun écart sur {len(gaps)}"
            yield warning(check_id, label, "effectifs_ess", "aucun écart", shown, passed=not wrong)
