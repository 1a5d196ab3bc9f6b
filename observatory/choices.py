"""What an address asks for, read and checked: territory, indicator, level, year.

The names are those of the address bar: `?territoire=region-53&indicateur=part_ess_emploi&niveau=region&annee=2015`.
A value that does not exist raises `UnknownChoiceError`, whose message is for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from observatory import queries
from observatory.database import Database
from observatory.formatting import LEVEL_PLURAL, NARROW_SPACE
from observatory.model import FRANCE_CODE, Indicator, Level, Territory
from observatory.search import territory_from_key

DEFAULT_INDICATOR = "part_ess_emploi"

# the themes of the list of indicators, in its order; a source named nowhere is one of structures
GROUPS = ("Emploi", "Coopératives et structures", "Quartiers", "Initiatives", "Population")
_GROUP_OF_SOURCE = {"insee_clap": 0, "insee_flores": 0, "catalogue": 3, "cog": 4}
_GROUP_OF_PRODUCER = {"urssaf": 0, "anct": 2}
# a change of another indicator, or that one set to 100 in a year: read with the measure itself
DERIVED = ("evolution_", "indice_")
# the same thing measured by two producers: named beside each other, never put in one series
_SAME_SUBJECT = (
    ("part_ess_emploi", "part_ess_emploi_prive"),
    ("etablissements_ess", "nombre_structures_ess"),
    ("nombre_scic", "nombre_scic_publie"),
)


_SPOKEN = {
    "a": "l’année de fin",
    "annee": "l’année",
    "annee2": "l’année du second indicateur",
    "cadre": "le cadre",
    "champ": "le champ d’action",
    "clic": "le clic",
    "code": "le code",
    "de": "l’année de début",
    "document": "le document",
    "generation": "la génération",
    "indicateur": "l’indicateur",
    "indicateur2": "le second indicateur",
    "levier": "le levier",
    "mesure": "les territoires réunis",
    "niveau": "le niveau",
    "nom": "le nom",
    "point": "le point",
    "portee": "la portée",
    "proposer": "les territoires proposés",
    "qpv": "le quartier",
    "rubrique": "la rubrique",
    "signal": "la sorte de signal",
    "source": "la source",
    "territoire": "le territoire",
    "territoires": "les territoires comparés",
    "texte": "le mot cherché",
    "theme": "le thème",
    "type": "le type",
    "vue": "la vue",
}


def spoken(parameter: str) -> str:
    """A parameter of the address as a sentence says it: `annee` → « l’année »; one we do not know, between quotes."""
    return _SPOKEN.get(parameter) or f"le paramètre {_quoted(parameter)}"


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


def group_of(indicator: Indicator) -> str:
    """The theme under which an indicator is listed."""
    source = indicator.source_id
    if "qpv" in indicator.indicator_id:
        return GROUPS[2]
    return GROUPS[_GROUP_OF_SOURCE.get(source, _GROUP_OF_PRODUCER.get(source.split("_")[0], 1))]


def grouped(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Indicators by theme, in the order of the catalogue inside each; variants are left out."""
    heads = [indicator for indicator in indicators if not indicator.variant_of]
    return sorted(heads, key=lambda indicator: GROUPS.index(group_of(indicator)))


def variants_of(known: Mapping[str, Indicator], indicator: Indicator) -> list[Indicator]:
    """The perimeters in which an indicator can be read, the usual one first; only itself when it has no other."""
    head = known.get(indicator.variant_of or "", indicator)
    return [head, *(other for other in known.values() if other.variant_of == head.indicator_id)]


def other_measures(known: Mapping[str, Indicator], indicator: Indicator) -> list[Indicator]:
    """The indicators that measure the same thing by another source."""
    head = indicator.variant_of or indicator.indicator_id
    named = [name for subject in _SAME_SUBJECT if head in subject for name in subject if name != head]
    return [known[name] for name in named if name in known]


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
