"""What the catalogue of cited initiatives says of a place, and what its count does not say."""

from __future__ import annotations

import pandas as pd

from observatory import formatting as fr
from observatory.model import Territory
from observatory.narrative.grammar import in_place


def describe_catalogue(rows: pd.DataFrame, place: Territory | None = None) -> str:
    """How many initiatives the corpus cites in a selection, and what that count does not say.

    PTCE read in published lists of winners are counted apart: no document of the corpus cites them.
    """
    where = f" {in_place(place)}" if place else ""
    cited = rows[rows["document_id"].notna()]
    count = int(cited["initiative_id"].nunique())
    listed = int(rows.loc[rows["document_id"].isna(), "initiative_id"].nunique())
    also = (
        f"{fr.number(listed)} PTCE{where if not count else ''} dans les listes publiées de lauréats" if listed else ""
    )
    if count == 0 and not listed:
        return f"Les documents lus ne citent aucune initiative{where}. Cela ne veut pas dire qu’il n’y en a pas."
    if count == 0:
        return f"{also}. Les documents lus n’en citent pas d’autre."
    plural = "s" if count > 1 else ""
    text = f"{fr.number(count)} initiative{plural} citée{plural}{where}"
    territories = int((cited["territory_level"] + cited["territory_code"]).nunique())
    documents = int(cited["document_id"].nunique())
    if territories > 1:
        text += f", dans {fr.number(territories)} territoires"
    text += f", d’après {documents} document{'s' if documents > 1 else ''}"
    return f"{text}{f', et {also}' if also else ''}. Ce sont des exemples, pas un recensement."
