"""Structures by territory and family (table `structure_count`), jobs under statistical secrecy.

Jobs are the sums of the low and of the high ends of Sirene's brackets. They are given by family down to the EPCI, and
for all families together down to the commune: a commune's families are too small to be shown, and not computed.
"""

from __future__ import annotations

from collections import defaultdict

import duckdb
import pandas as pd

from etl.secrecy import Cell, Equation, hidden_cells, is_primary

TOTAL = "total"
MIN_PLACED_SHARE = 0.95
BRACKET_ENDS = {
    "NN": (0, 0), "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49),
    "21": (50, 99), "22": (100, 199), "31": (200, 249), "32": (250, 499), "41": (500, 999), "42": (1000, 1999),
    "51": (2000, 4999), "52": (5000, 9999), "53": (10000, None),
}  # fmt: skip

MEMBERS = """
CREATE TABLE staging.structure_member AS
WITH placed AS (
    SELECT s.structure_id, s.family, s.employer, b.low, b.high,
        CASE WHEN g.generation = 2024 THEN s.qpv_2024 ELSE s.qpv_2015 END AS qpv,
        t.code AS commune, t.epci_code, t.ept_code, d.code AS departement, d.region_code
    FROM structure s JOIN staging.structure_place p USING (structure_id)
    CROSS JOIN staging.structure_generation g
    LEFT JOIN territory t ON t.level = 'commune' AND t.code = s.commune_code
    LEFT JOIN territory d ON d.level = 'departement' AND d.code = p.departement_code
    LEFT JOIN staging.bracket b ON b.bracket = s.effectif_bracket
    WHERE coalesce(s.active, true)
)
SELECT p.* EXCLUDE (family), u.level, u.code, f.family
FROM placed p,
    unnest([{'level': 'france', 'code': 'FR'}, {'level': 'region', 'code': region_code},
        {'level': 'departement', 'code': departement}, {'level': 'epci', 'code': epci_code},
        {'level': 'ept', 'code': ept_code}, {'level': 'commune', 'code': commune}]) AS v(u),
    unnest([p.family, 'total']) AS f(family)
WHERE u.code IS NOT NULL
"""

COUNTS = """
SELECT level, code, family, count(*) AS structures,
    CASE WHEN count(qpv) >= $share * count(*) THEN count(*) FILTER (qpv <> 'hors') END AS in_qpv,
    CASE WHEN count(employer) > 0 THEN count(*) FILTER (employer) END AS employers,
    CASE WHEN count(low) > 0 AND NOT (level = 'commune' AND family <> 'total') THEN sum(low) END AS jobs_low,
    CASE WHEN count(*) FILTER (low IS NOT NULL AND high IS NULL) = 0 THEN sum(high) END AS jobs_high,
    count(*) FILTER (low > 0) AS holders,
    coalesce(max(coalesce(high, 1e9) / greatest(coalesce(high, 1e9) + total_low - low, 1)), 0) AS largest_share
FROM (SELECT *, sum(low) OVER (PARTITION BY level, code, family) AS total_low FROM staging.structure_member)
GROUP BY level, code, family ORDER BY level, code, family
"""

# The sums that a reader can do; where some structures have no commune, a sum of smaller territories leaves a rest.
PARENTS = """
SELECT DISTINCT m.level, m.code, m.family, p.level AS parent_level, p.code AS parent_code
FROM staging.structure_member m JOIN staging.structure_member p
    ON p.structure_id = m.structure_id AND p.family = m.family
WHERE (m.level, p.level) IN (('commune', 'epci'), ('commune', 'ept'), ('commune', 'departement'),
    ('ept', 'epci'), ('epci', 'france'), ('departement', 'region'), ('region', 'france'))
    AND NOT (m.level = 'commune' AND m.family <> 'total')
ORDER BY ALL
"""


def publish_counts(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `structure_count`; nothing when there is no structure."""
    if connection.execute("SELECT count(*) FROM structure").fetchall() == [(0,)]:
        connection.execute("CREATE TABLE staging.structure_generation AS SELECT 2015 AS generation")
        return
    ends = [(bracket, low, high) for bracket, (low, high) in BRACKET_ENDS.items()]
    brackets = pd.DataFrame(ends, columns=["bracket", "low", "high"]).astype({"low": "Int64", "high": "Int64"})
    connection.register("incoming", brackets)
    connection.execute("CREATE TABLE staging.bracket AS SELECT * FROM incoming")
    connection.unregister("incoming")
    connection.execute(MEMBERS)
    frame = connection.execute(COUNTS, {"share": MIN_PLACED_SHARE}).df()
    secret = _secret(connection, frame)
    keys = list(zip(frame["level"], frame["code"], frame["family"], strict=True))
    known = frame["jobs_low"].notna()
    frame["status"] = [
        "secret" if key in secret else ("observed" if told else "not_available")
        for key, told in zip(keys, known, strict=True)
    ]
    frame.loc[frame["status"] != "observed", ["jobs_low", "jobs_high"]] = None
    connection.register("incoming", frame)
    connection.execute(
        "INSERT INTO structure_count SELECT level, code, family, structures, in_qpv, employers, jobs_low, jobs_high, "
        "status FROM incoming"
    )
    connection.unregister("incoming")


def _secret(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> set[Cell]:
    """The cells whose jobs are hidden; the low and the high sums are hidden together."""
    told = frame[frame["jobs_low"].notna()]
    keys: list[Cell] = list(zip(told["level"], told["code"], told["family"], strict=True))
    values = {key: int(low) for key, low in zip(keys, told["jobs_low"], strict=True)}
    primary = [
        key
        for key, holders, share in zip(keys, told["holders"], told["largest_share"], strict=True)
        if is_primary(int(holders), float(share))
    ]
    return hidden_cells(values, primary, _equations(connection, values)) if primary else set()


def _equations(connection: duckdb.DuckDBPyConnection, values: dict[Cell, int]) -> list[Equation]:
    parts: dict[Cell, list[Cell]] = defaultdict(list)
    for level, code, family, parent_level, parent_code in connection.execute(PARENTS).fetchall():
        if (level, code, family) in values:
            parts[parent_level, parent_code, family, level].append((level, code, family))
    families: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in values:
        level, code, family = cell  # type: ignore[misc]
        if family != TOTAL and level != "commune":
            families[level, code, TOTAL, "family"].append(cell)
    sums = {**parts, **families}
    found = []
    for key, cells in sums.items():
        total: Cell = key[:3]  # type: ignore[index]
        if total in values and sum(values[cell] for cell in cells) == values[total]:
            found.append(Equation(total, tuple(cells)))
    return found
