"""A page to draw on, in screen pixels with y downwards, and the colours as Plotly writes them.

Everything is drawn by matplotlib's artists put straight on the figure: no axes of its own, no pyplot. Nothing here
knows what a chart is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import CircleCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.image import BboxImage
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from numpy.typing import NDArray

from observatory.exports.render import fonts
from observatory.exports.render.areas import GRID, SvgAreas
from observatory.exports.render.errors import UnknownMarkError
from observatory.exports.render.logo import as_svg, pixels_of
from observatory.house_style_file import Logo

Color = tuple[float, float, float, float]
NONE: Color = (0.0, 0.0, 0.0, 0.0)
_RGBA = re.compile(r"rgba?\(([^)]+)\)")
_DASHES: dict[str, str | tuple[float, tuple[float, ...]]] = {
    "solid": "-",
    "dot": (0, (1.2, 2.2)),
    "dash": (0, (5, 3)),
    "dashdot": (0, (5, 2, 1.2, 2)),
}
# From the anchor of a line of text down to its baseline, as a share of its size.
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}
_TO_BASELINE = {"top": 0.78, "middle": 0.32, "bottom": -0.24, "baseline": 0.0}


def color(text: str, opacity: float = 1.0) -> Color:
    """`#2f7d77` or `rgba(47,125,119,.3)` as four numbers from 0 to 1. Raises `UnknownMarkError` on another form."""
    found = _RGBA.fullmatch(text.replace(" ", ""))
    if found:
        parts = [float(part) for part in found[1].split(",")]
        alpha = parts[3] if len(parts) == 4 else 1.0  # noqa: PLR2004 - rgba
        return parts[0] / 255, parts[1] / 255, parts[2] / 255, alpha * opacity
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise UnknownMarkError("couleur", text)
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, opacity


def _shade(painted: Color) -> str:
    """A colour as CSS writes it, without its opacity."""
    return "#" + "".join(f"{round(255 * part):02x}" for part in painted[:3])


@dataclass(frozen=True)
class Line:
    """How a line is drawn: colour, width in pixels, dash as Plotly names it."""

    color: Color
    width: float = 1.0
    dash: str = "solid"

    @property
    def style(self) -> str | tuple[float, tuple[float, ...]]:
        """The dash as matplotlib wants it."""
        if self.dash not in _DASHES:
            raise UnknownMarkError("tiret", self.dash)
        return _DASHES[self.dash]


@dataclass(frozen=True)
class Writing:
    """How a text is written: colour, size in pixels, typeface, anchors, angle in degrees counter-clockwise."""

    color: Color
    size: float = 13.0
    family: str = fonts.SANS
    horizontal: Literal["left", "center", "right"] = "left"
    vertical: str = "top"
    angle: float = 0.0


def _svg_style(fill: Color, border: Line) -> str:
    """The fill and the border of areas written on the grid of `areas`."""
    style = f"fill: {_shade(fill)}" if fill[3] else "fill: none"
    if 0 < fill[3] < 1:
        style += f"; fill-opacity: {fill[3]:g}"
    if border.width and border.color[3]:
        style += f"; stroke: {_shade(border.color)}; stroke-width: {border.width * GRID:g}; stroke-linejoin: round"
        style += f"; stroke-opacity: {border.color[3]:g}" if border.color[3] < 1 else ""
    return style


class _SvgText(Artist):
    """A text that stays text: written as it is in the SVG, without asking matplotlib how wide it is."""

    def __init__(self, x: float, y: float, text: str, writing: Writing) -> None:
        super().__init__()
        self._place, self._text, self._writing = (x, y), text, writing

    def draw(self, renderer: Any) -> None:  # noqa: ANN401 - matplotlib's renderer of SVG, which has no type
        """Write the element."""
        x, y = self._place
        alpha = self._writing.color[3]
        turned = {"transform": f"rotate({-self._writing.angle:g} {x:.2f} {y:.2f})"} if self._writing.angle else {}
        style = (
            f"font-family: {fonts.css_families(self._writing.family)}; font-size: {self._writing.size:g}px; "
            f"font-weight: {fonts.WEIGHTS[self._writing.family]}; "
            f"text-anchor: {_ANCHORS[self._writing.horizontal]}; fill: {_shade(self._writing.color)}"
            + (f"; fill-opacity: {alpha:g}" if alpha < 1 else "")
        )
        renderer.writer.element("text", self._text, x=f"{x:.2f}", y=f"{y:.2f}", style=style, attrib=turned)


class Canvas:
    """A page of `width` × `height` screen pixels. What is drawn later stands above.

    `outlines` draws texts as shapes, five times faster: for pictures made of pixels.
    """

    def __init__(self, width: float, height: float, ground: str, *, outlines: bool = False) -> None:
        fonts.prepare()
        self._outlines = outlines
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=color(ground))
        self.down = Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72) + self.figure.dpi_scale_trans
        self.colors: dict[Color, None] = {color(ground): None}
        self.clip: tuple[float, float, float, float] | None = None
        self.logo_svg = ""
        self._rank = 0

    def _add(self, artist: Artist, name: str = "") -> None:
        self._rank += 1
        artist.set_zorder(self._rank)
        if name:
            artist.set_gid(f"{name}-{self._rank}")
        self.figure.add_artist(artist)
        if self.clip:
            left, top, right, bottom = self.clip
            artist.set_clip_box(TransformedBbox(Bbox([[left, top], [right, bottom]]), self.down))

    def line(self, points: Sequence[tuple[float, float]], pen: Line, name: str = "") -> None:
        """A line through points."""
        self.colors[pen.color] = None
        xs, ys = [x for x, _ in points], [y for _, y in points]
        drawn = Line2D(xs, ys, color=pen.color, linewidth=pen.width, linestyle=pen.style, transform=self.down)  # type: ignore[arg-type]
        drawn.set_solid_capstyle("round" if pen.dash == "solid" else "butt")
        drawn.set_solid_joinstyle("round")
        self._add(drawn, name)

    def box(
        self, corners: tuple[float, float, float, float], fill: Color, border: Line | None = None, name: str = ""
    ) -> None:
        """A filled rectangle; corners are left, top, right, bottom."""
        left, top, right, bottom = corners
        outline = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.shape(Path(np.array(outline), closed=True), fill, border, name)

    def shape(self, path: Path, fill: Color, border: Line | None = None, name: str = "", hatch: str = "") -> None:
        """A filled path, holes and all; `hatch` is drawn over the fill in the colour of the border."""
        self.colors[fill] = None
        patch = PathPatch(
            path,
            facecolor=fill,
            edgecolor=border.color if border else NONE,
            linewidth=border.width if border else 0,
            linestyle=border.style if border else "-",
            transform=self.down,
            hatch=hatch or None,
        )
        self._add(patch, name)

    def hatching(self, path: Path, hatch: str, pen: Line) -> None:
        """Strokes over an area, without fill nor border."""
        patch = PathPatch(path, facecolor=NONE, edgecolor=NONE, linewidth=0, transform=self.down, hatch=hatch)
        patch.set_hatchcolor(pen.color)
        patch.set_hatch_linewidth(pen.width)
        self._add(patch, "hachures")

    def shapes(self, paths: Sequence[Path], fill: Color, border: Line, name: str, fit: Affine2D) -> None:
        """Many areas of one colour; `fit` brings their coordinates to pixels."""
        self.colors[fill] = None
        if not self._outlines:
            self._add(SvgAreas(paths, fit, _svg_style(fill, border), self.clip), name)
            return
        drawn = PathCollection(
            list(paths), facecolors=[fill], edgecolors=[border.color], linewidths=[border.width], joinstyle="round"
        )
        drawn.set_transform(fit + self.down)
        self._add(drawn, name)

    def circles(
        self,
        centres: NDArray[np.float64],
        diameters: Sequence[float],
        fills: Sequence[Color],
        border: Line,
        name: str = "",
    ) -> None:
        """Circles, `diameters` in pixels, first one lowest."""
        self.colors.update(dict.fromkeys(fills))
        drawn = CircleCollection(
            [math.pi * (diameter / 2) ** 2 for diameter in diameters],
            offsets=centres,
            offset_transform=self.down,
            facecolors=list(fills),
            edgecolors=[border.color],
            linewidths=[border.width],
        )
        self._add(drawn, name)

    def text(self, x: float, y: float, text: str, writing: Writing) -> None:
        """One line of text. No mark-up is read in it."""
        text = fonts.legible(text)
        if not text.strip():
            return
        self.colors[writing.color] = None
        turn = math.radians(writing.angle)
        fall = _TO_BASELINE[writing.vertical] * writing.size
        x, y = x + fall * math.sin(turn), y + fall * math.cos(turn)
        if not self._outlines:
            self._add(_SvgText(x, y, text, writing))
            return
        before = _BEFORE[writing.horizontal] * fonts.width(text, writing.size, writing.family)
        place = Affine2D().scale(writing.size).translate(-before, 0).rotate(-turn).translate(x, y)
        path = fonts.outline(text, writing.family)
        self._add(PathPatch(path, facecolor=writing.color, edgecolor=NONE, linewidth=0, transform=place + self.down))

    def logo(self, corners: tuple[float, float, float, float], logo: Logo) -> None:
        """The logo of the house in a rectangle; corners are left, top, right, bottom. An SVG takes it as it is."""
        if not self._outlines:
            self.logo_svg = as_svg(logo, corners)
            return
        left, top, right, bottom = corners
        place = TransformedBbox(Bbox([[left, top], [right, bottom]]), self.down)
        drawn = BboxImage(place, interpolation="lanczos", origin="upper")
        drawn.set_data(pixels_of(logo))
        self._add(drawn, "logo")
