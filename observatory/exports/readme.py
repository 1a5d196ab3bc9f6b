"""The words of a sheet « Lisez-moi »: what the figures are, where they come from, how to cite them."""

from __future__ import annotations

from observatory import formatting as fr
from observatory.exports.about import MISSING_VALUES, About, CitedSource
from observatory.exports.citation import citation
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.plain_text import clean, long_date, printed_subtitle
from observatory.exports.signature import contact, signatory


def readme_lines(leaf: Leaf, about: About, provenance: Provenance) -> list[tuple[str, str]]:
    """What to read before using the figures of a chart: (what, text), in reading order; a text may be empty."""
    chart = leaf.chart
    return [
        ("Titre", chart.title),
        ("Sous-titre", printed_subtitle(chart.subtitle)),
        ("Commentaire", leaf.comment),
        ("En clair", chart.plain),
        ("Définition", about.definition),
        ("Unité", about.unit),
        ("Territoire", about.territory),
        ("Période", about.period),
        ("Filtres", "\n".join(f"{name}{fr.NARROW_SPACE}: {value}" for name, value in about.filters)),
        ("Périmètre", about.perimeter),
        ("Millésime", about.vintage),
        ("Calcul", about.formula),
        ("Limites", "\n".join(about.caveats)),
        *((f"Source{rank}", source_text(source)) for rank, source in _numbered(about.sources)),
        ("Sous le graphique", "\n".join(chart.foot)),
        ("Citation", citation(leaf, about, provenance)),
        ("Valeurs absentes", MISSING_VALUES),
        *provenance_lines(leaf.address, provenance),
    ]


def provenance_lines(address: str, provenance: Provenance) -> list[tuple[str, str]]:
    """When, where and from which database."""
    return [
        ("Date d’extraction", long_date(provenance.extracted_on)),
        ("Adresse", address),
        ("Observatoire", signatory()),
        *([("Contact", contact())] if contact() else []),
        ("Version de la base", provenance.database_version),
    ]


def _numbered(sources: tuple[CitedSource, ...]) -> list[tuple[str, CitedSource]]:
    if len(sources) == 1:
        return [("", sources[0])]
    return [(f" {rank}", source) for rank, source in enumerate(sources, start=1)]


def source_text(source: CitedSource, *, processing: bool = True) -> str:
    """A source on a few lines: citation, edition, licence, page, and what was done with it."""
    colon = f"{fr.NARROW_SPACE}:"
    lines = [
        source.citation,
        f"Édition{colon} {source.edition}. Licence{colon} {source.licence}.",
        f"Page{colon} {source.landing_page}",
        f"Traitement{colon} {source.processing}" if processing else "",
    ]
    return clean("\n".join(line for line in lines if line))
