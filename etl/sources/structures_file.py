"""A file of structures of the ESS that a network keeps itself: SIREN or SIRET, and a commune or coordinates.

Traps: spreadsheets drop the zeros of SIREN, SIRET and commune codes; two lines may bear the same SIRET (the first
is kept); coordinates may be swapped, or in Lambert-93.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.declarations import Context, Loaded, SourceDeclaration
from etl.errors import InvalidValueError, MissingColumnsError
from etl.kept import kept_file, loaded_from
from etl.load import stage_frame
from etl.producer_csv import ProducerTable, read_producer_csv

SOURCE = SourceDeclaration(
    id="structures_file",
    title="Fichier de structures de l’économie sociale et solidaire",
    producer="Fichier importé",
    landing_page="https://annuaire-entreprises.data.gouv.fr/",
    licence="Celle du fichier importé",
    period="selon le fichier importé",
    geography_year=None,
    retrieved_on=None,
    citation="Fichier de structures importé",
    processing="SIREN, SIRET et codes commune remis à leur longueur ; quartier par les coordonnées quand le fichier ne "
    "le donne pas.",
    traps=("La couverture est celle du fichier : elle n’est pas exhaustive.",),
    files=(),
    order=51,
    formats=("csv",),
    importable=True,
)
NEEDED: dict[str, tuple[str, ...]] = {}
OPTIONAL = {
    "siren": ("siren", "siren_unite_legale"),
    "siret": ("siret", "siret_siege"),
    "name": ("denomination", "nom", "name", "raison_sociale", "denominationUniteLegale"),
    "family_word": ("famille_ess", "famille", "famille_juridique", "Famille juridique de l'entreprise"),
    "legal_category": ("categorie_juridique", "categorieJuridiqueUniteLegale"),
    "effectif_bracket": ("tranche_effectifs", "trancheEffectifsEtablissement", "trancheEffectifsUniteLegale"),
    "commune_code": ("code_commune", "codeCommuneEtablissement", "code_insee", "insee_com", "plg_code_commune"),
    "commune_label": ("commune", "libelle_commune", "ville"),
    "postcode": ("code_postal", "codePostalEtablissement", "cp"),
    "longitude": ("longitude", "lon", "x_longitude"),
    "latitude": ("latitude", "lat", "y_latitude"),
    "x": ("x",),
    "y": ("y",),
    "epsg": ("epsg",),
    "plg_qp24": ("plg_qp24", "qpv_2024"),
    "plg_qp15": ("plg_qp15", "qpv_2015"),
    "active_word": ("est_active", "etatAdministratifEtablissement", "etatAdministratifUniteLegale"),
    "employer_word": ("caractere_employeur", "caractereEmployeurUniteLegale"),
}
BRACKETS = frozenset("NN 00 01 02 03 11 12 21 22 31 32 41 42 51 52 53".split())  # noqa: SIM905
ZEROS = {"siren": 9, "siret": 14, "commune_code": 5, "effectif_bracket": 2}
PATTERNS = {
    "siren": (re.compile(r"\d{9}"), "neuf chiffres"),
    "siret": (re.compile(r"\d{14}"), "quatorze chiffres"),
    "commune_code": (re.compile(r"\d{5}|2[AB]\d{3}"), "un code commune de cinq caractères"),
}
COORDINATES = ("longitude", "latitude", "x", "y")
PAIRS = (("longitude", "latitude"), ("x", "y"))
# West, south, east, north of where a structure can be: mainland, Antilles, Guyane, La Réunion, Mayotte, Polynésie in
# degrees, then the mainland in Lambert-93. None of these boxes holds a point of another with its two numbers exchanged.
PLACES = (
    (-6.0, 41.0, 10.5, 51.6), (-63.6, 14.0, -60.5, 18.5), (-55.0, 1.8, -51.0, 6.2), (54.9, -21.8, 56.2, -20.6),
    (44.7, -13.3, 45.6, -12.3), (-155.0, -28.0, -134.0, -7.0), (0.0, 6_000_000.0, 1_400_000.0, 7_200_000.0),
)  # fmt: skip


def read_structures(path: Path) -> pd.DataFrame:
    """The rows of a file of structures, all text (None when empty), with `source_row`; raises on a bad cell."""
    table = read_producer_csv(path, NEEDED, OPTIONAL)
    _check_columns(table)
    cells = {role: [cell or None for cell in column] for role, column in table.cells.items()}
    for role, length in ZEROS.items():
        cells[role] = [cell.zfill(length) if cell and cell.isdigit() else cell for cell in cells[role]]
    cells["siren"] = [
        siren or (siret[:9] if siret else None) for siren, siret in zip(cells["siren"], cells["siret"], strict=True)
    ]
    _check_cells(table, cells)
    frame = pd.DataFrame(cells, dtype="str")
    return frame.assign(source_row=table.lines)


def _check_columns(table: ProducerTable) -> None:
    missing = [] if table.found & {"siren", "siret"} else ["siren ou siret"]
    placed = "commune_code" in table.found or {"commune_label", "postcode"} <= table.found
    if not placed and not ({"longitude", "latitude"} <= table.found or {"x", "y"} <= table.found):
        missing.append("code_commune, ou commune et code_postal, ou longitude et latitude, ou x et y")
    if missing:
        raise MissingColumnsError(table.name, missing, sorted(table.found))


def _check_cells(table: ProducerTable, cells: dict[str, list[str | None]]) -> None:
    for row, line in enumerate(table.lines):
        if cells["siren"][row] is None:
            raise InvalidValueError(table.name, line, "siren", "", "un SIREN ou un SIRET")
        for role, (pattern, expected) in PATTERNS.items():
            cell = cells[role][row]
            if cell is not None and not pattern.fullmatch(cell):
                raise InvalidValueError(table.name, line, role, cell, expected)
        bracket = cells["effectif_bracket"][row]
        if bracket is not None and bracket not in BRACKETS:
            raise InvalidValueError(
                table.name, line, "tranche_effectifs", bracket, "une tranche de Sirene (NN, 00, 01…)"
            )
        for role in COORDINATES:
            _check_number(table.name, line, role, cells[role][row])


def _check_number(name: str, line: int, role: str, cell: str | None) -> None:
    try:
        float((cell or "0").replace(",", "."))
    except ValueError as error:
        raise InvalidValueError(name, line, role, cell or "", "un nombre") from error


def put_in_order(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows with longitude first where only the other order lies in France, and how many were put so."""
    frame, swapped = frame.copy(), np.zeros(len(frame), dtype=np.bool_)
    for first, second in PAIRS:
        x, y = (pd.to_numeric(frame[role].str.replace(",", "."), errors="coerce") for role in (first, second))
        rows = ~_in_france(x, y) & _in_france(y, x)
        frame.loc[rows, [first, second]] = frame.loc[rows, [second, first]].to_numpy()
        swapped |= rows
    return frame, int(swapped.sum())


def _in_france(x: pd.Series[float], y: pd.Series[float]) -> npt.NDArray[np.bool_]:
    held = [(x >= west) & (x <= east) & (y >= south) & (y <= north) for west, south, east, north in PLACES]
    inside: npt.NDArray[np.bool_] = np.any([one.to_numpy(dtype=np.bool_) for one in held], axis=0)
    return inside


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the imported file into `staging.structures_file`; the source is `absent` when there is none."""
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    frame, swapped = put_in_order(read_structures(path))
    stage_frame(connection, "structures_file", frame)
    remark = f"{swapped} ligne(s) dont la latitude et la longitude, inversées, ont été remises dans l’ordre."
    return loaded_from(manifest, len(frame), remark if swapped else "")


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing yet: the structures are published together, once every source is loaded."""
