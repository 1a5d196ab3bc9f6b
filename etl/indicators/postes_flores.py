"""Jobs and employer establishments of all employers (Flores): the denominators, only when its file was brought."""

from __future__ import annotations

from etl.declarations import IndicatorDeclaration, Missing
from observatory.model import Kind, Level, Rollup, Series, Status

SOURCE = "insee_flores"
LEVELS = (Level.FRANCE, Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.COMMUNE)
PERIMETER = "Tous les employeurs, publics et privés, sauf la défense et les particuliers employeurs ; lieu de travail"
ROLLUP = (
    "L’Insee publie chaque niveau. La France est la somme des régions si le fichier ne la donne pas ; les communes et "
    "intercommunalités réunies depuis sont additionnées, sauf si l’une n’est pas publiée."
)
CAVEATS = (
    "L’ESS n’y est pas distinguée : c’est l’ensemble des employeurs, à rapporter à elle.",
    "Mesure de l’Insee : elle ne se compare ni à l’Urssaf (secteur privé seul) ni à Clap (jusqu’en 2015).",
    "Dans les petites communes, des cases ne sont pas publiées ou sont réunies à une autre (codes K et W).",
)
NOT_IN_FILE = "non disponible dans le fichier de l’Insee"
MISSING = {level: Missing(Status.NOT_AVAILABLE, NOT_IN_FILE) for level in LEVELS} | {
    Level.COMMUNE: Missing(
        Status.NOT_AVAILABLE,
        "non disponible : commune absente du fichier (aucun établissement employeur, ou commune créée depuis)",
    )
}
SQL = """
SELECT level, code, period, value, CASE WHEN value IS NULL THEN 'not_available' ELSE 'observed' END AS status, note,
    [{{'file': file, 'rows': rows}}] AS origin
FROM temp.flores_figure WHERE measure = '{measure}'
"""

INDICATORS = (
    IndicatorDeclaration(
        id="postes_salaries_flores",
        label="Postes salariés, tous employeurs (Flores)",
        short_label="Postes salariés (Flores)",
        phrase="le nombre de postes salariés (tous employeurs confondus)",
        gender="m",
        plural=False,
        unit="postes",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre de postes salariés présents la dernière semaine de décembre dans les établissements du territoire, "
            "publics et privés. Une personne qui a deux emplois compte deux fois, un mi-temps compte pour un."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.PUBLISHED,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.POINTS,
        caveats=CAVEATS,
        formula="Valeur publiée (EMPL3112), toutes activités, tailles et formes juridiques",
        sql=SQL.format(measure="EMPL3112"),
        golden=(),
        sort_order=91,
        missing=MISSING,
        only_with=(SOURCE,),
    ),
    IndicatorDeclaration(
        id="etablissements_employeurs_flores",
        label="Établissements employeurs, tous employeurs (Flores)",
        short_label="Établissements (Flores)",
        phrase="le nombre d’établissements employeurs (toutes formes confondues)",
        gender="m",
        plural=False,
        unit="établissements",
        kind=Kind.COUNT,
        decimals=0,
        definition=(
            "Nombre d’établissements du territoire, publics et privés, qui ont employé au moins un salarié dans "
            "l’année et sont actifs la dernière semaine de décembre."
        ),
        perimeter=PERIMETER,
        geography_year=2026,
        source_id=SOURCE,
        rollup=Rollup.PUBLISHED,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.POINTS,
        caveats=CAVEATS,
        formula="Valeur publiée (UNIT_LOC), toutes activités, tailles et formes juridiques",
        sql=SQL.format(measure="UNIT_LOC"),
        golden=(),
        sort_order=92,
        missing=MISSING,
        only_with=(SOURCE,),
    ),
)
