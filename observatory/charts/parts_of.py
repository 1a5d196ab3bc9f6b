"""What the charts of the parts of an indicator start from: the parts of a territory, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from observatory import formatting as fr
from observatory import queries
from observatory.charts.chart import Column
from observatory.choices import UnknownChoiceError, indicator_of, territory_of
from observatory.database import Database
from observatory.frames import present, records
from observatory.model import FAMILIES, Indicator, Kind, Level, Status, Territory
from observatory.narrative.parts import Part, describe_absence
from observatory.queries import OUTSIDE, TOTAL, Coverage

MILLION = 1_000_000


class MissingPartsError(UnknownChoiceError):
    """An indicator is not split this way for this territory and year. The message is French, for the reader."""


@dataclass(frozen=True)
class Split:
    """A way to cut an indicator: how it is called, and whether the parts known allow it."""

    name: str
    known: Callable[[Coverage], bool]


SPLITS = {
    "familles": Split("la répartition par famille", lambda c: c.families),
    "secteurs": Split("la répartition par secteur", lambda c: c.sectors),
    "secteurs-familles": Split("la répartition par secteur et par famille", lambda c: c.crossed),
    "specialisation": Split("la spécialisation par secteur", lambda c: c.sectors),
}


@dataclass(frozen=True)
class Parts:
    """One indicator and period for a territory and what contains it, with the parts of each."""

    indicator: Indicator
    place: Territory
    period: str
    above: tuple[Territory, ...]
    frames: Mapping[str, pd.DataFrame]

    @property
    def parameters(self) -> dict[str, str]:
        """The address of a chart of these parts."""
        return {
            "indicateur": self.indicator.indicator_id,
            "territoire": self.place.key,
            "annee": self.period,
        }

    def of(self, place: Territory) -> pd.DataFrame:
        """The parts of the ESS of one territory (the rest of the private sector is left out)."""
        frame = self.frames[place.key]
        whole = (frame["family"] == TOTAL) & (frame["sector"] == TOTAL)
        return frame[~whole & (frame["family"] != OUTSIDE)]

    def published(self, place: Territory) -> pd.DataFrame:
        """The indicator's own value for a territory: one row, or none."""
        frame = self.frames[place.key]
        return frame[(frame["family"] == TOTAL) & (frame["sector"] == TOTAL)]

    def whole(self, place: Territory, parts: pd.Series) -> float | None:
        """What the parts are shares of: the indicator's own value, or their sum when all are known.

        When the parts add up to a little more than the value (they come from another file of the producer), shares
        are of their sum, so that they never pass 100 %.
        """
        published = self.published(place)["value"].dropna()
        known = float(parts.sum())
        if published.empty:
            return known if known and parts.notna().all() else None
        return max(float(published.iloc[0]), known) or None


def splits(database: Database, indicator: Indicator) -> list[str]:
    """The charts of parts that exist for an indicator, at one level at least."""
    known = queries.part_coverage(database).get(indicator.indicator_id, {})
    every = [coverage for periods in known.values() for coverage in periods.values()]
    if indicator.kind is not Kind.COUNT:
        return []
    return [name for name, split in SPLITS.items() if any(map(split.known, every)) and _makes_sense(name, indicator)]


def _makes_sense(name: str, indicator: Indicator) -> bool:
    """Specialisation compares numbers of jobs or of structures; in euros it would mix weight and pay."""
    return name != "specialisation" or indicator.unit != "EUR"


def parts_of(database: Database, name: str, parameters: Mapping[str, str]) -> Parts:
    """The parts that a chart draws. Raises `MissingPartsError` with the reason when it would be empty."""
    indicator, place = indicator_of(database, parameters), territory_of(database, parameters)
    split = SPLITS[name]
    if name not in splits(database, indicator):
        raise MissingPartsError(
            f"{split.name.capitalize()} n’existe pas pour «{fr.NARROW_SPACE}{indicator.label}{fr.NARROW_SPACE}»."
        )
    coverage = queries.part_coverage(database)[indicator.indicator_id]
    levels = [level for level in Level if any(map(split.known, coverage.get(level, {}).values()))]
    asked = parameters.get("annee") or ""
    if place.level not in levels:
        raise MissingPartsError(describe_absence(split.name, place, "", stops_at(levels)))
    periods = [period for period, kinds in coverage[place.level].items() if split.known(kinds)]
    if asked and asked not in periods:
        known = periods[0] if len(periods) == 1 else f"{periods[0]} à {periods[-1]}"
        reason = f"la source la donne pour {known}"
        raise MissingPartsError(describe_absence(split.name, place, asked[:60], reason))
    period = asked or periods[-1]
    above = queries.ancestors(database, place)
    keys = tuple(other.key for other in (place, *above))
    frames = queries.parts(database, indicator.indicator_id, period, keys)
    found = Parts(indicator, place, period, above, frames)
    rows = found.of(place)
    rows = rows[(rows["sector"] == TOTAL) == (name == "familles")]
    if rows["value"].notna().sum() == 0:
        raise MissingPartsError(describe_absence(split.name, place, period, _why(found, rows)))
    return found


