"""Entry point: `streamlit run app.py` (or any ASGI server on `app:app`).

Streamlit runs this file twice over: the server imports it to find `app` and its addresses; each reader's session
runs it as `__main__` to draw the frame and the page.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

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


class FirstBuild:
    """A build going on in this process, followed by every session: leaving a page neither stops nor restarts it."""

    def __init__(self) -> None:
        self.said = ("Lecture des fichiers d’entrée", 0.0)
        self.outcome: Future[object] = Future()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        from etl.build import build  # noqa: PLC0415 - only a first start needs the ETL
        from observatory.ui.settings import database_path, raw_folder  # noqa: PLC0415

        try:
            self.outcome.set_result(build(database_path(), raw_folder(), self._say))
        except BaseException as error:  # noqa: BLE001 - raised again in the sessions that wait
            self.outcome.set_exception(error)

    def _say(self, text: str, share: float) -> None:
        self.said = (text, min(share, 1.0))


@st.cache_resource(show_spinner=False)
def first_build() -> FirstBuild:
    """The build going on, started when there is none."""
    return FirstBuild()


def build_if_missing() -> None:
    """Build the database at the first start, or when it is of another version, saying what is being done.

    A second session, or a second process, that comes meanwhile waits for the first.
    """
    from etl.errors import EtlError  # noqa: PLC0415 - only a first start needs the ETL
    from observatory.database import DatabaseError, open_read_only  # noqa: PLC0415
    from observatory.ui.settings import database_path  # noqa: PLC0415

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
    going = first_build()
    bar = st.progress(0.0)
    while not going.outcome.done():
        text, share = going.said
        bar.progress(share, text)
        time.sleep(0.1)
    first_build.clear()
    try:
        going.outcome.result()
    except EtlError as error:
        st.error(str(error))
        st.stop()
    st.rerun()


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
