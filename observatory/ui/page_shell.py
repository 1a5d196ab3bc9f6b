"""What surrounds the pages on the wire: French shell, compressed bundles, security headers.

Streamlit serves its bundles uncompressed and its shell in English. This middleware compresses each bundle once and
keeps it, declares the language, links the style sheet, and forbids the browser to ask any other host.
"""

from __future__ import annotations

import functools
import gzip
import html as html_text
import re
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatory import house_style
from observatory.house_style import HouseStyle
from observatory.ui.first_chunks import chunk_links
from observatory.ui.house import head_of
from observatory.ui.routes import asset_version

TITLE = house_style.current().name
_STATIC = Path(streamlit.__file__).parent / "static"
_SUFFIXES = {".js": "text/javascript", ".css": "text/css"}
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss: data: blob:; frame-ancestors 'self'"
)

_MODULES = "".join(
    f'<link rel="modulepreload" href="./composants/{name}.js">'
    for name in ("chart", "drawing", "browser", "menu", "pictures", "store", "search")
)

# A page is one segment below the root: told so, Streamlit's client no longer looks for its server under the page first.
_BACKEND = '<script>window.__streamlit={BACKEND_BASE_URL:new URL("./",location.href).href}</script>'


def name_style(style: HouseStyle) -> str:
    """The observatory's name for the bar on top of every page, as a text of a style sheet; a logo says it instead."""
    if style.logo is not None:
        return ""
    text = "".join(c if c.isalnum() or c == " " else f"\\{ord(c):06x}" for c in style.short_name)
    return f'<style>:root{{--obs-name:"{text}"}}</style>'


def french_shell(html: str) -> str:
    """The page's shell in French, with our style sheet and the drawing library asked for at once."""
    style = house_style.current()
    head = (
        f'{_BACKEND}<link rel="stylesheet" href="./composants/style.css?v={asset_version("style.css")}">'
        f'<script async data-plotly src="./composants/plotly.min.js?v={asset_version("plotly.min.js")}"></script>'
        f"{_MODULES}"
        '<script type="module" src="./composants/store.js"></script>'
        '<script type="module" src="./composants/french.js"></script>'
        '<link rel="preload" as="font" type="font/woff2" crossorigin href="./composants/observatoire-serif.woff2">'
        '<link rel="preload" as="font" type="font/woff2" crossorigin href="./composants/observatoire-sans.woff2">'
        f"{chunk_links(_STATIC)}{head_of(style)}{name_style(style)}"
        '<meta name="description" content="Les chiffres et les initiatives de l’économie sociale et solidaire, '
        'par territoire, avec leurs sources.">'
    )
    html = html.replace('<html lang="en">', '<html lang="fr">', 1)
    html = re.sub(r"<title>.*?</title>", f"<title>{html_text.escape(TITLE)}</title>", html, count=1)
    html = html.replace("You need to enable JavaScript to run this app.", "Ce tableau de bord a besoin de JavaScript.")
    return html.replace("</head>", f"{head}</head>", 1)


@functools.lru_cache(maxsize=512)
def _compressed_bundle(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6)


def compress_first_bundles() -> None:
    """Compress the bundles that the shell asks at once, so that the first reader does not wait for it."""
    shell = (_STATIC / "index.html").read_text(encoding="utf-8") + chunk_links(_STATIC)
    for name in re.findall(r'"\./(static/(?:js|css)/[^"]+\.(?:js|css))"', shell):
        _compressed_bundle(_STATIC / name)


class PageShell:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a compressed bundle, or pass the request on and mend the answer's shell and headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        bundle = self._bundle_path(scope)
        if bundle is not None:
            await self._send_bundle(bundle, send)
            return
        await self.app(_asking_plain_html(scope), receive, _Mending(send))

    def _bundle_path(self, scope: Scope) -> Path | None:
        path = scope["path"]
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
        if not path.startswith("/static/") or b"gzip" not in accepted or ".." in path:
            return None
        file = _STATIC / path.removeprefix("/")
        return file if file.suffix in _SUFFIXES and file.is_file() else None

    async def _send_bundle(self, file: Path, send: Send) -> None:
        body = await run_in_threadpool(_compressed_bundle, file)
        headers = [
            (b"content-type", f"{_SUFFIXES[file.suffix]}; charset=utf-8".encode()),
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"vary", b"Accept-Encoding"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _asking_plain_html(scope: Scope) -> Scope:
    """A navigation must come back uncompressed to be mended."""
    headers = dict(scope["headers"])
    if b"text/html" not in headers.get(b"accept", b""):
        return scope
    return {**scope, "headers": [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]}


class _Mending:
    """Holds back an HTML answer until it is whole, then sends it in French; passes everything else through."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            plain = b"content-encoding" not in headers
            if plain and headers.get(b"content-type", b"").startswith(b"text/html"):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish()
            return
        await self.send(message)

    async def _finish(self) -> None:
        assert self.start is not None  # noqa: S101 - set before any body
        body = french_shell(self.body.decode("utf-8")).encode("utf-8")
        dropped = {b"content-length", b"etag", b"last-modified"}
        headers = [(k, v) for k, v in self.start["headers"] if k.lower() not in dropped]
        headers += [
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", _POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
        ]
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})
