"""A dossier as a ZIP: each chart as PNG, SVG and CSV, and a text that says where the figures come from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from observatory import formatting as fr
from observatory.database import Database
from observatory.exports.about import MISSING_VALUES, about
from observatory.exports.citation import citation
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.plain_text import clean
from observatory.exports.readme import provenance_lines, source_text
from observatory.exports.render import natural_height, picture

README = "LISEZ-MOI.txt"
_SLIDE_PX = (1920, 1080)
_SVG_PX = 1200
_BOM = "\ufeff"


def dossier_zip(
    database: Database, leaves: Sequence[Leaf], provenance: Provenance, title: str = "", left_out: Sequence[str] = ()
) -> bytes:
    """The pictures and the figures of each chart, numbered in the order of the dossier.

    `left_out` are sentences on the charts that could not be drawn: the text repeats them.
    """
    buffer = io.BytesIO()
    day = provenance.extracted_on
    stamp = (day.year, day.month, day.day, 0, 0, 0)
    names = [f"{rank:02d}_{leaf.chart.file_name}" for rank, leaf in enumerate(leaves, start=1)]
    with zipfile.ZipFile(buffer, "w") as made:

        def put(name: str, body: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
            made.writestr(zipfile.ZipInfo(name, stamp), body, compress_type=how)

        put(README, readme_text(database, leaves, names, provenance, title, left_out).encode())
        for leaf, name in zip(leaves, names, strict=True):
            width, height = _SLIDE_PX
            drawn = picture(leaf.chart, width_px=width, height_px=height, address=leaf.address)
            put(f"{name}.png", drawn, zipfile.ZIP_STORED)
            tall = min(natural_height(leaf.chart, _SVG_PX, leaf.address), 6000)
            put(
                f"{name}.svg",
                picture(leaf.chart, width_px=_SVG_PX, height_px=tall, scale=1, form="svg", address=leaf.address),
            )
            put(f"{name}.csv", chart_to_csv(leaf.chart))
    return buffer.getvalue()


def readme_text(
    database: Database,
    leaves: Sequence[Leaf],
    names: Sequence[str],
    provenance: Provenance,
    title: str,
    left_out: Sequence[str],
) -> str:
    """What each file is, its source, its limits and how to cite it: plain text that any machine opens."""
    colon = f"{fr.NARROW_SPACE}:"
    lines = [title or "Dossier", "=" * len(title or "Dossier"), ""]
    lines += [f"{what}{colon} {text}" for what, text in provenance_lines("", provenance) if text]
    lines += ["", f"Valeurs absentes{colon} {MISSING_VALUES}", ""]
    if left_out:
        lines += [f"Graphiques laissés de côté{colon}", *(f"- {reason}" for reason in left_out), ""]
    for leaf, name in zip(leaves, names, strict=True):
        told = about(database, leaf.chart)
        lines += [leaf.title, "-" * len(leaf.title), f"Fichiers{colon} {name}.png, {name}.svg, {name}.csv"]
        if leaf.heading:
            lines.append(f"Titre du graphique{colon} {leaf.chart.title}")
        lines += [leaf.chart.subtitle, f"En clair{colon} {leaf.chart.plain}"]
        if leaf.comment:
            lines.append(f"Commentaire{colon} {leaf.comment}")
        lines += [f"Définition{colon} {told.definition}", *(f"Limite{colon} {caveat}" for caveat in told.caveats)]
        lines += [f"Source{colon} {source_text(source)}" for source in told.sources]
        lines += [f"Citation{colon} {citation(leaf, told, provenance)}", ""]
    return _BOM + clean("\n".join(lines)).replace("\n", "\r\n")
