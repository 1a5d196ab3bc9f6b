"""The check of a whole file: each row placed, then asked for each generation; every row comes out, with the reason.

Work goes by chunks so that a screen can show how far it is and stop between two.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from observatory import geo, queries_qpv
from observatory.database import Database
from observatory.formatting import NARROW_SPACE, number
from observatory.qpv.columns import Layout, PlaceKind
from observatory.qpv.coordinates import SWAPPED, SYSTEMS, Points, read_points, split_pair
from observatory.qpv.errors import LayoutError
from observatory.qpv.geocoder import Geocoder
from observatory.qpv.table_file import Table

CHUNK_OF_POINTS = 25_000
CHUNK_OF_ADDRESSES = 500
NOT_PLACED = "non placé"
NOT_COVERED = "non couvert"
NOT_LOADED = "non disponible"
REMARK = "remarque"
OUTPUT = (
    *tuple(name for g in queries_qpv.GENERATIONS for name in (f"qpv_{g}", f"qpv_{g}_statut", f"qpv_{g}_distance_m")),
    REMARK,
)


@dataclass(frozen=True)
class Result:
    """The columns added to the reader's, in order, a cell per row; `notes` tell what was asked, with what limits."""

    columns: dict[str, list[object]]
    notes: tuple[tuple[str, str], ...]

    def count(self, generation: int) -> dict[str, int]:
        """How many rows have each status for a generation."""
        return dict(Counter(str(status) for status in self.columns[f"qpv_{generation}_statut"]).most_common())


