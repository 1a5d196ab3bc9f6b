"""A reader's values set against others: the territories compared side by side, an indicator of the base as a cloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observatory import figures, palette, queries
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.compare_pair import Pair, axis_of, drawn_pair
from observatory.charts.compare_places import colors_of, named, who
from observatory.charts.compare_reader import Brought
from observatory.charts.wording import foot, status_word, unit_text, value_column
from observatory.choices import period_of
from observatory.database import Database
from observatory.figures.compared import Axis
from observatory.frames import present
from observatory.model import Indicator, Level, Status, Territory
from observatory.narrative.comparison import listed, ratio_text

_THIN = fr.NARROW_SPACE
_FILE_WORDS = 3


def _row(brought: Brought, place: Territory) -> dict[str, Any]:
    """What the file says of a territory: its value, or why there is none."""
    if place.level is not brought.level:
        note = f"le fichier porte sur les {fr.LEVEL_PLURAL[brought.level]}"
        return {"value": None, "status": Status.NOT_APPLICABLE, "note": note, "rank": None}
    known = brought.frame["value"]
    found = brought.frame[brought.frame["code"] == place.code].iloc[0]
    value = present(found["value"])
    rank = None if value is None else 1 + int((known > value).sum())
    return {"value": value, "status": Status(found["status"]), "note": present(found["note"]), "rank": rank}


def median_text(brought: Brought) -> str:
    """The reference in words: « médiane des 96 départements du fichier »."""
    count = int(brought.frame["value"].notna().sum())
    return f"médiane des {fr.number(count)} {fr.LEVEL_PLURAL[brought.level]} du fichier"


def reader_bars(brought: Brought, places: Sequence[Territory]) -> Chart:
    """The territories compared for a reader's indicator, from the highest, with the median of the file as a line."""
    indicator, median = brought.indicator, brought.median
    rows = [(place, _row(brought, place)) for place in places]
    colors = colors_of(places)
    shown = sorted(rows, key=lambda pair: (pair[1]["value"] is None, -(pair[1]["value"] or 0.0)))
    figure = figures.bars(
        [named(place, places) for place, _ in shown],
        [row["value"] for _, row in shown],
        [colors[place.key] for place, _ in shown],
        [fr.value_text(row["value"], indicator, row["status"]) for _, row in shown],
        indicator,
    )
    if median is not None:
        text = f"Médiane du fichier{_THIN}: {fr.value_text(median, indicator)}"
        figures.mark_value(figure, text, median, palette.REFERENCE, dash="dot")
    names = [place.name for place in places[:_FILE_WORDS]]
    return Chart(
        "barres-importees",
        {},
        f"{indicator.label}{_THIN}: territoires comparés",
        f"{unit_text(indicator)} · {who(places)}",
        brought.foot,
        _told(brought, rows),
        figure,
        _bars_table(brought, rows),
        fr.file_name("donnee importee", indicator.short_label, "comparaison", *names),
        height=150 + 34 * len(rows),
        brought=brought.file_name,
    )


def _bars_table(brought: Brought, rows: Sequence[tuple[Territory, dict[str, Any]]]) -> Table:
    indicator, median = brought.indicator, brought.median
    unit = "points" if indicator.unit == "%" else {"EUR": "€"}.get(indicator.unit, indicator.unit)
    columns = (
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("niveau", "Niveau"),
        value_column(indicator),
        Column("rang", "Rang dans le fichier", numeric=True),
        Column("ecart_mediane", f"Écart à la médiane du fichier ({unit})", numeric=True, decimals=indicator.decimals),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    cells = []
    for place, row in rows:
        value = row["value"]
        gap = None if value is None or median is None else value - median
        level = fr.LEVEL_SINGULAR[place.level]
        cells.append((place.code, place.name, level, value, row["rank"], gap, status_word(row["status"]), row["note"]))
    return Table(columns, tuple(cells))


def _told(brought: Brought, rows: Sequence[tuple[Territory, dict[str, Any]]]) -> str:
    indicator, median = brought.indicator, brought.median
    known = sorted(((row["value"], place.name) for place, row in rows if row["value"] is not None), reverse=True)
    absent = [f"{place.name} ({fr.STATUS_TEXT[row['status']]})" for place, row in rows if row["value"] is None]
    start = f"Donnée importée{_THIN}: "
    if not known:
        parts = [f"{start}aucun des territoires comparés n’a de valeur dans le fichier."]
    elif len(known) == 1:
        parts = [f"{start}{indicator.short_label} vaut {fr.value_text(known[0][0], indicator)} ({known[0][1]})."]
    else:
        (high, first), (low, last) = known[0], known[-1]
        times = ratio_text(high, low)
        least, most = fr.value_text(low, indicator), fr.value_text(high, indicator)
        ends = f"va de {least} ({last}) à {most} ({first})"
        parts = [f"{start}{indicator.short_label} {ends}{f', soit {times}' if times else ''}."]
    if median is not None:
        words = median_text(brought)
        parts.append(f"{words[:1].upper()}{words[1:]}{_THIN}: {fr.value_text(median, indicator)}.")
    if absent and known:
        parts.append(f"Sans valeur{_THIN}: {listed(absent)}.")
    return " ".join(parts)


def seconds_of(database: Database, level: Level) -> list[Indicator]:
    """The indicators of the base that have values at a level, to be set against the reader's."""
    known = queries.indicators(database).values()
    return [i for i in known if level in i.levels and queries.periods(database, i.indicator_id, level)]


def reader_cloud(database: Database, brought: Brought, second: Indicator, places: Sequence[Territory]) -> Chart:
    """A reader's indicator against one of the base: the reader's quadrant line is the median of the file."""
    year = period_of(database, second, brought.level, {})
    up = queries.values_by_territory(database, second.indicator_id, brought.level, year).set_index("code")["value"]
    shown = brought.shown
    frame = shown[["code", "name", "population"]].assign(x=shown["value"], y=shown["code"].map(up))
    pair = Pair(
        brought.indicator,
        second,
        brought.level,
        ("", year),
        frame,
        tuple(places),
        extent=brought.extent,
        brought=brought.file_name,
    )
    unit = {"EUR": "€"}.get(brought.indicator.unit, brought.indicator.unit)
    across = Axis(brought.indicator, f"{brought.indicator.short_label} ({unit})", brought.median, "médiane du fichier")
    return drawn_pair(pair, (across, axis_of(database, pair, 1)), (*brought.foot, *foot(database, second)))
