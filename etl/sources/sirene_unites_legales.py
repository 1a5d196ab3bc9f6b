"""The legal units of SIRENE that belong to the ESS, by law and by their own declaration, when the file was fetched.

Traps: 28 million units, most of them persons, of whom nothing is read (category 1000 is never of the ESS); a SIREN may
have lost its zeros; the flag of the ESS is O, N or nothing; names of units that refuse to be published are « [ND] »;
no category is that of SCIC, found by name among 5460, 5560, 5660 and 5710, which under-counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.families import SCIC_CATEGORIES, SCOP_CATEGORIES, company_or_unknown, named_family, names_scic
from etl.kept import kept_file, loaded_from
from etl.large_files import LargeFile, is_staged, open_large, readable, row_count
from etl.large_profiles import profile_identified
from etl.profiles import Profile
from etl.sources import categories_juridiques

SOURCE = SourceDeclaration(
    id="sirene_unites_legales",
    title="Unités légales du répertoire Sirene",
    producer="Insee",
    landing_page="https://www.data.gouv.fr/fr/datasets/base-sirene-des-entreprises-et-de-leurs-etablissements-siren-siret/",
    licence=LICENCE_OUVERTE_2,
    period="selon le fichier chargé",
    geography_year=None,
    retrieved_on=None,
    citation="Insee, répertoire Sirene, stock des unités légales",
    processing="Seules les unités de l’économie sociale et solidaire sont gardées : catégories juridiques des quatre "
    "familles, unités signalées « O », SCIC reconnues à leur nom. Aucune personne physique n’est lue.",
    traps=(
        "Aucune catégorie juridique ne désigne les SCIC : celles dont le nom ne le dit pas ne sont pas reconnues.",
        "L’appartenance à l’ESS (« O » ou « N ») n’est pas renseignée pour toutes les unités.",
        "Les noms des unités qui ont demandé à ne pas être diffusées sont masqués.",
    ),
    files=(),
    order=53,
    next_update="au début de chaque mois",
    formats=("parquet", "csv"),
    remote=Remote(
        address="https://www.data.gouv.fr/api/1/datasets/r/350182c9-148a-46e0-8389-76c2ec1374a3",
        file_name="StockUniteLegale_utf8.parquet",
        kind="parquet",
        min_bytes=300_000_000,
        resource_id="350182c9-148a-46e0-8389-76c2ec1374a3",
    ),
)
NEEDED = {
    "siren": ("siren",),
    "name": ("denominationUniteLegale",),
    "legal_category": ("categorieJuridiqueUniteLegale",),
    "state": ("etatAdministratifUniteLegale",),
    "flag": ("economieSocialeSolidaireUniteLegale",),
}
OPTIONAL = {
    "acronym": ("sigleUniteLegale",),
    "usual_1": ("denominationUsuelle1UniteLegale",),
    "usual_2": ("denominationUsuelle2UniteLegale",),
    "usual_3": ("denominationUsuelle3UniteLegale",),
    "head_office": ("nicSiegeUniteLegale",),
}
NAMES = ("name", "acronym", "usual_1", "usual_2", "usual_3")


@dataclass(frozen=True)
class Pick:
    """Which units a query takes from the file, and the family it gives them (both SQL)."""

    where: str
    family: str
    join: str = ""


def profile(path: Path) -> Profile:
    """What the file holds, counted where it is; raises when an identifier is not one."""
    return profile_identified(SOURCE.id, path, (NEEDED, OPTIONAL), "siren", 9)


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the units of the ESS into `staging.unite_ess`; the source is `absent` without its file."""
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    file = open_large(connection, path, (NEEDED, OPTIONAL))
    with readable(path):
        rows = row_count(connection, file)
        stage_units(connection, context, file)
    return loaded_from(manifest, rows)


