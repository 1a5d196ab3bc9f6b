"""Structures of the ESS in priority neighbourhoods: once a file of structures is there."""

from __future__ import annotations

from etl.declarations import Counted, IndicatorDeclaration
from etl.indicators.structures_ess import IN_EPT, LAW, LEVELS, ROLLUP, SOURCES
from observatory.model import Kind, Rollup, Series

IN_QPV = Counted("structure", "in_law AND qpv_{generation} <> 'hors'")
NOT_PLACED = "'non disponible : moins de 95 % des structures ont une position connue'"
INSIDE_SQL = f"""
SELECT level, code, period, CASE WHEN is_covered THEN CASE WHEN structures IS NULL THEN 0 ELSE in_qpv END END AS value,
    CASE WHEN is_covered AND (in_qpv IS NOT NULL OR structures IS NULL) THEN 'observed'
        ELSE 'not_available' END AS status,
    CASE WHEN NOT is_covered THEN not_covered WHEN structures IS NOT NULL AND in_qpv IS NULL THEN {NOT_PLACED}
        ELSE remark END AS note, origin
FROM staging.structure_coverage
"""
SHARE_SQL = f"""
SELECT level, code, period, CASE WHEN is_covered THEN 100.0 * in_qpv / structures END AS value,
    CASE WHEN is_covered AND in_qpv IS NOT NULL THEN 'observed'
        WHEN structures IS NULL AND is_covered THEN 'not_applicable'
        ELSE 'not_available' END AS status,
    CASE WHEN structures IS NULL AND is_covered THEN 'sans objet : aucune structure dans ce territoire'
        WHEN NOT is_covered THEN not_covered WHEN in_qpv IS NULL THEN {NOT_PLACED} ELSE remark END AS note, origin
FROM staging.structure_coverage
"""
CAVEATS = (
    "La couverture est celle du fichier chargé : elle peut être partielle.",
    "Une structure sans position connue n’est jamais comptée hors d’un quartier.",
    IN_EPT,
)

INDICATORS = (
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
        perimeter=LAW,
        geography_year=2026,
        qpv_generation=2024,
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
        counted=IN_QPV,
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
        perimeter=LAW,
        geography_year=2026,
        qpv_generation=2024,
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
        counted=IN_QPV,
    ),
)
