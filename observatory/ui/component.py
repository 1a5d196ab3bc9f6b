"""The components of the screens: each is a module of `assets/`, loaded by the browser when it is shown."""

from __future__ import annotations

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer


def component(name: str) -> ComponentRenderer:
    """The component whose browser side is `assets/<name>.js`, to be called with its data, key and callbacks."""
    loader = f"""
export default async (component) => {{
  const module = await import(new URL("composants/{name}.js", document.baseURI));
  return module.default(component);
}};
"""
    return st.components.v2.component(
        f"observatory_{name}", js=loader, html=f'<div class="obs-root obs-root-{name}"></div>', isolate_styles=False
    )
