"""The file of a house style: what may be in it, and what is said when it is wrong. Messages are French."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from PIL import Image, UnidentifiedImageError

from observatory import colors

_NARROW = "\u202f"
_EXAMPLE = "docs/charte-exemple.toml"
_REQUIRED = ("nom",)
_TEXTS = {"nom": 80, "nom_court": 24, "contact": 160, "adresse": 200, "logo": 200}
_COLORS = frozenset({"accent", "marque", "repere", "texte"})
LARGEST_LOGO_BYTES = 500_000
LARGEST_LOGO_PIXELS = 4_000
_SAFE_SVG = frozenset(
    (
        *("svg", "g", "defs", "title", "desc", "metadata", "style", "use", "symbol", "clipPath", "mask", "stop"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("linearGradient", "radialGradient"),
    )
)
_PERSON = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_GENERIC = re.compile(r"^(contact|observatoire|accueil|info|ess|bonjour|secretariat)[\w.+-]*@", re.IGNORECASE)


class HouseStyleError(Exception):
    """Base of what can be wrong in the file of a house style."""


class StyleFileMissingError(HouseStyleError):
    """There is no file at the path that the environment names."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"La charte {path.name} est introuvable{_NARROW}: OBSERVATOIRE_CHARTE doit donner le chemin d’un fichier "
            f"TOML lisible. Modèle{_NARROW}: {_EXAMPLE}."
        )


class StyleFileSyntaxError(HouseStyleError):
    """The file is not TOML."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"La charte {path.name} n’est pas du TOML lisible ({reason}). Reprenez le modèle {_EXAMPLE}, en UTF-8."
        )


class StyleKeyError(HouseStyleError):
    """A key is missing, unknown, or does not hold what it should."""

    def __init__(self, path: Path, key: str, expected: str) -> None:
        super().__init__(
            f"La charte {path.name}, clé «{_NARROW}{key}{_NARROW}»{_NARROW}: {expected}. Modèle{_NARROW}: {_EXAMPLE}."
        )


class LogoError(HouseStyleError):
    """The logo cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Le logo {name} ne peut pas servir{_NARROW}: {reason}.")


class LowContrastError(HouseStyleError):
    """A colour would not be seen or read; `measure` is its contrast and the least that is wanted."""

    def __init__(self, key: str, color: str, measure: tuple[float, float], suggestion: str) -> None:
        found, least = (f"{value:.1f}".replace(".", ",") for value in measure)
        super().__init__(
            f"La couleur «{_NARROW}{key}{_NARROW}» de la charte ({color}) n’a qu’un contraste de {found} sur fond "
            f"clair{_NARROW}; il en faut {least}. La même teinte, assez foncée{_NARROW}: {suggestion}."
        )


class TooCloseColorsError(HouseStyleError):
    """Two colours cannot be told apart by everyone."""

    def __init__(self, one: str, other: str, eye: str) -> None:
        who = f"une personne atteinte de {eye}" if eye else "personne"
        verb = "ne distingue pas" if eye else "ne distingue"
        super().__init__(
            f"Les couleurs «{_NARROW}{one}{_NARROW}» et «{_NARROW}{other}{_NARROW}» de la charte sont trop proches"
            f"{_NARROW}: {who} {verb} le territoire choisi des autres. Écartez leurs teintes ou leurs clartés."
        )


@dataclass(frozen=True)
class Logo:
    """A logo read and checked: its bytes, `png` or `svg`, and how wide it is for a height of 1."""

    content: bytes
    kind: str
    ratio: float


@dataclass(frozen=True)
class StyleFile:
    """What the file of a house style says; a colour that is not said is ours."""

    name: str
    short_name: str
    contact: str
    web: str
    colors: Mapping[str, str]
    logo: Logo | None