@dataclass
class Check:
    """One file being checked. Iterate over `steps()`; once it ends, `result()` holds every row."""

    database: Database
    table: Table
    layout: Layout
    geocoder: Geocoder | None = None
    _parts: list[dict[str, list[object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse a layout that cannot place any row."""
        if not self.layout.usable:
            raise LayoutError(
                "Indiquez les colonnes qui placent les lignes : longitude et latitude, x et y, ou l’adresse."
            )

    def steps(self) -> Iterator[float]:
        """Check chunk after chunk; gives the share done (0 to 1) after each."""
        total = self.table.row_count
        for start, points, precision_m in self._placed():
            self._parts.append(_answers(self.database, points, precision_m))
            yield min(1.0, start / total)

    def _placed(self) -> Iterator[tuple[int, Points, geo.Floats]]:
        total = self.table.row_count
        if self.layout.kind is PlaceKind.ADDRESS:
            for start in range(0, total, CHUNK_OF_ADDRESSES):
                end = min(total, start + CHUNK_OF_ADDRESSES)
                yield end, *self._geocoded(start, end)
            return
        points = coordinates_of(self.table, self.layout)
        for start in range(0, total, CHUNK_OF_POINTS):
            rows = slice(start, start + CHUNK_OF_POINTS)
            part = Points(points.longitudes[rows], points.latitudes[rows], points.remarks[rows])
            yield start + len(part.remarks), part, np.full(len(part.remarks), geo.COORDINATE_PRECISION_M)

    def _geocoded(self, start: int, end: int) -> tuple[Points, geo.Floats]:
        addresses = [
            " ".join(_text(self.table.columns[c][i]) for c in self.layout.address).strip() for i in range(start, end)
        ]
        asked = [i for i, address in enumerate(addresses) if address]
        answers = self._geocoder().search_many([addresses[i] for i in asked]) if asked else []
        longitudes, latitudes = np.full(len(addresses), np.nan), np.full(len(addresses), np.nan)
        precision_m = np.full(len(addresses), geo.COORDINATE_PRECISION_M)
        remarks = np.full(len(addresses), "adresse absente", dtype=object)
        for i, place in zip(asked, answers, strict=True):
            remarks[i] = place.remark if place else "adresse introuvable"
            if place:
                longitudes[i], latitudes[i], precision_m[i] = place.longitude, place.latitude, place.precision_m
        return Points(longitudes, latitudes, remarks), precision_m

    def _geocoder(self) -> Geocoder:
        if self.geocoder is None:
            raise LayoutError("Il faut un géocodeur pour placer des adresses.")
        return self.geocoder

    def result(self) -> Result:
        """Every row's answer, in the order of the file."""
        columns = {name: [cell for part in self._parts for cell in part[name]] for name in OUTPUT}
        return Result(columns, _notes(self.database, self.table, self.layout))


def check(database: Database, table: Table, layout: Layout, geocoder: Geocoder | None = None) -> Result:
    """Check a whole file at once."""
    work = Check(database, table, layout, geocoder)
    for _ in work.steps():
        pass
    return work.result()


def coordinates_of(table: Table, layout: Layout) -> Points:
    """The points of a file placed by coordinates."""
    if layout.kind is PlaceKind.ONE_COLUMN:
        assert layout.pair is not None  # noqa: S101 - checked by Layout.usable
        return _pair_points(table.columns[layout.pair], layout.system)
    assert layout.x is not None  # noqa: S101
    assert layout.y is not None  # noqa: S101
    epsg = table.columns[layout.epsg] if layout.epsg is not None else None
    return read_points(table.columns[layout.x], table.columns[layout.y], layout.system, epsg)


def _pair_points(cells: Sequence[object], system: str) -> Points:
    """One column with both numbers: latitude first, as « geo_point » fields are written; x first when in metres."""
    pairs = [split_pair(cell) if isinstance(cell, str) else None for cell in cells]
    # an unreadable cell keeps its text, so that it is said unreadable rather than empty
    first = [pair[0] if pair else cell for pair, cell in zip(pairs, cells, strict=True)]
    second = [pair[1] if pair else "" for pair in pairs]
    straight = read_points(second, first, system)
    if np.isnan(straight.longitudes).all() or (straight.remarks == SWAPPED).all():
        return read_points(first, second, system)
    return straight


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _answers(database: Database, points: Points, precision_m: geo.Floats) -> dict[str, list[object]]:
    cells: dict[str, list[object]] = {}
    said: list[list[str]] = [[remark] if remark else [] for remark in points.remarks]
    for generation in queries_qpv.GENERATIONS:
        found = geo.locate(database, generation, points.longitudes, points.latitudes, precision_m)
        loaded = geo.perimeters(database, generation)
        codes = found["qpv_code"].astype(object)
        cells[f"qpv_{generation}"] = codes.where(codes.notna(), None).tolist()
        cells[f"qpv_{generation}_statut"] = _status_words(found, loaded is not None)
        cells[f"qpv_{generation}_distance_m"] = [None if d != d else round(d) for d in found["distance_m"].tolist()]  # noqa: PLR0124
        caution = geo.partial_short(database, generation)
        statuses, remarks = cells[f"qpv_{generation}_statut"], found["remark"].tolist()
        for i, words in enumerate(said):
            if remarks[i] and (remarks[i] != geo.ABROAD or not words):
                words.append(remarks[i])
            if caution and statuses[i] == "hors":
                words.append(caution)
    cells[REMARK] = [f"{NARROW_SPACE}; ".join(dict.fromkeys(words)) for words in said]
    return cells


def _status_words(found: pd.DataFrame, loaded: bool) -> list[object]:  # noqa: FBT001 - a fact, not a mode
    if not loaded:
        return [NOT_LOADED] * len(found)
    words = np.array(found["status"].astype(object).where(found["status"].notna(), None), dtype=object)
    absent = found["status"].isna().to_numpy()
    words[absent] = np.where(found.loc[absent, "remark"] == geo.NOT_COVERED, NOT_COVERED, NOT_PLACED)
    return list(words)


def _notes(database: Database, table: Table, layout: Layout) -> tuple[tuple[str, str], ...]:
    known = queries_qpv.generations(database)
    lines = [
        ("Question", "Chaque ligne est-elle dans un quartier prioritaire de la politique de la ville (QPV) ?"),
        ("Fichier", f"{number(table.row_count)} lignes ; {table.reading}."),
        ("Lignes placées par", placed_by(table, layout)),
        (
            "Statuts",
            (
                "dans ; hors ; limite : plus près d’une limite que la précision du point (30 m pour des coordonnées, "
                "celle du géocodeur pour une adresse) ; non placé ; non couvert ; non disponible."
            ),
        ),
        ("Distance", "En mètres, jusqu’à la limite de quartier la plus proche ; vide au-delà de 50 km."),
    ]
    for generation in queries_qpv.GENERATIONS:
        held = known.get(generation)
        perimeters = held.perimeters if held else 0
        said = f"{number(perimeters)} périmètres chargés. {held.citation if held and perimeters else ''}".strip()
        lines.append((f"Génération {generation}", said))
        caution = geo.partial_warning(database, generation)
        if caution:
            lines.append((f"Limite {generation}", caution))
    lines.append(("Date", f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}, base {database.version[:12]}."))
    return tuple(lines)


def placed_by(table: Table, layout: Layout) -> str:
    """The columns that place the rows, in words."""
    if layout.kind is PlaceKind.ADDRESS:
        return f"adresse : {', '.join(table.headings[i] for i in layout.address)}"
    used = [layout.pair] if layout.kind is PlaceKind.ONE_COLUMN else [layout.x, layout.y]
    names = ", ".join(table.headings[i] for i in used if i is not None)
    if layout.epsg is not None:
        return f"{names}, projection de la colonne {table.headings[layout.epsg]}"
    return f"{names}, projection : {SYSTEMS[layout.system].lower()}"
