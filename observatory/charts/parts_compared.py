"""Charts that set the ESS of a territory against something else: France's sectors, the rest of the private sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

import pandas as pd

from observatory import figures, narrative, queries
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.parts_index import INDEX_PREFIX, index, index_found, index_of
from observatory.charts.parts_of import MissingPartsError, Parts, parts_of, sector_values
from observatory.charts.wording import foot, value_column
from observatory.choices import UnknownChoiceError, territory_of
from observatory.database import Database
from observatory.figures import Cell
from observatory.frames import present, records
from observatory.measures import location_quotient
from observatory.model import Indicator, Level, Territory
from observatory.narrative.parts import (
    Specialised,
    describe_absence,
    describe_nearest,
    describe_specialisation,
)

__all__ = [
    "INDEX_PREFIX",
    "MINIMUM_JOBS",
    "MINIMUM_STRUCTURES",
    "SHOWN_ABOVE",
    "SHOWN_BELOW",
    "absence",
    "index",
    "index_of",
    "minimum",
    "nearest",
    "quotients",
    "specialisation",
]

MINIMUM_JOBS, MINIMUM_STRUCTURES = 100, 20
SHOWN_ABOVE, SHOWN_BELOW = 10, 5


def minimum(indicator: Indicator) -> int:
    """Under how many jobs, or structures, a sector is too small here to be compared."""
    return MINIMUM_JOBS if indicator.unit.startswith(("salariés", "postes", "emplois")) else MINIMUM_STRUCTURES


def quotients(found: Parts, france: Territory) -> pd.DataFrame:
    """The sectors of a territory against France's ESS.

    Columns: value, share_pct, reference_pct, quotient (NaN when one of the shares is not known), kept (large enough to
    be compared); by sector code, most specialised first.
    """
    own, reference = sector_values(found, found.place)["value"], sector_values(found, france)["value"]
    own_whole, reference_whole = found.whole(found.place, own), found.whole(france, reference)
    if not own_whole or not reference_whole:
        return pd.DataFrame(columns=["value", "share_pct", "reference_pct", "quotient", "kept"])
    share, reference_share = 100 * own / own_whole, (100 * reference / reference_whole).reindex(own.index)
    frame = pd.DataFrame({"value": own, "share_pct": share, "reference_pct": reference_share})
    frame["quotient"] = location_quotient(share, reference_share)
    frame["kept"] = (frame["value"] >= minimum(found.indicator)) & frame["quotient"].notna()
    return frame.sort_values(["kept", "quotient"], ascending=[False, False], kind="stable")


@lru_cache(maxsize=128)
def _compared(database: Database, parameters: tuple[tuple[str, str], ...]) -> tuple[Parts, pd.DataFrame]:
    """The parts of a territory and its quotients. Raises `MissingPartsError` when no sector can be compared."""
    found = parts_of(database, "specialisation", dict(parameters))
    if found.place.level is Level.FRANCE:
        reason = "la France est la référence à laquelle les territoires sont comparés"
        raise MissingPartsError(describe_absence("la spécialisation par secteur", found.place, "", reason))
    frame = quotients(found, found.above[-1])
    if not frame["kept"].astype(bool).any():
        least = f"{minimum(found.indicator)} {found.indicator.unit}"
        reason = f"aucun secteur n’y atteint {least}, ou la France n’est pas connue"
        raise MissingPartsError(describe_absence("la spécialisation par secteur", found.place, found.period, reason))
    return found, frame


def specialisation(database: Database, parameters: Mapping[str, str]) -> Chart:
    """What weighs more, or less, in a territory's ESS than in France's; small sectors are left out and counted."""
    found, frame = _compared(database, tuple(sorted(parameters.items())))
    indicator, place = found.indicator, found.place
    kept = frame[frame["kept"].astype(bool)]
    names = {code: short for code, (_, short) in queries.sector_labels(database).items()}
    sectors = [
        Specialised(names.get(r.Index, r.Index), r.quotient, r.share_pct, r.reference_pct) for r in records(kept)
    ]
    left_out = _left_out(indicator, int(frame["value"].notna().sum() - len(kept)))
    shown = _ends(sectors)
    return Chart(
        "specialisation",
        found.parameters,
        f"Spécialisation de l’ESS {narrative.in_place(place)}{fr.NARROW_SPACE}: {_lower(indicator.short_label)}, "
        f"{found.period}",
        f"Indice de spécialisation (1 = même poids qu’en France) · {place.name} · {found.period}",
        (*foot(database, indicator), _formula(indicator)),
        describe_specialisation(indicator, found.period, place, sectors, left_out),
        figures.from_one(
            [sector.name for sector in shown],
            [Cell(sector.quotient, fr.number(sector.quotient, 2)) for sector in shown],
            [_hover(sector) for sector in shown],
        ),
        _quotient_table(found, frame, names),
        fr.file_name(indicator.indicator_id, "specialisation", place.name, found.period),
        height=130 + 30 * len(shown),
    )


def _formula(indicator: Indicator) -> str:
    return (
        f"Indice{fr.NARROW_SPACE}: part du secteur dans l’ESS du territoire ÷ part du même secteur dans l’ESS de la "
        f"France, même année. Secteurs de moins de {minimum(indicator)} {indicator.unit} laissés de côté."
    )


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if not label[:2].isupper() else label


def _ends(sectors: Sequence[Specialised]) -> list[Specialised]:
    """The most specialised sectors and the least: the middle is in the table."""
    if len(sectors) <= SHOWN_ABOVE + SHOWN_BELOW:
        return list(sectors)
    return [*sectors[:SHOWN_ABOVE], *sectors[-SHOWN_BELOW:]]


def _left_out(indicator: Indicator, count: int) -> str:
    if not count:
        return ""
    bound = f"moins de {minimum(indicator)} {indicator.unit}"
    if count == 1:
        return f"Un secteur de {bound} est laissé de côté."
    return f"{fr.number(count)} secteurs de {bound} sont laissés de côté."


def _hover(sector: Specialised) -> str:
    own, reference = (f"{fr.number(v, 1)}{fr.NARROW_SPACE}%" for v in (sector.share_pct, sector.reference_pct))
    return f"<b>{escape(sector.name)}</b><br>{fr.number(sector.quotient, 2)} ({own} contre {reference} en France)"


def _quotient_table(found: Parts, frame: pd.DataFrame, names: Mapping[str, str]) -> Table:
    columns = (
        Column("code", "Code du secteur"),
        Column("secteur", "Secteur"),
        value_column(found.indicator),
        Column("part", f"Part {narrative.in_place(found.place)} (%)", numeric=True, decimals=1),
        Column("part_france", "Part en France (%)", numeric=True, decimals=1),
        Column("indice", "Indice de spécialisation", numeric=True, decimals=2),
        Column("remarque", "Remarque"),
    )
    small = f"laissé de côté{fr.NARROW_SPACE}: moins de {minimum(found.indicator)} {found.indicator.unit}"

    def remark(row: object) -> str | None:
        if row.kept:  # type: ignore[attr-defined]
            return None
        return "non disponible" if pd.isna(row.value) else small  # type: ignore[attr-defined]

    rows = tuple(
        (
            r.Index,
            names.get(r.Index, r.Index),
            present(r.value),
            present(r.share_pct),
            present(r.reference_pct),
            r.quotient if r.kept else None,
            remark(r),
        )
        for r in records(frame)
    )
    return Table(columns, rows)


def absence(database: Database, name: str, parameters: Mapping[str, str]) -> str | None:
    """Why a chart of parts would be empty for these choices, None when it can be drawn."""
    try:
        if name == "indice":
            index_found(database, parameters)
        elif name == "specialisation":
            _compared(database, tuple(sorted(parameters.items())))
        else:
            parts_of(database, name, parameters)
    except UnknownChoiceError as error:
        return str(error)
    return None


def nearest(database: Database, name: str, parameters: Mapping[str, str]) -> tuple[dict[str, str] | None, str]:
    """What can be drawn instead of an empty chart: (address or None, why the one asked for is absent).

    First what contains the territory, for the same year; then the last year known.
    """
    asked = dict(parameters)
    reason = absence(database, name, asked)
    if reason is None:
        return asked, ""
    place = territory_of(database, asked)
    places = (place, *queries.ancestors(database, place))
    latest = {key: value for key, value in asked.items() if key != "annee"}
    for wanted in (asked, latest):
        for other in places:
            instead = {**wanted, "territoire": other.key}
            if absence(database, name, instead) is None:
                told = describe_nearest(other if other.key != place.key else None)
                return instead, f"{reason} {told}"
    return None, reason
