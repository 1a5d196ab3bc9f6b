"""The rubrique « Dernière différence »: what the last build changed from the database it replaced."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.database import Database
from observatory.frames import present, records
from observatory.model import FAMILIES, Level
from observatory.ui.blocks import Cell, plain_table

ROWS_SHOWN = 50
_MOST_DECIMALS = 4
_SUMMED = ("added", "removed", "changed")


def last_difference(base: Database) -> None:
    """In words, then a table (most changed first) and its file; says so when there is nothing to compare or to say."""
    former_built_at = queries.build(base)["former_built_at"]
    if former_built_at is None:
        st.write(
            "C’est la première base construite ici, ou la précédente n’était pas comparable\u202f: il n’y a pas encore "
            "de différence à montrer. La prochaine construction dira ce qu’elle a changé."
        )
        return
    assert isinstance(former_built_at, datetime)  # noqa: S101 - the column's type
    rows, parts = queries.differences(base), queries.part_differences(base)
    since = f"la base du {former_built_at:%d/%m/%Y à %H:%M} (temps universel)"
    if rows.empty and parts.empty:
        st.write(f"Aucun chiffre n’a changé depuis {since}.")
        return
    if rows.empty:
        st.write(f"Aucun total n’a changé depuis {since}\u202f; des parts ont changé.")
    else:
        _values(rows, since)
    if not parts.empty:
        _parts(parts)
    st.write("Territoire par territoire, entre deux bases quelconques, en ligne de commande\u202f:")
    st.code("python -m etl diff ANCIENNE.duckdb NOUVELLE.duckdb --csv ecarts.csv", language="bash")


def _values(rows: pd.DataFrame, since: str) -> None:
    """What changed in the values: a sentence, the most changed first, the whole as a file."""
    st.write(_summary(rows, since))
    rows = one_line_a_level(rows)
    plain_table(
        ["Indicateur", "Niveau", "Année", "Apparues", "Disparues", "Modifiées", "Plus grand écart"],
        [_row(row) for row in records(rows.head(ROWS_SHOWN))],
        [3, 4, 5],
    )
    rest = len(rows) - ROWS_SHOWN
    if rest > 0:
        st.caption(f"Les {ROWS_SHOWN} premières lignes, sur {fr.number(len(rows))}\u202f: le fichier les donne toutes.")
    st.html('<p><a href="./tables/difference.csv" download>Toute la différence (CSV)</a></p>')


def _parts(rows: pd.DataFrame) -> None:
    """What changed in the parts by family and sector, all years together, most changed first."""
    st.subheader("Par famille et par secteur")
    st.write(
        "Le détail des indicateurs par famille de l’ESS et par secteur d’activité, toutes années ensemble\u202f: une "
        "part est la valeur d’une famille, d’un secteur, ou d’une famille dans un secteur."
    )
    plain_table(
        ["Indicateur", "Niveau", "Apparues", "Disparues", "Modifiées", "Plus grand écart"],
        [_part_row(row) for row in records(rows.head(ROWS_SHOWN))],
        [2, 3, 4],
    )


def one_line_a_level(rows: pd.DataFrame) -> pd.DataFrame:
    """The differences, where the years of an indicator and level that only came or went make one row.

    A year in which a value moved keeps its own row, because it names the largest move.
    """
    moved = rows[rows["changed"] > 0]
    others = rows[rows["changed"] == 0]
    if others.empty:
        return moved
    merged = others.groupby(["indicator_id", "level"], sort=False, as_index=False).agg(
        {name: "first" for name in rows.columns if name not in {"indicator_id", "level", *_SUMMED}}
        | {"period": _years, **dict.fromkeys(_SUMMED, "sum")}
    )
    together = pd.concat([moved, merged[list(rows.columns)]], ignore_index=True) if len(moved) else merged
    most = together[list(_SUMMED)].sum(axis=1).sort_values(ascending=False, kind="stable")
    return together.loc[most.index]


def _years(periods: pd.Series) -> str:
    """« 2015 », or « 1998 à 2024 »."""
    first, last = min(periods), max(periods)
    return str(first) if first == last else f"{first} à {last}"


def _summary(rows: pd.DataFrame, since: str) -> str:
    indicators = rows["indicator_id"].nunique()
    have = "un indicateur a changé" if indicators == 1 else f"{fr.number(indicators)} indicateurs ont changé"
    parts = [
        _counted(int(rows["changed"].sum()), "modifiée"),
        _counted(int(rows["added"].sum()), "apparue"),
        _counted(int(rows["removed"].sum()), "disparue"),
    ]
    return f"Depuis {since}, {have}\u202f: {', '.join(part for part in parts if part)}."


def _counted(count: int, word: str) -> str:
    if not count:
        return ""
    plural = "s" if count > 1 else ""
    return f"{fr.number(count)} valeur{plural} {word}{plural}"


def _label(row: Any) -> str:  # noqa: ANN401 - a record of the differences
    label = present(row.label)
    return f"{row.indicator_id} (n’existe plus)" if label is None else str(label)


def _part_row(row: Any) -> list[Cell]:  # noqa: ANN401 - a record of the differences of parts
    largest = _largest(row)
    split = [FAMILIES.get(row.largest_family, str(row.largest_family)), present(row.sector_label)]
    kinds = [str(word) for word in split if word is not None and word != queries.TOTAL]
    return [
        _label(row),
        fr.LEVEL_PLURAL[Level(row.level)],
        fr.number(row.added),
        fr.number(row.removed),
        fr.number(row.changed),
        f"{', '.join(kinds)}, {row.largest_period}, {largest}" if largest else "",
    ]


def _row(row: Any) -> list[Cell]:  # noqa: ANN401 - a record of the differences
    return [
        _label(row),
        fr.LEVEL_PLURAL[Level(row.level)],
        str(row.period),
        fr.number(row.added),
        fr.number(row.removed),
        fr.number(row.changed),
        _largest(row),
    ]


def _largest(row: Any) -> str:  # noqa: ANN401 - a record of the differences
    """« Bretagne : 14,3 → 15,0 % (+4,9 %) »; with more decimals when the rounded values would look the same."""
    former, now = present(row.largest_former), present(row.largest_now)
    if former is None or now is None:
        return ""
    wanted = 0 if pd.isna(row.decimals) else int(row.decimals)
    fewest = min(wanted, _MOST_DECIMALS)
    decimals = next(
        (n for n in range(fewest, _MOST_DECIMALS) if fr.rounded(former, n) != fr.rounded(now, n)), _MOST_DECIMALS
    )
    unit = present(row.unit)
    after = fr.number(now, decimals)
    name = present(row.largest_name) or f"territoire {row.largest_code}"
    share = f" ({fr.number((now - former) / abs(former) * 100, 1, signed=True)}\u202f%)" if former else ""
    return (
        f"{name}\u202f: {fr.number(former, decimals)} → "
        f"{after if unit is None else fr.with_unit(after, fr.counted(unit, now))}{share}"
    )
