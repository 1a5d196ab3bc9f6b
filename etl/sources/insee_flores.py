"""Jobs and employer establishments of all employers (Insee, Flores), from the commune to France, when it was brought.

Traps: a zip whose member `*_data.csv` is the data (the other describes it) and holds every sector and size: only the
totals are read; several zonings share the column GEO (`ZE2020`, `ARM`, `UU2020`… are left); `F` is France, `FM` the
métropole; the communes are those of the file's year, some have merged since; `K` is a cell that is not published, `W`
one that includes the data of another.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import duckdb

from etl.archives import is_archive, member_names, unpack
from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.errors import DuplicateKeyError, InvalidValueError, MalformedFileError
from etl.kept import kept_file, loaded_from
from etl.large_files import open_large, readable

DATA_MEMBER = "*_data.csv"
NEEDED = {
    "geo": ("GEO",),
    "geo_object": ("GEO_OBJECT",),
    "activity": ("ACTIVITY",),
    "size": ("NUMBER_EMPL",),
    "legal_form": ("LEGAL_FORM_WITH_PUBLIC",),
    "measure": ("FLORES_MEASURE",),
    "status": ("OBS_STATUS",),
    "period": ("TIME_PERIOD",),
    "value": ("OBS_VALUE",),
}
KEPT = ("geo", "geo_object", "measure", "status", "period", "value")
TOTALS = "activity = '_T' AND size = '_T' AND legal_form = '1T9X7' AND measure IN ('EMPL3112', 'UNIT_LOC')"
PLACES = "(geo_object IN ('COM', 'EPCI', 'DEP', 'REG') OR (geo_object = 'FRANCE' AND geo = 'F'))"
WRONG = {
    "OBS_STATUS": ("status", "status IS NULL OR status NOT IN ('A', 'K', 'W')", "A, K ou W"),
    "OBS_VALUE": ("value", "NOT regexp_full_match(value, '\\d+([.,]\\d+)?')", "un nombre positif, ou une case vide"),
    "TIME_PERIOD": ("period", "period IS NULL OR NOT regexp_full_match(period, '\\d{4}')", "une année"),
}

SOURCE = SourceDeclaration(
    id="insee_flores",
    title="Établissements employeurs et postes salariés, tous employeurs (Flores)",
    producer="Insee",
    landing_page="https://www.insee.fr/fr/statistiques/8266010",
    licence=LICENCE_OUVERTE_2,
    period="fin 2024",
    geography_year=2026,
    retrieved_on=None,
    citation="Insee, Flores 2024 (fichier localisé des rémunérations et de l’emploi salarié)",
    processing="Totaux de toutes les activités, tailles et formes juridiques ; communes et intercommunalités disparues "
    "rattachées à celles d’aujourd’hui et additionnées ; statuts du producteur gardés.",
    traps=(
        "Une case de statut K n’est pas publiée ; une de statut W comprend aussi les données d’un autre territoire.",
        "Ni la défense, ni les particuliers employeurs.",
        "L’Insee ne garantit pas la comparaison d’une année à l’autre.",
    ),
    files=(),
    order=65,
    next_update="chaque année",
    formats=("zip", "csv", "parquet"),
    remote=Remote(
        "https://www.insee.fr/fr/statistiques/fichier/8266010/DS_FLORES_A38_2024_CSV_FR.zip",
        "DS_FLORES_A38_2024_CSV_FR.zip",
        "zip",
        100_000,
    ),
)

# Each territory of the file as one of today: itself, else the one that a former commune or EPCI joined whole.
PLACED = """
CREATE OR REPLACE TEMP TABLE flores_placed AS
WITH written AS (
    SELECT *,
        MAP {'COM': 'commune', 'EPCI': 'epci', 'DEP': 'departement', 'REG': 'region', 'FRANCE': 'france'}[geo_object]
        AS level, CASE geo_object WHEN 'FRANCE' THEN 'FR' WHEN 'COM' THEN lpad(geo, 5, '0')
        WHEN 'EPCI' THEN geo ELSE CASE WHEN length(geo) = 1 THEN '0' ELSE '' END || geo END AS written_code
    FROM staging.flores
), former AS (
    SELECT alias, level, any_value(code) AS code FROM territory_alias
    WHERE (level = 'commune' AND reason IN ('merged', 'deleguee', 'associee'))
        OR (level = 'epci' AND reason = 'former_epci' AND coalesce(note, '') NOT LIKE 'divisée%')
    GROUP BY alias, level HAVING count(DISTINCT code) = 1
)
SELECT w.*, coalesce(t.code, f.code) AS code
FROM written w LEFT JOIN territory t ON t.level = w.level AND t.code = w.written_code
LEFT JOIN former f ON f.level = w.level AND f.alias = w.written_code
"""
FIGURES = """
CREATE OR REPLACE TEMP TABLE flores_figure AS
WITH counted AS (
    SELECT level, code, period, measure, count(*) AS parts, list(source_row ORDER BY source_row) AS rows,
        any_value(file) AS file, count(*) FILTER (status = 'K') AS unpublished,
        count(*) FILTER (status = 'W') AS merged,
        CASE WHEN count(value) = count(*) AND count(*) FILTER (status = 'K') = 0
            THEN sum(replace(value, ',', '.')::DOUBLE) END AS value
    FROM temp.flores_placed WHERE code IS NOT NULL GROUP BY level, code, period, measure
), france AS (
    SELECT 'france' AS level, 'FR' AS code, period, measure, sum(value) AS value, flatten(list(rows)) AS rows,
        any_value(file) AS file
    FROM counted WHERE level = 'region' GROUP BY period, measure
    HAVING count(value) = (SELECT count(*) FROM territory WHERE level = 'region')
)
SELECT level, code, period, measure, value, rows, file, CASE
    WHEN unpublished > 0 THEN 'non disponible : non publié par le producteur (code K)'
    WHEN value IS NULL AND merged > 0 THEN 'non disponible : compris dans un autre poste (code W)'
    WHEN value IS NULL THEN 'non disponible : case vide dans le fichier de l’Insee'
    ELSE nullif(concat_ws(' ; ',
        CASE WHEN merged > 0 THEN 'comprend aussi les données d’un autre territoire (code W)' END,
        CASE WHEN parts > 1 THEN 'somme de ' || parts || ' territoires réunis depuis' END), '') END AS note
