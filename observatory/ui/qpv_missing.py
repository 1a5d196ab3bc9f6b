"""What the database does not hold about priority neighbourhoods, and the command that brings it."""

from __future__ import annotations

import streamlit as st

from observatory import formatting as fr
from observatory import queries_qpv
from observatory.database import Database

_COMMANDS = {2015: "python -m etl import qpv_2015 FICHIER", 2024: "python -m etl import qpv_2024 FICHIER"}


def what_is_missing(base: Database) -> None:
    """One plain sentence per generation that is absent or partial, with its command; nothing when all is there."""
    lines = missing_lines(base)
    if not lines:
        return
    with st.expander("Ce qui manque ici, et comment l’ajouter"):
        for text, command in lines:
            st.write(text)
            st.code(f"{command}\npython -m etl build", language="shell")


def missing_lines(base: Database) -> list[tuple[str, str]]:
    """What is missing, in French, and the command that brings it."""
    known = queries_qpv.generations(base)
    lines = []
    for generation in queries_qpv.GENERATIONS:
        held = known.get(generation)
        total = queries_qpv.PUBLISHED_COUNT[generation]
        if held is None or held.perimeters == 0:
            points = f" Ici, {fr.number(held.known)} sont placés par un point." if held else ""
            text = f"Les périmètres {generation} ({total} quartiers) ne sont pas chargés.{points}"
        elif not held.complete:
            text = f"Génération {generation}\u202f: {fr.number(held.perimeters)} périmètres chargés sur {total}."
        else:
            continue
        lines.append((text + " Le fichier national est sur data.gouv.fr.", _COMMANDS[generation]))
    if len(known) == len(queries_qpv.GENERATIONS) and queries_qpv.passages(base).empty:
        lines.append(
            (
                "La table de passage entre les quartiers de 2015 et ceux de 2024 n’est pas chargée.",
                "python -m etl import qpv_passage_2015_2024 FICHIER",
            )
        )
    return lines
