"""The page « Dossier »: one component, as the dossier is the browser's and not the server's."""

from __future__ import annotations

from observatory.dossier import LONGEST_COMMENT, LONGEST_TITLE, MOST_BYTES
from observatory.ui.component import component


def show_dossier(territory_name: str, territory_key: str) -> None:
    """Show the dossier of this browser; `territory_name` is what the cover would say if the reader says nothing."""
    component("dossier")(
        data={
            "territory": territory_name,
            "territory_key": territory_key,
            "longest_title": LONGEST_TITLE,
            "longest_comment": LONGEST_COMMENT,
            "most_bytes": MOST_BYTES,
        },
        key="dossier",
    )
