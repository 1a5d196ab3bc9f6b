"""The addresses the browser asks besides the pages: shapes, tables, downloads, search, components.

Each answers from the same functions as the screens. Everything is served by the app: no other host is asked.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import re
from pathlib import Path

import shapely
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from observatory import house_style, queries, queries_qpv
from observatory.charts import CHARTS, build_chart
from observatory.choices import UnknownChoiceError
from observatory.database import Database, DatabaseError, open_read_only
from observatory.exports.difference_csv import differences_to_csv
from observatory.exports.table_json import chart_to_table_json
from observatory.model import Level
from observatory.search import search, territory_from_key
from observatory.ui.office_routes import OFFICE_EXTENSIONS, office_file
from observatory.ui.picture_routes import PICTURE_EXTENSIONS, picture_file
from observatory.ui.portrait_routes import PORTRAIT_ROUTES
from observatory.ui.settings import database_path

_FOR_EVER = "public, max-age=31536000, immutable"
_ASSETS = Path(__file__).parent / "assets"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_SHAPE_DECIMALS = 4
_QPV_SHAPES = {f"qpv-{generation}": generation for generation in queries_qpv.GENERATIONS}


def _problem(text: str, status: int) -> JSONResponse:
    return JSONResponse({"erreur": text}, status_code=status)


def _compressed(body: bytes, media_type: str, cache: str) -> Response:
    return Response(
        body,
        media_type=media_type,
        headers={"Content-Encoding": "gzip", "Cache-Control": cache, "Vary": "Accept-Encoding"},
    )


@functools.lru_cache(maxsize=256)
def shapes(database: Database, level: Level, around: tuple[Level, str] | None) -> bytes:
    """The shapes of a level as gzipped GeoJSON in the drawing plane; each feature has its code and its name."""
    return _collection(queries.contours(database, level, around))


@functools.lru_cache(maxsize=64)
def perimeters(database: Database, generation: int, around: tuple[Level, str]) -> bytes:
    """The priority neighbourhoods of a territory, simplified, in the same format."""
    return _collection(queries_qpv.shapes(database, generation, *around))


def _collection(rows: list[tuple[str, str, bytes]]) -> bytes:
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"name": name},
            "geometry": json.loads(shapely.to_geojson(_clockwise(wkb))),
        }
        for code, name, wkb in rows
    ]
    payload = {"type": "FeatureCollection", "features": features}
    return gzip.compress(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _clockwise(wkb: bytes) -> shapely.Geometry:
    """Round the coordinates and turn exterior rings clockwise: d3 floods the map with a ring that is not."""
    rounded = shapely.set_precision(shapely.from_wkb(bytes(wkb)), 10**-_SHAPE_DECIMALS, mode="pointwise")
    return shapely.orient_polygons(rounded, exterior_cw=True)


async def _shapes(request: Request) -> Response:
    level = request.path_params["level"]
    database = open_read_only(database_path())
    place = territory_from_key(database, request.query_params.get("dans", ""))
    fresh = _FOR_EVER if database.version.startswith(request.path_params["version"]) else "no-cache"
    if level in _QPV_SHAPES:
        if place is None or place.level in {Level.FRANCE, Level.REGION}:
            return _problem("Les quartiers prioritaires se demandent pour un département ou une intercommunalité.", 404)
        drawn = await run_in_threadpool(perimeters, database, _QPV_SHAPES[level], (place.level, place.code))
        return _compressed(drawn, "application/geo+json", fresh)
    if level not in set(Level) or (level == Level.COMMUNE and place is None):
        return _problem("Ce niveau n’a pas de contours.", 404)
    if place and place.level in {Level.FRANCE, Level.COMMUNE}:
        return _problem("Les contours se demandent pour une région, un département ou une intercommunalité.", 404)
    around = (place.level, place.code) if place else None
    body = await run_in_threadpool(shapes, database, Level(level), around)
    return _compressed(body, "application/geo+json", fresh)


async def _chart(request: Request) -> Response:
    name, extension = request.path_params["name"], request.path_params["extension"]
    if name not in CHARTS or extension not in {"json", "figure"} | OFFICE_EXTENSIONS | PICTURE_EXTENSIONS:
        return _problem("Ce graphique n’existe pas.", 404)
    asked = dict(request.query_params)
    version = asked.pop("v", "")
    asked.pop("decimale", "")
    asked.pop("format", "")
    database = open_read_only(database_path())
    try:
        chart = await run_in_threadpool(build_chart, database, name, asked)
    except UnknownChoiceError as error:
        return _problem(str(error), 400)
    if extension == "figure":
        body = await run_in_threadpool(lambda: gzip.compress(json.dumps(chart.figure.to_json()).encode(), 5))
        fresh = bool(version) and database.version.startswith(version)
        return _compressed(body, "application/json", _FOR_EVER if fresh else "no-cache")
    if extension == "json":
        return Response(chart_to_table_json(chart), media_type="application/json")
    if extension in PICTURE_EXTENSIONS:
        return await picture_file(request, chart, extension)
    return await office_file(request, database, chart, extension)


async def _difference(_request: Request) -> Response:
    rows = queries.differences(open_read_only(database_path()))
    return Response(
        await run_in_threadpool(differences_to_csv, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="derniere-difference.csv"'},
    )


async def _search(request: Request) -> Response:
    text = request.query_params.get("q", "")[:100]
    hits = await run_in_threadpool(search, open_read_only(database_path()), text)
    found = [{"key": h.key, "name": h.name, "detail": h.detail} for h in hits]
    return JSONResponse({"territoires": found})


@functools.lru_cache(maxsize=64)
def compressed_asset(name: str) -> bytes | None:
    """A component's file, or the drawing library, gzipped once; None when there is no such file."""
    if name == "plotly.min.js":
        return gzip.compress((_ASSETS / "plotly" / name).read_bytes(), 9)
    if not re.fullmatch(r"[a-z]+\.(js|css|svg)", name) or not (_ASSETS / name).is_file():
        return None
    return gzip.compress((_ASSETS / name).read_bytes(), 9)


