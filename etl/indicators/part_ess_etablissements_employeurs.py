"""Share of the ESS among the establishments that employ, both counted in SIRENE: once its files are there."""

from __future__ import annotations

from etl.declarations import Counted, IndicatorDeclaration
from etl.indicators.structures_ess import IN_EPT, LEVELS, REGISTER
from observatory.model import Kind, Rollup, Series

SQL = """
WITH part AS (
    SELECT level, code, register_employers FROM staging.structure_part WHERE family = 'total' AND sector = 'total'
)
SELECT c.level, c.code, c.period, CASE WHEN c.is_covered
        THEN 100.0 * coalesce(part.register_employers, 0) / e.employers END AS value,
    CASE WHEN NOT c.is_covered THEN 'not_available' WHEN e.employers IS NULL THEN 'not_applicable'
        ELSE 'observed' END AS status,
    CASE WHEN NOT c.is_covered THEN c.not_covered
        WHEN e.employers IS NULL THEN 'sans objet : aucun établissement employeur dans ce territoire' END AS note,
    c.origin
FROM staging.structure_coverage c LEFT JOIN staging.employer_total e USING (level, code)
LEFT JOIN part USING (level, code)
"""
DETAIL_SQL = """
SELECT p.level, p.code, c.period, p.family, p.sector, 100.0 * p.register_employers / e.employers AS value,
    'observed' AS status, NULL AS note
FROM staging.structure_part p JOIN staging.structure_coverage c USING (level, code)
JOIN staging.employer_total e USING (level, code)
WHERE c.is_covered AND p.family <> 'total' AND p.sector = 'total' AND p.register_employers > 0
"""
RULE = (
    "Un établissement est employeur si Sirene lui donne une tranche d’effectif autre que « NN » ; la tranche "
    "« 00 », sans salarié à la fin de l’année mais employeur dans l’année, en fait partie."
)
NOT_JOBS = (
    "Ce n’est pas la part de l’ESS dans l’emploi : un établissement de deux salariés compte comme un de deux cents."
)

INDICATORS = (
    IndicatorDeclaration(
        id="part_ess_etablissements_employeurs",
        label="Part de l’ESS dans les établissements employeurs",
        short_label="Part de l’ESS parmi les employeurs",
        phrase="la part de l’ESS dans les établissements employeurs",
        gender="f",
        plural=False,
        unit="%",
        kind=Kind.RATE,
        decimals=1,
        definition=f"Sur 100 établissements qui emploient, combien sont de l’ESS. {RULE}",
        perimeter="Établissements actifs et employeurs de Sirene, publics et privés, à la date du fichier ; ESS au "
        "sens de la loi de 2014",
        geography_year=2026,
        source_id="sirene_etablissements",
        denominator_source_id="sirene_etablissements",
        rollup=Rollup.RECOMPUTED,
        rollup_reason="Une part ne se moyenne pas : elle est recalculée à chaque niveau à partir des nombres.",
        levels=LEVELS,
        series=Series.POINTS,
        caveats=(
            NOT_JOBS,
            "La tranche d’effectif de Sirene a un à deux ans de retard.",
            IN_EPT,
        ),
        formula="100 × établissements employeurs de l’ESS ÷ tous les établissements employeurs.",
        sql=SQL,
        detail_sql=DETAIL_SQL,
        golden=(),
        sort_order=116,
        only_with=REGISTER,
        counted=Counted("structure", "in_law AND employer AND source_id = 'sirene_etablissements'"),
    ),
)
