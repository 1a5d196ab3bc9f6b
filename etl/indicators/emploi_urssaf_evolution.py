"""How the jobs of the ESS change: on 1, 5 and 10 years, and as an index; the rest of the private sector beside it."""

from __future__ import annotations

from etl.declarations import IndicatorDeclaration
from etl.urssaf.indicator_sql import (
    CAVEATS,
    LEVELS,
    MISSING,
    PERIMETER,
    ROLLUP_RATE,
    SOURCE,
    change_sql,
    index_sql,
    of_ess,
    of_parts,
)
from observatory.model import Kind, Rollup, Series

SAME_SOURCE = "Les deux années viennent toujours du même fichier."


def _change(years: int, words: str, sort_order: int) -> IndicatorDeclaration:
    return IndicatorDeclaration(
        id=f"evolution_effectifs_ess_{years}_an{'s' if years > 1 else ''}",
        label=f"Évolution de l’emploi de l’ESS en {words}",
        short_label=f"Évolution en {words}",
        phrase=f"l’évolution de l’emploi de l’ESS en {words}",
        gender="f",
        plural=False,
        unit="%",
        kind=Kind.RATE,
        decimals=1,
        definition=(
            f"De combien le nombre moyen de salariés de l’ESS a changé en {words}, en pourcentage du nombre de départ. "
            "Une baisse est un nombre négatif ; la variation en nombre de salariés est en note."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.RECOMPUTED,
        rollup_reason=ROLLUP_RATE,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(
            SAME_SOURCE,
            "Sur un petit territoire, l’ouverture ou le changement de statut d’un seul établissement peut tout faire.",
            *CAVEATS,
        ),
        formula=f"100 × (effectif moyen de l’année ÷ effectif moyen {words} plus tôt − 1)",
        sql=of_ess(change_sql(years)),
        golden=(),
        sort_order=sort_order,
        missing=MISSING,
        only_with=(SOURCE,),
        detail_sql=of_parts(change_sql(years)),
    )


INDICATORS = (
    _change(1, "un an", 16),
    _change(5, "cinq ans", 17),
    _change(10, "dix ans", 18),
    IndicatorDeclaration(
        id="indice_effectifs_ess",
        label="Indice de l’emploi de l’ESS (base 100 en 2010)",
        short_label="Indice de l’emploi",
        phrase="l’indice de l’emploi de l’ESS",
        gender="m",
        plural=False,
        unit="points d’indice",
        kind=Kind.RATE,
        decimals=1,
        definition=(
            "Nombre moyen de salariés de l’ESS, ramené à 100 en 2010 : 112 veut dire 12 % de plus qu’en 2010. Si "
            "le fichier "
            "n’a pas 2010, la base est sa première année, et la note le dit."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.RECOMPUTED,
        rollup_reason=ROLLUP_RATE,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(
            SAME_SOURCE,
            "Deux indices égaux ne disent pas deux nombres égaux : chaque territoire part de son propre 100.",
            *CAVEATS,
        ),
        formula="100 × effectif moyen de l’année ÷ effectif moyen de 2010",
        sql=of_ess(index_sql()),
        golden=(),
        sort_order=19,
        missing=MISSING,
        only_with=(SOURCE,),
        detail_sql=of_parts(index_sql()),
    ),
)
