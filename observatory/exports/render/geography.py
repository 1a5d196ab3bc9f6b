"""Maps: areas, circles and points in the drawing plane, overseas frames and all, as the browser projects them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import shapely
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from observatory import formatting as fr
from observatory import queries, queries_qpv
from observatory.database import opened
from observatory.exports.render.errors import UnknownMarkError
from observatory.exports.render.legend import Entry, draw_legend, legend_height
from observatory.exports.render.page import LABEL, Box, Page, plain
from observatory.exports.render.points import draw_marks, draw_texts
from observatory.model import Level, Status

Trace = Mapping[str, Any]
Numbers = NDArray[np.float64]
KINDS = frozenset({"choropleth", "scattergeo"})
# The plot of a map on the screen is about this high: marks keep their share of it.
_SCREEN_HEIGHT = 490.0
_SMALLEST_MARKS, _LARGEST_MARKS = 0.72, 1.6
_SMALLEST_TEXT = 7.5
_MISSING = {
    fr.STATUS_TEXT[Status.NOT_AVAILABLE].capitalize(): "////",
    fr.STATUS_TEXT[Status.SECRET].capitalize(): "....",
}


class Projection:
    """Conic conformal (Lambert) as d3 computes it, on a sphere of radius 1, y downwards."""

    def __init__(self, parallels: tuple[float, float], central_longitude: float) -> None:
        first, second = (math.radians(parallel) for parallel in parallels)
        self._centre = central_longitude
        self._power = math.log(math.cos(first) / math.cos(second)) / math.log(_tangent(second) / _tangent(first))
        self._factor = math.cos(first) * _tangent(first) ** self._power / self._power

    def place(self, longitudes: Numbers, latitudes: Numbers) -> Numbers:
        """Points of the plane, one row each."""
        radius = self._factor / np.tan(math.pi / 4 + np.radians(latitudes) / 2) ** self._power
        angle = self._power * np.radians(longitudes - self._centre)
        return np.column_stack((radius * np.sin(angle), radius * np.cos(angle) - self._factor))


def _tangent(latitude: float) -> float:
    return math.tan(math.pi / 4 + latitude / 2)


@lru_cache(maxsize=4)
def projection_of(kind: str, parallels: tuple[float, float], longitude: float) -> Projection:
    """The projection that a figure asks. Raises `UnknownMarkError` on another kind."""
    if kind != "conic conformal":
        raise UnknownMarkError("projection", kind)
    return Projection(parallels, longitude)


@lru_cache(maxsize=48)
def areas(address: str, projection: Projection) -> dict[str, Path]:
    """The shapes that an address serves, projected: a path for each code.

    `address` is the one that the browser asks (`contours/<version>/<level>.json?dans=…`); the shapes come from the
    same query, in the database of that version.
    """
    parts = urlsplit(address)
    _, version, file = parts.path.split("/")
    inside = parse_qs(parts.query).get("dans", [""])[0]
    around = (Level(inside.partition("-")[0]), inside.partition("-")[2]) if inside else None
    name = file.removesuffix(".json")
    database = opened(version)
    if name.startswith("qpv-") and around:
        rows = queries_qpv.shapes(database, int(name.removeprefix("qpv-")), *around)
    else:
        rows = queries.contours(database, Level(name), around)
    return {code: _path(shapely.from_wkb(bytes(wkb)), projection) for code, _, wkb in rows}


def _path(shape: shapely.Geometry, projection: Projection) -> Path:
    """All the rings of a shape; holes run the other way, so that they stay empty."""
    points, strokes = [], []
    for polygon in shapely.get_parts(shapely.orient_polygons(shape)):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring)
            points.append(projection.place(corners[:, 0], corners[:, 1]))
            codes = np.full(len(corners), Path.LINETO, dtype=np.uint8)
            codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
            strokes.append(codes)
    return Path(np.concatenate(points), np.concatenate(strokes))


class _Map:
    """A map fitted in a box of the page."""

    def __init__(self, page: Page, geo: Mapping[str, Any], box: Box) -> None:
        asked = geo["projection"]
        self.page, self.box = page, box
        self.projection = projection_of(asked["type"], tuple(asked["parallels"]), float(asked["rotation"]["lon"]))
        corners = self._frame(geo["lonaxis"]["range"], geo["lataxis"]["range"])
        low, high = corners.min(axis=0), corners.max(axis=0)
        scale = min(box.width / (high[0] - low[0]), box.height / (high[1] - low[1]))
        middle = (low + high) / 2
        self.fit = Affine2D().translate(-middle[0], -middle[1]).scale(scale)
        self.fit.translate((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        self.marks = min(_LARGEST_MARKS, max(_SMALLEST_MARKS, scale * (high[1] - low[1]) / _SCREEN_HEIGHT))

    def _frame(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> Numbers:
        """The outline of what is shown, projected: its sides are curves."""
        west_east = np.linspace(longitudes[0], longitudes[1], 24)
        south_north = np.linspace(latitudes[0], latitudes[1], 24)
        flat = [np.full(24, side) for side in (*longitudes, *latitudes)]
        return np.concatenate(
            [
                self.projection.place(flat[0], south_north),
                self.projection.place(flat[1], south_north),
                self.projection.place(west_east, flat[2]),
                self.projection.place(west_east, flat[3]),
            ]
        )

    def points(self, trace: Trace) -> list[tuple[float, float] | None]:
        """The pixels of a trace's points; None where one is missing."""
        longitudes = np.array([math.nan if v is None else v for v in trace["lon"]], dtype=float)
        latitudes = np.array([math.nan if v is None else v for v in trace["lat"]], dtype=float)
        if not len(longitudes):
            return []
        pixels = self.fit.transform(self.projection.place(longitudes, latitudes))
        return [None if math.isnan(x) else (float(x), float(y)) for x, y in pixels]


