"""Downloads of a chart for an office suite: XLSX, PPTX, the citation to copy, the CSV."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from observatory.charts import Chart
from observatory.database import Database
from observatory.exports.about import about
from observatory.exports.address import view_address
from observatory.exports.citation import citation
from observatory.exports.csv_file import chart_to_csv
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.pptx_file import chart_to_pptx
from observatory.exports.xlsx_file import chart_to_xlsx

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "citation": "text/plain; charset=utf-8",
}
OFFICE_EXTENSIONS = frozenset(_MEDIA_TYPES)


async def office_file(request: Request, database: Database, chart: Chart, extension: str) -> Response:
    """The file asked, named by what is in it; the citation is a text to copy, not a file."""
    leaf = Leaf(chart, view_address(str(request.base_url), chart, request.headers.get("referer", "")))
    mark = "." if request.query_params.get("decimale") == "point" else ","
    body = await run_in_threadpool(_body, database, leaf, extension, mark)
    headers = {"Cache-Control": "no-cache"}
    if extension != "citation":
        headers["Content-Disposition"] = f'attachment; filename="{chart.file_name}.{extension}"'
    return Response(body, media_type=_MEDIA_TYPES[extension], headers=headers)


def _body(database: Database, leaf: Leaf, extension: str, decimal_mark: str) -> bytes:
    if extension == "csv":
        return chart_to_csv(leaf.chart, decimal_mark)
    provenance = Provenance(dt.datetime.now(tz=dt.UTC).date(), database.version)
    if extension == "xlsx":
        return chart_to_xlsx(database, leaf, provenance)
    if extension == "pptx":
        return chart_to_pptx(database, leaf, provenance)
    return citation(leaf, about(database, leaf.chart), provenance).encode()
