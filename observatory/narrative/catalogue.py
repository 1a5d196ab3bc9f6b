"""What the catalogue of cited initiatives says of a place, and what its count does not say."""

from __future__ import annotations

import pandas as pd

from observatory import formatting as fr
from observatory.model import Territory
from observatory.narrative.grammar import in_place


def describe_catalogue(rows: pd.DataFrame, place: Territory | None = None, *, filtered: bool = False) -> str:
    """How many initiatives the corpus cites in a selection, and what that count does not say.

    PTCE read in published lists of winners are counted apart: no document of the corpus cites them. A selection that
    a reader has `filtered` tells nothing of what the documents cite: its sentence speaks of the filters.
    """
    where = f" {in_place(place)}" if place else ""
    columns = ["document_id", "initiative_id", "territory_level", "territory_code"]
    passages = list(zip(*(rows[name].tolist() for name in columns), strict=True))
    cited = [passage for passage in passages if not pd.isna(passage[0])]
    count = len({initiative for _, initiative, *_ in cited})
    listed = len({initiative for document, initiative, *_ in passages if pd.isna(document)})
    also = (
        f"{fr.number(listed)} PTCE{where if not count else ''} dans les listes publiées de lauréats" if listed else ""
    )
    if filtered:
        return _describe_filtered(count, listed, where, {document for document, *_ in cited})
    if count == 0 and not listed:
        return f"Les documents lus ne citent aucune initiative{where}. Cela ne veut pas dire qu’il n’y en a pas."
    if count == 0:
        return f"{also}. Les documents lus n’en citent pas d’autre."
    plural = "s" if count > 1 else ""
    text = f"{fr.number(count)} initiative{plural} citée{plural}{where}"
    territories = len({tuple(place_cited) for _, _, *place_cited in cited})
    documents = len({document for document, *_ in cited})
    if territories > 1:
        text += f", dans {fr.number(territories)} territoires"
    text += f", d’après {documents} document{'s' if documents > 1 else ''}"
    return f"{text}{f', et {also}' if also else ''}. Ce sont des exemples, pas un recensement."


def _describe_filtered(count: int, listed: int, where: str, documents: set[str]) -> str:
    if not count and not listed:
        return f"Aucune initiative{where} ne répond à ces filtres."
    found = []
    if count:
        found.append(fr.count_of(count, "initiative citée", "initiatives citées"))
    if listed:
        found.append(f"{fr.number(listed)} PTCE des listes publiées de lauréats")
    verb = "répond" if count + listed == 1 else "répondent"
    read = f", d’après {fr.count_of(len(documents), 'document', 'documents')}" if count else ""
    return f"{' et '.join(found)}{where} {verb} à ces filtres{read}. Ce sont des exemples, pas un recensement."


def describe_levers(levers: int, collectivities: int, where: str) -> str:
    """How many levers of the study the corpus shows in a selection, and by how many collectivités."""
    if not levers:
        return f"Les documents lus ne montrent aucun levier utilisé {where}. Cela ne veut pas dire qu’il n’y en a pas."
    who = f", utilisés par {fr.number(collectivities)} collectivités" if collectivities > 1 else ""
    return (
        f"{fr.count_of(levers, 'levier', 'leviers')} de l’étude {where}{who}, d’après les documents lus. D’autres "
        "collectivités peuvent le faire sans être citées."
    )