def draw(page: Page, traces: Sequence[Trace], layout: Mapping[str, Any]) -> None:
    """Draw a map in the room of the page, its legend below."""
    entries = [entry for trace in traces if (entry := _entry(page, trace))]
    legend = legend_height(entries, page.room.width)
    room = page.room
    drawn = _Map(page, layout["geo"], Box(room.left, room.top, room.right, room.bottom - legend))
    page.canvas.clip = (0, room.top - 6, page.canvas.width, drawn.box.bottom + 6)
    for trace in traces:
        if trace["type"] == "choropleth":
            _draw_areas(drawn, trace)
        else:
            _draw_points(drawn, trace)
    page.canvas.clip = None
    if entries:
        draw_legend(page, entries, room.bottom - legend + 6)


def _entry(page: Page, trace: Trace) -> Entry | None:
    if not trace.get("name") or trace.get("showlegend") is False:
        return None
    if trace["type"] == "choropleth":
        name = plain(trace["name"])
        pen = page.pen(page.ink, 0.7, opacity=0.55)
        return Entry(name, "box", page.color(trace["colorscale"][-1][1]), _MISSING.get(name, ""), pen)
    marker = trace.get("marker", {})
    return Entry(plain(trace["name"]), "circle", page.color(marker["color"], marker.get("opacity", 1.0)))


def _draw_areas(drawn: _Map, trace: Trace) -> None:
    page, known = drawn.page, areas(trace["geojson"], drawn.projection)
    paths = [known[code] for code in trace["locations"] if code in known]
    if not paths:
        return
    marker = trace.get("marker", {})
    opacity = float(marker.get("opacity", 1.0))
    line = marker.get("line", {"color": page.ink, "width": 0})
    fill = page.color(trace["colorscale"][-1][1], opacity)
    page.canvas.shapes(paths, fill, page.pen(line["color"], line["width"], opacity=opacity), "zones", drawn.fit)
    hatch = _MISSING.get(plain(trace.get("name", "")))
    if hatch:
        whole = drawn.fit.transform_path(Path.make_compound_path(*paths))
        page.canvas.hatching(whole, hatch, page.pen(page.ink, 0.7, opacity=0.55))


def _draw_points(drawn: _Map, trace: Trace) -> None:
    page, mode = drawn.page, trace.get("mode", "markers")
    points = drawn.points(trace)
    marker = dict(trace.get("marker", {}))
    if "markers" in mode:
        size = marker.get("size", 6)
        marker["size"] = [s * drawn.marks for s in size] if isinstance(size, list) else size * drawn.marks
        draw_marks(page, marker, points, float(trace.get("opacity", 1.0)), "cercle")
    if "lines" in mode:
        pen = page.pen(trace["line"]["color"], trace["line"].get("width", 2.0), trace["line"].get("dash", "solid"))
        run: list[tuple[float, float]] = []
        for point in (*points, None):
            if point is not None:
                run.append(point)
            elif run:
                page.canvas.line(run, pen, "cadre")
                run = []
    if "text" in mode:
        font = trace.get("textfont", {})
        size = max(_SMALLEST_TEXT, float(font.get("size", LABEL)) * min(1.0, drawn.marks))
        draw_texts(page, {**trace, "marker": marker, "textfont": {**font, "size": size}}, points)
