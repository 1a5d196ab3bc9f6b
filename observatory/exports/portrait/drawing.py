"""The map of situation: where a territory lies in its région, or in France; drawn light, without a word inside."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
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
Halo = tuple[float, float, float]
Shapes = tuple[shapely.Geometry, ...]
_WIDTH = 1000.0
_DETAIL = 0.9
_SMALL, _HALO, _BORDER = 34.0, 30.0, 2.2
_MANY, _DOT = 10, 12.0
_SMOOTH = 2


@dataclass(frozen=True)
class Layer:
    """Shapes of one colour: closed rings in the units of the drawing, y downwards."""

    rings: tuple[Ring, ...]
    fill: str
    stroke: str


@dataclass(frozen=True)
class Drawing:
    """A map as layers; `halos` circle what is too small to be seen, (x, y, radius). `alt` says what it shows."""

    width: float
    height: float
    layers: tuple[Layer, ...]
    halos: tuple[Halo, ...]
    alt: str


def situation(database: Database, place: Territory) -> Drawing | None:
    """A territory inside its région (a région inside France); None when it has no shape."""
    own = shapes_of(database, place.level, (place.level, place.code)) if place.level is not Level.FRANCE else ()
    region = next((p for p in queries.ancestors(database, place) if p.level is Level.REGION), None)
    if place.level is not Level.FRANCE and not own:
        return None
    alone = place.level is Level.DEPARTEMENT and region is not None and _is_whole(database, region)
    if region is None or alone:
        return drawn_in(Frame(database, ()), (own,) if own else (), _said(place, None))
    return drawn_in(Frame(database, (region.code,)), (own,), _said(place, region), _around(database, place))


def _is_whole(database: Database, region: Territory) -> bool:
    """Tell whether a région is a single département: it would fill its own map."""
    return len(queries.codes_inside(database, Level.DEPARTEMENT, region.level, region.code)) == 1


def _said(place: Territory, region: Territory | None) -> str:
    if place.level is Level.FRANCE:
        return "Carte de la France et de ses régions, outre-mer compris."
    where = narrative.in_place(region) if region else "en France"
    return f"Carte de situation\u202f: {narrative.the_place(place)}, {where}."


def _around(database: Database, place: Territory) -> Shapes:
    """The EPCI of a commune, drawn pale around it."""
    if place.level is not Level.COMMUNE or not place.epci_code:
        return ()
    return shapes_of(database, Level.EPCI, (Level.EPCI, place.epci_code))


@lru_cache(maxsize=64)
def shapes_of(database: Database, level: Level, around: tuple[Level, str] | None) -> Shapes:
    """The parts of the contours of a level, all of them or those inside a territory."""
    rows = queries.contours(database, level, around)
    return tuple(part for _, _, wkb in rows for part in shapely.get_parts(shapely.from_wkb(bytes(wkb))))


class Frame:
    """What the map shows around a territory: the départements of some régions.

    Without any région, all of France by its territories of a level, with the frames that hold what is enlarged.
    """

    def __init__(self, database: Database, region_codes: Sequence[str], level: Level = Level.REGION) -> None:
        if not region_codes:
            self.background = shapes_of(database, level, None)
            rings = [ring for _, _, levels, ring in queries.insets(database) if level in levels]
            self.bounds = _bounds((*self.background, *(shapely.Polygon(ring) for ring in rings)))
            self.insets = tuple(shapely.Polygon(ring) for ring in rings)
        else:
            boxes = [queries.bounds_of(database, Level.REGION, code) for code in region_codes]
            around = [shapes_of(database, Level.DEPARTEMENT, (Level.REGION, code)) for code in region_codes]
            inside = tuple(shape for shapes in around for shape in shapes)
            self.bounds = _bounds([shapely.box(*box) for box in boxes if box] or inside)
            self.background = self.kept(inside)
            self.insets = ()

    def kept(self, parts: Iterable[shapely.Geometry]) -> Shapes:
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

    def extent(self, shapes: Shapes) -> Box:
        """The box that holds shapes as they are drawn, in the units of the drawing."""
        corners = np.concatenate([np.array(ring) for ring in self.rings(shapes)] or [self.points(shapes[0])])
        (west, north), (east, south) = corners.min(axis=0), corners.max(axis=0)
        return float(west), float(north), float(east), float(south)

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


def drawn_in(frame: Frame, groups: Sequence[Shapes], alt: str, around: Shapes = ()) -> Drawing:
    """The shapes of each group in the colour of the territory, a group too small to be seen circled."""
    kept = [shapes for group in groups if (shapes := frame.kept(group))]
    plane = _Plane((*frame.background, *frame.insets, *(shape for group in kept for shape in group)))
    land = palette.LAND if kept else palette.SEQUENCE[1]
    layers = [Layer(plane.rings(frame.background), land, palette.BORDER)]
    if frame.insets:
        layers.insert(0, Layer(plane.rings(frame.insets), "none", palette.LAND))
    if around:
        layers.append(Layer(plane.rings(frame.kept(around)), palette.SEQUENCE[1], palette.BORDER))
    if kept:
        rings = tuple(ring for group in kept for ring in plane.rings(group))
        layers.append(Layer(rings, palette.MARK, palette.BORDER))
    return Drawing(_WIDTH, plane.height, tuple(layers), _halos([plane.extent(group) for group in kept]), alt)


def _halos(extents: Sequence[Box]) -> tuple[Halo, ...]:
    """A circle round each area too small to be seen; what touches is one area, what a circle holds has no other.

    Where there are many, only what is hardly a dot is circled.
    """
    areas: list[Box] = []
    for extent in extents:
        area = extent
        while near := [other for other in areas if _gap(area, other) < _BORDER]:
            areas.remove(near[0])
            area = _union(area, near[0])
        areas.append(area)
    limit = _SMALL if len(areas) <= _MANY else _DOT
    halos: list[tuple[float, float]] = []
    for west, north, east, south in areas:
        x, y = round((west + east) / 2, 1), round((north + south) / 2, 1)
        held = any(math.dist((x, y), other) < _HALO for other in halos)
        if max(east - west, south - north) < limit and not held:
            halos.append((x, y))
    radius = _HALO if len(halos) <= _MANY else _HALO / 2
    return tuple((x, y, radius) for x, y in halos)


def _gap(one: Box, other: Box) -> float:
    """How far apart two boxes are, along the axis where they are the furthest; negative when they cross."""
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def to_svg(drawing: Drawing) -> str:
    """The map as SVG, without any text."""
    margin = _HALO + _BORDER
    box = f"{-margin} {-margin} {drawing.width + 2 * margin} {drawing.height + 2 * margin:.1f}"
    body = "".join(
        f'<path d="{"".join(_path(ring) for ring in layer.rings)}" fill="{layer.fill}" stroke="{layer.stroke}" '
        f'stroke-width="{_BORDER}" stroke-linejoin="round"/>'
        for layer in drawing.layers
    )
    for x, y, radius in drawing.halos:
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
    for x, y, radius in drawing.halos:
        centre = ((x + margin) * scale, (y + margin) * scale)
        pen.circle(centre, radius * scale, outline=palette.MARK, width=round(5 * scale))
        pen.circle(centre, 7 * scale, fill=palette.MARK)
    buffer = io.BytesIO()
    image.resize((size[0] // _SMOOTH, size[1] // _SMOOTH), Image.Resampling.LANCZOS).quantize(64).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()
