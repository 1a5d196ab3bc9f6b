"""Charts of the levers of the study and of the territories that use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from observatory import figures, narrative, palette, queries
from observatory import formatting as fr
from observatory.catalogue import within
from observatory.charts.catalogue import FOOT_COLUMNS, foot
from observatory.charts.chart import Chart, Column, Table
from observatory.choices import territory_of
from observatory.database import Database
from observatory.frames import present, records, whole
from observatory.model import THEMES

_COUNTED = "nombre_initiatives_citees"


def levers_used(database: Database, parameters: Mapping[str, str]) -> Chart:
    """How many territories the corpus shows using each lever, by field of the study."""
    place = territory_of(database, parameters)
    used = queries.commitments(database)
    rows = used[within(used, place)]
    count = (rows["territory_level"] + "-" + rows["territory_code"]).groupby(rows["lever_id"]).nunique()
    levers = queries.levers(database)
    shown = levers.assign(count=levers["lever_id"].map(count).fillna(0).astype(int))
    visible = shown[shown["count"] > 0].sort_values("count", ascending=False, kind="stable").head(20)
    figure = figures.bars(
        visible["label"].tolist(),
        [float(v) for v in visible["count"]],
        [palette.ACCENT] * len(visible),
        [fr.number(v) for v in visible["count"]],
        queries.indicators(database)[_COUNTED],
    )
    title = f"Les leviers les plus utilisés {narrative.in_place(place)}"
    subtitle = "Nombre de collectivités que les documents montrent utilisant chaque levier"
    lines = _foot(database)
    total = int((rows["territory_level"] + "-" + rows["territory_code"]).nunique())
    plain = (
        f"Les documents montrent {fr.number(total)} collectivité{'s' if total > 1 else ''} "
        f"{narrative.in_place(place)} utilisant au moins un levier. D’autres peuvent le faire sans être citées."
    )
    table = Table(
        (
            Column("champ", "Champ d’action"),
            Column("levier", "Levier"),
            Column("collectivites", "Collectivités", numeric=True),
        ),
        tuple(
            (THEMES[f], label, int(c))
            for f, label, c in zip(shown["field"], shown["label"], shown["count"], strict=True)
        ),
    )
    return Chart(
        "leviers",
        {"territoire": place.key},
        title,
        subtitle,
        lines,
        plain,
        figure,
        table,
        fr.file_name("leviers", place.name),
        height=130 + 30 * max(1, len(visible)),
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


@dataclass(frozen=True)
class _Cited:
    """A chart of statistics read in the study: which ones, what names the bars, what is said of them."""

    name: str
    prefix: str
    bar_names: str
    title: str
    subtitle: str
    plain: str


_DELEGATIONS = _Cited(
    "delegations",
    "delegation-",
    "label",
    "Les délégations des élus à l’ESS",
    "Nombre de collectivités ou d’élus, parmi les 128 collectivités étudiées",
    "Sur 128 collectivités étudiées, 84 ont un élu chargé de l’ESS et 66 l’écrivent dans l’intitulé de sa "
    "délégation. Une délégation peut porter plusieurs thèmes\u202f: les nombres ne s’additionnent pas.",
)
_MEMBERSHIP = _Cited(
    "adhesions-scic",
    "scic-membership-",
    "territory_name",
    "Les collectivités membres de SCIC",
    "Nombre de SCIC dont la collectivité est sociétaire, d’après l’étude",
    "Nombre de SCIC dont chaque collectivité est membre selon l’étude. Ces nombres recouvrent des SCIC nommées "
    "ailleurs dans le catalogue\u202f: ils ne s’additionnent pas.",
)


def _cited_bars(database: Database, cited: _Cited) -> Chart:
    rows = queries.figures_cited(database)
    rows = rows[rows["figure_id"].str.startswith(cited.prefix)].sort_values("value", ascending=False)
    texts = [fr.number(value) for value in rows["value"]]
    figure = figures.bars(
        rows[cited.bar_names].tolist(),
        rows["value"].tolist(),
        [palette.ACCENT] * len(rows),
        texts,
        queries.indicators(database)[_COUNTED],
    )
    table = Table(
        (
            Column("libelle", "Libellé"),
            Column("territoire", "Territoire"),
            Column("valeur", "Valeur", numeric=True),
            Column("unite", "Unité"),
            Column("ligne", "Ligne", numeric=True),
            Column("remarque", "Remarque"),
        ),
        tuple(
            (r.label, r.territory_name, r.value, r.unit, int(r.document_line), present(r.note)) for r in records(rows)
        ),
    )
    return Chart(
        cited.name,
        {},
        cited.title,
        cited.subtitle,
        _foot_of_figures(database, rows),
        cited.plain,
        figure,
        table,
        fr.file_name(cited.name),
        height=130 + 32 * max(1, len(rows)),
    )


def _foot_of_figures(database: Database, rows: pd.DataFrame) -> tuple[str, ...]:
    cited = set(rows["document_id"].dropna())
    catalogue = queries.initiatives(database)[FOOT_COLUMNS]
    return foot(catalogue[catalogue["document_id"].isin(cited)])


def delegations(database: Database, _parameters: Mapping[str, str]) -> Chart:
    """The delegations of elected officials that include the ESS, as the study counts them in 128 collectivités."""
    return _cited_bars(database, _DELEGATIONS)


def scic_membership(database: Database, _parameters: Mapping[str, str]) -> Chart:
    """How many SCIC a collectivité belongs to, as the study says."""
    return _cited_bars(database, _MEMBERSHIP)
