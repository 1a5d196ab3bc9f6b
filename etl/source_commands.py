"""`python -m etl list`, `fetch` and `import`: the commands about the producers' files."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
import duckdb

from etl.build import build
from etl.errors import UnreadableDatabaseError
from etl.fetching import Outcome, accept_edition, fetch, fetchable_sources
from etl.files import RAW, database_path
from etl.french import size, typeset
from etl.french_commands import FrenchCommand
from etl.imports import import_file
from etl.listing import Stored, source_states
from etl.reading import open_database

DATABASE_OPTION = click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    help="La base (sinon la variable OBSERVATOIRE_DATABASE, sinon data/observatory.duckdb).",
)
RAW_OPTION = click.option(
    "--raw", type=click.Path(path_type=Path, file_okay=False), default=RAW, show_default="data/raw",
    envvar="OBSERVATOIRE_RAW", help="Le dossier des fichiers importés ou téléchargés (ou OBSERVATOIRE_RAW).",
)  # fmt: skip
INTERRUPTED = 130
LINE_SECONDS = 0.2


@click.command("list", cls=FrenchCommand)
@DATABASE_OPTION
@RAW_OPTION
def list_command(database: Path | None, raw: Path) -> None:
    """Dit l’état de chaque source : embarquée, importée, téléchargée, en quarantaine ou absente.

    Avec l’édition, le nombre de lignes, la taille et la prochaine mise à jour attendue.
    """
    for state in source_states(raw, _stored_sources(database_path(database))):
        for line in state.lines():
            click.echo(line)


def _stored_sources(database: Path) -> dict[str, Stored]:
    if not database.exists():
        return {}
    with open_database(database) as connection:
        try:
            rows = connection.execute("SELECT source_id, state, row_count, sha256 FROM source").fetchall()
        except duckdb.Error as error:
            raise UnreadableDatabaseError(database, str(error).splitlines()[0]) from error
    return {str(source_id): Stored(str(state), int(many), str(sha256)) for source_id, state, many, sha256 in rows}


class ProgressLine:
    """Progress on one line of the terminal; only the steps, a line each, when it is not a terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._last = ""
        self._written = 0.0

    def __call__(self, message: str, share: float) -> None:
        """Write the message; those of a download follow each other on the same line."""
        moving = message.endswith("/s")
        now = time.monotonic()
        if moving and (not self._terminal or now - self._written < LINE_SECONDS):
            return
        if message == self._last:
            return
        self._written, self._last = now, message
        line = typeset(f"{100 * share:.0f} %  {message}")
        if self._terminal:
            click.echo(f"\r\x1b[K{line}", nl=not moving, err=True)
        else:
            click.echo(line, err=True)


def _addresses(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for value in values:
        source_id, separator, address = value.partition("=")
        if not separator or not source_id or not address:
            raise click.BadParameter(typeset(f"« {value} » : attendu SOURCE=ADRESSE."))
        found[source_id] = address
    return found


@click.command("fetch", cls=FrenchCommand)
@click.argument("source", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Toutes les sources qui se téléchargent.")
@click.option("--url", "urls", multiple=True, callback=_addresses, metavar="SOURCE=ADRESSE",
              help="Une autre adresse pour cette source (celle d’un miroir) ; peut être répété.")  # fmt: skip
@click.option("--accept", metavar="SOURCE", help="Accepte l’édition de cette source mise en quarantaine.")
@click.option("--build", "then_build", is_flag=True, help="Reconstruit ensuite la base.")
@RAW_OPTION
@DATABASE_OPTION
def fetch_command(  # noqa: PLR0913  (one parameter an option)
    source: tuple[str, ...],
    *,
    every: bool,
    urls: dict[str, str],
    accept: str | None,
    then_build: bool,
    raw: Path,
    database: Path | None,
) -> None:
    """Télécharge les fichiers actuels des producteurs, les vérifie et les range dans data/raw.

    Un fichier qui a perdu des lignes, des colonnes ou des territoires, ou dont un total a été multiplié ou divisé par
    cinq ou plus, est mis en quarantaine : il n’est pas chargé, le précédent reste en service.
    """
    outcomes = [accept_edition(accept, raw)] if accept else []
    wanted = sorted(fetchable_sources()) if every else list(dict.fromkeys((*source, *urls)))
    if not wanted and not accept:
        click.echo(typeset("Donnez une source, ou --all pour toutes. Se téléchargent :"))
        click.echo("\n".join(f"  {source_id}" for source_id in sorted(fetchable_sources())))
        return
    try:
        outcomes += fetch(wanted, raw, ProgressLine(), urls=urls) if wanted else []
    except KeyboardInterrupt:
        click.echo(typeset(_interrupted(wanted, raw)), err=True)
        sys.exit(INTERRUPTED)
    for outcome in outcomes:
        click.echo(outcome.message_fr)
    _finish(outcomes, raw, database, then_build=then_build)


def _interrupted(wanted: list[str], raw: Path) -> str:
    parts = [path for source_id in wanted for path in (raw / source_id).glob(".*.part")]
    kept = sum(path.stat().st_size for path in parts)
    resumed = f" {size(kept)} sont gardés pour la reprise : relancez la même commande." if kept else ""
    return f"\nInterrompu : aucun fichier en service n’a changé.{resumed}"


def _finish(outcomes: list[Outcome], raw: Path, database: Path | None, *, then_build: bool) -> None:
    """Build when it was asked and something changed; exit code 1 when something failed or was put aside."""
    if any(outcome.state == "updated" for outcome in outcomes):
        if then_build:
            result = build(database_path(database), raw, ProgressLine())
            click.echo(typeset(f"Base reconstruite : {result.database}, version {result.version}."))
        else:
            click.echo(typeset("Relancez « python -m etl build » pour utiliser ces fichiers."))
    if any(outcome.state in {"failed", "quarantined"} for outcome in outcomes):
        sys.exit(1)


@click.command("import", cls=FrenchCommand)
@click.argument("source")
@click.argument("fichier", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@RAW_OPTION
def import_command(source: str, fichier: Path, raw: Path) -> None:
    """Vérifie un fichier de producteur et le range dans data/raw pour la prochaine construction.

    Sources acceptées : celles que « python -m etl fetch » télécharge, et structures_file (fichier d’établissements) et
    insee_itdd (classeur de l’Insee). Un périmètre de quartiers peut être un zip, un GeoJSON, un SHP ou un GPKG.
    """
    imported = import_file(source, fichier, raw)
    remark = f" {imported.remark}." if imported.remark else ""
    click.echo(
        f"{imported.value_count} valeurs lues ({', '.join(imported.periods)}), fichier rangé dans {imported.path}."
        f"{remark} Relancez « python -m etl build » pour l’utiliser."
    )
