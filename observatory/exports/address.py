"""The full address of the screen on which a chart is seen: what a reader of a file opens to find it again."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from observatory.charts.chart import Chart

_PAGES = {
    "carte-initiatives": "initiatives",
    "types-initiatives": "initiatives",
    "matrice": "initiatives",
    "spaser": "leviers",
    "leviers": "leviers",
    "leviers-utilises": "leviers",
    "delegations": "leviers",
    "adhesions-scic": "leviers",
    "carte-qpv": "quartiers",
    "plan-qpv": "quartiers",
    "profil-qpv": "quartiers",
}
_SHOWN_BY_VIEW = {"repartition", "evolution", "types-initiatives", "matrice"}
_LONGEST = 2000


def view_address(site: str, chart: Chart, seen_at: str = "") -> str:
    """Where a chart is seen again: the page the reader came from when it is one of this site's, else its usual page.

    `site` is the address of the observatory (`http://host/`); `seen_at` what the browser says it comes from.
    """
    if seen_at and len(seen_at) <= _LONGEST and urlsplit(seen_at).netloc == urlsplit(site).netloc:
        return seen_at
    page = _PAGES.get(chart.name) or ("indicateurs" if "indicateur" in chart.parameters else "")
    view = {"vue": chart.name} if chart.name in _SHOWN_BY_VIEW else {}
    query = urlencode({**chart.parameters, **view})
    return f"{site.rstrip('/')}/{page}" + (f"?{query}" if query else "")
