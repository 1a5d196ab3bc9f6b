"""The addresses of the page « Dossier »: check a dossier, make its files, give one of its charts. Nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from observatory import formatting as fr
from observatory.choices import UnknownChoiceError
from observatory.database import Database, open_read_only
from observatory.dossier import (
    MOST_BYTES,
    Dossier,
    DossierError,
    DossierTooBigError,
    Entry,
    Stale,
    drawn,
    leaves_of,
    read_dossier,
    reasons_of,
    write_dossier,
)
from observatory.exports.about import about
from observatory.exports.dossier_pdf import dossier_pdf
from observatory.exports.dossier_zip import dossier_zip
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.pptx_file import deck
from observatory.exports.render import RenderError
from observatory.exports.xlsx_file import workbook
from observatory.ui.chart_frame import payload
from observatory.ui.settings import database_path

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
# Two at a time: a dossier of sixty charts takes a processor for seconds, and other readers are waiting.
_MAKING = CapacityLimiter(2)


def _problem(text: str, status: int) -> JSONResponse:
    return JSONResponse({"erreur": text}, status_code=status)


def _comes_from_here(request: Request) -> bool:
    """Tell whether one of our own pages asks: no other site may have files made through a reader's browser."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _body(request: Request) -> bytes:
    """What was sent, never more than a dossier may have. Raises `DossierTooBigError`."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise DossierTooBigError(len(body) // 1000, MOST_BYTES // 1000, "ko")
    return body


def _refusal(request: Request) -> Response | None:
    """Why a request is not read at all; None when it is."""
    if request.path_params["extension"] not in {"json", *_MEDIA_TYPES}:
        return _problem("Un dossier se télécharge en pptx, xlsx, pdf ou zip.", 404)
    if not _comes_from_here(request):
        return _problem("Un dossier ne s’envoie que depuis les pages de l’observatoire.", 403)
    if not request.headers.get("content-type", "").startswith("application/json"):
        return _problem("Un dossier s’envoie en JSON.", 415)
    return None


async def _dossier(request: Request) -> Response:
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    try:
        dossier = read_dossier(await _body(request))
    except DossierError as error:
        return _problem(str(error), 413 if isinstance(error, DossierTooBigError) else 400)
    extension = request.path_params["extension"]
    database = open_read_only(database_path())
    if extension == "json":
        reasons = await to_thread.run_sync(reasons_of, database, dossier)
        return Response(write_dossier(dossier, reasons), media_type="application/json")
    site = str(request.base_url)
    return await to_thread.run_sync(lambda: _file(database, dossier, site, extension), limiter=_MAKING)


def _file(database: Database, dossier: Dossier, site: str, extension: str) -> Response:
    leaves, stale = leaves_of(database, dossier, site)
    if not leaves:
        return _problem("Aucun graphique de ce dossier ne peut être dessiné. Ajoutez-en au moins un.", 400)
    provenance = Provenance(dt.datetime.now(tz=dt.UTC).date(), database.version)
    name = fr.file_name("dossier", dossier.title or dossier.territory)
    try:
        body = _MAKERS[extension](database, dossier, leaves, stale, provenance)
    except RenderError as error:
        return _problem(str(error), 400)
    return Response(
        body,
        media_type=_MEDIA_TYPES[extension],
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}.{extension}"',
            "X-Graphiques-Ecartes": str(len(stale)),
        },
    )


def _left_out(stale: list[Stale]) -> list[str]:
    return [f"{s.entry.heading or s.entry.label or s.entry.chart_name}{fr.NARROW_SPACE}: {s.reason}" for s in stale]


_Maker = Callable[[Database, Dossier, list[Leaf], list[Stale], Provenance], bytes]
_MAKERS: dict[str, _Maker] = {
    "pptx": lambda base, dossier, leaves, _stale, made: deck(base, leaves, made, dossier.territory, dossier.title),
    "xlsx": lambda base, dossier, leaves, _stale, made: workbook(base, leaves, made, dossier.title or "Dossier"),
    "pdf": lambda base, dossier, leaves, _stale, made: dossier_pdf(
        base, leaves, made, dossier.territory, dossier.title
    ),
    "zip": lambda base, dossier, leaves, stale, made: dossier_zip(base, leaves, made, dossier.title, _left_out(stale)),
}


async def _frame(request: Request) -> Response:
    """What the browser draws a chart of the dossier with: the message a page would have sent it."""
    database = open_read_only(database_path())
    entry = Entry(request.path_params["name"], dict(request.query_params))
    try:
        chart = await to_thread.run_sync(drawn, database, entry)
    except UnknownChoiceError as error:
        return _problem(str(error), 400)
    return JSONResponse(payload(chart, database.version[:12], about(database, chart)))


DOSSIER_ROUTES = [
    Route("/dossier.{extension}", _dossier, methods=["POST"]),
    Route("/cadre/{name}.json", _frame),
]
