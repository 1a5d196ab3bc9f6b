"""One discreet sentence where a figure is the embedded table's and a producer's file would bring a current one.

The command is under « Données et méthode », which the sentence leads to: who reads a figure is not who runs the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from observatory import queries
from observatory.database import Database
from observatory.frames import records
from observatory.model import Indicator
from observatory.ui.blocks import escaped
from observatory.ui.state import DEFAULT_TERRITORY, TERRITORY


def currency_note(base: Database, *shown: Indicator) -> None:
    """Say it once for each source that the indicators shown wait for; nothing when they wait for none."""
    details = _details(base)
    waiting: dict[str, list[Indicator]] = {}
    for indicator in shown:
        if indicator.current_source_id in details:
            waiting.setdefault(str(indicator.current_source_id), []).append(indicator)
    sentences = []
    for source_id, indicators in waiting.items():
        row = details[source_id]
        sentences.append(
            f"<p>{_dated(base, indicators, alone=len(shown) == 1)} Un producteur ({escaped(row.producer)}) en publie "
            f"de plus récents\u202f: {_link()}.</p>"
        )
    if sentences:
        st.html(f'<aside class="obs-currency">{"".join(sentences)}</aside>')


@lru_cache(maxsize=8)
def _details(base: Database) -> dict[str, Any]:
    """What is known of each source, by identifier."""
    return {row.source_id: row for row in records(queries.source_details(base))}


def _dated(base: Database, indicators: Sequence[Indicator], *, alone: bool) -> str:
    years = sorted({_last_period(base, indicator) for indicator in indicators})
    if alone:
        return (
            f"Le dernier chiffre ici date de {escaped(years[0])}\u202f: c’est celui de la table livrée avec "
            "l’observatoire."
        )
    names = ", ".join(f"«\u202f{escaped(indicator.label)}\u202f»" for indicator in indicators)
    several = len(indicators) > 1
    return (
        f"{names}\u202f: {'ces chiffres datent' if several else 'ce chiffre date'} de {escaped(' et '.join(years))}, "
        f"dans la table livrée avec l’observatoire."
    )


def _last_period(base: Database, indicator: Indicator) -> str:
    known = {period for level in indicator.levels for period in queries.periods(base, indicator.indicator_id, level)}
    return max(known, default=queries.sources(base)[indicator.source_id].period)


def _link() -> str:
    place = st.session_state.get(TERRITORY, DEFAULT_TERRITORY)
    query = urlencode({"rubrique": "sources", TERRITORY: place})
    return f'<a href="./donnees?{escaped(query)}" target="_self">comment les ajouter</a>'
