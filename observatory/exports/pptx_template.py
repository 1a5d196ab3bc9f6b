"""The template of the decks: 16:9, the fonts and colours of the house in the theme, five layouts of placeholders.

It is python-pptx's own default template, rewritten here once: nothing but code says what a slide looks like.
"""

from __future__ import annotations

import functools
import html
import io
import re

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout
from pptx.util import Emu, Inches

from observatory import palette
from observatory.exports.plain_text import clean
from observatory.exports.signature import signatory

INK, QUIET = "1C2430", "5B6472"
SERIF, SANS = "Georgia", "Arial"
WIDTH_IN, HEIGHT_IN = 13.333, 7.5
MARGIN_IN = 0.6
BODY_WIDTH_IN = WIDTH_IN - 2 * MARGIN_IN
COMMENT_IN = 3.6
MAP_IN = 6.2
COVER, CHART, COMMENTED, MAP, SOURCES = range(5)
SUBTITLE_ID, SOURCE_ID, COMMENT_ID, NUMBER_ID = 13, 14, 15, 16

_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_GROUP = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)


def new_deck() -> Deck:
    """An empty deck on the house's template."""
    deck = Presentation(io.BytesIO(_template(palette.ACCENT, palette.MARK, palette.SEQUENCE)))
    _translate(deck.notes_master._element)  # noqa: SLF001 - prompts are written as XML
    return deck


@functools.lru_cache(maxsize=4)
def _template(accent: str, mark: str, sequence: tuple[str, ...]) -> bytes:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH_IN), Inches(HEIGHT_IN)
    for unused in list(deck.slide_layouts)[5:]:
        deck.slide_layouts.remove(unused)
    _write_theme(deck, accent, mark, sequence)
    _write_master(deck)
    for layout, (name, shapes) in zip(deck.slide_layouts, _layouts(accent), strict=True):
        _write_layout(layout, name, shapes)
    _drop_leftovers(deck)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _drop_leftovers(deck: Deck) -> None:
    """Take out what the default template brings along: printer settings and a thumbnail of another deck."""
    for owner in (deck.part, deck.part.package):
        kinds = ("printerSettings", "thumbnail")
        for name, relation in list(owner._rels.items()):  # noqa: SLF001 - python-pptx has no way to drop a part
            if relation.reltype.endswith(kinds):
                owner._rels.pop(name)  # noqa: SLF001


