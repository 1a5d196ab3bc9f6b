"""A source in the build: loaded into staging, described in table `source`, published for readers."""

from __future__ import annotations

import duckdb

from etl.declarations import Context, Loaded, SourceDeclaration
from etl.load import insert_rows
from etl.registry import SourceModule, indicators


def load_source(connection: duckdb.DuckDBPyConnection, context: Context, module: SourceModule) -> Loaded:
    """Load a source into staging, describe it in table `source`, publish what readers see."""
    loaded = module.load(connection, context)
    _describe(connection, module.SOURCE, loaded)
    module.publish(connection)
    return loaded


def _describe(connection: duckdb.DuckDBPyConnection, source: SourceDeclaration, loaded: Loaded) -> None:
    columns = [
        "source_id",
        "title",
        "producer",
        "landing_page",
        "licence",
        "period",
        "geography_year",
        "retrieved_on",
        "sha256",
        "citation",
        "processing",
        "state",
        "row_count",
        "traps",
        "files",
        "edition",
        "address",
        "size_bytes",
        "next_update",
        "live",
        "brings",
    ]
    row = (
        source.id,
        source.title,
        source.producer,
        source.landing_page,
        source.licence,
        source.period,
        source.geography_year,
        loaded.retrieved_on or source.retrieved_on,
        loaded.sha256,
        source.citation,
        f"{source.processing} {loaded.remark}".strip(),
        loaded.state,
        loaded.row_count,
        "\n".join(source.traps),
        list(source.files),
        loaded.edition,
        loaded.address,
        loaded.size_bytes,
        source.next_update,
        source.remote is not None,
        _brings(source.id),
    )
    insert_rows(connection, "source", columns, [row])


def _brings(source_id: str) -> list[str]:
    """The labels of the indicators that come with a source, or that it would bring up to date."""
    declared = [item.declaration for item in indicators()]
    return [
        d.label
        for d in declared
        if d.variant_of is None and source_id in {d.source_id, d.denominator_source_id, *d.only_with}
    ]
