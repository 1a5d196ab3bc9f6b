"""From the files of structures to table `structure`: one row per establishment, its commune, its QPV.

SIRENE drives when its units and its establishments are both there: the list of ESS France then only adds its companies,
and a network's own file what SIRENE does not have. Without SIRENE, the network's file comes first, then the list. One
structure is counted once, by its SIRET, or its SIREN where the file has nothing else. Everything is done by DuckDB in
columns; only the coordinates are handed to numpy and shapely.
"""

from __future__ import annotations

import duckdb

from etl.structures.files import gather_files
from etl.structures.places import publish_places
from etl.structures.register import gather_register, has_register

GATHERED = """
CREATE TABLE staging.gathered (
    structure_id VARCHAR, siren VARCHAR, siret VARCHAR, name VARCHAR, family VARCHAR, legal_category VARCHAR,
    effectif_bracket VARCHAR, sector VARCHAR, commune_code VARCHAR, departement_code VARCHAR, creation_year SMALLINT,
    longitude DOUBLE, latitude DOUBLE, x DOUBLE, y DOUBLE, epsg VARCHAR, qpv_2015 VARCHAR, qpv_2024 VARCHAR,
    active BOOLEAN, employer BOOLEAN, in_families BOOLEAN, in_law BOOLEAN, declared BOOLEAN, scic BOOLEAN, scop BOOLEAN,
    source_id VARCHAR)
"""
# A producer writes the commune of the day of the file: former communes and arrondissements lead to today's.
COMMUNES = """
CREATE TABLE staging.commune_today AS
SELECT code AS written, code, departement_code FROM territory WHERE level = 'commune'
UNION ALL
SELECT a.alias, t.code, t.departement_code FROM (
    SELECT alias, max(code) AS code FROM territory_alias
    WHERE level = 'commune' AND reason IN ('merged', 'deleguee', 'associee', 'arrondissement') GROUP BY alias) a
JOIN territory t ON t.level = 'commune' AND t.code = a.code
WHERE a.alias NOT IN (SELECT code FROM territory WHERE level = 'commune')
"""
PUBLISH = """
INSERT INTO structure
SELECT g.structure_id, g.siren, g.siret, g.name, g.family, g.legal_category, g.effectif_bracket, g.sector,
    g.commune_code, g.departement_code, g.creation_year, p.longitude, p.latitude, p.display_longitude,
    p.display_latitude, coalesce(g.qpv_2015, l15.code), coalesce(g.qpv_2024, l24.code), p.qpv_distance_m,
    g.active, g.employer, g.in_families, g.in_law, g.declared, g.scic, g.scop, g.source_id
FROM staging.gathered g JOIN staging.place p ON p.row_id = g.rowid
LEFT JOIN staging.located l15 ON l15.row_id = g.rowid AND l15.generation = 2015
LEFT JOIN staging.located l24 ON l24.row_id = g.rowid AND l24.generation = 2024
ORDER BY g.departement_code, g.commune_code, g.structure_id
"""
EDITION = """
CREATE TABLE staging.structure_edition AS
SELECT max(coalesce(nullif(regexp_extract(edition, '20\\d\\d'), ''), year(retrieved_on)::VARCHAR)) AS period,
    list({'file': 'data/raw/' || source_id, 'rows': []::INTEGER[]} ORDER BY source_id) AS origin
FROM source WHERE state = 'fetched' AND (source_id IN (SELECT DISTINCT source_id FROM structure)
    OR source_id = 'sirene_geolocalisation'
    OR (source_id = 'sirene_unites_legales' AND 'sirene_etablissements' IN (SELECT DISTINCT source_id FROM structure)))
"""


def publish_structures(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill table `structure` from every file at hand; nothing when there is none."""
    if not _has_structures(connection):
        return
    connection.execute(GATHERED)
    connection.execute(COMMUNES)
    _ensure_geolocation(connection)
    if has_register(connection):
        gather_register(connection)
    gather_files(connection)
    publish_places(connection)
    connection.execute(PUBLISH)
    connection.execute(EDITION)
    for name in ("gathered", "place", "located"):
        connection.execute(f"DROP TABLE staging.{name}")


def _has_structures(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute(
        "SELECT count(*) FROM source WHERE state = 'fetched' AND source_id IN ('liste_ess', 'structures_file')"
    ).fetchone()
    return has_register(connection) or (row is not None and row[0] > 0)


def _ensure_geolocation(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty table when Insee's geolocation is not there."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS staging.sirene_geolocalisation (siret BIGINT, longitude DOUBLE, latitude DOUBLE, "
        "x DOUBLE, y DOUBLE, epsg VARCHAR, qpv_2024 VARCHAR, qpv_2015 VARCHAR, plg_code_commune VARCHAR)"
    )
