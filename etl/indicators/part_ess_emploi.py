"""Share of the ESS in salaried employment (%): published by Insee, never averaged nor summed by us."""

from __future__ import annotations

from etl.declarations import Golden, IndicatorDeclaration, Missing
from observatory.model import Kind, Level, Rollup, Series, Status

WORKBOOK = "Insee, indicateurs territoriaux de développement durable (Clap)"

SQL = """
WITH candidates AS (
    SELECT level, code, period, share_pct, origin, source_file, source_row, 'insee_itdd' AS source_id, 1 AS
        rank
    FROM staging.insee_itdd
    UNION ALL
    SELECT level, code, period, share_pct, origin, source_file, source_row, 'insee_clap', 2
    FROM staging.part_ess_emploi
), chosen AS (
    SELECT * FROM candidates WHERE level <> 'zone'
    QUALIFY row_number() OVER (PARTITION BY level, code, period ORDER BY rank) = 1
)
SELECT level, code, period, share_pct AS value,
    CASE WHEN share_pct IS NULL THEN 'not_available' ELSE 'observed' END AS status,
    CASE WHEN share_pct IS NULL AND code IN ('06', '976')
            THEN 'non disponible : Mayotte n’est pas dans la source'
        WHEN share_pct IS NULL THEN 'non disponible dans la source'
        WHEN level = 'france' THEN 'France hors Mayotte' END AS note,
    [{'file': source_file, 'rows': [source_row]}] AS origin,
    source_id
FROM chosen
"""

INDICATORS = (
    IndicatorDeclaration(
        id="part_ess_emploi",
        label="Part de l’ESS dans l’emploi salarié",
        short_label="Part de l’ESS",
        phrase="la part de l’ESS dans l’emploi salarié",
        gender="f",
        plural=False,
        unit="%",
        kind=Kind.RATE,
        decimals=1,
        definition=(
            "Sur 100 emplois salariés du territoire, combien sont dans une structure de l’économie sociale "
            "et "
            "solidaire : association, coopérative, mutuelle ou fondation."
        ),
        perimeter="Emploi salarié, tous secteurs ; associations, coopératives, mutuelles, fondations ; hors Mayotte",
        geography_year=2016,
        source_id="insee_clap",
        rollup=Rollup.PUBLISHED,
        rollup_reason=(
            "L’Insee publie la part de chaque niveau. Une moyenne de parts serait fausse : il manque les "
            "nombres "
            "d’emplois qui permettraient de la recalculer."
        ),
        levels=(Level.FRANCE, Level.REGION, Level.DEPARTEMENT),
        series=Series.LINE,
        caveats=(
            (
                "La documentation du classeur de l’Insee parle de « salariés du secteur privé » ; l’intitulé "
                "des colonnes "
                "et le niveau des valeurs sont ceux de l’ensemble de l’emploi salarié."
            ),
            (
                "Clap s’arrête en 2015. Flores, qui la remplace à partir de 2018, mesure autrement : les "
                "deux "
                "ne se suivent pas."
            ),
            "Trois années seulement : 2008, 2014 et 2015.",
        ),
        formula="Valeur publiée par l’Insee, sans calcul de notre part.",
        sql=SQL,
        golden=(
            Golden(Level.FRANCE, "FR", "2014", 10.5, WORKBOOK),
            Golden(Level.REGION, "53", "2015", 14.32, WORKBOOK, 0.005),
            Golden(Level.REGION, "53", "2014", 14.3, "Insee Analyses Bretagne n° 68", 0.05),
            Golden(Level.REGION, "84", "2015", 11.1, "Insee Analyses Auvergne-Rhône-Alpes (Clap 2015)", 0.05),
            Golden(Level.REGION, "04", "2014", 11.1, "CRESS La Réunion, d’après l’Insee", 0.05),
            Golden(Level.DEPARTEMENT, "48", "2015", 28.0, WORKBOOK, 0.05),
            Golden(Level.DEPARTEMENT, "92", "2015", 4.9, WORKBOOK, 0.05),
        ),
        sort_order=10,
        current_source_id="urssaf_ess_departements",
        missing={
            Level.REGION: Missing(Status.NOT_AVAILABLE, "non disponible dans la source"),
            Level.DEPARTEMENT: Missing(Status.NOT_AVAILABLE, "non disponible dans la source"),
        },
    ),
)
