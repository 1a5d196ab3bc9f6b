"""The SQL of the indicators of Urssaf, from `temp.urssaf_figure` and `temp.urssaf_part`; and what they share."""

from __future__ import annotations

from etl.declarations import Missing
from observatory.model import Level, Status

SOURCE = "urssaf_ess_departements"
LEVELS = (Level.FRANCE, Level.REGION, Level.DEPARTEMENT)
PERIMETER = "Secteur privé, régime général, hors agriculture et hors Mayotte ; moyenne annuelle"
NOT_IN_FILE = Missing(Status.NOT_AVAILABLE, "non disponible dans le fichier de l’Urssaf")
MISSING = dict.fromkeys(LEVELS, NOT_IN_FILE)
ROLLUP_RATE = (
    "Un rapport ne se moyenne pas : il est recalculé à chaque niveau à partir des nombres du même fichier de l’Urssaf."
)
CAVEATS = (
    "Ni l’agriculture, ni la fonction publique, ni Mayotte.",
    "Mesure de l’Urssaf : elle ne se compare ni à Clap ni à Flores, qui ne comptent pas les mêmes emplois.",
    "Territoires d’aujourd’hui : une région est la somme de ses départements, y compris avant 2016.",
)
# A whole number as a reader writes it.
FRENCH = "replace(format('{{:,}}', round({0})::BIGINT), ',', ' ')"


def count_sql(measure: str) -> str:
    """The value of the whole ESS for a measure (`etablissements`, `effectifs`, `masse`)."""
    return f"""
SELECT level, code, period, value, CASE WHEN value IS NULL THEN 'not_available' ELSE 'observed' END AS status, note,
    origin, source_id
FROM temp.urssaf_figure WHERE measure = '{measure}' AND part = 'ess'
"""


def count_detail_sql(measure: str) -> str:
    """The parts of a measure: by family, and by sector and family where a file by sector is loaded."""
    return f"""
SELECT level, code, period, family, sector, value,
    CASE WHEN value IS NULL THEN 'not_available' ELSE 'observed' END AS status, note, source_id
FROM temp.urssaf_part WHERE measure = '{measure}'
"""


def _ratio(over: str, value: str, *, keep: str = "true", note: str = "a.note", absent: str = "NULL") -> str:
    """One row per part of `a` (a figure) and `b` (another of the same territory and file, found by `over`).

    `value` computes from `a.value` and `b.value`; a missing one says why, a zero divisor is « sans objet ».
    """
    known = "a.value IS NOT NULL AND b.value IS NOT NULL"
    return f"""
SELECT a.level, a.code, a.period, a.part, CASE WHEN {known} AND b.value > 0 THEN {value} END AS value,
    CASE WHEN NOT coalesce({known}, false) THEN 'not_available' WHEN b.value = 0 THEN 'not_applicable'
        ELSE 'observed' END AS status,
    CASE WHEN a.value IS NULL THEN coalesce(a.note, 'non disponible dans le fichier de l’Urssaf')
        WHEN b.value IS NULL THEN coalesce({absent}, b.note, 'non disponible dans le fichier de l’Urssaf')
        WHEN b.value = 0 THEN 'sans objet : le diviseur est nul' ELSE {note} END AS note,
    CASE WHEN a.origin = b.origin THEN a.origin ELSE list_concat(a.origin, b.origin) END AS origin, a.source_id
FROM temp.urssaf_figure a LEFT JOIN temp.urssaf_figure b
    ON b.level = a.level AND b.code = a.code AND b.source_id = a.source_id AND {over}
WHERE {keep}
"""


def share_sql() -> str:
    """The headcount of the ESS on that of the whole private sector (%)."""
    absent = "CASE WHEN b.part IS NULL THEN 'non disponible : le reste du secteur privé n’est pas dans le fichier' END"
    return _ratio(
        "b.measure = 'effectifs' AND b.part = 'prive' AND b.period = a.period",
        "100.0 * a.value / b.value",
        keep="a.measure = 'effectifs' AND a.part = 'ess'",
        absent=absent,
    )


def wage_sql() -> str:
    """Payroll on headcount, of each part (EUR)."""
    return _ratio(
        "b.measure = 'effectifs' AND b.part = a.part AND b.period = a.period",
        "a.value / b.value",
        keep="a.measure = 'masse' AND a.part <> 'prive'",
    )


def change_sql(years: int) -> str:
    """The change of the headcount on some years (%), of each part; the last year is there even when it has no past."""
    before = f"(a.period::INTEGER - {years})"
    change = "a.value - b.value"
    sign = f"CASE WHEN round({change}) > 0 THEN '+' WHEN round({change}) < 0 THEN '−' ELSE '' END"
    noun = f"CASE WHEN round(abs({change})) < 2 THEN ' salarié' ELSE ' salariés' END"
    numbers = [FRENCH.format(cell) for cell in (f"abs({change})", "b.value", "a.value")]
    note = (
        f"concat_ws(' ; ', {sign} || {numbers[0]} || {noun} || ' (de ' || {numbers[1]} || ' en ' || b.period || "
        f"' à ' || {numbers[2]} || ' en ' || a.period || ')', a.note)"
    )
    return _ratio(
        f"b.measure = 'effectifs' AND b.part = a.part AND b.period = {before}::VARCHAR",
        "100.0 * (a.value / b.value - 1)",
        keep="a.measure = 'effectifs' AND a.part IN ('ess', 'hors_ess') AND "
        f"({before} >= (SELECT min(period)::INTEGER FROM temp.urssaf_figure) "
        "OR a.period = (SELECT max(period) FROM temp.urssaf_figure))",
        note=note,
        absent=f"CASE WHEN b.part IS NULL THEN 'non disponible : pas de valeur de ' || {before} "
        "|| ' de la même source' END",
    )


def index_sql() -> str:
    """The headcount on that of 2010 (the first year of the file when it has no 2010), times 100, of each part."""
    base = (
        "(SELECT coalesce(max(period) FILTER (period = '2010'), min(period)) FROM temp.urssaf_figure "
        "WHERE source_id = 'urssaf_ess_departements')"
    )
    return _ratio(
        f"b.measure = 'effectifs' AND b.part = a.part AND b.period = {base}",
        "100.0 * a.value / b.value",
        keep="a.measure = 'effectifs' AND a.part IN ('ess', 'hors_ess')",
        note="concat_ws(' ; ', 'base 100 en ' || b.period, a.note)",
        absent=f"CASE WHEN b.part IS NULL THEN 'non disponible : pas de valeur de ' || {base} || ', année de base' END",
    )


def of_ess(sql: str) -> str:
    """The rows of the ESS as a whole, as observations."""
    return f"SELECT * EXCLUDE (part) FROM ({sql}) WHERE part = 'ess'"


def of_parts(sql: str) -> str:
    """The rows of the families and of the rest of the private sector, as details."""
    return (
        "SELECT level, code, period, part AS family, 'total' AS sector, value, status, note, source_id "
        f"FROM ({sql}) WHERE part NOT IN ('ess', 'prive')"
    )
