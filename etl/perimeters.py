"""Strict reader of the perimeters of priority neighbourhoods: GeoJSON, SHP or GPKG, plain or in a zip.

Traps of the producers' files: the columns change case and name from one edition to the next; the national zip
holds each territory in its own projection beside one WGS84 member for all; a GeoJSON may hold Lambert-93 metres
without saying so; polygons cross themselves. Whatever the file, perimeters come out in WGS84, valid, made of
polygons only.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from etl.archives import is_archive, member_names, unpack
from etl.errors import DuplicateKeyError, MalformedFileError, MissingColumnsError, PerimeterError
from etl.geography.display import LAMBERT_93, WGS84
from etl.readers import parse_number

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")
SHP_COMPANIONS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
COLUMNS = {
    "code": ("code_qp", "code_qpv", "codeqp"),
    "name": ("nom_qp", "lib_qp", "libelle_qp"),
    "commune_codes": ("insee_com", "code_insee", "code_commune"),
    "commune_names": ("commune_qp", "lib_com", "nom_commune", "noms_communes"),
    "population": ("pop_mun", "population", "pop_qp"),
}
MAX_LONGITUDE, MAX_LATITUDE = 180, 90
AGAIN = "Téléchargez-le de nouveau depuis le site du producteur."
LIST_SEPARATOR = re.compile(r"\s*[,;|/]\s*")


@dataclass(frozen=True)
class Perimeter:
    """One QPV as its producer draws it: WGS84 polygons, valid once repaired."""

    code: str
    name: str
    commune_codes: tuple[str, ...]
    commune_names: str
    population: int | None
    geometry: BaseGeometry
    repaired: bool
    row: int


@dataclass(frozen=True)
class PerimeterFile:
    """The perimeters of a file and what was noticed on reading it, in French."""

    perimeters: tuple[Perimeter, ...]
    remarks: tuple[str, ...]


def read_perimeters(path: Path) -> PerimeterFile:
    """Every perimeter of a file; raises one error per cause, naming the file and the QPV."""
    with tempfile.TemporaryDirectory() as folder:
        parts = _unpacked(path, Path(folder)) if is_archive(path) else [path]
        frames = [(part.name, *_read(part)) for part in parts]
    perimeters = [perimeter for name, frame, _ in frames for perimeter in _perimeters(path.name, name, frame)]
    _check_unique(path.name, perimeters)
    return PerimeterFile(tuple(perimeters), tuple(remark for _, _, remark in frames if remark))


def _unpacked(path: Path, folder: Path) -> list[Path]:
    names = member_names(path)
    chosen = choose_members(names)
    if not chosen:
        found = f"l’archive n’a ni GeoJSON, ni GPKG, ni SHP ({', '.join(names[:5]) or 'vide'})"
        raise MalformedFileError(path.name, found, AGAIN)
    wanted = [name for name in names for one in chosen if _belongs(name, one)]
    unpack(path, dict.fromkeys(wanted), folder)
    return [folder / PurePosixPath(name).name for name in chosen]


def choose_members(names: Iterable[str]) -> list[str]:
    """The members to read: the one for all of France in WGS84 if there is one, else all those of one format.

    GeoJSON before GPKG before SHP; the extended attributes that some systems put in `__MACOSX` are left out.
    """
    visible = [name for name in names if not name.startswith("__MACOSX/")]
    for suffix in (".geojson", ".json", ".gpkg", ".shp"):
        found = [name for name in visible if name.lower().endswith(suffix)]
        national = [name for name in found if _is_national(name)]
        if found:
            return national[:1] or found
    return []


def _is_national(name: str) -> bool:
    letters = re.sub(r"[^a-z0-9]", "", PurePosixPath(name).stem.lower())
    return "outremer" in letters and "wgs84" in letters


def _belongs(name: str, chosen: str) -> bool:
    """Whether a member must be unpacked for the chosen one to be read."""
    member, main = PurePosixPath(name), PurePosixPath(chosen)
    if main.suffix.lower() != ".shp":
        return name == chosen
    return (member.parent, member.stem) == (main.parent, main.stem) and member.suffix.lower() in SHP_COMPANIONS


def _read(path: Path) -> tuple[GeoDataFrame, str]:
    """The features of a file, in WGS84, and the remark on its projection."""
    import geopandas  # noqa: PLC0415  (half a second, and most builds read no perimeter file)
    from pyogrio.errors import DataLayerError, DataSourceError  # type: ignore[import-untyped]  # noqa: PLC0415

    if path.suffix.lower() not in SUFFIXES:
        found = f"le format «\u202f{path.suffix or 'sans extension'}\u202f» n’est pas lu"
        raise MalformedFileError(path.name, found, "Donnez un GeoJSON, un SHP, un GPKG ou un zip qui en contient.")
    if path.stat().st_size == 0:
        raise MalformedFileError(path.name, "le fichier est vide", AGAIN)
    try:
        frame = geopandas.read_file(path)
    except (DataSourceError, DataLayerError, ValueError, RuntimeError, shapely.errors.GEOSException) as error:
        raise MalformedFileError(path.name, f"fichier illisible ({error})", AGAIN) from error
    if not isinstance(frame, geopandas.GeoDataFrame) or not len(frame):
        raise MalformedFileError(path.name, "le fichier n’a aucun périmètre", AGAIN)
    return _in_wgs84(path.name, frame)


def _in_wgs84(name: str, frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    if frame.geometry.isna().any() or frame.geometry.is_empty.any():
        missing = frame[frame.geometry.isna() | frame.geometry.is_empty].index[0]
        raise PerimeterError(name, f"la ligne {missing + 1}", "est vide")
    west, south, east, north = frame.total_bounds
    in_degrees = max(abs(west), abs(east)) <= MAX_LONGITUDE and max(abs(south), abs(north)) <= MAX_LATITUDE
    geographic = frame.crs is None or frame.crs.is_geographic
    remark = ""
    if geographic and not in_degrees:
        frame = frame.set_crs(LAMBERT_93, allow_override=True)
        remark = f"{name}\u202f: coordonnées en mètres sans projection déclarée, lues en Lambert-93"
    elif frame.crs is None:
        frame = frame.set_crs(WGS84)
        remark = f"{name}\u202f: aucune projection déclarée, coordonnées lues en WGS84"
    elif not geographic:
        remark = f"{name}\u202f: coordonnées converties de {frame.crs.name} en WGS84"
    return frame.to_crs(WGS84), remark


def _perimeters(file: str, part: str, frame: GeoDataFrame) -> list[Perimeter]:
    columns = _columns(part, [str(column) for column in frame.columns if column != frame.geometry.name])
    cells = {role: _texts(frame, column) for role, column in columns.items()}
    valid = shapely.is_valid(frame.geometry.to_numpy())
    geometries = shapely.force_2d(frame.geometry.to_numpy())
    found = []
    for row, geometry in enumerate(geometries):
        code = cells["code"][row].upper()
        if not code:
            raise PerimeterError(file, f"la ligne {row + 1}", "n’a pas de code")
        found.append(
            Perimeter(
                code,
                cells["name"][row] or code,
                _codes(cells["commune_codes"][row]),
                cells["commune_names"][row],
                _population(file, row, cells["population"][row]),
                repaired(file, code, geometry),
                not bool(valid[row]),
                row + 1,
            )
        )
    return found


def _texts(frame: GeoDataFrame, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(frame)
    return ["" if _is_missing(cell) else str(cell).strip() for cell in frame[column]]


def _columns(name: str, found: list[str]) -> dict[str, str | None]:
    """The column of each role, names compared without case; code, name and one column of communes are needed."""
    by_name = {column.lower(): column for column in found}
    columns = {
        role: next((by_name[name] for name in names if name in by_name), None) for role, names in COLUMNS.items()
    }
    missing = [" ou ".join(COLUMNS[role]) for role in ("code", "name") if columns[role] is None]
    if columns["commune_codes"] is None and columns["commune_names"] is None:
        missing.append(" ou ".join((*COLUMNS["commune_codes"], *COLUMNS["commune_names"])))
    if missing:
        raise MissingColumnsError(name, missing, found)
    return columns


def _is_missing(cell: Any) -> bool:  # noqa: ANN401  (a cell of a frame)
    return cell is None or cell != cell or str(cell).strip() == ""  # noqa: PLR0124  (NaN is not itself)


def _codes(cell: str) -> tuple[str, ...]:
    """The communes of a cell, each once; a number has its zero given back (`1053.0` is `01053`)."""
    parts = (part.removesuffix(".0").zfill(5) for part in LIST_SEPARATOR.split(cell) if part)
    return tuple(dict.fromkeys(parts))


def _population(file: str, row: int, cell: str) -> int | None:
    if not cell:
        return None
    try:
        value = parse_number(cell)
    except ValueError:
        value = -1
    if value < 0:
        raise PerimeterError(file, f"la ligne {row + 1}", f"a une population illisible («\u202f{cell}\u202f»)")
    return round(value)


def repaired(file: str, code: str, geometry: BaseGeometry) -> BaseGeometry:
    """The geometry itself when it is a valid polygon, else its polygons once repaired; raises when none is left."""
    if geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        raise PerimeterError(file, code, f"n’est pas un polygone ({geometry.geom_type})")
    if shapely.is_valid(geometry):
        return geometry
    parts = shapely.get_parts(shapely.make_valid(geometry)).tolist()
    flat = [piece for part in parts for piece in shapely.get_parts(part).tolist()]
    polygons = [piece for piece in flat if piece.geom_type == "Polygon" and piece.area > 0]
    if not polygons:
        raise PerimeterError(file, code, "n’a plus de surface une fois réparé")
    union: BaseGeometry = shapely.union_all(polygons)
    return union


def _check_unique(name: str, perimeters: Iterable[Perimeter]) -> None:
    seen: dict[str, int] = {}
    for perimeter in perimeters:
        if perimeter.code in seen:
            raise DuplicateKeyError(name, [perimeter.code], (seen[perimeter.code], perimeter.row))
        seen[perimeter.code] = perimeter.row
