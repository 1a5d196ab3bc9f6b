"""Charts of statistics read in the study on levers: delegations of elected officials, membership of SCIC."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from observatory import figures, narrative, palette, queries
from observatory import formatting as fr
from observatory.catalogue import within
from observatory.charts.catalogue import FOOT_COLUMNS, foot
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.levers import collectivity_count, used_in
from observatory.choices import territory_of
from observatory.database import Database
from observatory.figure import Figure
from observatory.frames import present, records
from observatory.model import Level, Territory

_COUNTED = "nombre_initiatives_citees"
_DELEGATION, _MEMBERSHIP = "delegation-", "scic-membership-"
_LEVER_OF_DELEGATION = "cadre_elu_ess"
_STUDIED = (
    "Sur 128 collectivités étudiées, 84 ont un élu chargé de l’ESS et 66 l’écrivent dans l’intitulé de sa "
    "délégation. Une délégation peut porter plusieurs thèmes\u202f: les nombres ne s’additionnent pas."
)
_MEMBERS = (
    "Nombre de SCIC dont chaque collectivité est membre selon l’étude. Ces nombres recouvrent des SCIC nommées "
    "ailleurs dans le catalogue\u202f: ils ne s’additionnent pas."
)
# Told apart by their first words, which are all that a narrow screen keeps of a row's name.
_SHORT = {
    "delegation-collectivites-etudiees": "Collectivités étudiées",
    "delegation-elu-ess": "Élu chargé de l’ESS",
    "delegation-intitule-ess": "ESS dans l’intitulé",
    "delegation-developpement-economique": "Développement économique (élus)",
    "delegation-economie-circulaire": "Économie circulaire (élus)",
    "delegation-emploi": "Emploi (élus)",
    "delegation-formation": "Formation (élus)",
    "delegation-insertion": "Insertion (élus)",
    "delegation-numerique": "Numérique (élus)",
}


def _cited(database: Database, prefix: str) -> pd.DataFrame:
    rows = queries.figures_cited(database)
    return rows[rows["figure_id"].str.startswith(prefix)].sort_values("value", ascending=False)


def delegations(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The delegations of elected officials that include the ESS, as the study counts them in 128 collectivités.

    The study does not say which collectivités it counts: what the documents say of the reader's territory is told in
    words, and no bar is marked.
    """
    place = territory_of(database, parameters)
    rows = _cited(database, _DELEGATION)
    names = [_SHORT.get(r.figure_id, r.label) for r in records(rows)]
    return Chart(
        "delegations",
        {"territoire": place.key},
        "Les délégations des élus à l’ESS",
        "Nombre de collectivités, ou d’élus dont la délégation comprend aussi un autre thème, parmi les 128 "
        "collectivités étudiées en France",
        _foot(database, rows),
        f"{_STUDIED}{_own_delegations(database, place)}",
        _bars(database, rows, names, [palette.ACCENT] * len(rows)),
        _table(rows),
        fr.file_name("delegations"),
        height=130 + 32 * max(1, len(rows)),
    )


def _own_delegations(database: Database, place: Territory) -> str:
    """Which collectivités of a territory the documents show with such a delegation; nothing for the country."""
    if place.level is Level.FRANCE:
        return ""
    rows = used_in(database, place)
    rows = rows[rows["lever_id"] == _LEVER_OF_DELEGATION]
    names = list(dict.fromkeys(rows["territory_name"]))
    where = narrative.sentence_start(place)
    if not names:
        return f" {where}, les documents lus ne citent aucun élu chargé de l’ESS\u202f; il peut y en avoir."
    if names == [place.name] and collectivity_count(rows) == 1:
        return f" {where}, les documents citent un élu chargé de l’ESS."
    return f" {where}, les documents citent un élu chargé de l’ESS dans\u202f: {', '.join(names)}."


def scic_membership(database: Database, parameters: Mapping[str, str]) -> Chart:
    """How many SCIC a collectivité belongs to, as the study says; those of the reader's territory are marked."""
    place = territory_of(database, parameters)
    rows = _cited(database, _MEMBERSHIP)
    national = place.level is Level.FRANCE
    own = [not national and inside for inside in within(rows, place)]
    told = ""
    if not national:
        named = [
            f"{r.territory_name} ({fr.number(r.value)})" for r, inside in zip(records(rows), own, strict=True) if inside
        ]
        what = f"elle nomme {', '.join(named)}" if named else "elle ne nomme aucune collectivité membre"
        told = f" {narrative.sentence_start(place)}, {what}."
    return Chart(
        "adhesions-scic",
        {"territoire": place.key},
        "Les collectivités membres de SCIC",
        "Nombre de SCIC dont la collectivité est sociétaire, d’après l’étude",
        _foot(database, rows),
        f"{_MEMBERS}{told}",
        _bars(
            database,
            rows,
            rows["territory_name"].tolist(),
            [palette.MARK if inside else palette.ACCENT for inside in own],
        ),
        _table(rows),
        fr.file_name("adhesions-scic"),
        height=130 + 32 * max(1, len(rows)),
    )


def _bars(database: Database, rows: pd.DataFrame, names: list[str], colors: list[str]) -> Figure:
    indicator = queries.indicators(database)[_COUNTED]
    return figures.bars(names, rows["value"].tolist(), colors, [fr.number(v) for v in rows["value"]], indicator)


def _table(rows: pd.DataFrame) -> Table:
    columns = (
        Column("libelle", "Libellé"),
        Column("territoire", "Territoire"),
        Column("valeur", "Valeur", numeric=True),
        Column("unite", "Unité"),
        Column("ligne", "Ligne", numeric=True),
        Column("remarque", "Remarque"),
    )
    return Table(
        columns,
        tuple(
            (r.label, r.territory_name, r.value, r.unit, int(r.document_line), present(r.note)) for r in records(rows)
        ),
    )


def _foot(database: Database, rows: pd.DataFrame) -> tuple[str, ...]:
    cited = set(rows["document_id"].dropna())
    catalogue = queries.initiatives(database)[FOOT_COLUMNS]
    return foot(catalogue[catalogue["document_id"].isin(cited)])
