"""What a room can read of a chart: few rows, few words, and the cautions for who presents."""

from __future__ import annotations

from copy import deepcopy
from itertools import groupby, pairwise
from typing import Any

from observatory import formatting as fr
from observatory.charts import Chart
from observatory.meeting.sentences import first_idea

_SHOWN_BARS = 5
_ROOM_FOR_NAMES = 0.3  # of the width of a map, west of it
_NB = fr.NARROW_SPACE


def shown_figure(chart: Chart) -> tuple[dict[str, Any], str]:
    """The figure as a room can read it, and what its title must then add: bars beyond the fifth are left out."""
    figure = deepcopy(chart.figure.to_json())
    _name_frames_outside(figure)
    names = figure["layout"].get("yaxis", {}).get("ticktext") or []
    if not names or any(t["type"] != "bar" or t.get("orientation") != "h" for t in figure["data"]):
        return figure, ""
    if len(figure["data"]) == 1:
        told = list(zip(names, figure["data"][0]["text"], strict=True))
        once = [i for i, bar in enumerate(told) if bar not in told[:i]]  # Mayotte, département and région
        _keep_bars(figure, once)
        names = [names[i] for i in once]
    if len(names) <= _SHOWN_BARS:
        return figure, ""
    _keep_bars(figure, list(range(_SHOWN_BARS)))
    return figure, f"les {_SHOWN_BARS} premiers sur {fr.number(len(names))}"


def _keep_bars(figure: dict[str, Any], kept: list[int]) -> None:
    """Leave in a figure the rows named, moved up to fill the places of those taken out."""
    axis = figure["layout"]["yaxis"]
    count = len(axis["ticktext"])
    for trace in figure["data"]:
        for part in (trace, trace.get("marker", {})):
            for name in ("x", "text", "customdata", "color"):
                if isinstance(part.get(name), list) and len(part[name]) == count:
                    part[name] = [part[name][i] for i in kept]
        trace["y"] = trace["y"][: len(kept)]
    axis["ticktext"], axis["tickvals"] = [axis["ticktext"][i] for i in kept], axis["tickvals"][: len(kept)]


def _name_frames_outside(figure: dict[str, Any]) -> None:
    """Write the names of the overseas frames on their outer side: in large letters they would cover the mainland."""
    for frames, names in pairwise(figure["data"]):
        if names.get("mode") == "text" and names.get("textposition") == "middle right":
            rings = [list(ring) for drawn, ring in groupby(frames["lon"], lambda x: x is not None) if drawn]
            names["lon"] = [min(ring) for ring in rings]
            names["textposition"] = "middle left"
            names["text"] = [name.replace(" et ", " et<br>") for name in names["text"]]
            geo = figure["layout"]["geo"]
            west, east = geo["lonaxis"]["range"]
            wider = west - _ROOM_FOR_NAMES * (east - west)
            geo["lonaxis"]["range"] = [wider, east]
            geo["center"] = {**geo["center"], "lon": (wider + east) / 2}


def caution(chart: Chart, told: tuple[str, ...], remark: str) -> str:
    """What must not be read in a chart, in a sentence or two: whose figure it is, then its first limits."""
    limits = [remark, *told] if told or remark else []
    rest = chart.plain.partition(f"{first_idea(chart.plain)}.")[2].strip()
    return " ".join(text for text in [*limits[:2], rest if not told else ""] if text)


def producers(names: list[str]) -> str:
    """Who publishes, in few words: « Insee, Urssaf et 2 autres »."""
    known = list(dict.fromkeys(part for name in names for part in name.partition(", d’après")[0].split(", ")))
    more = len(known) - 2
    text = ", ".join(known[:2])
    return f"{text} et {more} autre{'s' if more > 1 else ''}" if more > 0 else text
