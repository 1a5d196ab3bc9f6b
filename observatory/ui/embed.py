"""A chart in a page of its own, light, for another site to show in a frame: `/integrer/carte?indicateur=…`."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from observatory import house_style
from observatory.charts import CHARTS, Chart, build_chart
from observatory.choices import UnknownChoiceError
from observatory.database import Database, open_read_only
from observatory.exports.about import about
from observatory.exports.address import view_address
from observatory.exports.signature import signatory
from observatory.ui.chart_frame import payload
from observatory.ui.house import head_of
from observatory.ui.routes import asset_version
from observatory.ui.settings import database_path

# Any site may show this page, which has no session and nothing to click but its own figure.
_POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' data: blob:; base-uri 'self'; form-action 'none'; frame-ancestors *"
)


async def _embedded(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in CHARTS:
        return _page("Graphique inconnu", _sentence("Ce graphique n’existe pas dans cet observatoire."), 404)
    database = open_read_only(database_path())
    asked = dict(request.query_params)
    try:
        chart = await run_in_threadpool(build_chart, database, name, asked)
    except UnknownChoiceError as error:
        return _page("Graphique indisponible", _sentence(str(error)), 400)
    address = view_address(str(request.base_url), chart)
    return _page(chart.title, await run_in_threadpool(_body, database, chart, address), 200)


def _body(database: Database, chart: Chart, address: str) -> str:
    told = {**payload(chart, database.version[:12], about(database, chart)), "clicks": "", "view_address": address}
    # « < » is written otherwise so that no title can close the script.
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    link, signed = html.escape(address), html.escape(signatory())
    return (
        '<main><div class="obs-root obs-root-chart"></div>'
        f"<noscript><h1>{html.escape(chart.title)}</h1><p>{html.escape(chart.plain)}</p>"
        f"<p>{html.escape(' '.join(chart.foot))}</p></noscript>"
        f'<p class="obs-embed-link"><a href="{link}" target="_blank" rel="noopener">{signed}</a></p></main>'
        f'<script type="application/json" id="donnees">{data}</script>'
        '<script type="module" src="composants/embed.js"></script>'
    )


def _house() -> tuple[str, str]:
    """What the house style adds to the head, and the fingerprint by which the policy lets its own script run."""
    head = head_of(house_style.current())
    scripts = re.findall(r"<script>(.*?)</script>", head, re.DOTALL)
    prints = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return head, " ".join(f"'sha256-{print_}'" for print_ in prints)


def _sentence(text: str) -> str:
    return f'<main><p role="alert">{html.escape(text)}</p></main>'


def _page(title: str, body: str, status: int) -> Response:
    style, plotly = asset_version("style.css"), asset_version("plotly.min.js")
    house, scripts = _house()
    page = (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        '<base href="../"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>"
        f'<link rel="stylesheet" href="composants/style.css?v={style}">'
        f"{house}"
        f'<script async data-plotly src="composants/plotly.min.js?v={plotly}"></script>'
        f'</head><body class="obs-embed">{body}</body></html>'
    )
    return Response(
        gzip.compress(page.encode(), 6),
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={
            "Content-Encoding": "gzip",  # also what tells the middleware that this is not Streamlit's shell
            "Content-Security-Policy": _POLICY.format(scripts=scripts),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
        },
    )


EMBED_ROUTES = [Route("/integrer/{name}", _embedded)]
