"""Entry point: `streamlit run app.py` (or any ASGI server on `app:app`).

Streamlit runs this file twice over: the server imports it to find `app` and its addresses; each reader's session
runs it as `__main__` to draw the frame and the page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

HERE = Path(__file__).parent


def main() -> None:
    """Draw the frame shared by all pages, then the page asked for."""
    from observatory import house_style  # noqa: PLC0415
    from observatory.ui.frame import draw_frame  # noqa: PLC0415 - the server process does not need it

    st.set_page_config(
        page_title=house_style.current().name,
        page_icon=str(HERE / "observatory/ui/assets/icon.png"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    pages = [
        st.Page("pages/accueil.py", title="Accueil", default=True, icon=":material/home:"),
        st.Page("pages/indicateurs.py", title="Indicateurs", icon=":material/map:"),
        st.Page("pages/portrait.py", title="Portrait", icon=":material/location_city:"),
        st.Page("pages/comparer.py", title="Comparer", icon=":material/compare_arrows:"),
        st.Page("pages/signaux.py", title="Signaux", icon=":material/notifications:"),
        st.Page("pages/initiatives.py", title="Initiatives et PTCE", icon=":material/hub:"),
        st.Page("pages/quartiers.py", title="Quartiers prioritaires", icon=":material/location_on:"),
        st.Page("pages/leviers.py", title="Leviers", icon=":material/handyman:"),
        st.Page("pages/presentation.py", title="Présentation", icon=":material/slideshow:"),
        st.Page("pages/dossier.py", title="Dossier", icon=":material/folder:"),
        st.Page("pages/donnees.py", title="Données et méthode", icon=":material/database:"),
    ]
    page = st.navigation(pages, position="top")
    build_if_missing()
    draw_frame(page)


def build_if_missing() -> None:
    """Build the database at the first start, or when it is of another version, saying what is being done.

    A second process that starts meanwhile waits for the first.
    """
    from etl.build import build  # noqa: PLC0415 - only a first start needs the ETL
    from etl.errors import EtlError  # noqa: PLC0415
    from observatory.database import DatabaseError, open_read_only  # noqa: PLC0415
    from observatory.ui.settings import database_path, raw_folder  # noqa: PLC0415

    try:
        open_read_only(database_path())
    except DatabaseError:
        st.title("Première ouverture")
        st.write(
            "La base de l’observatoire est construite. Cela prend quelques secondes avec les données embarquées, "
            "quelques minutes quand de gros fichiers de producteurs ont été apportés."
        )
    else:
        return
    bar = st.progress(0.0)
    try:
        build(database_path(), raw_folder(), lambda text, share: _show(bar, text, share))
    except EtlError as error:
        st.error(str(error))
        st.stop()
    st.rerun()


def _show(bar: DeltaGenerator, text: str, share: float) -> None:
    bar.progress(min(share, 1.0), text)


if __name__ == "__main__":
    main()
else:
    from starlette.middleware import Middleware
    from streamlit.runtime.pages_manager import PagesManager

    from observatory.ui.dossier_routes import DOSSIER_ROUTES
    from observatory.ui.embed import EMBED_ROUTES
    from observatory.ui.frame import script_error
    from observatory.ui.house import apply_theme
    from observatory.ui.meeting_routes import MEETING_ROUTES
    from observatory.ui.page_shell import PageShell
    from observatory.ui.routes import EXCEPTION_HANDLERS, ROUTES
    from observatory.ui.warm_up import lifespan

    apply_theme()
    # With a pages/ folder beside this file, Streamlit would open a deep link on a cold server without this frame.
    PagesManager.uses_pages_directory = False
    app = st.App(
        __file__,
        lifespan=lifespan,
        routes=[*ROUTES, *DOSSIER_ROUTES, *EMBED_ROUTES, *MEETING_ROUTES],
        middleware=[Middleware(PageShell)],
        exception_handlers=EXCEPTION_HANDLERS,
        on_script_error=script_error,
    )
