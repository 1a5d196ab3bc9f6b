"""Charts of values that a reader has brought: map, ranking. They live in the session, no address leads to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from observatory import figures, maps, narrative, palette, queries
from observatory import formatting as fr
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.levels import in_frames
from observatory.charts.scene import country, zoomed
from observatory.charts.wording import status_word, unit_text, value_column
from observatory.comparison.reader_file import Imported
from observatory.database import Database
from observatory.frames import present, records
from observatory.model import Indicator, Kind, Level, Status, Territory

SHOWN = 24
_THIN = fr.NARROW_SPACE
_BROUGHT = "donnée importée par le lecteur, non vérifiée par l’observatoire"


@dataclass(frozen=True, eq=False)
class Brought:
    """A reader's values ready to be drawn: `frame` has every territory of the level, with value, status and note.

    `where` is the département whose communes are drawn: the country has too many for one map.
    """

    indicator: Indicator
    frame: pd.DataFrame
    file_name: str
    day: dt.date
    where: Territory | None = None

    @property
    def level(self) -> Level:
        """The level of the file."""
        return self.indicator.levels[0]

    @property
    def shown(self) -> pd.DataFrame:
        """The territories drawn: all those of the level, or the communes of the département chosen."""
        return self.frame if self.where is None else self.frame[self.frame["departement_code"] == self.where.code]

    @property
    def extent(self) -> str:
        """Which territories of the level are drawn, where not all are: « de l’Ain »."""
        return "" if self.where is None else narrative.of_place(self.where)

    @property
    def who(self) -> str:
        """The territories drawn, in words: « départements », « communes de l’Ain »."""
        return f"{fr.LEVEL_PLURAL[self.level]} {self.extent}".strip()

    @property
    def median(self) -> float | None:
        """The reader's reference: the median of the values of the file, at its level; never a figure of France."""
        known = self.frame["value"].dropna()
        return float(known.median()) if len(known) else None

    @property
    def foot(self) -> tuple[str, ...]:
        """What stands under every chart: whose values they are, from which file, on which day."""
        count = int(self.frame["value"].notna().sum())
        return (
            f"Source{_THIN}: {_BROUGHT} (fichier {self.file_name}, {fr.number(count)} {fr.counted('valeurs', count)}).",
            f"Importée le {self.day:%d/%m/%Y}. Géographie {self.indicator.geography_year}.",
        )


def frame_of(database: Database, imported: Imported) -> pd.DataFrame:
    """All the territories of a level with the values of a file; the others are not available, which is not zero."""
    base = queries.values_by_territory(database, "population", imported.level, "")
    value = base["code"].map(dict(imported.values)).astype(float)
    status = base["code"].map({code: str(absence.status) for code, absence in imported.absences.items()})
    note = base["code"].map({code: absence.note for code, absence in imported.absences.items()})
    status = status.astype(object).where(status.notna(), str(Status.NOT_AVAILABLE))
    note = note.astype(object).where(note.notna(), "absent du fichier")
    return base.assign(
        value=value,
        status=status.where(value.isna(), str(Status.OBSERVED)),
        note=note.where(value.isna(), None),
    )


def departements_of(frame: pd.DataFrame) -> list[str]:
    """The départements where a file has values of communes, from the one that has most."""
    counts = frame[frame["value"].notna()].groupby("departement_code").size()
    return [str(code) for code in counts.sort_values(ascending=False, kind="stable").index]


def _table(brought: Brought) -> Table:
    frame = brought.shown
    ranks = frame["value"].rank(method="min", ascending=False)
    ordered = frame.sort_values(["value", "name"], ascending=[False, True], na_position="last")
    columns = (
        Column("rang", "Rang", numeric=True),
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        value_column(brought.indicator),
        Column("statut", "Statut"),
        Column("note", "Remarque"),
    )
    rows = tuple(
        (
            None if pd.isna(r.value) else int(ranks.loc[r.Index]),
            r.code,
            r.name,
            present(r.value),
            status_word(r.status),
            present(r.note),
        )
        for r in records(ordered)
    )
    return Table(columns, rows)


def _words(brought: Brought) -> str:
    indicator, frame = brought.indicator, brought.shown
    known = frame[frame["value"].notna()].sort_values(["value", "name"])
    if known.empty:
        return f"Le fichier n’a aucune valeur pour les {brought.who}."
    low, high = known.iloc[0], known.iloc[-1]
    first, last = (fr.value_text(float(row["value"]), indicator) for row in (low, high))
    span = f"vaut {first} ({low['name']})" if len(known) == 1 else f"va de {first} ({low['name']}) à {last}"
    end = "" if len(known) == 1 else f" ({high['name']})"
    secret = int((frame["value"].isna() & (frame["status"] == Status.SECRET)).sum())
    hidden = f" Secret statistique{_THIN}: {fr.number(secret)}." if secret else ""
    return (
        f"Donnée importée{_THIN}: {indicator.short_label} {span}{end}, "
        f"pour {fr.number(len(known))} {brought.who} sur {fr.number(len(frame))}.{hidden}"
    )


def reader_map(database: Database, brought: Brought) -> Chart:
    """The map of a reader's values: areas for a rate, circles for a count; communes by département."""
    indicator, level, frame = brought.indicator, brought.level, brought.shown
    if brought.where is None:
        scene, drawn = country(database, level), in_frames(database, level, frame)
    else:
        scene, drawn = zoomed(database, level, Level.DEPARTEMENT, brought.where.code), frame
    draw = maps.rate_map if indicator.kind is Kind.RATE else maps.count_map
    return Chart(
        "carte-importee",
        {},
        indicator.label,
        f"{unit_text(indicator)} · {brought.who}",
        brought.foot,
        _words(brought),
        draw(drawn, indicator, scene.shapes, scene.insets, None),
        _table(brought),
        fr.file_name("donnee importee", indicator.short_label, "carte", brought.who),
        height=600,
        clicks=str(level),
        brought=brought.file_name,
    )


def reader_ranking(brought: Brought, chosen: Collection[str] = ()) -> Chart:
    """A reader's values from the highest, the first ones and the territories chosen for comparison."""
    indicator, frame = brought.indicator, brought.shown
    known = frame[frame["value"].notna()].sort_values(["value", "name"], ascending=[False, True])
    known = known.assign(rank=known["value"].rank(method="min", ascending=False).astype(int))
    shown = known[[i < SHOWN or code in chosen for i, code in enumerate(known["code"])]]
    figure = figures.bars(
        [f"{row.rank}. {row.name}" for row in records(shown)],
        [float(row.value) for row in records(shown)],
        [palette.MARK if row.code in chosen else palette.ACCENT for row in records(shown)],
        [fr.value_text(float(row.value), indicator) for row in records(shown)],
        indicator,
    )
    more = len(known) - len(shown)
    cut = f" · {len(shown)} des {fr.number(len(known))} rangs" if more else ""
    return Chart(
        "classement-importe",
        {},
        f"{indicator.label}{_THIN}: des plus hautes valeurs aux plus basses",
        f"{unit_text(indicator)} · {brought.who}{cut}",
        brought.foot,
        _words(brought),
        figure,
        _table(brought),
        fr.file_name("donnee importee", indicator.short_label, "classement", brought.who),
        height=140 + 24 * len(shown),
        brought=brought.file_name,
    )
