"""The areas of a map as an SVG writes them: on a grid of a tenth of a pixel, nothing finer than an eye could see.

Both sides of a border are put on the same grid, so that neighbours still touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

Corners = tuple[float, float, float, float]
Integers = NDArray[np.int64]
GRID = 10  # steps in a pixel


class SvgAreas(Artist):
    """Many areas of one colour in a group, each as a path of its own, written without asking matplotlib."""

    def __init__(self, paths: Sequence[Path], fit: Affine2D, style: str, clip: Corners | None) -> None:
        super().__init__()
        self._rings = [_rings(path, fit) for path in paths]
        self._style, self._clip = style, clip

    def draw(self, renderer: Any) -> None:  # noqa: ANN401 - matplotlib's renderer of SVG, which has no type
        """Write the group."""
        writer = renderer.writer
        clipped = {"clip-path": f"url(#cadre-{self.get_gid()})"} if self._clip and self._goes_beyond(self._clip) else {}
        if clipped and self._clip:
            left, top, right, bottom = (round(side, 2) for side in self._clip)
            writer.start("clipPath", id=f"cadre-{self.get_gid()}")
            writer.element("rect", x=f"{left}", y=f"{top}", width=f"{right - left:g}", height=f"{bottom - top:g}")
            writer.end("clipPath")
        writer.start("g", id=self.get_gid(), style=self._style, attrib=clipped)
        writer.start("g", transform=f"scale({1 / GRID:g})")
        for rings in self._rings:
            writer.element("path", d="".join(map(_text, rings)))
        writer.end("g")
        writer.end("g")

    def _goes_beyond(self, clip: Corners) -> bool:
        drawn = np.concatenate([ring for rings in self._rings for ring in rings])
        low, high = drawn.min(axis=0) / GRID, drawn.max(axis=0) / GRID
        return bool(low[0] < clip[0] or low[1] < clip[1] or high[0] > clip[2] or high[1] > clip[3])


def _rings(path: Path, fit: Affine2D) -> list[Integers]:
    """The rings of an area in steps of the grid, without the points that change nothing; the largest at least."""
    pixels = fit.transform(np.asarray(path.vertices))
    steps = np.rint(pixels * GRID).astype(np.int64)
    assert path.codes is not None  # noqa: S101 - areas are written with their strokes
    starts = np.flatnonzero(path.codes == Path.MOVETO)
    rings = [_thinned(ring[:-1]) for ring in np.split(steps, starts[1:])]
    return [ring for ring in rings if len(ring) > 2] or [max(rings, key=len)]  # noqa: PLR2004 - a triangle


def _thinned(ring: Integers) -> Integers:
    """A ring without points on the same step, then without those in the middle of a straight line."""
    moved = np.any(ring != np.roll(ring, 1, axis=0), axis=1)
    ring = ring[moved] if moved.any() else ring[:1]
    if len(ring) < 4:  # noqa: PLR2004 - nothing left to take out of a triangle
        return ring
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    turns = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    ahead = (before * after).sum(axis=1) > 0
    kept: Integers = ring[(turns != 0) | ~ahead]
    return kept


def _text(ring: Integers) -> str:
    """A ring as an SVG path: its first point, then how far each next one is."""
    moves = np.diff(ring, axis=0).ravel().tolist()
    written = " ".join(map(str, moves)).replace(" -", "-")
    return f"M{ring[0, 0]} {ring[0, 1]}" + (f"l{written}" if written else "") + "z"
