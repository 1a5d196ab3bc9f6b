"""Which columns of a reader's file tell where its rows are: guessed from headings, then from cells, then confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from observatory import geo
from observatory.model import fold
from observatory.qpv.coordinates import AUTO, numbers, split_pair
from observatory.qpv.table_file import Table

_SEEN_ROWS = 200


class PlaceKind(StrEnum):
    """How a file tells where its rows are."""

    TWO_COLUMNS = "deux"
    ONE_COLUMN = "une"
    ADDRESS = "adresse"


@dataclass(frozen=True)
class Layout:
    """The columns (ranks) that place the rows.

    `x` is longitude or abscissa; `pair` is one column with both numbers (latitude first for degrees); `system` is a
    key of `coordinates.SYSTEMS`; `epsg` a column of codes that takes its place; `address` the columns joined in order.
    """

    kind: PlaceKind
    x: int | None = None
    y: int | None = None
    pair: int | None = None
    system: str = AUTO
    epsg: int | None = None
    address: tuple[int, ...] = ()

    @property
    def usable(self) -> bool:
        """Tell whether the columns needed by this kind are there."""
        if self.kind is PlaceKind.TWO_COLUMNS:
            return self.x is not None and self.y is not None and self.x != self.y
        if self.kind is PlaceKind.ONE_COLUMN:
            return self.pair is not None
        return bool(self.address)


_X_WORDS = ({"longitude", "lon", "long", "lng"}, {"x", "lambx", "xl93", "xlambert", "abscisse", "easting", "coordx"})
_Y_WORDS = ({"latitude", "lat"}, {"y", "lamby", "yl93", "ylambert", "ordonnee", "northing", "coordy"})
_PAIR_WORDS = {
    "coordonnees",
    "coordonnee",
    "geolocalisation",
    "geopoint",
    "latlon",
    "latlong",
    "gps",
    "position",
    "geo",
}
_STREET_WORDS = {"adresse", "voie", "rue", "address", "numvoie", "typevoie", "libellevoie"}
_POSTCODE_WORDS = {"postal", "cp", "codepostal", "postcode"}
_TOWN_WORDS = {"commune", "ville", "city", "localite"}
_CODE_WORDS = {"insee", "code", "siren", "siret", "epsg"}


def guess(table: Table) -> Layout:
    """The layout a reader most likely means; to be confirmed on the screen."""
    words = [set(fold(heading.replace("_", " ")).split()) for heading in table.headings]
    epsg = _first(words, {"epsg", "srid"})
    for x_words, y_words in zip(_X_WORDS, _Y_WORDS, strict=True):
        x, y = _first(words, x_words), _first(words, y_words)
        if x is not None and y is not None and x != y:
            return Layout(PlaceKind.TWO_COLUMNS, x=x, y=y, epsg=epsg)
    pair = _pair_column(table, words)
    if pair is not None:
        return Layout(PlaceKind.ONE_COLUMN, pair=pair)
    address = _address_columns(words)
    if address:
        return Layout(PlaceKind.ADDRESS, address=address)
    return _from_cells(table) or Layout(PlaceKind.TWO_COLUMNS)


def _first(words: Sequence[set[str]], wanted: set[str]) -> int | None:
    return next((i for i, own in enumerate(words) if own & wanted), None)


def _pair_column(table: Table, words: Sequence[set[str]]) -> int | None:
    for i, own in enumerate(words):
        if own & _PAIR_WORDS and _share_of_pairs(table.columns[i]) > 0.5:  # noqa: PLR2004 - most of them
            return i
    return None


def _share_of_pairs(cells: Sequence[object]) -> float:
    seen = [cell for cell in cells[:_SEEN_ROWS] if cell not in (None, "")]
    return sum(isinstance(cell, str) and split_pair(cell) is not None for cell in seen) / max(1, len(seen))


def _address_columns(words: Sequence[set[str]]) -> tuple[int, ...]:
    found = []
    for wanted, refused in ((_STREET_WORDS, set[str]()), (_POSTCODE_WORDS, set[str]()), (_TOWN_WORDS, _CODE_WORDS)):
        rank = next((i for i, own in enumerate(words) if own & wanted and not own & refused), None)
        if rank is not None and rank not in found:
            found.append(rank)
    # a town alone would place every row at its centre: the reader may still choose it
    return tuple(found) if any(words[rank] & _STREET_WORDS for rank in found) else ()


def _from_cells(table: Table) -> Layout | None:
    """Two columns of numbers that look like latitudes and longitudes of the mainland."""
    mainland = geo.ZONES[0]
    x = y = None
    for i, column in enumerate(table.columns):
        values = numbers(column[:_SEEN_ROWS])
        if np.isnan(values).mean() > 0.2:  # noqa: PLR2004 - a few holes are usual
            continue
        known = values[~np.isnan(values)]
        if y is None and ((known >= mainland.south) & (known <= mainland.north)).all():
            y = i
        elif x is None and ((known >= mainland.west) & (known <= mainland.east)).all() and (known % 1 != 0).any():
            x = i
    return Layout(PlaceKind.TWO_COLUMNS, x=x, y=y) if x is not None and y is not None else None
