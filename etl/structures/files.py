"""Structures from a network's own file and from the list of ESS France, when SIRENE does not have them."""

from __future__ import annotations

import re

import duckdb
import pandas as pd

from etl.families import STATUTORY, company_or_unknown, stage_family_words
from etl.large_files import is_staged
from etl.quartiers import communes_of
from etl.sources.sirene_geolocalisation import qpv
from etl.sources.structures_file import OPTIONAL as ROLES

LABEL_TAIL = re.compile(r"\s+(\d+\s*(er|e|eme|ème)?(\s+arrondissement)?|cedex.*)$", re.IGNORECASE)
FILES = {
    "structures_file": tuple(ROLES),
    "liste_ess": ("siren", "name", "family_word", "commune_label", "departement", "postcode"),
}
# The network's own file first; an enterprise of the list that is already in it is not counted twice. With SIRENE, the
# list brings nothing here, and the network's file only what SIRENE does not have.
GATHER = """
CREATE TABLE staging.listed AS
WITH own AS (
    SELECT *, NULL::VARCHAR AS departement, 'structures_file' AS source_id FROM staging.structures_file
    WHERE {outside}
    QUALIFY siret IS NULL OR row_number() OVER (PARTITION BY siret ORDER BY source_row) = 1
), list AS (
    SELECT * FROM staging.liste_ess l ANTI JOIN staging.structures_file USING (siren) WHERE NOT {register}
)
SELECT coalesce(siret, siren || '-' || row_number() OVER (PARTITION BY siren, siret IS NULL ORDER BY source_row))
    AS structure_id, * FROM (
    SELECT source_id, source_row, siren, siret, name, family_word, legal_category, effectif_bracket, commune_code,
        commune_label, postcode, departement, longitude, latitude, x, y, epsg, plg_qp24, plg_qp15, active_word,
        employer_word FROM own
    UNION ALL BY NAME
    SELECT 'liste_ess' AS source_id, source_row, siren, NULL AS siret, name, family_word, commune_label, postcode,
        departement FROM list
)
"""
PLACED = """
CREATE TABLE staging.listed_placed AS
SELECT l.*, c.commune AS today, t.departement_code AS place
FROM staging.listed l JOIN staging.listed_commune c
    ON c.commune_code IS NOT DISTINCT FROM l.commune_code AND c.commune_label IS NOT DISTINCT FROM l.commune_label
    AND c.departement IS NOT DISTINCT FROM l.departement AND c.postcode IS NOT DISTINCT FROM l.postcode
LEFT JOIN territory t ON t.level = 'commune' AND t.code = c.commune
"""
# Insee's geolocation: of the SIRET; of a SIREN alone, when it has a single establishment in the commune.
GEOLOCATED = """
CREATE TABLE staging.listed_geolocated AS
WITH geo AS (
    SELECT g.*, siret // 100000 AS siren, coalesce(c.code, g.plg_code_commune) AS commune
    FROM staging.sirene_geolocalisation g LEFT JOIN staging.commune_today c ON c.written = g.plg_code_commune
)
SELECT s.structure_id, any_value(g.longitude) AS longitude, any_value(g.latitude) AS latitude, any_value(g.x) AS x,
    any_value(g.y) AS y, any_value(g.epsg) AS epsg, any_value(g.qpv_2024) AS qpv_2024,
    any_value(g.qpv_2015) AS qpv_2015
FROM staging.listed_placed s JOIN geo g ON g.siren = s.siren::BIGINT
    AND (g.siret = s.siret::BIGINT OR (s.siret IS NULL AND g.commune = s.today))
GROUP BY s.structure_id HAVING count(*) = 1
"""
NUMBER = "TRY_CAST(replace(s.{0}::VARCHAR, ',', '.') AS DOUBLE)"
WORD = "lower(trim(s.{0}))"
STRUCTURES = f"""
INSERT INTO staging.gathered BY NAME
SELECT *, family IN {STATUTORY} AS in_families, true AS in_law, NULL::BOOLEAN AS declared, false AS scic, false AS scop
FROM (
    SELECT s.structure_id, s.siren, s.siret, coalesce(s.name, s.structure_id) AS name,
        coalesce(w.family, c.family, {company_or_unknown("s.legal_category")}) AS family,
        s.legal_category, s.effectif_bracket, s.today AS commune_code, coalesce(s.place, d.code) AS departement_code,
        {NUMBER.format("longitude")} AS longitude, {NUMBER.format("latitude")} AS latitude,
        coalesce(g.x, {NUMBER.format("x")}) AS x, coalesce(g.y, {NUMBER.format("y")}) AS y,
        coalesce(g.epsg, s.epsg) AS epsg, coalesce(g.qpv_2015, {qpv("s.plg_qp15")}) AS qpv_2015,
        coalesce(g.qpv_2024, {qpv("s.plg_qp24")}) AS qpv_2024,
        {WORD.format("active_word")} IN ('a', 'true', '1', 'oui') AS active,
        CASE WHEN s.employer_word IS NOT NULL THEN {WORD.format("employer_word")} IN ('o', 'oui', 'true', '1')
            ELSE s.effectif_bracket <> 'NN' END AS employer, s.source_id
    FROM staging.listed_placed s LEFT JOIN staging.family_word w ON w.word = s.family_word
    LEFT JOIN staging.legal_category c ON c.code = s.legal_category
    LEFT JOIN territory d ON d.level = 'departement' AND d.code = s.departement
    LEFT JOIN staging.listed_geolocated g USING (structure_id)
)
"""
REPORT = """
INSERT INTO unresolved SELECT source_id, count(*) || ' structure(s)',
    'commune absente ou inconnue : comptées seulement dans leur département, s’il est donné'
FROM staging.listed_placed WHERE today IS NULL GROUP BY source_id
"""


