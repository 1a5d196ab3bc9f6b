"""The house style on the screen: colours of the page, logo, name and contact."""

from __future__ import annotations

import html
import json

import streamlit as st
from streamlit import config

from observatory import house_style, palette
from observatory.house_style import HouseStyle


def head_of(style: HouseStyle) -> str:
    """What the shell of a page adds for a style not ours: its colours, also in the dark, and the shape of its logo."""
    if style.is_default:
        return ""
    dark = json.dumps(palette.DARK)
    logo = f";window.observatoireLogo={{ratio:{style.logo.ratio:.4f}}}" if style.logo else ""
    return (
        f"<style>:root{{--obs-accent:{style.link};--obs-ink:{style.ink}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--obs-accent:{style.link_on_dark};--obs-ink:#eceae4}}}}</style>"
        f"<script>window.observatoireSombre={dark}{logo}</script>"
    )


def apply_theme() -> None:
    """Give Streamlit's own buttons and links the accent of the house. Done once, when the server starts."""
    style = house_style.current()
    if style.is_default:
        return
    for ground, accent in (("light", style.link), ("dark", style.link_on_dark)):
        config.set_option(f"theme.{ground}.primaryColor", accent)
        config.set_option(f"theme.{ground}.linkColor", accent)
    config.set_option("theme.light.textColor", style.ink)


def draw_logo() -> None:
    """Put the logo of the house above every page."""
    style = house_style.current()
    if style.logo is not None:
        image = style.logo.content.decode("utf-8") if style.logo.kind == "svg" else style.logo.content
        st.logo(image, size="large", link=style.web or None)


def signature() -> str:
    """The name and contact of the house as the foot of a page writes them, or why its file is not used."""
    style = house_style.current()
    said = "" if style.is_default else html.escape(style.name) + ". "
    if style.contact:
        said += f"{html.escape(style.contact)}. "
    if style.web:
        said += f'<a href="{html.escape(style.web)}">{html.escape(style.web)}</a>. '
    problem = house_style.problem()
    return said + (f"<strong>{html.escape(problem)}</strong> " if problem else "")
