"""The tiers-lieux of the census of 2023 (France Tiers-Lieux), when its file « fiche d’identité » was kept.

Traps: the commune code loses its zero in a spreadsheet; it may be one of a former commune or of an arrondissement; some
places have a postcode and a town but no code. The file also names the body that runs each place, with its address and
web site: only the identifier and the commune are read, nothing else is stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.errors import DuplicateKeyError, InvalidValueError
from etl.kept import kept_file, loaded_from
from etl.load import stage_frame
from etl.producer_csv import ProducerTable, read_producer_csv
from observatory.model import fold

SOURCE = SourceDeclaration(
    id="tiers_lieux_2023",
    title="Recensement des tiers-lieux en France, 2023",
    producer="France Tiers-Lieux",
    landing_page="https://www.data.gouv.fr/fr/datasets/recensement-des-tiers-lieux-en-france-2023/",
    licence=LICENCE_OUVERTE_2,
    period="2023",
    geography_year=2023,
    retrieved_on=None,
    citation="France Tiers-Lieux, recensement des tiers-lieux 2023",
    processing="Communes fusionnées et arrondissements rattachés à la commune d’aujourd’hui ; sans code, commune "
    "reconnue par son code postal et son nom.",
    traps=(
        "Le recensement repose sur les déclarations des lieux et des réseaux régionaux.",
        "Seuls l’identifiant et la commune sont lus : ni adresse, ni personne, ni contact.",
    ),
    files=(),
    order=53,
    next_update="aucune annoncée : recensement de 2023",
    remote=Remote(
        address="https://static.data.gouv.fr/resources/recensement-des-tiers-lieux-en-france-2023/20241219-093636/"
        "bdftl-2023-01-fiche-identite.csv",
        file_name="bdftl-2023-01-fiche-identite.csv",
        kind="csv",
        min_bytes=100_000,
    ),
)
NEEDED = {"place_id": ("ID_UNIQUE",), "insee": ("Insee",)}
OPTIONAL = {"postcode": ("CODPOST",), "town": ("VILLE",)}
CODE = re.compile(r"\d{5}|2[AB]\d{3}")
COMMUNE_LENGTH = 5
ABSENT = frozenset({"", "na", "nan", "nc", "nd", "non renseigne", "null", "none"})


MAX_BAD_SHARE = 0.01


def read_places(table: ProducerTable) -> pd.DataFrame:
    """A row per place: `place_id`, `insee` (None when there is none to read), `postcode`, `town` folded, `source_row`.

    Raises on an identifier absent or given twice, and when more than one code in a hundred is not one of a commune.
    """
    _check_identifiers(table)
    codes = [_code(cell) for cell in table.cells["insee"]]
    bad = [row for row, cell in enumerate(table.cells["insee"]) if codes[row] is None and fold(cell) not in ABSENT]
    if len(bad) > MAX_BAD_SHARE * len(codes):
        line, cell = table.lines[bad[0]], table.cells["insee"][bad[0]]
        raise InvalidValueError(table.name, line, "Insee", cell, "un code commune de cinq caractères")
    return pd.DataFrame(
        {
            "place_id": table.cells["place_id"],
            "insee": pd.array(codes, dtype="str"),
            "postcode": [_padded(cell) for cell in table.cells["postcode"]],
            "town": [fold(re.sub(r"(?i)\bcedex\b.*", "", cell)) for cell in table.cells["town"]],
            "source_row": table.lines,
        }
    )


def _check_identifiers(table: ProducerTable) -> None:
    seen: dict[str, int] = {}
    for place_id, line in zip(table.cells["place_id"], table.lines, strict=True):
        if not place_id:
            raise InvalidValueError(table.name, line, "ID_UNIQUE", "", "un identifiant")
        if place_id in seen:
            raise DuplicateKeyError(table.name, [place_id], (seen[place_id], line))
        seen[place_id] = line


def _code(cell: str) -> str | None:
    text = _padded(cell).upper()
    return text if CODE.fullmatch(text) else None


def _padded(cell: str) -> str:
    """A code with the zero and without the « .0 » that a spreadsheet takes and adds."""
    text = cell.removesuffix(".0")
    return text.zfill(COMMUNE_LENGTH) if text.isdigit() else text


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the kept file into `staging.tiers_lieu`; the source is `absent` when there is none."""
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    frame = read_places(read_producer_csv(kept[0], NEEDED, OPTIONAL))
    stage_frame(connection, "tiers_lieu", frame.assign(file=f"data/raw/{SOURCE.id}/{kept[0].name}"))
    return loaded_from(kept[1], len(frame))


def lines_shown(path: Path, rows: Sequence[int]) -> dict[int, str]:
    """What the trace shows of some lines of the file: what is read of them, never a person, an address or a contact."""
    table = read_producer_csv(path, NEEDED, OPTIONAL)
    wanted = set(rows)
    return {
        line: f"ID_UNIQUE {place_id}, Insee {insee or 'absent'}"
        for place_id, insee, line in zip(table.cells["place_id"], table.cells["insee"], table.lines, strict=True)
        if line in wanted
    }


# A code of today, else a former one, else the only commune of that postcode and name.
PLACED = """
CREATE TABLE staging.tiers_lieu_place AS
WITH former AS (
    SELECT alias, any_value(code) AS code FROM territory_alias
    WHERE level = 'commune' AND reason IN ('merged', 'deleguee', 'associee', 'arrondissement')
    GROUP BY alias HAVING count(DISTINCT code) = 1
), named AS (
    SELECT a.alias AS postcode, t.search_name AS town, any_value(t.code) AS code
    FROM territory_alias a JOIN territory t ON t.level = 'commune' AND t.code = a.code
    WHERE a.reason = 'postcode' GROUP BY ALL HAVING count(DISTINCT t.code) = 1
)
SELECT l.place_id, l.source_row, l.file, coalesce(t.code, former.code, named.code) AS commune_code
FROM staging.tiers_lieu l
LEFT JOIN territory t ON t.level = 'commune' AND t.code = l.insee
LEFT JOIN former ON former.alias = l.insee
LEFT JOIN named ON l.insee IS NULL AND named.postcode = l.postcode AND named.town = l.town
"""
UNPLACED = """
INSERT INTO unresolved
SELECT 'tiers_lieux_2023', 'tiers-lieu ' || l.place_id || coalesce(', commune ' || l.insee, ''),
    CASE WHEN l.insee IS NULL THEN 'commune absente ou non reconnue : compté en France seulement'
        ELSE 'commune hors des territoires suivis : compté en France seulement' END
FROM staging.tiers_lieu l JOIN staging.tiers_lieu_place p USING (place_id)
WHERE p.commune_code IS NULL ORDER BY l.source_row
"""


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Place each one in its commune of today; those that cannot be are reported."""
    if connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'tiers_lieu'").fetchone():
        connection.execute(PLACED)
        connection.execute(UNPLACED)
