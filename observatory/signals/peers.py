"""Territories alike, for what a territory lacks: those of the page Comparer, else the nearest in population."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from observatory import formatting as fr
from observatory.comparison.similar import describe_method, similar
from observatory.database import Database
from observatory.model import Territory
from observatory.queries.signals import level_names

PEERS = 12
BY_POPULATION = "les plus proches par leur population (écart des logarithmes), au même niveau."


@dataclass(frozen=True)
class Peers:
    """Territories of the same level: their codes, nearest first, and how they were chosen."""

    codes: tuple[str, ...]
    method: str


@lru_cache(maxsize=512)
def peers(database: Database, place: Territory) -> Peers:
    """The twelve territories most like one; by population alone where too little else is known."""
    likeness = similar(database, place, PEERS)
    if len(likeness.found) == PEERS:
        return Peers(tuple(alike.place.code for alike in likeness.found), describe_method(likeness))
    return Peers(_nearest(database, place), f"Semblables{fr.NARROW_SPACE}: {BY_POPULATION}")


def _nearest(database: Database, place: Territory) -> tuple[str, ...]:
    population = level_names(database, place.level)["population"].dropna()
    population = population[population > 0]
    if place.code not in population.index:
        return ()
    gaps = (np.log(population.astype(float)) - np.log(float(population[place.code]))).abs().drop(place.code)
    return tuple(str(code) for code in gaps.sort_values(kind="stable").index[:PEERS])
