"""A chart as a page to print: A4 landscape, title, figure, « En clair », source; tagged for those who listen to it."""

from __future__ import annotations

import json

import typst

from observatory import house_style
from observatory.charts.chart import Chart
from observatory.exports.render import fonts, output
from observatory.exports.render import logo as logos
from observatory.exports.render.fonts import SANS, SERIF, wrap
from observatory.exports.render.picture import figure_svg

_SIDE_PT, _HEIGHT_PT, _MARGIN_PT = 841.89, 595.28, 40.0
_LOGO_PT = 34.0
_PT_PER_PX = 0.8  # a figure 950 screen pixels wide fills the page: its 13-pixel texts are of 10 points
_TITLE_PT, _SUBTITLE_PT, _PLAIN_PT, _FOOT_PT = 20.0, 11.0, 11.5, 8.5

_SHEET = r"""
#let said = json(bytes(sys.inputs.said))
#set document(title: said.title, author: said.author, description: said.plain)
#set text(lang: "fr", region: "FR", font: said.sans, size: 11pt, fill: rgb(said.ink), hyphenate: false)
#set page(width: 841.89pt, height: 595.28pt, margin: 40pt)
#set par(leading: 0.5em, spacing: 0.7em, justify: false)
#show heading: set text(font: said.serif, size: 20pt, weight: 600)
#show heading: set block(above: 0pt, below: 7pt)
#show link: set text(fill: rgb(said.link))
#block(height: 100%, width: 100%, grid(
  rows: (auto, 1fr, auto), row-gutter: 9pt,
  grid(columns: (1fr, auto), column-gutter: 14pt,
    [#heading(level: 1, said.title) #v(2pt) #said.subtitle],
    if sys.inputs.logo != "" {
      image(bytes(sys.inputs.logo), format: "svg", height: said.logo-height * 1pt, alt: said.author)
    }),
  image(bytes(sys.inputs.figure), format: "svg", alt: said.alt, width: 100%, height: 100%, fit: "contain"),
  [
    #block(fill: rgb("#f1eee7"), inset: (x: 9pt, y: 7pt), width: 100%, stroke: (left: 2.5pt + rgb(said.link)),
      text(size: 11.5pt)[#strong[En clair] #h(0.3em) #said.plain])
    #set text(size: 8.5pt)
    #for line in said.foot { par(line) }
    #if said.address != "" { par[Adresse\u{202f}: #link(said.address)] }
    #if said.signature != "" { par(said.signature) }
  ],
))
"""


def chart_sheet(chart: Chart, address: str = "") -> bytes:
    """The PDF/UA of a chart on one A4 page; its figure is read as « En clair » by a screen reader."""
    style = house_style.current()
    mark = style.logo
    signature = ". ".join(part for part in (style.name, style.contact, style.web) if part)
    width = (_SIDE_PT - 2 * _MARGIN_PT) / _PT_PER_PX
    said = {
        "title": chart.title,
        "subtitle": chart.subtitle,
        "plain": chart.plain,
        "alt": f"{chart.title}. {chart.plain}",
        "foot": list(chart.foot),
        "address": address,
        "signature": "" if style.is_default else f"{signature}.",
        "author": style.name,
        "sans": SANS,
        "serif": SERIF,
        "ink": style.ink,
        "link": style.link,
        "logo-height": min(_LOGO_PT, logos.MOST_WIDTH / mark.ratio) if mark else 0,
    }
    inputs = {
        "said": fonts.printable(json.dumps(said, ensure_ascii=False)),
        "figure": fonts.printable(figure_svg(chart, (width, _figure_height(chart, address) / _PT_PER_PX)).decode()),
        "logo": logos.wrapped(mark) if mark else "",
    }
    compiler = typst.Compiler(_SHEET.encode(), font_paths=output.typst_fonts(), sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)  # noqa: S101 - no output path: bytes come back
    return made


def _figure_height(chart: Chart, address: str) -> float:
    """The height in points that the words leave to the figure; the page fits it to what is really left."""
    room = _SIDE_PT - 2 * _MARGIN_PT
    lines = sum(len(wrap(line, room, _FOOT_PT)) for line in (*chart.foot, address))
    used = (
        len(wrap(chart.title, room - 150, _TITLE_PT, SERIF)) * _TITLE_PT * 1.25
        + len(wrap(chart.subtitle, room - 150, _SUBTITLE_PT)) * _SUBTITLE_PT * 1.35
        + len(wrap(chart.plain, room - 60, _PLAIN_PT)) * _PLAIN_PT * 1.3
        + lines * _FOOT_PT * 1.5
        + 52
    )
    return max(200.0, _HEIGHT_PT - 2 * _MARGIN_PT - used)
