"""Who signs a portrait: the house of the style in use, else the observatory."""

from __future__ import annotations

import datetime as dt

from observatory import house_style
from observatory.exports.citation import OBSERVATORY
from observatory.exports.portrait.model import Publication


def signed(database_version: str, site: str = "") -> Publication:
    """A publication of today under the name, contact and logo of the house style; `site` is where it is read."""
    style = house_style.current()
    return Publication(
        dt.datetime.now(tz=dt.UTC).date(),
        database_version,
        OBSERVATORY if style.is_default else style.name,
        site.rstrip("/"),
        " · ".join(part for part in (style.contact, style.web) if part),
        style.logo,
    )
