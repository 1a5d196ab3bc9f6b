"""The two embedded typefaces: registered once for drawing, measured for wrapping, embedded in an SVG."""

from __future__ import annotations

import base64
import logging
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from fontTools.pens.basePen import decomposeQuadraticSegment
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.path import Path as Outline

FONTS = Path(__file__).parents[2] / "ui" / "assets" / "fonts"
SANS, SERIF = "Observatoire Sans", "Observatoire Serif"
_FILES = {SANS: "observatoire-sans", SERIF: "observatoire-serif"}
# What draws a character that ours do not have, then what a reader's machine has instead of ours.
_OTHERS = {SANS: ["DejaVu Sans", "Arial", "sans-serif"], SERIF: ["DejaVu Serif", "Georgia", "serif"]}
_WEIGHTS = {SANS: 400, SERIF: 600}
_DRAWN = {SANS: [SANS, "DejaVu Sans"], SERIF: [SERIF, "DejaVu Serif"]}
_UNKNOWN_ADVANCE = 0.6


@lru_cache(maxsize=1)
def prepare() -> None:
    """Register the fonts and set, once for the process, what matplotlib only takes as a setting."""
    for file in _FILES.values():
        font_manager.fontManager.addfont(FONTS / f"{file}.ttf")
    # the typeface that stands in has no semibold: its bold is what we want, no warning
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    mpl.rcParams["svg.fonttype"] = "none"
    mpl.rcParams["svg.hashsalt"] = "observatoire"
    mpl.rcParams["path.simplify"] = False


@lru_cache(maxsize=4)
def properties(family: str) -> font_manager.FontProperties:
    """The typeface as matplotlib wants it, with what stands in for the characters it lacks."""
    prepare()
    return font_manager.FontProperties(family=_DRAWN[family], weight=_WEIGHTS[family])


@lru_cache(maxsize=4)
def _advances(family: str) -> dict[int, float]:
    with TTFont(FONTS / f"{_FILES[family]}.ttf", lazy=True) as font:
        em = font["head"].unitsPerEm
        return {code: font["hmtx"][glyph][0] / em for code, glyph in font.getBestCmap().items()}


def width(text: str, size: float, family: str = SANS) -> float:
    """How wide a line of text is drawn, in the unit of `size`."""
    advances = _advances(family)
    return size * sum(advances.get(ord(character), _UNKNOWN_ADVANCE) for character in text)


def known(text: str, family: str) -> bool:
    """Tell whether the typeface has every character of a text."""
    advances = _advances(family)
    return all(ord(character) in advances for character in text)


def wrap(text: str, room: float, size: float, family: str = SANS) -> list[str]:
    r"""Cut a text into lines that fit in `room`, at spaces; a word longer than the room is cut where it must be.

    No-break spaces never break; `\\n` always does.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if not line or width(longer, size, family) <= room:
                line = longer
            else:
                lines.append(line)
                line = word
            while width(line, size, family) > room and len(line) > 1:
                cut = _fitting(line, room, size, family)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines


def _fitting(text: str, room: float, size: float, family: str) -> int:
    used, advances = 0.0, _advances(family)
    for i, character in enumerate(text):
        used += size * advances.get(ord(character), _UNKNOWN_ADVANCE)
        if used > room:
            return max(1, i)
    return len(text)


@lru_cache(maxsize=4)
def _glyphs(family: str) -> tuple[TTFont, float]:
    font = TTFont(FONTS / f"{_FILES[family]}.ttf")
    return font, font["head"].unitsPerEm


@lru_cache(maxsize=1024)
def _glyph(character: str, family: str) -> tuple[list[tuple[float, float]], list[int]]:
    """The outline of a character, in ems: points and strokes as matplotlib counts them."""
    font, em = _glyphs(family)
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[font.getBestCmap()[ord(character)]].draw(pen)
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for operation, arguments in pen.value:
        if operation == "closePath":
            points.append((0.0, 0.0))
            codes.append(int(Outline.CLOSEPOLY))
        elif operation == "qCurveTo":
            for pair in decomposeQuadraticSegment(arguments):
                points += pair
                codes += [int(Outline.CURVE3)] * 2
        else:
            points += arguments
            codes.append(int(Outline.MOVETO if operation == "moveTo" else Outline.LINETO))
    return [(x / em, y / em) for x, y in points], codes


@lru_cache(maxsize=2048)
def outline(text: str, family: str) -> Outline:
    """The outline of a line of text of size 1, from the left of its baseline, y downwards."""
    advances, points, codes = _advances(family), [], []
    used = 0.0
    for character in text:
        drawn, strokes = _glyph(character, family)
        points += [(used + x, -y) for x, y in drawn]
        codes += strokes
        used += advances[ord(character)]
    return Outline(np.array(points).reshape(-1, 2), np.array(codes, dtype=np.uint8))


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The typefaces as CSS for an SVG that is opened elsewhere."""
    rules = []
    for family, file in _FILES.items():
        text = base64.b64encode((FONTS / f"{file}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{_WEIGHTS[family]};'
            f'src:url(data:font/woff2;base64,{text}) format("woff2")}}'
        )
    return "".join(rules)


def css_families(family: str) -> str:
    """The typeface and what stands in for it, as CSS writes them."""
    return ", ".join(f"'{name}'" if " " in name else name for name in (family, *_OTHERS[family]))
