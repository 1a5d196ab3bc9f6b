"""Structures by territory and family (table `structure_count`), jobs under statistical secrecy.

Jobs are the sums of the low and of the high ends of Sirene's brackets. They are given by family down to the EPCI, and
for all families together down to the commune: a commune's families are too small to be shown, and not computed.

Structures are first counted once by commune, family, sector and bracket (`staging.structure_cube`); every total is a
sum of those cells, so a million structures are read a single time.
"""

from __future__ import annotations

from collections import defaultdict

import duckdb
import pandas as pd

from etl.secrecy import hidden_cells, is_primary
from etl.secrecy_moves import Cell, Equation

TOTAL = "total"
MIN_PLACED_SHARE = 0.95
NEAR_METRES = 300
BRACKET_ENDS = {
    "NN": (0, 0), "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49),
    "21": (50, 99), "22": (100, 199), "31": (200, 249), "32": (250, 499), "41": (500, 999), "42": (1000, 1999),
    "51": (2000, 4999), "52": (5000, 9999), "53": (10000, None),
}  # fmt: skip

CUBE = f"""
CREATE TABLE staging.structure_cube AS
SELECT commune_code, departement_code, family, sector, effectif_bracket AS bracket,
    count(*) FILTER (in_law) AS structures, count(*) FILTER (in_families) AS in_families,
    count(*) FILTER (declared) AS declared,
    count(*) FILTER (in_law AND employer AND source_id = 'sirene_etablissements') AS register_employers,
    count(*) FILTER (in_law AND employer IS NOT NULL) AS employer_told,
    count(*) FILTER (in_law AND employer) AS employers, count(main_qpv) FILTER (in_law) AS main_placed,
    count(*) FILTER (in_law AND main_qpv <> 'hors') AS main_in_qpv, count(qpv) FILTER (in_law) AS placed,
    count(*) FILTER (in_law AND qpv <> 'hors') AS placed_in_qpv,
    count(qpv) FILTER (in_law AND employer) AS employers_placed,
    count(*) FILTER (in_law AND employer AND qpv IS NOT NULL AND (qpv <> 'hors' OR near)) AS employers_near
FROM (
    SELECT *, CASE WHEN generation = 2024 THEN qpv_2024 ELSE qpv_2015 END AS main_qpv,
        coalesce(qpv_2024, qpv_2015) AS qpv, coalesce(qpv_distance_m <= {NEAR_METRES}, false) AS near
    FROM structure, staging.structure_generation WHERE coalesce(active, true)
)
GROUP BY ALL
"""
# The cells of each territory: once in each level it belongs to.
PLACES = """
CREATE TABLE staging.structure_territory AS
SELECT c.commune_code, c.departement_code, u.level, u.code
FROM (SELECT DISTINCT commune_code, departement_code FROM staging.structure_cube) c
LEFT JOIN territory t ON t.level = 'commune' AND t.code = c.commune_code
LEFT JOIN territory d ON d.level = 'departement' AND d.code = c.departement_code,
    unnest([{'level': 'france', 'code': 'FR'}, {'level': 'region', 'code': d.region_code},
        {'level': 'departement', 'code': d.code}, {'level': 'epci', 'code': t.epci_code},
        {'level': 'ept', 'code': t.ept_code}, {'level': 'commune', 'code': t.code}]) AS v(u)
WHERE u.code IS NOT NULL
"""
# What the indicators show: structures of each perimeter by family and, down to the département, by sector.
PARTS = """
CREATE TABLE staging.structure_part AS
SELECT p.level, p.code, coalesce(family, 'total') AS family, coalesce(sector, 'total') AS sector,
    sum(structures)::BIGINT AS structures, sum(in_families)::BIGINT AS in_families, sum(declared)::BIGINT AS declared,
    sum(register_employers)::BIGINT AS register_employers
FROM (SELECT * REPLACE (coalesce(sector, '') AS sector) FROM staging.structure_cube) c
JOIN staging.structure_territory p ON p.commune_code IS NOT DISTINCT FROM c.commune_code
    AND p.departement_code IS NOT DISTINCT FROM c.departement_code
GROUP BY GROUPING SETS ((p.level, p.code), (p.level, p.code, family), (p.level, p.code, sector),
    (p.level, p.code, family, sector))
HAVING grouping(sector) = 1 OR (sector <> '' AND p.level IN ('france', 'region', 'departement'))
"""
# A département without any structure is one that the file does not cover: no zero is written for it.
COVERAGE = """
CREATE TABLE staging.structure_coverage AS
WITH total AS (
    SELECT * FROM structure_count WHERE family = 'total'
), covered AS (
    SELECT code FROM total WHERE level = 'departement'
), known AS (
    SELECT coalesce(sum(structures) FILTER (commune_code IS NOT NULL), 0) >= $share * sum(structures) AS communes,
        coalesce(sum(structures) FILTER (departement_code IS NOT NULL), 0) >= $share * sum(structures) AS departements
    FROM staging.structure_cube
)
SELECT t.level, t.code, e.period, e.origin, t.population, c.structures, c.in_qpv,
    CASE WHEN t.level IN ('epci', 'ept', 'commune') THEN known.communes
        WHEN t.level <> 'france' THEN known.departements ELSE true END
    AND (c.structures IS NOT NULL OR coalesce(t.departement_code IN (FROM covered), false)) AS is_covered,
    CASE WHEN c.structures IS NULL
        THEN 'non disponible : le fichier importé n’a aucune structure dans ce département'
        ELSE 'non disponible : trop de structures du fichier importé sont sans commune connue' END AS not_covered,
    CASE WHEN t.level IN ('france', 'region')
        AND exists(FROM territory d WHERE d.level = 'departement'
            AND (t.level = 'france' OR d.region_code = t.code) AND d.code NOT IN (FROM covered))
        THEN 'fichier partiel : des départements n’y ont aucune structure' END AS remark
FROM territory t CROSS JOIN known CROSS JOIN staging.structure_edition e LEFT JOIN total c USING (level, code)
"""
COUNTS = """
WITH cells AS (
    SELECT p.level, p.code, c.* EXCLUDE (commune_code, departement_code), b.low, b.high
    FROM (SELECT commune_code, departement_code, family, bracket, sum(COLUMNS(* EXCLUDE (commune_code,
            departement_code, family, sector, bracket))) FROM staging.structure_cube GROUP BY ALL) c
    JOIN staging.structure_territory p ON p.commune_code IS NOT DISTINCT FROM c.commune_code
        AND p.departement_code IS NOT DISTINCT FROM c.departement_code
    LEFT JOIN staging.bracket b USING (bracket)
), summed AS (
    SELECT level, code, coalesce(family, 'total') AS family, sum(structures) AS structures,
        sum(main_placed) AS main_placed, sum(main_in_qpv) AS main_in_qpv, sum(employer_told) AS employer_told,
        sum(employers) AS employers, sum(placed) AS placed, sum(placed_in_qpv) AS placed_in_qpv,
        sum(employers_placed) AS employers_placed, sum(employers_near) AS employers_near,
        sum(structures * low) AS jobs_low, sum(structures) FILTER (low IS NOT NULL) AS bracketed,
        sum(structures * high) AS jobs_high, sum(structures) FILTER (low IS NOT NULL AND high IS NULL) AS open_ended,
        sum(structures) FILTER (low > 0) AS holders,
        arg_max({'low': low, 'high': coalesce(high, 1e9)}, low) FILTER (low > 0 AND structures > 0) AS largest
    FROM cells GROUP BY GROUPING SETS ((level, code, family), (level, code))
)
SELECT level, code, family, structures::INTEGER AS structures,
    CASE WHEN main_placed >= $share * structures THEN main_in_qpv END::INTEGER AS in_qpv,
    CASE WHEN employer_told > 0 THEN employers END::INTEGER AS employers,
    placed::INTEGER AS placed, placed_in_qpv::INTEGER AS placed_in_qpv,
    employers_placed::INTEGER AS employers_placed, employers_near::INTEGER AS employers_near,
    CASE WHEN bracketed > 0 AND NOT (level = 'commune' AND family <> 'total') THEN jobs_low END::INTEGER AS jobs_low,
    CASE WHEN coalesce(open_ended, 0) = 0 THEN jobs_high END::INTEGER AS jobs_high,
    coalesce(holders, 0)::INTEGER AS holders,
    coalesce(largest.high / greatest(largest.high + jobs_low - largest.low, 1), 0) AS largest_share
FROM summed WHERE structures > 0 ORDER BY level, code, family
"""

