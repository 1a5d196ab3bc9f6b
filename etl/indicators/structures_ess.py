"""Structures of the ESS, and those in priority neighbourhoods: only when a file of structures was imported."""

from __future__ import annotations

from etl.declarations import IndicatorDeclaration
from observatory.model import Kind, Level, Rollup, Series

LEVELS = tuple(Level)
SOURCES = ("liste_ess", "structures_file")
PERIOD = "(SELECT year(max(retrieved_on))::VARCHAR FROM source WHERE source_id IN ('liste_ess', 'structures_file'))"
ORIGIN = (
    "(SELECT list({'file': 'data/raw/' || source_id, 'rows': []::INTEGER[]} ORDER BY source_id) FROM source "
    "WHERE state = 'fetched' AND source_id IN ('liste_ess', 'structures_file', 'sirene_geolocalisation'))"
)
# A département without any structure is one that the file does not cover: no zero is written for it.
COUNTED = f"""
WITH covered AS (
    SELECT code AS departement_code FROM structure_count WHERE level = 'departement' AND family = 'total'
), known AS (
    SELECT count(commune_code) >= 0.95 * count(*) AS communes,
        count(p.departement_code) >= 0.95 * count(*) AS departements
    FROM structure JOIN staging.structure_place p USING (structure_id)
), place AS (
    SELECT t.level, t.code, c.structures, c.in_qpv,
        CASE WHEN t.level IN ('epci', 'ept', 'commune') THEN known.communes
            WHEN t.level <> 'france' THEN known.departements ELSE true END
        AND (c.structures IS NOT NULL OR coalesce(t.departement_code IN (FROM covered), false))
            AS is_covered,
        CASE WHEN c.structures IS NULL
            THEN 'non disponible : le fichier importé n’a aucune structure dans ce département'
            ELSE 'non disponible : trop de structures du fichier importé sont sans commune connue' END AS not_covered,
        t.level IN ('france', 'region')
        AND exists(FROM territory d WHERE d.level = 'departement'
            AND (t.level = 'france' OR d.region_code = t.code) AND d.code NOT IN (FROM covered)) AS partial
    FROM territory t CROSS JOIN known
    LEFT JOIN structure_count c ON c.level = t.level AND c.code = t.code AND c.family = 'total'
), located AS (
    SELECT *, {PERIOD} AS period, {ORIGIN} AS origin,
        'non disponible : moins de 95 % des structures ont une position connue' AS not_placed,
        CASE WHEN partial THEN 'fichier partiel : des départements n’y ont aucune structure' END AS remark
    FROM place
)
"""
NUMBER_SQL = f"""{COUNTED}
SELECT level, code, period, CASE WHEN is_covered THEN coalesce(structures, 0) END AS value,
    CASE WHEN is_covered THEN 'observed' ELSE 'not_available' END AS status,
    CASE WHEN is_covered THEN remark ELSE not_covered END AS note, origin
FROM located
"""
INSIDE_SQL = f"""{COUNTED}
SELECT level, code, period,
    CASE WHEN is_covered THEN CASE WHEN structures IS NULL THEN 0 ELSE in_qpv END END AS value,
    CASE WHEN is_covered AND (in_qpv IS NOT NULL OR structures IS NULL) THEN 'observed'
        ELSE 'not_available' END AS status,
    CASE WHEN NOT is_covered THEN not_covered WHEN structures IS NOT NULL AND in_qpv IS NULL THEN not_placed
        ELSE remark END AS note, origin
FROM located
"""
SHARE_SQL = f"""{COUNTED}
SELECT level, code, period, CASE WHEN is_covered THEN 100.0 * in_qpv / structures END AS value,
    CASE WHEN is_covered AND in_qpv IS NOT NULL THEN 'observed'
        WHEN structures IS NULL AND is_covered THEN 'not_applicable'
        ELSE 'not_available' END AS status,
    CASE WHEN structures IS NULL AND is_covered THEN 'sans objet : aucune structure dans ce territoire'
        WHEN NOT is_covered THEN not_covered WHEN in_qpv IS NULL THEN not_placed ELSE remark END AS note, origin
FROM located
"""
CAVEATS = (
    "La couverture est celle du fichier importé : elle peut être partielle.",
    "Une structure sans position connue n’est jamais comptée hors d’un quartier.",
    "Un établissement public territorial (EPT) est dans la Métropole du Grand Paris, ne pas les additionner.",
)
ROLLUP = "Les structures s’additionnent ; celles dont la commune est inconnue ne comptent que dans leur département."
PERIMETER = "Établissements actifs des fichiers de structures importés, à la date de l’import"

INDICATORS = (
    IndicatorDeclaration(
        id="nombre_structures_ess",
        label="Structures de l’économie sociale et solidaire",
        short_label="Structures de l’ESS",
        phrase="le nombre de structures de l’économie sociale et solidaire",
        gender="m",
        plural=False,
        unit="structures",
        kind=Kind.COUNT,
        decimals=0,
        definition="Nombre d’établissements de l’économie sociale et solidaire situés dans le territoire.",
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCES[0],
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.POINTS,
        caveats=CAVEATS,
        formula="Nombre de lignes actives de la table des structures.",
        sql=NUMBER_SQL,
        golden=(),
        sort_order=110,
        only_with=SOURCES,
    ),
    IndicatorDeclaration(
        id="structures_ess_en_qpv",
        label="Structures de l’ESS situées en quartier prioritaire",
        short_label="Structures en QPV",
        phrase="le nombre de structures de l’ESS situées en quartier prioritaire",
        gender="m",
        plural=False,
        unit="structures",
        kind=Kind.COUNT,
        decimals=0,
        definition="Nombre d’établissements de l’ESS dont l’adresse est dans un quartier prioritaire (QPV).",
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCES[0],
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.POINTS,
        caveats=CAVEATS,
        formula="Structures dont l’Insee donne le quartier, ou dont le point est dans un périmètre.",
        sql=INSIDE_SQL,
        golden=(),
        sort_order=120,
        only_with=SOURCES,
    ),
    IndicatorDeclaration(
        id="part_structures_ess_en_qpv",
        label="Part des structures de l’ESS situées en quartier prioritaire",
        short_label="Part en QPV des structures",
        phrase="la part des structures de l’ESS situées en quartier prioritaire",
        gender="f",
        plural=False,
        unit="%",
        kind=Kind.RATE,
        decimals=1,
        definition="Sur 100 établissements de l’ESS du territoire, combien sont dans un quartier prioritaire (QPV).",
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCES[0],
        rollup=Rollup.RECOMPUTED,
        rollup_reason="Une part ne se moyenne pas : elle est recalculée à chaque niveau à partir des nombres.",
        levels=LEVELS,
        series=Series.POINTS,
        caveats=CAVEATS,
        formula="100 × structures en quartier prioritaire ÷ structures.",
        sql=SHARE_SQL,
        golden=(),
        sort_order=130,
        only_with=SOURCES,
    ),
)
