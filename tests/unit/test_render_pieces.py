"""The pieces of a picture: projection, ticks, wrapping, marks, sizes, refusals, threads."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from lxml import etree
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image

from observatory.charts import CHARTS
from observatory.charts.chart import Chart, Column, Table
from observatory.database import Database, DatabaseGoneError, opened
from observatory.exports.render import (
    PictureSizeError,
    UnknownFormError,
    UnknownMarkError,
    UnknownTraceError,
    fonts,
    natural_height,
    output,
    picture,
)
from observatory.exports.render.bins import Bin, bins_of
from observatory.exports.render.canvas import Canvas, Line, color
from observatory.exports.render.geography import Projection
from observatory.exports.render.output import _palette
from observatory.exports.render.points import tint
from observatory.exports.render.scales import Axis, axis_of, categories_of, ticks_of
from observatory.exports.render.sheet import chart_sheet
from observatory.figure import Figure, trace

SVG = "{http://www.w3.org/2000/svg}"


def drawn_by_hand(*traces: dict[str, object], title: str = "Un titre", **layout: object) -> Chart:
    figure = Figure(*traces)
    figure.update_layout(**layout)
    return Chart(
        "essai",
        {},
        title,
        "Un sous-titre",
        ("Source\u202f: essai.",),
        "En clair.",
        figure,
        Table((Column("a", "A"),), ((1,),)),
        "essai",
    )


def texts(chart: Chart) -> list[str]:
    root = etree.fromstring(picture(chart, width_px=1200, height_px=800, form="svg"))
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def test_the_projection_is_lambert_s_conic_conformal() -> None:
    """At its two parallels a conformal conic keeps lengths: a degree of longitude there is cos(parallel) × pi/180."""
    projection = Projection((44, 49), 3)

    for parallel in (44.0, 49.0):
        one, other = projection.place(np.array([2.5, 3.5]), np.array([parallel, parallel]))
        assert np.hypot(*(other - one)) == pytest.approx(np.cos(np.radians(parallel)) * np.pi / 180, rel=1e-5)
    middle = projection.place(np.array([3.0, 3.0]), np.array([44.0, 49.0]))
    assert middle[0][0] == pytest.approx(0)
    assert middle[1][1] < middle[0][1]  # north is up: y goes down


def test_round_ticks_are_french() -> None:
    axis = Axis(0, 1500)

    assert ticks_of(axis, {}, 4) == [(0, "0"), (500, "500"), (1000, "1\u202f000"), (1500, "1\u202f500")]
    assert [t for _, t in ticks_of(Axis(0, 1), {"ticksuffix": "\u202f%"}, 2)] == [
        "0,0\u202f%",
        "0,5\u202f%",
        "1,0\u202f%",
    ]


def test_whole_counts_have_whole_ticks() -> None:
    assert [t for _, t in ticks_of(Axis(0, 2), {"tickformat": ",d"}, 10)] == ["0", "1", "2"]


def test_ticks_named_by_the_figure_are_kept() -> None:
    assert ticks_of(Axis(2008, 2015), {"tickvals": [2008, 2015], "ticktext": ["2008", "2015"]}, 5) == [
        (2008.0, "2008"),
        (2015.0, "2015"),
    ]


def test_an_axis_turned_over_starts_with_its_end() -> None:
    axis = axis_of({"autorange": "reversed"}, -0.5, 2.5, {}, room=0)

    assert (axis.low, axis.high) == (2.5, -0.5)


def test_an_axis_to_zero_holds_zero() -> None:
    axis = axis_of({"rangemode": "tozero"}, 10, 20, {}, room=0.1)

    assert (axis.low, axis.high) == (0, 21)


def test_words_make_categories_and_years_do_not() -> None:
    assert categories_of(["b", "a", "b", None]) == {"b": 0, "a": 1}
    assert categories_of(["2014", 2015, None]) == {}


@pytest.mark.parametrize(
    ("values", "bins"),
    [
        ([], []),
        ([3.0], [Bin(2.5, 3.5, 1)]),
        # whole numbers: intervals of 2 moved by a half, so that none lies on an edge
        ([0.0, 1.0, 2.0, 9.0, 10.0], [Bin(-0.5, 1.5, 2), Bin(1.5, 3.5, 1), *[Bin(a, a + 2, 0) for a in (3.5, 5.5)]]),
    ],
)
def test_values_fall_in_intervals(values: list[float], bins: list[Bin]) -> None:
    found = bins_of({"x": values, "nbinsx": 10})

    assert found[: len(bins)] == bins
    assert sum(interval.count for interval in found) == len(values)


def test_a_value_on_an_edge_belongs_to_the_interval_above() -> None:
    found = bins_of({"x": [0.61, 0.6, 0.1], "xbins": {"start": 0, "size": 0.2}})

    assert [(round(b.start, 1), b.count) for b in found] == [(0.0, 1), (0.2, 0), (0.4, 0), (0.6, 2)]


def test_a_text_is_wrapped_at_spaces_and_never_at_no_break_ones() -> None:
    room = fonts.width("Source\u202f: deux", 13)

    assert fonts.wrap("Source\u202f: deux mots", room + 1, 13) == ["Source\u202f: deux", "mots"]
    assert fonts.wrap("a\nb", 100, 13) == ["a", "b"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = fonts.wrap("https://exemple.fr/" + "x" * 200, 200, 11)

    assert len(lines) > 3
    assert "".join(lines) == "https://exemple.fr/" + "x" * 200
    assert all(fonts.width(line, 11) <= 200 for line in lines)


def test_colors_are_read_as_plotly_writes_them() -> None:
    assert color("#2f7d77") == (47 / 255, 125 / 255, 119 / 255, 1.0)
    assert color("rgba(47,125,119,.5)", 0.5) == (47 / 255, 125 / 255, 119 / 255, 0.25)
    with pytest.raises(UnknownMarkError, match="teal"):
        color("teal")


def test_a_tint_is_between_its_neighbours() -> None:
    scale = [[0, "#000000"], [0.5, "#646464"], [1, "#ffffff"]]

    assert [tint(scale, share) for share in (-1, 0.25, 0.5, 2)] == ["#000000", "#323232", "#646464", "#ffffff"]


@pytest.mark.parametrize("kind", ["pie", "sankey", "choroplethmap"])
def test_a_trace_that_is_not_known_is_refused_with_a_sentence(kind: str) -> None:
    with pytest.raises(UnknownTraceError, match=f"«\u202f{kind}\u202f» ne sait pas être dessiné"):
        picture(drawn_by_hand(trace(kind)), width_px=800, height_px=600)


@pytest.mark.parametrize(
    "properties",
    [
        {"mode": "markers", "marker": {"symbol": "star", "color": "#2f7d77"}},
        {"mode": "lines", "line": {"color": "#2f7d77", "dash": "longdashdot"}},
        {"mode": "lines", "line": {"color": "#2f7d77"}, "fill": "tozeroy"},
    ],
)
def test_a_mark_that_is_not_known_is_refused(properties: dict[str, object]) -> None:
    with pytest.raises(UnknownMarkError):
        picture(drawn_by_hand(trace("scatter", x=[1, 2], y=[1, 2], **properties)), width_px=800, height_px=600)


@pytest.mark.parametrize(("width", "height"), [(10, 800), (800, 10), (99_999, 800)])
def test_a_size_out_of_reason_is_refused(width: int, height: int) -> None:
    with pytest.raises(PictureSizeError, match="pixels"):
        picture(drawn_by_hand(trace("bar", x=[1], y=[1])), width_px=width, height_px=height)


def test_a_form_that_is_not_made_is_refused() -> None:
    with pytest.raises(UnknownFormError, match="jpeg"):
        picture(drawn_by_hand(trace("bar", x=[1], y=[1])), width_px=800, height_px=600, form="jpeg")  # type: ignore[arg-type]


def test_a_gap_stays_a_gap() -> None:
    line = {"color": "#2f7d77", "width": 2}
    chart = drawn_by_hand(trace("scatter", x=[1, 2, 3, 4, 5], y=[1, 2, None, 4, 5], mode="lines", line=line))

    root = etree.fromstring(picture(chart, width_px=800, height_px=600, form="svg"))

    assert len([g for g in root.iter(f"{SVG}g") if g.get("id", "").startswith("ligne-")]) == 2


def test_stacked_bars_stand_on_one_another() -> None:
    bars = [
        trace("bar", x=values, y=[0, 1], orientation="h", marker={"color": shade}, name=name)
        for name, shade, values in (("A", "#2f7d77", [60, 20]), ("B", "#c25b12", [40, None]))
    ]
    chart = drawn_by_hand(*bars, barmode="stack", xaxis={"visible": False, "range": [0, 100]}, yaxis={"visible": False})

    root = etree.fromstring(picture(chart, width_px=1000, height_px=800, form="svg"))

    groups = [g for g in root.iter(f"{SVG}g") if g.get("id", "").startswith("barre-")]
    spans = []
    for group in groups:
        points = group.find(f"{SVG}path").get("d").replace("M", "").replace("L", " ").replace("z", "").split()
        xs = [float(x) for x in points[::2]]
        spans.append((min(xs), max(xs)))
    assert spans[0][1] == pytest.approx(spans[2][0])  # the second part of the first row begins where the first ends
    assert spans[0][1] - spans[0][0] == pytest.approx(1.5 * (spans[2][1] - spans[2][0]), rel=1e-3)
    assert spans[0][0] == pytest.approx(spans[1][0])


@pytest.mark.parametrize(
    "title",
    [
        "Énergie & « coopératives » <à> l’Île-d’Yeu",
        "=1+1",
        "$x^2$ n’est pas une formule",
        "🎉 emoji",
        "Ψυχή и ещё",
        "mot " * 60,
        "x" * 220,
        "a/b\\c",
    ],
)
@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_any_title_is_drawn(title: str, form: str) -> None:
    chart = drawn_by_hand(trace("bar", x=[1], y=[1], marker={"color": "#2f7d77"}), title=title)

    content = picture(chart, width_px=1200, height_px=800, form=form)  # type: ignore[arg-type]

    assert content[:4] == {"png": b"\x89PNG", "svg": b"<?xm", "pdf": b"%PDF"}[form]
    if form == "svg":
        assert etree.fromstring(content).findtext(f"{SVG}title") == title


def test_a_number_in_a_text_keeps_its_decimals() -> None:
    chart = drawn_by_hand(trace("bar", x=[1], y=[1], marker={"color": "#2f7d77"}), title="Point 48.85661, 2.352219")

    assert "Point 48.85661, 2.352219" in texts(chart)


def test_a_control_character_does_not_break_the_file() -> None:
    chart = drawn_by_hand(trace("bar", x=[1], y=[1], marker={"color": "#2f7d77"}), title="a\x07b")

    assert "ab" in texts(chart)


def test_a_page_of_an_emoji_is_still_a_tagged_page() -> None:
    chart = drawn_by_hand(trace("bar", x=[1], y=[1], marker={"color": "#2f7d77"}), title="🎉 fête")

    assert chart_sheet(chart).startswith(b"%PDF")


def test_what_a_name_holds_is_text_and_never_mark_up() -> None:
    name = '<script>alert("x")</script>'
    chart = drawn_by_hand(
        trace("bar", x=[1], y=[0], orientation="h", marker={"color": "#2f7d77"}),
        title="<b>gras</b>",
        yaxis={"tickvals": [0], "ticktext": [name], "showgrid": False},
    )

    content = picture(chart, width_px=1200, height_px=800, form="svg")

    assert b"<script" not in content
    assert "<b>gras</b>" in texts(chart)


def test_a_figure_without_values_says_so_in_words() -> None:
    chart = drawn_by_hand(trace("bar", x=[], y=[], orientation="h", marker={"color": []}))

    assert "En clair." in texts(chart)


def test_a_tall_figure_wants_a_tall_picture() -> None:
    rows = list(range(80))
    tall = drawn_by_hand(
        trace("bar", x=rows, y=rows, orientation="h", marker={"color": "#2f7d77"}),
        yaxis={"tickvals": rows, "ticktext": [f"Ligne {i}" for i in rows]},
    )

    assert natural_height(tall, 960) > 80 * 14


def test_eight_threads_draw_what_one_draws(with_parts: Database) -> None:
    asked = [
        ("carte", {"niveau": "departement"}),
        ("classement", {}),
        ("evolution", {"territoire": "region-53"}),
        ("matrice", {}),
    ] * 4
    charts = [CHARTS[name](with_parts, parameters) for name, parameters in asked]

    def draw(chart: Chart) -> bytes:
        return picture(chart, width_px=800, height_px=600)

    alone = [draw(chart) for chart in charts[:4]]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(draw, charts))

    assert together == alone * 4


def test_the_same_chart_makes_the_same_file(with_parts: Database) -> None:
    chart = CHARTS["carte"](with_parts, {})

    for form in ("png", "svg"):
        one, other = (picture(chart, width_px=800, height_px=600, form=form) for _ in range(2))  # type: ignore[arg-type]
        assert one == other


def test_a_picture_of_many_pixels_keeps_few_colours(with_parts: Database) -> None:
    content = picture(CHARTS["carte"](with_parts, {"niveau": "departement"}), width_px=1920, height_px=1080)

    assert len(content) <= 120_000
    with Image.open(io.BytesIO(content)) as image:
        assert image.mode == "P"


def test_a_version_that_is_closed_is_said() -> None:
    with pytest.raises(DatabaseGoneError, match="n’est plus ouverte"):
        opened("jamais")


def test_a_page_to_print_says_the_chart_in_words(with_parts: Database) -> None:
    import pypdf  # noqa: PLC0415

    chart = CHARTS["carte"](with_parts, {"territoire": "region-53"})

    reader = pypdf.PdfReader(io.BytesIO(chart_sheet(chart, "http://observatoire.test/indicateurs")))

    page = reader.pages[0]
    text = " ".join(page.extract_text().replace("\u00a0", " ").split())
    assert len(reader.pages) == 1
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for said in (chart.title, "En clair", "Source", "http://observatoire.test/indicateurs", "Mayotte"):
        assert said in text


def test_no_blend_takes_the_place_of_a_colour_of_the_figure() -> None:
    page = Image.new("RGB", (60, 60), (255, 255, 255))
    page.paste((247, 252, 252), (0, 30, 60, 60))

    drawn = page.quantize(palette=_palette(page, [color("#ffffff")]), dither=Image.Dither.NONE).convert("RGB")

    assert drawn.getpixel((0, 0)) == (255, 255, 255)


def test_areas_of_an_svg_are_on_a_grid_of_a_tenth_of_a_pixel_and_lose_only_points_that_change_nothing() -> None:
    square = [(0.0, 0.0), (0.5, 0.001), (1.0, 0.0), (1.0, 1.0), (1.0001, 1.0001), (0.0, 1.0), (0.0, 0.0)]
    outline = Path(np.array(square), [Path.MOVETO, *[Path.LINETO] * 5, Path.CLOSEPOLY])
    fit = Affine2D().scale(10).translate(3, 4)
    canvas = Canvas(100, 80, "#ffffff")
    canvas.clip = (0, 0, 100, 80)
    canvas.shapes([outline], color("#2f7d77"), Line(color("#1c2430"), 0.5), "zones", fit)

    drawn = etree.fromstring(output.svg(canvas, {"Title": "t", "Description": "d"}))

    (group,) = [g for g in drawn.iter(f"{SVG}g") if g.get("id") == "zones-1"]
    (path,) = group.iter(f"{SVG}path")
    # 3 px, 4 px, then 10 px right, down, left: in tenths, one step from each point to the next
    assert path.get("d") == "M30 40l100 0 0 100-100 0z"
    assert group.get("style") == "fill: #2f7d77; stroke: #1c2430; stroke-width: 5; stroke-linejoin: round"
    assert "clip-path" not in group.attrib


def test_areas_that_leave_their_frame_are_cut_by_it() -> None:
    outline = Path(np.array([(0, 0), (200, 0), (200, 90), (0, 0)]), [Path.MOVETO, 2, 2, Path.CLOSEPOLY])
    canvas = Canvas(100, 80, "#ffffff")
    canvas.clip = (0, 6, 100, 74)
    canvas.shapes([outline], color("rgba(0,0,0,0)"), Line(color("#1c2430"), 1), "zones", Affine2D())

    drawn = etree.fromstring(output.svg(canvas, {"Title": "t", "Description": "d"}))

    (group,) = [g for g in drawn.iter(f"{SVG}g") if g.get("id") == "zones-1"]
    (frame,) = [c for c in drawn.iter(f"{SVG}clipPath") if c.get("id") == "cadre-zones-1"]
    assert group.get("clip-path") == "url(#cadre-zones-1)"
    assert dict(frame[0].attrib) == {"x": "0", "y": "6", "width": "100", "height": "68"}
    assert group.get("style").startswith("fill: none; stroke: #1c2430")


def test_an_area_smaller_than_the_grid_is_still_there() -> None:
    outline = Path(np.array([(5, 5), (5.01, 5), (5.01, 5.01), (5, 5)]), [Path.MOVETO, 2, 2, Path.CLOSEPOLY])
    canvas = Canvas(100, 80, "#ffffff")
    canvas.shapes([outline], color("#2f7d77"), Line(color("#1c2430"), 0.5), "zones", Affine2D())

    drawn = etree.fromstring(output.svg(canvas, {"Title": "t", "Description": "d"}))

    assert [p.get("d") for p in drawn.iter(f"{SVG}path") if p.getparent().get("transform")] == ["M50 50z"]
