"""A territory made up by the reader: `mesure=epci-243500139,commune-35024&nom=…`.

Its members never overlap: one that lies in another is left out and said, one that straddles another is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from observatory import formatting as fr
from observatory import queries
from observatory.choices import UnknownChoiceError
from observatory.comparison.places import unique
from observatory.database import Database
from observatory.model import Level, Territory, fold
from observatory.queries.compare import communes_of
from observatory.search import Hit, search, territory_from_key

MEASURE, NAME = "mesure", "nom"
ACCEPTED = (Level.DEPARTEMENT, Level.EPCI, Level.COMMUNE)
MOST_MEMBERS, LONGEST_NAME, LONGEST_LIST = 100, 60, 400
DEFAULT_NAME = "Territoire sur mesure"
_CODE = re.compile(r"\d[\dAB]\d{0,7}", re.IGNORECASE)
_OF_LENGTH = {2: Level.DEPARTEMENT, 3: Level.DEPARTEMENT, 5: Level.COMMUNE, 9: Level.EPCI}
_SHOWN = 4


@dataclass(frozen=True)
class Custom:
    """A territory made up: its name, its members (none inside another), their communes, what was left out and why."""

    name: str
    members: tuple[Territory, ...]
    communes: frozenset[str]
    said: tuple[str, ...]

    @property
    def keys(self) -> str:
        """The members as an address writes them."""
        return ",".join(member.key for member in self.members)

    @property
    def population(self) -> int:
        """Residents of the members: nobody lives in two."""
        return sum(member.population or 0 for member in self.members)


@dataclass(frozen=True)
class ListRead:
    """What a reader's list names: territories found, what could not be read (to correct), what is worth saying."""

    found: tuple[Territory, ...]
    problems: tuple[str, ...]
    said: tuple[str, ...]


def _quoted(text: str) -> str:
    return f"«{fr.NARROW_SPACE}{text[:60]}{fr.NARROW_SPACE}»"


def clean_name(text: str, otherwise: str = DEFAULT_NAME) -> str:
    """The name a reader gives, without what could be markup, on one line; `otherwise` when nothing is left."""
    return " ".join(re.sub(r"[<>&\x00-\x1f]", " ", text).split())[:LONGEST_NAME].strip() or otherwise


def custom_of(database: Database, parameters: Mapping[str, str]) -> Custom:
    """The territory of `mesure`, named by `nom`. Raises `UnknownChoiceError` for an unknown or unfit member."""
    keys = [key for key in parameters.get(MEASURE, "").split(",") if key.strip()]
    if not keys:
        raise UnknownChoiceError(
            "Aucun territoire n’est réuni. Donnez des communes, des intercommunalités ou des départements."
        )
    if len(keys) > MOST_MEMBERS:
        raise UnknownChoiceError(
            f"Au plus {MOST_MEMBERS} territoires se réunissent{fr.NARROW_SPACE}; l’adresse en demande {len(keys)}. "
            "Donnez des intercommunalités plutôt que leurs communes."
        )
    found = []
    for key in keys:
        place = territory_from_key(database, key)
        if place is None or place.level not in ACCEPTED:
            raise UnknownChoiceError(
                f"{_quoted(key)} n’est ni une commune, ni une intercommunalité, ni un département connu."
            )
        found.append(place)
    return _gathered(database, unique(found), clean_name(parameters.get(NAME, "")))


@lru_cache(maxsize=128)
def _gathered(database: Database, places: tuple[Territory, ...], name: str) -> Custom:
    communes = communes_of(database, tuple(place.key for place in places))
    kept, said = without_overlap(places, communes)
    return Custom(name, kept, frozenset().union(*(communes[place.key] for place in kept)), said)


