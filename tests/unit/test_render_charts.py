"""Every chart, drawn without a browser in each form: its words, its figures, its marks, its colours."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache

import pypdf
import pytest
from lxml import etree
from PIL import Image

from observatory import formatting as fr
from observatory import palette
from observatory.charts import CHARTS
from observatory.charts.chart import Chart
from observatory.database import Database
from observatory.exports.render import geography, picture, plot
from observatory.exports.render.bins import bins_of
from observatory.exports.render.page import plain
from tests.exported import ADDRESS, CASES, NAMES

SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT = 1920, 1080

# Every property of a trace that the renderer reads, or that only a browser shows; another one must be thought of.
OF_A_SCREEN = {"hovertemplate", "hoverinfo", "hoveron", "hoverongaps", "customdata", "ids", "cliponaxis", "legendgroup"}
OF_OFFICE = {"meta"}  # what Excel and PowerPoint write under the last bars; a picture has it in the words of its axis
READ = {
    "bar": {
        *("x", "y", "orientation", "marker", "text", "textposition", "base", "name", "showlegend", "textfont", "width"),
        *("insidetextanchor", "textangle", "opacity"),
    },
    "scatter": {
        *("x", "y", "mode", "line", "marker", "name", "opacity", "connectgaps", "showlegend", "fill", "fillcolor"),
        *("text", "textfont", "textposition"),
    },
    "histogram": {"x", "nbinsx", "marker", "xbins"},
    "heatmap": {
        *("x", "y", "z", "text", "texttemplate", "colorscale", "zmin", "zmax", "showscale", "xgap", "ygap"),
        "textfont",
    },
    "choropleth": {
        *("geojson", "locations", "z", "featureidkey", "colorscale", "showscale", "showlegend", "name", "marker"),
        *("zmin", "zmax"),
    },
    "scattergeo": {
        *("lon", "lat", "mode", "line", "marker", "text", "textposition", "textfont", "showlegend", "name", "opacity"),
    },
}


@cache
def chart_of(database: Database, case: int) -> Chart:
    name, parameters = CASES[case]
    return CHARTS[name](database, parameters)


@cache
def svg_of(database: Database, case: int) -> bytes:
    return picture(chart_of(database, case), width_px=WIDTH, height_px=HEIGHT, form="svg", address=ADDRESS)


@cache
def tree_of(database: Database, case: int) -> etree._Element:
    return etree.fromstring(svg_of(database, case))


@pytest.fixture(params=range(len(CASES)), ids=NAMES)
def case(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def chart(with_parts: Database, case: int) -> Chart:
    return chart_of(with_parts, case)


@pytest.fixture
def svg(with_parts: Database, case: int) -> etree._Element:
    return tree_of(with_parts, case)


def written(svg: etree._Element) -> str:
    """What an SVG says, each text on a line."""
    return "\n".join("".join(element.itertext()) for element in svg.iter(f"{SVG}text"))


def squeezed(text: str) -> str:
    """A text without its spaces: lines are cut where the page ends."""
    return re.sub(r"\s", "", text)


def groups(svg: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in svg.iter(f"{SVG}g") if re.fullmatch(rf"{name}-\d+", element.get("id", ""))]


def marks(group: etree._Element) -> int:
    """How many shapes a group draws: each `use`, or else each path outside the definitions."""
    uses = list(group.iter(f"{SVG}use"))
    return len(uses) or len([p for p in group.iter(f"{SVG}path") if p.getparent().tag != f"{SVG}defs"])


def test_every_chart_is_among_the_cases() -> None:
    assert set(CHARTS) - {name for name, _ in CASES} <= {"plan-qpv"}  # it wants perimeters: drawn in another test


def test_every_property_of_a_trace_is_known(chart: Chart) -> None:
    for trace in chart.figure.data:
        assert trace["type"] in plot.KINDS | geography.KINDS
        assert set(trace) - {"type"} <= READ[trace["type"]] | OF_A_SCREEN | OF_OFFICE


def test_an_svg_says_in_text_its_title_its_source_and_its_address(svg: etree._Element, chart: Chart) -> None:
    text = squeezed(written(svg))

    for said in (chart.title, chart.subtitle, *chart.foot, f"Adresse\u202f: {ADDRESS}"):
        assert squeezed(plain(said)) in text
    assert svg.get("lang") == "fr"
    assert svg.findtext(f"{SVG}title") == chart.title
    assert svg.findtext(f"{SVG}desc") == chart.plain
    assert not svg.findall(f".//{SVG}script")


def test_an_svg_asks_nothing_of_anyone(with_parts: Database, case: int) -> None:
    text = svg_of(with_parts, case).decode()

    assert not re.search(r"""(?:href|src)=["'](?!#|data:)|url\((?!#|data:)|/home/|/tmp/|/work/""", text)
    assert "nan" not in re.sub(r"base64,[^)]*|<text.*?</text>|<title.*?</desc>", "", text, flags=re.DOTALL).lower()


