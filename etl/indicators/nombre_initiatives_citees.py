"""Distinct initiatives cited by the five documents, by territory and what lies inside it."""

from __future__ import annotations

from etl.declarations import Golden, IndicatorDeclaration
from observatory.model import Kind, Level, Rollup, Series

# An initiative of a commune counts in its EPT, EPCI, département, région and France, once in each.
SQL = """
WITH cited AS (
    SELECT i.initiative_id, i.territory_level AS level, i.territory_code AS code, s.source_row,
        t.region_code, t.departement_code, t.epci_code, t.ept_code
    FROM initiative i
    JOIN staging.initiative s ON s.source_row = i.row_id
    JOIN territory t ON t.level = i.territory_level AND t.code = i.territory_code
    WHERE i.source_id = 'catalogue'
), placed AS (
    SELECT initiative_id, source_row, level, code FROM cited
    UNION SELECT initiative_id, source_row, 'france', 'FR' FROM cited
    UNION SELECT initiative_id, source_row, 'region', region_code FROM cited WHERE level <> 'france'
    UNION SELECT initiative_id, source_row, 'departement', departement_code FROM cited
        WHERE level IN ('commune', 'epci', 'ept')
    UNION SELECT initiative_id, source_row, 'epci', epci_code FROM cited WHERE level IN ('commune', 'ept')
    UNION SELECT initiative_id, source_row, 'ept', ept_code FROM cited WHERE level = 'commune'
), counted AS (
    SELECT level, code, count(DISTINCT initiative_id) AS value, list(DISTINCT source_row ORDER BY source_row)
        AS rows
    FROM placed WHERE code IS NOT NULL GROUP BY level, code
)
SELECT t.level, t.code, (SELECT max(year)::VARCHAR FROM document) AS period, coalesce(c.value, 0) AS value,
    'observed' AS status,
    CASE WHEN c.value IS NULL THEN
        'aucune initiative citée par les cinq documents, ce qui ne dit rien de l’ESS du '
        || 'territoire' END AS note,
    CASE WHEN c.rows IS NULL THEN NULL ELSE [{'file': 'catalogue/initiatives.csv', 'rows': c.rows}] END AS
        origin
FROM territory t LEFT JOIN counted c USING (level, code)
"""

INDICATORS = (
    IndicatorDeclaration(
        id="nombre_initiatives_citees",
        label="Initiatives citées par les documents",
        short_label="Initiatives citées",
        phrase="le nombre d’initiatives citées par les documents",
        gender="m",
        plural=False,
        unit="initiatives",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre d’initiatives du territoire, ou de ce qu’il contient, que citent les cinq documents lus "
            "sur les "
            "politiques publiques d’économie sociale et solidaire."
        ),
        perimeter="Initiatives distinctes de notre relevé des cinq documents ; les entrées nationales ne "
        "comptent qu’en France",
        geography_year=2026,
        source_id="catalogue",
        rollup=Rollup.SUM,
        rollup_reason=(
            "Compte d’initiatives distinctes du territoire et de ce qu’il contient : une initiative citée "
            "dans deux "
            "communes d’un département n’y compte qu’une fois, le total n’est donc pas la somme des parties."
        ),
        levels=tuple(Level),
        series=Series.POINTS,
        caveats=(
            (
                "Mesure ce que cinq documents citent, surtout des métropoles et de grandes villes, et non la "
                "présence de l’ESS."
            ),
            "Zéro veut dire que ces documents ne citent rien de ce territoire.",
            "Les PTCE lus dans des listes de lauréats ne sont pas comptés ici.",
        ),
        formula="Nombre d’identifiants d’initiative distincts du territoire et des territoires qu’il contient",
        sql=SQL,
        golden=(
            Golden(
                Level.DEPARTEMENT,
                "48",
                "2021",
                0,
                "Relecture à la main : aucun des cinq documents ne nomme la Lozère",
            ),
        ),
        sort_order=75,
    ),
)
