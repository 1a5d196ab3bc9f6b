"""Charts of the catalogue of cited initiatives: map, kinds, territories × themes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from observatory import figures, maps, narrative, palette, queries
from observatory import formatting as fr
from observatory.catalogue import Filters, filters_of, select
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.scene import Scene, around
from observatory.database import Database
from observatory.frames import records, whole
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


def catalogue_table(rows: pd.DataFrame) -> Table:
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

    def text(value: object) -> object:
        return None if pd.isna(value) else value  # type: ignore[call-overload]

    return Table(
        columns,
        tuple(
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
                text(r.document_title),
                whole(r.document_line),
                text(r.document_section),
                text(r.url),
                text(r.note),
            )
            for r in records(rows)
        ),
    )


def _parts(filters: Filters) -> list[str]:
    return [filters.territory.name, *filters.kinds, *filters.themes]


def initiative_map(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Where the cited initiatives are. National and régional entries without a place are counted, not drawn."""
    filters = filters_of(database, parameters)
    rows = select(database, filters)
    placed = rows[rows["display_longitude"].notna()].drop_duplicates(
        ["initiative_id", "territory_level", "territory_code"]
    )
    scene = around(database, filters.territory)
    zoom = _zoom(database, scene)
    points = pd.DataFrame(
        {
            "longitude": placed["base_longitude"] + zoom * (placed["display_longitude"] - placed["base_longitude"]),
            "latitude": placed["base_latitude"] + zoom * (placed["display_latitude"] - placed["base_latitude"]),
            "id": placed["initiative_id"],
            "kind": placed["kind"],
            "text": "<b>"
            + placed["name"].map(_escape)
            + "</b><br>"
            + placed["kind"].map(INITIATIVE_KINDS)
            + "<br>"
            + placed["territory_name"].map(_escape),
        }
    )
    groups = [(_short_kind(kind), color, points[points["kind"] == kind]) for kind, color in palette.KINDS.items()]
    others = points[~points["kind"].isin(palette.KINDS)]
    groups.insert(0, ("Autres types", palette.OTHER_KINDS, others))
    figure = maps.point_map(groups, scene.shapes, scene.codes, scene.insets)
    unplaced = rows.loc[rows["display_longitude"].isna(), "initiative_id"].nunique()
    title = f"Initiatives citées {narrative.in_place(filters.territory)}"
    subtitle = f"Un point par initiative et par territoire · {fr.number(len(placed))} points"
    if unplaced:
        subtitle += f" · {fr.number(unplaced)} nationales ou régionales, listées sans point"
    lines = foot(rows)
    return Chart(
        "carte-initiatives",
        filters.parameters(),
        title,
        subtitle,
        lines,
        narrative.describe_catalogue(rows, filters.territory),
        figure,
        catalogue_table(rows),
        fr.file_name("initiatives citees", *_parts(filters)),
        height=560,
        clicks="initiative",
    )


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
    counts = rows.groupby("kind")["initiative_id"].nunique().sort_values(ascending=False)
    names = [INITIATIVE_KINDS[kind] for kind in counts.index]
    figure = figures.bars(
        names,
        [float(v) for v in counts],
        [palette.KINDS.get(k, palette.ACCENT) for k in counts.index],
        [fr.number(v) for v in counts],
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
        narrative.describe_catalogue(rows, filters.territory),
        figure,
        Table(
            (Column("type", "Type"), Column("initiatives", "Initiatives", numeric=True)),
            tuple((name, int(value)) for name, value in zip(names, counts, strict=True)),
        ),
        fr.file_name("types d initiatives", *_parts(filters)),
        height=130 + 30 * max(1, len(counts)),
    )


def territories_by_themes(database: Database, parameters: Mapping[str, str]) -> Chart:
    """Who does what: the most cited territories by theme, counting distinct initiatives."""
    filters = filters_of(database, parameters)
    rows = select(database, filters)
    named = rows[rows["territory_level"] != Level.FRANCE].assign(
        territory=lambda r: (
            r["territory_name"]
            + " ("
            + r["territory_level"].map({str(level): text for level, text in fr.LEVEL_SINGULAR.items()})
            + ")"
        )
    )
    table = named.pivot_table(
        index="territory", columns="theme", values="initiative_id", aggfunc="nunique", fill_value=0
    )
    themes = [theme for theme in THEMES if theme in table.columns]
    table = table.reindex(columns=themes)
    table = (
        table.assign(total=table.sum(axis=1)).reset_index().sort_values(["total", "territory"], ascending=[False, True])
    )
    top = table.head(SHOWN_TERRITORIES)
    figure = figures.matrix(
        top["territory"].tolist(), [THEMES[t] for t in themes], top[themes].to_numpy().tolist(), "initiatives"
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
    cells = tuple((r["territory"], *(int(r[t]) for t in themes), int(r["total"])) for _, r in table.iterrows())
    return Chart(
        "matrice",
        filters.parameters(),
        title,
        subtitle,
        lines,
        narrative.describe_catalogue(rows, filters.territory),
        figure,
        Table(columns, cells),
        fr.file_name("territoires et themes", *_parts(filters)),
        height=300 + 24 * max(1, len(top)),
    )
