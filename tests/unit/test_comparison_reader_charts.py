"""Charts of a reader's values: marked as imported, missing is not zero, the reference is the median of the file."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from pptx import Presentation

from observatory import queries
from observatory.charts.chart import Chart
from observatory.charts.compare_reader import Brought, departements_of, frame_of, reader_map, reader_ranking
from observatory.charts.compare_reader_with import reader_bars, reader_cloud, seconds_of
from observatory.comparison.pair import rank_correlation
from observatory.comparison.reader_file import Layout, indicator_of_file, read_values
from observatory.comparison.reader_places import first_places
from observatory.database import Database
from observatory.exports.about import about
from observatory.exports.citation import citation
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.readme import readme_lines
from observatory.exports.render import picture
from observatory.model import Kind, Level, Territory
from observatory.qpv.table_file import read_table
from observatory.ui.compare_reader_files import EXTENSIONS, answer, file_of, wanted_of

Place = Callable[[str], Territory]
DEPARTEMENTS = "code;taux\n01;12,5\n2A;3\n35;20\n56;s\n29;nd\n974;0\n"
DAY = dt.date(2026, 11, 22)


def brought(
    database: Database, text: str, level: Level, kind: Kind = Kind.RATE, label: str = "Taux", where: str = ""
) -> Brought:
    found = read_values(database, read_table(text.encode(), "essai.csv"), Layout(0, 1, level, kind))
    unit = "%" if kind is Kind.RATE else "emplois"
    chosen = queries.territory(database, Level.DEPARTEMENT, where) if where else None
    return Brought(indicator_of_file(label, unit, kind, found), frame_of(database, found), "essai.csv", DAY, chosen)


@pytest.fixture(scope="module")
def rates(observatory: Database) -> Brought:
    return brought(observatory, DEPARTEMENTS, Level.DEPARTEMENT)


@pytest.fixture(scope="module")
def charts(observatory: Database, rates: Brought) -> list[Chart]:
    places = [queries.territory(observatory, Level.DEPARTEMENT, code) for code in ("35", "01", "56")]
    known = [place for place in places if place is not None]
    share = queries.indicators(observatory)["part_population_qpv"]
    return [
        reader_map(observatory, rates),
        reader_ranking(rates, {"2A"}),
        reader_bars(rates, known),
        reader_cloud(observatory, rates, share, known),
    ]


def test_a_territory_that_the_file_does_not_name_is_absent_and_not_zero(rates: Brought) -> None:
    frame = rates.frame.set_index("code")

    assert frame.loc["974", "value"] == 0
    assert frame.loc["974", "status"] == "observed"
    assert frame.loc["02", "value"] != frame.loc["02", "value"]
    assert (frame.loc["02", "status"], frame.loc["02", "note"]) == ("not_available", "absent du fichier")
    assert (frame.loc["56", "status"], frame.loc["56", "note"]) == ("secret", "secret statistique")


def test_every_chart_is_marked_as_imported_with_its_file_and_its_day(charts: list[Chart]) -> None:
    for chart in charts:
        assert "(donnée importée)" in chart.title
        assert chart.foot[0] == (
            "Source\u202f: donnée importée par le lecteur, non vérifiée par l’observatoire "
            "(fichier essai.csv, 4 valeurs)."
        )
        assert chart.foot[1].startswith("Importée le 22/11/2026.")
        assert chart.parameters == {}
        assert chart.brought == "essai.csv"
        assert chart.figure.to_plotly().layout.title.text
        json.dumps(chart.figure.to_json(), allow_nan=False)


def test_only_the_cloud_cites_a_source_of_the_observatory(observatory: Database, charts: list[Chart]) -> None:
    cited = [[source.citation.rstrip(".") for source in about(observatory, chart).sources] for chart in charts]

    assert cited[:3] == [[], [], []]
    assert cited[3]
    assert all(text in " ".join(charts[3].foot) for text in cited[3])


def test_an_imported_figure_is_not_cited_as_being_in_the_base(observatory: Database, charts: list[Chart]) -> None:
    told = citation(Leaf(charts[0]), about(observatory, charts[0]), Provenance(DAY, "abc"))

    assert "base abc" not in told
    assert "Fichier du lecteur\u202f: essai.csv." in told
    lines = dict(readme_lines(Leaf(charts[0]), about(observatory, charts[0]), Provenance(DAY, "abc")))
    assert (lines["Unité"], lines["Territoire"], lines["Période"]) == (
        "%",
        "ceux du fichier",
        "non dite par le fichier",
    )
    assert lines["Définition"] == "Valeurs que le lecteur a lui-même importées, non vérifiées par l’observatoire."


def test_the_map_draws_areas_for_a_rate_and_circles_for_a_count(observatory: Database, rates: Brought) -> None:
    count = brought(observatory, "c;n\n01;12\n35;0\n", Level.DEPARTEMENT, Kind.COUNT)

    def circles(chart: Chart) -> int:
        return sum(
            len(t["lon"])
            for t in chart.figure.data
            if t["type"] == "scattergeo" and not t.get("text") and t["mode"] == "markers"
        )

    assert circles(reader_map(observatory, rates)) == 0
    assert circles(reader_map(observatory, count)) == 1
    names = [trace.get("name") for trace in reader_map(observatory, rates).figure.data]
    assert {"Secret statistique", "Non disponible"} <= set(names)


def test_the_communes_are_drawn_in_one_departement(observatory: Database) -> None:
    text = "c;n\n35238;7\n35047;5\n29019;3\n"
    rennes = brought(observatory, text, Level.COMMUNE, Kind.COUNT, where="35")

    assert departements_of(rennes.frame) == ["35", "29"]
    chart = reader_map(observatory, rennes)
    assert chart.subtitle.endswith("communes de l’Ille-et-Vilaine")
    assert {row[1][:2] for row in chart.table.rows} == {"35"}
    assert "dans=departement-35" in chart.figure.data[0]["geojson"]
    assert "pour 2 communes de l’Ille-et-Vilaine sur" in chart.plain
    assert [row[2] for row in reader_ranking(rennes).table.rows[:2]] == ["Rennes", "Bruz"]


def test_the_reference_is_the_median_of_the_file(rates: Brought, place: Place) -> None:
    chart = reader_bars(rates, [place("departement-35"), place("departement-01"), place("region-53")])

    # 0, 3, 12.5 and 20: half-way between 3 and 12.5
    assert rates.median == 7.75
    (mark,) = [note for note in chart.figure.layout["annotations"] if note["name"] == "mark"]
    assert mark["x"] == 7.75
    assert mark["text"] == "Médiane du fichier\u202f: 7,8\u202f%"
    assert "France" not in chart.plain + mark["text"]
    assert "Médiane des 4 départements du fichier" in chart.plain
    assert "Sans valeur\u202f: Bretagne (sans objet)." in chart.plain


def test_the_territories_compared_have_their_rank_and_gap(rates: Brought, place: Place) -> None:
    chart = reader_bars(rates, [place("departement-01"), place("departement-56"), place("region-53")])

    assert [row[3:] for row in chart.table.rows] == [
        (12.5, 2, 4.75, "observé", None),
        (None, None, None, "secret statistique", "secret statistique"),
        (None, None, None, "sans objet", "le fichier porte sur les départements"),
    ]


def test_the_cloud_counts_its_points_and_stands_on_the_median(observatory: Database, rates: Brought) -> None:
    share = queries.indicators(observatory)["part_population_qpv"]
    chart = reader_cloud(observatory, rates, share, [])

    up = queries.values_by_territory(observatory, share.indicator_id, Level.DEPARTEMENT, "2018")
    found = rank_correlation(rates.frame["value"], up["value"])
    assert f"(n = {found.count})" in chart.subtitle
    assert "Une corrélation n’est pas une cause" in chart.plain
    middles = {note["text"] for note in chart.figure.layout["annotations"] if note.get("name") == "quadrant"}
    assert middles == {"médiane du fichier", "France"}


def test_only_indicators_with_values_at_the_level_are_offered(observatory: Database) -> None:
    names = {indicator.indicator_id for indicator in seconds_of(observatory, Level.COMMUNE)}

    assert "part_ess_emploi" not in names
    assert "nombre_initiatives_citees" in names


def test_the_first_territories_compared_are_the_reader_s_own_then_the_nearest(
    observatory: Database, rates: Brought, place: Place
) -> None:
    def first(key: str) -> list[str]:
        return [p.code for p in first_places(observatory, place(key), Level.DEPARTEMENT, rates.frame)]

    assert first("departement-01")[0] == "01"
    assert first("commune-35238")[0] == "35"
    assert first("region-53")[0] == "35"
    assert first("france-FR")[0] == "35"
    assert sorted(first("france-FR")) == ["01", "2A", "35", "974"]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_file_carries_the_mark_and_the_name_of_the_file(
    observatory: Database, charts: list[Chart], extension: str
) -> None:
    for chart in charts:
        body = file_of(observatory, chart, extension)
        if extension == "csv":
            assert "donnée importée par le lecteur" in body.decode("utf-8-sig")
        elif extension == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(body))
            words = " ".join(str(cell) for row in book["Lisez-moi"].iter_rows(values_only=True) for cell in row if cell)
            assert "fichier essai.csv" in words
        elif extension == "pptx":
            (slide,) = Presentation(io.BytesIO(body)).slides
            words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            assert "fichier essai.csv" in words
        else:
            assert body.startswith(b"%PDF-")


def test_the_picture_of_every_chart_is_drawn(charts: list[Chart]) -> None:
    for chart in charts:
        svg = picture(chart, width_px=960, height_px=700, scale=1, form="svg").decode()
        assert "non vérifiée" in svg.replace("\u00a0", " ")


def test_words_that_look_like_a_formula_or_markup_stay_words(observatory: Database) -> None:
    wild = brought(observatory, DEPARTEMENTS, Level.DEPARTEMENT, label='=HYPERLINK("http://x") <script>')
    chart = reader_ranking(wild)

    assert "<" not in chart.title + chart.plain
    book = openpyxl.load_workbook(io.BytesIO(file_of(observatory, chart, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    lines = file_of(observatory, chart, "csv").decode("utf-8-sig").splitlines()
    assert not [cell for line in lines for cell in line.split(";") if cell.strip('"').startswith(("=", "+", "@"))]
    with zipfile.ZipFile(io.BytesIO(file_of(observatory, chart, "pptx"))) as deck:
        assert not [name for name in deck.namelist() if name.endswith(".xml") and b"<script" in deck.read(name)]
        for name in deck.namelist():
            if name.endswith(".xlsx"):
                inner = openpyxl.load_workbook(io.BytesIO(deck.read(name)))
                assert not [c for s in inner for row in s.iter_rows() for c in row if c.data_type == "f"]


@pytest.mark.parametrize(
    "text",
    ["", "pptx", "[]", '{"extension": "exe", "number": "1"}', '{"extension": "csv"}', '{"extension":"csv","number":7}'],
)
def test_a_request_that_our_menu_does_not_send_is_ignored(text: str) -> None:
    assert wanted_of(text) is None


def test_the_file_asked_comes_in_the_message(observatory: Database, charts: list[Chart]) -> None:
    wanted = wanted_of('{"number": "5-1", "extension": "csv", "query": "decimale=point"}')
    assert wanted is not None

    found = answer(observatory, charts[1], wanted)

    assert found["number"] == "5-1"
    assert "12.5" in base64.b64decode(found["body"]).decode("utf-8-sig")
