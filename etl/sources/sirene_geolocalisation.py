"""Insee's geolocation of establishments: coordinates and QPV of each, when its file was imported.

Only the rows of the structures at hand are read into memory: those of the establishments of SIRENE, or those whose
SIREN is in the other files. Traps: no name, no state, no legal category; Mayotte is not in it; `plg_qp24` and
`plg_qp15` hold the code of a QPV, or a marker (`HZ`, `CSZ`) for an establishment outside all of them; any other marker
is taken as unknown.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.kept import kept_file, loaded_from
from etl.large_files import LargeFile, is_staged, open_large, readable, row_count
from etl.large_profiles import profile_identified
from etl.profiles import Profile

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
    order=55,
    next_update="chaque mois",
    formats=("parquet", "csv"),
    remote=Remote(
        address="https://www.data.gouv.fr/api/1/datasets/r/672007af-0146-491f-835c-8314d63fa44e",
        file_name="sirene_geolocalisation.parquet",
        kind="parquet",
        min_bytes=100_000_000,
        resource_id="672007af-0146-491f-835c-8314d63fa44e",
    ),
)
NEEDED = {
    "siret": ("siret",),
    "x": ("x",),
    "y": ("y",),
    "epsg": ("epsg",),
    "plg_qp24": ("plg_qp24",),
    "plg_code_commune": ("plg_code_commune",),
}
OPTIONAL = {"plg_qp15": ("plg_qp15",), "longitude": ("x_longitude",), "latitude": ("y_latitude",)}
ONLY_SIREN = ("liste_ess", "structures_file")


def profile(path: Path) -> Profile:
    """What the file holds, counted where it is; raises when an identifier is not one."""
    return profile_identified(SOURCE.id, path, (NEEDED, OPTIONAL), "siret", 14)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the rows of the structures at hand into `staging.sirene_geolocalisation`."""
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    file = open_large(connection, path, (NEEDED, OPTIONAL))
    with readable(path):
        rows = row_count(connection, file)
        connection.execute(f"CREATE TABLE staging.sirene_geolocalisation AS {_located(connection, file)}")
    return loaded_from(manifest, rows)


def _located(connection: duckdb.DuckDBPyConnection, file: LargeFile) -> str:
    siret = file.integer("siret")
    wanted = [f"SELECT siren::BIGINT FROM staging.{name}" for name in ONLY_SIREN if is_staged(connection, name)]
    where = []
    if is_staged(connection, "etablissement_ess"):
        where.append(f"{siret} IN (SELECT siret FROM staging.etablissement_ess WHERE active)")
    if wanted:
        where.append(f"{siret} // 100000 IN ({' UNION ALL '.join(wanted)})")
    return f"""
    SELECT {siret} AS siret, {file.number("longitude")} AS longitude, {file.number("latitude")} AS latitude,
        {file.number("x")} AS x, {file.number("y")} AS y, {file.text("epsg")} AS epsg,
        {qpv(file.raw("plg_qp24"))} AS qpv_2024, {qpv(file.raw("plg_qp15"))} AS qpv_2015,
        {file.text("plg_code_commune")} AS plg_code_commune
    FROM {file.relation} WHERE {" OR ".join(where) or "false"}"""


def qpv(cell: str) -> str:
    """SQL: the code of a QPV, `hors` for a producer's marker of being outside all, NULL for anything else."""
    word = f"upper(trim({cell}))"
    return (
        f"CASE WHEN {word} IN ('HZ', 'CSZ', 'HORS') THEN 'hors' "
        f"WHEN regexp_full_match({word}, 'Q[PN]\\w{{6}}') THEN {word} END"
    )


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing yet: the structures are published together, once every source is loaded."""
