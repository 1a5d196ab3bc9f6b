"""What a room can read of a chart: few rows, few words, and the cautions for who presents."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import groupby, pairwise
from typing import Any

from observatory import formatting as fr
from observatory.charts import Chart

_SHOWN_BARS = 5
_ROOM_FOR_NAMES = 0.3  # of the width of a map, west of it
_NB = fr.NARROW_SPACE


def first_idea(text: str) -> str:
    """The first idea of an « En clair » text: its first sentence, up to a semicolon, without its full stop."""
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-ZÀÂÉÈÊÎÔ«0-9])", text, maxsplit=1)[0]
    return sentence.split(f"{_NB};", 1)[0].rstrip(" .")


def shown_figure(chart: Chart) -> tuple[dict[str, Any], str]:
    """The figure as a room can read it, and what its title must then add: bars beyond the fifth are left out."""
    figure = deepcopy(chart.figure.to_json())
    _name_frames_outside(figure)
    names = figure["layout"].get("yaxis", {}).get("ticktext") or []
    if len(names) <= _SHOWN_BARS or any(t["type"] != "bar" or t.get("orientation") != "h" for t in figure["data"]):
        return figure, ""
    for trace in figure["data"]:
        for part in (trace, trace.get("marker", {})):
            for name in ("x", "y", "text", "customdata", "color"):
                if isinstance(part.get(name), list) and len(part[name]) == len(names):
                    part[name] = part[name][:_SHOWN_BARS]
    axis = figure["layout"]["yaxis"]
    axis["ticktext"], axis["tickvals"] = names[:_SHOWN_BARS], axis["tickvals"][:_SHOWN_BARS]
    return figure, f"les {_SHOWN_BARS} premiers sur {fr.number(len(names))}"


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
