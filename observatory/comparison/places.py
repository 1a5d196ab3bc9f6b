"""The territories that an address compares: `territoires=region-53,epci-246700488`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from observatory import formatting as fr
from observatory import queries
from observatory.choices import UnknownChoiceError, territory_of
from observatory.comparison.similar import similar
from observatory.database import Database
from observatory.model import FRANCE_CODE, Indicator, Level, Territory
from observatory.queries.compare import territories
from observatory.search import territory_from_key
from observatory.standing import Standing

MOST, PROPOSED = 8, 3
TERRITORIES = "territoires"


def unique(places: Iterable[Territory]) -> tuple[Territory, ...]:
    """The same territories in the same order, each once."""
    return tuple({place.key: place for place in places}.values())


def places_of(database: Database, parameters: Mapping[str, str]) -> tuple[Territory, ...]:
    """The territories of `territoires`, at most eight; without it, the one of `territoire` and those like it."""
    asked = [key for key in parameters.get(TERRITORIES, "").split(",") if key.strip()]
    if not asked:
        return proposed(database, territory_of(database, parameters))
    found = []
    for key in asked:
        place = territory_from_key(database, key)
        if place is None:
            raise UnknownChoiceError(
                f"Le territoire «{fr.NARROW_SPACE}{key[:60]}{fr.NARROW_SPACE}» n’existe pas. "
                "Cherchez-le par son nom, son code ou son code postal."
            )
        found.append(place)
    kept = unique(found)
    if len(kept) > MOST:
        raise UnknownChoiceError(
            f"Au plus {MOST} territoires se comparent à la fois{fr.NARROW_SPACE}; l’adresse en demande {len(kept)}."
        )
    return kept


def keys_of(places: Iterable[Territory]) -> str:
    """The territories as an address writes them."""
    return ",".join(place.key for place in places)


def proposed(database: Database, place: Territory) -> tuple[Territory, ...]:
    """What to compare first: a territory and the three most like it (or siblings); of France, the largest régions."""
    if place.level is Level.FRANCE:
        return siblings(database, place)[: PROPOSED + 1]
    alike = tuple(other.place for other in similar(database, place).found) or siblings(database, place)
    return (place, *alike[:PROPOSED])


@lru_cache(maxsize=256)
def siblings(database: Database, place: Territory) -> tuple[Territory, ...]:
    """The territories of the same level in the same parent, nearest in population first; of France, its régions."""
    if place.level is Level.FRANCE:
        level, codes = Level.REGION, tuple(code for code, *_ in queries.contours(database, Level.REGION))
    else:
        level, codes = place.level, _beside(database, place)
    known = territories(database, level, tuple(code for code in codes if code != place.code))
    own = place.population or 0
    if place.level is Level.FRANCE:
        return tuple(sorted(known, key=lambda other: -(other.population or 0)))
    return tuple(sorted(known, key=lambda other: (abs((other.population or 0) - own), other.code)))


def parent_of(database: Database, place: Territory) -> Territory | None:
    """What holds a territory and its siblings: an EPCI for a commune, a département for an EPCI, else one above."""
    wanted = {
        Level.COMMUNE: (Level.EPT, Level.EPCI, Level.DEPARTEMENT),
        Level.EPCI: (Level.DEPARTEMENT,),
        Level.EPT: (Level.EPCI, Level.REGION),
        Level.DEPARTEMENT: (Level.REGION,),
        Level.REGION: (Level.FRANCE,),
    }.get(place.level, ())
    above = {other.level: other for other in queries.ancestors(database, place)}
    return next((above[level] for level in wanted if level in above), None)


def _beside(database: Database, place: Territory) -> tuple[str, ...]:
    parent = parent_of(database, place)
    if parent is None:
        return ()
    if parent.level is Level.FRANCE:
        return tuple(code for code, *_ in queries.contours(database, place.level))
    return queries.codes_inside(database, place.level, parent.level, parent.code)


@lru_cache(maxsize=256)
def values_of(database: Database, places: tuple[Territory, ...]) -> Standing:
    """Every value of a few territories and of France, in one query; `reading` tells them one by one."""
    france = queries.territory(database, Level.FRANCE, FRANCE_CODE) or places[0]
    keys = tuple(place.key for place in unique((*places, france)))
    return Standing(france, (), queries.cells(database, keys))


def periods_of(database: Database, indicator: Indicator, places: Iterable[Territory]) -> list[str]:
    """The periods known at the level of one at least of the territories, oldest first."""
    levels = {place.level for place in places}
    return sorted({p for level in levels for p in queries.periods(database, indicator.indicator_id, level)})


def common_period(
    database: Database, indicator: Indicator, places: tuple[Territory, ...], parameters: Mapping[str, str]
) -> str:
    """The year of `annee`, else the last one known at every level compared, else the last one known at all."""
    known = periods_of(database, indicator, places)
    asked = parameters.get("annee")
    if asked and asked not in known:
        raise UnknownChoiceError(
            f"«{fr.NARROW_SPACE}{indicator.label}{fr.NARROW_SPACE}» n’est pas disponible pour l’année "
            f"«{fr.NARROW_SPACE}{asked[:60]}{fr.NARROW_SPACE}» à ces niveaux. "
            f"Années disponibles{fr.NARROW_SPACE}: {', '.join(known) or 'aucune'}."
        )
    if not known:  # the source does not reach these levels: the absences are drawn, for its last year
        return max(
            (p for lv in indicator.levels for p in queries.periods(database, indicator.indicator_id, lv)), default=""
        )
    levels = {place.level for place in places if place.level in indicator.levels}
    shared = [p for p in known if all(p in queries.periods(database, indicator.indicator_id, lv) for lv in levels)]
    return asked or (shared or known)[-1]
