"""Who signs a portrait: the house of the style in use, else the observatory."""

from __future__ import annotations

import datetime as dt

from observatory import house_style
from observatory.exports.portrait.model import Publication
from observatory.exports.signature import contact, signatory


def signed(database_version: str, site: str = "") -> Publication:
    """A publication of today under the name, contact and logo of the house style; `site` is where it is read."""
    return Publication(
        dt.datetime.now(tz=dt.UTC).date(),
        database_version,
        signatory(),
        site.rstrip("/"),
        contact(),
        house_style.current().logo,
    )
