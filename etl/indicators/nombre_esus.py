"""Enterprises agreed ESUS: all of them in France, by territory when the structures tell where they are."""

from __future__ import annotations

from etl.declarations import IndicatorDeclaration
from observatory.model import Kind, Level, Rollup, Series

MIN_LOCATED_SHARE = 0.8
# By territory only when most are located: a territory where none is would else be a false zero.
SQL = f"""
WITH edition AS (
    SELECT year(retrieved_on)::VARCHAR AS period, (SELECT any_value(file) FROM staging.esus) AS file
    FROM source WHERE source_id = 'esus'
), known AS (
    SELECT count(*) AS agreed, count(*) FILTER (siren IN (SELECT siren FROM staging.esus_place)) AS located
    FROM staging.esus
), counted AS (
    SELECT t.level, t.code, known.*, known.located >= {MIN_LOCATED_SHARE} * known.agreed AS enough,
        CASE WHEN t.level = 'france' THEN known.agreed ELSE coalesce(p.enterprises, 0) END AS enterprises, p.lines
    FROM territory t CROSS JOIN known
    LEFT JOIN (
        SELECT level, code, count(*) AS enterprises, list(source_row ORDER BY source_row) AS lines
        FROM staging.esus_place JOIN staging.esus USING (siren) GROUP BY level, code
        UNION ALL SELECT 'france', 'FR', count(*), list(source_row ORDER BY source_row) FROM staging.esus
    ) p
        ON p.level = t.level AND p.code = t.code
)
SELECT level, code, period, CASE WHEN level = 'france' OR enough THEN enterprises END AS value,
    CASE WHEN level = 'france' OR enough THEN 'observed' ELSE 'not_available' END AS status,
    CASE WHEN level = 'france' AND located < agreed
            THEN 'dont ' || located || ' localisées par les structures chargées'
        WHEN level = 'france' THEN NULL
        WHEN enough AND located < agreed THEN (agreed - located) || ' entreprises agréées ne sont pas localisées'
        WHEN NOT enough THEN 'non disponible\u202f: ' || located || ' entreprises agréées sur ' || agreed
            || ' sont localisées par les structures chargées' END AS note,
    [{{'file': edition.file,
        'rows': CASE WHEN level = 'france' OR enough THEN coalesce(lines, []) ELSE [] END::INTEGER[]}}] AS origin
FROM counted CROSS JOIN edition
"""

INDICATORS = (
    IndicatorDeclaration(
        id="nombre_esus",
        label="Entreprises agréées ESUS",
        short_label="Agréées ESUS",
        phrase="le nombre d’entreprises solidaires d’utilité sociale (ESUS)",
        gender="m",
        plural=False,
        unit="entreprises",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre d’entreprises qui ont l’agrément «\u202fentreprise solidaire d’utilité sociale\u202f» (ESUS) et au "
            "moins un établissement actif dans le territoire."
        ),
        perimeter="Liste nationale des agréments en cours, année de la liste téléchargée ou importée",
        geography_year=2026,
        source_id="esus",
        rollup=Rollup.NONE,
        rollup_reason=(
            "Une entreprise qui a des établissements dans deux territoires compte dans chacun, et une fois en France."
        ),
        levels=tuple(Level),
        series=Series.POINTS,
        caveats=(
            "La liste ne donne que le SIREN\u202f: les lieux sont ceux des structures chargées (liste ESS, Sirene).",
            "Les nombres des territoires ne s’additionnent pas.",
        ),
        formula="SIREN distincts de la liste\u202f; par territoire, ceux qui y ont un établissement actif.",
        sql=SQL,
        golden=(),
        sort_order=160,
        only_with=("esus",),
    ),
)
