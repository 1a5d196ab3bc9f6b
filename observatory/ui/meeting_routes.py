"""The addresses of a meeting: all its steps in one answer, and the same steps as slides."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from urllib.parse import urlencode, urlsplit

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from observatory import formatting as fr
from observatory import narrative
from observatory.choices import UnknownChoiceError, territory_of
from observatory.database import Database, open_read_only
from observatory.exports.about import about
from observatory.exports.address import view_address
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.pptx_file import deck
from observatory.meeting import Step, asked_steps, caution, prepared_steps, producers, shown_figure
from observatory.model import Territory
from observatory.ui.settings import database_path

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_LONGEST_PERIOD = 12


def meeting(database: Database, place: Territory, asked: str, site: str) -> dict[str, object]:
    """Everything a meeting shows, steps left out included: the browser then asks for nothing but shapes."""
    chosen = asked_steps(database, place, asked)
    kept = {step.key for step in chosen}
    query = {"territoire": place.key, **({"etapes": ",".join(step.key for step in chosen)} if asked else {})}
    seen_at = f"{site}presentation?{urlencode({**query, 'etape': chosen[0].key})}"
    return {
        "title": f"L’ESS {narrative.in_place(place)}",
        "place": place.name,
        "territory": place.key,
        "steps": [_screen(database, step) for step in chosen],
        "others": [_screen(database, step) for step in prepared_steps(database, place) if step.key not in kept],
        "address": seen_at,
        "qr": qr_code(seen_at),
        "pptx": f"reunion.pptx?{urlencode(query)}",
        "file_name": fr.file_name("reunion", place.name),
    }


def _screen(database: Database, step: Step) -> dict[str, object]:
    """A step as the browser draws it: words, figure, and the notes of who presents."""
    chart = step.chart
    told = about(database, chart)
    figure, more = shown_figure(chart)
    who = producers([source.producer for source in told.sources])
    dated = told.period[:1].isdigit() and len(told.period) <= _LONGEST_PERIOD and "Exemples relus" not in told.perimeter
    when = told.period if dated else ""
    return {
        "key": step.key,
        "question": step.question,
        "sentence": step.sentence,
        "caption": chart.title + (f" · {more}" if more else ""),
        "plain": chart.plain,
        "caution": caution(chart, told.caveats, step.remark) or told.perimeter,
        "source": f"Source{fr.NARROW_SPACE}: {', '.join(part for part in (who, when) if part)}",
        "foot": " ".join(chart.foot),
        "map": bool(figure["layout"].get("meta", {}).get("map")),
        "figure": figure,
    }


def qr_code(address: str) -> str:
    """A QR code as inline SVG, dark on white whatever the theme: cameras read it so."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, dark="#14191f", light="#ffffff", xmldecl=False, svgns=True, nl=False
    )
    return out.getvalue().decode()


def _site(request: Request) -> str:
    """The address of the observatory as the reader sees it: behind a proxy, the page knows whether it is HTTPS."""
    site = str(request.base_url)
    seen_at = urlsplit(request.headers.get("referer", ""))
    own = urlsplit(site)
    return own._replace(scheme=seen_at.scheme).geturl() if seen_at.netloc == own.netloc else site


async def _meeting(request: Request) -> Response:
    database = open_read_only(database_path())
    asked = request.query_params.get("etapes", "")
    try:
        place = territory_of(database, request.query_params)
        told = await run_in_threadpool(meeting, database, place, asked, _site(request))
    except UnknownChoiceError as error:
        return JSONResponse({"erreur": str(error)}, status_code=400)
    body = await run_in_threadpool(lambda: gzip.compress(json.dumps(told, ensure_ascii=False).encode(), 5))
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    return Response(body, media_type="application/json", headers=headers)


def slides(database: Database, place: Territory, asked: str, site: str) -> bytes:
    """The steps of a meeting as a deck: the sentence of each is the title of its slide."""
    steps = asked_steps(database, place, asked)
    leaves = [Leaf(step.chart, view_address(site, step.chart), heading=step.sentence) for step in steps]
    provenance = Provenance(dt.datetime.now(tz=dt.UTC).date(), database.version)
    return deck(
        database, leaves, provenance, place.name, f"L’économie sociale et solidaire {narrative.in_place(place)}"
    )


async def _slides(request: Request) -> Response:
    database = open_read_only(database_path())
    try:
        place = territory_of(database, request.query_params)
        body = await run_in_threadpool(slides, database, place, request.query_params.get("etapes", ""), _site(request))
    except UnknownChoiceError as error:
        return JSONResponse({"erreur": str(error)}, status_code=400)
    name = f"{fr.file_name('reunion', place.name)}.pptx"
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=_PPTX, headers=headers)


MEETING_ROUTES = [Route("/reunion.json", _meeting), Route("/reunion.pptx", _slides)]
