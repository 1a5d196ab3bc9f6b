"""The words of the Urssaf files: inside or outside the ESS, its family, the sector of activity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from observatory.model import fold

OUTSIDE = "hors_ess"
FAMILY_STARTS = {"assoc": "association", "coop": "cooperative", "mutu": "mutuelle", "fonda": "fondation"}
FAMILIES = (*FAMILY_STARTS.values(), OUTSIDE)
TOTAL_WORDS = frozenset({"total", "ensemble", "tous", "toutes"})
CODE_AND_LABEL = re.compile(r"(\d{1,2})(?:\s*[-–à]\s*(\d{1,2}))?[\s.:–-]*+(?!\d)(.*)", re.DOTALL)
UNCLASSIFIED = "nca"
# What the files call the groups they make of divisions, when they give no label.
GROUP_LABELS = {
    "05-39": "Industrie",
    "41-43": "Construction",
    "45-47": "Commerce",
    "49-53": "Transports et entreposage",
    "61-63": "Télécommunications, informatique et services d’information",
    "64-66": "Finance et assurance",
    "73-75": "Autres activités spécialisées et vétérinaires",
    UNCLASSIFIED: "Autres activités, non détaillées par le producteur",
}


@dataclass(frozen=True)
class Sector:
    """A sector of table `sector`: a division (`88`), a group of them (`05-39`), or `nca`."""

    code: str
    label: str
    short_label: str


def family_of(champ: str, word: str) -> str | None:
    """The family of a row (`hors_ess` outside the ESS), None when one of its two words is unknown.

    A word for a total is unknown too: with it the families would be counted twice.
    """
    inside, folded = fold(champ), fold(word)
    if not inside or TOTAL_WORDS & {*inside.split(), *folded.split()}:
        return None
    if inside == "oui":
        return next((family for start, family in FAMILY_STARTS.items() if folded.startswith(start)), None)
    return OUTSIDE


def sector_of(word: str, divisions: Sequence[Sector]) -> Sector | None:
    """The sector that a cell names: a code, a code and its label, a group of codes, or a label alone; else None."""
    by_code = {division.code: division for division in divisions}
    found = CODE_AND_LABEL.fullmatch(word.strip())
    if found is None:
        return _named(word, divisions)
    first, last, label = found[1].zfill(2), (found[2] or "").zfill(2) if found[2] else "", found[3].strip()
    if not last or last == first:
        return by_code.get(first)
    if first not in by_code or last not in by_code or last < first:
        return None
    return _group(f"{first}-{last}", label)


def _group(code: str, label: str) -> Sector:
    known = GROUP_LABELS.get(code)
    if code == UNCLASSIFIED:
        return Sector(code, GROUP_LABELS[code], "Autres activités")
    span = f"divisions {code[:2]} à {code[3:]}"
    name = known or label or span[0].upper() + span[1:]
    return Sector(code, f"{name} ({span})" if known or label else name, name)


def _named(word: str, divisions: Sequence[Sector]) -> Sector | None:
    folded = fold(word)
    if folded.split(" ", 1)[0] == UNCLASSIFIED:
        return _group(UNCLASSIFIED, "")
    same = [d for d in divisions if folded in {fold(d.label), fold(d.short_label)}]
    return same[0] if len(same) == 1 else None
