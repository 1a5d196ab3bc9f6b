"""Establishments of the ESS created and closed in each of the last fifteen full years: once SIRENE is loaded."""

from __future__ import annotations

from etl.declarations import Counted, IndicatorDeclaration
from etl.indicators.structures_ess import REGISTER
from observatory.model import Kind, Level, Rollup, Series

YEARS = 15
LEVELS = (Level.FRANCE, Level.REGION, Level.DEPARTEMENT, Level.EPCI)

# Fifteen full years: the year of the edition is not over.
SQL = f"""
WITH years AS (
    SELECT period::INTEGER - rank AS year, origin FROM staging.structure_edition, range(1, {YEARS + 1}) AS r(rank)
), counted AS (
    SELECT level, code, year, sum(structures) AS structures FROM staging.structure_flow_total
    WHERE flow = '{{flow}}' GROUP BY ALL
)
SELECT t.level, t.code, y.year::VARCHAR AS period, coalesce(c.structures, 0) AS value, 'observed' AS status,
    NULL AS note, y.origin
FROM territory t CROSS JOIN years y LEFT JOIN counted c ON (c.level, c.code, c.year) = (t.level, t.code, y.year)
WHERE t.level IN ({", ".join(f"'{level}'" for level in LEVELS)})
"""
DETAIL_SQL = f"""
SELECT level, code, year::VARCHAR AS period, family, 'total' AS sector, structures AS value, 'observed' AS status,
    NULL AS note
FROM staging.structure_flow_total, staging.structure_edition e
WHERE flow = '{{flow}}' AND level IN ({", ".join(f"'{level}'" for level in LEVELS)})
    AND year BETWEEN e.period::INTEGER - {YEARS} AND e.period::INTEGER - 1
"""
PERIMETER = (
    "Établissements, ouverts ou fermés, des unités de l’ESS au sens de la loi de 2014, d’après ce que Sirene dit "
    "d’elles à la date du fichier ; quinze dernières années pleines"
)
MOVES = "Un déménagement ferme un établissement et en ouvre un autre : il compte dans les deux."
LATE = "Les années anciennes sont vues par Sirene d’aujourd’hui : statuts et communes sont ceux de la date du fichier."
ROLLUP = "Les établissements s’additionnent ; ceux dont la commune est inconnue comptent au moins en France."


def flow(  # noqa: PLR0913 - what differs between creations and closures
    indicator_id: str, kind: str, *, words: str, definition: str, formula: str, caveat: str, sort_order: int
) -> IndicatorDeclaration:
    """The establishments created, or closed, in a year."""
    return IndicatorDeclaration(
        id=indicator_id,
        label=f"{words[0].upper()}{words[1:]} d’établissements de l’ESS",
        short_label=f"{words[0].upper()}{words[1:]} d’établissements",
        phrase=f"le nombre de {words} d’établissements de l’ESS",
        gender="m",
        plural=False,
        unit="établissements",
        kind=Kind.COUNT,
        decimals=0,
        definition=definition,
        perimeter=PERIMETER,
        geography_year=2026,
        source_id="sirene_etablissements",
        rollup=Rollup.SUM,
        rollup_reason=ROLLUP,
        levels=LEVELS,
        series=Series.LINE,
        caveats=(caveat, MOVES, LATE),
        formula=formula,
        sql=SQL.format(flow=kind),
        detail_sql=DETAIL_SQL.format(flow=kind),
        golden=(),
        sort_order=sort_order,
        only_with=REGISTER,
        counted=Counted(kind, "in_law"),
    )


INDICATORS = (
    flow(
        "creations_structures_ess",
        "creation",
        words="créations",
        definition="Nombre d’établissements de l’ESS créés dans l’année, qu’ils soient encore ouverts ou non.",
        formula="Établissements de l’ESS dont la date de création est dans l’année.",
        caveat="Une reprise d’activité ou un changement d’identifiant peut compter comme une création.",
        sort_order=117,
    ),
    flow(
        "fermetures_structures_ess",
        "closure",
        words="fermetures",
        definition="Nombre d’établissements de l’ESS fermés dans l’année.",
        formula="Établissements de l’ESS fermés, dont la dernière période commence dans l’année.",
        caveat="La fermeture est souvent enregistrée tard, et celle d’une association sans salarié parfois "
        "jamais : les dernières années sont sous-estimées.",
        sort_order=118,
    ),
)
