"""Where identifiers are in the files they were read from: their line, or their rank in a parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from etl.declarations import Context
from etl.errors import ChangedImportError
from etl.french import count
from etl.kept import read_manifest
from etl.large_files import open_large, readable
from etl.producer_csv import Names
from etl.sources import liste_ess, sirene_etablissements, sirene_unites_legales
from etl.sources.structures_file import read_structures

LARGE: dict[str, tuple[Names, Names]] = {
    "sirene_etablissements": (sirene_etablissements.NEEDED, sirene_etablissements.OPTIONAL),
    "sirene_unites_legales": (sirene_unites_legales.NEEDED, sirene_unites_legales.OPTIONAL),
    "liste_ess": (liste_ess.NEEDED, liste_ess.OPTIONAL),
}
BY_SIRET = "sirene_etablissements"


@dataclass(frozen=True)
class Identified:
    """A row of a file: the source, then its SIRET or, without one, its SIREN."""

    source_id: str
    siret: str | None
    siren: str

    @property
    def words(self) -> str:
        """« SIRET 50000000200012 »."""
        return f"SIRET {self.siret}" if self.siret else f"SIREN {self.siren}"


def places_of(connection: duckdb.DuckDBPyConnection, rows: Sequence[Identified], context: Context) -> Iterator[str]:
    """A line for each file, then one for each row: its line there and its identifier."""
    for source_id, own in groupby(sorted(rows, key=lambda row: row.source_id), key=lambda row: row.source_id):
        listed = list(own)
        if advice := missing_file(connection, source_id, context.raw):
            yield f"  {advice}"
            yield from (f"    {row.words}" for row in listed)
            continue
        path = kept_path(context.raw, source_id)
        lines = _lines(path, source_id, listed)
        yield f"  data/raw/{source_id}/{path.name}"
        word = "rang" if path.suffix == ".parquet" else "ligne"
        for row in listed:
            line = lines.get(row.siret or row.siren, lines.get(row.siren))
            yield f"    {word} {count(line)} : {row.words}" if line is not None else f"    {row.words}"


def missing_file(connection: duckdb.DuckDBPyConnection, source_id: str, raw: Path) -> str:
    """Why the file of a source cannot be read again, in French; empty when it is there, and that of the database.

    Its checksum is the manifest's: to read two gigabytes for it would take longer than the walk.
    """
    try:
        kept = read_manifest(raw / source_id, source_id)
    except ChangedImportError as error:
        return str(error)
    if kept is None or not (raw / source_id / kept.file).is_file():
        return f"Le fichier de {source_id} n’est plus dans {raw / source_id}, ses lignes ne sont pas retrouvées."
    found = connection.execute("SELECT sha256 FROM source WHERE source_id = $id", {"id": source_id}).fetchone()
    if found is None or found[0] != kept.sha256:
        return f"Le fichier gardé pour {source_id} n’est plus celui de la base : relancez « python -m etl build »."
    return ""


def kept_path(raw: Path, source_id: str) -> Path:
    """The file kept for a source that has one."""
    kept = read_manifest(raw / source_id, source_id)
    return raw / source_id / (kept.file if kept else "")


def _lines(path: Path, source_id: str, rows: Sequence[Identified]) -> dict[str, int]:
    """The line of each identifier in its file, the first one where there are several."""
    if source_id not in LARGE:
        frame = read_structures(path)
        named = [(frame[role], frame["source_row"]) for role in ("siret", "siren")]
        told = [pair for cells, lines in named for pair in zip(cells, lines, strict=True)]
        return {identifier: int(line) for identifier, line in reversed(told) if isinstance(identifier, str)}
    role, digits = ("siret", 14) if source_id == BY_SIRET else ("siren", 9)
    wanted = {(row.siret if role == "siret" else row.siren) or "" for row in rows}
    with duckdb.connect() as scratch:
        file = open_large(scratch, path, LARGE[source_id])
        # As text, so that a parquet skips the groups of rows that cannot hold them; a spreadsheet drops the zeros.
        spelled = ", ".join(f"'{text}'" for item in sorted(wanted) for text in {item, item.lstrip("0")})
        sql = file.numbered(f"{file.integer(role)} AS identifier", f"{file.raw(role)} IN ({spelled})")
        with readable(path):
            found = scratch.execute(f"SELECT identifier, min(line) FROM ({sql}) GROUP BY 1").fetchall()
    return {str(identifier).zfill(digits): int(line) for identifier, line in found}
