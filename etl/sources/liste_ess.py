"""The list of enterprises of the ESS (ESS France), when its file was imported.

Traps: the SIREN loses its zeros when a spreadsheet has been through it; no SIRET, no Insee code of commune, no
number of jobs; the commune is a label in capitals, with its arrondissement; about 1.2 million rows.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.errors import InvalidValueError
from etl.kept import kept_file, loaded_from
from etl.large_files import stage_large

SOURCE = SourceDeclaration(
    id="liste_ess",
    title="Liste des entreprises de l’économie sociale et solidaire",
    producer="ESS France",
    landing_page="https://www.data.gouv.fr/fr/datasets/liste-des-entreprises-de-less/",
    licence=LICENCE_OUVERTE_2,
    period="selon le fichier importé",
    geography_year=None,
    retrieved_on=None,
    citation="ESS France, liste des entreprises de l’ESS",
    processing="SIREN remis à neuf chiffres, communes reconnues par leur libellé dans leur département.",
    traps=(
        "Ni SIRET, ni code commune, ni effectif.",
        "La position dans un quartier prioritaire vient de la géolocalisation de Sirene, si elle est importée.",
    ),
    files=(),
    order=50,
    next_update="non annoncée (plusieurs éditions par an)",
    formats=("csv", "parquet"),
    remote=Remote(
        address="https://www.data.gouv.fr/fr/datasets/r/57bc99ca-0432-4b46-8fcc-e76a35c9efaf",
        file_name="liste_ess.csv",
        kind="csv",
        min_bytes=10_000_000,
        resource_id="57bc99ca-0432-4b46-8fcc-e76a35c9efaf",
    ),
)
NEEDED = {
    "siren": ("SIREN",),
    "name": ("Nom ou raison sociale de l'entreprise", "Nom ou raison sociale de l’entreprise"),
    "family_word": ("Famille juridique de l'entreprise", "Famille juridique de l’entreprise"),
    "commune_label": ("Libellé de la commune de l'établissement", "Libellé de la commune de l’établissement"),
    "departement": ("Code du département de l'établissement", "Code du département de l’établissement"),
}
OPTIONAL = {"postcode": ("Code postal",)}
MAX_BAD_SHARE = 0.01


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the imported list into `staging.liste_ess`; the source is `absent` when there is none."""
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    stage_large(connection, "liste_ess", path, (NEEDED, OPTIONAL))
    connection.execute(
        "UPDATE staging.liste_ess SET siren = lpad(siren, 9, '0') WHERE regexp_full_match(siren, '\\d{1,8}')"
    )
    connection.execute(
        "UPDATE staging.liste_ess SET departement = lpad(departement, 2, '0') WHERE length(departement) = 1"
    )
    bad = "siren IS NULL OR NOT regexp_full_match(siren, '\\d{9}')"
    total, wrong = connection.execute(
        f"SELECT count(*), count(*) FILTER ({bad}) FROM staging.liste_ess"
    ).fetchone() or (0, 0)
    if wrong > MAX_BAD_SHARE * total:
        line, cell = connection.execute(
            f"SELECT source_row, siren FROM staging.liste_ess WHERE {bad} ORDER BY source_row LIMIT 1"
        ).fetchone() or (0, "")
        raise InvalidValueError(path.name, line, "SIREN", cell or "", "neuf chiffres")
    connection.execute(f"DELETE FROM staging.liste_ess WHERE {bad}")
    remark = f"{wrong} ligne(s) sans SIREN lisible laissée(s) de côté" if wrong else ""
    return loaded_from(manifest, total - wrong, remark)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing yet: the structures are published together, once every source is loaded."""
