"""What a source and an indicator declare about themselves: frozen dataclasses, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from observatory.model import Break, Kind, Level, Rollup, Series, Status

LICENCE_OUVERTE_2 = "Licence Ouverte 2.0 (Etalab)"
CITATION_COURTE = "Courte citation, avec la source et l’adresse de chaque chiffre"


@dataclass(frozen=True)
class Remote:
    """Where a live source is downloaded, and what an honest file looks like.

    `resource_id` is that of data.gouv.fr, asked first through its API; `address` is the static way, or the second one.
    `kind` is the expected format (`csv`, `zip`, `parquet`, `xlsx`, `geojson`), checked on the first bytes;
    `file_name` the name it is kept under; `min_bytes` what it cannot be smaller than.
    """

    address: str
    file_name: str
    kind: str
    min_bytes: int
    resource_id: str | None = None


@dataclass(frozen=True)
class SourceDeclaration:
    """A producer's edition: what the producer says, then what we did (`processing`), then its traps.

    `files` are the tables of `data/reference` it reads; `order` places it in the build (geography first);
    `next_update` is when the producer is expected to publish again, in French; `remote` where `fetch` finds it;
    `importable` says that a file without address may be brought by hand (one with an address always may); `formats` are
    those that a file brought by hand or by a mirror may have, that of `remote` alone when it names none.
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
    next_update: str | None = None
    remote: Remote | None = None
    importable: bool = False
    formats: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """The formats that are read, the producer's first."""
        return self.formats or ((self.remote.kind,) if self.remote else ())


@dataclass(frozen=True)
class Context:
    """Where a source finds its files: the committed tables, and what was fetched or imported."""

    reference: Path
    raw: Path


@dataclass(frozen=True)
class Loaded:
    """What a source brought: its state (`embedded`, `fetched`, `absent`), rows, checksum of what was read.

    `retrieved_on` is the day of the import, when there was one; `remark` what was noticed on reading the file;
    `edition`, `address` and `size_bytes` are those of the file kept.
    """

    state: str
    row_count: int
    sha256: str
    retrieved_on: str | None = None
    remark: str = ""
    edition: str | None = None
    address: str | None = None
    size_bytes: int | None = None


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
class Counted:
    """What a number counts, so that the trace can list it again: the rows of `rows` that the SQL `where` keeps.

    `rows` is `structure` (the table; `{generation}` stands for that of the QPV), or what is not in the database and is
    asked again of the files of SIRENE: `cooperative` (legal units), `creation` and `closure` (establishments).
    """

    rows: str
    where: str


@dataclass(frozen=True)
class IndicatorDeclaration:
    """A measure: the columns of table `indicator`, the SQL that computes it, values published elsewhere.

    `sql` yields `level, code, period, value, status, note, origin` (and `source_id` when the value does
    not come from `source_id` itself) from the tables of schema `staging` and the published tables.
    `detail_sql`, when there is one, yields `level, code, period, family, sector, value, status, note` (and
    `source_id`): the parts of the indicator, for table `detail`.
    `only_with` names the sources of which one at least must have been fetched or imported: without it the indicator
    is not in the database; its values depend on the file, so it has no golden value.
    `without` names sources that give a better one: once one of them gave structures, this declaration is left out.
    `current_source_id` is the live source that would bring current figures; it is forgotten once loaded.
    `counted` is what the number, or the numerator of the rate, counts in the structures; None for the others.
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
    without: tuple[str, ...] = ()
    detail_sql: str = ""
    variant_of: str | None = None
    variant_label: str | None = None
    current_source_id: str | None = None
    counted: Counted | None = None
    breaks: tuple[Break, ...] = ()
