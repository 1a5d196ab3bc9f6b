"""Checks that hold when a query finds nothing: what the query finds is what is wrong, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ZeroRows:
    """A check that holds when a query finds nothing; the query gives what is wrong, in words."""

    check_id: str
    label: str
    subject: str
    sql: str
    severity: str = "blocking"


ZERO_ROWS = (
    ZeroRows(
        "source-licence",
        "Chaque source a une licence",
        "sources",
        "SELECT source_id FROM source WHERE trim(licence) = '' OR trim(citation) = ''",
    ),
    ZeroRows(
        "indicateur-source",
        "Chaque indicateur a une source, une définition et un périmètre",
        "indicateurs",
        "SELECT indicator_id FROM indicator WHERE trim(definition) = '' OR trim(perimeter) = ''",
    ),
    ZeroRows(
        "indicateur-reference",
        "Chaque indicateur a une valeur publiée de référence",
        "indicateurs",
        # The values of a file that was fetched or imported are those of that file.
        "SELECT indicator_id FROM indicator ANTI JOIN golden_value USING (indicator_id) "
        "WHERE source_id IN (SELECT source_id FROM source WHERE state = 'embedded')",
    ),
    ZeroRows(
        "parts-bornees",
        "Les parts sont comprises entre 0 et 100 %",
        "indicateurs",
        "SELECT indicator_id || ' ' || level || '-' || code || ' ' || period || ' = ' || value FROM "
        "observation "
        "JOIN indicator USING (indicator_id) WHERE unit = '%' AND NOT value BETWEEN 0 AND 100 "
        "AND NOT starts_with(indicator_id, 'evolution_')",
    ),
    ZeroRows(
        "nombres-positifs",
        "Les nombres ne sont jamais négatifs (une évolution peut l’être)",
        "indicateurs",
        "SELECT indicator_id || ' ' || level || '-' || code FROM observation WHERE value < 0 "
        "AND NOT starts_with(indicator_id, 'evolution_')",
    ),
    ZeroRows(
        "absence-expliquee",
        "Chaque valeur absente dit pourquoi",
        "indicateurs",
        "SELECT indicator_id || ' ' || level || '-' || code FROM observation "
        "WHERE value IS NULL AND coalesce(trim(note), '') = ''",
    ),
    ZeroRows(
        "couverture",
        "Chaque territoire des niveaux d’un indicateur a une ligne par année",
        "indicateurs",
        "SELECT i.indicator_id || ' ' || t.level || '-' || t.code || ' ' || p.period FROM "
        "(SELECT indicator_id, unnest(levels) AS level FROM indicator) i JOIN territory t USING (level) "
        "JOIN (SELECT DISTINCT indicator_id, period FROM observation) p USING (indicator_id) "
        "ANTI JOIN observation o ON o.indicator_id = i.indicator_id AND o.level = t.level "
        "AND o.code = t.code AND o.period = p.period",
    ),
    ZeroRows(
        "parts-uniques",
        "Chaque part d’un indicateur (famille, secteur) n’est donnée qu’une fois",
        "indicateurs",
        "SELECT indicator_id || ' ' || level || '-' || code || ' ' || period || ' ' || family || ' ' || sector "
        "FROM detail GROUP BY indicator_id, level, code, period, family, sector HAVING count(*) > 1",
    ),
    ZeroRows(
        "valeurs-de-reference",
        "Les valeurs publiées ailleurs sont retrouvées",
        "indicateurs",
        "SELECT g.indicator_id || ' ' || g.level || '-' || g.code || ' ' || g.period || ' : ' || "
        "coalesce(o.value::VARCHAR, 'absente') || ' au lieu de ' || g.value FROM golden_value g "
        "LEFT JOIN observation o USING (indicator_id, level, code, period) "
        "WHERE o.value IS NULL OR abs(o.value - g.value) > g.tolerance + 1e-9",
    ),
    ZeroRows(
        "parents",
        "Chaque territoire est dans un département et une région qui existent",
        "géographie",
        "SELECT t.level || '-' || t.code FROM territory t "
        "LEFT JOIN territory d ON d.level = 'departement' AND d.code = t.departement_code "
        "LEFT JOIN territory r ON r.level = 'region' AND r.code = t.region_code "
        "WHERE (t.level = 'commune' AND d.code IS NULL) "
        "OR (t.level IN ('commune', 'departement') AND r.code IS NULL)",
    ),
    ZeroRows(
        "parents-epci",
        "Chaque intercommunalité de rattachement existe",
        "géographie",
        "SELECT t.code FROM territory t LEFT JOIN territory e ON e.level = 'epci' AND e.code = "
        "t.epci_code "
        "WHERE t.epci_code IS NOT NULL AND t.level IN ('commune', 'ept') AND e.code IS NULL",
    ),
    ZeroRows(
        "contours",
        "Chaque région et chaque département a un contour",
        "géographie",
        "SELECT t.level || '-' || t.code FROM territory t ANTI JOIN contour c "
        "ON c.level = t.level AND c.code = t.code WHERE t.level IN ('region', 'departement')",
    ),
    ZeroRows(
        "contours-epci",
        "Chaque intercommunalité a un contour",
        "géographie",
        "SELECT t.code || ' ' || t.name FROM territory t ANTI JOIN contour c ON c.level = t.level "
        "AND c.code = t.code WHERE t.level IN ('epci', 'ept')",
        "warning",
    ),
    ZeroRows(
        "points",
        "Chaque territoire a un point intérieur",
        "géographie",
        "SELECT level || '-' || code FROM territory WHERE level <> 'france' AND longitude IS NULL",
        "warning",
    ),
    ZeroRows(
        "part-encadree",
        "La part d’une région est entre celles de ses départements",
        "part_ess_emploi",
        "SELECT r.code || ' ' || r.period FROM observation r JOIN (SELECT t.region_code AS code, "
        "o.period, "
        "min(o.value) AS low, max(o.value) AS high FROM observation o JOIN territory t "
        "ON t.level = o.level AND t.code = o.code WHERE o.indicator_id = 'part_ess_emploi' "
        "AND o.level = 'departement' GROUP BY ALL) d USING (code, period) "
        "WHERE r.indicator_id = 'part_ess_emploi' AND r.level = 'region' "
        "AND NOT r.value BETWEEN d.low - 0.05 AND d.high + 0.05",
        "warning",
    ),
)
