"""Insee's own archive of the official geographic code (COG), to check the geography the observatory comes with.

The archive holds one CSV a level. Traps: the communes' file also lists communes déléguées, associées and
arrondissements (`TYPECOM`); names have straight apostrophes; the year is in the names of the members.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import duckdb
import pandas as pd

from etl.archives import member_names, unpack
from etl.errors import DuplicateKeyError, MissingArchiveFileError
from etl.load import stage_frame
from etl.producer_csv import ProducerTable, read_producer_csv
from observatory.model import fold

ADVICE = "Téléchargez l’archive « cog_ensemble_<année>_csv.zip » du code officiel géographique."
COMMUNE_OF_TODAY = "COM"


@dataclass(frozen=True)
class Member:
    """A file of the archive: how its name begins, the column of its code, of what contains it."""

    level: str
    name: str
    code: str
    parents: tuple[str, ...]


MEMBERS = (
    Member("region", "v_region_", "REG", ()),
    Member("departement", "v_departement_", "DEP", ("REG",)),
    Member("commune", "v_commune_", "COM", ("DEP", "REG")),
)


@dataclass(frozen=True)
class OfficialCodes:
    """The codes of an archive: a frame `level, code, name, parent`, and its year (empty when the names have none)."""

    frame: pd.DataFrame
    year: str


def read_official_codes(path: Path) -> OfficialCodes:
    """The régions, départements and communes of today of an archive; raises when a member or a column is missing."""
    names = member_names(path)
    found = {member: _member(path.name, member, names) for member in MEMBERS}
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack(path, found.values(), Path(folder))
        frames = [_frame(member, file) for member, file in zip(found, unpacked, strict=True)]
    years = {year for name in found.values() for year in re.findall(r"20\d\d", PurePosixPath(name).name)}
    return OfficialCodes(pd.concat(frames, ignore_index=True), max(years, default=""))


def _member(archive: str, member: Member, names: list[str]) -> str:
    pattern = re.compile(rf"{member.name}(20\d\d)?\.csv", re.IGNORECASE)
    matching = [name for name in names if pattern.fullmatch(PurePosixPath(name.replace("\\", "/")).name)]
    if len(matching) != 1:
        raise MissingArchiveFileError(archive, f"{member.name}<année>.csv", names, ADVICE)
    return matching[0]


def _frame(member: Member, path: Path) -> pd.DataFrame:
    columns = [member.code, "LIBELLE", *member.parents, *(["TYPECOM"] if member.level == "commune" else [])]
    table = read_producer_csv(path, {name: (name,) for name in columns}, {})
    kept = [
        row
        for row in range(len(table.lines))
        if member.level != "commune" or table.cells["TYPECOM"][row].upper() == COMMUNE_OF_TODAY
    ]
    _check_unique(member, table, kept)
    return pd.DataFrame(
        {
            "level": [member.level] * len(kept),
            "code": [table.cells[member.code][row] for row in kept],
            "name": [table.cells["LIBELLE"][row] for row in kept],
            "search_name": [fold(table.cells["LIBELLE"][row]) for row in kept],
            "parent": ["/".join(table.cells[name][row] for name in member.parents) for row in kept],
        },
        dtype="str",
    )


def _check_unique(member: Member, table: ProducerTable, kept: list[int]) -> None:
    seen: dict[str, int] = {}
    for row in kept:
        code = table.cells[member.code][row]
        if code in seen:
            raise DuplicateKeyError(table.name, [code], (seen[code], table.lines[row]))
        seen[code] = table.lines[row]


def stage_official_codes(connection: duckdb.DuckDBPyConnection, codes: OfficialCodes) -> None:
    """Create `staging.official_code` from an archive."""
    stage_frame(connection, "official_code", codes.frame)


ABSENT = "absent du code officiel importé"
UNKNOWN = "dans le code officiel importé, inconnu ici"
RENAMED = "nommé autrement dans le code officiel importé"
MOVED = "rattaché autrement dans le code officiel importé"
DIFFERENCES = (ABSENT, UNKNOWN, RENAMED, MOVED)
# Names are compared folded: accents, hyphens and apostrophes are typography, not another name.
COMPARE = f"""
WITH ours AS (
    SELECT level, code, name, search_name, CASE level WHEN 'departement' THEN region_code
        WHEN 'commune' THEN departement_code || '/' || region_code ELSE '' END AS parent
    FROM territory WHERE level IN ('region', 'departement', 'commune')
), compared AS (
    SELECT coalesce(o.level, c.level) AS level, coalesce(o.code, c.code) AS code, coalesce(o.name, c.name) AS name,
        CASE WHEN c.code IS NULL THEN '{ABSENT}' WHEN o.code IS NULL THEN '{UNKNOWN}'
            WHEN o.search_name <> c.search_name THEN '{RENAMED} : ' || c.name
            WHEN o.parent <> c.parent THEN '{MOVED} : ' || c.parent || ' au lieu de ' || o.parent END AS reason
    FROM ours o FULL JOIN staging.official_code c ON c.level = o.level AND c.code = o.code
)
INSERT INTO unresolved
SELECT 'cog', level || ' ' || code || ' (' || name || ')', reason FROM compared WHERE reason IS NOT NULL
ORDER BY level, code
"""


def compare_with_official_codes(connection: duckdb.DuckDBPyConnection) -> None:
    """Report every territory whose code, name or membership is not that of the archive, when there is one."""
    if connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'official_code'").fetchone():
        connection.execute(COMPARE)