def gather_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the structures of the network's file and of the list in `staging.gathered`."""
    for name, columns in FILES.items():
        described = ", ".join(f"{column} VARCHAR" for column in columns)
        connection.execute(f"CREATE TABLE IF NOT EXISTS staging.{name} ({described}, source_row INTEGER)")
    register = is_staged(connection, "etablissement_ess")
    outside = "siren::INTEGER NOT IN (SELECT siren FROM staging.unite_ess)" if register else "true"
    connection.execute(GATHER.format(outside=outside, register=register))
    if connection.execute("SELECT count(*) FROM staging.listed").fetchall() == [(0,)]:
        return
    stage_family_words(connection, "SELECT DISTINCT family_word FROM staging.listed")
    _find_communes(connection)
    for sql in (PLACED, GEOLOCATED, STRUCTURES, REPORT):
        connection.execute(sql)


def _find_communes(connection: duckdb.DuckDBPyConnection) -> None:
    """The commune of today of each way to write one: by its code, else by its label in its département."""
    communes = communes_of(connection)
    postcodes: dict[str, set[str]] = {}
    for alias, code in connection.execute(
        "SELECT alias, code FROM territory_alias WHERE reason = 'postcode'"
    ).fetchall():
        postcodes.setdefault(alias, set()).add(code)
    rows = connection.execute(
        "SELECT DISTINCT commune_code, commune_label, departement, postcode FROM staging.listed"
    ).fetchall()
    found = []
    for code, label, departement, postcode in rows:
        commune = communes.of_code(code) if code else None
        if commune is None and label:
            plain = LABEL_TAIL.sub("", label)
            guesses = [departement or _departement_of_postcode(postcode)]
            named = [one for dep in guesses if dep for one in communes.of_names(plain, dep)]
            commune = named[0] if named else None
        holders = postcodes.get(postcode or "", set())
        if commune is None and not code and len(holders) == 1:
            commune = next(iter(holders))
        found.append((code, label, departement, postcode, commune))
    columns = ["commune_code", "commune_label", "departement", "postcode", "commune"]
    connection.register("incoming", pd.DataFrame(found, columns=columns, dtype="str"))
    connection.execute("CREATE TABLE staging.listed_commune AS SELECT * FROM incoming")
    connection.unregister("incoming")


def _departement_of_postcode(postcode: str | None) -> str | None:
    if not postcode or len(postcode) != len("75001"):
        return None
    return postcode[:3] if postcode.startswith("97") else postcode[:2]
