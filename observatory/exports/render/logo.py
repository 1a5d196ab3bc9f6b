"""The logo of the house in a picture: top right, as pixels or as it is."""

from __future__ import annotations

import base64
import io
from functools import lru_cache

import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

from observatory.house_style_file import Logo

HEIGHT, MOST_WIDTH = 40.0, 150.0
_MEDIA = {"png": "image/png", "svg": "image/svg+xml"}
_PIXELS_HIGH = 240


def size_of(logo: Logo) -> tuple[float, float]:
    """Width and height of a logo on a page, in screen pixels."""
    width = min(MOST_WIDTH, HEIGHT * logo.ratio)
    return width, width / logo.ratio


@lru_cache(maxsize=2)
def png_of(logo: Logo) -> bytes:
    """A logo as a PNG of a few hundred pixels: for what cannot hold an SVG."""
    if logo.kind == "png":
        return logo.content
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        '#image(bytes(sys.inputs.logo), format: "svg", height: 72pt)'
    )
    compiler = typst.Compiler(source.encode(), ignore_system_fonts=True, sys_inputs={"logo": logo.content.decode()})
    made = compiler.compile(format="png", ppi=_PIXELS_HIGH)
    assert isinstance(made, bytes)  # noqa: S101 - one page, no output path
    return made


@lru_cache(maxsize=2)
def pixels_of(logo: Logo) -> NDArray[np.uint8]:
    """The pixels of a logo, with their transparency."""
    with Image.open(io.BytesIO(png_of(logo))) as image:
        return np.asarray(image.convert("RGBA"))


def as_svg(logo: Logo, corners: tuple[float, float, float, float]) -> str:
    """The logo as an element of an SVG; corners are left, top, right, bottom."""
    left, top, right, bottom = corners
    data = base64.b64encode(logo.content).decode()
    return (
        f'<image id="logo" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" '
        f'xlink:href="data:{_MEDIA[logo.kind]};base64,{data}"/>'
    )


def wrapped(logo: Logo) -> str:
    """The logo as an SVG of its own, whatever it is made of."""
    if logo.kind == "svg":
        return logo.content.decode("utf-8")
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {names} viewBox="0 0 {100 * logo.ratio:.2f} 100">{as_svg(logo, (0, 0, 100 * logo.ratio, 100))}</svg>'