def _write_theme(deck: Deck, accent: str, mark: str, sequence: tuple[str, ...]) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    theme = part.blob.decode("utf-8")
    colors = {
        "dk2": sequence[-1],
        "lt2": palette.LAND,
        "accent1": accent,
        "accent2": mark,
        "accent3": sequence[1],
        "accent4": palette.KINDS["tiers_lieu"],
        "accent5": palette.KINDS["monnaie_locale"],
        "accent6": palette.REFERENCE,
        "hlink": accent,
        "folHlink": palette.REFERENCE,
    }
    for name, color in colors.items():
        theme = re.sub(rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{color[1:]}"/></a:{name}>', theme)
    theme = re.sub(r"<a:dk1>.*?</a:dk1>", f'<a:dk1><a:srgbClr val="{INK}"/></a:dk1>', theme)
    for kind, font, panose in (("major", SERIF, "02040502050405020303"), ("minor", SANS, "020B0604020202020204")):
        theme = re.sub(
            rf"<a:{kind}Font><a:latin [^>]*/>(.*?)<a:font .*?</a:{kind}Font>",
            rf'<a:{kind}Font><a:latin typeface="{font}" panose="{panose}"/>\1</a:{kind}Font>',
            theme,
            flags=re.DOTALL,
        )
    theme = theme.replace('name="Office Theme"', 'name="Observatoire"').replace('name="Office"', 'name="Observatoire"')
    assert isinstance(part, Part)  # noqa: S101 - python-pptx gives its base class
    part._blob = theme.encode("utf-8")  # noqa: SLF001 - a theme has no class of its own


def _write_master(deck: Deck) -> None:
    """Titles at the left in the serif face, texts without bullets, French; the number at the bottom right."""
    master = deck.slide_master
    for shape in list(master.placeholders):
        if shape.placeholder_format.type in {16, 15}:  # date and footer: each slide says its own
            shape._element.getparent().remove(shape._element)  # noqa: SLF001
    boxes = {
        1: (MARGIN_IN, 0.42, BODY_WIDTH_IN, 0.95),
        2: (MARGIN_IN, 1.9, BODY_WIDTH_IN, 4.4),
        13: (WIDTH_IN - MARGIN_IN - 1, 7.0, 1, 0.3),
    }
    for shape in master.placeholders:
        left, top, width, height = boxes[int(shape.placeholder_format.type)]
        shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)
    element = master._element  # noqa: SLF001
    text = etree.tostring(element.find(f"{{{element.nsmap['p']}}}txStyles")).decode()
    text = text.replace('algn="ctr"', 'algn="l"').replace('sz="4400"', 'sz="2800" b="1"')
    text = re.sub(r"<a:bu(Font|Char) [^>]*/>", "", text)
    text = re.sub(r'marL="\d+" indent="-?\d+"', 'marL="0" indent="0"', text)
    for old, new in (("3200", "1600"), ('2800" kern', '1400" kern'), ("2400", "1400"), ("2000", "1200")):
        text = text.replace(f'sz="{old}', f'sz="{new}')
    element.replace(element.find(f"{{{element.nsmap['p']}}}txStyles"), parse_xml(text))
    for body in element.iter(f"{{{element.nsmap['a']}}}rPr"):
        body.set("lang", "fr-FR")
        body.attrib.pop("smtClean", None)
    _translate(element)


_FRENCH = {
    "Click to edit Master title style": "Titre",
    "Click to edit Master text styles": "Texte",
    "Second level": "Deuxième niveau",
    "Third level": "Troisième niveau",
    "Fourth level": "Quatrième niveau",
    "Fifth level": "Cinquième niveau",
}


def _translate(element: etree._Element) -> None:
    for text in element.iter(f"{{{element.nsmap['a']}}}t"):
        text.text = _FRENCH.get(text.text or "", text.text)


def _emu(inches: float) -> int:
    return int(Emu(Inches(inches)))


def placeholder(
    number: int, name: str, kind: str, box: tuple[float, float, float, float] | None, style: str = "", prompt: str = ""
) -> str:
    """The XML of a placeholder of a layout: its kind, its box in inches, the style of its text."""
    where = ""
    if box:
        left, top, width, height = map(_emu, box)
        where = (
            f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        )
    anchor = 'anchor="b"' if kind in {'type="title"', 'type="ctrTitle"'} else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number + 1}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{where}</p:spPr><p:txBody>"
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" {anchor}><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle>"
        f'<a:p><a:r><a:rPr lang="fr-FR"/><a:t>{prompt or name}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def text_style(size: int, color: str = INK, *, bold: bool = False) -> str:
    """The style of the text of a placeholder: points, colour."""
    weight = ' b="1"' if bold else ""
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{size * 100}"{weight}><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:defRPr>'
        "</a:lvl1pPr>"
    )


def _number() -> str:
    left, top, width, height = map(_emu, (WIDTH_IN - MARGIN_IN - 0.8, 7.08, 0.8, 0.25))
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="30" name="Numéro"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="sldNum" sz="quarter" idx="{NUMBER_ID}"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" '
        f'y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm></p:spPr><p:txBody><a:bodyPr rIns="0" anchor="ctr"/>'
        f'<a:lstStyle><a:lvl1pPr algn="r"><a:defRPr sz="1000"><a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill>'
        '</a:defRPr></a:lvl1pPr></a:lstStyle><a:p><a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
        '<a:rPr lang="fr-FR"/><a:t>‹N°›</a:t></a:fld></a:p></p:txBody></p:sp>'
    )


