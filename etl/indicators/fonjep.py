"""Posts of associations paid by the city policy (FONJEP): number, amount, rate per 10,000 residents."""

from __future__ import annotations

from etl.declarations import Golden, IndicatorDeclaration
from etl.indicators.quartiers_prioritaires import LEVELS, MISSING
from observatory.model import Kind, Level, Rollup, Series

DAUPHIN = "ANCT, plateforme Dauphin"

# The source lists every post: a territory that has QPV and no post that year has a true zero.
COUNT_SQL = """
WITH period AS (SELECT DISTINCT period FROM staging.fonjep),
eligible AS (
    SELECT level, code FROM observation WHERE indicator_id = 'population_qpv' AND status = 'observed'
    UNION SELECT level, code FROM staging.fonjep_territory
),
counted AS (
    SELECT level, code, period, sum({measure}) AS value, list(source_row ORDER BY source_row) AS rows
    FROM staging.fonjep_territory GROUP BY level, code, period
)
SELECT e.level, e.code, p.period, coalesce(c.value, 0) AS value, 'observed' AS status,
    CASE WHEN c.value IS NULL THEN 'zéro réel : la source liste tous les postes, aucun ici cette année'
        WHEN e.level = 'france' AND p.period = '2023'
            THEN 'dont 25 postes sans contrat de ville (11 sans département ni région)'
        ELSE i.note END AS note,
    CASE WHEN c.rows IS NULL THEN NULL ELSE [{{'file': 'postes_fonjep.csv', 'rows': c.rows}}] END AS origin
FROM eligible e CROSS JOIN period p LEFT JOIN counted c USING (level, code, period)
LEFT JOIN staging.incomplete i USING (level, code)
"""

RATE_SQL = """
SELECT f.level, f.code, f.period, 10000.0 * f.value / q.value AS value,
    CASE WHEN q.value IS NULL THEN 'not_available' ELSE 'observed' END AS status,
    CASE WHEN q.value IS NULL THEN 'non disponible : habitants des quartiers prioritaires inconnus'
        ELSE concat_ws(' ; ', 'postes de ' || f.period || ', habitants des quartiers de 2018', i.note) END AS
            note,
    list_concat(f.origin, q.origin) AS origin
FROM observation f
LEFT JOIN observation q ON q.indicator_id = 'population_qpv' AND q.level = f.level AND q.code = f.code
    AND q.status = 'observed'
LEFT JOIN staging.incomplete i ON i.level = f.level AND i.code = f.code
WHERE f.indicator_id = 'postes_fonjep' AND f.status = 'observed'
"""

SUM_REASON = (
    "Postes et montants s’additionnent. En 2023, 11 postes sans département ni région ne sont que dans le "
    "total de la "
    "France : la somme des régions est plus basse d’autant."
)
CAVEATS = (
    (
        "En 2023, 25 postes n’ont pas de contrat de ville : 14 sont comptés au département et à la région, "
        "11 "
        "seulement en "
        "France."
    ),
    "L’intercommunalité est celle du contrat de ville, rattachée à celle d’aujourd’hui.",
    (
        "Seuls les postes Fonjep de la politique de la ville : ni les postes Fonjep d’autres ministères, ni "
        "les "
        "emplois des "
        "associations que l’État ne finance pas ainsi."
    ),
)

INDICATORS = (
    IndicatorDeclaration(
        id="postes_fonjep",
        label="Postes Fonjep de la politique de la ville",
        short_label="Postes Fonjep",
        phrase="le nombre de postes Fonjep de la politique de la ville",
        gender="m",
        plural=False,
        unit="postes",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre de postes de salariés d’associations que l’État aide à payer, par le Fonds de "
            "coopération de la "
            "jeunesse et de l’éducation populaire (Fonjep), au titre de la politique de la ville."
        ),
        perimeter="Postes subventionnés dans l’année, programme de la politique de la ville",
        geography_year=2026,
        source_id="anct_fonjep",
        rollup=Rollup.SUM,
        rollup_reason=SUM_REASON,
        levels=LEVELS,
        series=Series.LINE,
        caveats=CAVEATS,
        formula="Somme des postes du territoire dans l’année",
        sql=COUNT_SQL.format(measure="postes"),
        golden=(
            Golden(Level.FRANCE, "FR", "2020", 1455, DAUPHIN),
            Golden(Level.FRANCE, "FR", "2021", 1462, DAUPHIN),
            Golden(Level.FRANCE, "FR", "2022", 1429, DAUPHIN),
            Golden(Level.FRANCE, "FR", "2023", 1478, DAUPHIN),
        ),
        sort_order=40,
        qpv_generation=2015,
        missing=MISSING,
    ),
    IndicatorDeclaration(
        id="montant_fonjep",
        label="Montant des postes Fonjep de la politique de la ville",
        short_label="Montant Fonjep",
        phrase="le montant des postes Fonjep de la politique de la ville",
        gender="m",
        plural=False,
        unit="EUR",
        kind=Kind.COUNT,
        decimals=0,
        definition="Somme versée par l’État aux associations pour leurs postes Fonjep de la politique de la ville.",
        perimeter="Euros courants versés dans l’année, programme de la politique de la ville",
        geography_year=2026,
        source_id="anct_fonjep",
        rollup=Rollup.SUM,
        rollup_reason=SUM_REASON,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(*CAVEATS, "Euros courants, sans correction de l’inflation."),
        formula="Somme des montants du territoire dans l’année",
        sql=COUNT_SQL.format(measure="montant_eur"),
        golden=(Golden(Level.FRANCE, "FR", "2023", 10_393_173, DAUPHIN),),
        sort_order=50,
        qpv_generation=2015,
        missing=MISSING,
    ),
    IndicatorDeclaration(
        id="postes_fonjep_pour_10000_habitants_qpv",
        label="Postes Fonjep pour 10 000 habitants des quartiers prioritaires",
        short_label="Postes Fonjep pour 10 000 hab. en QPV",
        phrase="le nombre de postes Fonjep pour 10 000 habitants des quartiers prioritaires",
        gender="m",
        plural=False,
        unit="postes",
        kind=Kind.RATE,
        decimals=2,
        definition="Nombre de postes Fonjep de la politique de la ville, rapporté à 10 000 habitants des "
        "quartiers prioritaires.",
        perimeter="Postes de l’année, habitants des quartiers de 2015 en 2018",
        geography_year=2026,
        source_id="anct_fonjep",
        denominator_source_id="anct_qpv_population_2018",
        rollup=Rollup.RECOMPUTED,
        rollup_reason="Un taux ne se moyenne pas : il est recalculé à chaque niveau à partir des postes et "
        "des habitants.",
        levels=LEVELS,
        series=Series.LINE,
        caveats=(
            (
                "Le dénominateur est toujours la population de 2018 : seul le nombre de postes change d’une "
                "année à l’autre."
            ),
            *CAVEATS,
        ),
        formula="10 000 × postes de l’année ÷ habitants des quartiers prioritaires (2018)",
        sql=RATE_SQL,
        golden=(
            Golden(
                Level.FRANCE,
                "FR",
                "2023",
                2.72,
                "Calcul à la main : 1 478 postes ÷ 5 441 002 habitants",
                0.005,
            ),
        ),
        sort_order=60,
        qpv_generation=2015,
        missing=MISSING,
    ),
)
