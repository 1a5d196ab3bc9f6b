"""The levers that one collectivité uses: a card each, with its field, its passages, their documents and years."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from observatory.frames import records
from observatory.model import THEMES
from observatory.ui.blocks import escaped, passage, year_text


def lever_cards(rows: pd.DataFrame) -> None:
    """One card per lever, in the order of the study; each passage with the initiative it shows and its year."""
    used: dict[str, list[Any]] = {}
    for row in records(rows):
        used.setdefault(row.lever_id, []).append(row)
    st.html(f'<div class="obs-cards">{"".join(_card(own) for own in used.values())}</div>')


def _card(rows: list[Any]) -> str:
    entries = "".join(_entry(row) for row in rows)
    tags = f'<p class="obs-tags">{THEMES[rows[0].field]}</p>'
    return f'<article class="obs-card"><h3>{escaped(rows[0].label)}</h3>{tags}{entries}</article>'


def _entry(row: Any) -> str:  # noqa: ANN401 - a record of the commitments
    year = "année non précisée" if pd.isna(row.year) else year_text(row.year)
    return f'<p>{escaped(row.initiative_name)} · {year}</p><p class="obs-passage">{passage(row)}</p>'
