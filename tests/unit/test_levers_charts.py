"""Levers: bars for several collectivités, a list for one; what is said is what is drawn, here and in the portrait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from observatory import palette
from observatory.charts import build_chart
from observatory.charts.chart import Chart
from observatory.database import Database
from observatory.exports.portrait.contents import contents
from observatory.exports.portrait.model import Publication
from observatory.model import THEMES, Territory

Find = Callable[[str], Territory]
STRASBOURG = "epci-246700488"


def levers_of(observatory: Database, code: str) -> dict[str, int]:
    """The distinct levers of a territory itself, by field."""
    rows = observatory.rows(
        "SELECT field, count(DISTINCT lever_id) FROM commitment JOIN lever USING (lever_id) "
        "WHERE territory_code = ? GROUP BY ALL",
        [code],
    )
    return {THEMES[field]: count for field, count in rows}


def bars(chart: Chart) -> dict[str, float]:
    trace = chart.figure.data[0]
    return dict(zip(chart.figure.layout["yaxis"]["ticktext"], trace["x"], strict=True))


def test_one_collectivite_is_counted_by_field_and_every_passage_is_listed(observatory: Database) -> None:
    chart = build_chart(observatory, "leviers", {"territoire": STRASBOURG})
    expected = levers_of(observatory, "246700488")

    assert chart.name == "leviers-utilises"
    assert bars(chart) == expected
    assert {row[1] for row in chart.table.rows} == {
        label
        for (label,) in observatory.rows(
            "SELECT label FROM commitment JOIN lever USING (lever_id) WHERE territory_code = '246700488'"
        )
    }
    assert all(row[0] and row[5] and row[6] > 0 for row in chart.table.rows)  # field, document, line


def test_the_portrait_and_the_screen_count_the_same_levers(observatory: Database, place: Find) -> None:
    count = sum(levers_of(observatory, "246700488").values())
    chart = build_chart(observatory, "leviers", {"territoire": STRASBOURG})
    publication = Publication(dt.date(2026, 11, 22), observatory.version, "Observatoire", "http://ess.example")

    portrait = contents(observatory, place(STRASBOURG), publication)

    assert chart.plain.startswith(f"{count} leviers de l’étude dans l’Eurométropole de Strasbourg, d’après")
    assert portrait.levers.sentences[0] == chart.plain


def test_the_bars_that_are_left_out_are_said(observatory: Database) -> None:
    chart = build_chart(observatory, "leviers", {})
    used = sum(row[-1] > 0 for row in chart.table.rows)

    assert len(bars(chart)) == 20
    assert chart.subtitle.endswith(f"les 20 plus utilisés sur {used}, tous dans le tableau")
    assert used > 20


def test_the_collectivite_chosen_is_marked_among_the_members_of_scic(observatory: Database) -> None:
    marked = build_chart(observatory, "adhesions-scic", {"territoire": STRASBOURG})
    colors = dict(zip(bars(marked), marked.figure.data[0]["marker"]["color"], strict=True))
    national = build_chart(observatory, "adhesions-scic", {})

    assert [name for name, color in colors.items() if color == palette.MARK] == ["Eurométropole de Strasbourg"]
    assert "elle nomme Eurométropole de Strasbourg (7)." in marked.plain
    assert set(national.figure.data[0]["marker"]["color"]) == {palette.ACCENT}
    assert "aucune collectivité membre" in build_chart(observatory, "adhesions-scic", {"territoire": "region-06"}).plain


def test_what_the_documents_say_of_delegations_here_is_told(observatory: Database) -> None:
    lyon = build_chart(observatory, "delegations", {"territoire": "commune-69123"}).plain
    lozere = build_chart(observatory, "delegations", {"territoire": "departement-48"}).plain

    assert lyon.endswith("À Lyon, les documents citent un élu chargé de l’ESS.")
    assert lozere.endswith(
        "En Lozère, les documents lus ne citent aucun élu chargé de l’ESS\u202f; il peut y en avoir."
    )


def test_the_rows_of_delegations_differ_from_their_first_letters(observatory: Database) -> None:
    names = list(bars(build_chart(observatory, "delegations", {})))

    assert len({name[:12] for name in names}) == len(names) == 9
