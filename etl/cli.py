"""`python -m etl`: the commands, in French. An `EtlError` is printed as one message, exit code 1."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import duckdb

from etl.build import DOCUMENTS, BuildResult, build
from etl.checks import run_checks
from etl.difference_command import diff_command
from etl.errors import EtlError, UnknownPlaceError, UnreadableDatabaseError
from etl.files import database_path
from etl.french import typeset
from etl.french_commands import FrenchGroup
from etl.reading import open_database
from etl.source_commands import DATABASE_OPTION, RAW_OPTION, fetch_command, import_command, list_command
from etl.trace import Cell, Folders, trace
from observatory.model import Level


class FrenchErrors(FrenchGroup):
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
main.add_command(list_command)
main.add_command(fetch_command)
main.add_command(import_command)


@main.command("build")
@DATABASE_OPTION
@RAW_OPTION
@click.option("--force", is_flag=True, help="Reconstruit même si la base est déjà à jour.")
def build_command(database: Path | None, raw: Path, force: bool) -> None:  # noqa: FBT001
    """Construit la base : brouillon à côté, contrôles, puis remplacement d’un coup."""
    result = build(database_path(database), raw, _progress, force=force)
    click.echo(_summary(result))


def _progress(message: str, share: float) -> None:
    click.echo(typeset(f"{100 * share:>4.0f} %  {message}"), err=True)


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
    with open_database(path) as connection:
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
@RAW_OPTION
def trace_command(indicateur: str, territoire: str, annee: str, database: Path | None, raw: Path) -> None:
    """Montre le chemin d’une valeur, jusqu’à sa ligne et sa cellule.

    Par exemple : python -m etl trace part_ess_emploi region-53 2015
    """
    level, separator, code = territoire.partition("-")
    if not separator or level not in set(Level):
        raise UnknownPlaceError(territoire, [f"{item}-CODE" for item in Level])
    with open_database(database_path(database)) as connection:
        for line in trace(connection, Cell(indicateur, level, code, annee), Folders(raw=raw)):
            click.echo(line)


@main.command("geography", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def geography_command(arguments: tuple[str, ...]) -> None:
    """Refait les tables et contours de data/reference/geography (voir « geography --help »)."""
    from etl.geography.__main__ import main as make_geography  # noqa: PLC0415  (pandas, shapely, pyproj: slow)

    sys.exit(make_geography(list(arguments)))
