"""A page as a file: PNG of few colours, SVG whose text stays text, PDF."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable, Mapping
from html import escape

import typst
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from observatory.exports.render import fonts
from observatory.exports.render.canvas import Canvas, Color

_BLENDS, _MOST_OWN, _TWIN = 64, 60, 7
_COMPRESSION = 6
Shade = tuple[int, ...]
_NUMBERS = re.compile(r' (?:d|x|y)="[^"]*"')
_LONG_NUMBER = re.compile(r"(\d\.\d\d)\d+")


def png(canvas: Canvas, scale: float, words: Mapping[str, str]) -> bytes:
    """A PNG of `scale` pixels per screen pixel, in a palette that holds the figure's own colours exactly."""
    canvas.figure.set_dpi(72 * scale)
    agg = FigureCanvasAgg(canvas.figure)
    agg.draw()  # type: ignore[no-untyped-call]
    size = agg.get_width_height()
    pixels = agg.buffer_rgba()  # type: ignore[no-untyped-call]
    image = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
    info = PngInfo()
    for name, text in words.items():
        info.add_itxt(name, text, lang="fr")
    buffer = io.BytesIO()
    small = image.quantize(palette=_palette(image, canvas.colors), dither=Image.Dither.NONE)
    small.save(buffer, "png", compress_level=_COMPRESSION, pnginfo=info, dpi=(72 * scale, 72 * scale))
    return buffer.getvalue()


def _palette(image: Image.Image, own: Iterable[Color]) -> Image.Image:
    """The figure's opaque colours, then those that blend them, found on one pixel in nine."""
    kept = [(round(255 * r), round(255 * g), round(255 * b)) for r, g, b, alpha in own if alpha == 1][:_MOST_OWN]
    sample = image.resize((image.width // 3, image.height // 3), Image.Resampling.NEAREST)
    found = sample.quantize(_BLENDS, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    for blend in zip(found[::3], found[1::3], found[2::3], strict=True):
        # near twins of an own colour would be taken for it, or it for them
        if all(_apart(blend, one) > _TWIN and not _steals(blend, one) for one in kept):
            kept.append(blend)
    table = Image.new("P", (1, 1))
    table.putpalette([channel for shade in kept[:256] for channel in shade])
    return table


def _apart(one: Shade, other: Shade) -> int:
    """How far two colours are, in their most different channel."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _steals(blend: Shade, own: Shade) -> bool:
    """Whether pixels of an own colour would be given to a blend.

    Pillow looks for the nearest colour of the corner of a pixel's cell (cells are 4 levels wide), not of the pixel:
    from the corner of white, (252, 252, 252), the blend (247, 252, 252) is nearer than white.
    """
    corner = [channel & ~3 for channel in own]
    return sum((a - b) ** 2 for a, b in zip(blend, corner, strict=True)) <= sum(
        (a - b) ** 2 for a, b in zip(own, corner, strict=True)
    )


def svg(canvas: Canvas, words: Mapping[str, str]) -> bytes:
    """An SVG with title and description, its typefaces inside, its texts as text."""
    canvas.figure.set_dpi(72)
    buffer = io.StringIO()
    FigureCanvasSVG(canvas.figure).print_svg(buffer, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    text = buffer.getvalue()
    text = _NUMBERS.sub(lambda found: _LONG_NUMBER.sub(r"\1", found[0]).replace(" \nL ", "L"), text)
    body = text[text.index("<svg") :].replace("</svg>", f"{canvas.logo_svg}</svg>")
    opening, rest = body.split(">", 1)
    head = (
        f'<title id="titre">{escape(fonts.legible(words["Title"]))}</title>'
        f'<desc id="description">{escape(fonts.legible(words["Description"]))}</desc>'
        f"<style>{fonts.style_sheet()}</style>"
    )
    opening = re.sub(r'(width|height)="([\d.]+)pt"', r'\1="\2"', opening)
    opening += ' role="img" lang="fr" aria-labelledby="titre description"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{opening}>{head}{rest}'.encode()


@functools.lru_cache(maxsize=1)
def typst_fonts() -> typst.Fonts:
    """Our typefaces alone: the same PDF on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[fonts.FONTS, fonts.OTHERS])


_PDF = """
#set document(title: sys.inputs.title, author: sys.inputs.author, description: sys.inputs.alt)
#set text(lang: "fr")
#set page(width: eval(sys.inputs.width), height: eval(sys.inputs.height), margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt, width: 100%)
"""


def pdf(svg_text: bytes, words: Mapping[str, str], size: tuple[float, float]) -> bytes:
    """A tagged PDF/UA of one page as large as the picture, whose description is read aloud in its place."""
    inputs = {
        "svg": fonts.printable(svg_text.decode()),
        "title": words["Title"],
        "author": words["Author"],
        "alt": words["Description"],
        "width": f"{size[0]:.2f}pt",
        "height": f"{size[1]:.2f}pt",
    }
    compiler = typst.Compiler(_PDF.encode(), font_paths=typst_fonts(), sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)  # noqa: S101 - one page, no output path
    return made
