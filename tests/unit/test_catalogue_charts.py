"""The charts of the catalogue count what the database holds: each figure is counted again by one query."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from observatory.charts import CHARTS
from observatory.database import Database
from observatory.model import INITIATIVE_KINDS, THEMES

IN_BRITTANY = {"territoire": "region-53"}
FROM_BRITTANY = """
    FROM initiative AS i JOIN territory AS t ON t.level = i.territory_level AND t.code = i.territory_code
    WHERE (t.level = 'region' AND t.code = '53') OR (t.level <> 'region' AND t.region_code = '53')
"""


def drawn_points(base: Database, parameters: Mapping[str, str]) -> list[str]:
    """The identifiers of the points of the map, in every group."""
    traces = CHARTS["carte-initiatives"](base, parameters).figure.data
    return [identifier for trace in traces for identifier in trace.get("ids", ())]


@pytest.mark.parametrize(
    ("parameters", "rows"), [({}, "FROM initiative AS i WHERE true"), (IN_BRITTANY, FROM_BRITTANY)]
)
def test_the_map_has_one_point_an_initiative_and_territory(
    observatory: Database, parameters: dict[str, str], rows: str
) -> None:
    placed = f"SELECT DISTINCT initiative_id, territory_level, territory_code {rows} AND display_longitude IS NOT NULL"
    if "JOIN" in rows:
        placed = placed.replace("WHERE", "WHERE (").replace(" AND display", ") AND i.display")
    expected = sorted(row[0] for row in observatory.rows(placed))
    assert expected
    assert sorted(drawn_points(observatory, parameters)) == expected


def test_kinds_are_counted_once_an_initiative_the_most_numerous_first(observatory: Database) -> None:
    rows = CHARTS["types-initiatives"](observatory, IN_BRITTANY).table.rows
    counted = observatory.rows(f"SELECT i.kind, count(DISTINCT i.initiative_id) {FROM_BRITTANY} GROUP BY ALL")
    assert dict(rows) == {INITIATIVE_KINDS[kind]: count for kind, count in counted}
    assert [count for _, count in rows] == sorted((count for _, count in counted), reverse=True)


def test_a_territory_by_theme_counts_distinct_initiatives(observatory: Database) -> None:
    table = CHARTS["matrice"](observatory, IN_BRITTANY).table
    themes = [column.name for column in table.columns[1:-1]]
    shown = {
        (row[0], theme): count for row in table.rows for theme, count in zip(themes, row[1:-1], strict=True) if count
    }
    counted = observatory.rows(
        f"SELECT t.name, t.level, i.theme, count(DISTINCT i.initiative_id) {FROM_BRITTANY} GROUP BY ALL"
    )
    assert {(name.rsplit(" (", 1)[0], theme): count for (name, theme), count in shown.items()} == {
        (name, theme): count for name, _, theme, count in counted
    }
    assert themes == [theme for theme in THEMES if theme in {theme for *_, theme, _ in counted}]
    assert [row[-1] for row in table.rows] == sorted((sum(row[1:-1]) for row in table.rows), reverse=True)
