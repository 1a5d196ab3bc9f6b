"""Residents of the priority neighbourhoods (QPV of 2015) in 2018: their number, their share."""

from __future__ import annotations

from etl.declarations import Golden, IndicatorDeclaration, Missing
from observatory.model import Kind, Level, Rollup, Series, Status

NO_QPV = "sans objet : aucun quartier prioritaire (génération 2015) dans ce territoire"
NO_CONTRAT = "sans objet : pas de contrat de ville dans ce territoire"
MISSING = {
    Level.REGION: Missing(Status.NOT_APPLICABLE, NO_QPV),
    Level.DEPARTEMENT: Missing(Status.NOT_APPLICABLE, NO_QPV),
    Level.EPCI: Missing(Status.NOT_APPLICABLE, NO_CONTRAT),
    Level.EPT: Missing(Status.NOT_APPLICABLE, NO_CONTRAT),
}
LEVELS = (Level.FRANCE, Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT)
ANCT = "ANCT (Ci.Ville), population 2018 des quartiers prioritaires"
INSEE_NA = "Insee Analyses Nouvelle-Aquitaine n° 140 (octobre 2023)"

COUNT_SQL = """
SELECT level, code, '2018' AS period, population_qpv AS value, 'observed' AS status, NULL AS note,
    [{'file': source_file, 'rows': [source_row]}] AS origin, 'anct_qpv_population_2018' AS source_id
FROM staging.population_qpv p
WHERE EXISTS (SELECT 1 FROM territory t WHERE t.level = p.level AND t.code = p.code)
UNION ALL
SELECT 'france', 'FR', '2018', sum(population_qpv), 'observed',
    'Saint-Martin et Papeete compris',
    [{'file': any_value(source_file), 'rows': list(source_row ORDER BY source_row)}],
        'anct_qpv_population_2018'
FROM staging.population_qpv WHERE level = 'region'
UNION ALL
SELECT level, code, '2018', sum(population_qpv), 'observed',
    concat_ws(' ; ', 'd’après ' || CASE WHEN count(*) = 1 THEN 'le contrat de ville'
        ELSE 'les ' || count(*) || ' contrats de ville' END, any_value(i.note)),
    [{'file': 'contrats_de_ville.csv', 'rows': list(source_row ORDER BY source_row)}],
        'anct_contrats_de_ville'
FROM staging.contrat_territory LEFT JOIN staging.incomplete i USING (level, code) GROUP BY level, code
"""

# Régions and départements: both years are 2018. EPCI and EPT: the only population at hand is that of 2023.
# Mayotte: not in the source of 2018; its population in the COG is that of its census of 2017.
SHARE_SQL = """
WITH denominator AS (
    SELECT 'departement' AS level, code, population_2018 AS population, [source_row] AS rows, '2018' AS year
    FROM staging.population_2018 WHERE level = 'departement'
    UNION ALL
    SELECT 'region', t.region_code, sum(p.population_2018), list(p.source_row ORDER BY p.source_row), '2018'
    FROM staging.population_2018 p JOIN territory t ON t.level = 'departement' AND t.code = p.code
    WHERE p.level = 'departement' GROUP BY t.region_code
    UNION ALL
    SELECT level, code, population, NULL, CASE WHEN region_code = '06' OR code = '06' THEN '2017' ELSE '2023'
        END
    FROM territory WHERE level IN ('epci', 'ept') OR (level, code) IN (('region', '06'), ('departement',
        '976'))
), counted AS (
    SELECT o.level, o.code, o.value, o.origin FROM observation o
    WHERE o.indicator_id = 'population_qpv' AND o.status = 'observed' AND o.level <> 'france'
), hors_mayotte AS (
    SELECT sum(q.population_qpv) AS residents, list(q.source_row ORDER BY q.source_row) AS rows
    FROM staging.population_qpv q JOIN territory t ON t.level = q.level AND t.code = q.code
    WHERE q.level = 'region' AND q.code <> '06'
)
SELECT c.level, c.code, '2018' AS period, 100.0 * c.value / d.population AS value,
    CASE WHEN d.population IS NULL THEN 'not_available' ELSE 'observed' END AS status,
    CASE WHEN d.population IS NULL
            THEN 'non disponible : la population de 2018 de ce territoire n’est pas dans la source'
        WHEN d.year <> '2018' THEN concat_ws(' ; ',
            'années mêlées : habitants des quartiers en 2018, population totale '
            || CASE d.year WHEN '2017' THEN 'au recensement de 2017' ELSE 'en 2023' END, i.note) END AS note,
    CASE WHEN d.rows IS NULL THEN c.origin
        ELSE list_append(c.origin, {'file': 'population_2018.csv', 'rows': d.rows}) END AS origin
FROM counted c LEFT JOIN denominator d USING (level, code) LEFT JOIN staging.incomplete i USING (level, code)
UNION ALL
SELECT 'france', 'FR', '2018', 100.0 * h.residents / p.population_2018, 'observed',
    'France hors Mayotte et hors collectivités d’outre-mer',
    [{'file': 'population_qpv_2018.csv', 'rows': h.rows}, {'file': p.source_file, 'rows': [p.source_row]}]
FROM hors_mayotte h, staging.population_2018 p WHERE p.code = 'FR_HORS_MAYOTTE'
"""

