"""The page of a picture: title and subtitle above, source below, the plot between; a legend where there is one."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from observatory.exports.render import fonts
from observatory.exports.render.canvas import Canvas, Line, Writing, color
from observatory.exports.render.logo import size_of
from observatory.house_style_file import Logo

PAD = 24.0
TITLE, SUBTITLE, FOOT, LABEL, LEGEND = 18.0, 13.0, 11.0, 13.0, 12.0
_TITLE_LINE, _SUBTITLE_LINE, _FOOT_LINE, LEGEND_LINE = 23.0, 17.0, 15.0, 22.0
SWATCH, _ENTRY_GAP = 14.0, 22.0
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")


def plain(text: object) -> str:
    """A text of Plotly without its mark-up; a line break stays one."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", str(text))))


@dataclass(frozen=True)
class Box:
    """A rectangle of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass
class Page:
    """What the pieces of a chart are drawn with: canvas, ink, dark variants of colours, room left for the plot."""

    canvas: Canvas
    ink: str
    ground: str
    dark: Mapping[str, str]
    room: Box = field(default_factory=lambda: Box(0, 0, 0, 0))

    def color(self, text: str, opacity: float = 1.0) -> tuple[float, float, float, float]:
        """A colour of the figure, in its dark variant on a dark ground."""
        return color(self.dark.get(text, text), opacity)

    def writing(self, size: float = LABEL, **properties: Any) -> Writing:  # noqa: ANN401 - those of Writing
        """A text in ink, or in the colour given as Plotly writes it."""
        ink = properties.pop("ink", None) or self.ink
        return Writing(self.color(ink), size, **properties)

    def pen(self, text: str, width: float = 1.0, dash: str = "solid", opacity: float = 1.0) -> Line:
        """A line in a colour of the figure."""
        return Line(self.color(text, opacity), width, dash)


@dataclass(frozen=True)
class Words:
    """The words around a figure, wrapped to the page."""

    title: list[str]
    subtitle: list[str]
    foot: list[str]

    @property
    def pad(self) -> float:
        """The margin of the page: next to nothing for a drawing without words, to be put on another page."""
        return PAD if self.title or self.foot else 4.0

    @property
    def height(self) -> float:
        """The height of the words and of the margins."""
        lines = len(self.title) * _TITLE_LINE + len(self.subtitle) * _SUBTITLE_LINE + len(self.foot) * _FOOT_LINE
        return lines + 2 * self.pad + 16


def words(title: str, subtitle: str, foot: str, width: float, logo_width: float = 0.0) -> Words:
    """Wrap the words of a figure to a page of this width."""
    room = width - 2 * PAD
    beside = room - (logo_width + 16 if logo_width else 0)
    return Words(
        fonts.wrap(title, beside, TITLE, fonts.SERIF) if title else [],
        fonts.wrap(subtitle, beside, SUBTITLE) if subtitle else [],
        fonts.wrap(foot, room, FOOT) if foot else [],
    )


def write_words(page: Page, written: Words, logo: Logo | None = None) -> None:
    """Write title, subtitle and foot, the logo at the right, and leave the room between them for the plot."""
    y = pad = written.pad
    if logo:
        width, height = size_of(logo)
        right = page.canvas.width - PAD
        corners = (right - width, PAD - 6, right, PAD - 6 + height)
        if page.dark:
            page.canvas.box((corners[0] - 4, corners[1] - 4, right + 4, corners[3] + 4), color("#ffffff"))
        page.canvas.logo(corners, logo)
    for line in written.title:
        page.canvas.text(PAD, y, line, page.writing(TITLE, family=fonts.SERIF))
        y += _TITLE_LINE
    for line in written.subtitle:
        page.canvas.text(PAD, y + 2, line, page.writing(SUBTITLE))
        y += _SUBTITLE_LINE
    low = page.canvas.height - pad - len(written.foot) * _FOOT_LINE
    for rank, line in enumerate(written.foot):
        page.canvas.text(PAD, low + rank * _FOOT_LINE + 2, line, page.writing(FOOT))
    page.room = Box(pad, y + 8, page.canvas.width - pad, low - 8)


def write_centred(page: Page, text: str) -> None:
    """Write a sentence in the middle of the room: what is said when there is nothing to draw."""
    lines = fonts.wrap(text, min(520.0, page.room.width), LABEL)
    middle = (page.room.top + page.room.bottom) / 2 - len(lines) * _SUBTITLE_LINE / 2
    writing = page.writing(horizontal="center")
    for rank, line in enumerate(lines):
        page.canvas.text((page.room.left + page.room.right) / 2, middle + rank * _SUBTITLE_LINE, line, writing)
