"""Share of the ESS in the jobs of the private sector, mean pay: computed from the counts of Urssaf."""

from __future__ import annotations

from etl.declarations import IndicatorDeclaration
from etl.urssaf.indicator_sql import (
    CAVEATS,
    LEVELS,
    MISSING,
    PERIMETER,
    ROLLUP_RATE,
    SOURCE,
    of_ess,
    of_parts,
    share_sql,
    wage_sql,
)
from observatory.model import Kind, Rollup, Series

INDICATORS = (
    IndicatorDeclaration(
        id="part_ess_emploi_prive",
        label="Part de l’ESS dans l’emploi salarié privé",
        short_label="Part dans l’emploi privé",
        phrase="la part de l’ESS dans l’emploi salarié privé",
        gender="f",
        plural=False,
        unit="%",
        kind=Kind.RATE,
        decimals=1,
        definition=(
            "Sur 100 salariés du secteur privé du territoire, combien sont dans une structure de l’économie sociale et "
            "solidaire : association, coopérative, mutuelle ou fondation."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.RECOMPUTED,
        rollup_reason=ROLLUP_RATE,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(
            *CAVEATS,
            "La fonction publique n’est pas au dénominateur : cette part est plus haute que celle de l’emploi total.",
        ),
        formula="100 × effectif moyen de l’ESS ÷ effectif moyen du secteur privé (ESS et reste), même fichier et année",
        sql=of_ess(share_sql()),
        golden=(),
        sort_order=12,
        missing=MISSING,
        only_with=(SOURCE,),
    ),
    IndicatorDeclaration(
        id="salaire_moyen_ess",
        label="Masse salariale par salarié de l’ESS",
        short_label="Salaire moyen par tête",
        phrase="la masse salariale par salarié de l’ESS",
        gender="f",
        plural=False,
        unit="EUR",
        kind=Kind.RATE,
        decimals=0,
        definition=(
            "Salaires bruts versés dans l’année par les établissements privés de l’ESS, divisés par leur "
            "effectif moyen, en "
            "euros par tête et par an."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.RECOMPUTED,
        rollup_reason=ROLLUP_RATE,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(
            (
                "Ce n’est pas le salaire d’une personne : un temps partiel compte pour un salarié entier, et l’ESS "
                "en a beaucoup."
            ),
            "Euros courants, sans correction de l’inflation.",
            *CAVEATS,
        ),
        formula="Masse salariale de l’année ÷ effectif moyen de l’année, même fichier",
        sql=of_ess(wage_sql()),
        golden=(),
        sort_order=15,
        missing=MISSING,
        only_with=(SOURCE,),
        detail_sql=of_parts(wage_sql()),
    ),
)
