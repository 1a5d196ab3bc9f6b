"""Charts of the levers of the study and of the territories that use them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from observatory import figures, narrative, palette, queries
from observatory import formatting as fr
from observatory.catalogue import within
from observatory.charts.catalogue import FOOT_COLUMNS, foot
from observatory.charts.chart import Chart, Column, Table
from observatory.choices import territory_of
from observatory.database import Database
from observatory.figure import Figure
from observatory.frames import present, records, whole
from observatory.model import THEMES, Territory

_COUNTED = "nombre_initiatives_citees"
SHOWN_LEVERS = 20


def used_in(database: Database, place: Territory) -> pd.DataFrame:
    """The levers used in a territory: one row per lever, collectivité and passage."""
    rows = queries.commitments(database)
    return rows[within(rows, place)]


def collectivity_count(rows: pd.DataFrame) -> int:
    """How many collectivités the rows name."""
    return len(set(_keys(rows)))


def _keys(rows: pd.DataFrame) -> pd.Series:
    return rows["territory_level"] + "-" + rows["territory_code"]


def levers_used(database: Database, parameters: Mapping[str, str]) -> Chart:
    """How many territories the corpus shows using each lever; where there is one only, its levers by field."""
    place = territory_of(database, parameters)
    rows = used_in(database, place)
    if collectivity_count(rows) == 1:
        return _levers_of_one(database, place, rows)
    count = _keys(rows).groupby(rows["lever_id"]).nunique()
    levers = queries.levers(database)
    shown = levers.assign(count=levers["lever_id"].map(count).fillna(0).astype(int))
    used = shown[shown["count"] > 0].sort_values("count", ascending=False, kind="stable")
    visible = used.head(SHOWN_LEVERS)
    subtitle = "Nombre de collectivités que les documents montrent utilisant chaque levier"
    if len(used) > len(visible):
        subtitle += f" · les {len(visible)} plus utilisés sur {len(used)}, tous dans le tableau"
    columns = (
        Column("champ", "Champ d’action"),
        Column("levier", "Levier"),
        Column("collectivites", "Collectivités", numeric=True),
    )
    cells = zip(shown["field"], shown["label"], shown["count"], strict=True)
    return Chart(
        "leviers",
        {"territoire": place.key},
        f"Les leviers les plus utilisés {narrative.in_place(place)}",
        subtitle,
        _foot(database),
        _told(rows, place),
        _counted_bars(database, visible["label"].tolist(), visible["count"].tolist()),
        Table(columns, tuple((THEMES[field], label, int(number)) for field, label, number in cells)),
        fr.file_name("leviers", place.name),
        height=130 + 30 * max(1, len(visible)),
    )


def _told(rows: pd.DataFrame, place: Territory) -> str:
    return narrative.describe_levers(rows["lever_id"].nunique(), collectivity_count(rows), narrative.in_place(place))


def _counted_bars(database: Database, names: list[str], counts: list[int]) -> Figure:
    return figures.bars(
        names,
        [float(count) for count in counts],
        [palette.ACCENT] * len(names),
        [fr.number(count) for count in counts],
        queries.indicators(database)[_COUNTED],
    )


def _levers_of_one(database: Database, place: Territory, rows: pd.DataFrame) -> Chart:
    """The levers of one collectivité: how many in each field, and every passage in the table."""
    fields = rows.drop_duplicates("lever_id")["field"].value_counts(sort=False)
    ordered = fields.sort_values(ascending=False, kind="stable")
    columns = (
        Column("champ", "Champ d’action"),
        Column("levier", "Levier"),
        Column("territoire", "Collectivité"),
        Column("initiative", "Initiative"),
        Column("annee", "Année", numeric=True),
        Column("document", "Document"),
        Column("ligne", "Ligne", numeric=True),
        Column("rubrique", "Rubrique"),
    )
    return Chart(
        "leviers-utilises",
        {"territoire": place.key},
        f"Les leviers utilisés {narrative.in_place(place)}, par champ d’action",
        f"Nombre de leviers de l’étude · {fr.count_of(int(fields.sum()), 'levier', 'leviers')}, listés dans le tableau",
        foot(rows),
        _told(rows, place),
        _counted_bars(database, [THEMES[str(field)] for field in ordered.index], ordered.tolist()),
        Table(
            columns,
            tuple(
                (
                    THEMES[r.field],
                    r.label,
                    r.territory_name,
                    present(r.initiative_name),
                    whole(r.year),
                    r.document_title,
                    int(r.document_line),
                    present(r.document_section),
                )
                for r in records(rows)
            ),
        ),
        fr.file_name("leviers", place.name),
        height=150 + 30 * max(1, len(ordered)),
    )


def _foot(database: Database) -> tuple[str, ...]:
    return foot(queries.initiatives(database)[FOOT_COLUMNS].dropna(subset=["document_id"]))


def _spaser_sentence(marks: list[tuple[str, int, int, str]]) -> str:
    what = "un schéma d’achats responsables daté dans les documents"
    if not marks:
        return "Les documents ne datent aucun schéma d’achats responsables ici."
    first, last = marks[0][1], max(mark[1] for mark in marks)
    if len(marks) == 1:
        return f"Un territoire a {what}\u202f: {marks[0][0]}, en {first}."
    return f"{fr.number(len(marks))} territoires ont {what}, le premier en {first}, le dernier en {last}."


def spaser(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Who adopted a SPASER and when; a range where the text leaves the year open."""
    place = territory_of(database, parameters)
    rows = queries.initiatives(database)
    rows = rows[rows["kind"] == "spaser"]
    rows = rows[within(rows, place)]
    dated = rows[rows["year"].notna()].sort_values(["year", "territory_name"])
    grouped = dated.groupby(["territory_level", "territory_code", "territory_name"], sort=False)
    marks = []
    for (_, _, territory), own in grouped:
        name = str(territory)
        first, last = int(own["year"].min()), int(own["year_end"].fillna(own["year"]).max())
        note = "<br>".join(_wrapped(escape(str(n), quote=False)) for n in own["note"].dropna().unique())
        when = str(first) if first == last else f"{first} à {last}"
        hover = "<br>".join(part for part in (f"<b>{escape(name, quote=False)}</b>", when, note) if part)
        marks.append((name, first, last, hover))
    marks.sort(key=lambda mark: (mark[1], mark[2], mark[0]))
    undated = sorted(set(rows.loc[rows["year"].isna(), "territory_name"]) - {mark[0] for mark in marks})
    figure = figures.time_line(marks)
    title = "Schémas d’achats responsables (SPASER)\u202f: qui, depuis quand"
    subtitle = f"Année citée · {fr.number(len(marks))} {fr.counted('territoires', len(marks))}"
    lines = foot(rows)
    plain = _spaser_sentence(marks)
    if undated:
        plain += f" Sans année\u202f: {', '.join(undated)}."
    table = Table(
        (
            Column("code", "Code"),
            Column("territoire", "Territoire"),
            Column("annee", "Année", numeric=True),
            Column("annee_fin", "Jusqu’à", numeric=True),
            Column("ligne", "Ligne", numeric=True),
            Column("remarque", "Remarque"),
        ),
        tuple(
            (
                r.territory_code,
                r.territory_name,
                whole(r.year),
                whole(r.year_end),
                int(r.document_line),
                present(r.note),
            )
            for r in records(rows.sort_values(["year", "territory_name"]))
        ),
    )
    return Chart(
        "spaser",
        {"territoire": place.key},
        title,
        subtitle,
        lines,
        plain,
        figure,
        table,
        fr.file_name("spaser", place.name),
        height=150 + 28 * max(1, len(marks)),
    )


def _wrapped(text: str, width: int = 60) -> str:
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
