"""A dossier as a tagged PDF: a cover, a landscape page for each chart, the sources at the end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typst

from observatory import formatting as fr
from observatory import house_style
from observatory.database import Database
from observatory.exports.about import about
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.native import is_map
from observatory.exports.plain_text import clean, long_date
from observatory.exports.readme import source_text
from observatory.exports.render import natural_height, picture
from observatory.exports.render.output import typst_fonts
from observatory.exports.signature import signatory
from observatory.house_style_file import Logo

_TEMPLATE = Path(__file__).parent / "dossier.typ"
_WIDTH_PX, _MAP_WIDTH_PX = 1000, 1250
_PAGE_RATIO, _COMMENTED_RATIO = 0.59, 0.5  # height for width that a page leaves to a figure
_WIDEST_PX = 3000
_LOGO_MM, _LOGO_WIDTH_MM = 16.0, 90.0


def dossier_pdf(
    database: Database, leaves: Sequence[Leaf], provenance: Provenance, territory_name: str = "", title: str = ""
) -> bytes:
    """The PDF/UA of a dossier. Words travel as data, never as typst's own markup: a `#` in a name stays one."""
    sources = dict.fromkeys(source for leaf in leaves for source in about(database, leaf.chart).sources)
    style = house_style.current()
    told = {
        "accent": style.link,
        "ink": style.ink,
        "logo": _logo(style.logo) if style.logo else None,
        "title": clean(title) or "Dossier",
        "territory": clean(territory_name),
        "observatory": signatory(),
        "made": f"{long_date(provenance.extracted_on)} · base {provenance.database_version[:12]}",
        "sources": [source_text(source, processing=False) for source in sources],
        "pages": [
            {
                "heading": clean(leaf.title),
                "own": bool(leaf.heading),
                "comment": clean(leaf.comment),
                "alt": f"{clean(leaf.chart.title)}. {clean(leaf.chart.plain)}",
                "plain": clean(leaf.chart.plain),
                "clear": f"En clair{fr.NARROW_SPACE}: ",
                "figure": _figure(leaf),
            }
            for leaf in leaves
        ],
    }
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(), font_paths=typst_fonts(), sys_inputs={"told": json.dumps(told, ensure_ascii=False)}
    )
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)  # noqa: S101 - one document, no output path
    return made


def _logo(logo: Logo) -> dict[str, object]:
    """The logo of the house as the cover draws it, with its text alternative."""
    return {
        "content": list(logo.content),
        "kind": logo.kind,
        "height": min(_LOGO_MM, _LOGO_WIDTH_MM / logo.ratio),
        "alt": f"Logo{fr.NARROW_SPACE}: {signatory()}",
    }


def _figure(leaf: Leaf) -> str:
    """The SVG of a chart, in the proportions that the page leaves it; many rows are drawn on a wider page."""
    ratio = _COMMENTED_RATIO if leaf.comment else _PAGE_RATIO
    width = _MAP_WIDTH_PX if is_map(leaf.chart) else _WIDTH_PX
    while (
        not is_map(leaf.chart)
        and natural_height(leaf.chart, width, leaf.address) > width * ratio * 1.3
        and width < _WIDEST_PX
    ):
        width += 200
    return picture(
        leaf.chart, width_px=width, height_px=round(width * ratio), scale=1, form="svg", address=leaf.address
    ).decode()
