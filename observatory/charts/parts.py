"""Charts of the parts of an indicator: by family, by sector, by both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from observatory import figures, narrative, palette
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.parts_of import (
    MILLION,
    SHARE_COLUMN,
    Parts,
    by_family,
    by_sector,
    drawn_unit,
    drawn_value,
    parts_of,
)
from observatory.charts.wording import foot, status_word, unit_text, value_column
from observatory.database import Database
from observatory.figures import Cell
from observatory.frames import present, records
from observatory.model import FAMILIES, FRANCE_CODE, Indicator, Status, Territory
from observatory.narrative.parts import Part, describe_crossed, describe_families, describe_sectors
from observatory.queries import TOTAL

SHOWN_SECTORS = 12
_UNSPLIT_PCT = 0.5


def families(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The families of the ESS in a territory, beside its région and France: shares drawn, numbers in the table."""
    found = parts_of(database, "familles", parameters)
    indicator, place = found.indicator, found.place
    rows = [(other, by_family(found, other)) for other in (place, *found.above) if by_family(found, other)]
    present_codes = [code for code in FAMILIES if any(part.code == code for _, parts in rows for part in parts)]
    columns = [
        (FAMILIES[code], palette.FAMILIES[code], [_share_cell(parts, code) for _, parts in rows])
        for code in present_codes
    ]
    unsplit = [_unsplit(parts) for _, parts in rows]
    national = next((parts for other, parts in rows if other.code == FRANCE_CODE), [])
    return Chart(
        "familles",
        found.parameters,
        f"{indicator.label}{fr.NARROW_SPACE}: répartition par famille, {found.period}",
        f"En{fr.NO_BREAK_SPACE}% du total de chaque territoire · {_extent(found, rows)} · {found.period}",
        foot(database, indicator),
        describe_families(indicator, found.period, place, rows[0][1], national if len(rows) > 1 else ()),
        figures.shares([other.name for other, _ in rows], columns, unsplit),
        _family_table(found, rows),
        fr.file_name(indicator.indicator_id, "familles", place.name, found.period),
        height=120 + 46 * len(rows),
    )


def _extent(found: Parts, rows: Sequence[tuple[Territory, list[Part]]]) -> str:
    return found.place.name if len(rows) == 1 else f"{found.place.name} et ses références"


def _share_cell(parts: Sequence[Part], code: str) -> Cell:
    part = next((p for p in parts if p.code == code), None)
    if part is None:
        return Cell(None, "")
    if part.share_pct is None:
        return Cell(None, status_word(part.status))
    return Cell(part.share_pct, f"{fr.number(part.share_pct, 1)}{fr.NARROW_SPACE}%")


def _unsplit(parts: Sequence[Part]) -> float:
    """The share of the whole that no known part accounts for, 0 below what rounding explains."""
    left = 100 - sum(part.share_pct or 0 for part in parts)
    return left if left >= _UNSPLIT_PCT else 0.0


def _family_table(found: Parts, rows: Sequence[tuple[Territory, list[Part]]]) -> Table:
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("annee", "Année"),
        Column("famille", "Famille"),
        value_column(found.indicator),
        SHARE_COLUMN,
        Column("statut", "Statut"),
    )
    cells = tuple(
        (other.code, other.name, found.period, p.name, p.value, p.share_pct, status_word(p.status))
        for other, parts in rows
        for p in parts
    )
    return Table(columns, cells)


