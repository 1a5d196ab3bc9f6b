"""A Plotly figure as plain JSON.

Plotly's own classes check every property as it is set: on these figures that takes ten times longer than writing
them. So a figure is written as the JSON that the browser reads, and a test checks each chart's against Plotly's
schema (`to_plotly`).
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

Trace = dict[str, Any]


def trace(kind: str, **properties: Any) -> Trace:  # noqa: ANN401 - Plotly's properties are of any type
    """One trace of a figure (`bar`, `scatter`, `choropleth`…); properties without a value are left out."""
    return {"type": kind, **{name: value for name, value in properties.items() if value is not None}}


class Figure:
    """Traces and layout of a figure, in the form of Plotly's JSON."""

    def __init__(self, *traces: Trace) -> None:
        self.data: list[Trace] = list(traces)
        self.layout: dict[str, Any] = {}

    def add_trace(self, added: Trace) -> None:
        """Put one more trace on top."""
        self.data.append(added)

    def add_scatter(self, **properties: Any) -> None:  # noqa: ANN401 - Plotly's properties are of any type
        """Put points or lines on top."""
        self.data.append(trace("scatter", **properties))

    def update_layout(self, **properties: Any) -> None:  # noqa: ANN401 - Plotly's properties are of any type
        """Set properties of the layout; those of `meta` add up."""
        meta = {**self.layout.get("meta", {}), **properties.pop("meta", {})}
        self.layout.update(properties)
        if meta:
            self.layout["meta"] = meta

    def add_shape(self, **properties: Any) -> None:  # noqa: ANN401 - Plotly's properties are of any type
        """Draw a line or a box over the plot."""
        self.layout.setdefault("shapes", []).append(properties)

    def add_annotation(self, **properties: Any) -> None:  # noqa: ANN401 - Plotly's properties are of any type
        """Write a text over the plot."""
        self.layout.setdefault("annotations", []).append(properties)

    def to_json(self) -> dict[str, Any]:
        """What travels to the browser."""
        return {"data": self.data, "layout": self.layout}

    def to_plotly(self) -> go.Figure:
        """The same figure as Plotly's class, every property checked. Raises `ValueError` on a wrong one."""
        return go.Figure(self.to_json())
