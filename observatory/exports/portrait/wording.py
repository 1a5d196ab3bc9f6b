"""The sentences of a portrait that are not those of a figure: identity, neighbourhoods, passages, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.database import Database
from observatory.model import Level, Status, Territory
from observatory.narrative.sentences import capital
from observatory.standing import standing

POPULATION_YEAR = "2023"
EPCI_KINDS = {
    "METRO": "métropole",
    "MET69": "métropole à statut particulier",
    "CU": "communauté urbaine",
    "CA": "communauté d’agglomération",
    "CC": "communauté de communes",
}
_THIN = fr.NARROW_SPACE
CONTRACTS_SOURCE = (
    f"Source{_THIN}: ANCT, plateforme Ci.Ville, état d’avril 2024. Les quartiers ont changé en 2024{_THIN}: "
    "ces habitants sont ceux des quartiers de 2015."
)


def quoted(text: str) -> str:
    """The text between French quotation marks."""
    return f"«{_THIN}{text}{_THIN}»"


def population(database: Database, place: Territory) -> str:
    """« 3 400 000 habitants (population municipale 2023) », empty when it is not known."""
    counted = standing(database, place).reading(queries.indicators(database)["population"], POPULATION_YEAR)
    note = f"{_THIN}; {counted.note}" if counted.note else ""
    if not counted.value:
        return ""
    return f"{fr.number(counted.value)} habitants (population municipale {POPULATION_YEAR}{note})"


def density(place: Territory) -> str:
    """« 127 hab./km² (superficie estimée) », empty when it cannot be told."""
    per_km2 = place.density_per_km2
    return "" if per_km2 is None else f"{fr.density_text(per_km2)} (superficie estimée)"


def kind_of(place: Territory) -> str:
    """What a territory is: its level, and the kind of an intercommunalité."""
    if place.level is Level.FRANCE:
        return "France entière, DROM compris"
    if place.level is Level.EPCI and place.kind in EPCI_KINDS:
        return f"Intercommunalité ({EPCI_KINDS[place.kind]})"
    return capital(fr.LEVEL_SINGULAR[place.level])


def left_out(total: int, shown: int, one: str, several: str, feminine: str = "") -> tuple[str, ...]:
    """What is said of the rest, for each number of entries shown from 0 to `shown`; nothing when all are."""
    texts = []
    for count in range(shown + 1):
        rest = total - count
        verb = "autre" if count else ""
        if rest <= 0:
            texts.append("")
        elif rest == 1:
            texts.append(f"Et 1 {verb} {one}.".replace("  ", " "))
        else:
            texts.append(f"Et {fr.number(rest)} {verb}{'s' if verb else ''} {several}{feminine}.".replace("  ", " "))
    return tuple(texts)


def contracts(database: Database, place: Territory) -> tuple[list[str], pd.DataFrame]:
    """What is said of the contrats de ville of a territory, and the contracts: one row each, the largest first.

    A commune that has signed none of its own is told those of its intercommunalité.
    """
    rows = queries.contrats_de_ville(database, place.level, place.code)
    if place.level is not Level.COMMUNE or len(rows):
        return [contracts_sentence(rows, place)], rows
    told = "La population des quartiers prioritaires n’est pas disponible à la commune."
    parents = (p for p in queries.ancestors(database, place) if p.level in {Level.EPT, Level.EPCI})
    parent = next(parents, None)
    if parent is None:
        return [told], rows
    rows = queries.contrats_de_ville(database, parent.level, parent.code)
    return [f"{told} Voici celle de son intercommunalité, {parent.name}.", contracts_sentence(rows, parent)], rows


def contracts_sentence(rows: pd.DataFrame, place: Territory) -> str:
    """How many contrats de ville a territory has, and the residents of their neighbourhoods."""
    return contracts_told(rows, narrative.in_place(place))


def contracts_told(rows: pd.DataFrame, where: str, *, hidden: bool = False) -> str:
    """How many contrats de ville these are, and the residents of their neighbourhoods unless they are to be hidden."""
    if rows.empty:
        return f"Aucun contrat de ville {where} dans la liste de l’ANCT (état d’avril 2024)."
    count = f"{fr.count_of(len(rows), 'contrat', 'contrats')} de ville {where}"
    their = "ses" if len(rows) == 1 else "leurs"
    if hidden:
        return f"{count}. Habitants de {their} quartiers prioritaires{_THIN}: {fr.STATUS_TEXT[Status.SECRET]}."
    total = fr.number(float(rows["population_qpv"].sum()))
    return (
        f"{count}, {total} habitants dans {their} quartiers prioritaires (population 2018, quartiers de génération "
        "2015)."
    )


def passage(row: Any) -> str:  # noqa: ANN401 - a record of the catalogue
    """Where an initiative is cited: « RTES, 2021, « Rubrique », ligne 42 », or the page that publishes it."""
    if pd.isna(row.document_id):
        return f"Page publiée{_THIN}: {row.url}"
    year = "" if pd.isna(row.document_year) else f", {int(row.document_year)}"
    return f"{row.document_publisher}{year}, {quoted(str(row.document_section))}, ligne {int(row.document_line)}"


def years_of(row: Any) -> str:  # noqa: ANN401 - a record of the catalogue
    """« 2015-2016 », « 2021 », or nothing."""
    return "-".join(dict.fromkeys(str(int(y)) for y in (row.year, row.year_end) if not pd.isna(y)))


def listed(names: Sequence[str], most: int = 3) -> str:
    """« Rennes, Brest et 4 autres »."""
    rest = len(names) - most
    if rest > 1:
        return f"{', '.join(names[:most])} et {fr.number(rest)} autres"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