def read(path: Path) -> StyleFile:
    """Read and check the file of a house style. Raises a `HouseStyleError` that says what to mend."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StyleFileMissingError(path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StyleFileSyntaxError(path, str(error).splitlines()[0]) from error
    shades = said.pop("couleurs", {})
    for key in _REQUIRED:
        if key not in said:
            raise StyleKeyError(path, key, "elle est obligatoire")
    for key, value in said.items():
        _check_text(path, key, value)
    _check_address(path, said.get("adresse", ""))
    _check_contact(path, said.get("contact", ""))
    return StyleFile(
        said["nom"],
        said.get("nom_court", ""),
        said.get("contact", ""),
        said.get("adresse", ""),
        _colors(path, shades),
        logo_of(path.parent / said["logo"]) if said.get("logo") else None,
    )


def _check_text(path: Path, key: str, value: object) -> None:
    if key not in _TEXTS:
        known = ", ".join((*_TEXTS, "couleurs"))
        raise StyleKeyError(path, key, f"elle n’est pas connue. Clés connues{_NARROW}: {known}")
    if not isinstance(value, str) or not value.strip() or len(value) > _TEXTS[key] or not value.isprintable():
        raise StyleKeyError(path, key, f"un texte d’une ligne, de {_TEXTS[key]} caractères au plus, est attendu")


def _check_address(path: Path, address: str) -> None:
    parts = urlsplit(address)
    if address and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise StyleKeyError(path, "adresse", "une adresse complète est attendue (https://www.exemple.fr)")


def _check_contact(path: Path, contact: str) -> None:
    for found in _PERSON.findall(contact):
        if not _GENERIC.match(found):
            expected = "une adresse générique est attendue (contact@…, observatoire@…), pas celle d’une personne"
            raise StyleKeyError(path, "contact", expected)


def _colors(path: Path, shades: object) -> dict[str, str]:
    if not isinstance(shades, dict):
        raise StyleKeyError(path, "couleurs", "une table de couleurs est attendue")
    for key, value in shades.items():
        if key not in _COLORS:
            known = ", ".join(sorted(_COLORS))
            raise StyleKeyError(path, f"couleurs.{key}", f"elle n’est pas connue. Clés connues{_NARROW}: {known}")
        if not isinstance(value, str) or not colors.is_color(value):
            expected = f"une couleur de six chiffres hexadécimaux est attendue (#2f7d77), pas {str(value)[:30]!r}"
            raise StyleKeyError(path, f"couleurs.{key}", expected)
    return {key: value.lower() for key, value in shades.items()}


def logo_of(path: Path) -> Logo:
    """Read a logo, PNG or SVG, and check that it is one, of a reasonable size, without script. Raises `LogoError`."""
    try:
        size = path.stat().st_size
        if size > LARGEST_LOGO_BYTES:
            limit = LARGEST_LOGO_BYTES // 1000
            raise LogoError(path.name, f"il pèse {size // 1000} ko, {limit} ko au plus sont acceptés")
        content = path.read_bytes()
    except OSError as error:
        raise LogoError(path.name, "le fichier est introuvable ou illisible à côté de la charte") from error
    if path.suffix.lower() == ".svg":
        return Logo(content, "svg", _svg_ratio(path.name, content))
    if path.suffix.lower() != ".png":
        raise LogoError(path.name, "seuls les fichiers .png et .svg sont acceptés")
    return Logo(content, "png", _png_ratio(path.name, content))


def _png_ratio(name: str, content: bytes) -> float:
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            width, height = image.size
            if max(width, height) > LARGEST_LOGO_PIXELS:
                raise LogoError(name, f"il mesure {width} × {height} pixels, {LARGEST_LOGO_PIXELS} au plus par côté")
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise LogoError(name, "ce n’est pas une image PNG lisible") from error
    return width / height


def _svg_ratio(name: str, content: bytes) -> float:
    text = content.decode("utf-8", "replace")
    if "<!ENTITY" in text.upper() or "<!DOCTYPE" in text.upper():
        raise LogoError(name, "ce SVG déclare un type de document ou des entités\u202f; enregistrez-le en SVG simple")
    try:
        root = ET.fromstring(text)  # noqa: S314 - no entity, checked above
    except ET.ParseError as error:
        raise LogoError(name, "ce n’est pas un SVG lisible") from error
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag not in _SAFE_SVG:
            raise LogoError(name, f"ce SVG contient «{_NARROW}{tag}{_NARROW}», qui n’est pas un simple dessin")
        for attribute, value in element.attrib.items():
            if _unsafe(attribute.rpartition("}")[2], value):
                raise LogoError(name, f"ce SVG contient un script ou un lien («{_NARROW}{attribute}{_NARROW}»)")
        if tag == "style" and _outside(element.text or ""):
            raise LogoError(name, "sa feuille de style appelle un autre fichier")
    if str(root.tag).rpartition("}")[2] != "svg":
        raise LogoError(name, "ce n’est pas un SVG")
    return _ratio_of(name, root.attrib)


def _unsafe(attribute: str, value: str) -> bool:
    called = attribute == "href" and not value.startswith("#")
    return attribute.lower().startswith("on") or called or "javascript:" in value.lower() or _outside(value)


def _outside(text: str) -> bool:
    return "@import" in text or bool(re.search(r"url\(\s*['\"]?(?!#)", text))


def _ratio_of(name: str, attributes: Mapping[str, str]) -> float:
    box = [float(part) for part in re.findall(r"-?[\d.]+", attributes.get("viewBox", ""))]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:  # noqa: PLR2004 - left, top, width, height
        return box[2] / box[3]
    sides = [re.fullmatch(r"([\d.]+)(px|pt|mm|cm)?", attributes.get(side, "")) for side in ("width", "height")]
    if sides[0] and sides[1] and float(sides[1][1]) > 0:
        return float(sides[0][1]) / float(sides[1][1])
    raise LogoError(name, "ce SVG ne dit pas ses dimensions (viewBox, ou width et height)")
