"""Establishments, jobs and payroll of the ESS, counted by Urssaf: only when its file was brought."""

from __future__ import annotations

from etl.declarations import IndicatorDeclaration
from etl.urssaf.indicator_sql import CAVEATS, LEVELS, MISSING, PERIMETER, SOURCE, count_detail_sql, count_sql
from observatory.model import Kind, Rollup, Series

ROLLUP = (
    "Les nombres s’additionnent. La France est celle du fichier national de l’Urssaf quand il est chargé, sinon "
    "la somme "
    "des départements. Aucune somme n’est donnée quand une case est vide ou qu’un département manque."
)
FORMULA = "Somme des quatre familles (associations, coopératives, mutuelles, fondations) du territoire et de l’année"

INDICATORS = (
    IndicatorDeclaration(
        id="effectifs_ess",
        label="Salariés de l’ESS dans le secteur privé",
        short_label="Salariés de l’ESS",
        phrase="le nombre de salariés de l’ESS dans le secteur privé",
        gender="m",
        plural=False,
        unit="salariés",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Effectif salarié moyen de l’année dans les établissements privés de l’économie sociale et solidaire : "
            "associations, coopératives, mutuelles et fondations."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(*CAVEATS, "Moyenne des quatre trimestres : le nombre peut ne pas être entier."),
        formula=FORMULA,
        sql=count_sql("effectifs"),
        golden=(),
        sort_order=11,
        missing=MISSING,
        only_with=(SOURCE,),
        detail_sql=count_detail_sql("effectifs"),
    ),
    IndicatorDeclaration(
        id="etablissements_ess",
        label="Établissements employeurs de l’ESS dans le secteur privé",
        short_label="Établissements de l’ESS",
        phrase="le nombre d’établissements employeurs de l’ESS dans le secteur privé",
        gender="m",
        plural=False,
        unit="établissements",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre moyen, dans l’année, d’établissements privés de l’économie sociale et solidaire qui ont "
            "déclaré des "
            "salaires : associations, coopératives, mutuelles et fondations."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(*CAVEATS, "Un établissement sans salarié n’y est pas."),
        formula=FORMULA,
        sql=count_sql("etablissements"),
        golden=(),
        sort_order=13,
        missing=MISSING,
        only_with=(SOURCE,),
        detail_sql=count_detail_sql("etablissements"),
    ),
    IndicatorDeclaration(
        id="masse_salariale_ess",
        label="Masse salariale de l’ESS dans le secteur privé",
        short_label="Masse salariale de l’ESS",
        phrase="la masse salariale de l’ESS dans le secteur privé",
        gender="f",
        plural=False,
        unit="EUR",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Somme des salaires bruts de l’année dans les établissements privés de l’économie sociale et solidaire : "
            "associations, coopératives, mutuelles et fondations."
        ),
        perimeter=PERIMETER.replace("moyenne annuelle", "somme de l’année, euros courants"),
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(*CAVEATS, "Euros courants, sans correction de l’inflation."),
        formula=FORMULA,
        sql=count_sql("masse"),
        golden=(),
        sort_order=14,
        missing=MISSING,
        only_with=(SOURCE,),
        detail_sql=count_detail_sql("masse"),
    ),
)
