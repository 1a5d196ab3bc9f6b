"""What an address asks for, read and checked: territory, indicator, level, year.

The names are those of the address bar: `?territoire=region-53&indicateur=part_ess_emploi&niveau=region&annee=2015`.
A value that does not exist raises `UnknownChoiceError`, whose message is for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observatory import queries
from observatory.database import Database
from observatory.formatting import LEVEL_PLURAL, NARROW_SPACE
from observatory.model import FRANCE_CODE, Indicator, Level, Territory
from observatory.search import territory_from_key

DEFAULT_INDICATOR = "part_ess_emploi"


class UnknownChoiceError(ValueError):
    """An address names something the database does not hold. The message is French, for the reader."""


@dataclass(frozen=True)
class View:
    """A checked choice: one indicator at one level for one period, seen from a territory."""

    indicator: Indicator
    level: Level
    period: str
    territory: Territory


def _quoted(text: str) -> str:
    return f"«{NARROW_SPACE}{text[:60]}{NARROW_SPACE}»"


def territory_of(database: Database, parameters: Mapping[str, str]) -> Territory:
    """The territory of `territoire`, France when there is none in the address."""
    key = parameters.get("territoire") or f"{Level.FRANCE}-{FRANCE_CODE}"
    place = territory_from_key(database, key)
    if place is None:
        raise UnknownChoiceError(
            f"Le territoire {_quoted(key)} n’existe pas. Cherchez-le par son nom, son code ou son code postal."
        )
    return place


def indicator_of(database: Database, parameters: Mapping[str, str]) -> Indicator:
    """The indicator of `indicateur`, the share of ESS employment when there is none in the address."""
    known = queries.indicators(database)
    identifier = parameters.get("indicateur") or DEFAULT_INDICATOR
    if identifier not in known:
        raise UnknownChoiceError(f"L’indicateur {_quoted(identifier)} n’existe pas. Choisissez-en un dans la liste.")
    return known[identifier]


def levels_of(indicator: Indicator) -> list[Level]:
    """The levels at which an indicator can be mapped and ranked, widest first."""
    return [level for level in Level if level in indicator.levels and level not in {Level.FRANCE, Level.COMMUNE}]


def level_of(indicator: Indicator, parameters: Mapping[str, str]) -> Level:
    """The level of `niveau`; the widest at which the indicator exists when there is none in the address."""
    levels = levels_of(indicator)
    asked = parameters.get("niveau")
    if not asked:
        return levels[0] if levels else Level.FRANCE
    if asked not in set(Level):
        raise UnknownChoiceError(f"Le niveau {_quoted(asked)} n’existe pas.")
    level = Level(asked)
    if level in {Level.FRANCE, Level.COMMUNE}:
        raise UnknownChoiceError(f"Le niveau {_quoted(asked)} n’a ni carte ni classement.")
    if level not in levels:
        raise UnknownChoiceError(f"{_quoted(indicator.label)} n’est pas disponible pour les {LEVEL_PLURAL[level]}.")
    return level


def period_of(database: Database, indicator: Indicator, level: Level, parameters: Mapping[str, str]) -> str:
    """The year of `annee`; the last one known at this level when there is none in the address."""
    known = queries.periods(database, indicator.indicator_id, level)
    asked = parameters.get("annee")
    if asked and asked not in known:
        raise UnknownChoiceError(
            f"{_quoted(indicator.label)} n’est pas disponible pour l’année {_quoted(asked)}. "
            f"Années disponibles{NARROW_SPACE}: {', '.join(known) or 'aucune'}."
        )
    if not known:
        raise UnknownChoiceError(f"{_quoted(indicator.label)} n’a aucune valeur à ce niveau.")
    return asked or known[-1]


def view_of(database: Database, parameters: Mapping[str, str]) -> View:
    """Indicator, level, year and territory of an address, checked together."""
    indicator = indicator_of(database, parameters)
    level = level_of(indicator, parameters)
    return View(indicator, level, period_of(database, indicator, level, parameters), territory_of(database, parameters))
