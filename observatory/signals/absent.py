"""Absent here though similar territories have it: levers, kinds of initiatives, PTCE, in the documents that were read.

What documents do not cite may well exist. A territory that no document cites at all gets one sentence, not a list of
absences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.database import Database
from observatory.model import INITIATIVE_KINDS, Level
from observatory.narrative.gaps import NUMBERS
from observatory.signals.level_data import LevelData
from observatory.signals.peers import Peers, peers
from observatory.signals.signal import THIN, Search, Signal, SignalKind, share_text
from observatory.standing import Standing

LEAST_SHARE = 0.5
_NAMED = 3
_UNTOLD = frozenset({"autre"})


@dataclass(frozen=True)
class Subject:
    """A thing that a territory may have: its parameter in an address (`type` or `levier`), its code, its name."""

    parameter: str
    code: str
    label: str


@lru_cache(maxsize=8)
def subjects(database: Database) -> tuple[Subject, ...]:
    """The kinds of initiatives (PTCE among them) and the levers of the study."""
    kinds = [Subject("type", code, name) for code, name in INITIATIVE_KINDS.items() if code not in _UNTOLD]
    levers = queries.levers(database)
    named = zip(levers["lever_id"], levers["label"], strict=True)
    return (*kinds, *(Subject("levier", str(code), str(label)) for code, label in named))


def _owner(rows: pd.DataFrame, level: Level) -> pd.Series:
    """The code, at a level, of the territory that a row belongs to or lies inside; missing for wider territories."""
    own = rows["territory_code"].where(rows["territory_level"] == level)
    column = f"{level}_code"
    if column not in rows.columns:
        return own
    wider = [str(other) for other in Level if list(Level).index(other) < list(Level).index(level)]
    return own.fillna(rows[column].where(~rows["territory_level"].isin(wider)))


@lru_cache(maxsize=8)
def counts(database: Database, level: Level) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """How many passages of the corpus show each thing, by territory of a level: keyed by parameter and code."""
    initiatives, commitments = queries.initiatives(database), queries.commitments(database)
    found: dict[tuple[str, str], Mapping[str, int]] = {}
    for parameter, rows, column, counted in (
        ("type", initiatives, "kind", "initiative_id"),
        ("levier", commitments, "lever_id", "document_line"),
    ):
        placed = rows.assign(owner=_owner(rows, level)).dropna(subset=["owner"])
        for code, own in placed.groupby(column):
            many = own.groupby("owner")[counted].nunique()
            found[parameter, str(code)] = {str(owner): int(count) for owner, count in many.items()}
    return found


def count_of(database: Database, level: Level, subject: Subject, code: str) -> int:
    """How many passages show a thing in a territory (0 when none does)."""
    return counts(database, level).get((subject.parameter, subject.code), {}).get(code, 0)


def absent(database: Database, level: LevelData, own: Standing) -> Search:
    """The things that at least half of the similar territories are cited for, and that this one is not."""
    search = Search()
    place = own.place
    things = subjects(database)
    if not any(count_of(database, place.level, thing, place.code) for thing in things):
        search.silences.append(
            f"Aucun des {_documents(database)} documents lus ne cite une initiative ou un levier "
            f"{narrative.in_place(place)}{THIN}: ce silence ne dit rien de ce qui s’y fait."
        )
        return search
    alike = peers(database, place)
    if not alike.codes:
        search.silences.append(
            f"Aucun territoire semblable n’a pu être choisi pour comparer ce qui se fait {narrative.in_place(place)}."
        )
        return search
    for thing in things:
        if count_of(database, place.level, thing, place.code):
            continue
        search.tested += 1
        having = [code for code in alike.codes if count_of(database, place.level, thing, code)]
        if len(having) >= LEAST_SHARE * len(alike.codes):
            search.signals.append(_signal(database, level, own, thing, (alike, having)))
    return search


def _documents(database: Database) -> str:
    count = len(queries.documents(database))
    return NUMBERS.get(count, fr.number(count))


def _signal(
    database: Database, level: LevelData, own: Standing, thing: Subject, found: tuple[Peers, list[str]]
) -> Signal:
    alike, having = found
    place, who = own.place, fr.LEVEL_PLURAL[own.place.level]
    total, known = len(alike.codes), len(having)
    lists = " et des listes publiées de lauréats" if thing.code == "ptce" else ""
    names = [level.name(code) for code in having]
    others = len(names) - _NAMED
    listed = ", ".join(names[:_NAMED]) + (f" et {others} de plus" if others > 0 else "")
    rarity = (total - known + 1) / (total + 1)
    return Signal(
        SignalKind.ABSENT,
        place,
        f"{thing.parameter}-{thing.code}",
        f"«{THIN}{thing.label}{THIN}»{THIN}: absent des {_documents(database)} documents lus{lists} "
        f"{narrative.in_place(place)}, présent pour {known} des {total} {who} semblables.",
        f"{known} sur {total} ({share_text(known / total)})\u202f: {listed}. Signal à partir de la moitié. "
        f"{alike.method}",
        f"Absent des {_documents(database)} documents lus ne veut pas dire absent du territoire\u202f: ce sont des "
        "exemples, pas un recensement, et les documents parlent surtout des collectivités étudiées.",
        rarity,
        "signal-absence",
        {thing.parameter: thing.code, "territoire": place.key},
    )