def sectors(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The largest sectors of a territory, the others together, and what the source does not split."""
    found = parts_of(database, "secteurs", parameters)
    indicator, place = found.indicator, found.place
    parts = by_sector(database, found, place)
    known = [part for part in parts if part.value is not None]
    rows = [(part.name, part.value or 0.0, palette.ACCENT) for part in known[:SHOWN_SECTORS]]
    others = known[SHOWN_SECTORS:]
    if others:
        name = "1 autre secteur" if len(others) == 1 else f"{len(others)} autres secteurs"
        rows.append((name, sum(part.value or 0 for part in others), palette.REFERENCE))
    whole = found.whole(place, _values(known))
    left = 0.0 if whole is None else whole - sum(part.value or 0 for part in known)
    if whole and 100 * left / whole >= _UNSPLIT_PCT:
        rows.append(("Non ventilé", left, palette.NOT_AVAILABLE))
    texts = [_number_and_share(indicator, value, whole) for _, value, _ in rows]
    figure = figures.bars(
        [name for name, _, _ in rows],
        [value for _, value, _ in rows],
        [color for _, _, color in rows],
        texts,
        indicator,
    )
    figure.update_layout(meta={"right": 16 + 7 * max(map(len, texts))})
    return Chart(
        "secteurs",
        found.parameters,
        f"{indicator.label} {narrative.in_place(place)}{fr.NARROW_SPACE}: les secteurs, {found.period}",
        f"{unit_text(indicator)} et part du total · {place.name} · {found.period}",
        foot(database, indicator),
        describe_sectors(indicator, found.period, place, parts),
        figure,
        _sector_table(found, parts),
        fr.file_name(indicator.indicator_id, "secteurs", place.name, found.period),
        height=120 + 30 * len(rows),
    )


def _values(parts: Sequence[Part]) -> pd.Series:
    return pd.Series([part.value for part in parts], dtype=float)


def _number_and_share(indicator: Indicator, value: float, whole: float | None) -> str:
    text = drawn_value(indicator, value) + (f"{fr.NO_BREAK_SPACE}M€" if indicator.unit == "EUR" else "")
    return f"{text} ({fr.number(100 * value / whole, 1)}{fr.NARROW_SPACE}%)" if whole else text


def _sector_table(found: Parts, parts: Sequence[Part]) -> Table:
    columns = (
        Column("code", "Code du secteur"),
        Column("secteur", "Secteur"),
        value_column(found.indicator),
        SHARE_COLUMN,
        Column("statut", "Statut"),
    )
    return Table(columns, tuple((p.code, p.name, p.value, p.share_pct, status_word(p.status)) for p in parts))


def sectors_by_families(database: Database, parameters: Mapping[str, str]) -> Chart:
    """A table of the largest sectors by family; every sector in the table and the download."""
    found = parts_of(database, "secteurs-familles", parameters)
    indicator, place = found.indicator, found.place
    frame = found.of(place)
    frame = frame[(frame["sector"] != TOTAL) & (frame["family"] != TOTAL)]
    crossed = {(r.sector, r.family): (present(r.value), Status(r.status)) for r in records(frame)}
    codes = [code for code in FAMILIES if code in set(frame["family"])]
    known = frame.groupby("sector")["value"].sum()
    parts = [part for part in by_sector(database, found, place) if part.code in known.index]
    parts.sort(key=lambda part: -known[part.code])
    shown = parts[:SHOWN_SECTORS]
    cells = [[_number_cell(indicator, crossed.get((part.code, code))) for code in codes] for part in shown]
    return Chart(
        "secteurs-familles",
        found.parameters,
        f"{indicator.label} {narrative.in_place(place)}{fr.NARROW_SPACE}: secteurs et familles, {found.period}",
        f"{drawn_unit(indicator)}, teinte d’autant plus éloignée du fond que le nombre est élevé · "
        f"{_how_many(len(shown), len(parts))} · {place.name} · {found.period}",
        foot(database, indicator),
        describe_crossed(indicator, found.period, place, _largest(found, parts, crossed)),
        figures.numbers([part.name for part in shown], [_short_family(code) for code in codes], cells),
        _crossed_table(found, parts, codes, crossed),
        fr.file_name(indicator.indicator_id, "secteurs et familles", place.name, found.period),
        height=140 + 30 * len(shown),
    )


Crossed = Mapping[tuple[str, str], tuple[float | None, Status]]


def _short_family(code: str) -> str:
    return FAMILIES[code].removesuffix(" de l’ESS")


def _how_many(shown: int, total: int) -> str:
    if shown == total:
        return "1 secteur" if total == 1 else f"{total} secteurs"
    return f"les {shown} premiers secteurs sur {total}"


def _number_cell(indicator: Indicator, cell: tuple[float | None, Status] | None) -> Cell:
    if cell is None:
        return Cell(None, "")
    value, status = cell
    if value is None:
        return Cell(None, {Status.SECRET: "secret"}.get(status, "n. d."))
    return Cell(value / MILLION if indicator.unit == "EUR" else value, drawn_value(indicator, value))


def _largest(found: Parts, parts: Sequence[Part], crossed: Crossed) -> tuple[str, str, Part]:
    names = {part.code: part.name for part in parts}
    (sector, family), (value, _) = max(crossed.items(), key=lambda item: item[1][0] or -1.0)
    whole = found.whole(found.place, _values(parts))
    share = 100 * value / whole if value is not None and whole else None
    return family, names[sector], Part(sector, names[sector], value, share)


def _crossed_table(found: Parts, parts: Sequence[Part], codes: Sequence[str], crossed: Crossed) -> Table:
    columns = (
        Column("code", "Code du secteur"),
        Column("secteur", "Secteur"),
        *(Column(code, FAMILIES[code], numeric=True, decimals=found.indicator.decimals) for code in codes),
        Column("total", "Toutes familles", numeric=True, decimals=found.indicator.decimals),
        Column("remarque", "Remarque"),
    )

    def cells(part: Part) -> tuple[object, ...]:
        own = [crossed.get((part.code, code)) for code in codes]
        absent = [
            f"{FAMILIES[code]}{fr.NARROW_SPACE}: {status_word(cell[1])}"
            for code, cell in zip(codes, own, strict=True)
            if cell and cell[0] is None
        ]
        return (
            part.code,
            part.name,
            *(cell[0] if cell else None for cell in own),
            part.value,
            ", ".join(absent) or None,
        )

    return Table(columns, tuple(cells(part) for part in parts))
