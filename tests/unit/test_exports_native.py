"""A chart as a spreadsheet draws it: the values of the screen, its gaps, its absences."""

from __future__ import annotations

from observatory.charts import CHARTS
from observatory.charts.chart import Chart, Column, Table
from observatory.database import Database
from observatory.exports.native import BREAK, Form, axis_format, ink_on, measure, number_format, tint
from observatory.exports.native_view import native_view
from observatory.figure import Figure, trace
from observatory.figures import bars, evolution
from observatory.model import Break, Indicator


def chart_of(figure: Figure, *rows: tuple[object, ...]) -> Chart:
    columns = (Column("territoire", "Territoire"), Column("part", "Part (%)", numeric=True, decimals=1))
    return Chart("x", {}, "Titre", "En %", ("Source : Insee.",), "En clair.", figure, Table(columns, rows), "x")


def test_a_break_cuts_a_curve_and_is_named_on_the_axis(share: Indicator) -> None:
    lines = [("Bretagne", [("2012", 10.0), ("2013", 11.0), ("2015", None), ("2016", 12.0)], "#c25b12", 3.0)]
    cut = Break("2013", "2014", "autre mesure")

    found = native_view(chart_of(evolution(lines, share, (cut,))))

    assert found is not None
    assert found.form is Form.LINES
    assert found.categories == ("2012", "2013", BREAK, "2014", "2015", "2016")
    assert found.series[0].values == (10.0, 11.0, None, None, None, 12.0)
    assert found.gaps_are_breaks


def test_years_far_apart_keep_their_distance_and_stay_joined_as_on_the_screen(share: Indicator) -> None:
    found = native_view(chart_of(evolution([("Lozère", [("2008", 27.4), ("2010", 28.0)], "#c25b12", 3.0)], share)))

    assert found is not None
    assert found.categories == ("2008", "2009", "2010")
    assert found.series[0].values == (27.4, None, 28.0)
    assert not found.gaps_are_breaks
    assert found.series[0].joined


def test_a_bar_without_value_is_an_absence_that_is_named_and_a_zero_is_a_zero(share: Indicator) -> None:
    figure = bars(["Mayotte", "Ain"], [None, 0.0], ["#c25b12", "#2f7d77"], ["non disponible", "0,0\u202f%"], share)

    found = native_view(chart_of(figure))

    assert found is not None
    assert found.categories == ("Mayotte (non disponible)", "Ain")
    assert found.series[0].values == (None, 0.0)
    assert found.series[0].colors == ("#c25b12", "#2f7d77")
    assert found.number_format == '#,##0.0"\u202f%"'


def test_the_cut_of_a_long_ranking_has_no_value(observatory: Database) -> None:
    found = native_view(CHARTS["classement"](observatory, {"niveau": "departement"}))

    assert found is not None
    (place,) = [i for i, name in enumerate(found.categories) if name.startswith("…")]
    assert found.categories[place] == "… 78 autres"
    assert found.series[0].values[place] is None
    assert found.marks[0].name.startswith("France")


def test_a_histogram_has_round_intervals_that_hold_every_value() -> None:
    figure = Figure(trace("histogram", x=[4.9, 9.8, 10.2, 11.1, 14.3], nbinsx=6))

    found = native_view(chart_of(figure))

    assert found is not None
    assert found.edges == (4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0)
    assert found.categories[0] == "4 à 6"
    assert found.series[0].values == (1.0, 0.0, 1.0, 2.0, 0.0, 1.0)


def test_a_map_gives_the_ranking_of_its_values() -> None:
    figure = Figure()
    figure.update_layout(meta={"map": True})

    found = native_view(chart_of(figure, ("Ain", 2.0), ("Mayotte", None), ("Lozère", 3.5)))

    assert found is not None
    assert found.form is Form.BARS
    assert found.categories == ("Lozère", "Ain")
    assert found.series[0].values == (3.5, 2.0)


def test_a_grid_tinted_by_a_root_holds_the_numbers_written_in_it() -> None:
    figure = Figure(
        trace("heatmap", z=[[10.0, None]], x=["A", "B"], y=["L"], text=[["1\u202f100", "secret"]], zmax=20.0)
    )

    found = native_view(chart_of(figure))

    assert found is not None
    assert [series.values for series in found.series] == [(1100.0,), (None,)]
    assert [series.words for series in found.series] == [("1\u202f100",), ("secret",)]
    assert found.series[0].tints == (0.5,)


def test_bars_that_begin_at_one_hold_the_value_and_not_its_distance(with_parts: Database) -> None:
    found = native_view(
        CHARTS["specialisation"](with_parts, {"indicateur": "effectifs_ess", "territoire": "region-53"})
    )

    assert found is not None
    assert found.base == 1
    assert found.series[0].values[0] == 5.0


def test_stacked_shares_keep_a_secret_family_empty(with_parts: Database) -> None:
    found = native_view(CHARTS["familles"](with_parts, {"indicateur": "effectifs_ess", "territoire": "region-53"}))

    assert found is not None
    assert found.form is Form.STACKED
    assert found.whole == 100
    assert {s.name: s.values[0] for s in found.series}["Fondations"] is None
    assert {s.name: s.values[0] for s in found.series}["Associations"] == 75.0


def test_spans_of_several_rows_make_one_series_with_holes(observatory: Database) -> None:
    found = native_view(CHARTS["spaser"](observatory, {}))

    assert found is not None
    spans, dots = found.series
    assert found.number_format == "0"
    assert spans.x[2] is None
    assert spans.values[0] == spans.values[1]
    assert len(dots.x) == len(dots.values) >= len(found.categories)


def test_nothing_is_drawn_of_an_empty_figure() -> None:
    assert native_view(chart_of(Figure())) is None


def test_a_year_is_not_a_measure() -> None:
    chart = chart_of(Figure())
    columns = (Column("annee", "Année", numeric=True), Column("ligne", "Ligne", numeric=True))
    bare = Chart("x", {}, "T", "S", ("F",), "P", Figure(), Table(columns, ()), "x")

    assert measure(chart) == 1
    assert measure(bare) is None


def test_formats_are_those_of_a_workbook() -> None:
    figure = Figure(trace("bar", x=[1.0], y=[0], orientation="h", text=["1,25\u202f%"]))
    found = native_view(chart_of(figure))

    assert number_format(0) == "#,##0"
    assert number_format(2, "€") == '#,##0.00"\u202f€"'
    assert found is not None
    assert axis_format(found, 0.5) == '#,##0.0"\u202f%"'
    assert axis_format(found, 20) == '#,##0"\u202f%"'


def test_tints_go_from_light_to_dark_under_an_ink_that_reads() -> None:
    assert tint(0.0) == ("#d3e8e3", "#1c2430")
    assert tint(1.0) == ("#2f7d77", "#ffffff")
    assert ink_on("#ffffff") == "#1c2430"
