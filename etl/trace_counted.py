"""The structures behind a number: how many were counted, by which rule, and where the first ones are in their file.

Structures are in the database; cooperatives and flows are asked again of the files of SIRENE, with a filter that keeps
few rows. Only identifiers of legal persons are shown, never a name, and nothing for a value that is not published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from etl.declarations import Context, Counted
from etl.french import count
from etl.registry import indicators
from etl.trace_places import Identified, missing_file, places_of
from etl.trace_register import FILES, Wanted, counted_in_register
from observatory.model import Kind

SHOWN = 12
WORDS = {
    "structure": ("établissement", "établissements"),
    "cooperative": ("unité légale", "unités légales"),
    "creation": ("établissement créé dans l’année", "établissements créés dans l’année"),
    "closure": ("établissement fermé dans l’année", "établissements fermés dans l’année"),
}
# A network's own file may list a person in business: counted as the build does, never shown.
LEGAL_PERSON = "coalesce(legal_category, '') NOT LIKE '1%'"
STRUCTURES = "FROM counted_structure WHERE indicator_id = $id AND level = $level AND code = $code"


@dataclass(frozen=True)
class Asked:
    """The value whose rows are listed: its row in tables `indicator`, `territory` and `observation`."""

    indicator: dict[str, Any]
    territory: dict[str, Any]
    observation: dict[str, Any]


def counted_lines(connection: duckdb.DuckDBPyConnection, asked: Asked, context: Context) -> Iterator[str]:
    """The lines of the walk, in French; none when the indicator does not count structures."""
    counted = next(
        (i.declaration.counted for i in indicators() if i.declaration.id == asked.indicator["indicator_id"]), None
    )
    if counted is None:
        return
    if asked.observation["status"] == "secret":
        yield "Lignes comptées : secret statistique, elles ne sont pas montrées."
        return
    if asked.observation["value"] is None:
        return
    if advice := _unreadable(connection, counted, context):
        yield f"Lignes comptées : {advice}"
        return
    total, first = _counted(connection, asked, counted, context)
    share = "" if asked.indicator["kind"] == Kind.COUNT else " au numérateur"
    yield f"Lignes comptées{share} : {count(total)} {WORDS[counted.rows][total > 1]}"
    generation = asked.indicator["qpv_generation"]
    yield f"  Règle : {asked.indicator['formula']} Condition : {counted.where.format(generation=generation)}."
    if asked.indicator["kind"] == Kind.COUNT and total != asked.observation["value"]:
        yield (
            f"  La base dit {count(asked.observation['value'])} : le fichier gardé n’est plus celui de la base. "
            "Relancez « python -m etl build »."
        )
    yield from places_of(connection, first, context)
    if total > len(first) > 0:
        rest = total - len(first)
        yield f"  … et {count(rest)} autre{'s' if rest > 1 else ''}"


def _unreadable(connection: duckdb.DuckDBPyConnection, counted: Counted, context: Context) -> str:
    """Why the rows cannot be listed, in French; empty when they can."""
    if counted.rows == "structure":
        view = connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'counted_structure'").fetchone()
        return "" if view else "cette base est d’une autre version, relancez « python -m etl build --force »."
    return next(filter(None, (missing_file(connection, m.SOURCE.id, context.raw) for m in FILES)), "")


def _counted(
    connection: duckdb.DuckDBPyConnection, asked: Asked, counted: Counted, context: Context
) -> tuple[int, list[Identified]]:
    """How many rows a value counts, and the first ones."""
    place = {"level": str(asked.territory["level"]), "code": str(asked.territory["code"])}
    if counted.rows != "structure":
        wanted = Wanted(counted, str(asked.observation["period"]), place)
        return counted_in_register(connection, wanted, context, SHOWN)
    parameters = {"id": asked.indicator["indicator_id"], **place}
    total = connection.execute(f"SELECT count(*) {STRUCTURES}", parameters).fetchone()
    rows = connection.execute(
        f"SELECT source_id, siret, siren {STRUCTURES} AND {LEGAL_PERSON} ORDER BY structure_id LIMIT {SHOWN}",
        parameters,
    ).fetchall()
    return 0 if total is None else int(total[0]), [Identified(*row) for row in rows]
