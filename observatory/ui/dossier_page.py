"""The page « Dossier »: one component, as the dossier is the browser's and not the server's."""

from __future__ import annotations

import streamlit as st

from observatory.dossier import LONGEST_COMMENT, LONGEST_TITLE, MOST_BYTES

_LOADER = """
export default async (component) => {
  const module = await import(new URL("composants/dossier.js", document.baseURI));
  return module.default(component);
};
"""


def show_dossier(territory_name: str, territory_key: str) -> None:
    """Show the dossier of this browser; `territory_name` is what the cover would say if the reader says nothing."""
    component = st.components.v2.component(
        "observatory_dossier", js=_LOADER, html='<div class="obs-root obs-root-dossier"></div>', isolate_styles=False
    )
    component(
        data={
            "territory": territory_name,
            "territory_key": territory_key,
            "longest_title": LONGEST_TITLE,
            "longest_comment": LONGEST_COMMENT,
            "most_bytes": MOST_BYTES,
        },
        key="dossier",
    )