FROM counted
UNION ALL
SELECT level, code, period, measure, value, rows, file, 'somme des régions du fichier'
FROM france ANTI JOIN counted USING (level, code, period, measure)
"""
UNPLACED = """
INSERT INTO unresolved
SELECT DISTINCT 'insee_flores', level || ' ' || written_code, 'territoire disparu ou inconnu : non repris'
FROM temp.flores_placed WHERE code IS NULL ORDER BY 2
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the totals of the kept file into `staging.flores`; the source is `absent` when there is none."""
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    with _data_file(path) as data:
        rows = _stage_totals(connection, data, _shown(path, data))
    return loaded_from(manifest, rows)


@contextmanager
def _data_file(path: Path) -> Iterator[Path]:
    """The CSV of the data: the file itself, or the only member of the zip that has its name, unpacked for a while."""
    if not is_archive(path):
        yield path
        return
    names = member_names(path)
    data = [name for name in names if fnmatch(PurePosixPath(name).name.lower(), DATA_MEMBER)]
    if len(data) != 1:
        found = f"{len(data)} membre(s) « {DATA_MEMBER} » au lieu d’un, parmi {', '.join(names) or 'aucun'}"
        raise MalformedFileError(path.name, found, "Donnez l’archive CSV de Flores telle que l’Insee la publie.")
    with tempfile.TemporaryDirectory() as folder:
        yield unpack(path, data, Path(folder))[0]


def _shown(path: Path, data: Path) -> str:
    """How the origin of a value names its file: the archive, then its member."""
    member = f"/{data.name}" if is_archive(path) else ""
    return f"data/raw/{SOURCE.id}/{path.name}{member}"


def _stage_totals(connection: duckdb.DuckDBPyConnection, data: Path, shown: str) -> int:
    """Create `staging.flores`, the totals of the territories we follow; returns its rows.

    `source_row` is the line in the data file. Raises when there is no total, on a cell that cannot be read, and on a
    territory given twice.
    """
    file = open_large(connection, data, (NEEDED, {}))
    picked = ", ".join(f"{file.text(role)} AS {role}" for role in NEEDED)
    with readable(data):
        connection.execute(
            f"CREATE TABLE staging.flores AS SELECT {', '.join(KEPT)}, source_row, $file AS file FROM "
            f"(SELECT {picked}, (row_number() OVER () + 1)::INTEGER AS source_row FROM {file.relation}) "
            f"WHERE {TOTALS} AND {PLACES}",
            {"file": shown},
        )
    found = connection.execute("SELECT count(*) FROM staging.flores").fetchone()
    if found is None or found[0] == 0:
        lacking = "aucune ligne de total (ACTIVITY et NUMBER_EMPL à _T, LEGAL_FORM_WITH_PUBLIC à 1T9X7)"
        raise MalformedFileError(data.name, lacking, "Vérifiez que c’est bien le fichier Flores par A38.")
    _check(connection, data.name)
    return int(found[0])


def _check(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    for column, (role, condition, expected) in WRONG.items():
        row = connection.execute(
            f"SELECT source_row, {role} FROM staging.flores WHERE {condition} ORDER BY source_row LIMIT 1"
        ).fetchone()
        if row is not None:
            raise InvalidValueError(name, row[0], column, row[1] or "", expected)
    twice = connection.execute(
        "SELECT geo_object, geo, measure, period, min(source_row), max(source_row) FROM staging.flores "
        "GROUP BY ALL HAVING count(*) > 1 ORDER BY 5 LIMIT 1"
    ).fetchone()
    if twice is not None:
        raise DuplicateKeyError(name, [str(part) for part in twice[:4]], (twice[4], twice[5]))


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Carry the figures to today's territories, once the file is loaded; those that cannot be are reported."""
    state = connection.execute("SELECT state FROM source WHERE source_id = ?", [SOURCE.id]).fetchone()
    if state == ("fetched",):
        for statement in (PLACED, FIGURES, UNPLACED):
            connection.execute(statement)