def stage_units(connection: duckdb.DuckDBPyConnection, context: Context, file: LargeFile, where: str = "true") -> None:
    """Create `staging.unite_ess`: the units of the ESS that the SQL `where` keeps."""
    categories_juridiques.ensure(connection, context)
    _stage_listed_companies(connection)
    connection.execute(
        f"CREATE TABLE staging.unite_ess AS SELECT * FROM ({_selection(connection, file)}) WHERE {where}"
    )


def _stage_listed_companies(connection: duckdb.DuckDBPyConnection) -> None:
    """The companies of the list of ESS France, when it is there: they are of the ESS, whatever SIRENE's flag says."""
    connection.execute("CREATE OR REPLACE TABLE staging.listed_company (siren INTEGER)")
    if not is_staged(connection, "liste_ess"):
        return
    words = connection.execute("SELECT DISTINCT family_word FROM staging.liste_ess").fetchall()
    companies = [word for (word,) in words if word and named_family(word) == "societe_commerciale"]
    connection.execute(
        "INSERT INTO staging.listed_company SELECT DISTINCT siren::INTEGER FROM staging.liste_ess "
        "WHERE family_word IN (SELECT unnest($words))",
        {"words": companies},
    )


def _selection(connection: duckdb.DuckDBPyConnection, file: LargeFile) -> str:
    """One query by reason to keep a unit, each with a filter on one column that reaches the file."""
    category, flag = file.raw("legal_category"), file.raw("flag")
    statutory = [
        code for (code,) in connection.execute("SELECT code FROM staging.legal_category ORDER BY 1").fetchall()
    ]
    ordinary = f"{category} NOT IN ({_literals(statutory)}) AND {category} NOT LIKE '1%'"
    listed = f"{file.integer('siren', 'INTEGER')} IN (FROM staging.listed_company)"
    scic = f"{category} IN ({_literals(SCIC_CATEGORIES)}) AND {_says_scic(file)}"
    company = company_or_unknown(category)
    picks = (
        Pick(f"{category} IN ({_literals(statutory)})", "c.family",
             f"JOIN staging.legal_category c ON c.code = {category}"),
        # A company that calls itself SCIC (a SAS) is a cooperative; another needs the flag, or to be in the list.
        Pick(f"{ordinary} AND {scic}", "'cooperative'"),
        Pick(f"{ordinary} AND NOT coalesce({scic}, false) AND {flag} = 'O'", company),
        Pick(f"{ordinary} AND NOT coalesce({scic}, false) AND {flag} IS DISTINCT FROM 'O' AND {listed}", company),
    )  # fmt: skip
    return " UNION ALL ".join(_picked(file, pick) for pick in picks)


def _picked(file: LargeFile, pick: Pick) -> str:
    category, name = file.raw("legal_category"), file.text("name")
    return f"""
    SELECT siren, name, legal_category, family, active, scic AS scic, scop,
        statutory AS in_families, flag = 'O' OR listed AS declared,
        CASE WHEN statutory THEN flag <> 'N' ELSE true END AS in_law,
        siren::BIGINT * 100000 + head_office AS head_siret
    FROM (
        SELECT {file.integer("siren", "INTEGER")} AS siren, CASE WHEN {name} <> '[ND]' THEN {name} END AS name,
            {category} AS legal_category, {pick.family} AS family,
            {file.raw("state")} = 'A' AS active,
            {category} IN ({_literals(SCIC_CATEGORIES)}) AND coalesce({_says_scic(file)}, false) AS scic,
            {category} IN ({_literals(SCOP_CATEGORIES)}) AS scop,
            {pick.family} NOT IN ('societe_commerciale', 'inconnue') AS statutory,
            coalesce({file.text("flag")}, '') AS flag,
            {file.integer("siren", "INTEGER")} IN (FROM staging.listed_company) AS listed,
            {file.integer("head_office")} AS head_office
        FROM {file.relation} {pick.join} WHERE {pick.where}
    )"""


def _says_scic(file: LargeFile) -> str:
    return names_scic(f"concat_ws(' ', {', '.join(file.raw(role) for role in NAMES if file.has(role))})")


def _literals(values: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing yet: the structures are published together, once every source is loaded."""
