"""The establishments of SIRENE that are structures of the ESS: active ones of active units, in the 101 départements."""

from __future__ import annotations

import duckdb

from etl.large_files import is_staged

# « 01234 » lies in the département 01 even when no commune bears that code; overseas, three digits.
DEPARTEMENT = "CASE WHEN {code} LIKE '97%' OR {code} LIKE '98%' THEN left({code}, 3) ELSE left({code}, 2) END"
# The commune that the file masks is not looked for elsewhere.
PLACED = f"""
CREATE TABLE staging.placed_establishment AS
SELECT e.siret, e.commune_code AS written, c.code AS commune_code,
    coalesce(c.departement_code, d.code) AS departement_code
FROM staging.etablissement_ess e LEFT JOIN staging.commune_today c ON c.written = e.commune_code
LEFT JOIN territory d ON d.level = 'departement' AND d.code = {DEPARTEMENT.format(code="e.commune_code")}
"""
ACTIVE = """
INSERT INTO staging.gathered BY NAME
SELECT lpad(e.siret::VARCHAR, 14, '0') AS structure_id, lpad(e.siren::VARCHAR, 9, '0') AS siren,
    lpad(e.siret::VARCHAR, 14, '0') AS siret, u.name, u.family, u.legal_category, e.effectif_bracket, e.sector,
    p.commune_code, p.departement_code, e.creation_year, g.longitude, g.latitude, g.x, g.y, g.epsg, g.qpv_2015,
    g.qpv_2024, true AS active, coalesce(e.effectif_bracket <> 'NN', false) AS employer, u.in_families, u.in_law,
    u.declared, u.scic, u.scop, 'sirene_etablissements' AS source_id
FROM staging.etablissement_ess e JOIN staging.unite_ess u USING (siren)
JOIN staging.placed_establishment p USING (siret)
LEFT JOIN staging.sirene_geolocalisation g USING (siret)
WHERE e.active AND (p.written IS NULL OR p.departement_code IS NOT NULL)
"""
REPORT = """
INSERT INTO unresolved
SELECT 'sirene_etablissements', count(*) || ' établissement(s) actif(s) de l’ESS',
    'hors des 101 départements (collectivités d’outre-mer) : non comptés'
FROM staging.etablissement_ess e JOIN staging.placed_establishment p USING (siret)
WHERE active AND p.written IS NOT NULL AND p.departement_code IS NULL HAVING count(*) > 0;
INSERT INTO unresolved
SELECT 'sirene_etablissements', count(*) || ' établissement(s) actif(s) de l’ESS',
    'commune non diffusée ou inconnue : comptés en France seulement, ou dans leur département s’il est connu'
FROM staging.etablissement_ess e JOIN staging.placed_establishment p USING (siret)
WHERE active AND p.commune_code IS NULL AND (p.written IS NULL OR p.departement_code IS NOT NULL) HAVING count(*) > 0;
"""
EMPLOYERS = f"""
CREATE TABLE staging.employer AS
SELECT c.code AS commune_code, coalesce(c.departement_code, d.code) AS departement_code,
    sum(employers)::BIGINT AS employers
FROM staging.employer_commune e LEFT JOIN staging.commune_today c ON c.written = e.commune_code
LEFT JOIN territory d ON d.level = 'departement' AND d.code = {DEPARTEMENT.format(code="e.commune_code")}
WHERE e.commune_code IS NULL OR coalesce(c.departement_code, d.code) IS NOT NULL
GROUP BY ALL
"""
# A cooperative counts once, where its head office is; SCIC and SCOP are told by category and name, not by the flag.
COOPERATIVES = """
CREATE TABLE staging.cooperative AS
SELECT u.siren, u.scic, u.scop, p.commune_code, p.departement_code
FROM staging.unite_ess u LEFT JOIN staging.placed_establishment p ON p.siret = u.head_siret
WHERE u.active AND (u.scic OR u.scop) AND (p.written IS NULL OR p.departement_code IS NOT NULL)
"""
FLOW_ROWS = """
WITH ess AS (
    SELECT e.*, u.family, p.commune_code AS commune_today, p.departement_code
    FROM staging.etablissement_ess e JOIN staging.unite_ess u ON u.siren = e.siren AND u.in_law
    JOIN staging.placed_establishment p
        ON p.siret = e.siret AND (p.written IS NULL OR p.departement_code IS NOT NULL)
)
SELECT siret, siren, commune_today AS commune_code, departement_code, family, creation_year AS year, 'creation' AS flow
FROM ess WHERE creation_year IS NOT NULL
UNION ALL
SELECT siret, siren, commune_today, departement_code, family, since_year, 'closure'
FROM ess WHERE closed AND since_year IS NOT NULL
"""
FLOWS = f"""
CREATE TABLE staging.structure_flow AS
SELECT commune_code, departement_code, family, year, flow, count(*) AS structures FROM ({FLOW_ROWS}) GROUP BY ALL
"""
# Sums of what is counted by commune and département, for every territory that holds them.
TOTAL = """
CREATE TABLE staging.{name}_total AS
SELECT u.level, u.code, {kept} {sums}
FROM staging.{name} c LEFT JOIN territory t ON t.level = 'commune' AND t.code = c.commune_code
LEFT JOIN territory d ON d.level = 'departement' AND d.code = c.departement_code,
    unnest([{{'level': 'france', 'code': 'FR'}}, {{'level': 'region', 'code': d.region_code}},
        {{'level': 'departement', 'code': d.code}}, {{'level': 'epci', 'code': t.epci_code}},
        {{'level': 'ept', 'code': t.ept_code}}, {{'level': 'commune', 'code': t.code}}]) AS v(u)
WHERE u.code IS NOT NULL GROUP BY ALL
"""
TOTALS = (
    ("employer", "", "sum(c.employers)::BIGINT AS employers"),
    ("cooperative", "", "count(*) FILTER (c.scic) AS scic, count(*) FILTER (c.scop) AS scop"),
    ("structure_flow", "c.flow, c.year, c.family,", "sum(c.structures)::BIGINT AS structures"),
)
LISTED_ELSEWHERE = """
INSERT INTO unresolved
SELECT 'liste_ess', count(DISTINCT siren) || ' entreprise(s)',
    'dans la liste d’ESS France, mais ni dans les familles de l’ESS ni signalées dans Sirene : non comptées'
FROM staging.liste_ess WHERE siren::INTEGER NOT IN (SELECT siren FROM staging.unite_ess) HAVING count(*) > 0
"""


def has_register(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether both files of SIRENE were read: the units, and their establishments."""
    return is_staged(connection, "etablissement_ess")


def gather_register(connection: duckdb.DuckDBPyConnection) -> None:
    """Put SIRENE's structures in `staging.gathered`; count the employers of all kinds on today's communes."""
    connection.execute(PLACED)
    connection.execute(ACTIVE)
    connection.execute(REPORT)
    for sql in (EMPLOYERS, COOPERATIVES, FLOWS):
        connection.execute(sql)
    for name, kept, sums in TOTALS:
        connection.execute(TOTAL.format(name=name, kept=kept, sums=sums))
    if is_staged(connection, "liste_ess"):
        connection.execute(LISTED_ELSEWHERE)
