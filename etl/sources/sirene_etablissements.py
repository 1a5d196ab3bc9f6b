"""The establishments of SIRENE: those of the units of the ESS, and how many employers there are in all.

Traps: 40 million rows, of which 60 % closed; arrondissements and former communes; « [ND] » instead of the commune of
an establishment that refuses to be published; establishments abroad; a bracket that says nothing for most; the
activity of establishments closed long ago is in a former nomenclature.
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
    id="sirene_etablissements",
    title="Établissements du répertoire Sirene",
    producer="Insee",
    landing_page="https://www.data.gouv.fr/fr/datasets/base-sirene-des-entreprises-et-de-leurs-etablissements-siren-siret/",
    licence=LICENCE_OUVERTE_2,
    period="selon le fichier chargé",
    geography_year=None,
    retrieved_on=None,
    citation="Insee, répertoire Sirene, stock des établissements",
    processing="Seuls les établissements des unités de l’économie sociale et solidaire sont gardés ; les "
    "établissements employeurs de toutes les unités sont comptés par commune. Communes d’aujourd’hui.",
    traps=(
        "La date de fermeture est celle de la dernière période de l’établissement, quand il est fermé.",
        "Un déménagement ferme un établissement et en ouvre un autre.",
        "La commune de certains établissements n’est pas diffusée.",
    ),
    files=(),
    order=54,
    next_update="au début de chaque mois",
    formats=("parquet", "csv"),
    remote=Remote(
        address="https://www.data.gouv.fr/api/1/datasets/r/a29c1297-1f92-4e2a-8f6b-8c902ce96c5f",
        file_name="StockEtablissement_utf8.parquet",
        kind="parquet",
        min_bytes=1_000_000_000,
        resource_id="a29c1297-1f92-4e2a-8f6b-8c902ce96c5f",
    ),
)
NEEDED = {
    "siret": ("siret",),
    "siren": ("siren",),
    "commune": ("codeCommuneEtablissement",),
    "bracket": ("trancheEffectifsEtablissement",),
    "activity": ("activitePrincipaleEtablissement",),
    "state": ("etatAdministratifEtablissement",),
    "created": ("dateCreationEtablissement",),
    "since": ("dateDebut",),
}
OPTIONAL = {
    "country": ("codePaysEtrangerEtablissement",),
}
ALONE = (
    "sans les unités légales de Sirene, ces établissements ne disent pas s’ils sont de l’ESS : ils ne sont pas comptés"
)
# Without a bracket, or with « NN », an establishment employs nobody; « 00 » employed somebody during the year.
EMPLOYER = "{bracket} IS NOT NULL AND {bracket} NOT IN ('NN', '')"


def profile(path: Path) -> Profile:
    """What the file holds, counted where it is; raises when an identifier is not one."""
    return profile_identified(SOURCE.id, path, (NEEDED, OPTIONAL), "siret", 14)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the establishments of the ESS, all states, into `staging.etablissement_ess`.

    `staging.employer_commune` counts the active employers of all kinds, by commune as the file writes it.
    """
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    file = open_large(connection, path, (NEEDED, OPTIONAL))
    with readable(path):
        rows = row_count(connection, file)
        if not is_staged(connection, "unite_ess"):
            return loaded_from(manifest, rows, f"{ALONE[0].upper()}{ALONE[1:]}.")
        stage_establishments(connection, file)
        connection.execute(f"CREATE TABLE staging.employer_commune AS {_employers(file)}")
    return loaded_from(manifest, rows)


def stage_establishments(connection: duckdb.DuckDBPyConnection, file: LargeFile, where: str = "true") -> None:
    """Create `staging.etablissement_ess`: the establishments of the units staged that the SQL `where` keeps."""
    connection.execute(f"CREATE TABLE staging.etablissement_ess AS SELECT * FROM ({_of_the_ess(file)}) WHERE {where}")


def _of_the_ess(file: LargeFile) -> str:
    return f"""
    SELECT {file.integer("siret")} AS siret, unit AS siren, {commune(file)} AS commune_code,
        CASE WHEN {file.text("bracket")} SIMILAR TO '[0-9]' THEN '0' || {file.text("bracket")}
            ELSE {file.text("bracket")} END AS effectif_bracket,
        nullif(regexp_extract({file.raw("activity")}, '^(\\d\\d)\\.\\d\\d?[A-Z]$', 1), '') AS sector,
        {file.raw("state")} = 'A' AND unit_active AS active, {file.raw("state")} = 'F' AS closed,
        {file.year("created")} AS creation_year, {file.year("since")} AS since_year
    FROM {file.relation} JOIN (SELECT siren AS unit, active AS unit_active FROM staging.unite_ess)
        ON unit = {file.integer("siren", "INTEGER")}
    WHERE {file.text("country")} IS NULL"""


def _employers(file: LargeFile) -> str:
    return f"""
    SELECT {commune(file)} AS commune_code, count(*) AS employers FROM {file.relation}
    WHERE {file.raw("state")} = 'A' AND {EMPLOYER.format(bracket=file.raw("bracket"))}
        AND {file.text("country")} IS NULL
    GROUP BY 1"""


def commune(file: LargeFile) -> str:
    """SQL: the code of the commune with its zeros, NULL where it is masked."""
    code = file.text("commune")
    return f"CASE WHEN {code} <> '[ND]' THEN lpad({code}, 5, '0') END"


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Say what an establishments' file alone cannot tell; the structures are published together, later."""
    connection.execute(
        "INSERT INTO unresolved SELECT source_id, row_count || ' établissement(s)', ? FROM source "
        "WHERE source_id = 'sirene_etablissements' AND state = 'fetched' AND NOT exists("
        "FROM source WHERE source_id = 'sirene_unites_legales' AND state = 'fetched')",
        [ALONE],
    )
