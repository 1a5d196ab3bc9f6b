"""A chart, or several, as a PPTX deck: one slide each, an editable native chart, its source under it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from copy import deepcopy

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches, Pt

from observatory import formatting as fr
from observatory import house_style
from observatory.database import Database
from observatory.exports import pptx_template as template
from observatory.exports.about import About, CitedSource, about
from observatory.exports.citation import citation
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.native import is_map
from observatory.exports.plain_text import clean, long_date, shortened
from observatory.exports.pptx_body import draw_body
from observatory.exports.readme import source_text
from observatory.exports.render.logo import png_of
from observatory.exports.signature import contact, signatory
from observatory.exports.slide_title import Heading, beyond, heading

_FOOT_LETTERS, _FOOT_LINES = 175, 4
_SOURCES_A_SLIDE = 1900  # characters of 12 points on one slide


def chart_to_pptx(database: Database, leaf: Leaf, provenance: Provenance) -> bytes:
    """One chart as one slide."""
    made = template.new_deck()
    _properties(made, leaf.title, provenance)
    _chart_slide(made, leaf, heading(database, leaf), about(database, leaf.chart), provenance)
    return _saved(made)


def deck(
    database: Database, leaves: Sequence[Leaf], provenance: Provenance, territory_name: str = "", title: str = ""
) -> bytes:
    """Several charts: a cover, one slide each with the reader's comment, and the sources with their licences."""
    made = template.new_deck()
    named = title or "Dossier"
    _properties(made, named, provenance)
    _cover(made, named, territory_name, provenance)
    abouts = [about(database, leaf.chart) for leaf in leaves]
    for leaf, told in zip(leaves, abouts, strict=True):
        _chart_slide(made, leaf, heading(database, leaf), told, provenance)
    _source_slides(made, [source for told in abouts for source in told.sources], provenance)
    return _saved(made)


def _saved(made: Deck) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _properties(made: Deck, title: str, provenance: Provenance) -> None:
    told = made.core_properties
    day = dt.datetime.combine(provenance.extracted_on, dt.time())
    told.title = shortened(clean(title), 200)
    told.author = told.last_modified_by = signatory()
    told.language = "fr-FR"
    told.comments = f"Base {provenance.database_version}"
    told.created = told.modified = day
    told.revision = 1


def _cover(made: Deck, title: str, territory_name: str, provenance: Provenance) -> None:
    slide = made.slides.add_slide(made.slide_layouts[template.COVER])
    _fill(slide, 0, title, 44 if len(title) <= 50 else (32 if len(title) <= 110 else 24))  # noqa: PLR2004
    _fill(slide, template.SUBTITLE_ID, territory_name)
    made_on = f"{long_date(provenance.extracted_on)} · base {provenance.database_version[:12]}"
    _fill(slide, template.SOURCE_ID, "\n".join(line for line in (signatory(), contact(), made_on) if line))
    _logo(slide, 0.8)


def _chart_slide(made: Deck, leaf: Leaf, top: Heading, told: About, provenance: Provenance) -> None:
    mapped = is_map(leaf.chart)
    comment = leaf.comment or (beyond(leaf.chart.plain, top.title) if mapped else "")
    layout = template.MAP if mapped else (template.COMMENTED if comment else template.CHART)
    slide = made.slides.add_slide(made.slide_layouts[layout])
    _fill(slide, 0, top.title, top.size)
    _fill(slide, template.SUBTITLE_ID, top.subtitle, top.subtitle_size)
    foot = [*leaf.chart.foot]
    if leaf.address:
        foot.append(f"Adresse{fr.NARROW_SPACE}: {leaf.address}")
    lines = sum(-(-len(line) // _FOOT_LETTERS) for line in foot)
    _fill(slide, template.SOURCE_ID, "\n".join(foot), 10 if lines <= _FOOT_LINES else 8)
    if comment:
        _fill(slide, template.COMMENT_ID, comment, 18 if len(comment) < 260 else 13)  # noqa: PLR2004
    width = template.BODY_WIDTH_IN - (template.COMMENT_IN + 0.4 if comment else 0)
    draw_body(slide, leaf, (template.MARGIN_IN, 1.9, template.MAP_IN if mapped else width, 4.3))
    _number(slide)
    _logo(slide, 0.36)
    _notes(slide, leaf, told, provenance)


def _fill(slide: Slide, number: int, text: str, size: float | None = None) -> None:
    """Write in a placeholder, one paragraph a line; an empty one is taken off the slide."""
    place = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == number)
    if not text.strip():
        place._element.getparent().remove(place._element)  # noqa: SLF001 - python-pptx cannot remove a shape
        return
    frame = place.text_frame
    frame.text = clean(text)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", "fr-FR")  # noqa: SLF001 - the enumeration of python-pptx is longer
            if size:
                run.font.size = Pt(size)


def _number(slide: Slide) -> None:
    """The number of the slide: python-pptx does not bring it from the layout."""
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.idx == template.NUMBER_ID:
            slide.shapes._spTree.append(deepcopy(shape._element))  # noqa: SLF001 - no public way to copy one


def _logo(slide: Slide, height_in: float) -> None:
    """The logo of the house at the bottom right, left of the number; an SVG becomes a picture."""
    logo = house_style.current().logo
    if logo is None:
        return
    right, bottom = template.WIDTH_IN - template.MARGIN_IN - 0.9, template.HEIGHT_IN - 0.12
    width_in = min(height_in * logo.ratio, 3.0)
    height = width_in / logo.ratio
    picture = slide.shapes.add_picture(
        io.BytesIO(png_of(logo)), Inches(right - width_in), Inches(bottom - height), Inches(width_in), Inches(height)
    )
    picture._element.xpath(".//p:cNvPr")[0].set("descr", f"Logo{fr.NARROW_SPACE}: {signatory()}")  # noqa: SLF001


def _notes(slide: Slide, leaf: Leaf, told: About, provenance: Provenance) -> None:
    colon = f"{fr.NARROW_SPACE}:"
    lines = [
        f"En clair{colon} {leaf.chart.plain}",
        f"Définition{colon} {told.definition}",
        f"Unité{colon} {told.unit}. Territoire{colon} {told.territory}. Période{colon} {told.period}.",
        f"Périmètre{colon} {told.perimeter}" if told.perimeter else "",
        *(f"Limite{colon} {caveat}" for caveat in told.caveats),
        *(source_text(source) for source in told.sources),
        f"Citation{colon} {citation(leaf, told, provenance)}",
        f"Base {provenance.database_version}, extraction du {provenance.extracted_on:%d/%m/%Y}.",
    ]
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = clean("\n".join(line for line in lines if line))


def _source_slides(made: Deck, sources: Sequence[CitedSource], provenance: Provenance) -> None:
    """The sources of all the charts, each once, on as many slides as they need."""
    pages: list[list[str]] = [[]]
    for source in dict.fromkeys(sources):
        text = source_text(source, processing=False)
        if pages[-1] and sum(len(t) + 90 for t in pages[-1]) + len(text) > _SOURCES_A_SLIDE:
            pages.append([])
        pages[-1].append(text)
    made_from = f"{signatory()}, base {provenance.database_version}, extraction du {provenance.extracted_on:%d/%m/%Y}."
    for rank, page in enumerate(pages, start=1):
        slide = made.slides.add_slide(made.slide_layouts[template.SOURCES])
        _fill(slide, 0, "Sources" if len(pages) == 1 else f"Sources ({rank}/{len(pages)})")
        _fill(slide, template.SOURCE_ID, "\n\n".join([*page, *([made_from] if rank == len(pages) else [])]), 12)
        _number(slide)
