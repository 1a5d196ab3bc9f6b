"""Which territories are like one, and which touch it.

Likeness is a standardised distance: each dimension is turned into standard deviations from the mean of the level
(z-scores), then d = √(mean of the squared differences) over the dimensions that both territories have, so that a
territory with an absence is neither favoured nor put aside. At least three dimensions are wanted, else nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import shapely

from observatory import formatting as fr
from observatory import queries
from observatory.database import Database
from observatory.model import LEAST_AREA_KM2, Level, Territory
from observatory.queries.compare import last_values, make_up, territories

LEAST_DIMENSIONS = 3
NOT_ENOUGH = "pas assez de données"
# shares and rates that tell the structure of a territory, by identifier; those not loaded are left out
STRUCTURE = (
    "part_ess_emploi_prive",
    "part_ess_emploi",
    "part_population_qpv",
    "postes_fonjep_pour_10000_habitants_qpv",
    "densite_structures_ess",
)
# two measures of one thing would weigh twice: the first that is known is kept
_SAME = frozenset({"part_ess_emploi_prive", "part_ess_emploi"})
# the quadratic mean of the distance between two territories taken at random
CHANCE = math.sqrt(2)
_TOUCHES_DEGREES = 1e-6


@dataclass(frozen=True)
class Alike:
    """A territory like another: its distance (0 = the same) and how many dimensions it rests on."""

    place: Territory
    distance: float
    dimensions: int

    @property
    def told(self) -> str:
        """Its distance and density: « 0,83 · 45 hab./km² »."""
        density = self.place.density_per_km2
        return fr.number(self.distance, 2) + (f" · {fr.density_text(density)}" if density is not None else "")


@dataclass(frozen=True)
class Likeness:
    """The territories most like one, nearest first, on these dimensions; none and a reason when too little is known."""

    found: tuple[Alike, ...]
    dimensions: tuple[str, ...]
    reason: str = ""


def z_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Each column in standard deviations (of the whole level) from its mean; one that does not vary is left out."""
    kept = frame.loc[:, frame.min() < frame.max()]  # a deviation of equal numbers is not always exactly zero
    return (kept - kept.mean()) / kept.std(ddof=0)


def distances(scores: pd.DataFrame, code: str, least: int = LEAST_DIMENSIONS) -> pd.DataFrame:
    """How far every other row is from one: columns distance and dimensions, nearest first, ties by code.

    Rows that share fewer than `least` dimensions with it are left out.
    """
    gaps = scores - scores.loc[code]
    shared = gaps.notna().sum(axis=1)
    found = pd.DataFrame({"distance": np.sqrt((gaps**2).mean(axis=1)), "dimensions": shared})
    found = found[(shared >= least) & (found.index != code)]
    return found.sort_index().sort_values("distance", kind="stable")


@lru_cache(maxsize=8)
def _level_scores(database: Database, level: Level) -> tuple[pd.DataFrame, Mapping[str, str]]:
    """The standardised dimensions of a level, and what each is called."""
    made = make_up(database, level)
    if made.empty:
        return pd.DataFrame(), {}
    known = last_values(database, level)
    population = made["population"].astype(float)
    measured = made["area_km2"].where(made["area_km2"] >= LEAST_AREA_KM2)
    frame = pd.DataFrame(
        {
            "population": np.log(population),
            "density": np.log(population / measured),
            "weight": made["weight_pct"],
        }
    )
    names = {
        "population": "population (logarithme)",
        "density": "densité (logarithme)",
        "weight": "part dans la population de l’intercommunalité"
        if level is Level.COMMUNE
        else "part de la commune la plus peuplée",
    }
    labels = queries.indicators(database)
    for name in STRUCTURE:
        if name not in known.frame.columns or (name in _SAME and _SAME & set(frame.columns)):
            continue
        frame[name] = known.frame[name].reindex(frame.index)
        names[name] = labels[name].short_label[:1].lower() + labels[name].short_label[1:]
    scores = z_scores(frame)
    return scores, {name: names[name] for name in scores.columns}


@lru_cache(maxsize=512)
def similar(database: Database, place: Territory, count: int = 7) -> Likeness:
    """The territories of the same level most like one, on size, density and the structure at hand."""
    scores, names = _level_scores(database, place.level)
    if place.code not in scores.index:
        return Likeness((), tuple(names.values()), NOT_ENOUGH)
    mine = scores.loc[place.code].notna()
    own = tuple(label for name, label in names.items() if mine[name])
    if len(own) < LEAST_DIMENSIONS:
        return Likeness((), own, NOT_ENOUGH)
    found = []
    for code, distance, dimensions in distances(scores, place.code).head(count).itertuples():
        other = queries.territory(database, place.level, str(code))
        if other is not None:
            found.append(Alike(other, float(distance), int(dimensions)))
    return Likeness(tuple(found), own, "" if found else NOT_ENOUGH)


def describe_method(likeness: Likeness) -> str:
    """How likeness is measured, in words, for the reader."""
    if not likeness.found:
        return (
            f"Territoires semblables{fr.NARROW_SPACE}: {NOT_ENOUGH} (il faut au moins {LEAST_DIMENSIONS} dimensions "
            f"connues, il y en a {len(likeness.dimensions)})."
        )
    nearest = likeness.found[0].distance
    alone = (
        f" Aucun n’est vraiment proche{fr.NARROW_SPACE}: deux territoires pris au hasard sont à {fr.number(CHANCE, 1)}."
        if nearest > CHANCE
        else ""
    )
    return (
        f"Semblables{fr.NARROW_SPACE}: les plus proches à la fois sur {', '.join(likeness.dimensions)}. La distance "
        f"est un écart moyen, chaque mesure comptant selon sa dispersion dans le niveau{fr.NARROW_SPACE}; 0 = "
        f"identique. Densité{fr.NARROW_SPACE}: population municipale sur "
        f"superficie estimée d’après le contour simplifié.{alone}"
    )


@lru_cache(maxsize=8)
def _tree(
    database: Database, level: Level, region_code: str
) -> tuple[tuple[str, ...], tuple[shapely.Geometry, ...], shapely.STRtree]:
    inside = (Level.REGION, region_code) if region_code else None
    rows = queries.contours(database, level, inside)
    shapes = tuple(shapely.from_wkb([bytes(wkb) for *_, wkb in rows]))
    return tuple(code for code, *_ in rows), shapes, shapely.STRtree(list(shapes))


@lru_cache(maxsize=512)
def neighbours(database: Database, place: Territory) -> tuple[Territory, ...]:
    """The territories of the same level that share a border with one, by their simplified contours, by name.

    Communes are looked for in their own région only. A single common point is not a border.
    """
    if place.level is Level.FRANCE:
        return ()
    region = (place.region_code or "") if place.level is Level.COMMUNE else ""
    codes, shapes, tree = _tree(database, place.level, region)
    if place.code not in codes:
        return ()
    own = shapes[codes.index(place.code)]
    near = tree.query(own, predicate="dwithin", distance=_TOUCHES_DEGREES)
    shared = shapely.length(shapely.intersection(shapely.buffer(own, _TOUCHES_DEGREES), [shapes[i] for i in near]))
    found = [
        codes[i]
        for i, border in zip(near, shared, strict=True)
        if codes[i] != place.code and border > 100 * _TOUCHES_DEGREES
    ]
    return tuple(sorted(territories(database, place.level, tuple(found)), key=lambda other: other.name))
