"""The two embedded typefaces: registered once for drawing, measured for wrapping, embedded in an SVG."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from fontTools.pens.basePen import decomposeQuadraticSegment
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from matplotlib.path import Path as Outline

FONTS = Path(__file__).parents[2] / "ui" / "assets" / "fonts"
OTHERS = Path(mpl.get_data_path()) / "fonts" / "ttf"
SANS, SERIF = "Observatoire Sans", "Observatoire Serif"
_FILES = {SANS: "observatoire-sans", SERIF: "observatoire-serif"}
# What draws a character that ours do not have, then what a reader's machine has instead of ours.
_OTHERS = {SANS: ["DejaVu Sans", "Arial", "sans-serif"], SERIF: ["DejaVu Serif", "Georgia", "serif"]}
WEIGHTS = {SANS: 400, SERIF: 600}


@lru_cache(maxsize=1)
def prepare() -> None:
    """Set, once for the process, what matplotlib only takes as a setting."""
    mpl.rcParams["svg.hashsalt"] = "observatoire"
    mpl.rcParams["path.simplify"] = False


@lru_cache(maxsize=4)
def _fonts(family: str) -> tuple[TTFont, TTFont]:
    """The typeface, and the one of matplotlib that draws what ours lacks."""
    return TTFont(FONTS / f"{_FILES[family]}.ttf"), TTFont(OTHERS / "DejaVuSans.ttf")


@lru_cache(maxsize=2048)
def _found(character: str, family: str) -> tuple[TTFont, str]:
    """The font that has a character and the glyph it gives it; an empty box when none has it."""
    for font in _fonts(family):
        glyph = font.getBestCmap().get(ord(character))
        if glyph:
            return font, glyph
    return _fonts(family)[1], ".notdef"


@lru_cache(maxsize=2048)
def _advance(character: str, family: str) -> float:
    font, glyph = _found(character, family)
    return float(font["hmtx"][glyph][0]) / float(font["head"].unitsPerEm)


def width(text: str, size: float, family: str = SANS) -> float:
    """How wide a line of text is drawn, in the unit of `size`."""
    return size * sum(_advance(character, family) for character in text)


def printable(text: str) -> str:
    """The text with a box in place of what no typeface of ours draws (an emoji): what a tagged PDF demands."""
    unknown = {character for character in set(text) if _found(character, SANS)[1] == ".notdef" and character > " "}
    return text.translate({ord(character): "\u25a1" for character in unknown}) if unknown else text


def legible(text: str) -> str:
    """The text without the control characters that a file of text may not hold."""
    return "".join(character for character in text if character >= " " or character == "\n")


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
    used = 0.0
    for i, character in enumerate(text):
        used += size * _advance(character, family)
        if used > room:
            return max(1, i)
    return len(text)


@lru_cache(maxsize=1024)
def _glyph(character: str, family: str) -> tuple[list[tuple[float, float]], list[int]]:
    """The outline of a character, in ems: points and strokes as matplotlib counts them."""
    font, glyph = _found(character, family)
    em, glyphs = font["head"].unitsPerEm, font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(pen)
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


def outline(text: str, family: str) -> Outline:
    """The outline of a line of text of size 1, from the left of its baseline, y downwards.

    Characters are kept, never words: those of a reader's own file must not outlive its visit.
    """
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    used = 0.0
    for character in text:
        drawn, strokes = _glyph(character, family)
        points += [(used + x, -y) for x, y in drawn]
        codes += strokes
        used += _advance(character, family)
    return Outline(np.array(points).reshape(-1, 2), np.array(codes, dtype=np.uint8))


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The typefaces as CSS for an SVG that is opened elsewhere."""
    rules = []
    for family, file in _FILES.items():
        text = base64.b64encode((FONTS / f"{file}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{WEIGHTS[family]};'
            f'src:url(data:font/woff2;base64,{text}) format("woff2")}}'
        )
    return "".join(rules)


def css_families(family: str) -> str:
    """The typeface and what stands in for it, as CSS writes them."""
    return ", ".join(f"'{name}'" if " " in name else name for name in (family, *_OTHERS[family]))
