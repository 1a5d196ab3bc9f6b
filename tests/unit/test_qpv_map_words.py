"""A territory without a neighbourhood is told from one that the list does not reach."""

from __future__ import annotations

import pandas as pd

from observatory.charts.qpv_map import describe
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
