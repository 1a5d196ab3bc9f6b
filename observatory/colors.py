"""Colours as the eye sees them: contrast, lightness, differences, colour blindness. Colours are written `#2f7d77`."""

from __future__ import annotations

import math
import re

Triple = tuple[float, float, float]

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
DEFICIENCIES: dict[str, tuple[Triple, Triple, Triple]] = {
    "protanopie": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutéranopie": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopie": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_FROM_XYZ = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))
_WHITE = (0.9505, 1.0, 1.089)
_CURVE = 6 / 29


def is_color(text: str) -> bool:
    """Tell whether a text is a colour written with six hexadecimal digits."""
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", text))


def contrast(one: str, other: str) -> float:
    """Contrast of WCAG 2.2: 1 (the same) to 21 (black on white)."""
    low, high = sorted(_luminance(color) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def difference(one: str, other: str, deficiency: str | None = None) -> float:
    """Distance of two colours in CIELAB, for an eye that has a deficiency or none (about 2.3 is just seen)."""
    return math.dist(lab(one, deficiency), lab(other, deficiency))


def lab(color: str, deficiency: str | None = None) -> Triple:
    """Lightness (0 to 100) and the two axes of hue of a colour in CIELAB, white being D65."""
    rgb = _linear(color)
    if deficiency:
        red, green, blue = _times(DEFICIENCIES[deficiency], rgb)
        rgb = min(1.0, max(0.0, red)), min(1.0, max(0.0, green)), min(1.0, max(0.0, blue))
    x, y, z = (_root(part / white) for part, white in zip(_times(_TO_XYZ, rgb), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def of_lightness(color: str, lightness: float, chroma_share: float = 1.0) -> str:
    """The colour of the same hue at another lightness; its chroma is cut to what a screen can show."""
    _, a, b = lab(color)
    for share in (chroma_share * (1 - step / 40) for step in range(41)):
        rgb = _from_lab((lightness, a * share, b * share))
        if all(-0.002 <= part <= 1.002 for part in rgb):  # noqa: PLR2004 - within the precision of the matrices
            return "#" + "".join(f"{round(255 * _companded(min(1.0, max(0.0, part)))):02x}" for part in rgb)
    return "#ffffff" if lightness > 50 else "#000000"  # noqa: PLR2004 - a grey out of the screen's range


def seen_on(color: str, ground: str, least: float) -> str:
    """The colour itself when its contrast with the ground is enough, else the nearest lightness that is."""
    start = lab(color)[0]
    away = -1 if lab(ground)[0] > 50 else 1  # noqa: PLR2004 - darker on a light ground, lighter on a dark one
    tried = color
    for step in range(1, 101):
        if contrast(tried, ground) >= least:
            return tried
        tried = of_lightness(color, min(100.0, max(0.0, start + away * step)))
    return tried


def _luminance(color: str) -> float:
    return _times(_TO_XYZ, _linear(color))[1]


def _linear(color: str) -> Triple:
    red, green, blue = (_uncompanded(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return red, green, blue


def _uncompanded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _companded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055  # noqa: PLR2004 - sRGB


def _root(part: float) -> float:
    return part ** (1 / 3) if part > _CURVE**3 else part / (3 * _CURVE**2) + 4 / 29


def _from_lab(color: Triple) -> Triple:
    y = (color[0] + 16) / 116
    roots = (y + color[1] / 500, y, y - color[2] / 200)
    x, y, z = (
        white * (root**3 if root > _CURVE else 3 * _CURVE**2 * (root - 4 / 29))
        for root, white in zip(roots, _WHITE, strict=True)
    )
    return _times(_FROM_XYZ, (x, y, z))


def _times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third
