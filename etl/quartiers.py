"""From perimeters or points of priority neighbourhoods to tables `qpv` and `qpv_commune`, on today's communes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import duckdb
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from etl.errors import PerimeterError, UnknownCodeError
from etl.geography.display import LAMBERT_93, WGS84, display_geometry, display_point
from observatory.model import fold

METRIC_PROJECTIONS = {
    "971": 5490,
    "972": 5490,
    "977": 5490,
    "978": 5490,
    "973": 2972,
    "974": 2975,
    "976": 4471,
    "987": 3297,
}
SIMPLIFY_METRES = 6.0
FAR_DEGREES = 3.0
CODE = re.compile(r"Q[PN](?P<departement>0\d\d|02[AB]|9[78]\d)\w{3}")
ARRONDISSEMENT = re.compile(r"\s*\d+\s*(er|ère|e|è|ème|eme)\b.*|\s*arrondissements?\b.*", re.IGNORECASE)
NAME_SEPARATOR = re.compile(r"\s*[,;/|]\s*|\s+et\s+")


@dataclass(frozen=True)
class Quartier:
    """A QPV to publish: its perimeter, or only a point (longitude, latitude, WGS84)."""

    code: str
    name: str
    commune_codes: tuple[str, ...]
    commune_names: str
    population: int | None
    population_year: int | None
    geometry: BaseGeometry | None
    point: tuple[float, float]
    area_m2: float | None
    repaired: bool
    row: int


@dataclass(frozen=True)
class Generation:
    """The generation that is published, its source and the file it is read from."""

    year: int
    source_id: str
    file: str


@dataclass(frozen=True)
class Communes:
    """Every commune of today, and how to find one from a former code or a name in its département."""

    points: dict[str, tuple[float, float]]
    former: dict[str, str]
    by_name: dict[tuple[str, str], str]
    departements: frozenset[str] = field(default_factory=frozenset)

    def of_code(self, code: str) -> str | None:
        """The commune of today that bears a code or took it over."""
        return code if code in self.points else self.former.get(code)

    def of_names(self, names: str, departement: str) -> list[str]:
        """The communes of a producer's list of names: « Marseille 15ème et 2ème arrondissements » is Marseille."""
        whole = self.by_name.get((departement, fold(names)))
        if whole:
            return [whole]
        words = (fold(ARRONDISSEMENT.sub("", part)) for part in NAME_SEPARATOR.split(names))
        return list(dict.fromkeys(self.by_name[departement, w] for w in words if (departement, w) in self.by_name))


def departement_of(code: str) -> str | None:
    """The département in the code of a QPV (`QP009001` is in `09`); None when the code is not one."""
    found = CODE.fullmatch(code)
    if found is None:
        return None
    return found["departement"].removeprefix("0")


def communes_of(connection: duckdb.DuckDBPyConnection) -> Communes:
    """The communes of the database, with their former codes and names."""
    rows = connection.execute(
        "SELECT code, departement_code, name, longitude, latitude FROM territory WHERE level = 'commune'"
    ).fetchall()
    aliases = connection.execute(
        "SELECT alias, a.code, alias_name, t.departement_code FROM territory_alias a "
        "JOIN territory t ON t.level = 'commune' AND t.code = a.code "
        "WHERE reason IN ('merged', 'deleguee', 'associee', 'arrondissement') ORDER BY alias"
    ).fetchall()
    by_name = {(dep, fold(name)): code for _, code, name, dep in aliases if name}
    by_name |= {(dep, fold(name)): code for code, dep, name, _, _ in rows}
    return Communes(
        {code: (longitude, latitude) for code, _, _, longitude, latitude in rows},
        {alias: code for alias, code, _, _ in aliases},
        by_name,
        frozenset(dep for _, dep, _, _, _ in rows),
    )


def publish_quartiers(
    connection: duckdb.DuckDBPyConnection, generation: Generation, quartiers: Sequence[Quartier]
) -> None:
    """Write the QPV of a generation and their communes; what lies outside the 101 départements is reported."""
    if not quartiers:
        return
    communes = communes_of(connection)
    belongs, unplaced = [], []
    for quartier in quartiers:
        found = _communes(quartier, generation, communes)
        belongs += [(generation.year, quartier.code, code) for code in found]
        if not found:
            unplaced.append(quartier)
    frame = _frame(generation, quartiers, communes)
    _insert(connection, "qpv", frame)
    located = _by_contour(connection, generation, unplaced)
    belongs += located
    _insert(connection, "qpv_commune", pd.DataFrame(belongs, columns=["generation", "qpv_code", "commune_code"]))
    _report(connection, generation, [q for q in unplaced if q.code not in {code for _, code, _ in located}])


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    if frame.empty:
        return
    connection.register("incoming", frame)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    finally:
        connection.unregister("incoming")


