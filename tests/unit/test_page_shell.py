"""What surrounds the pages on the wire: language, headers, compressed bundles."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from observatory.house_style import HouseStyle
from observatory.ui.page_shell import TITLE, PageShell, french_shell, name_style

STATIC = Path(streamlit.__file__).parent / "static"
SHELL = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'


async def _page(_request: Request) -> Response:
    return HTMLResponse(SHELL, headers={"ETag": "old", "Last-Modified": "old"})


async def _pieces(_request: Request) -> Response:
    async def parts() -> object:
        for i in range(0, len(SHELL), 20):
            yield SHELL[i : i + 20].encode()

    return StreamingResponse(parts(), media_type="text/html")  # type: ignore[arg-type]


async def _data(_request: Request) -> Response:
    return JSONResponse({"lang": "en"})


@pytest.fixture
def client() -> TestClient:
    """An app of three answers behind the middleware."""
    routes = [Route("/", _page), Route("/pieces", _pieces), Route("/data", _data)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(PageShell)]))


def test_the_real_shell_of_streamlit_becomes_french() -> None:
    shell = french_shell((STATIC / "index.html").read_text(encoding="utf-8"))

    assert '<html lang="fr">' in shell
    assert 'lang="en"' not in shell
    assert f"<title>{TITLE}</title>" in shell
    assert "You need to enable JavaScript" not in shell
    assert "./composants/style.css?v=" in shell


@pytest.mark.parametrize("path", ["/", "/pieces"])
def test_a_page_comes_in_french_with_its_headers_however_it_is_sent(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})

    assert '<html lang="fr">' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers


def test_no_policy_allows_another_host(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]

    assert "http:" not in policy
    assert "https:" not in policy
    assert "*" not in policy


def test_other_answers_pass_untouched(client: TestClient) -> None:
    answer = client.get("/data")

    assert answer.json() == {"lang": "en"}
    assert "content-security-policy" not in answer.headers


def test_a_bundle_is_compressed_once_and_kept_for_ever(client: TestClient) -> None:
    bundle = next(STATIC.glob("static/js/*.js"))
    path = f"/static/js/{bundle.name}"

    for _ in range(2):
        answer = client.get(path, headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.content == bundle.read_bytes()
        assert "immutable" in answer.headers["cache-control"]
        assert int(answer.headers["content-length"]) <= len(gzip.compress(bundle.read_bytes(), 5))


@pytest.mark.parametrize(
    ("path", "encoding"),
    [("/static/js/inconnu.js", "gzip"), ("/static/../app.py", "gzip"), ("/static/index.html", "gzip")],
)
def test_nothing_else_is_served_as_a_bundle(client: TestClient, path: str, encoding: str) -> None:
    assert client.get(path, headers={"accept-encoding": encoding}).status_code == 404


def test_a_browser_that_does_not_read_gzip_is_passed_on(client: TestClient) -> None:
    bundle = next(STATIC.glob("static/js/*.js"))

    assert client.get(f"/static/js/{bundle.name}", headers={"accept-encoding": "identity"}).status_code == 404


def test_the_name_of_a_house_is_text_in_the_style_sheet_whatever_it_holds() -> None:
    said = name_style(HouseStyle(short_name='ESS "A"</style>'))

    # A quotation mark is 22 in hexadecimal, < is 3c, / is 2f, > is 3e.
    assert said == ('<style>:root{--obs-name:"ESS \\000022A\\000022\\00003c\\00002fstyle\\00003e"}</style>')


def test_the_client_is_told_where_its_server_is() -> None:
    assert 'window.__streamlit={BACKEND_BASE_URL:new URL("./",location.href).href}' in french_shell(SHELL)
