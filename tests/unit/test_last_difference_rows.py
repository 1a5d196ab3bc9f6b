"""The rows of the last difference: years that only came or went make one, those that moved keep theirs."""

from __future__ import annotations

import pandas as pd

from observatory.ui.last_difference import one_line_a_level

COLUMNS = ["indicator_id", "label", "level", "period", "added", "removed", "changed", "largest_code"]


def test_years_that_only_came_make_one_row_and_the_most_changed_is_first() -> None:
    rows = pd.DataFrame(
        [
            ("jobs", "Emplois", "region", "2023", 18, 0, 0, None),
            ("jobs", "Emplois", "region", "2021", 17, 1, 0, None),
            ("jobs", "Emplois", "region", "2022", 0, 0, 5, "53"),
            ("jobs", "Emplois", "departement", "2021", 101, 0, 0, None),
        ],
        columns=COLUMNS,
    )

    shown = one_line_a_level(rows)

    assert shown[["level", "period", "added", "removed", "changed"]].to_numpy().tolist() == [
        ["departement", "2021", 101, 0, 0],
        ["region", "2021 à 2023", 35, 1, 0],
        ["region", "2022", 0, 0, 5],
    ]
    assert shown["largest_code"].tolist()[2] == "53"


def test_years_that_all_moved_are_left_as_they_are() -> None:
    rows = pd.DataFrame([("jobs", "Emplois", "region", "2022", 0, 0, 5, "53")], columns=COLUMNS)

    assert one_line_a_level(rows).equals(rows)
