"""What a portrait says of neighbourhoods, levers and initiatives in a territory made up by the reader."""

from __future__ import annotations

import pandas as pd

from observatory import formatting as fr
from observatory import narrative, queries, queries_qpv
from observatory.comparison import custom_values as gathered
from observatory.comparison.custom import Custom
from observatory.database import Database
from observatory.exports.portrait import corpus, wording
from observatory.exports.portrait.model import Entry, Initiatives, Listing
from observatory.frames import records
from observatory.model import FRANCE_CODE, Level, Status, Territory

_RESIDENTS = "population_qpv"
_OF_RESIDENTS = 2015
_NAMED = 4
_THIN = fr.NARROW_SPACE


def around(database: Database, custom: Custom) -> tuple[Territory, ...]:
    """What contains all the members, nearest first: at least France."""
    above = [queries.ancestors(database, member) for member in custom.members]
    return tuple(place for place in above[0] if all(place in others for others in above[1:]))


def contracts(database: Database, custom: Custom) -> tuple[list[str], list[Entry]]:
    """The contrats de ville signed by the members or inside them; their residents unless the total is kept secret."""
    rows = _signed(database, custom)
    hidden = _kept_secret(database, custom)
    told = [wording.contracts_told(rows, "dans les territoires réunis", hidden=hidden)]
    if _communes(custom):
        told.append("Une commune n’a que le contrat qu’elle a signé elle-même, pas celui de son intercommunalité.")
    if hidden:
        return told, [Entry(str(r.name), fr.STATUS_TEXT[Status.SECRET]) for r in records(rows)]
    return told, [Entry(str(r.name), corpus.people(r.population_qpv)) for r in records(rows)]


def _communes(custom: Custom) -> list[str]:
    return [member.code for member in custom.members if member.level is Level.COMMUNE]


def _signed(database: Database, custom: Custom) -> pd.DataFrame:
    """The contrats de ville of the members, each once, the largest first; those of the communes looked up together."""
    every = queries.contrats_de_ville(database, Level.FRANCE, FRANCE_CODE)
    frames = [every[(every["level"] == Level.COMMUNE) & every["territory_code"].isin(_communes(custom))]]
    wider = [member for member in custom.members if member.level is not Level.COMMUNE]
    frames += [queries.contrats_de_ville(database, member.level, member.code) for member in wider]
    return pd.concat(frames).drop_duplicates("code").sort_values("population_qpv", ascending=False, kind="stable")


def quarters(database: Database, custom: Custom) -> tuple[list[str], list[Entry]]:
    """The neighbourhoods of each generation that the database knows in the communes, and what it must say of them."""
    held = queries_qpv.generations(database)
    told, entries = [], []
    for found in gathered.neighbourhoods(database, custom):
        rows = gathered.neighbourhood_rows(database, custom, found.generation)
        hidden = found.generation == _OF_RESIDENTS and _kept_secret(database, custom)
        told.append(
            _generation_told(found, held[found.generation], [str(name) for name in rows["name"]], hidden=hidden)
        )
        named = corpus.quarters(rows, found.generation)
        entries += [Entry(e.name, fr.STATUS_TEXT[Status.SECRET]) for e in named] if hidden else named
    return told, entries


def _kept_secret(database: Database, custom: Custom) -> bool:
    """Tell whether the residents of the neighbourhoods are hidden: nothing may then give them back."""
    values = gathered.custom_values(database, custom)
    return any(v.indicator.indicator_id == _RESIDENTS and v.status is Status.SECRET for v in values)


def _generation_told(
    found: gathered.Neighbourhoods, held: queries_qpv.Generation, names: list[str], *, hidden: bool
) -> str:
    if found.count:
        plural = "s" if found.count > 1 else ""
        people = f" ({fr.number(found.population)} habitants pour les {found.known} connus)" if found.known else ""
        if hidden:
            people = f" (habitants{_THIN}: {fr.STATUS_TEXT[Status.SECRET]})"
        said = f"{fr.number(found.count)} quartier{plural} dans ses communes{people}{_THIN}: "
        said += wording.listed(names, _NAMED)
    else:
        said = "aucun quartier connu dans ses communes"
    told = f"Génération {found.generation}{_THIN}: {said}."
    if not held.complete:
        told += f" La base n’en a que {fr.number(held.known)} de cette génération{_THIN}: c’est un minimum."
    return told


def neighbourhoods(database: Database, custom: Custom) -> Listing:
    """The contrats de ville, or the neighbourhoods when there is none, under what is said of both."""
    told, signed = contracts(database, custom)
    said, named = quarters(database, custom)
    headings = ("Contrat de ville", "Habitants en quartier prioritaire") if signed else ("Quartier", "Habitants")
    one, several = ("contrat", "contrats") if signed else ("quartier", "quartiers")
    entries = signed or named
    kept = tuple(entries[: corpus.MOST_CONTRACTS])
    rest = wording.left_out(len(entries), len(kept), one, several)
    return Listing((*told, *said), headings, kept, rest, wording.CONTRACTS_SOURCE)


def levers(database: Database, custom: Custom) -> Listing:
    """The levers that the corpus shows in the members, with the passage where each is read."""
    rows = gathered.inside(queries.commitments(database), custom)
    asked = corpus.Asked(f"dans {wording.quoted(custom.name)}", custom.name, around(database, custom))
    return corpus.levers_among(database, rows, asked)


def initiatives(database: Database, custom: Custom) -> Initiatives:
    """The initiatives cited in the members with their passages; then those around when they are few."""
    rows = gathered.initiatives(database, custom)
    told = narrative.describe_catalogue(rows)
    return corpus.initiatives_among(database, rows, told, custom.members, around(database, custom))
