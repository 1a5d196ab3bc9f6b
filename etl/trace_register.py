"""Cooperatives, creations and closures asked again of the files of SIRENE: the rows that the build counted.

The same selections as the build's, each with a filter that reaches the file: cooperatives keep a few thousand units,
flows the establishments of one year. A scratch database in memory reads the observatory's beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.build import MEMORY_LIMIT
from etl.counted import by_territory
from etl.declarations import Context, Counted
from etl.large_files import LargeFile, open_large
from etl.sources import liste_ess, sirene_etablissements, sirene_unites_legales
from etl.structures import COMMUNES
from etl.structures.register import COOPERATIVES, FLOW_ROWS, PLACED
from etl.trace_places import Identified, kept_path

FILES = (sirene_unites_legales, sirene_etablissements)
FLOWS = {"creation": ("created", "creation_year = {year}"), "closure": ("since", "closed AND since_year = {year}")}
COOPERATIVE_ROWS = """
SELECT 'sirene_unites_legales' AS source_id, NULL AS siret, lpad(siren::VARCHAR, 9, '0') AS siren, commune_code,
    departement_code
FROM staging.cooperative WHERE {where}
"""
FLOW = f"""
SELECT 'sirene_etablissements' AS source_id, lpad(siret::VARCHAR, 14, '0') AS siret,
    lpad(siren::VARCHAR, 9, '0') AS siren, commune_code, departement_code
FROM ({FLOW_ROWS}) WHERE flow = '{{flow}}' AND year = {{year}}
"""


@dataclass(frozen=True)
class Wanted:
    """What is asked of the register: the rule, the period, the territory (`level` and `code`)."""

    counted: Counted
    period: str
    place: dict[str, str]


def counted_in_register(
    connection: duckdb.DuckDBPyConnection, wanted: Wanted, context: Context, shown: int
) -> tuple[int, list[Identified]]:
    """How many rows a value counts, and the first `shown`; the files are there and are those of the database."""
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT}) as scratch:
        _attach(connection, scratch)
        scratch.execute(COMMUNES)
        liste_ess.load(scratch, context)
        units, establishments = (
            open_large(scratch, kept_path(context.raw, module.SOURCE.id), (module.NEEDED, module.OPTIONAL))
            for module in FILES
        )
        if wanted.counted.rows == "cooperative":
            rows = _cooperatives(scratch, context, wanted, (units, establishments))
        else:
            rows = _flow(scratch, context, wanted, (units, establishments))
        here = f"FROM ({by_territory(f'({rows})')}) WHERE level = $level AND code = $code"
        total = scratch.execute(f"SELECT count(*) {here}", wanted.place).fetchone()
        first = scratch.execute(
            f"SELECT source_id, siret, siren {here} ORDER BY siret, siren LIMIT {shown}", wanted.place
        ).fetchall()
    return 0 if total is None else int(total[0]), [Identified(*row) for row in first]


def _attach(connection: duckdb.DuckDBPyConnection, scratch: duckdb.DuckDBPyConnection) -> None:
    """The observatory's database beside a staging of its own: the connection of the walk cannot write."""
    row = connection.execute("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL").fetchone() or ("",)
    path = str(row[0]).replace("'", "''")
    scratch.execute(f"ATTACH '{path}' AS base (READ_ONLY)")
    scratch.execute("ATTACH ':memory:' AS staging")
    scratch.execute("USE base")


def _cooperatives(
    scratch: duckdb.DuckDBPyConnection, context: Context, wanted: Wanted, files: tuple[LargeFile, LargeFile]
) -> str:
    """SQL of the cooperatives: the units first, then the establishments that are their head offices."""
    units, establishments = files
    sirene_unites_legales.stage_units(scratch, context, units, f"active AND {wanted.counted.where}")
    where = "siret IN (SELECT head_siret FROM staging.unite_ess)"
    sirene_etablissements.stage_establishments(scratch, establishments, where)
    scratch.execute(PLACED)
    scratch.execute(COOPERATIVES)
    return COOPERATIVE_ROWS.format(where=wanted.counted.where)


def _flow(
    scratch: duckdb.DuckDBPyConnection, context: Context, wanted: Wanted, files: tuple[LargeFile, LargeFile]
) -> str:
    """SQL of the establishments of a year: the year first, then their units, of the ESS or not."""
    units, establishments = files
    role, condition = FLOWS[wanted.counted.rows]
    year = int(wanted.period)
    siren, moved = establishments.integer("siren", "INTEGER"), establishments.year(role)
    sirens = f"SELECT {siren} FROM {establishments.relation} WHERE {moved} = {year}"
    sirene_unites_legales.stage_units(scratch, context, units, f"{wanted.counted.where} AND siren IN ({sirens})")
    sirene_etablissements.stage_establishments(scratch, establishments, condition.format(year=year))
    scratch.execute(PLACED)
    return FLOW.format(flow=wanted.counted.rows, year=year)
