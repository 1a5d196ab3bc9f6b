"""Insee's geolocation of establishments: coordinates and QPV of each, when its file was imported.

Traps: no name, no state, no legal category; Mayotte is not in it; `plg_qp24` and `plg_qp15` hold the code of a QPV,
or a marker (`HZ`, `CSZ`) for an establishment outside all of them; any other marker is taken as unknown.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.errors import InvalidValueError
from etl.kept import kept_file, loaded_from
from etl.large_files import stage_large

SOURCE = SourceDeclaration(
    id="sirene_geolocalisation",
    title="Géolocalisation des établissements du répertoire Sirene",
    producer="Insee",
    landing_page="https://www.data.gouv.fr/fr/datasets/geolocalisation-des-etablissements-du-repertoire-sirene-pour-les-etudes-statistiques/",
    licence=LICENCE_OUVERTE_2,
    period="selon le fichier importé",
    geography_year=None,
    retrieved_on=None,
    citation="Insee, géolocalisation des établissements du répertoire Sirene",
    processing="Seuls les établissements des structures importées sont gardés ; quartier donné par l’Insee.",
    traps=("Mayotte n’y est pas.", "Elle ne dit pas si un établissement est de l’ESS."),
    files=(),
    order=52,
)
NEEDED = {
    "siret": ("siret",),
    "x": ("x",),
    "y": ("y",),
    "epsg": ("epsg",),
    "plg_qp24": ("plg_qp24",),
    "plg_code_commune": ("plg_code_commune",),
}
OPTIONAL = {"plg_qp15": ("plg_qp15",)}


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the rows of the structures at hand into `staging.sirene_geolocalisation` (all rows when there is none)."""
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    wanted = [
        f"SELECT siren FROM staging.{name}"
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'staging' "
            "AND table_name IN ('liste_ess', 'structures_file')"
        ).fetchall()
    ]
    where = f"left(siret, 9) IN ({' UNION '.join(wanted)})" if wanted else "true"
    stage_large(connection, "sirene_geolocalisation", path, (NEEDED, OPTIONAL), where)
    bad = connection.execute(
        "SELECT source_row, siret FROM staging.sirene_geolocalisation "
        "WHERE siret IS NULL OR NOT regexp_full_match(siret, '\\d{14}') ORDER BY source_row LIMIT 1"
    ).fetchone()
    if bad is not None:
        raise InvalidValueError(path.name, bad[0], "siret", bad[1] or "", "quatorze chiffres")
    count = connection.execute("SELECT count(*) FROM staging.sirene_geolocalisation").fetchone() or (0,)
    return loaded_from(manifest, count[0])


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing yet: the structures are published together, once every source is loaded."""
