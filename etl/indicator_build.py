"""From the declaration of an indicator to its rows: values, absences said in words, golden values, breaks."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.declarations import IndicatorDeclaration
from etl.errors import IndicatorError
from etl.full_disk import says_full
from etl.load import insert_rows

STRUCTURE_SOURCES = {"liste_ess", "structures_file", "sirene_etablissements"}
REQUIRED = {"level", "code", "period", "value", "status", "note", "origin"}
DETAIL_REQUIRED = {"level", "code", "period", "family", "sector", "value", "status", "note"}


def build_indicator(connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration) -> None:
    """Write an indicator and its observations, one for every territory of its levels and every period."""
    if declaration.without and _structures_source(connection, declaration.without) is not None:
        return
    if declaration.only_with:
        found = _with_data(connection, declaration)
        if found is None:
            return
        declaration = found
    _insert_declaration(connection, declaration)
    _insert_observations(connection, declaration)
    _complete(connection, declaration)
    if declaration.detail_sql:
        _insert_detail(connection, declaration)


def _with_data(connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration) -> IndicatorDeclaration | None:
    """The indicator when one of its sources was fetched, else None.

    For the indicators of structures: when one of its sources gave some, and those of several sources are said to come
    from the one that gave the most; their QPV are of the generation in which most structures are placed.
    """
    if not set(declaration.only_with) <= STRUCTURE_SOURCES:
        fetched = connection.execute(
            "SELECT 1 FROM source WHERE state = 'fetched' AND source_id IN (SELECT unnest($ids))",
            {"ids": list(declaration.only_with)},
        ).fetchone()
        return declaration if fetched else None
    source_id = _structures_source(connection, declaration.only_with)
    if source_id is None:
        return None
    if declaration.source_id in STRUCTURE_SOURCES:
        declaration = replace(declaration, source_id=source_id)
    if declaration.qpv_generation is None:
        return declaration
    row = connection.execute("SELECT generation FROM staging.structure_generation").fetchone()
    return replace(declaration, qpv_generation=None if row is None else int(row[0]))


def _structures_source(connection: duckdb.DuckDBPyConnection, source_ids: tuple[str, ...]) -> str | None:
    """The source, among these, of the most structures; None when they gave none."""
    row = connection.execute(
        "SELECT source_id FROM structure WHERE source_id IN (SELECT unnest($ids)) "
        "GROUP BY source_id ORDER BY count(*) DESC, source_id LIMIT 1",
        {"ids": list(source_ids)},
    ).fetchone()
    return None if row is None else str(row[0])


def _insert_declaration(connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration) -> None:
    d = declaration
    columns = [
        "indicator_id",
        "label",
        "short_label",
        "phrase",
        "gender",
        "plural",
        "unit",
        "kind",
        "decimals",
        "definition",
        "perimeter",
        "geography_year",
        "qpv_generation",
        "source_id",
        "denominator_source_id",
        "rollup",
        "rollup_reason",
        "levels",
        "series",
        "caveats",
        "formula",
        "sort_order",
        "variant_of",
        "variant_label",
        "current_source_id",
    ]
    row = (
        d.id,
        d.label,
        d.short_label,
        d.phrase,
        d.gender,
        d.plural,
        d.unit,
        d.kind.value,
        d.decimals,
        d.definition,
        d.perimeter,
        d.geography_year,
        d.qpv_generation,
        d.source_id,
        d.denominator_source_id,
        d.rollup.value,
        d.rollup_reason,
        [level.value for level in d.levels],
        d.series.value,
        list(d.caveats),
        d.formula,
        d.sort_order,
        d.variant_of,
        d.variant_label,
        _current_source(connection, d),
    )
    insert_rows(connection, "indicator", columns, [row])
    insert_rows(
        connection,
        "series_break",
        ("indicator_id", "after_period", "before_period", "reason"),
        [(d.id, item.after_period, item.before_period, item.reason) for item in d.breaks],
    )
    insert_rows(
        connection,
        "golden_value",
        ("indicator_id", "level", "code", "period", "value", "tolerance", "published_in"),
        [(d.id, g.level.value, g.code, g.period, g.value, g.tolerance, g.published_in) for g in d.golden],
    )


def _insert_observations(connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration) -> None:
    _insert(
        connection,
        declaration,
        declaration.sql,
        REQUIRED,
        (
            "INSERT INTO observation SELECT $id, level, code, period, value, status, {source}, note, origin, "
            "CASE WHEN ranked THEN rank() OVER (PARTITION BY level, period ORDER BY value DESC NULLS LAST) END, "
            "CASE WHEN ranked THEN count(value) OVER (PARTITION BY level, period) END "
            "FROM (SELECT *, value IS NOT NULL AND level NOT IN ('france', 'commune') AS ranked FROM ({sql})) "
            "ORDER BY level, code, period"
        ),
    )


def _insert_detail(connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration) -> None:
    """Write the parts of an indicator, by family and by sector."""
    _insert(
        connection,
        declaration,
        declaration.detail_sql,
        DETAIL_REQUIRED,
        (
            "INSERT INTO detail SELECT $id, level, code, period, family, sector, value, status, {source}, note "
            "FROM ({sql}) ORDER BY level, code, period, family, sector"
        ),
    )


def _insert(
    connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration, sql: str, required: set[str], into: str
) -> None:
    try:
        columns = set(connection.sql(sql).columns)
        if missing := required - columns:
            raise IndicatorError(declaration.id, f"le SQL ne rend pas {', '.join(sorted(missing))}")
        source = "coalesce(source_id, $source)" if "source_id" in columns else "$source"
        connection.execute(into.format(source=source, sql=sql), {"id": declaration.id, "source": declaration.source_id})
    except duckdb.Error as error:
        if says_full(error):
            raise
        raise IndicatorError(declaration.id, f"SQL refusé ({error})") from error


def _current_source(connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration) -> str | None:
    """The live source that would bring current figures, None once it is loaded."""
    loaded = connection.execute(
        "SELECT 1 FROM source WHERE source_id = ? AND state = 'fetched'", [declaration.current_source_id]
    ).fetchone()
    return None if loaded else declaration.current_source_id


def _complete(connection: duckdb.DuckDBPyConnection, declaration: IndicatorDeclaration) -> None:
    """Say of every territory without value why it has none: never a hole, never a zero."""
    for level, missing in declaration.missing.items():
        connection.execute(
            """INSERT INTO observation
            SELECT $id, t.level, t.code, p.period, NULL, $status, $source, $note, NULL, NULL, NULL
            FROM territory t
            CROSS JOIN (SELECT DISTINCT period FROM observation WHERE indicator_id = $id) p
            WHERE t.level = $level AND NOT EXISTS (
                SELECT 1 FROM observation o WHERE o.indicator_id = $id AND o.level = t.level
                AND o.code = t.code AND o.period = p.period)
            ORDER BY t.code, p.period""",
            {
                "id": declaration.id,
                "source": declaration.source_id,
                "status": missing.status.value,
                "note": missing.note,
                "level": level.value,
            },
        )
