"""The map of situation: where a territory lies in its région, or in France; drawn light, without a word inside."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from PIL import Image, ImageDraw

from observatory import narrative, palette, queries
from observatory.database import Database
from observatory.exports.render.geography import Numbers, Projection, projection_of
from observatory.model import Level, Territory

Ring = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]
_WIDTH = 1000.0
_DETAIL = 0.9
_SMALL, _HALO, _BORDER = 34.0, 30.0, 2.2
_SMOOTH = 2


@dataclass(frozen=True)
class Layer:
    """Shapes of one colour: closed rings in the units of the drawing, y downwards."""

    rings: tuple[Ring, ...]
    fill: str
    stroke: str


@dataclass(frozen=True)
class Drawing:
    """A map as layers; `halo` circles a territory too small to be seen, (x, y, radius). `alt` says what it shows."""

    width: float
    height: float
    layers: tuple[Layer, ...]
    halo: tuple[float, float, float] | None
    alt: str


def situation(database: Database, place: Territory) -> Drawing | None:
    """A territory inside its région (a région inside France); None when it has no shape."""
    own = _shapes(database, place.level, (place.level, place.code)) if place.level is not Level.FRANCE else ()
    region = next((p for p in queries.ancestors(database, place) if p.level is Level.REGION), None)
    if place.level is not Level.FRANCE and not own:
        return None
    alone = place.level is Level.DEPARTEMENT and region is not None and _is_whole(database, region)
    if region is None or alone:
        return _drawing(_Frame(database, None), own, _said(place, None))
    return _drawing(_Frame(database, region.code), own, _said(place, region), _around(database, place))


def _is_whole(database: Database, region: Territory) -> bool:
    """Tell whether a région is a single département: it would fill its own map."""
    return len(queries.codes_inside(database, Level.DEPARTEMENT, region.level, region.code)) == 1


def _said(place: Territory, region: Territory | None) -> str:
    if place.level is Level.FRANCE:
        return "Carte de la France et de ses régions, outre-mer compris."
    where = narrative.in_place(region) if region else "en France"
    return f"Carte de situation\u202f: {narrative.the_place(place)}, {where}."


def _around(database: Database, place: Territory) -> tuple[shapely.Geometry, ...]:
    """The EPCI of a commune, drawn pale around it."""
    if place.level is not Level.COMMUNE or not place.epci_code:
        return ()
    return _shapes(database, Level.EPCI, (Level.EPCI, place.epci_code))


@lru_cache(maxsize=64)
def _shapes(database: Database, level: Level, around: tuple[Level, str] | None) -> tuple[shapely.Geometry, ...]:
    rows = queries.contours(database, level, around)
    return tuple(part for _, _, wkb in rows for part in shapely.get_parts(shapely.from_wkb(bytes(wkb))))


class _Frame:
    """What the map shows around the territory, and how the drawing plane becomes the units of the drawing."""

    def __init__(self, database: Database, region_code: str | None) -> None:
        if region_code is None:
            self.background = _shapes(database, Level.REGION, None)
            rings = [ring for _, _, levels, ring in queries.insets(database) if Level.REGION in levels]
            self.bounds = _bounds((*self.background, *(shapely.Polygon(ring) for ring in rings)))
            self.insets = tuple(shapely.Polygon(ring) for ring in rings)
        else:
            box = queries.bounds_of(database, Level.REGION, region_code)
            inside = _shapes(database, Level.DEPARTEMENT, (Level.REGION, region_code))
            self.bounds = box or _bounds(inside)
            self.background = self.kept(inside)
            self.insets = ()

    def kept(self, parts: Iterable[shapely.Geometry]) -> tuple[shapely.Geometry, ...]:
        """The parts drawn in place: those enlarged in a frame elsewhere are left out."""
        window = shapely.box(*self.bounds)
        return tuple(part for part in parts if window.intersects(part))


def _bounds(parts: Iterable[shapely.Geometry]) -> Box:
    west, south, east, north = shapely.total_bounds(list(parts))
    return float(west), float(south), float(east), float(north)


@lru_cache(maxsize=1)
def _lambert() -> Projection:
    return projection_of("conic conformal", (44.0, 49.0), 3.0)


class _Plane:
    """From the drawing plane to the units of the drawing, 1000 wide."""

    def __init__(self, shapes: Iterable[shapely.Geometry]) -> None:
        corners = np.concatenate([self._placed(shapely.get_coordinates(s)) for s in shapes])
        self.low = corners.min(axis=0)
        high = corners.max(axis=0)
        self.scale = _WIDTH / float(high[0] - self.low[0])
        self.height = float(high[1] - self.low[1]) * self.scale

    @staticmethod
    def _placed(points: Numbers) -> Numbers:
        return _lambert().place(points[:, 0], points[:, 1])

    def points(self, shape: shapely.Geometry) -> Numbers:
        """The corners of a shape in the units of the drawing."""
        placed: Numbers = (self._placed(shapely.get_coordinates(shape)) - self.low) * self.scale
        return placed

    def rings(self, shapes: Iterable[shapely.Geometry]) -> tuple[Ring, ...]:
        """The exterior rings, projected, with no more corners than are seen."""
        found = []
        for shape in shapes:
            exterior = shapely.get_exterior_ring(shape)
            if exterior is None:
                continue
            line = shapely.simplify(shapely.LineString(self.points(exterior)), _DETAIL)
            corners = np.round(shapely.get_coordinates(line), 1)
            if len(corners) > 3:  # noqa: PLR2004 - a ring has three corners and closes
                found.append(tuple((float(x), float(y)) for x, y in corners))
        return tuple(found)


def _drawing(
    frame: _Frame,
    own: tuple[shapely.Geometry, ...],
    alt: str,
    around: tuple[shapely.Geometry, ...] = (),
) -> Drawing:
    own = frame.kept(own)
    plane = _Plane((*frame.background, *frame.insets, *own))
    land = palette.LAND if own else palette.SEQUENCE[1]
    layers = [Layer(plane.rings(frame.background), land, palette.BORDER)]
    if frame.insets:
        layers.insert(0, Layer(plane.rings(frame.insets), "none", palette.LAND))
    if around:
        layers.append(Layer(plane.rings(frame.kept(around)), palette.SEQUENCE[1], palette.BORDER))
    halo = None
    if own:
        rings = plane.rings(own)
        layers.append(Layer(rings, palette.MARK, palette.BORDER))
        halo = _halo(plane, own, rings)
    return Drawing(_WIDTH, plane.height, tuple(layers), halo, alt)


def _halo(
    plane: _Plane, own: tuple[shapely.Geometry, ...], rings: tuple[Ring, ...]
) -> tuple[float, float, float] | None:
    corners = np.concatenate([np.array(ring) for ring in rings] or [plane.points(own[0])])
    low, high = corners.min(axis=0), corners.max(axis=0)
    if max(high - low) >= _SMALL:
        return None
    x, y = (low + high) / 2
    return round(float(x), 1), round(float(y), 1), _HALO


def to_svg(drawing: Drawing) -> str:
    """The map as SVG, without any text."""
    margin = _HALO + _BORDER
    box = f"{-margin} {-margin} {drawing.width + 2 * margin} {drawing.height + 2 * margin:.1f}"
    body = "".join(
        f'<path d="{"".join(_path(ring) for ring in layer.rings)}" fill="{layer.fill}" stroke="{layer.stroke}" '
        f'stroke-width="{_BORDER}" stroke-linejoin="round"/>'
        for layer in drawing.layers
    )
    if drawing.halo:
        x, y, radius = drawing.halo
        body += f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{palette.MARK}" stroke-width="5"/>'
        body += f'<circle cx="{x}" cy="{y}" r="7" fill="{palette.MARK}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{body}</svg>'


def _path(ring: Ring) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"


def to_png(drawing: Drawing, width_px: int) -> bytes:
    """The map as PNG, for an office suite."""
    margin = _HALO + _BORDER
    scale = _SMOOTH * width_px / (drawing.width + 2 * margin)
    size = (round((drawing.width + 2 * margin) * scale), round((drawing.height + 2 * margin) * scale))
    image = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(image)
    for layer in drawing.layers:
        for ring in layer.rings:
            points = [((x + margin) * scale, (y + margin) * scale) for x, y in ring]
            if layer.fill != "none":
                pen.polygon(points, fill=layer.fill)
            pen.line(points, fill=layer.stroke, width=max(1, round(_BORDER * scale)))
    if drawing.halo:
        x, y, radius = drawing.halo
        centre = ((x + margin) * scale, (y + margin) * scale)
        pen.circle(centre, radius * scale, outline=palette.MARK, width=round(5 * scale))
        pen.circle(centre, 7 * scale, fill=palette.MARK)
    buffer = io.BytesIO()
    image.resize((size[0] // _SMOOTH, size[1] // _SMOOTH), Image.Resampling.LANCZOS).quantize(64).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()
