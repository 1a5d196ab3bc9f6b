"""What a source and an indicator declare about themselves: frozen dataclasses, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from observatory.model import Break, Kind, Level, Rollup, Series, Status

LICENCE_OUVERTE_2 = "Licence Ouverte 2.0 (Etalab)"
CITATION_COURTE = "Courte citation, avec la source et l’adresse de chaque chiffre"


@dataclass(frozen=True)
class SourceDeclaration:
    """A producer's edition: what the producer says, then what we did (`processing`), then its traps.

    `files` are the tables of `data/reference` it reads; `order` places it in the build (geography first).
    """

    id: str
    title: str
    producer: str
    landing_page: str
    licence: str
    period: str
    geography_year: int | None
    retrieved_on: str | None
    citation: str
    processing: str
    traps: tuple[str, ...]
    files: tuple[str, ...]
    order: int = 50


@dataclass(frozen=True)
class Context:
    """Where a source finds its files: the committed tables, and what was fetched or imported."""

    reference: Path
    raw: Path


@dataclass(frozen=True)
class Loaded:
    """What a source brought: its state (`embedded`, `fetched`, `absent`), rows, checksum of what was read.

    `retrieved_on` is the day of the import, when there was one; `remark` what was noticed on reading the file.
    """

    state: str
    row_count: int
    sha256: str
    retrieved_on: str | None = None
    remark: str = ""


@dataclass(frozen=True)
class Golden:
    """A value published elsewhere that the build must find again, within the rounding of the publication."""

    level: Level
    code: str
    period: str
    value: float
    published_in: str
    tolerance: float = 0.0


@dataclass(frozen=True)
class Missing:
    """What is said of a territory of a level for which the indicator's SQL gives nothing."""

    status: Status
    note: str


@dataclass(frozen=True)
class IndicatorDeclaration:
    """A measure: the columns of table `indicator`, the SQL that computes it, values published elsewhere.

    `sql` yields `level, code, period, value, status, note, origin` (and `source_id` when the value does
    not come from `source_id` itself) from the tables of schema `staging` and the published tables.
    `only_with` names the sources of which one at least must have brought structures: without it the indicator
    is not in the database; its values depend on the file, so it has no golden value.
    """

    id: str
    label: str
    short_label: str
    phrase: str
    gender: str
    plural: bool
    unit: str
    kind: Kind
    decimals: int
    definition: str
    perimeter: str
    geography_year: int
    source_id: str
    rollup: Rollup
    rollup_reason: str
    levels: tuple[Level, ...]
    series: Series
    caveats: tuple[str, ...]
    formula: str
    sql: str
    golden: tuple[Golden, ...]
    sort_order: int
    qpv_generation: int | None = None
    denominator_source_id: str | None = None
    missing: Mapping[Level, Missing] = field(default_factory=dict)
    only_with: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
