"""Who signs what leaves the screen: the house of the style in use, else the observatory."""

from __future__ import annotations

from observatory import house_style

OBSERVATORY = "Observatoire territorial de l’économie sociale et solidaire"


def signatory() -> str:
    """The name of the house, or of the observatory in its own style."""
    style = house_style.current()
    return OBSERVATORY if style.is_default else style.name


def contact() -> str:
    """The contact and the web address of the house, empty in the observatory's own style."""
    style = house_style.current()
    return " · ".join(part for part in (style.contact, style.web) if part)
