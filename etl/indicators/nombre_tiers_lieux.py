"""Tiers-lieux of the census of 2023, by territory: when its file was kept."""

from __future__ import annotations

from etl.declarations import IndicatorDeclaration
from observatory.model import Kind, Level, Rollup, Series

SQL = """
WITH place AS (
    SELECT p.place_id, p.source_row, c.code, c.epci_code, c.ept_code, c.departement_code, c.region_code
    FROM staging.tiers_lieu_place p LEFT JOIN territory c ON c.level = 'commune' AND c.code = p.commune_code
), counted AS (
    SELECT 'france' AS level, 'FR' AS code, count(*) AS places, count(*) FILTER (code IS NULL) AS unplaced,
        list(source_row ORDER BY source_row) AS lines FROM place
    UNION ALL SELECT level, parent, count(*), 0, list(source_row ORDER BY source_row)
    FROM (
        UNPIVOT (SELECT source_row, code AS commune, epci_code AS epci, ept_code AS ept,
            departement_code AS departement, region_code AS region FROM place)
        ON commune, epci, ept, departement, region INTO NAME level VALUE parent
    ) GROUP BY ALL
)
SELECT t.level, t.code, '2023' AS period, coalesce(c.places, 0) AS value, 'observed' AS status,
    CASE WHEN c.unplaced > 0 THEN 'dont ' || c.unplaced || ' hors des territoires suivis ou sans commune connue' END
        AS note,
    [{'file': kept.file, 'rows': coalesce(c.lines, [])::INTEGER[]}] AS origin
FROM territory t CROSS JOIN (SELECT any_value(file) AS file FROM staging.tiers_lieu_place) kept
LEFT JOIN counted c ON c.level = t.level AND c.code = t.code
"""

INDICATORS = (
    IndicatorDeclaration(
        id="nombre_tiers_lieux",
        label="Tiers-lieux recensés en 2023",
        short_label="Tiers-lieux",
        phrase="le nombre de tiers-lieux recensés",
        gender="m",
        plural=False,
        unit="tiers-lieux",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre de lieux recensés en 2023 par France Tiers-Lieux\u202f: espaces de travail partagé, ateliers de "
            "fabrication, lieux culturels ou d’activité ouverts à plusieurs publics."
        ),
        perimeter="Lieux qui figurent dans le recensement de 2023, quel que soit leur statut juridique",
        geography_year=2026,
        source_id="tiers_lieux_2023",
        rollup=Rollup.SUM,
        rollup_reason=(
            "Les lieux s’additionnent\u202f; ceux dont la commune n’est pas reconnue ne comptent que dans la France."
        ),
        levels=tuple(Level),
        series=Series.POINTS,
        caveats=(
            "Zéro signifie qu’aucun lieu n’est recensé, non qu’il n’en existe aucun.",
            "Tous les tiers-lieux ne relèvent pas de l’économie sociale et solidaire.",
            "Un établissement public territorial (EPT) est dans la Métropole du Grand Paris, ne pas les additionner.",
        ),
        formula="Nombre de lignes du recensement dans la commune, puis somme.",
        sql=SQL,
        golden=(),
        sort_order=170,
        only_with=("tiers_lieux_2023",),
    ),
)
