"""What an address asked for, in words: the filters of a chart as an export writes them."""

from __future__ import annotations

from observatory import formatting as fr
from observatory import queries, queries_qpv
from observatory.catalogue import NATIONAL_LISTS
from observatory.charts.chart import Chart
from observatory.choices import territory_of
from observatory.database import Database
from observatory.model import INITIATIVE_KINDS, THEMES, Level
from observatory.search import territory_from_key

_PLAIN = {
    "annee": "Année",
    "annee2": "Année du second indicateur",
    "texte": "Mot cherché",
    "generation": "Génération de quartiers",
    "point": "Point",
    "nom": "Nom donné",
    "territoires": "Territoires comparés",
    "mesure": "Territoires réunis",
}
_LISTS = frozenset({"territoires", "mesure"})


def filters_in_words(database: Database, chart: Chart) -> tuple[tuple[str, str], ...]:
    """Every choice that made a chart what it is: (what, its value in words), in the order of its address."""
    asked = chart.parameters
    years = _years(asked.get("de", ""), asked.get("a", ""))
    told = [_in_words(database, chart, name, value) for name, value in asked.items() if value]
    return (*(words for words in told if words), *((("Années", years),) if years else ()))


def _in_words(database: Database, chart: Chart, name: str, value: str) -> tuple[str, str] | None:
    if name in {"de", "a"}:
        return None
    if name in _PLAIN:
        return _PLAIN[name], _names(database, value) if name in _LISTS else value
    if name == "territoire":
        return "Territoire", territory_of(database, chart.parameters).name
    if name in {"indicateur", "indicateur2"}:
        indicator = queries.indicators(database).get(value)
        return "Indicateur" if name == "indicateur" else "Second indicateur", indicator.label if indicator else value
    if name == "niveau":
        return "Niveau", fr.LEVEL_PLURAL[Level(value)] if value in set(Level) else value
    return _choice_in_words(database, chart, name, value)


def _choice_in_words(database: Database, chart: Chart, name: str, value: str) -> tuple[str, str]:
    if name == "cadre":
        return "Cadre", "la région du territoire choisi" if value == "region" else value
    if name == "type":
        return "Types", ", ".join(INITIATIVE_KINDS.get(kind, kind) for kind in value.split(","))
    if name == "theme":
        return "Thèmes", ", ".join(THEMES.get(theme, theme) for theme in value.split(","))
    if name == "document":
        titles = queries.documents(database).set_index("document_id")["title"]
        return "Document", "listes publiées de lauréats" if value == NATIONAL_LISTS else str(titles.get(value, value))
    if name in {"qpv", "levier"}:
        return ("Quartier", _neighbourhood(database, chart, value)) if name == "qpv" else _lever(database, value)
    return name.capitalize(), value


def _lever(database: Database, lever_id: str) -> tuple[str, str]:
    labels = queries.levers(database).set_index("lever_id")["label"]
    return "Levier", str(labels.get(lever_id, lever_id))


def _names(database: Database, keys: str) -> str:
    found = [territory_from_key(database, key) for key in keys.split(",")]
    return ", ".join(place.name for place in found if place is not None)


def _neighbourhood(database: Database, chart: Chart, code: str) -> str:
    generation = chart.parameters.get("generation", "")
    if not generation.isdecimal():
        return code
    names = queries_qpv.neighbourhoods(database, int(generation)).set_index("code")["name"]
    return f"{names[code]} ({code})" if code in names.index else code


def _years(first: str, last: str) -> str:
    if first and last:
        return f"de {first} à {last}"
    return f"depuis {first}" if first else (f"jusqu’en {last}" if last else "")
