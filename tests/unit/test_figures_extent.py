"""A few values far away do not flatten the others: they are gathered in a bar at the end, and counted."""

from __future__ import annotations

import pandas as pd

from observatory import figures
from observatory.figures.extent import extent_of
from observatory.model import Indicator

N = "\u202f"
# 41 values from 0 to 40, then one of 1 000: the 5th and 95th percentiles are 2.05 and 38.95, the middle half is
# 10.25 to 30.75, its outer fences −51.25 and 92.25; 92.25 / 14 gives bars of 10, from 0 to 100.
NEAR = [float(n) for n in range(41)]
FAR = pd.Series([*NEAR, 1000.0])


def test_a_value_far_away_is_gathered_in_a_last_bar_and_counted(share: Indicator) -> None:
    figure = figures.distribution(FAR, share, [], "communes")
    bars, axis = figure.data[0], figure.layout["xaxis"]

    assert bars["xbins"] == {"start": 0.0, "end": 110.0, "size": 10.0}
    assert sorted(bars["x"])[-2:] == [40.0, 105.0]
    assert axis["ticktext"][-1] == f"≥{N}100{N}%"
    assert axis["tickvals"][-1] == 105.0
    assert figures.ends_told(FAR, share) == f"dernière barre à droite, 100{N}% ou plus (1)"


def test_losses_far_away_are_gathered_on_the_left(share: Indicator) -> None:
    figure = figures.distribution(-FAR, share, [], "communes")

    assert figure.data[0]["xbins"] == {"start": -110.0, "end": 10.0, "size": 10.0}
    assert figures.ends_told(-FAR, share) == f"dernière barre à gauche, moins de \u2212100{N}% (1)"


def test_the_mark_of_a_territory_far_away_stands_on_its_bar(share: Indicator) -> None:
    figure = figures.distribution(FAR, share, [("Ici", 1000.0, "#000000"), ("France", 20.0, "#000000")], "communes")

    assert [note["x"] for note in figure.layout["annotations"]] == [105.0, 20.0]


def test_values_near_each_other_keep_their_axis(share: Indicator) -> None:
    near = pd.Series(NEAR)

    assert extent_of(near) is None
    assert figures.ends_told(near, share) == ""
    assert figures.distribution(near, share, [], "communes").data[0]["x"] == NEAR


def test_few_values_or_a_single_one_keep_their_axis() -> None:
    assert extent_of(pd.Series([1.0, 2.0, 900.0])) is None
    assert extent_of(pd.Series([7.0] * 20)) is None


def test_a_telephone_has_room_for_the_labels(share: Indicator) -> None:
    assert len(figures.distribution(FAR, share, [], "communes").layout["xaxis"]["ticktext"]) <= 6
    assert figures.distribution(pd.Series(NEAR), share, [], "communes").layout["xaxis"]["nticks"] <= 6
