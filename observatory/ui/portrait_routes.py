"""The portrait of a territory to download, and the packs of portraits that a reader had made."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from observatory.choices import UnknownChoiceError
from observatory.database import Database, open_read_only
from observatory.exports.portrait.custom import named_custom
from observatory.exports.portrait.edition import Subject, portrait_of
from observatory.exports.portrait.errors import PortraitError
from observatory.exports.portrait.pack import FORMATS
from observatory.exports.portrait.signature import signed
from observatory.search import territory_from_key
from observatory.ui.pack_run import packs
from observatory.ui.settings import database_path

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


async def _portrait(request: Request) -> Response:
    key, form = request.path_params["key"], request.path_params["form"]
    database = open_read_only(database_path())
    place = territory_from_key(database, key)
    if place is None or form not in FORMATS:
        return JSONResponse({"erreur": "Ce portrait n’existe pas."}, status_code=404)
    return await _file(request, database, place, form)


async def _custom_portrait(request: Request) -> Response:
    """The portrait of a territory made up: `?mesure=epci-243500139,commune-35024&nom=…`, as the page Comparer."""
    form = request.path_params["form"]
    if form not in FORMATS:
        return JSONResponse({"erreur": "Ce portrait n’existe pas."}, status_code=404)
    database = open_read_only(database_path())
    try:
        custom = await run_in_threadpool(named_custom, database, dict(request.query_params))
    except (UnknownChoiceError, PortraitError) as error:
        return JSONResponse({"erreur": str(error)}, status_code=400)
    return await _file(request, database, custom, form)


async def _file(request: Request, database: Database, subject: Subject, form: str) -> Response:
    body, name = await run_in_threadpool(_made, database, subject, form, str(request.base_url))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-cache"}
    return Response(body, media_type=_MEDIA_TYPES[form], headers=headers)


def _made(database: Database, subject: Subject, form: str, site: str) -> tuple[bytes, str]:
    portrait = portrait_of(database, subject, signed(database.version, site))
    return FORMATS[form](database, portrait), portrait.file_name


async def _pack(request: Request) -> Response:
    """The ZIP of a pack, from its file: its name was drawn at random for the reader who asked for it."""
    path = packs().file_of(request.path_params["token"])
    if path is None:
        return JSONResponse({"erreur": "Ce lot n’est plus là. Préparez-le de nouveau."}, status_code=404)
    return FileResponse(path, media_type="application/zip", filename=packs().name_of(request.path_params["token"]))


PORTRAIT_ROUTES = [
    Route("/portrait/lot/{token}.zip", _pack),
    Route("/portrait/{key}.{form}", _portrait),
    Route("/portrait.{form}", _custom_portrait),
]
