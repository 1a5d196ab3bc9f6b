"""The catalogue as the dashboard selects it, against the indicator that counts it."""

from __future__ import annotations

import pytest

from observatory import queries
from observatory.catalogue import Filters, select
from observatory.database import Database
from observatory.model import Level


@pytest.mark.parametrize("level", [Level.FRANCE, Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT])
def test_the_list_of_a_territory_is_as_long_as_its_indicator_says(observatory: Database, level: Level) -> None:
    counts = queries.values_by_territory(observatory, "nombre_initiatives_citees", level, "2021")
    wrong = {}
    for row in counts.itertuples():
        place = queries.territory(observatory, level, row.code)
        assert place is not None
        rows = select(observatory, Filters(place))
        listed = rows.loc[rows["document_id"].notna(), "initiative_id"].nunique()
        if listed != row.value:
            wrong[place.key] = (listed, row.value)

    assert not wrong
