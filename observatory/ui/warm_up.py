"""What a reader would otherwise wait for, done in the background: when the server starts, when the database changes."""

from __future__ import annotations

import functools
import gc
import inspect
import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import duckdb

from observatory import queries, queries_qpv
from observatory.charts import build_chart
from observatory.choices import territory_of
from observatory.database import Database, DatabaseError, FileVersion, open_read_only
from observatory.model import Level
from observatory.search import search
from observatory.standing import standing
from observatory.ui.page_shell import compress_first_bundles
from observatory.ui.routes import compressed_asset, shapes
from observatory.ui.settings import database_path

WATCH_SECONDS = 1.0
_WHOLE_TABLES = (
    queries.initiatives,
    queries.documents,
    queries.figures_cited,
    queries.commitments,
    queries.levers,
    queries_qpv.contrats_de_ville_points,
    queries.source_details,
)
_OF_A_DATABASE = {"Database", "LevelData"}
_FIRST_CHARTS = ("carte", "carte-initiatives", "types-initiatives", "leviers", "carte-qpv")

_log = logging.getLogger("observatory")


def warm_up(database: Database) -> None:
    """Read what every page needs, index the names, draw what opens first on each page."""
    for read in _WHOLE_TABLES:
        read(database)
    queries.contrats_de_ville(database, Level.FRANCE, "FR")
    standing(database, territory_of(database, {}))
    for name in _FIRST_CHARTS:
        build_chart(database, name, {})
    shapes(database, Level.REGION, None)
    shapes(database, Level.DEPARTEMENT, None)
    search(database, "paris")  # the longest, and the last that a reader asks


def _caches() -> Iterator[Any]:
    """The caches of our modules whose answers belong to a database, or to what was read of a level in it."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "observatory":
            for value in vars(module).values():
                # its class is not told by the stubs of functools
                if isinstance(value, functools._lru_cache_wrapper):  # noqa: SLF001
                    annotations = inspect.get_annotations(value.__wrapped__)
                    if _OF_A_DATABASE & {getattr(kind, "__name__", kind) for kind in annotations.values()}:
                        yield value


def forget_former_versions() -> None:
    """Empty the caches of answers: those of a database that has been replaced would hold it open, 25 MB a version."""
    for cache in _caches():
        cache.cache_clear()


class Watch:
    """Keeps the present version of the database warm, by looking at its file each second."""

    def __init__(self) -> None:
        self.warmed: FileVersion | None = None

    def look(self) -> bool:
        """Warm a version not seen yet; tell whether there was one. A missing database is the first session's matter."""
        try:
            database = open_read_only(database_path())
            if database.file_version == self.warmed:
                return False
            if self.warmed:
                forget_former_versions()
            self.warmed = database.file_version
            warm_up(database)
        except (DatabaseError, duckdb.Error) as error:
            _log.debug("nothing to warm: %s", error)
            return False
        return True

    def run(self, stop: threading.Event) -> None:
        """Look until told to stop. What lives as long as the server is then left out of garbage collections.

        Without this, a collection of all objects stops every reader for 0.1 to 0.2 s, every fifty actions or so.
        """
        compressed_asset("plotly.min.js")
        compress_first_bundles()
        self.look()
        gc.collect()
        gc.freeze()
        while not stop.wait(WATCH_SECONDS):
            self.look()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:  # noqa: ANN401 - Streamlit's App, imported by no one else here
    """Watch the database while the server runs."""
    stop = threading.Event()
    threading.Thread(target=Watch().run, args=(stop,), name="warm-up", daemon=True).start()
    yield
    stop.set()
