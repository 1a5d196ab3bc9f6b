"""Charts of the catalogue of cited initiatives: map, kinds, territories × themes."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from observatory import figures, maps, narrative, palette, queries
from observatory import formatting as fr
from observatory.catalogue import Filters, entries, filters_of, select
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.scene import Scene, around
from observatory.database import Database
from observatory.frames import present, records, whole
from observatory.model import INITIATIVE_KINDS, THEMES, Level

SHOWN_TERRITORIES = 20
FOOT_COLUMNS = ["document_id", "document_publisher", "document_title", "document_year"]


def foot(rows: pd.DataFrame) -> tuple[str, ...]:
    """The sources of a selection: the documents it rests on, and what the count means."""
    columns = [rows[name] for name in FOOT_COLUMNS]
    cited = {document: told for document, *told in zip(*columns, strict=True) if not pd.isna(document)}
    titles = [
        f"{publisher}, «{fr.NARROW_SPACE}{title}{fr.NARROW_SPACE}»" + ("" if pd.isna(year) else f", {int(year)}")
        for publisher, title, year in (cited[document] for document in sorted(cited))
    ]
    if rows["document_id"].isna().any():
        titles.append("listes publiées de lauréats PTCE")
    colon = f"{fr.NARROW_SPACE}:"
    today = f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}"
    return (
        f"Sources{colon} {f'{fr.NARROW_SPACE}; '.join(titles) or 'aucune'}.",
        f"Exemples relus ligne à ligne, pas un recensement. Géographie 2026. Extraction du {today}.",
    )


def catalogue_table(database: Database, rows: pd.DataFrame) -> Table:
    """The rows of a selection with their passage: what the CSV holds."""
    columns = (
        Column("identifiant", "Identifiant"),
        Column("nom", "Initiative"),
        Column("type", "Type"),
        Column("theme", "Thème"),
        Column("niveau", "Niveau"),
        Column("code", "Code"),
        Column("territoire", "Territoire"),
        Column("annee", "Année", numeric=True),
        Column("resume", "Résumé"),
        Column("document", "Document"),
        Column("ligne", "Ligne", numeric=True),
        Column("rubrique", "Rubrique"),
        Column("adresse", "Page"),
        Column("remarque", "Remarque"),
    )

    known = _cells(database)
    return Table(columns, tuple(known[i] for i in rows.index))


@lru_cache(maxsize=4)
def _cells(database: Database) -> tuple[tuple[Any, ...], ...]:
    return tuple(
        (
            r.initiative_id,
            r.name,
            INITIATIVE_KINDS[r.kind],
            THEMES[r.theme],
            r.territory_level,
            r.territory_code,
            r.territory_name,
            whole(r.year),
            r.summary,
            present(r.document_title),
            whole(r.document_line),
            present(r.document_section),
            present(r.url),
            present(r.note),
        )
        for r in records(queries.initiatives(database))
    )


def _parts(filters: Filters) -> list[str]:
    return [filters.territory.name, *filters.kinds, *filters.themes]


def initiative_map(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Where the cited initiatives are. National and régional entries without a place are counted, not drawn."""
    filters = filters_of(database, parameters)
    rows = select(database, filters)
    placed = _placed(entries(database, rows))
    scene = around(database, filters.territory)
    groups = _points(placed, _zoom(database, scene))
    figure = maps.point_map(groups, scene.shapes, scene.codes, scene.insets)
    unplaced = len({r.initiative_id for r in entries(database, rows) if math.isnan(r.display_longitude)})
    title = f"Initiatives citées {narrative.in_place(filters.territory)}"
    subtitle = f"Un point par initiative et par territoire · {fr.count_of(len(placed), 'point', 'points')}"
    if unplaced:
        subtitle += f" · {fr.number(unplaced)} nationales ou régionales, listées sans point"
    lines = foot(rows)
    return Chart(
        "carte-initiatives",
        filters.parameters(),
        title,
        subtitle,
        lines,
        narrative.describe_catalogue(rows, filters.territory, filtered=filters.narrowed),
        figure,
        catalogue_table(database, rows),
        fr.file_name("initiatives citees", *_parts(filters)),
        height=560,
        clicks="initiative",
    )


def _placed(rows: Sequence[Any]) -> list[Any]:
    """The first row of each initiative in each territory, among those that have a place."""
    first: dict[tuple[str, str, str], Any] = {}
    for row in rows:
        if not math.isnan(row.display_longitude):
            first.setdefault((row.initiative_id, row.territory_level, row.territory_code), row)
    return list(first.values())


