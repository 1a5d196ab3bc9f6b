"""SCIC and SCOP by territory, counted in SIRENE: once its files are there."""

from __future__ import annotations

from etl.declarations import Counted, IndicatorDeclaration
from etl.families import SCIC_CATEGORIES, SCOP_CATEGORIES
from etl.indicators.structures_ess import IN_EPT, LEVELS, REGISTER
from observatory.model import Kind, Rollup, Series

SQL = """
SELECT t.level, t.code, e.period, coalesce(c.{kind}, 0) AS value, 'observed' AS status, NULL AS note, e.origin
FROM territory t CROSS JOIN staging.structure_edition e LEFT JOIN staging.cooperative_total c USING (level, code)
"""
HEAD_OFFICE = "Une coopérative compte une fois, dans la commune de son siège, où que soient ses établissements."
PERIMETER = "Unités légales actives de Sirene à la date du fichier, comptées à leur siège"
ROLLUP = "Les coopératives s’additionnent ; celles dont le siège n’est pas diffusé ne comptent qu’en France."
UNDER_COUNT = "seules celles dont un nom le dit sont reconnues, leur nombre est donc sous-estimé"
SCIC_CAVEATS = (
    f"Aucune catégorie juridique ne désigne les SCIC : {UNDER_COUNT}.",
    "Il ne se compare pas aux nombres publiés par la confédération des SCOP, qui les connaît toutes.",
)
LABELS = {
    "scic": ("SCIC", "sociétés coopératives d’intérêt collectif (SCIC)"),
    "scop": ("SCOP", "sociétés coopératives ouvrières de production (SCOP)"),
}


def cooperatives(kind: str, definition: str, caveats: tuple[str, ...], formula: str) -> IndicatorDeclaration:
    """The number of cooperatives of a kind, `scic` or `scop`, whose head office is in a territory."""
    short, full = LABELS[kind]
    return IndicatorDeclaration(
        id=f"nombre_{kind}",
        label=f"Nombre de {short}",
        short_label=short,
        phrase=f"le nombre de {full}",
        gender="m",
        plural=False,
        unit=short,
        kind=Kind.COUNT,
        decimals=0,
        definition=f"{definition} {HEAD_OFFICE}",
        perimeter=PERIMETER,
        geography_year=2026,
        source_id="sirene_unites_legales",
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.POINTS,
        caveats=(*caveats, IN_EPT),
        formula=formula,
        sql=SQL.format(kind=kind),
        golden=(),
        sort_order=70 if kind == "scic" else 71,
        only_with=REGISTER,
        counted=Counted("cooperative", kind),
    )


INDICATORS = (
    cooperatives(
        "scic",
        "Nombre de sociétés coopératives d’intérêt collectif (SCIC) : des coopératives où salariés, usagers, bénévoles "
        "et collectivités peuvent être associés ensemble.",
        SCIC_CAVEATS,
        f"Unités actives de catégorie {', '.join(SCIC_CATEGORIES)} dont un nom contient « SCIC » ou "
        "« intérêt collectif ».",
    ),
    cooperatives(
        "scop",
        "Nombre de sociétés coopératives ouvrières de production (SCOP) : des entreprises dont les salariés sont les "
        "associés majoritaires.",
        ("Une SCOP en société par actions simplifiée a une catégorie ordinaire : elle n’est pas reconnue.",),
        f"Unités actives de catégorie {', '.join(SCOP_CATEGORIES)}.",
    ),
)
