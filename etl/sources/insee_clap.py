"""Share of the ESS in salaried employment, %, by région and département (Insee, Clap): the embedded table.

Read in Insee's workbooks « Indicateurs territoriaux de développement durable »; each row tells its cell.
Traps: Clap's own documentation sheet says « secteur privé » where the columns say « emplois salariés » and
the level (10.5 % for France) is that of all salaried employment; Mayotte is empty; the France of 2015 is
titled « y compris Mayotte lorsque les données sont disponibles ».
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.errors import InvalidValueError
from etl.files import sha256_of_all
from etl.load import check_codes, insert_rows, stage
from etl.readers import Column, Layout, Table, parse_number, read_csv, required

FILE = "part_ess_emploi.csv"
NOT_AVAILABLE_MARKER = "nd"
HUNDRED_PCT = 100
ZONES = {"FR_METRO": "France métropolitaine", "FR_PROVINCE": "France de province"}
LANDING_PAGE = "https://www.insee.fr/fr/statistiques"

SOURCE = SourceDeclaration(
    id="insee_clap",
    title="Part de l’économie sociale dans les emplois salariés (indicateurs territoriaux de développement durable)",
    producer="Insee",
    landing_page=LANDING_PAGE,
    licence=LICENCE_OUVERTE_2,
    period="2008, 2014, 2015",
    geography_year=2016,
    retrieved_on=None,
    citation="Insee, Clap 2008, 2014 et 2015 (indicateurs territoriaux de développement durable)",
    processing=(
        "Valeurs relevées dans les classeurs ITDD-DonneesDetaillees.xls (2008 et 2014) et "
        "DD-indic-reg-dep_2008_2019.xls (2015), arrondies à quatre décimales ; la cellule d’origine est "
        "notée "
        "sur chaque ligne. Aucune valeur n’est calculée par nous."
    ),
    traps=(
        (
            "La feuille de documentation parle de « salariés du secteur privé » ; l’intitulé des colonnes "
            "et le "
            "niveau des valeurs (10,5 % en France) sont ceux de l’ensemble de l’emploi salarié."
        ),
        "Mayotte n’est pas dans la source.",
        "Clap s’arrête en 2015 ; Flores, qui la remplace, mesure autrement.",
    ),
    files=(FILE,),
    order=10,
)

LAYOUT = Layout(
    (
        required("level", "france|zone|region|departement"),
        required("code"),
        required("name"),
        required("period", r"\d{4}"),
        required("part_ess_emploi_pct"),
        required("origin"),
        required("source"),
    ),
    key=("level", "code", "period"),
)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.part_ess_emploi` (`share_pct` NULL where Insee gives nothing)."""
    path = context.reference / FILE
    table = with_share(read_csv(path, LAYOUT), "part_ess_emploi_pct")
    stage(connection, "part_ess_emploi", table)
    return Loaded("embedded", len(table), sha256_of_all([path]))


def with_share(table: Table, column: str) -> Table:
    """The table with a numeric `share_pct` (%), NULL for `nd`; anything else unreadable raises.

    A share lies between 0 and 100: a value outside is a typing error of the table, not a figure.
    """
    shares: list[float | None] = []
    for cell, line in zip(table.values[column], table.source_row, strict=True):
        shares.append(None if cell == NOT_AVAILABLE_MARKER else _share(table.name, line, column, cell))
    layout = Layout((*table.layout.columns, Column("share_pct", kind="number")), table.layout.key)
    return Table(table.name, layout, {**table.values, "share_pct": shares}, table.source_row)


def _share(name: str, line: int, column: str, cell: str) -> float:
    expected = "une part en % entre 0 et 100, ou « nd »"
    try:
        value = parse_number(cell)
    except ValueError as error:
        raise InvalidValueError(name, line, column, cell, expected) from error
    if not 0 <= value <= HUNDRED_PCT:
        raise InvalidValueError(name, line, column, cell, expected)
    return value


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the métropole and province rows as cited figures: they are not territories of the database."""
    check_codes(
        connection,
        "part_ess_emploi",
        "CASE WHEN level = 'zone' THEN 'france' ELSE level END",
        "CASE WHEN level = 'zone' THEN 'FR' ELSE code END",
    )
    rows = connection.execute(
        "SELECT code, period, share_pct, origin FROM staging.part_ess_emploi WHERE level = 'zone' ORDER BY source_row"
    ).fetchall()
    insert_rows(
        connection,
        "figure_cited",
        (
            "figure_id",
            "label",
            "measure",
            "perimeter",
            "value",
            "unit",
            "qualifier",
            "year",
            "territory_level",
            "territory_code",
            "url",
            "publisher",
            "note",
            "source_id",
        ),
        [
            (
                f"clap-{code.lower().replace('_', '-')}-{period}",
                "Part de l’ESS dans l’emploi salarié",
                "part_ess_emploi",
                f"emploi salarié, {ZONES[code]}, Clap",
                share,
                "%",
                "exact",
                int(period),
                "france",
                "FR",
                LANDING_PAGE,
                "Insee, Clap",
                f"{ZONES[code]} ; {origin}",
                SOURCE.id,
            )
            for code, period, share, origin in rows
        ],
    )