def without_overlap(
    places: Sequence[Territory], communes: Mapping[str, frozenset[str]]
) -> tuple[tuple[Territory, ...], tuple[str, ...]]:
    """The territories that can be added up, in their order, and why the others are left out.

    The larger ones are kept first: what lies inside is already counted; what straddles one would be counted in part.
    """
    kept: list[Territory] = []
    said: list[str] = []
    for place in sorted(places, key=lambda p: -len(communes[p.key])):
        own = communes[place.key]
        over = next((other for other in kept if own & communes[other.key]), None)
        if over is None:
            kept.append(place)
        elif own <= communes[over.key]:
            said.append(f"{place.name} est déjà dans {over.name}{fr.NARROW_SPACE}: compté une seule fois.")
        else:
            said.append(
                f"{place.name} déborde de {over.name}{fr.NARROW_SPACE}: les deux ne s’additionnent pas, "
                f"{place.name} est laissé de côté."
            )
    return tuple(place for place in places if place in kept), tuple(said)


def read_list(database: Database, text: str) -> ListRead:
    """The territories that a reader's list names, by name or code, one a line (codes may be separated by commas)."""
    found: list[Territory] = []
    problems: list[str] = []
    said: list[str] = []
    entries = _entries(text)
    if len(entries) > LONGEST_LIST:
        problems.append(f"La liste a {len(entries)} lignes{fr.NARROW_SPACE}; les {LONGEST_LIST} premières sont lues.")
    for entry in entries[:LONGEST_LIST]:
        place, remark = _by_code(database, entry) if _CODE.fullmatch(entry) else _by_name(database, entry)
        if place is None:
            problems.append(remark)
            continue
        if place in found:
            remark = f"{place.name} est donné deux fois{fr.NARROW_SPACE}: compté une seule fois."
        found.append(place)
        if remark:
            said.append(remark)
    return ListRead(unique(found), tuple(problems), tuple(said))


def _entries(text: str) -> list[str]:
    entries: list[str] = []
    for line in re.split(r"[\r\n;\t]+", text):
        parts = [part.strip() for part in line.split(",")]
        listed = len(parts) > 1 and all(_CODE.fullmatch(part) for part in parts if part)
        entries += [part for part in parts if part] if listed else [line.strip()]
    return [entry for entry in entries if entry]


def _by_code(database: Database, code: str) -> tuple[Territory | None, str]:
    code = code.upper()
    level = _OF_LENGTH.get(len(code))
    place = queries.territory(database, level, code) if level else None
    if place is not None:
        return place, ""
    today = queries.today_of(database, code)
    if today is not None and today.level in ACCEPTED:
        return today, f"{code} est un ancien code{fr.NARROW_SPACE}: {today.name} aujourd’hui."
    return None, f"Le code {_quoted(code)} n’est ni une commune, ni une intercommunalité, ni un département connu."


def _by_name(database: Database, name: str) -> tuple[Territory | None, str]:
    typed = fold(name)
    hits = [hit for hit in search(database, name[:100], 40) if hit.level in ACCEPTED]
    exact = [hit for hit in hits if fold(hit.name) == typed]
    former = [hit for hit in hits if fold(hit.detail.rpartition(" : ")[2]) == typed]
    exact = _one_extent(database, exact)
    if len(exact) == 1 or (not exact and len(former) == 1):
        hit = (exact or former)[0]
        remark = "" if exact else f"{name[:60]} est un ancien nom{fr.NARROW_SPACE}: {hit.name} aujourd’hui."
        return queries.territory(database, hit.level, hit.code), remark
    if exact or former:
        told = f"{fr.NARROW_SPACE}; ".join(_told(hit) for hit in (exact or former)[:_SHOWN])
        return None, f"{_quoted(name)} désigne plusieurs territoires ({told}). Donnez le code."
    near = f" Peut-être {_told(hits[0])}{fr.NARROW_SPACE}?" if hits else ""
    return None, f"{_quoted(name)} n’est le nom exact d’aucun territoire.{near}"


def _one_extent(database: Database, hits: list[Hit]) -> list[Hit]:
    """The same hits, or the first one when all cover the same communes (Paris, département and commune)."""
    if len(hits) < 2:  # noqa: PLR2004 - nothing to choose between
        return hits
    extents = communes_of(database, tuple(hit.key for hit in hits))
    return hits[:1] if len(set(extents.values())) == 1 else hits


def _told(hit: Hit) -> str:
    return f"{hit.name}, {hit.detail}, code {hit.code}"
