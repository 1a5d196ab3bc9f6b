"""From the cells of the three files to `temp.urssaf_figure`: one value per territory, year, measure and part.

A part is a family, `hors_ess`, `ess` (the families together) or `prive` (the ESS and the rest). A sum is given only
when none of its cells is empty and no département is missing: an understated total would look like a fall. France is
the producer's own file when it is loaded, else the sum of the départements; a région is the sum of its départements,
else that of its sectors. The figures that one value is computed from always come from one file.
"""

from __future__ import annotations

import duckdb

from etl.urssaf.files import create_tables

# Each measure of each cell, in every territory that holds it.
LONG = """
CREATE OR REPLACE TEMP TABLE urssaf_long AS
WITH long AS (
    SELECT source_id, level, code, region_code, period, family, sector, source_row, file,
        unnest(['etablissements', 'effectifs', 'masse']) AS measure,
        unnest([etablissements, effectifs, masse]) AS value
    FROM staging.urssaf_cell
)
SELECT * EXCLUDE (region_code) FROM long WHERE code IS NOT NULL
UNION ALL
SELECT * EXCLUDE (region_code) REPLACE ('region' AS level, region_code AS code)
FROM long WHERE level = 'departement' AND region_code IS NOT NULL
UNION ALL
SELECT * EXCLUDE (region_code) REPLACE ('france' AS level, 'FR' AS code)
FROM long WHERE level = 'departement' AND region_code IS NOT NULL
"""
# Départements without any row that year; rows that stand for a whole région of today stand for them.
LACKING = """
CREATE OR REPLACE TEMP TABLE urssaf_lacking AS
WITH seen AS (SELECT DISTINCT period, code, region_code, whole_region
    FROM staging.urssaf_cell WHERE level = 'departement')
SELECT y.period, t.region_code, t.code, t.name
FROM (SELECT DISTINCT period FROM seen) y CROSS JOIN territory t
WHERE t.level = 'departement' AND t.code <> '976'
    AND NOT EXISTS (SELECT 1 FROM seen s WHERE s.period = y.period AND (s.code = t.code
        OR (s.whole_region AND s.region_code = t.region_code)))
"""
SUMMED = """
CREATE OR REPLACE TEMP TABLE urssaf_summed AS
WITH summed AS (
    SELECT source_id, level, code, period, measure, part, sum(value) AS total, count(*) - count(value) AS empty_cells,
        list(source_row ORDER BY source_row) AS rows, any_value(file) AS file,
        bool_or(family = 'hors_ess') AND bool_or(family <> 'hors_ess') AS is_whole
    FROM (SELECT *, unnest(CASE WHEN family = 'hors_ess' THEN [family, 'prive'] ELSE [family, 'ess', 'prive'] END)
        AS part FROM temp.urssaf_long)
    GROUP BY ALL
), lacking AS (
    SELECT 'region' AS level, region_code AS code, period,
        'il manque dans le fichier ' || string_agg(name, ', ' ORDER BY code) AS names
    FROM temp.urssaf_lacking GROUP BY region_code, period
    UNION ALL
    SELECT 'france', 'FR', period,
        'il manque ' || count(*) || ' département(s) dans le fichier' FROM temp.urssaf_lacking GROUP BY period
)
SELECT s.* EXCLUDE (total, is_whole),
    CASE WHEN empty_cells = 0 AND l.names IS NULL THEN total END AS value,
    CASE WHEN l.names IS NOT NULL THEN 'non disponible : ' || l.names
        WHEN empty_cells > 0 THEN 'non disponible : ' || empty_cells || ' case(s) vide(s) dans le fichier de l’Urssaf, '
            || 'donnée non publiée'
        WHEN s.level = 'france' AND source_id = 'urssaf_ess_departements'
            THEN 'somme des départements du fichier : ni Mayotte, ni ce qui n’est d’aucun territoire'
        WHEN s.level = 'france' THEN 'France hors Mayotte'
        WHEN s.level = 'region' AND source_id = 'urssaf_ess_regions_na88'
            THEN 'somme des secteurs du fichier par région, celui des départements étant incomplet' END AS note
FROM summed s LEFT JOIN lacking l ON source_id = 'urssaf_ess_departements' AND l.level = s.level AND l.code = s.code
    AND l.period = s.period
WHERE part <> 'prive' OR is_whole
"""
CHOSEN = """
CREATE OR REPLACE TEMP TABLE urssaf_figure AS
WITH choice AS (
    SELECT level, code, period, measure, source_id FROM temp.urssaf_summed WHERE part = 'ess'
    QUALIFY row_number() OVER (PARTITION BY level, code, period, measure ORDER BY value IS NULL,
        (source_id = 'urssaf_ess_departements') <> (level <> 'france'), source_id) = 1
)
SELECT level, code, period, measure, part, value, note, [{'file': file, 'rows': rows}] AS origin, source_id
FROM temp.urssaf_summed JOIN choice USING (level, code, period, measure, source_id)
"""
MAYOTTE = """
INSERT INTO temp.urssaf_figure
SELECT t.level, t.code, y.period, y.measure, 'ess', NULL, 'non disponible : Mayotte n’est pas dans la source', NULL,
    'urssaf_ess_departements'
FROM (SELECT DISTINCT period, measure FROM temp.urssaf_figure) y CROSS JOIN territory t
WHERE (t.level, t.code) IN (('region', '06'), ('departement', '976')) AND NOT EXISTS (
    SELECT 1 FROM temp.urssaf_figure f WHERE f.level = t.level AND f.code = t.code AND f.period = y.period)
"""
# The parts of a measure: families of a territory, then sectors and families of a région or of France.
DETAIL = """
CREATE OR REPLACE TEMP TABLE urssaf_part AS
SELECT level, code, period, measure, part AS family, 'total' AS sector, value, note, source_id
FROM temp.urssaf_figure WHERE part NOT IN ('ess', 'prive')
UNION ALL
SELECT level, code, period, measure, part, sector, CASE WHEN count(value) = count(*) THEN sum(value) END,
    CASE WHEN count(value) < count(*) THEN 'non disponible : donnée non publiée par l’Urssaf (case vide)' END, source_id
FROM (SELECT *, unnest(CASE WHEN family = 'hors_ess' THEN [family] ELSE [family, 'total'] END) AS part
    FROM temp.urssaf_long WHERE sector <> 'total')
GROUP BY ALL
"""


def compute_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Compute the figures and their parts from the cells, once the three files are loaded or known to be absent."""
    create_tables(connection)
    for statement in (LONG, LACKING, SUMMED, CHOSEN, MAYOTTE, DETAIL):
        connection.execute(statement)
    for table in ("long", "lacking", "summed"):
        connection.execute(f"DROP TABLE temp.urssaf_{table}")


def publish_notes(connection: duckdb.DuckDBPyConnection, source_id: str) -> None:
    """Publish what could not be placed, and the groups of divisions that a file makes."""
    connection.execute(
        "INSERT INTO unresolved SELECT source_id, item, reason FROM temp.urssaf_unplaced WHERE source_id = ?",
        [source_id],
    )
    connection.execute(
        "INSERT INTO sector SELECT DISTINCT ON (code) code, label, short_label FROM temp.urssaf_sector "
        "ANTI JOIN sector USING (code) ORDER BY code"
    )