def test_bars_are_as_many_and_as_coloured_as_in_the_figure(svg: etree._Element, chart: Chart) -> None:
    wanted: list[str] = []
    for trace in chart.figure.data:
        if trace["type"] == "bar":
            lengths = trace["x"] if trace.get("orientation") == "h" else trace["y"]
            shade = trace["marker"]["color"]
            shades = [shade] * len(lengths) if isinstance(shade, str) else shade
            wanted += [c for v, c in zip(lengths, shades, strict=True) if v]
        elif trace["type"] == "histogram":
            wanted += [trace["marker"]["color"]] * sum(1 for found in bins_of(trace) if found.count)

    drawn = [re.search("fill: (#[0-9a-f]{6})", etree.tostring(g).decode()) for g in groups(svg, "barre")]

    assert [found and found[1] for found in drawn] == wanted


def test_the_bars_of_a_histogram_hold_every_value(chart: Chart) -> None:
    for trace in chart.figure.data:
        if trace["type"] == "histogram":
            assert sum(found.count for found in bins_of(trace)) == len(trace["x"])


def test_areas_are_as_many_as_in_the_figure_and_of_its_colours(svg: etree._Element, chart: Chart) -> None:
    wanted = [
        (len(t["locations"]), t["colorscale"][-1][1])
        for t in chart.figure.data
        if t["type"] == "choropleth" and t["locations"]
    ]

    drawn = groups(svg, "zones")

    assert [marks(group) for group in drawn] == [count for count, _ in wanted]
    for group, (_, shade) in zip(drawn, wanted, strict=True):
        if shade.startswith("#"):
            assert f"fill: {shade}" in etree.tostring(group).decode()


def test_circles_are_as_many_as_in_the_figure(svg: etree._Element, chart: Chart) -> None:
    wanted = [
        len(t["lon"])
        for t in chart.figure.data
        if t["type"] == "scattergeo" and "markers" in t.get("mode", "markers") and t["lon"]
    ]

    assert [marks(group) for group in groups(svg, "cercle")] == wanted


def test_what_is_missing_on_a_map_is_hatched_and_named(svg: etree._Element, chart: Chart) -> None:
    missing = fr.STATUS_TEXT["not_available"].capitalize()  # type: ignore[index]
    absent = any(t.get("name") == missing for t in chart.figure.data if t["type"] == "choropleth")

    assert bool(groups(svg, "hachures")) == absent
    assert (missing in written(svg)) == absent


def test_figures_written_on_the_screen_are_written_in_the_picture(svg: etree._Element, chart: Chart) -> None:
    text = squeezed(written(svg))

    for trace in chart.figure.data:
        if trace["type"] == "bar" and trace.get("textposition") == "outside":
            assert all(squeezed(plain(cell)) in text for cell in trace["text"] if cell)
        elif trace["type"] == "heatmap":
            assert all(squeezed(cell) in text for row in trace["text"] for cell in row)
    for name in chart.figure.layout.get("yaxis", {}).get("ticktext", ()):
        if len(plain(name)) < 40:  # longer ones may be cut after two lines, as on the screen
            assert squeezed(plain(name)) in text


def test_a_png_has_the_size_asked_and_the_colours_of_the_figure(chart: Chart) -> None:
    content = picture(chart, width_px=960, height_px=640, address=ADDRESS)

    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (960, 640)
        assert image.info["Title"] == chart.title
        assert image.info["Source"] == " ".join(chart.foot)
        shades = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in image.convert("RGB").getcolors(maxcolors=256) or []}
    assert "#ffffff" in shades
    for trace in chart.figure.data:
        if trace["type"] == "choropleth" and trace.get("name") and len(trace["locations"]) > 0:
            assert trace["colorscale"][-1][1] in shades


def test_a_pdf_is_tagged_french_and_says_what_the_figure_says(chart: Chart) -> None:
    reader = pypdf.PdfReader(io.BytesIO(picture(chart, width_px=WIDTH, height_px=HEIGHT, form="pdf", address=ADDRESS)))
    root = reader.trailer["/Root"]
    text = squeezed(reader.pages[0].extract_text())

    assert len(reader.pages) == 1
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == chart.title
    assert squeezed(chart.title) in text
    assert squeezed(plain(chart.foot[0])) in text
    assert described(root["/StructTreeRoot"]) == {chart.plain}


def described(node: object) -> set[str]:
    """The alternative texts of a tagged PDF."""
    found: set[str] = set()
    node = node.get_object() if isinstance(node, pypdf.generic.IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            found |= described(child)
    elif isinstance(node, Mapping):
        if "/Alt" in node:
            found.add(str(node["/Alt"]))
        if "/K" in node:
            found |= described(node["/K"])
    return found


def test_the_palette_of_a_dark_picture_is_that_of_the_dark_screen(with_parts: Database) -> None:
    chart = CHARTS["comparaison"](with_parts, {"territoire": "departement-48"})

    content = picture(chart, width_px=960, height_px=540, dark=True)

    with Image.open(io.BytesIO(content)) as image:
        shades = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in image.convert("RGB").getcolors(maxcolors=256) or []}
    assert {"#14191f", palette.DARK[palette.MARK], palette.DARK[palette.ACCENT]} <= shades
    assert shades.isdisjoint({palette.MARK, palette.ACCENT})