@functools.lru_cache(maxsize=64)
def asset_version(name: str) -> str:
    """A short fingerprint of a component's file, for its address."""
    return hashlib.sha256(compressed_asset(name) or b"").hexdigest()[:10]


async def _logo(_request: Request) -> Response:
    """The logo of the house, for the pictures that the browser makes."""
    logo = house_style.current().logo
    if logo is None:
        return _problem("La charte de cet observatoire n’a pas de logo.", 404)
    media_type = {"svg": "image/svg+xml", "png": "image/png"}[logo.kind]
    return Response(logo.content, media_type=media_type, headers={"Cache-Control": "no-cache"})


async def _component(request: Request) -> Response:
    name = request.path_params["name"]
    font = _ASSETS / "fonts" / name
    if re.fullmatch(r"[a-z-]+\.woff2", name) and font.is_file():
        return FileResponse(font, media_type="font/woff2", headers={"Cache-Control": _FOR_EVER})
    body = await run_in_threadpool(compressed_asset, name)
    if body is None:
        return _problem("Ce fichier n’existe pas.", 404)
    cache = _FOR_EVER if "v" in request.query_params else "no-cache"
    tag = f'"{asset_version(name)}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"Cache-Control": cache, "ETag": tag})
    answer = _compressed(body, _TYPES[Path(name).suffix], cache)
    answer.headers["ETag"] = tag
    return answer


async def _unavailable(_request: Request, error: Exception) -> Response:
    return _problem(str(error), 503)


async def _home(request: Request) -> Response:
    """« /accueil » as one would guess it: the first page has no name in its address."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


ROUTES = [
    Route("/accueil", _home),
    Route("/contours/{version}/{level}.json", _shapes),
    Route("/graphique/{name}.{extension}", _chart),
    Route("/tables/difference.csv", _difference),
    Route("/recherche", _search),
    *PORTRAIT_ROUTES,
    Route("/composants/logo", _logo),
    Route("/composants/{name}", _component),
]
EXCEPTION_HANDLERS = {DatabaseError: _unavailable}
