"""The rubrique « Sources »: what is loaded, in which edition, and what a command would add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.database import Database
from observatory.frames import present, records
from observatory.model import QUARANTINE, QUARANTINE_REPORT
from observatory.ui import state
from observatory.ui.blocks import Cell, escaped, plain_table
from observatory.ui.method import definitions
from observatory.ui.settings import raw_folder

_BRINGS_SHOWN = 6
_REPORT_LETTERS = 10_000
_ORIGINS = {
    "embedded": "Livrées avec l’observatoire",
    "downloaded": "Téléchargées chez les producteurs",
    "imported": "Importées d’un fichier",
}
_SIZES = ((10**9, "Go"), (10**6, "Mo"), (10**3, "ko"))


def bring_command(source_id: str, *, live: bool) -> str:
    """The command that brings a source: a download when its address is known, else a file given by hand."""
    return f"python -m etl fetch {source_id}" if live else f"python -m etl import {source_id} FICHIER"


def state_text(row: Any) -> str:  # noqa: ANN401 - a record of the sources
    """« embarquée », « importée le 03/03/2026 », « téléchargée le 03/03/2026 » or « absente »."""
    if row.state != "fetched":
        return {"embedded": "embarquée", "absent": "absente"}[row.state]
    word = {"imported": "importée", "downloaded": "téléchargée"}[_origin(row)]
    return word if pd.isna(row.retrieved_on) else f"{word} le {row.retrieved_on:%d/%m/%Y}"


def size_text(size_bytes: float | None) -> str:
    """A size as a reader says it: « 1,3 Mo »; empty when there is none."""
    if size_bytes is None or pd.isna(size_bytes):
        return ""
    for unit, name in _SIZES:
        if size_bytes >= unit:
            return fr.with_unit(fr.number(size_bytes / unit, 1), name)
    return fr.with_unit(fr.number(size_bytes), "octets")


def source_list(base: Database) -> None:
    """What is loaded, what could be added and how, then every source in detail and what could not be placed."""
    details = queries.source_details(base)
    loaded = details[details["state"] != "absent"]
    st.write(
        "L’observatoire est livré avec de petites tables tirées de publications\u202f: elles suffisent à tout ce qui "
        "est affiché ici, sans connexion. Les fichiers actuels des producteurs s’y ajoutent."
    )
    st.subheader("Ce qui est chargé")
    _loaded(list(records(loaded)))
    titles = {str(row.source_id): str(row.title) for row in records(details)}
    _put_aside(titles)
    _what_can_be_added(list(records(details[details["state"] == "absent"])))
    st.subheader("Une source en détail")
    by_id = {str(row.source_id): row for row in records(details)}
    _source_sheet(by_id[state.select("Source", "source", list(titles), next(iter(titles)), titles.__getitem__)])
    _unplaced(base, titles)


def _loaded(rows: list[Any]) -> None:
    """One table for each way in which sources came: with the observatory, downloaded, or as files."""
    for origin, words in _ORIGINS.items():
        own = [row for row in rows if _origin(row) == origin]
        if own:
            st.html(f"<h4>{words} ({fr.count_of(len(own), 'source', 'sources')})</h4>")
            plain_table(
                ["Source", "Producteur", "Édition", "Reçue le", "Lignes", "Taille", "Prochaine mise à jour"],
                [_loaded_row(row) for row in own],
                [4, 5],
            )


def _origin(row: Any) -> str:  # noqa: ANN401 - a record of the sources
    if row.state == "embedded":
        return "embedded"
    return "imported" if present(row.address) is None else "downloaded"


def _loaded_row(row: Any) -> list[Cell]:  # noqa: ANN401 - a record of the sources
    received = "" if row.state == "embedded" or pd.isna(row.retrieved_on) else f"{row.retrieved_on:%d/%m/%Y}"
    return [
        (str(row.title), str(row.landing_page)),
        str(row.producer),
        str(present(row.edition) or row.period),
        received,
        fr.number(row.row_count),
        size_text(row.size_bytes),
        str(present(row.next_update) or ""),
    ]


def _put_aside(titles: Mapping[str, str]) -> None:
    """The editions that were received but not loaded, each with the report of what it lost or multiplied."""
    reports = {name: raw_folder() / name / QUARANTINE / QUARANTINE_REPORT for name in titles}
    waiting = {name: path for name, path in reports.items() if path.is_file()}
    if not waiting:
        return
    st.subheader("Éditions mises de côté")
    st.write(
        "Ces fichiers ont été reçus mais diffèrent trop de l’édition en service, qui reste affichée. Lisez le rapport, "
        "puis acceptez l’édition si le changement est voulu."
    )
    for name, path in waiting.items():
        with st.expander(titles[name], expanded=len(waiting) == 1):
            st.text(path.read_text(encoding="utf-8", errors="replace")[:_REPORT_LETTERS])
            st.code(f"python -m etl fetch --accept {name}", language="bash")


def _what_can_be_added(absent: list[Any]) -> None:
    st.subheader("Ce qui peut s’y ajouter")
    if not absent:
        st.write("Toutes les sources déclarées sont chargées.")
        return
    st.write(
        "Une commande range le fichier du producteur après l’avoir vérifié, une seconde reconstruit la base. "
        "L’observatoire ouvert passe de lui-même à la nouvelle base\u202f; ce qui était là reste tant qu’elle n’est "
        "pas prête."
    )
    st.html(f'<div class="obs-cards">{"".join(_card(row) for row in absent)}</div>')
    st.write("Puis, dans tous les cas\u202f:")
    st.code("python -m etl build", language="bash")


def _card(row: Any) -> str:  # noqa: ANN401 - a record of the sources
    how = "se télécharge" if row.live else "s’importe, le fichier étant demandé au producteur"
    following = f" Prochaine mise à jour\u202f: {escaped(row.next_update)}." if present(row.next_update) else ""
    return (
        f'<article class="obs-card"><h3>{escaped(row.title)}</h3>'
        f'<p class="obs-tags">{escaped(row.producer)} · {escaped(row.period)} · absente, {how}</p>'
        f"<p>{_brings(row)}{following}</p>"
        f"<p><code>{escaped(bring_command(row.source_id, live=bool(row.live)))}</code></p></article>"
    )


def _brings(row: Any) -> str:  # noqa: ANN401 - a record of the sources
    labels = [escaped(label) for label in row.brings] if row.brings is not None else []
    if not labels:
        return "Elle complète d’autres sources\u202f; elle n’apporte pas d’indicateur à elle seule."
    more = len(labels) - _BRINGS_SHOWN
    rest = f" et {fr.number(more)} autre{'s' if more > 1 else ''}" if more > 0 else ""
    shown = "\u202f; ".join(labels[:_BRINGS_SHOWN])
    return f"Ce qu’elle apporterait\u202f: {shown}{rest}."


def _source_sheet(row: Any) -> None:  # noqa: ANN401 - a record of the sources
    labels = [] if row.brings is None else list(row.brings)
    refresh = f"<code>{escaped(bring_command(row.source_id, live=True))}</code>" if row.live else ""
    definitions(
        [
            ("À citer", escaped(row.citation)),
            ("Licence", escaped(row.licence)),
            ("Période", escaped(row.period)),
            ("Édition", escaped(present(row.edition))),
            ("État", state_text(row)),
            ("Indicateurs", "<br>".join(escaped(label) for label in labels)),
            ("Notre traitement", escaped(row.processing)),
            ("Pièges connus", escaped(row.traps).replace("\n", "<br>")),
            ("Relevée le", "" if pd.isna(row.retrieved_on) else f"{row.retrieved_on:%d/%m/%Y}"),
            ("Téléchargée à", f"<code>{escaped(row.address)}</code>" if present(row.address) else ""),
            ("Prochaine mise à jour", escaped(present(row.next_update))),
            ("Pour l’actualiser", refresh),
            ("Empreinte (sha256)", f"<code>{escaped(row.sha256)}</code>"),
        ]
    )


def _unplaced(base: Database, titles: Mapping[str, str]) -> None:
    lost = queries.unresolved(base)
    st.subheader("Ce qui n’a pas pu être placé")
    if lost.empty:
        st.write("Tout ce que les sources contiennent a trouvé sa place sur la carte d’aujourd’hui.")
        return
    st.write(
        "Ces éléments sont dans les sources mais n’ont pas de territoire aujourd’hui. Ils ne sont pas "
        "perdus\u202f: les voici, avec la raison."
    )
    for source_id, rows in lost.groupby("source_id", sort=False):
        many = fr.counted("éléments", len(rows))
        with st.expander(f"{titles.get(str(source_id), str(source_id))} · {fr.number(len(rows))} {many}"):
            plain_table(["Élément", "Raison"], [[r.item, r.reason] for r in records(rows)])