# The sums that a reader can do; where some structures have no commune, a sum of smaller territories leaves a rest.
PARENTS = """
WITH cell AS (
    SELECT DISTINCT p.commune_code, p.departement_code, f.family
    FROM (SELECT DISTINCT commune_code, departement_code, family FROM staging.structure_cube WHERE structures > 0) p,
        unnest([p.family, 'total']) AS f(family)
), member AS (
    SELECT c.family, p.commune_code, p.departement_code, p.level, p.code
    FROM cell c JOIN staging.structure_territory p ON p.commune_code IS NOT DISTINCT FROM c.commune_code
        AND p.departement_code IS NOT DISTINCT FROM c.departement_code
)
SELECT DISTINCT m.level, m.code, m.family, p.level AS parent_level, p.code AS parent_code
FROM member m JOIN member p ON p.family = m.family AND p.commune_code IS NOT DISTINCT FROM m.commune_code
    AND p.departement_code IS NOT DISTINCT FROM m.departement_code
WHERE (m.level, p.level) IN (('commune', 'epci'), ('commune', 'ept'), ('commune', 'departement'),
    ('ept', 'epci'), ('epci', 'france'), ('departement', 'region'), ('region', 'france'))
    AND NOT (m.level = 'commune' AND m.family <> 'total')
ORDER BY ALL
"""


def publish_counts(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `structure_count`; nothing when there is no structure."""
    if connection.execute("SELECT count(*) FROM structure").fetchall() == [(0,)]:
        connection.execute("CREATE TABLE IF NOT EXISTS staging.structure_generation AS SELECT 2015 AS generation")
        return
    ends = [(bracket, low, high) for bracket, (low, high) in BRACKET_ENDS.items()]
    brackets = pd.DataFrame(ends, columns=["bracket", "low", "high"]).astype({"low": "Int64", "high": "Int64"})
    connection.register("incoming", brackets)
    connection.execute("CREATE TABLE staging.bracket AS SELECT * FROM incoming")
    connection.unregister("incoming")
    connection.execute(CUBE)
    connection.execute(PLACES)
    frame = connection.execute(COUNTS, {"share": MIN_PLACED_SHARE}).df()
    secret = _secret(connection, frame)
    keys = list(zip(frame["level"], frame["code"], frame["family"], strict=True))
    known = frame["jobs_low"].notna()
    frame["status"] = [
        "secret" if key in secret else ("observed" if told else "not_available")
        for key, told in zip(keys, known, strict=True)
    ]
    frame.loc[frame["status"] != "observed", ["jobs_low", "jobs_high"]] = None
    connection.register("incoming", frame.drop(columns=["holders", "largest_share"]))
    connection.execute("INSERT INTO structure_count BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")
    connection.execute(PARTS)
    connection.execute(COVERAGE, {"share": MIN_PLACED_SHARE})


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
