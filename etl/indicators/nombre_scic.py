"""Number of SCIC in France, some years: points with their source, never joined nor interpolated.

Once SIRENE gives the number by territory, under the same identifier, these points are `nombre_scic_publie`.
"""

from __future__ import annotations

from dataclasses import replace

from etl.declarations import Golden, IndicatorDeclaration
from etl.indicators.structures_ess import REGISTER
from observatory.model import Kind, Level, Rollup, Series

SQL = """
SELECT 'france' AS level, 'FR' AS code, period, nombre_scic AS value, 'observed' AS status,
    concat_ws(' ; ', nullif(reference_date, period), note, source, url,
        CASE WHEN document_id IS NOT NULL THEN 'document ' || document_id || ', ligne ' || document_line END)
            AS note,
    [{'file': source_file, 'rows': [source_row]}] AS origin
FROM staging.scic
"""

PUBLISHED = IndicatorDeclaration(
    id="nombre_scic",
    label="Nombre de SCIC",
    short_label="SCIC",
    phrase="le nombre de sociétés coopératives d’intérêt collectif (SCIC)",
    gender="m",
    plural=False,
    unit="SCIC",
    kind=Kind.COUNT,
    decimals=0,
    definition=(
        "Nombre de sociétés coopératives d’intérêt collectif (SCIC) en France : des coopératives où "
        "salariés, "
        "usagers, bénévoles et collectivités peuvent être associés ensemble."
    ),
    perimeter="France ; date et définition propres à chaque point (agréées, en activité, enquêtées)",
    geography_year=2026,
    source_id="scic_published",
    rollup=Rollup.NONE,
    rollup_reason="Aucune publication lue ne donne le nombre par région ou par département.",
    levels=(Level.FRANCE,),
    series=Series.POINTS,
    caveats=(
        "Quelques années seulement, lues dans des pages différentes : ce sont des points, pas une série.",
        "Le point de 2015 est relevé au début de 2016.",
    ),
    formula="Valeur publiée, sans interpolation.",
    sql=SQL,
    golden=(
        Golden(Level.FRANCE, "FR", "2020", 1060, "Étude Avise – France urbaine – RTES (2021)"),
        Golden(Level.FRANCE, "FR", "2021", 1211, "Banque des territoires, d’après CG Scop"),
    ),
    sort_order=70,
    without=REGISTER,
    current_source_id="sirene_unites_legales",
)
INDICATORS = (
    PUBLISHED,
    replace(
        PUBLISHED,
        id="nombre_scic_publie",
        label="Nombre de SCIC d’après les publications",
        short_label="SCIC, publications",
        phrase="le nombre publié de sociétés coopératives d’intérêt collectif (SCIC)",
        sort_order=72,
        without=(),
        only_with=REGISTER,
        current_source_id=None,
    ),
)
