"""How to cite a chart in a French bibliography, as plain text."""

from __future__ import annotations

from observatory import formatting as fr
from observatory.exports.about import About
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.plain_text import clean, long_date, printed_subtitle
from observatory.exports.signature import signatory


def citation(leaf: Leaf, about: About, provenance: Provenance) -> str:
    """Who measured, what, when; then which observatory, which database, on which day, at which address.

    « Insee, Clap 2015. « Part de l’ESS dans l’emploi salarié, 2015 », en %, régions de la France. Dans : Observatoire…,
    base c581bafc8735, consulté le 22 novembre 2026. http://… »
    """
    producers = " ; ".join(dict.fromkeys(source.producer for source in about.sources)).replace(
        " ;", f"{fr.NARROW_SPACE};"
    )
    subtitle = printed_subtitle(leaf.chart.subtitle)
    extent = subtitle[:1].lower() + subtitle[1:]
    sources = f"{fr.NARROW_SPACE}; ".join(source.citation.rstrip(".") for source in about.sources)
    colon = f"{fr.NARROW_SPACE}:"
    parts = [
        f"{producers}." if producers else "",
        f"«{fr.NARROW_SPACE}{leaf.chart.title}{fr.NARROW_SPACE}»,",
        f"{extent}.",
        f"Source{colon} {sources}." if sources else "",
        f"Dans{colon} {signatory()}, base {provenance.database_version[:12]},",
        f"consulté le {long_date(provenance.extracted_on)}.",
        f"Adresse{colon} {leaf.address}" if leaf.address else "",
    ]
    if leaf.chart.brought:  # what the reader brought is not in the base: the observatory has only drawn it
        drawn = f"Mis en forme avec{colon} {signatory()}, le {long_date(provenance.extracted_on)}."
        file = f"Fichier du lecteur{colon} {leaf.chart.brought}."
        return clean(" ".join(part for part in (*parts[:3], file, parts[3], drawn) if part))
    return clean(" ".join(part for part in parts if part))
