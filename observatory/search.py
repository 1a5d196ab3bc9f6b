"""Territory search that forgives accents, hyphens and « st », and takes codes and postcodes."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from observatory import queries
from observatory.database import Database
from observatory.formatting import LEVEL_SINGULAR
from observatory.model import Level, Territory, fold

_LEVEL_ORDER = {level: rank for rank, level in enumerate(Level)}
_FORMER = {"merged": "ancienne commune", "deleguee": "commune déléguée", "associee": "commune associée"}


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer of the search: where to go, and why it answers."""

    level: Level
    code: str
    name: str
    detail: str

    @property
    def key(self) -> str:
        """How an address names the territory: `commune-42218`."""
        return f"{self.level}-{self.code}"


class _Entry(NamedTuple):
    text: str
    rank: tuple[int, int]
    hit: Hit


@dataclass(frozen=True)
class _Index:
    entries: list[_Entry]
    words: list[tuple[str, int]]
    codes: dict[str, list[int]]


@lru_cache(maxsize=2)
def _index(database: Database) -> _Index:
    entries: list[_Entry] = []
    codes: dict[str, list[int]] = {}
    position: dict[tuple[str, str], int] = {}
    names = {(level, code): name for level, code, name, *_ in queries.search_rows(database)}

    levels = {str(level): level for level in Level}
    for level_name, code, name, departement, population, kind, _region in queries.search_rows(database):
        level = levels[level_name]
        hit = Hit(level, code, name, _detail(level, departement, names, kind))
        position[level_name, code] = len(entries)
        codes.setdefault(code.lower(), []).append(len(entries))
        entries.append(_Entry(fold(name), (_LEVEL_ORDER[level], -(population or 0)), hit))

    for alias, reason, alias_name, level_name, code in queries.alias_rows(database):
        today = entries[position[level_name, code]]
        if reason == "postcode" or not alias_name:
            codes.setdefault(alias.lower(), []).append(position[level_name, code])
            continue
        why = f"{_FORMER.get(reason, 'ancien nom')} : {alias_name}"
        if reason == "arrondissement":
            why = alias_name
        entry = _Entry(fold(alias_name), (len(Level), today.rank[1]), Hit(today.hit.level, code, today.hit.name, why))
        codes.setdefault(alias.lower(), []).append(len(entries))
        entries.append(entry)

    words = sorted({(word, i) for i, entry in enumerate(entries) for word in entry.text.split()})
    return _Index(entries, words, codes)


def _detail(level: Level, departement: str | None, names: dict[tuple[str, str], str], kind: str | None) -> str:
    what = LEVEL_SINGULAR[level]
    if level is Level.EPCI and kind:
        what = {
            "CC": "communauté de communes",
            "CA": "communauté d’agglomération",
            "CU": "communauté urbaine",
            "METRO": "métropole",
            "MET69": "métropole",
            "MET75": "métropole",
        }.get(kind, what)
    if level in {Level.COMMUNE, Level.EPCI, Level.EPT} and departement:
        return f"{what} · {names.get(('departement', departement), departement)} ({departement})"
    return what


def search(database: Database, text: str, limit: int = 8) -> list[Hit]:
    """The territories a reader may mean, best first, at most `limit`, each territory once.

    Every word typed must begin a word of the name. An exact name comes first, then wider levels before
    smaller ones, then the more populated. A code or postcode answers exactly.
    """
    index = _index(database)
    typed = fold(text)
    if not typed:
        return []
    raw = text.strip().lower().replace(" ", "")
    found = list(index.codes.get(raw, []))
    words = typed.split()
    matching = _beginning_with(index, words[-1])
    for word in words[:-1]:
        matching &= _beginning_with(index, word)
    found += sorted(
        matching,
        key=lambda i: (
            index.entries[i].text != typed,
            not index.entries[i].text.startswith(typed),
            index.entries[i].rank,
        ),
    )
    answers: dict[str, Hit] = {}
    for i in found:
        hit = index.entries[i].hit
        answers.setdefault(hit.key, hit)
        if len(answers) == limit:
            break
    return list(answers.values())


def _beginning_with(index: _Index, word: str) -> set[int]:
    start = bisect_left(index.words, (word, -1))
    found: set[int] = set()
    for candidate, i in index.words[start:]:
        if not candidate.startswith(word):
            break
        found.add(i)
    return found


def territory_from_key(database: Database, key: str) -> Territory | None:
    """The territory an address names (`region-53`); former codes lead to today's territory; None if unknown."""
    level, _, code = key.strip().partition("-")
    if level not in set(Level) or not code:
        return None
    return queries.territory(database, Level(level), code) or queries.today_of(database, code)
