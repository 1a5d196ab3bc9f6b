"""What the two generations of QPV share: an imported file of perimeters, and points where there is none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import shapely

from etl.declarations import Context, Loaded
from etl.errors import PerimeterError, WrongGenerationError
from etl.files import sha256_of_all
from etl.kept import kept_file, loaded_from
from etl.load import stage_frame
from etl.perimeters import Perimeter, read_perimeters
from etl.quartiers import Generation, Quartier, departement_of, in_metres, publish_quartiers
from etl.readers import Layout, integer, number, read_csv, required, text

POINTS = Layout(
    (
        required("code", r"QP(0\d\d|02[AB]|9[78]\d)\d{3}"),
        required("name"),
        required("commune_names"),
        text("commune_codes"),
        number("longitude", needed=True),
        number("latitude", needed=True),
        number("area_m2"),
        integer("population"),
        integer("population_year"),
        required("source"),
    ),
    key=("code",),
)


@dataclass(frozen=True)
class PerimeterSource:
    """How a generation is read: the letters its codes begin with, the table of points that stands in for it."""

    source_id: str
    year: int
    prefix: str
    other: str
    points_file: str | None = None

    def load(self, connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
        """Read perimeters and points into `staging.<source>`; a point gives way to the perimeter of its code."""
        points = self._points(context)
        kept = kept_file(context.raw, self.source_id)
        if kept is None:
            self._stage(connection, points)
            files = [context.reference / self.points_file] if self.points_file else []
            return Loaded("embedded" if points else "absent", len(points), sha256_of_all(files) if files else "")
        path, manifest = kept
        quartiers, remarks = self.read(path, {point.code: point for point in points})
        drawn = {quartier.code for quartier in quartiers}
        self._stage(connection, [*quartiers, *(point for point in points if point.code not in drawn)])
        return loaded_from(manifest, len(quartiers), " ".join(remarks))

    def read(self, path: Path, points: dict[str, Quartier]) -> tuple[list[Quartier], tuple[str, ...]]:
        """The QPV of a file of perimeters; population from the points where the file gives none."""
        found = read_perimeters(path)
        return [self._quartier(path.name, item, points.get(item.code)) for item in found.perimeters], found.remarks

    def _quartier(self, file: str, item: Perimeter, point: Quartier | None) -> Quartier:
        departement = departement_of(item.code)
        if departement is None:
            raise PerimeterError(file, item.code, "n’a pas un code de quartier prioritaire (QP… en 2015, QN… en 2024)")
        if not item.code.startswith(self.prefix):
            raise WrongGenerationError(file, item.code, self.source_id, self.other)
        inside = shapely.point_on_surface(item.geometry)
        population, year = item.population, None
        if population is None and point is not None:
            population, year = point.population, point.population_year
        return Quartier(
            item.code,
            item.name,
            tuple(dict.fromkeys((*item.commune_codes, *(point.commune_codes if point else ())))),
            item.commune_names,
            population,
            year,
            item.geometry,
            (inside.x, inside.y),
            float(shapely.area(in_metres(item.geometry, departement))),
            item.repaired,
            item.row,
        )

    def _points(self, context: Context) -> list[Quartier]:
        if self.points_file is None:
            return []
        table = read_csv(context.reference / self.points_file, POINTS)
        cells = table.values  # noqa: PD011  (a dict of lists, not a frame)
        rows = zip(*(cells[column.name] for column in POINTS.columns), table.source_row, strict=True)
        return [
            Quartier(
                code,
                name,
                tuple((codes or "").split("|")) if codes else (),
                names,
                population,
                year,
                None,
                (longitude, latitude),
                area,
                repaired=False,
                row=row,
            )
            for code, name, names, codes, longitude, latitude, area, population, year, _, row in rows
        ]

    def _stage(self, connection: duckdb.DuckDBPyConnection, quartiers: Sequence[Quartier]) -> None:
        rows = [
            (
                q.code,
                q.name,
                json.dumps(q.commune_codes),
                q.commune_names,
                q.population,
                q.population_year,
                None if q.geometry is None else shapely.to_wkb(q.geometry),
                *q.point,
                q.area_m2,
                q.repaired,
                q.row,
            )
            for q in quartiers
        ]
        columns = [
            "code",
            "name",
            "commune_codes",
            "commune_names",
            "population",
            "population_year",
            "geometry",
            "longitude",
            "latitude",
            "area_m2",
            "repaired",
            "source_row",
        ]
        stage_frame(connection, self.source_id, pd.DataFrame(rows, columns=columns))

    def publish(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Publish the staged QPV: tables `qpv` and `qpv_commune`."""
        rows = connection.execute(f"SELECT * FROM staging.{self.source_id}").fetchall()
        quartiers = [
            Quartier(
                code,
                name,
                tuple(json.loads(codes)),
                names,
                None if pd.isna(population) else int(population),
                None if pd.isna(year) else int(year),
                None if wkb is None else shapely.from_wkb(bytes(wkb)),
                (longitude, latitude),
                area,
                repaired,
                row,
            )
            for code, name, codes, names, population, year, wkb, longitude, latitude, area, repaired, row in rows
        ]
        publish_quartiers(connection, Generation(self.year, self.source_id, self.source_id), quartiers)
