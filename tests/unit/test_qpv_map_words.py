"""A territory without a neighbourhood is told from one that the list does not reach."""

from __future__ import annotations

import pandas as pd

from observatory.charts import build_chart
from observatory.charts.qpv_map import describe, describe_contrats
from observatory.database import Database
from observatory.model import Level, Territory

NOWHERE = pd.DataFrame({"population": pd.Series(dtype=float)})


def lozere() -> Territory:
    return Territory(Level.DEPARTEMENT, "48", "Lozère", region_code="76", population=76_000)


def test_none_is_said_of_a_complete_list_only() -> None:
    assert describe(NOWHERE, lozere(), 2024, complete=True) == (
        "Aucun quartier prioritaire de génération 2024 en Lozère."
    )


def test_a_list_that_does_not_reach_a_territory_never_says_that_it_has_none() -> None:
    told = describe(NOWHERE, lozere(), 2015, complete=False)

    assert told == (
        "L’observatoire ne connaît aucun quartier prioritaire de génération 2015 en Lozère. "
        "Il peut y en avoir\u202f: la liste chargée n’est pas complète."
    )


def contrats(*rows: tuple[str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["name", "population_qpv"])


def test_contrats_de_ville_agree_in_number() -> None:
    assert describe_contrats(contrats(), "à Brest") == "Aucun contrat de ville n’est connu à Brest."
    assert describe_contrats(contrats(("Brest Métropole", 12_000)), "à Brest") == (
        "À Brest, le contrat de ville compte 12\u202f000 habitants dans ses quartiers prioritaires en 2018."
    )
    assert describe_contrats(contrats(("Brest", 12_000), ("Quimper", 3_000)), "en Bretagne") == (
        "En Bretagne, 2 contrats de ville comptent 15\u202f000 habitants dans leurs quartiers prioritaires en "
        "2018\u202f; en tête, Brest (12\u202f000 habitants)."
    )


def test_where_no_neighbourhood_is_known_the_residents_by_contrat_are_shown(observatory: Database) -> None:
    for key in ("epci-246700488", "commune-67482"):  # Eurométropole de Strasbourg and its largest commune
        chart = build_chart(observatory, "carte-qpv", {"territoire": key})

        assert [row[0] for row in chart.table.rows] == ["Eurométropole de Strasbourg"]
        assert chart.table.rows[0][-1] == 80_001
        assert "80\u202f001 habitants dans ses quartiers" in chart.plain
        assert chart.figure.data[-1]["customdata"] == [80_001]


def test_neighbourhoods_that_are_known_or_asked_by_generation_stay_on_the_map(observatory: Database) -> None:
    known = build_chart(observatory, "carte-qpv", {"territoire": "departement-31"})
    asked = build_chart(observatory, "carte-qpv", {"territoire": "epci-246700488", "generation": "2015"})

    assert known.title == "Quartiers prioritaires en Haute-Garonne, génération 2015"
    assert asked.table.rows == ()
