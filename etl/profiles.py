"""What an edition of a source holds, counted, and what a new edition has lost or multiplied.

An edition is put aside when, against the former one kept:

- a table has lost more than 10 % of its rows: producers revise their past by less than that, and a file cut short loses
  more;
- a column that held something holds nothing, or is no longer there;
- territories are missing: any of them when there were at most 150 (régions, départements), more than 1 % of them
  otherwise (mergers of communes take 0.2 % a year);
- a total is five times what it was or more, or a fifth or less: a change of unit or a lost decimal comma gives ten,
  and a yearly revision on top of it must not hide it; no honest total moves that much from one edition to the next.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl.french import count, typeset

if TYPE_CHECKING:
    from etl.large_files import LargeFile

MAX_ROWS_LOST = 0.10
FEW_TERRITORIES = 150
MAX_TERRITORIES_LOST = 0.01
JUMP = 5.0
NUMERIC_SHARE = 0.9
FILE = "fichier"
NUMBERS = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL.*)")
PLACE = re.compile(r"(^|_)(code|insee|commune|communes|departement|region|epci|geo|qp\d*|qpv\d*|qp2024|qp2015)(_|$)")
NOT_A_QUANTITY = re.compile(
    r"(^|_)(code|codes|siren|siret|insee|commune|communes|departement|region|epci|geo|postcode|postal|qp\w*|qpv\w*|plg"
    r"|x|y|lon|lat|longitude|latitude|epsg|annee|year|period|periode|month|mois|date|source|row|line|id|category|bracket"
    r"|naf|ape|na88|a38|activity|rank|order)(_|$)"
)


@dataclass(frozen=True)
class TableProfile:
    """A table counted: its rows, its columns that hold something, distinct territories and sums by column."""

    rows: int
    columns: tuple[str, ...] = ()
    territories: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, float] = field(default_factory=dict)


Profile = Mapping[str, TableProfile]


def profile_relation(connection: duckdb.DuckDBPyConnection, relation: str) -> TableProfile:
    """Count a table, a view or a `read_parquet(…)`, in one pass, without loading it.

    A text column is summed when nine cells in ten are numbers (with a comma or a point); codes, years and coordinates
    never are.
    """
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    parts = ["count(*)"]
    for name, kind, *_ in described:
        column = _quoted(name)
        number = _number(name, column, kind)
        parts += [
            f"count({column})",
            f"count(DISTINCT {column})" if PLACE.search(name.lower()) else "NULL",
            f"count({number})" if number else "NULL",
            f"sum({number})" if number else "NULL",
        ]
    row = connection.execute(f"SELECT {', '.join(parts)} FROM {relation}").fetchone() or (0,)
    columns, territories, totals = [], {}, {}
    for rank, (name, *_) in enumerate(described):
        filled, distinct, numbers, total = row[1 + 4 * rank : 5 + 4 * rank]
        if filled:
            columns.append(str(name))
            if distinct is not None:
                territories[str(name)] = int(distinct)
            if total is not None and numbers >= NUMERIC_SHARE * filled:
                totals[str(name)] = float(total)
    return TableProfile(int(row[0]), tuple(columns), territories, totals)


def _number(name: str, column: str, kind: str) -> str | None:
    if NOT_A_QUANTITY.search(name.lower()):
        return None
    if NUMBERS.fullmatch(kind):
        return column
    cleaned = f"replace(replace(replace({column}, ' ', ''), chr(160), ''), ',', '.')"
    return f"try_cast({cleaned} AS DOUBLE)" if kind == "VARCHAR" else None


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def profile_large(connection: duckdb.DuckDBPyConnection, file: LargeFile) -> TableProfile:
    """Count the columns that are read in a large file, under the names of their roles, without loading it."""
    picked = ", ".join(f"{column[0]} AS {role}" for role, column in file.columns.items() if column is not None)
    return profile_relation(connection, f"(SELECT {picked} FROM {file.relation})")


def profile_file(path: Path) -> TableProfile | None:
    """The rows and columns (in small letters) of a CSV or parquet file as it stands; None for another format.

    The rows of a CSV are its lines: a cell on two lines counts twice, in every edition alike.
    """
    if path.suffix.lower() == ".parquet":
        with duckdb.connect(":memory:") as connection:
            literal = str(path).replace("'", "''")
            found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{literal}')").fetchall()
            rows = connection.execute(f"SELECT count(*) FROM read_parquet('{literal}')").fetchone() or (0,)
        return TableProfile(int(rows[0]), tuple(sorted(str(row[0]).lower() for row in found)))
    if path.suffix.lower() not in {".csv", ".txt"}:
        return None
    with path.open("rb") as stream:
        raw = stream.readline(65_536)
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))
    try:
        first = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        first = raw.decode("cp1252", errors="replace")
    header = next(csv.reader([first.rstrip("\r\n")], delimiter=max(",;\t", key=first.count)), [])
    return TableProfile(lines, tuple(sorted(cell.strip().lower() for cell in header if cell.strip())))


def changes(former: Profile, new: Profile) -> list[str]:
    """What the new edition has lost or multiplied, one French sentence each; empty when it may replace the former."""
    found: list[str] = []
    for name, before in former.items():
        after = new.get(name)
        if after is None:
            found.append(f"La table « {name} » n’a plus rien.")
        else:
            found += _table_changes(name, before, after)
    return [typeset(sentence) for sentence in found]


def _table_changes(name: str, before: TableProfile, after: TableProfile) -> Iterable[str]:
    if after.rows < (1 - MAX_ROWS_LOST) * before.rows:
        lost = 100 * (before.rows - after.rows) / before.rows
        yield f"{name} : {count(after.rows)} lignes au lieu de {count(before.rows)} ({count(lost)} % de moins)."
    if missing := sorted(set(before.columns) - set(after.columns)):
        yield f"{name} : colonne(s) disparue(s) ou vide(s) : {', '.join(missing)}."
    for column, many in before.territories.items():
        now = after.territories.get(column)
        allowed = 0 if many <= FEW_TERRITORIES else MAX_TERRITORIES_LOST * many
        if now is not None and many - now > allowed:
            yield f"{name}.{column} : {count(now)} codes différents au lieu de {count(many)}."
    for column, total in before.totals.items():
        if column in after.columns:
            yield from _total_change(f"{name}.{column}", total, after.totals.get(column))


def _total_change(name: str, before: float, now: float | None) -> Iterable[str]:
    if now is None:
        yield f"{name} : les cellules ne sont plus des nombres."
    elif before and not abs(before) / JUMP < abs(now) < abs(before) * JUMP:
        yield f"{name} : total de {count(now)} au lieu de {count(before)}."


def to_json(profile: Profile) -> dict[str, Any]:
    """The profile as a manifest holds it."""
    return {name: asdict(table) for name, table in profile.items()}


def from_json(content: Mapping[str, Any] | None) -> Profile | None:
    """The profile that a manifest holds, None when it holds none that can be read."""
    if content is None:
        return None
    try:
        return {
            name: TableProfile(table["rows"], tuple(table["columns"]), table["territories"], table["totals"])
            for name, table in content.items()
        }
    except (KeyError, TypeError):
        return None
