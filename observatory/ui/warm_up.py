"""What the first reader would otherwise wait for, done in the background when the server starts."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from observatory import queries
from observatory.charts import CHARTS
from observatory.choices import territory_of
from observatory.database import DatabaseError, open_read_only
from observatory.model import Level
from observatory.search import search
from observatory.standing import standing
from observatory.ui.page_shell import compress_first_bundles
from observatory.ui.routes import compressed_asset, shapes
from observatory.ui.settings import database_path


def warm_up() -> None:
    """Compress what every page loads, read the catalogue, index the names; a missing database is not an error here."""
    compressed_asset("plotly.min.js")
    compress_first_bundles()
    try:
        database = open_read_only(database_path())
    except DatabaseError:
        return  # the first session builds it
    shapes(database, Level.REGION, None)
    shapes(database, Level.DEPARTEMENT, None)
    for whole in (queries.initiatives, queries.documents, queries.figures_cited, queries.commitments, queries.levers):
        whole(database)
    queries.source_details(database)
    standing(database, territory_of(database, {}))
    search(database, "paris")
    CHARTS["carte"](database, {})


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:  # noqa: ANN401 - Streamlit's App, imported by no one else here
    """Start the warming when the server starts."""
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    yield
