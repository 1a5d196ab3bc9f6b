"""Choosing in the catalogue of cited initiatives: filters of the address, in, rows out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from observatory import queries
from observatory.choices import UnknownChoiceError, territory_of
from observatory.database import Database
from observatory.formatting import NARROW_SPACE
from observatory.frames import records
from observatory.model import INITIATIVE_KINDS, THEMES, Level, Territory, fold

NATIONAL_LISTS = "listes"


@dataclass(frozen=True)
class Filters:
    """What a reader keeps of the catalogue. Empty means everything."""

    territory: Territory
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    document: str = ""
    first_year: int | None = None
    last_year: int | None = None
    text: str = ""

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the territory is asked."""
        return bool(self.parameters().keys() - {"territoire"})

    def parameters(self) -> dict[str, str]:
        """The filters as an address writes them, without the empty ones."""
        values = {
            "territoire": self.territory.key,
            "type": ",".join(self.kinds),
            "theme": ",".join(self.themes),
            "document": self.document,
            "de": str(self.first_year or ""),
            "a": str(self.last_year or ""),
            "texte": self.text,
        }
        return {name: value for name, value in values.items() if value}


def filters_of(database: Database, parameters: Mapping[str, str]) -> Filters:
    """Read and check the filters of an address: `type`, `theme`, `document`, `de`, `a`, `texte`, `territoire`."""
    documents = {*queries.documents(database)["document_id"], NATIONAL_LISTS}
    document = parameters.get("document", "")
    if document and document not in documents:
        raise UnknownChoiceError(f"Le document «{NARROW_SPACE}{document[:60]}{NARROW_SPACE}» n’est pas dans le corpus.")
    return Filters(
        territory_of(database, parameters),
        _several(parameters, "type", INITIATIVE_KINDS),
        _several(parameters, "theme", THEMES),
        document,
        _year(parameters, "de"),
        _year(parameters, "a"),
        parameters.get("texte", "")[:100],
    )


def _several(parameters: Mapping[str, str], name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    asked = tuple(part for part in parameters.get(name, "").split(",") if part)
    for part in asked:
        if part not in known:
            noun = {"theme": "thème"}.get(name, name)
            raise UnknownChoiceError(f"«{NARROW_SPACE}{part[:60]}{NARROW_SPACE}» n’est pas un {noun} connu.")
    return asked


def _year(parameters: Mapping[str, str], name: str) -> int | None:
    text = parameters.get(name, "")
    if not text:
        return None
    if not (text.isdecimal() and len(text) == 4):  # noqa: PLR2004 - a year has four digits
        raise UnknownChoiceError(f"«{NARROW_SPACE}{text[:20]}{NARROW_SPACE}» n’est pas une année.")
    return int(text)


def within(rows: pd.DataFrame, place: Territory) -> pd.Series:
    """Which rows belong to a place or lie inside it. France holds everything, national entries included."""
    if place.level is Level.FRANCE:
        return pd.Series(data=True, index=rows.index)
    level, code = str(place.level), place.code
    levels, codes = rows["territory_level"].tolist(), rows["territory_code"].tolist()
    # hundreds of rows: comparing lists costs a tenth of what comparing columns of text does
    keep = [own == (level, code) for own in zip(levels, codes, strict=True)]
    if place.level is not Level.COMMUNE:
        wider = Level.REGION if place.level is Level.DEPARTEMENT else None
        around = zip(keep, levels, rows[f"{level}_code"].tolist(), strict=True)
        keep = [own or (parent == code and its_level != wider) for own, its_level, parent in around]
    return pd.Series(keep, index=rows.index, dtype=bool)


@lru_cache(maxsize=32)
def select(database: Database, filters: Filters) -> pd.DataFrame:
    """The rows of the catalogue that the filters keep, by name then territory. A page and its charts share them."""
    rows = queries.initiatives(database)
    keep = within(rows, filters.territory)
    if filters.kinds:
        keep &= rows["kind"].isin(filters.kinds)
    if filters.themes:
        keep &= rows["theme"].isin(filters.themes)
    if filters.document == NATIONAL_LISTS:
        keep &= rows["document_id"].isna()
    elif filters.document:
        keep &= rows["document_id"] == filters.document
    if filters.first_year is not None:
        keep &= rows["year_end"].fillna(rows["year"]) >= filters.first_year
    if filters.last_year is not None:
        keep &= rows["year"] <= filters.last_year
    for word in fold(filters.text).split():
        keep &= _folded(database).str.contains(word, regex=False)
    return rows[keep]


def entries(database: Database, rows: pd.DataFrame) -> list[Any]:
    """The rows of a selection as records: going through hundreds of them costs a tenth of what slicing frames does."""
    known = _entries(database)
    return [known[i] for i in rows.index]


@lru_cache(maxsize=4)
def _entries(database: Database) -> tuple[Any, ...]:
    return tuple(records(queries.initiatives(database)))


_folded_texts: dict[str, pd.Series] = {}


def _folded(database: Database) -> pd.Series:
    known = _folded_texts.get(database.version)
    if known is None:
        rows = queries.initiatives(database)
        known = (rows["name"] + " " + rows["summary"] + " " + rows["territory_name"]).map(fold)
        _folded_texts.clear()
        _folded_texts[database.version] = known
    return known
