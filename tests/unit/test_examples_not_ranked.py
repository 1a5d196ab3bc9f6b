"""What documents cite are examples: a territory is told how many, never where it stands among the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from observatory import queries
from observatory.charts import build_chart
from observatory.comparison.profile import spine
from observatory.database import Database
from observatory.exports.portrait.key_figures import key_figures
from observatory.model import Territory
from observatory.standing import describe, rank_of

Place = Callable[[str], Territory]
CITED = "nombre_initiatives_citees"
STRASBOURG = "epci-246700488"


def test_a_count_of_examples_says_the_count_and_the_caution_without_a_rank(observatory: Database, place: Place) -> None:
    cited, strasbourg = queries.indicators(observatory)[CITED], place(STRASBOURG)

    assert rank_of(observatory, cited, "2021", strasbourg) is None
    assert describe(observatory, cited, "2021", strasbourg) == (
        "Dans l’Eurométropole de Strasbourg, le nombre d’initiatives citées par les documents est de 38 en 2021. "
        "Mesure ce que cinq documents citent, surtout des métropoles et de grandes villes, et non la présence de l’ESS."
    )


def test_a_published_count_keeps_its_rank(observatory: Database, place: Place) -> None:
    posts = queries.indicators(observatory)["postes_fonjep"]

    assert rank_of(observatory, posts, "2023", place(STRASBOURG)) is not None


def test_the_table_of_a_portrait_ranks_no_example(observatory: Database, place: Place) -> None:
    rows = {row.label: row for row in key_figures(observatory, place(STRASBOURG)).rows}

    assert rows["Initiatives citées par les documents"].own.text.startswith("38")
    assert rows["Initiatives citées par les documents"].rank == ""
    assert rows["Part de la population qui vit en quartier prioritaire"].rank != ""


def test_the_profile_of_a_territory_leaves_examples_out_and_says_so(observatory: Database, place: Place) -> None:
    assert CITED not in [one.indicator.indicator_id for one in spine(observatory, place(STRASBOURG))]

    foot = build_chart(observatory, "comparer-profil", {"territoire": STRASBOURG}).foot
    assert "Les initiatives citées n’y sont pas\u202f: des exemples, pas un recensement." in foot[1]


@pytest.mark.parametrize("name", ["carte", "classement", "repartition"])
def test_a_chart_of_a_level_gives_no_rank_to_examples(observatory: Database, name: str) -> None:
    chart = build_chart(observatory, name, {"indicateur": CITED, "niveau": "epci", "territoire": STRASBOURG})

    assert [row[0] for row in chart.table.rows if row[0] is not None] == []
    assert chart.plain.endswith("et non la présence de l’ESS.")


def test_bars_of_examples_bear_names_without_numbers(observatory: Database) -> None:
    asked = {"niveau": "region", "territoire": "region-53"}

    cited = build_chart(observatory, "classement", {**asked, "indicateur": CITED}).figure.layout["yaxis"]["ticktext"]
    share = build_chart(observatory, "classement", asked).figure.layout["yaxis"]["ticktext"]

    assert "Bretagne" in cited
    assert share[0] == "1. Bretagne"


def test_territories_side_by_side_are_not_ranked_on_examples(observatory: Database) -> None:
    chart = build_chart(
        observatory, "comparer-barres", {"indicateur": CITED, "territoires": f"{STRASBOURG},epci-200046977"}
    )
    columns = [column.name for column in chart.table.columns]

    assert {row[columns.index("rang")] for row in chart.table.rows} == {None}
    assert {row[columns.index("territoires_classes")] for row in chart.table.rows} == {None}


def test_a_cloud_ranks_only_what_is_counted(observatory: Database) -> None:
    chart = build_chart(
        observatory,
        "comparer-nuage",
        {"indicateur": CITED, "indicateur2": "postes_fonjep", "niveau": "region", "territoires": "region-53"},
    )
    columns = [column.name for column in chart.table.columns]

    assert {row[columns.index("rang")] for row in chart.table.rows} == {None}
    assert 1 in {row[columns.index("rang_second")] for row in chart.table.rows}
