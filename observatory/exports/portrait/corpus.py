"""What a portrait says of neighbourhoods, levers and initiatives, each with the passage it was read in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from observatory import formatting as fr
from observatory import narrative, queries, queries_qpv
from observatory.catalogue import Filters, select, within
from observatory.database import Database
from observatory.exports.portrait import wording
from observatory.exports.portrait.model import Entry, Initiative, Initiatives, Listing, Passage
from observatory.frames import records
from observatory.model import INITIATIVE_KINDS, Territory

MOST_INITIATIVES, MOST_PASSAGES, MOST_LEVERS, MOST_CONTRACTS, MOST_NEIGHBOURHOODS = 14, 2, 12, 10, 10
FEW_INITIATIVES = 6
_THIN = fr.NARROW_SPACE


@dataclass(frozen=True)
class Asked:
    """Of what a list is asked: how a sentence says it (« en Bretagne »), its name, what contains it, nearest first."""

    where: str
    name: str
    around: Sequence[Territory]


def neighbourhoods(database: Database, place: Territory) -> Listing:
    """The contrats de ville with their residents, then the neighbourhoods that the database names.

    A commune has no figure of its own: those of its intercommunalité are given, and said to be.
    """
    sentences, rows = wording.contracts(database, place)
    shown = [Entry(str(r.name), people(r.population_qpv)) for r in records(rows.head(MOST_CONTRACTS))]
    named, sentence = _named(database, place)
    entries, total = shown, len(rows)
    headings = ("Contrat de ville", "Habitants en quartier prioritaire")
    if rows.empty and named:
        entries, total, headings = named[:MOST_NEIGHBOURHOODS], len(named), ("Quartier", "Habitants")
    if sentence:
        sentences.append(sentence)
    one, several = ("contrat", "contrats") if len(rows) else ("quartier", "quartiers")
    rest = wording.left_out(total, len(entries), one, several)
    return Listing(tuple(sentences), headings, tuple(entries), rest, wording.CONTRACTS_SOURCE)


def people(value: Any) -> str:  # noqa: ANN401 - a cell of a frame
    """The residents of a neighbourhood or of a contract, or that they are not known."""
    return "non disponible" if pd.isna(value) else f"{fr.number(value)} habitants"


def quarters(rows: pd.DataFrame, year: int) -> list[Entry]:
    """The neighbourhoods of a generation, which is said, with their residents."""
    return [Entry(f"{r.name} ({year})", people(r.population)) for r in records(rows)]


def _named(database: Database, place: Territory) -> tuple[list[Entry], str]:
    """The neighbourhoods of each generation that the database names, and what it must say of its list."""
    entries, told = [], []
    for year, generation in queries_qpv.generations(database).items():
        rows = queries_qpv.neighbourhoods_in(database, year, place)
        if rows.empty:
            continue
        entries += quarters(rows, year)
        first = list(dict.fromkeys(str(name) for name in rows["name"]))
        limit = "" if generation.complete else ", liste incomplète"
        plural = "s" if len(rows) > 1 else ""
        told.append(
            f"{fr.number(len(rows))} quartier{plural} de génération {year} dans la base{limit}{_THIN}: "
            f"{wording.listed(first, 4)}."
        )
    return entries, " ".join(told)


def levers(database: Database, place: Territory) -> Listing:
    """The levers that the corpus shows in a territory: who uses each, since when, where it is read."""
    every = queries.commitments(database)
    asked = Asked(narrative.in_place(place), place.name, queries.ancestors(database, place))
    return levers_among(database, every[within(every, place)], asked)


def levers_among(database: Database, rows: pd.DataFrame, asked: Asked) -> Listing:
    """The levers of these commitments, or those of the nearest territory around when there is none."""
    sentences, where, name = [], asked.where, asked.name
    if rows.empty:
        sentences.append(narrative.describe_levers(0, 0, where))
        every = queries.commitments(database)
        seen = next((place for place in asked.around if within(every, place).any()), None)
        if seen is not None:
            rows, where, name = every[within(every, seen)], narrative.in_place(seen), seen.name
    documents = {r.document_id: r for r in records(queries.documents(database))}
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in records(rows):
        groups[row.label].append(row)
    ordered = sorted(groups.items(), key=lambda item: -len({r.territory_name for r in item[1]}))
    entries = [_lever(label, own, documents, name) for label, own in ordered[:MOST_LEVERS]]
    count = len(groups)
    if entries:
        opening = f"Autour{_THIN}: " if sentences else ""
        who = len({(row.territory_level, row.territory_code) for own in groups.values() for row in own})
        sentences.append(opening + narrative.describe_levers(count, who, where))
    rest = wording.left_out(count, len(entries), "levier", "leviers")
    return Listing(tuple(sentences), ("Levier", "Collectivités"), tuple(entries), rest)


def _lever(label: str, rows: list[Any], documents: dict[str, Any], called: str) -> Entry:
    names = list(dict.fromkeys(row.territory_name for row in rows))
    years = sorted({wording.years_of(row) for row in rows} - {""})
    document = documents.get(rows[0].document_id)
    source = f"{document.publisher}, ligne {int(rows[0].document_line)}" if document is not None else ""
    who = "" if names == [called] else wording.listed(names)
    when = ", ".join(years[:3]) if len(names) == 1 else ""
    detail = " · ".join(part for part in (who, when) if part)
    return Entry(label, detail, source)


def initiatives(database: Database, place: Territory) -> Initiatives:
    """The initiatives cited in a territory with their passages; then those around it when it has few.

    Its own come first, then one of each kind in turn, so that a few of them show what there is.
    """
    rows = select(database, Filters(place))
    told = narrative.describe_catalogue(rows, place)
    return initiatives_among(database, rows, told, (place,), queries.ancestors(database, place))


def initiatives_among(
    database: Database, rows: pd.DataFrame, told: str, own: Sequence[Territory], around: Sequence[Territory]
) -> Initiatives:
    """These initiatives, those of the `own` territories first, then those around when they are few."""
    sentences = [told]
    ordered = _by_turns(rows, own)
    if len(ordered) < FEW_INITIATIVES:
        others, other = _around(database, around, known={group[0].initiative_id for group in ordered})
        if other is not None:
            more = narrative.describe_catalogue(select(database, Filters(other)), other)
            sentences.append(f"Autour{_THIN}: {more}")
            ordered += _by_turns(others, (other,))
    shown = tuple(_initiative(group) for group in ordered[:MOST_INITIATIVES])
    rest = wording.left_out(len(ordered), len(shown), "initiative, à lire à l’écran", "initiatives, à lire à l’écran")
    return Initiatives(tuple(sentences), shown, rest)


def _around(database: Database, around: Sequence[Territory], known: set[str]) -> tuple[pd.DataFrame, Territory | None]:
    """The initiatives, but those known, of the nearest territory around that has others; none when there is none."""
    for other in around:
        rows = select(database, Filters(other))
        rows = rows[~rows["initiative_id"].isin(known)]
        if len(rows):
            return rows, other
    return pd.DataFrame(), None


def _by_turns(rows: pd.DataFrame, places: Sequence[Territory]) -> list[list[Any]]:
    """The initiatives of the territories themselves, then of what they contain; in each, the kinds take turns."""
    themselves = {(place.level, place.code) for place in places}
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in records(rows):
        groups[row.initiative_id].append(row)
    rank: dict[tuple[bool, str], int] = defaultdict(int)
    keyed = []
    for order, own in enumerate(groups.values()):
        elsewhere = not any((r.territory_level, r.territory_code) in themselves for r in own)
        turn = rank[elsewhere, own[0].kind]
        rank[elsewhere, own[0].kind] += 1
        keyed.append(((elsewhere, turn, order), own))
    return [own for _, own in sorted(keyed, key=lambda pair: pair[0])]


def _initiative(rows: list[Any]) -> Initiative:
    kinds = " · ".join(dict.fromkeys(INITIATIVE_KINDS[row.kind] for row in rows))
    passages = tuple(
        Passage(
            " · ".join(part for part in (str(row.territory_name), wording.years_of(row)) if part),
            str(row.summary),
            wording.passage(row),
        )
        for row in rows[:MOST_PASSAGES]
    )
    more = len(rows) - MOST_PASSAGES
    told = "" if more <= 0 else "Et 1 autre passage." if more == 1 else f"Et {fr.number(more)} autres passages."
    return Initiative(str(rows[0].name), kinds, passages, told)