def _points(placed: Sequence[Any], zoom: float) -> list[tuple[str, str, maps.Points]]:
    """A group of points for each kind that has a colour of its own, above the group of the others."""
    groups: dict[str, list[Any]] = {"": [], **{kind: [] for kind in palette.KINDS}}
    for row in placed:
        groups[row.kind if row.kind in palette.KINDS else ""].append(row)
    return [
        (
            _short_kind(kind) if kind else "Autres types",
            palette.KINDS[kind] if kind else palette.OTHER_KINDS,
            maps.Points(
                [r.base_longitude + zoom * (r.display_longitude - r.base_longitude) for r in rows],
                [r.base_latitude + zoom * (r.display_latitude - r.base_latitude) for r in rows],
                [r.initiative_id for r in rows],
                [
                    f"<b>{_escape(r.name)}</b><br>{INITIATIVE_KINDS[r.kind]}<br>{_escape(r.territory_name)}"
                    for r in rows
                ],
            ),
        )
        for kind, rows in groups.items()
    ]


def _zoom(database: Database, scene: Scene) -> float:
    """How much closer than the whole country a scene is (1 = the country): points are spread by as much less."""
    _, south, _, north = scene.shapes.bounds
    _, whole_south, _, whole_north = queries.drawing_bounds(database)
    return min(1.0, 2.5 * (north - south) / (whole_north - whole_south))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _short_kind(kind: str) -> str:
    return {"ptce": "PTCE", "scic": "SCIC", "spaser": "SPASER"}.get(kind, INITIATIVE_KINDS[kind])


def kinds(database: Database, parameters: Mapping[str, str]) -> Chart:
    """How many initiatives of each kind the selection holds."""
    filters = filters_of(database, parameters)
    rows = select(database, filters)
    numbers = Counter(kind for kind, _ in {(r.kind, r.initiative_id) for r in entries(database, rows)})
    counts = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    names = [INITIATIVE_KINDS[kind] for kind, _ in counts]
    figure = figures.bars(
        names,
        [float(v) for _, v in counts],
        [palette.KINDS.get(k, palette.ACCENT) for k, _ in counts],
        [fr.number(v) for _, v in counts],
        queries.indicators(database)["nombre_initiatives_citees"],
    )
    title = f"Types d’initiatives citées {narrative.in_place(filters.territory)}"
    subtitle = "Nombre d’initiatives distinctes"
    lines = foot(rows)
    return Chart(
        "types-initiatives",
        filters.parameters(),
        title,
        subtitle,
        lines,
        narrative.describe_catalogue(rows, filters.territory, filtered=filters.narrowed),
        figure,
        Table(
            (Column("type", "Type"), Column("initiatives", "Initiatives", numeric=True)),
            tuple((INITIATIVE_KINDS[kind], value) for kind, value in counts),
        ),
        fr.file_name("types d initiatives", *_parts(filters)),
        height=130 + 30 * max(1, len(counts)),
    )


def _table_of_themes(rows: Sequence[Any]) -> tuple[list[tuple[str, list[int]]], list[str]]:
    """Distinct initiatives of each territory by theme, the most cited first, and the themes that have any."""
    cited: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row.territory_level != Level.FRANCE:
            name = f"{row.territory_name} ({fr.LEVEL_SINGULAR[Level(row.territory_level)]})"
            cited.setdefault(name, set()).add((row.theme, row.initiative_id))
    numbers = {name: Counter(theme for theme, _ in pairs) for name, pairs in cited.items()}
    themes = [theme for theme in THEMES if any(theme in counts for counts in numbers.values())]
    table = [(name, [counts[theme] for theme in themes]) for name, counts in numbers.items()]
    return sorted(table, key=lambda line: (-sum(line[1]), line[0])), themes


def territories_by_themes(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Who does what: the most cited territories by theme, counting distinct initiatives."""
    filters = filters_of(database, parameters)
    rows = select(database, filters)
    table, themes = _table_of_themes(entries(database, rows))
    top = table[:SHOWN_TERRITORIES]
    figure = figures.matrix(
        [name for name, _ in top], [THEMES[t] for t in themes], [counts for _, counts in top], "initiatives"
    )
    title = f"Territoires et thèmes{fr.NARROW_SPACE}: qui est cité pour quoi"
    subtitle = (
        f"Nombre d’initiatives distinctes · {min(len(table), SHOWN_TERRITORIES)} territoires les plus cités "
        f"sur {fr.number(len(table))}"
    )
    lines = foot(rows)
    columns = (
        Column("territoire", "Territoire"),
        *(Column(t, THEMES[t], numeric=True) for t in themes),
        Column("total", "Total", numeric=True),
    )
    cells = tuple((name, *counts, sum(counts)) for name, counts in table)
    return Chart(
        "matrice",
        filters.parameters(),
        title,
        subtitle,
        lines,
        narrative.describe_catalogue(rows, filters.territory, filtered=filters.narrowed),
        figure,
        Table(columns, cells),
        fr.file_name("territoires et themes", *_parts(filters)),
        height=300 + 24 * max(1, len(top)),
    )
