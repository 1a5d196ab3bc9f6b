"""Structures of the ESS, in the three perimeters of the law, and their density: once a file of structures is there."""

from __future__ import annotations

from etl.declarations import Counted, IndicatorDeclaration
from observatory.model import Kind, Level, Rollup, Series

LEVELS = tuple(Level)
SOURCES = ("liste_ess", "structures_file", "sirene_etablissements")
REGISTER = ("sirene_etablissements",)

# `{column}` counts the structures of one perimeter; a territory of a covered département without any has zero.
NUMBER = """
SELECT c.level, c.code, c.period, CASE WHEN c.is_covered THEN coalesce(p.{column}, 0) END AS value,
    CASE WHEN c.is_covered THEN 'observed' ELSE 'not_available' END AS status,
    CASE WHEN c.is_covered THEN c.remark ELSE c.not_covered END AS note, c.origin
FROM staging.structure_coverage c
LEFT JOIN staging.structure_part p ON p.level = c.level AND p.code = c.code AND p.family = 'total'
    AND p.sector = 'total'
"""
PARTS = """
SELECT p.level, p.code, c.period, p.family, p.sector, p.{column} AS value, 'observed' AS status, NULL AS note
FROM staging.structure_part p JOIN staging.structure_coverage c USING (level, code)
WHERE c.is_covered AND (p.family <> 'total' OR p.sector <> 'total') AND p.{column} > 0
"""
DENSITY = """
SELECT level, code, period, CASE WHEN is_covered AND population > 0
        THEN 10000.0 * coalesce(structures, 0) / population END AS value,
    CASE WHEN NOT is_covered THEN 'not_available' WHEN coalesce(population, 0) = 0 THEN 'not_applicable'
        ELSE 'observed' END AS status,
    CASE WHEN NOT is_covered THEN not_covered WHEN coalesce(population, 0) = 0
        THEN 'sans objet : ce territoire n’a pas d’habitant' ELSE remark END AS note, origin
FROM staging.structure_coverage
"""
IN_EPT = "Un établissement public territorial (EPT) est dans la Métropole du Grand Paris, ne pas les additionner."
CAVEATS = (
    "La couverture est celle du fichier chargé : elle peut être partielle.",
    "Un établissement n’est pas une entreprise : une association de trois établissements compte trois fois.",
    "Beaucoup d’associations n’emploient personne, et certaines ne sont pas inscrites dans Sirene.",
    IN_EPT,
)
SECTORS = "Les structures dont l’activité n’est pas connue ne sont dans aucun secteur."
ROLLUP = "Les structures s’additionnent ; celles dont la commune est inconnue ne comptent que dans leur département."
PERIMETERS = {"structures": "in_law", "in_families": "in_families", "declared": "declared"}
DATE = "à la date du fichier"
LAW = (
    f"Établissements actifs {DATE}, au sens de la loi de 2014 : associations, coopératives, mutuelles et fondations, "
    "sauf les unités que Sirene signale hors de l’ESS (« N »), et sociétés signalées de l’ESS (« O ») ; sans Sirene, "
    "toutes les structures des fichiers importés"
)
FAMILIES = (
    f"Établissements actifs {DATE} des associations, coopératives, mutuelles et fondations, d’après leur catégorie "
    "juridique (et leur nom pour les SCIC en société par actions simplifiée), quoi que dise Sirene de leur appartenance"
)
DECLARED = (
    f"Établissements actifs {DATE} des unités que Sirene signale de l’ESS (« O »), ou inscrites comme sociétés dans la "
    "liste d’ESS France quand elle est chargée"
)


def number_of_structures(
    indicator_id: str, column: str, perimeter: str, *, label: str, sort_order: int, variant: str | None
) -> IndicatorDeclaration:
    """The number of structures of a perimeter; `variant` is None for the default one."""
    return IndicatorDeclaration(
        id=indicator_id,
        label=f"Structures de l’économie sociale et solidaire{label}",
        short_label=f"Structures de l’ESS{label}",
        phrase=f"le nombre de structures de l’économie sociale et solidaire{label}",
        gender="m",
        plural=False,
        unit="structures",
        kind=Kind.COUNT,
        decimals=0,
        definition="Nombre d’établissements de l’économie sociale et solidaire situés dans le territoire.",
        perimeter=perimeter,
        geography_year=2026,
        source_id=REGISTER[0] if variant else SOURCES[0],
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.POINTS,
        caveats=(*CAVEATS, SECTORS),
        formula="Nombre de lignes actives de la table des structures, dans le périmètre choisi.",
        sql=NUMBER.format(column=column),
        detail_sql=PARTS.format(column=column),
        golden=(),
        sort_order=sort_order,
        only_with=REGISTER if variant else SOURCES,
        variant_of="nombre_structures_ess" if variant else None,
        variant_label=variant or "Au sens de la loi de 2014",
        counted=Counted("structure", PERIMETERS[column]),
    )


INDICATORS = (
    number_of_structures("nombre_structures_ess", "structures", LAW, label="", sort_order=110, variant=None),
    number_of_structures(
        "nombre_structures_ess_familles",
        "in_families",
        FAMILIES,
        label=" (familles statutaires)",
        sort_order=111,
        variant="Familles statutaires",
    ),
    number_of_structures(
        "nombre_structures_ess_declarees",
        "declared",
        DECLARED,
        label=" (déclarées)",
        sort_order=112,
        variant="Déclarées",
    ),
    IndicatorDeclaration(
        id="densite_structures_ess",
        label="Structures de l’économie sociale et solidaire pour 10\u202f000 habitants",
        short_label="Structures pour 10\u202f000 habitants",
        phrase="le nombre de structures de l’économie sociale et solidaire pour 10\u202f000 habitants",
        gender="m",
        plural=False,
        unit="structures pour 10\u202f000 habitants",
        kind=Kind.RATE,
        decimals=1,
        definition="Nombre d’établissements de l’ESS du territoire, rapporté à 10\u202f000 de ses habitants.",
        perimeter=f"{LAW} ; population municipale de 2023",
        geography_year=2026,
        source_id=SOURCES[0],
        denominator_source_id="cog",
        rollup=Rollup.RECOMPUTED,
        rollup_reason="Une densité ne se moyenne pas : elle est recalculée à chaque niveau à partir des nombres.",
        levels=LEVELS,
        series=Series.POINTS,
        caveats=(*CAVEATS, "Dans une petite commune, une structure de plus change beaucoup la densité."),
        formula="10\u202f000 × structures ÷ habitants.",
        sql=DENSITY,
        golden=(),
        sort_order=114,
        only_with=SOURCES,
        counted=Counted("structure", PERIMETERS["structures"]),
    ),
)