def _communes(quartier: Quartier, generation: Generation, communes: Communes) -> list[str]:
    """The communes of today of a QPV: by code, else by name; raises on a code of a département that is unknown."""
    departement = departement_of(quartier.code) or ""
    if departement not in communes.departements:
        return []
    found = []
    for code in quartier.commune_codes:
        commune = communes.of_code(code)
        if commune is None:
            raise UnknownCodeError(generation.file, quartier.row, "commune", code)
        found.append(commune)
    found = found or communes.of_names(quartier.commune_names, departement)
    for commune in found:
        longitude, latitude = communes.points[commune]
        if max(abs(longitude - quartier.point[0]), abs(latitude - quartier.point[1])) > FAR_DEGREES:
            raise PerimeterError(generation.file, quartier.code, f"est à des centaines de kilomètres de {commune}")
    return list(dict.fromkeys(found))


def _frame(generation: Generation, quartiers: Sequence[Quartier], communes: Communes) -> pd.DataFrame:
    drawn = _drawings(quartiers, communes.departements)
    rows = [
        (
            generation.year,
            q.code,
            q.name,
            q.population,
            q.population_year,
            *q.point,
            *drawn[q.code][0],
            None if q.geometry is None else shapely.to_wkb(q.geometry),
            drawn[q.code][1],
            q.area_m2,
            q.repaired,
            generation.source_id,
        )
        for q in sorted(quartiers, key=lambda q: q.code)
    ]
    columns = [
        "generation",
        "code",
        "name",
        "population",
        "population_year",
        "longitude",
        "latitude",
        "display_longitude",
        "display_latitude",
        "geometry",
        "simplified",
        "area_m2",
        "repaired",
        "source_id",
    ]
    whole = {
        "population": "Int64",
        "population_year": "Int64",
        "display_longitude": "Float64",
        "display_latitude": "Float64",
        "area_m2": "Float64",
    }
    return pd.DataFrame(rows, columns=columns).astype(whole)


Drawing = tuple[tuple[float | None, float | None], bytes | None]


def _drawings(quartiers: Iterable[Quartier], departements: frozenset[str]) -> dict[str, Drawing]:
    """Where each QPV is drawn, and its shape there: nothing outside the départements, which no map shows."""
    drawn: dict[str, Drawing] = {}
    for quartier in quartiers:
        departement = departement_of(quartier.code) or ""
        if departement not in departements:
            drawn[quartier.code] = ((None, None), None)
            continue
        shape = None
        if quartier.geometry is not None:
            shape = shapely.to_wkb(display_geometry(simplified(quartier.geometry, departement), departement))
        drawn[quartier.code] = (display_point(*quartier.point, departement), shape)
    return drawn


def in_metres(geometry: BaseGeometry, departement: str) -> BaseGeometry:
    """The geometry in the official projection of its département, metres."""
    return projected(geometry, _transformer(WGS84, METRIC_PROJECTIONS.get(departement, LAMBERT_93)))


def simplified(geometry: BaseGeometry, departement: str) -> BaseGeometry:
    """The geometry without the details that a map of a département does not show (6 m), WGS84."""
    plain = shapely.simplify(in_metres(geometry, departement), SIMPLIFY_METRES, preserve_topology=True)
    return projected(plain, _transformer(METRIC_PROJECTIONS.get(departement, LAMBERT_93), WGS84))


def projected(geometry: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    """The geometry moved by a transformer."""
    return shapely.transform(geometry, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=16)
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _by_contour(
    connection: duckdb.DuckDBPyConnection, generation: Generation, quartiers: Iterable[Quartier]
) -> list[tuple[int, str, str]]:
    """The commune whose contour holds the point of a QPV that the file names in no usable way."""
    found = []
    for quartier in quartiers:
        departement = departement_of(quartier.code) or ""
        rows = connection.execute(
            "SELECT code, geometry FROM contour WHERE level = 'commune' AND departement_code = ?", [departement]
        ).fetchall()
        shapes = [shapely.from_wkb(bytes(wkb)) for _, wkb in rows]
        point = shapely.Point(display_point(*quartier.point, departement))
        holders = [code for (code, _), shape in zip(rows, shapes, strict=True) if shapely.contains(shape, point)]
        found += [(generation.year, quartier.code, code) for code in holders[:1]]
    return found


def _report(connection: duckdb.DuckDBPyConnection, generation: Generation, quartiers: Iterable[Quartier]) -> None:
    for quartier in quartiers:
        connection.execute(
            "INSERT INTO unresolved VALUES (?, ?, ?)",
            [
                generation.source_id,
                f"{quartier.code}, {quartier.name}, {quartier.commune_names or ', '.join(quartier.commune_codes)}",
                "quartier sans commune reconnue dans les 101 départements",
            ],
        )
