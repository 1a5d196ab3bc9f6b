"""The addresses of a meeting: all its steps in one answer, and the same steps as slides."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import gzip
import json
from collections.abc import Sequence
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
from observatory.meeting import (
    OWN,
    QUESTIONS,
    Step,
    asked_steps,
    caution,
    first_idea,
    prepared_steps,
    producers,
    shown_figure,
    without_words,
)
from observatory.model import Territory
from observatory.ui.settings import database_path

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_LONGEST_PERIOD = 12
_LONGEST_ASIDE = 160
_LONGEST_IN_CODE = 900  # letters: beyond, the modules are too fine for a telephone far from the screen


@functools.lru_cache(maxsize=64)
def meeting_answer(database: Database, place: Territory, asked: str, site: str) -> bytes:
    """Everything a meeting shows as gzipped JSON, kept as long as the database is: several screens ask the same."""
    return gzip.compress(json.dumps(meeting(database, place, asked, site), ensure_ascii=False).encode(), 5)


def meeting(database: Database, place: Territory, asked: str, site: str) -> dict[str, object]:
    """Everything a meeting shows, steps left out included: the browser then asks for nothing but shapes."""
    chosen = asked_steps(database, place, asked)
    kept = {step.key for step in chosen}
    others = [step for step in prepared_steps(database, place) if step.key not in kept]
    query = {"territoire": place.key, **({"etapes": ",".join(step.key for step in chosen)} if asked else {})}
    screens = [
        {**words, **_screen(database, step), "qr": qr_code(_addresses(site, query, str(words["mark"])))}
        for words, step in zip(spoken(chosen), chosen, strict=True)
    ]
    return {
        **opening(place, chosen),
        "steps": screens,
        "others": [{**words, **_screen(database, step)} for words, step in zip(spoken(others), others, strict=True)],
        "pptx": f"reunion.pptx?{urlencode(query)}",
        "file_name": fr.file_name("reunion", place.name),
    }


def opening(place: Territory, steps: Sequence[Step]) -> dict[str, object]:
    """What a meeting shows before its charts have come: its title, and the words of each step."""
    return {
        "title": f"L’ESS {narrative.in_place(place)}",
        "place": place.name,
        "territory": place.key,
        "steps": spoken(steps),
    }


def spoken(steps: Sequence[Step]) -> list[dict[str, object]]:
    """The words of each step; `mark` is its short name in `?etape=`, `aside` what is said once under the sentence."""
    said: set[str] = set()
    words: list[dict[str, object]] = []
    brought = 0
    for step in steps:
        own = step.key not in QUESTIONS
        brought += own
        words.append(
            {
                "key": step.key,
                "mark": f"{OWN}-{brought}" if own else step.key,
                "question": step.question,
                "sentence": step.sentence,
                "aside": _aside(step) if step.remark not in said or own else "",
                "map": bool(step.chart.figure.layout.get("meta", {}).get("map")),
            }
        )
        said.add(step.remark)
    return words


def _aside(step: Step) -> str:
    """Whose figure is shown when it is not the territory's, or the reader's comment: its first idea when it is long."""
    if len(step.comment) <= _LONGEST_ASIDE:
        return step.comment or step.remark
    return f"{first_idea(step.comment)}."


def _screen(database: Database, step: Step) -> dict[str, object]:
    """What a step needs to be drawn, and the notes of who presents."""
    chart = step.chart
    told = about(database, chart)
    figure, more = shown_figure(chart)
    who = producers([source.producer for source in told.sources])
    dated = told.period[:1].isdigit() and len(told.period) <= _LONGEST_PERIOD and "Exemples relus" not in told.perimeter
    when = told.period if dated else ""
    return {
        "caption": chart.title + (f" · {more}" if more else ""),
        "comment": step.comment,
        "plain": chart.plain,
        "caution": caution(chart, told.caveats, step.remark) or told.perimeter,
        "source": f"Source{fr.NARROW_SPACE}: {', '.join(part for part in (who, when) if part)}",
        "foot": " ".join(chart.foot),
        "figure": figure,
    }


def _addresses(site: str, query: dict[str, str], mark: str) -> list[str]:
    """Where the same step is seen on another screen: with the reader's words, and without if they are too long."""
    plain = (
        {**query, "etapes": ",".join(map(without_words, query["etapes"].split(",")))} if "etapes" in query else query
    )
    return [f"{site}presentation?{urlencode({**asked, 'etape': mark})}" for asked in (query, plain)]


def qr_code(addresses: Sequence[str]) -> dict[str, object]:
    """The QR code of the first address short enough to be read from a seat: its side and its modules, row by row.

    Empty when none is. The mask is given: trying all eight takes five times longer, for a screen that any shows well.
    """
    address = next((text for text in addresses if len(text) <= _LONGEST_IN_CODE), None)
    if address is None:
        return {}
    rows = segno.make(address, error="l", micro=False, mask=2, boost_error=False).matrix
    bits = "".join(str(module) for row in rows for module in row)
    packed = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    return {"address": address, "side": len(rows), "modules": base64.b64encode(packed).decode()}


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
        body = await run_in_threadpool(meeting_answer, database, place, asked, _site(request))
    except UnknownChoiceError as error:
        return JSONResponse({"erreur": str(error)}, status_code=400)
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    return Response(body, media_type="application/json", headers=headers)


def slides(database: Database, place: Territory, asked: str, site: str) -> bytes:
    """The steps of a meeting as a deck: the sentence of each is the title of its slide."""
    steps = asked_steps(database, place, asked)
    leaves = [
        Leaf(step.chart, view_address(site, step.chart), step.sentence, step.comment or str(words["aside"]))
        for words, step in zip(spoken(steps), steps, strict=True)
    ]
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
