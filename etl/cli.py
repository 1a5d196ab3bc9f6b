"""`python -m etl`: the commands, in French. An `EtlError` is printed as one message, exit code 1."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import duckdb

from etl.build import DOCUMENTS, BuildResult, build
from etl.checks import run_checks
from etl.difference_command import diff_command
from etl.errors import EtlError, NoDatabaseError, UnknownObjectError, UnreadableDatabaseError
from etl.files import RAW, REFERENCE, database_path
from etl.imports import IMPORTERS, import_file
from etl.registry import sources
from etl.trace import Cell, trace
from observatory.model import Level

DATABASE_OPTION = click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    help="La base (sinon la variable OBSERVATOIRE_DATABASE, sinon data/observatory.duckdb).",
)
RAW_OPTION = click.option(
    "--raw", type=click.Path(path_type=Path, file_okay=False), default=RAW, show_default="data/raw",
    help="Le dossier des fichiers importés ou téléchargés.",
)  # fmt: skip


class FrenchErrors(click.Group):
    """A group whose `EtlError`s are printed without a stack."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit code 1 with the message when it fails."""
        try:
            return super().invoke(ctx)
        except EtlError as error:
            click.echo(f"Erreur : {error}", err=True)
            ctx.exit(1)


@click.group(cls=FrenchErrors, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Fabrique la base de l’observatoire à partir des fichiers des producteurs."""


main.add_command(diff_command)


@main.command("list")
@DATABASE_OPTION
def list_command(database: Path | None) -> None:
    """Dit l’état de chaque source : embarquée, importée ou absente, édition, lignes, taille."""
    stored = _stored_sources(database_path(database))
    for module in sources():
        source = module.SOURCE
        state, rows = stored.get(source.id, ("pas encore chargée", 0))
        size = sum((REFERENCE / file).stat().st_size for file in source.files if (REFERENCE / file).exists())
        click.echo(f"{source.id:28} {state:20} {rows:>7} lignes {size / 1000:>8.0f} ko  {source.period}")
        click.echo(f"{'':28} {source.producer}, {source.title} ({source.licence})")


def _stored_sources(database: Path) -> dict[str, tuple[str, int]]:
    words = {"embedded": "embarquée", "fetched": "importée", "absent": "absente"}
    if not database.exists():
        return {}
    with _open(database) as connection:
        rows = connection.execute("SELECT source_id, state, row_count FROM source").fetchall()
    return {str(source_id): (words[state], int(count)) for source_id, state, count in rows}


@main.command("build")
@DATABASE_OPTION
@RAW_OPTION
@click.option("--force", is_flag=True, help="Reconstruit même si la base est déjà à jour.")
def build_command(database: Path | None, raw: Path, force: bool) -> None:  # noqa: FBT001
    """Construit la base : brouillon à côté, contrôles, puis remplacement d’un coup."""
    result = build(database_path(database), raw, _progress, force=force)
    click.echo(_summary(result))


def _progress(message: str, share: float) -> None:
    click.echo(f"{share:>5.0%}  {message}", err=True)


def _summary(result: BuildResult) -> str:
    size = f"{result.size_bytes / 1_000_000:.1f} Mo".replace(".", ",")
    if not result.built:
        return f"{result.database} est déjà à jour (version {result.version}, {size})."
    seconds = f"{result.seconds:.1f} s".replace(".", ",")
    counts = ", ".join(f"{table} {count}" for table, count in result.row_counts.items() if count)
    warnings = "".join(f"\nAvertissement : {warning}" for warning in result.warnings)
    return f"{result.database} construite en {seconds}, {size}, version {result.version}.\n{counts}{warnings}"


@main.command("check")
@DATABASE_OPTION
def check_command(database: Path | None) -> None:
    """Refait tous les contrôles d’une base et affiche le rapport ; code 1 si l’un échoue."""
    path = database_path(database)
    with _open(path) as connection:
        try:
            results = run_checks(connection, DOCUMENTS)
        except duckdb.Error as error:
            raise UnreadableDatabaseError(path, str(error).splitlines()[0]) from error
    for result in results:
        mark = "réussi " if result.passed else ("ÉCHEC  " if result.severity == "blocking" else "alerte ")
        click.echo(f"{mark} {result.sentence}")
    failed = [result for result in results if not result.passed]
    click.echo(f"{len(results)} contrôles, {len(failed)} en échec ou en alerte.")
    if any(result.severity == "blocking" for result in failed):
        sys.exit(1)


@main.command("trace")
@click.argument("indicateur")
@click.argument("territoire")
@click.argument("annee")
@DATABASE_OPTION
def trace_command(indicateur: str, territoire: str, annee: str, database: Path | None) -> None:
    """Montre le chemin d’une valeur, jusqu’à sa ligne et sa cellule.

    Par exemple : python -m etl trace part_ess_emploi region-53 2015
    """
    level, separator, code = territoire.partition("-")
    if not separator or level not in set(Level):
        raise UnknownObjectError("Territoire", territoire, [f"{item}-CODE" for item in Level])
    with _open(database_path(database)) as connection:
        for line in trace(connection, Cell(indicateur, level, code, annee), REFERENCE):
            click.echo(line)


@main.command("fetch")
@click.argument("source", required=False)
def fetch_command(source: str | None) -> None:
    """Télécharge les sources vivantes (aucune n’est déclarée dans cette version)."""
    if source is not None:
        raise UnknownObjectError("Source à télécharger", source, [])
    click.echo(
        "Aucune source à télécharger n’est déclarée dans cette version : les tables embarquées de data/reference "
        "suffisent à construire la base. Les fichiers de producteurs (périmètres des quartiers, structures, classeurs "
        "de l’Insee) s’importent avec « python -m etl import SOURCE FICHIER »."
    )


@main.command("import")
@click.argument("source")
@click.argument("fichier", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@RAW_OPTION
def import_command(source: str, fichier: Path, raw: Path) -> None:
    """Vérifie un fichier de producteur et le range dans data/raw pour la prochaine construction.

    Sources acceptées : insee_itdd (classeur de l’Insee), qpv_2015 et qpv_2024 (périmètres : zip, GeoJSON, SHP, GPKG),
    qpv_passage_2015_2024, liste_ess, sirene_geolocalisation et structures_file (établissements).
    """
    imported = import_file(source, fichier, raw)
    remark = f" {imported.remark}." if imported.remark else ""
    click.echo(
        f"{imported.value_count} valeurs lues ({', '.join(imported.periods)}), fichier rangé dans {imported.path}."
        f"{remark} Relancez « python -m etl build » pour l’utiliser."
    )


import_command.short_help = f"Range un fichier de producteur ({', '.join(IMPORTERS)})."


@main.command("geography", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def geography_command(arguments: tuple[str, ...]) -> None:
    """Refait les tables et contours de data/reference/geography (voir « geography --help »)."""
    from etl.geography.__main__ import main as make_geography  # noqa: PLC0415  (pandas, shapely, pyproj: slow)

    sys.exit(make_geography(list(arguments)))


def _open(database: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection; the reader does not block a build, which replaces the file."""
    if not database.exists():
        raise NoDatabaseError(database)
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise UnreadableDatabaseError(database, str(error).splitlines()[0]) from error
