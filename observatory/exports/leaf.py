"""What an export is made of: a chart with its address and the reader's words, and where the figures come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from observatory.charts.chart import Chart


@dataclass(frozen=True)
class Leaf:
    """A chart that leaves the screen: `address` is the full address of its view, empty when it is not known.

    `heading` and `comment` are the reader's own words, from the dossier; empty means the chart's title, no comment.
    """

    chart: Chart
    address: str = ""
    heading: str = ""
    comment: str = ""

    @property
    def title(self) -> str:
        """The reader's title when there is one, else the chart's."""
        return self.heading or self.chart.title


@dataclass(frozen=True)
class Provenance:
    """When and from which database an export was made."""

    extracted_on: dt.date
    database_version: str
