"""Residents of each territory (municipal population, 2023)."""

from __future__ import annotations

from etl.declarations import Golden, IndicatorDeclaration
from observatory.model import Kind, Level, Rollup, Series

SQL = """
SELECT level, code, '2023' AS period, population AS value,
    CASE WHEN population IS NULL THEN 'not_available' ELSE 'observed' END AS status,
    CASE WHEN population IS NULL THEN 'non disponible dans la source'
        WHEN region_code = '06' OR (level = 'region' AND code = '06') THEN 'recensement de 2017'
        WHEN level = 'france' THEN 'Mayotte comptée au recensement de 2017' END AS note,
    [{'file': source_file, 'rows': [source_row]}] AS origin
FROM staging.territory
"""

INDICATORS = (
    IndicatorDeclaration(
        id="population",
        label="Population",
        short_label="Population",
        phrase="la population",
        gender="f",
        plural=False,
        unit="habitants",
        kind=Kind.COUNT,
        decimals=0,
        definition="Nombre d’habitants du territoire (population municipale).",
        perimeter="Population municipale au 1er janvier 2023, dans les limites de 2026",
        geography_year=2026,
        source_id="cog",
        rollup=Rollup.SUM,
        rollup_reason="Une personne n’est comptée que dans une commune : les populations s’additionnent.",
        levels=tuple(Level),
        series=Series.POINTS,
        caveats=(
            (
                "Les établissements publics territoriaux (EPT) sont dans la Métropole du Grand Paris : ne "
                "pas "
                "les ajouter "
                "aux intercommunalités."
            ),
            (
                "Mayotte : 256 518 habitants au recensement de 2017, le dernier que donne la source. Sans "
                "elle, "
                "la France "
                "compte 68 094 280 habitants."
            ),
        ),
        formula="Somme des populations municipales des communes du territoire.",
        sql=SQL,
        golden=(
            Golden(Level.REGION, "53", "2023", 3_449_370, "Insee Flash Bretagne n° 117 (décembre 2025)"),
            Golden(
                Level.REGION,
                "27",
                "2023",
                2_802_670,
                "Insee Flash Bourgogne-Franche-Comté n° 231 (décembre 2025)",
            ),
            Golden(Level.REGION, "11", "2023", 12_463_067, "Insee Flash Île-de-France n° 106 (décembre 2025)"),
            Golden(Level.REGION, "94", "2023", 355_486, "Insee Flash Corse n° 101 (décembre 2025)"),
            Golden(Level.REGION, "03", "2023", 293_996, "Insee Flash Guyane n° 214 (décembre 2025)"),
        ),
        sort_order=80,
    ),
)