def _bar(accent: str, box: tuple[float, float, float, float]) -> str:
    left, top, width, height = map(_emu, box)
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="40" name="Filet"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom><a:solidFill><a:srgbClr val="{accent[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        "</p:sp>"
    )


def _signature() -> str:
    left, top, width, height = map(_emu, (MARGIN_IN, 7.08, 9, 0.25))
    name = html.escape(clean(signatory()))
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="41" name="Observatoire"/><p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" '
        'bIns="0" anchor="ctr"/><a:lstStyle/><a:p><a:r><a:rPr lang="fr-FR" sz="1000"><a:solidFill>'
        f'<a:srgbClr val="{QUIET}"/></a:solidFill></a:rPr><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def _layouts(accent: str) -> list[tuple[str, str]]:
    ruled = _bar(accent, (0, 0, WIDTH_IN, 0.1)) + _signature() + _number()
    heads = placeholder(1, "Titre", 'type="title"', (MARGIN_IN, 0.4, BODY_WIDTH_IN, 0.92)) + placeholder(
        2,
        "Sous-titre",
        f'type="body" sz="quarter" idx="{SUBTITLE_ID}"',
        (MARGIN_IN, 1.4, BODY_WIDTH_IN, 0.45),
        text_style(14, QUIET),
    )
    foot = placeholder(
        3,
        "Source",
        f'type="body" sz="quarter" idx="{SOURCE_ID}"',
        (MARGIN_IN, 6.28, BODY_WIDTH_IN, 0.74),
        text_style(10, QUIET),
    )
    comment = placeholder(
        4,
        "Commentaire",
        f'type="body" sz="quarter" idx="{COMMENT_ID}"',
        (WIDTH_IN - MARGIN_IN - COMMENT_IN, 2.0, COMMENT_IN, 4.1),
        text_style(18),
    )
    beside = placeholder(
        4,
        "En clair",
        f'type="body" sz="quarter" idx="{COMMENT_ID}"',
        (MARGIN_IN + MAP_IN + 0.5, 2.0, BODY_WIDTH_IN - MAP_IN - 0.5, 4.1),
        text_style(20),
    )
    cover = (
        _bar(accent, (0, 0, 0.28, HEIGHT_IN))
        + placeholder(1, "Titre", 'type="ctrTitle"', (1.1, 1.7, 11.1, 2.1), text_style(44, INK, bold=True))
        + placeholder(
            2, "Territoire", f'type="subTitle" idx="{SUBTITLE_ID}"', (1.1, 4.0, 11.1, 0.8), text_style(24, accent[1:])
        )
        + placeholder(
            3, "Date", f'type="body" sz="quarter" idx="{SOURCE_ID}"', (1.1, 6.2, 11.1, 0.7), text_style(14, QUIET)
        )
    )
    listed = placeholder(
        3, "Texte", f'type="body" idx="{SOURCE_ID}"', (MARGIN_IN, 1.6, BODY_WIDTH_IN, 5.3), text_style(12)
    )
    title = placeholder(1, "Titre", 'type="title"', (MARGIN_IN, 0.4, BODY_WIDTH_IN, 0.92))
    return [
        ("Couverture", cover),
        ("Graphique", ruled + heads + foot),
        ("Graphique commenté", ruled + heads + foot + comment),
        ("Carte", ruled + heads + foot + beside),
        ("Sources", ruled + title + listed),
    ]


def _write_layout(layout: SlideLayout, name: str, shapes: str) -> None:
    element = layout._element  # noqa: SLF001 - a layout is written as XML
    tree = element.cSld.spTree
    tree.getparent().replace(tree, parse_xml(f"<p:spTree {_SPACES}>{_GROUP}{shapes}</p:spTree>"))
    element.cSld.set("name", name)
    kind = "title" if name == "Couverture" else None
    element.attrib.pop("type", None)
    if kind:
        element.set("type", kind)
