"""A portrait as PDF: two A4 pages, tagged (PDF/UA-1), in French, its typefaces inside."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst
from fontTools.ttLib import TTFont

from observatory import formatting as fr
from observatory import house_style, palette
from observatory.exports.plain_text import clean
from observatory.exports.portrait.drawing import to_svg
from observatory.exports.portrait.model import ChartShown, Portrait

TEMPLATE = Path(__file__).with_name("portrait.typ")
FONTS = Path(__file__).parents[2] / "ui" / "assets" / "fonts"
# draws the characters that the two typefaces of the house do not have; it comes with matplotlib
_OTHER_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_SANS, _SERIF, _OTHERS = "Observatoire Sans", "Observatoire Serif", "DejaVu Sans"
_FILES = (FONTS / "observatoire-sans.ttf", FONTS / "observatoire-serif.ttf", _OTHER_FONTS / "DejaVuSans.ttf")
_UNKNOWN = "□"
_LARGEST_TITLE, _SMALLEST_TITLE, _LONG_TITLE = 25.0, 15.0, 24
_LONG_ADDRESS, _SHOWN_ADDRESS = 160, 110
_SOFT, _RULE = "#5a6270", "#d9d4c8"
# one compiler serves every thread: it keeps its fonts and its last document in memory
_COMPILING = threading.Lock()


def portrait_pdf(portrait: Portrait) -> bytes:
    """The PDF of a portrait."""
    given = json.dumps(_printable(_data(portrait)), ensure_ascii=False)
    day = portrait.publication.day
    with _COMPILING:
        made = _compiler().compile(
            sys_inputs={"portrait": given},
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC),
        )
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS), str(_OTHER_FONTS)]
    )
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, ignore_system_fonts=True)


def _data(portrait: Portrait) -> dict[str, Any]:
    """What the template reads: the portrait, with its colours, its typefaces and the sizes that depend on it."""
    # thousands of corners that only their drawing needs
    data = dataclasses.asdict(dataclasses.replace(portrait, map=None))
    day = portrait.publication.day
    data["date"] = {"year": day.year, "month": day.month, "day": day.day}
    data["publication"]["day"] = portrait.day
    logo = portrait.publication.logo
    data["publication"]["logo"] = {"content": list(logo.content), "kind": logo.kind} if logo else None
    data["map"] = {"svg": to_svg(portrait.map), "alt": portrait.map.alt} if portrait.map else None
    for shown, chart in zip(data["charts"], portrait.charts, strict=True):
        shown["alt"] = alternative(chart)
    data["colors"] = {
        "ink": house_style.current().ink, "soft": _SOFT, "rule": _RULE,
        "mark": palette.MARK, "accent": palette.ACCENT, "reference": palette.REFERENCE,
    }  # fmt: skip
    data["fonts"] = {"sans": [_SANS, _OTHERS], "serif": [_SERIF, _OTHERS]}
    data["title_size"] = title_size(portrait.title)
    data["keywords"] = ["économie sociale et solidaire", portrait.name]
    colon = f"{fr.NARROW_SPACE}:"
    data["address_shown"] = address_shown(portrait.address)
    data["footer"] = f"{portrait.publication.name} · {portrait.title} · {portrait.day}"
    data["words"] = {
        "colon": colon,
        "figures": "Les chiffres",
        "compared": portrait.charts_title,
        "neighbourhoods": "Les quartiers de la politique de la ville",
        "levers": "Les leviers utilisés",
        "initiatives": "Les initiatives citées",
        "method": "Méthode, sources et limites",
        "indicator": "Indicateur",
        "plain": "En clair",
        "source": "Année, producteur",
        "rank": f"Rang parmi les {portrait.figures.ranked_among}",
        "broken": "rupture de série",
        "sources": f"Sources{colon}",
        "made": f"Établi le {portrait.day}, base {portrait.publication.database_version[:12]}."
        + (f" À relire à l’écran{colon}" if portrait.address else ""),
    }
    return data


def title_size(title: str) -> float:
    """The size of the title in points: a long name takes a smaller one, so that it keeps to two or three lines."""
    return max(_SMALLEST_TITLE, min(_LARGEST_TITLE, _LARGEST_TITLE * math.sqrt(_LONG_TITLE / len(title))))


def address_shown(address: str) -> str:
    """The address as it is printed: the link keeps the whole of a long one."""
    if len(address) <= _LONG_ADDRESS:
        return address
    return f"{address[:_SHOWN_ADDRESS]}… (adresse entière dans le lien)"


def alternative(chart: ChartShown) -> str:
    """The text alternative of a chart: its title, its sentence, and every value drawn."""
    drawn = [f"{bar.name}{fr.NARROW_SPACE}: {bar.text}" for bar in chart.bars]
    for curve in chart.curves:
        points = [point.text for piece in curve.pieces for point in piece]
        drawn.append(f"{curve.name}{fr.NARROW_SPACE}: {', '.join(points)}")
    for stack in chart.stacks:
        parts = ", ".join(f"{part.name} {part.text}" for part in stack.slices)
        drawn.append(f"{stack.name}{fr.NARROW_SPACE}: {parts}")
    return f"{chart.title}. {chart.plain} Valeurs{fr.NARROW_SPACE}: {' ; '.join(drawn)}."


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    known: set[int] = set()
    for file in _FILES:
        with TTFont(file, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)


def _printable(value: Any) -> Any:  # noqa: ANN401 - any part of the data
    """The data with every character that no typeface has shown as a square: a tagged PDF refuses to drop one."""
    if isinstance(value, str):
        text = clean(value)
        known = _characters()
        return text if known.issuperset(map(ord, set(text))) else _squared(text, known)
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


def _squared(text: str, known: frozenset[int]) -> str:
    return "".join(c if ord(c) in known or c == "\n" else _UNKNOWN for c in text)
