"""Pictures and pages of a chart made by the server: PNG, SVG, PDF."""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from observatory import formatting as fr
from observatory.charts import Chart
from observatory.exports.address import view_address
from observatory.exports.render import RenderError, natural_height, picture
from observatory.exports.render.sheet import chart_sheet

_MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
PICTURE_EXTENSIONS = frozenset(_MEDIA_TYPES)
_SCALE = 2.0
_WIDTH_PX = 1920
_LEAST_PX, _MOST_PX = 400, 4000
_PAGE = "A4"


class UnknownSizeError(Exception):
    """The address asks a picture of a size that is not made."""

    def __init__(self, asked: str) -> None:
        super().__init__(
            f"Le format «{fr.NARROW_SPACE}{asked[:20]}{fr.NARROW_SPACE}» n’existe pas. Écrivez 1920x1080, 2160x2160, "
            f"un autre nombre de pixels de {_LEAST_PX} à {_MOST_PX} par côté, ou {_PAGE} pour une page PDF."
        )


async def picture_file(request: Request, chart: Chart, extension: str) -> Response:
    """The picture asked, named by what is in it; `format` gives its pixels, or the page of a PDF."""
    asked = request.query_params.get("format", "")
    address = view_address(str(request.base_url), chart, request.headers.get("referer", ""))
    try:
        body = await run_in_threadpool(_body, chart, extension, asked, address)
    except (UnknownSizeError, RenderError) as error:
        return JSONResponse({"erreur": str(error)}, status_code=400)
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{chart.file_name}.{extension}"',
        # a picture opened in the browser runs nothing and asks nothing of any host
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
    }
    return Response(body, media_type=_MEDIA_TYPES[extension], headers=headers)


def _body(chart: Chart, extension: str, asked: str, address: str) -> bytes:
    if extension == "pdf" and asked in {"", _PAGE}:
        return chart_sheet(chart, address)
    width, height = _size(chart, asked, address)
    if extension == "png":
        return picture(chart, width_px=width, height_px=height, scale=_SCALE, form="png", address=address)
    form = "svg" if extension == "svg" else "pdf"
    return picture(chart, width_px=width, height_px=height, scale=_SCALE, form=form, address=address)  # type: ignore[arg-type]


def _size(chart: Chart, asked: str, address: str) -> tuple[int, int]:
    """The pixels asked; without any, 1920 wide and as high as the chart wants."""
    if not asked:
        height = round(_SCALE * natural_height(chart, _WIDTH_PX / _SCALE, address))
        return _WIDTH_PX, min(_MOST_PX, height)
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", asked)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(_LEAST_PX <= side <= _MOST_PX for side in sides):
        raise UnknownSizeError(asked)
    return sides
