"""The rubrique « Mise à jour », for whoever runs the observatory: off unless `OBSERVATOIRE_ADMIN=oui`.

The environment alone opens it, never the address. With `OBSERVATOIRE_ADMIN_CODE`, a code is asked for as well.
"""

from __future__ import annotations

import atexit
import math
import os
import time
from typing import Any

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.database import Database
from observatory.frames import present, records
from observatory.ui.admin_code import Doorkeeper
from observatory.ui.blocks import Cell, plain_table
from observatory.ui.settings import database_path, raw_folder
from observatory.ui.sources import size_text, state_text
from observatory.ui.update_run import Progress, SourceOutcome, Updater

_OPEN = "_administrateur"
_CHOSEN, _TYPED, _REFUSAL = "maj-sources", "maj-code", "_refus_du_code"
_ENDS = {"done": st.success, "cancelled": st.warning, "busy": st.warning, "failed": st.error}
_REFUSED = frozenset({"quarantined", "failed"})
_STATES = {
    "updated": "mise à jour",
    "unchanged": "déjà à jour",
    "quarantined": "mise de côté",
    "failed": "échec",
}


def enabled() -> bool:
    """Tell whether whoever started the server wants this rubrique."""
    return os.environ.get("OBSERVATOIRE_ADMIN", "").strip().lower() == "oui"


@st.cache_resource(show_spinner=False)
def updater() -> Updater:
    """The one updater of this server: it outlives sessions, and the reload of a file that somebody edits."""
    made = Updater()
    atexit.register(made.stop)
    return made


@st.cache_resource(show_spinner=False)
def doorkeeper() -> Doorkeeper:
    """The one memory of wrong codes of this server."""
    return Doorkeeper()


def _may_act() -> bool:
    return enabled() and (not _code() or bool(st.session_state.get(_OPEN)))


def _code() -> str:
    return os.environ.get("OBSERVATOIRE_ADMIN_CODE", "")


def update_screen(base: Database) -> None:
    """Ask for the code if there is one, then show the update under way or let one be started."""
    if not enabled():
        return
    if not _may_act():
        _ask_code()
        return
    st.write(
        "Télécharger les fichiers actuels des producteurs, les vérifier, puis reconstruire la base. L’observatoire "
        "reste ouvert pendant ce temps et passe de lui-même à la nouvelle base. Une édition qui a perdu des lignes, "
        "des colonnes ou des territoires est mise de côté, et l’ancienne reste en service."
    )
    titles = {row.source_id: str(row.title) for row in records(queries.source_details(base))}
    progress = updater().progress()
    if progress is not None and not progress.end:
        _under_way(titles)
        return
    if progress is not None:
        _ended(progress, titles)
    _choose(base, titles)


def _ask_code() -> None:
    with st.form("code-administrateur", border=False):
        st.text_input("Code d’administration", type="password", key=_TYPED, autocomplete="off", max_chars=200)
        st.form_submit_button("Entrer", on_click=_try_code)
    refusal = st.session_state.pop(_REFUSAL, "")
    if refusal:
        st.error(refusal)


def _try_code() -> None:
    """Open the rubrique for this session when the code is the right one, else say why not."""
    now = time.monotonic()
    if doorkeeper().opens(_code(), str(st.session_state.get(_TYPED, "")), now):
        st.session_state[_OPEN] = True
        return
    wait = math.ceil(doorkeeper().wait_seconds(now))
    st.session_state[_REFUSAL] = (
        f"Trop d’essais. Attendez {wait}\u00a0seconde{'s' if wait > 1 else ''} avant le prochain."
        if wait
        else "Ce n’est pas le bon code."
    )


def _choose(base: Database, titles: dict[str, str]) -> None:
    details = queries.source_details(base)
    live = list(records(details[details["live"]]))
    if not live:
        st.info("Aucune source de cette version ne se télécharge.")
        return
    st.subheader("Lancer une mise à jour")
    st.multiselect(
        "Sources à télécharger",
        [row.source_id for row in live],
        key=_CHOSEN,
        format_func=lambda name: titles[name],
        placeholder="Choisissez une ou plusieurs sources",
    )
    first, second = st.columns([1, 3])
    chosen = list(st.session_state.get(_CHOSEN, []))
    with first:
        st.button("Lancer", type="primary", disabled=not chosen, on_click=_start, args=(chosen,), width="stretch")
    with second:
        st.button("Tout choisir", on_click=_choose_all, args=([row.source_id for row in live],))
    st.subheader("Les sources qui se téléchargent")
    plain_table(
        ["Source", "Producteur", "État", "Taille", "Prochaine mise à jour"], [_live_row(row) for row in live], [3]
    )


def _live_row(row: Any) -> list[Cell]:  # noqa: ANN401 - a record of the sources
    title: Cell = (str(row.title), str(row.landing_page))
    following = str(present(row.next_update) or "")
    return [title, str(row.producer), state_text(row), size_text(row.size_bytes), following]


def _choose_all(names: list[str]) -> None:
    st.session_state[_CHOSEN] = names


def _start(chosen: list[str]) -> None:
    """Start, unless somebody else just did: the screen then shows theirs."""
    if _may_act():
        updater().start(chosen, raw_folder(), database_path())


def _cancel() -> None:
    if _may_act():
        updater().cancel()


@st.fragment(run_every=1.0)
def _under_way(titles: dict[str, str]) -> None:
    progress = updater().progress()
    if progress is None or progress.end:
        st.rerun()
    sources = fr.number(len(progress.sources))
    st.subheader("Une mise à jour est en cours")
    st.write(f"{sources} source{'s' if len(progress.sources) > 1 else ''}. Vous pouvez quitter cette page\u202f: "
             "la mise à jour continue.")  # fmt: skip
    st.progress(progress.share, f"{fr.number(progress.share * 100)}\u202f% · {_titled(progress.text, titles)}")
    if progress.cancelling:
        st.write("Arrêt demandé…")
    else:
        st.button("Arrêter", on_click=_cancel)


def _titled(text: str, titles: dict[str, str]) -> str:
    """A step of the update, its source named by its title."""
    name, separator, rest = text.partition("\u202f: ")
    return f"{titles[name]}{separator}{rest}" if name in titles else text


def _sentence(outcome: SourceOutcome) -> str:
    """What is said of a source, without its identifier; the reasons of a quarantine are told below."""
    if outcome.report:
        return "La nouvelle édition n’est pas chargée, l’ancienne reste en service."
    words = outcome.message.removeprefix(f"{outcome.source_id}\u202f: ")
    return words[:1].upper() + words[1:]


def _ended(progress: Progress, titles: dict[str, str]) -> None:
    st.subheader("Dernière mise à jour")
    refused = any(outcome.state in _REFUSED for outcome in progress.outcomes)
    show = st.warning if progress.end == "done" and refused else _ENDS[progress.end]
    show(progress.message)
    if progress.outcomes:
        plain_table(
            ["Source", "Résultat", "Ce qui s’est passé"],
            [[titles.get(o.source_id, o.source_id), _STATES[o.state], _sentence(o)] for o in progress.outcomes],
        )
    for outcome in progress.outcomes:
        if outcome.report:
            with st.expander(f"Pourquoi «\u202f{titles.get(outcome.source_id, outcome.source_id)}\u202f» est de côté"):
                st.text(outcome.report)
    if progress.end == "done" and any(o.state == "updated" for o in progress.outcomes):
        st.page_link(
            "pages/donnees.py",
            label="Voir ce qui a changé",
            icon=":material/arrow_forward:",
            query_params={"rubrique": "difference"},
        )