def stops_at(levels: Sequence[Level]) -> str:
    """Why a small territory has nothing: the smallest level that the source goes down to."""
    levels = [level for level in Level if level in levels and level is not Level.EPT]
    if levels == [Level.FRANCE]:
        return "la source ne la publie que pour la France"
    return f"la source s’arrête aux {fr.LEVEL_PLURAL[levels[-1]]}"


def _why(found: Parts, rows: pd.DataFrame) -> str:
    """The reason of the source: the note of the first absence, else the words of its status."""
    notes = rows["note"].dropna()
    if len(notes):
        return str(notes.iloc[0]).rstrip(".")
    if len(rows):
        return fr.STATUS_TEXT[Status(rows["status"].iloc[0])]
    said = found.published(found.place)["note"].dropna()
    return str(said.iloc[0]).rstrip(".") if len(said) else "la source n’en dit rien"


def by_family(found: Parts, place: Territory) -> list[Part]:
    """The families of a territory, in the order of the law, with their share; none when there is nothing to share."""
    rows = found.of(place)
    rows = rows[rows["sector"] == TOTAL].set_index("family")
    whole = found.whole(place, rows["value"])
    parts = []
    for row in records(rows):
        value = present(row.value)
        share = None if value is None or not whole else 100 * value / whole
        parts.append(Part(row.Index, FAMILIES[row.Index], value, share, Status(row.status)))
    order = list(FAMILIES)
    return sorted(parts, key=lambda part: order.index(part.code)) if whole else []


def sector_values(found: Parts, place: Territory) -> pd.DataFrame:
    """The sectors of a territory, all families together: value (NaN when one family is not known) and status."""
    rows = found.of(place)
    rows = rows[rows["sector"] != TOTAL]
    published = rows[rows["family"] == TOTAL].set_index("sector")[["value", "status"]]
    families = rows[(rows["family"] != TOTAL) & ~rows["sector"].isin(published.index)]
    summed = families.groupby("sector")[["value"]].sum()
    missing = families[families["value"].isna()].drop_duplicates("sector").set_index("sector")["status"]
    summed["status"] = missing.reindex(summed.index).fillna(str(Status.OBSERVED))
    summed.loc[missing.index, "value"] = float("nan")
    return pd.concat([published, summed]).sort_index()


def by_sector(database: Database, found: Parts, place: Territory) -> list[Part]:
    """The sectors of a territory, largest first, then those whose value is not known."""
    values = sector_values(found, place)
    whole = found.whole(place, values["value"])
    ordered = values.sort_values("value", ascending=False, na_position="last", kind="stable")
    labels = queries.sector_labels(database)
    return [
        Part(
            row.Index,
            labels.get(row.Index, (row.Index, row.Index))[1],
            present(row.value),
            None if pd.isna(row.value) or not whole else 100 * row.value / whole,
            Status(row.status),
        )
        for row in records(ordered)
    ]


SHARE_COLUMN = Column("part", "Part (%)", numeric=True, decimals=1)


def drawn_value(indicator: Indicator, value: float) -> str:
    """A number inside a figure: in millions when it counts euros."""
    return fr.number(value / MILLION, 1) if indicator.unit == "EUR" else fr.number(value, indicator.decimals)


def drawn_unit(indicator: Indicator) -> str:
    """The unit of `drawn_value`, as a subtitle says it."""
    return "En millions d’euros" if indicator.unit == "EUR" else f"Nombre {fr.of_noun(indicator.unit)}"