INDICATORS = (
    IndicatorDeclaration(
        id="population_qpv",
        label="Habitants des quartiers prioritaires",
        short_label="Habitants en QPV",
        phrase="le nombre d’habitants des quartiers prioritaires",
        gender="m",
        plural=False,
        unit="habitants",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre d’habitants qui vivent dans un quartier prioritaire de la politique de la ville (QPV), "
            "un quartier "
            "où se concentre la pauvreté."
        ),
        perimeter="Population municipale 2018 des quartiers prioritaires de 2015",
        geography_year=2026,
        source_id="anct_qpv_population_2018",
        rollup=Rollup.SUM,
        rollup_reason=(
            "Les habitants s’additionnent. Régions et départements sont publiés ; les intercommunalités "
            "sont la somme "
            "de leurs contrats de ville."
        ),
        levels=LEVELS,
        series=Series.POINTS,
        caveats=(
            "Quartiers de la génération 2015 : la liste a changé en 2024 et les deux ne se suivent pas.",
            (
                "Régions et départements totalisent 5 441 002 habitants, les contrats de ville 5 437 035 : "
                "l’écart (3 967 "
                "habitants) vient de quartiers que les deux fichiers de l’ANCT ne rattachent pas de la même "
                "façon."
            ),
            ("Le total de la France compte Saint-Martin (9 571) et Papeete (70 678), qui ne sont pas des régions."),
            (
                "Les contrats de ville de 2015 sont rattachés aux intercommunalités d’aujourd’hui ; un "
                "établissement public "
                "territorial (EPT) est dans la Métropole du Grand Paris, ne pas les additionner."
            ),
            (
                "Deux contrats (Argenteuil – Bezons, les Lacs de l’Essonne) couvraient une intercommunalité "
                "partagée en 2016 : "
                "leurs habitants ne sont dans aucune intercommunalité d’aujourd’hui."
            ),
        ),
        formula="Valeur publiée (régions, départements) ; somme des contrats de ville (intercommunalités, "
        "EPT) ; somme "
        "des régions et collectivités (France).",
        sql=COUNT_SQL,
        golden=(
            Golden(Level.FRANCE, "FR", "2018", 5_441_002, ANCT),
            Golden(Level.REGION, "75", "2018", 208_746, ANCT),
            Golden(Level.REGION, "75", "2018", 208_700, INSEE_NA, 50),
            Golden(Level.REGION, "06", "2018", 170_801, ANCT),
            Golden(Level.DEPARTEMENT, "976", "2018", 170_801, ANCT),
        ),
        sort_order=20,
        qpv_generation=2015,
        missing=MISSING,
    ),
    IndicatorDeclaration(
        id="part_population_qpv",
        label="Part de la population qui vit en quartier prioritaire",
        short_label="Part en QPV",
        phrase="la part de la population qui vit en quartier prioritaire",
        gender="f",
        plural=False,
        unit="%",
        kind=Kind.RATE,
        decimals=1,
        definition="Sur 100 habitants du territoire, combien vivent dans un quartier prioritaire (QPV).",
        perimeter="Habitants des QPV de 2015 en 2018, rapportés à la population de 2018 (régions, "
        "départements, "
        "France hors Mayotte), de 2023 (intercommunalités, EPT) ou de 2017 (Mayotte)",
        geography_year=2026,
        source_id="anct_qpv_population_2018",
        denominator_source_id="insee_population_2018",
        rollup=Rollup.RECOMPUTED,
        rollup_reason="Une part ne se moyenne pas : elle est recalculée à chaque niveau à partir des "
        "nombres d’habitants.",
        levels=LEVELS,
        series=Series.POINTS,
        caveats=(
            "Régions et départements : habitants des quartiers et population totale de 2018.",
            (
                "Intercommunalités et EPT : habitants des quartiers de 2018, population totale de 2023, la "
                "seule disponible "
                "à ce niveau. À comparer entre intercommunalités plutôt qu’avec un département."
            ),
            (
                "Mayotte : la population totale est celle du recensement de 2017, la seule disponible ; elle "
                "n’est pas "
                "comptée dans la part de la France."
            ),
            "Quartiers de la génération 2015.",
        ),
        formula="100 × habitants des quartiers prioritaires (2018) ÷ population totale (2018 ; 2023 pour les "
        "intercommunalités et les EPT ; 2017 pour Mayotte)",
        sql=SHARE_SQL,
        golden=(Golden(Level.REGION, "75", "2018", 3.5, INSEE_NA, 0.05),),
        sort_order=30,
        qpv_generation=2015,
        missing=MISSING,
    ),
)
