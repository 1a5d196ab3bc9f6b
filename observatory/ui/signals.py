"""Signals on a page: their kinds to choose from, a dozen cards with their charts, and why the rest says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from observatory import formatting as fr
from observatory import narrative
from observatory.database import Database
from observatory.model import Level, Territory
from observatory.signals import KIND_LABELS, ORDER, Finding, Signal, SignalKind, signals_of, signals_of_level
from observatory.ui import state
from observatory.ui.blocks import escaped
from observatory.ui.chart_frame import show_chart

SHOWN = 12
_LEVELS = (Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT)
_ALL = "tous"


def of_a_territory(base: Database, place: Territory) -> None:
    """The signals of the territory looked at, and what could not be tested."""
    found = signals_of(base, place)
    if not found.signals:
        _nothing(found, narrative.in_place(place))
        return
    kept = _chosen(found.signals)
    _cards(base, kept)
    _silences(found)


def of_a_level(base: Database, place: Territory) -> None:
    """The values and changes of a level beyond its outer fences."""
    own = str(place.level if place.level in _LEVELS else Level.REGION)
    level = Level(
        state.segmented(
            "Niveau", "niveau", [str(one) for one in _LEVELS], own, lambda name: fr.LEVEL_SHORT[Level(name)]
        )
    )
    st.write(
        "À l’échelle d’un niveau, seules sont montrées les valeurs et les variations loin de la moitié centrale\u202f: "
        "à plus de trois fois sa largeur."
    )
    found = signals_of_level(base, level)
    if not found.signals:
        _nothing(found, f"parmi les {fr.LEVEL_PLURAL[level]}")
        return
    _cards(base, _chosen(found.signals))
    _silences(found)


def _chosen(signals: Sequence[Signal]) -> list[Signal]:
    """The signals of the kind the reader asks for; the choice says how many there are of each."""
    many = Counter(signal.kind for signal in signals)
    labels = {_ALL: f"Tous ({len(signals)})"}
    labels |= {str(kind): f"{KIND_LABELS[kind]} ({many[kind]})" for kind in SignalKind if many[kind]}
    kind = state.segmented("Sorte de signal", "signal", list(labels), _ALL, labels.get) if len(labels) > 2 else _ALL  # noqa: PLR2004 - « tous » and one kind leave nothing to choose
    st.caption(ORDER)
    return [signal for signal in signals if kind in {_ALL, str(signal.kind)}]


def _cards(base: Database, signals: Sequence[Signal]) -> None:
    """A dozen signals with their charts, the others behind a switch, each chart of theirs on demand."""
    shown = len(signals) if st.session_state.get("signaux-tous") else SHOWN
    for rank, signal in enumerate(signals[:shown]):
        key = f"{signal.chart}-{signal.subject}-{signal.place.key}"
        with st.container(border=True):
            words, drawing = st.columns([5, 6], gap="medium")
            with words:
                _words(signal)
            with drawing:
                if rank < SHOWN or st.toggle("Voir le graphique", key=f"voir-{key}"):
                    show_chart(base, signal.chart, signal.parameters, key=key)
    more = len(signals) - SHOWN
    if more > 0:
        label = "Voir l’autre" if more == 1 else f"Voir les {fr.number(more)} autres"
        st.toggle(label, key="signaux-tous")


def _words(signal: Signal) -> None:
    """One signal: kind, sentence and caution, then its test, folded. All text is escaped."""
    st.html(
        f'<section class="obs-signal"><p class="obs-tags">{escaped(KIND_LABELS[signal.kind])}</p>'
        f"<p><strong>{escaped(signal.sentence)}</strong></p>"
        f'<p class="obs-note"><em>Précaution</em>\u202f: {escaped(signal.caution)}</p>'
        f"<details><summary>Le test</summary><p>{escaped(signal.test)}</p></details></section>"
    )


def _nothing(found: Finding, where: str) -> None:
    """A plain explanation when there is nothing to say."""
    if found.tested:
        tests = "1 test a été fait" if found.tested == 1 else f"{fr.number(found.tested)} tests ont été faits"
        st.write(f"Rien d’inhabituel {where}\u202f: {tests}, et aucun ne sort de l’ordinaire de son niveau.")
    else:
        st.write(f"Aucun signal ne peut être cherché {where}\u202f: il n’y a pas assez de données.")
    _listed(found.silences)


def _silences(found: Finding) -> None:
    """What could not be tested, folded."""
    if not found.silences:
        return
    many = len(found.silences)
    with st.expander("Ce qui n’a pas pu être testé" if many == 1 else f"Ce qui n’a pas pu être testé ({many})"):
        _listed(found.silences)


def _listed(texts: Sequence[str]) -> None:
    """Sentences one under the other. All text is escaped."""
    st.html(f"<ul>{''.join(f'<li>{escaped(text)}</li>' for text in texts)}</ul>")
