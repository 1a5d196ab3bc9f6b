"""The rubrique « Chemin d’un chiffre »: from the number on the screen back to the lines it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.database import Database
from observatory.frames import present, records
from observatory.model import Indicator, Kind, Status, Territory
from observatory.ui.blocks import Cell, escaped, plain_table
from observatory.ui.method import definitions

_ROWS_SHOWN = 20


def value_walk(base: Database, indicator: Indicator, place: Territory, period: str) -> None:
    """From the number on the screen back to the lines of the reference files it comes from."""
    walk = queries.walk(base, indicator.indicator_id, place.level, place.code, period)
    if walk is None:
        st.info("Cet indicateur n’a pas de valeur pour ce territoire et cette année.")
        return
    value, status = walk["value"], Status(str(walk["status"]))
    shown = fr.value_text(value, indicator, status)  # type: ignore[arg-type]
    source = queries.sources(base)[str(walk["source_id"])]
    definitions(
        [
            ("1. À l’écran", f"<strong>{escaped(shown)}</strong> ({escaped(place.name)}, {escaped(period)})"),
            (
                "2. Dans la base",
                f"{escaped(value)} · {'observé' if status is Status.OBSERVED else fr.STATUS_TEXT[status]}"
                + (f" · {escaped(walk['note'])}" if walk["note"] else ""),
            ),
            ("3. Calcul", escaped(indicator.formula)),
            ("4. Source", escaped(source.citation)),
        ]
    )
    _origins(walk["origin"] or [])  # type: ignore[arg-type]
    if status is Status.OBSERVED:
        _counted(base, indicator, place)
    st.write("La même chose, jusqu’à la cellule du fichier du producteur, en ligne de commande\u202f:")
    st.code(f"python -m etl trace {indicator.indicator_id} {place.key} {period}", language="bash")


def _origins(origins: Iterable[Any]) -> None:
    """The files of the value and its lines in each, when it has lines of its own."""
    rows: list[list[Cell]] = []
    for origin in origins:
        lines = sorted(origin["rows"])
        more = f" et {fr.number(len(lines) - _ROWS_SHOWN)} autres" if len(lines) > _ROWS_SHOWN else ""
        rows.append([str(origin["file"]), ", ".join(str(n) for n in lines[:_ROWS_SHOWN]) + more])
    if rows:
        plain_table(["5. Fichier", "Lignes"], rows)


def _counted(base: Database, indicator: Indicator, place: Territory) -> None:
    """The structures that the number counts: how many, then the first ones, by their identifier; nothing without."""
    total, first = queries.counted_structures(base, (indicator.indicator_id, place.level, place.code), _ROWS_SHOWN)
    if not total:
        return
    where = "" if indicator.kind is Kind.COUNT else " au numérateur"
    shown = f", dont voici {fr.number(len(first))}" if total > len(first) else ""
    st.write(
        f"6. Établissements comptés{where}\u202f: {fr.number(total)}{shown}. La commande ci-dessous dit leur ligne "
        "dans le fichier du producteur."
    )
    plain_table(
        ["SIRET, ou SIREN", "Commune", "Source"],
        [
            [str(present(row.siret) or row.siren), str(present(row.commune_name) or "non diffusée"), str(row.source_id)]
            for row in records(first)
        ],
    )
