"""What stands around every page: the name, the territory we look at, the page, the foot."""

from __future__ import annotations

import html
import logging
from typing import TYPE_CHECKING

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.choices import UnknownChoiceError
from observatory.database import Database, DatabaseError
from observatory.model import Territory
from observatory.ui import state
from observatory.ui.house import draw_logo, signature
from observatory.ui.search_box import search_box

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

_log = logging.getLogger("observatory")


def draw_frame(page: Page) -> None:
    """Draw the shared choices, run the page, and turn what goes wrong into one French sentence."""
    try:
        base = state.database()
        state.follow_move()
        place = state.current_territory(base)
        draw_logo()
        if page.url_path:  # the home page says the territory in its own words
            _header(base, place)
        page.run()
        state.forget_last_choice()
        _footer(base)
    except UnknownChoiceError as error:
        st.warning(str(error))
    except DatabaseError as error:
        st.error(str(error))


def script_error(error: Exception) -> bool:
    """Log what no page foresaw and show a sentence instead of a stack."""
    _log.error("unexpected error in a page", exc_info=error)
    st.error("Cette page n’a pas pu s’afficher. Rechargez-la\u202f; si cela se répète, signalez-le à l’observatoire.")
    return True


def _header(base: Database, place: Territory) -> None:
    with st.container(key="entete", horizontal=True, vertical_alignment="bottom"):
        st.html(f'<div class="obs-place"><small>Territoire regardé</small>{_breadcrumb(base, place)}</div>')
        search_box("recherche-entete", "Changer de territoire", "Nom, code ou code postal")


def _breadcrumb(base: Database, place: Territory) -> str:
    above = " › ".join(html.escape(p.name) for p in reversed(queries.ancestors(base, place)))
    kind = "" if place.name == "France" else f' <span class="obs-kind">{fr.LEVEL_SINGULAR[place.level]}</span>'
    return f'<strong>{html.escape(place.name)}</strong>{kind}<span class="obs-above">{above}</span>'


def _footer(base: Database) -> None:
    built = queries.build(base)["built_at"]
    st.html(
        f'<footer class="obs-footer">{signature()}Observatoire territorial de l’économie sociale et solidaire. '
        f"Base construite le {built:%d/%m/%Y}, version {base.version[:12]}. Chaque chiffre porte sa source\u202f; "
        f"une donnée absente est dite absente, jamais comptée zéro.</footer>"
    )
