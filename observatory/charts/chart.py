"""A chart as a document: the figure, the words inside it, its table, and the address it is asked again by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatory import figures
from observatory import formatting as fr
from observatory.figure import Figure
from observatory.model import Indicator, Source


@dataclass(frozen=True)
class Column:
    """A column of a chart's table: the name in the CSV (ASCII), the heading on the screen."""

    name: str
    heading: str
    numeric: bool = False
    decimals: int = 0


@dataclass(frozen=True)
class Table:
    """The figures of a chart: raw cells in the order of `columns`; absence is None, with words in `status`."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Chart:
    """Everything a chart shows and exports.

    `name` and `parameters` are its address; `foot` are the lines of source, vintage and processing; `plain` is the
    « En clair » sentence, also the text alternative; `clicks` tells which territory level a click leads to.
    `brought` names the reader's own file where the values come from it: such a chart has no address.
    """

    name: str
    parameters: Mapping[str, str]
    title: str
    subtitle: str
    foot: tuple[str, ...]
    plain: str
    figure: Figure
    table: Table
    file_name: str
    height: int = 420
    clicks: str | None = None
    brought: str = ""

    def __post_init__(self) -> None:
        """Write the words into the figure: none leaves without its title and source."""
        figures.dress(self.figure, self.title, self.subtitle, self.foot)


def source_lines(indicator: Indicator, sources: Mapping[str, Source], *, extracted_on: str) -> tuple[str, ...]:
    """The foot of a figure: source, vintage (year of geography, QPV generation), processing, date."""
    used = [indicator.source_id]
    if indicator.denominator_source_id and indicator.denominator_source_id != indicator.source_id:
        used.append(indicator.denominator_source_id)
    citations = f"{fr.NARROW_SPACE}; ".join(sources[s].citation.rstrip(".") for s in used)
    vintage = f"Géographie {indicator.geography_year}"
    if indicator.qpv_generation:
        vintage += f", quartiers prioritaires de génération {indicator.qpv_generation}"
    colon = f"{fr.NARROW_SPACE}:"
    formula = indicator.formula[:1].lower() + indicator.formula[1:].rstrip(".")
    return (
        f"Source{colon} {citations}.",
        f"{vintage}. Calcul{colon} {formula}. Extraction du {extracted_on}.",
    )
