"""Commands of the dashboard: `python -m observatory qpv FICHIER --output RESULTAT`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from observatory import house_style, queries_qpv
from observatory.choices import UnknownChoiceError
from observatory.database import DatabaseError, open_read_only
from observatory.exports.portrait import command
from observatory.exports.portrait.errors import PortraitError
from observatory.exports.portrait.pack import formats_of
from observatory.formatting import number
from observatory.qpv import checking, result_file
from observatory.qpv.columns import PlaceKind, guess
from observatory.qpv.errors import QpvError
from observatory.qpv.geocoder import geocoder
from observatory.qpv.limits import MAX_BYTES
from observatory.qpv.table_file import read_table
from observatory.ui.settings import database_path


@click.group(help="Commandes de l’observatoire.")
def main() -> None:
    """Commands of the dashboard."""


@main.command(help="Vérifier si les lignes d’un fichier (CSV ou XLSX) sont dans un quartier prioritaire.")
@click.argument("fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Résultat, .csv ou .xlsx."
)
@click.option("--database", type=click.Path(path_type=Path), help="Base à lire (par défaut, celle de l’observatoire).")
def qpv(fichier: Path, output: Path, database: Path | None) -> None:
    """Check the rows of a file and write them with the answers."""
    try:
        run(fichier, output, database or database_path())
    except (QpvError, DatabaseError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@main.command(help="Éditer le portrait d’un ou de plusieurs territoires, en PDF ou en DOCX.")
@click.argument("territoires", nargs=-1)
@click.option(
    "--list",
    "names",
    type=click.File(encoding="utf-8"),
    help="Fichier de codes ou de noms, un par ligne (- : clavier).",
)
@click.option("--all-of", default="", help="Tous les territoires de celui-ci (region-53), au niveau de --level.")
@click.option("--level", type=click.Choice(["departement", "epci", "ept", "commune"]), default="commune")
@click.option("--mesure", default="", help="Territoire sur mesure : epci-243500139,commune-35288.")
@click.option("--nom", default="", help="Nom du territoire sur mesure.")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="Dossier des portraits, ou fichier .zip."
)
@click.option("--format", "formats", default="pdf", help="pdf, docx, ou pdf,docx.")
@click.option("--force", is_flag=True, help="Refaire les portraits déjà là.")
@click.option("--site", default="", help="Adresse de l’observatoire, écrite sur les portraits.")
@click.option("--database", type=click.Path(path_type=Path), help="Base à lire (par défaut, celle de l’observatoire).")
@click.option("--lines", "as_lines", is_flag=True, hidden=True)
def portrait(  # noqa: PLR0913, PLR0917 - what the shell may ask
    territoires: tuple[str, ...],
    names: TextIO | None,
    all_of: str,
    level: str,
    mesure: str,
    nom: str,
    output: Path,
    formats: str,
    force: bool,  # noqa: FBT001 - a flag of the shell
    site: str,
    database: Path | None,
    as_lines: bool,  # noqa: FBT001 - a flag of the shell
) -> None:
    """Write the portraits of the territories named, of all those inside one, or of one made up."""
    if names is not None:
        territoires = (*territoires, *names.read().splitlines())
    if [bool(territoires), bool(all_of), bool(mesure)].count(True) != 1:
        raise click.UsageError(
            "donnez des territoires (epci-246700488), ou --all-of region-53, ou --mesure epci-243500139,commune-35288"
        )
    if nom and not mesure:
        raise click.UsageError("--nom est le nom d’un territoire sur mesure : donnez aussi --mesure")
    try:
        asked = command.Request(
            territoires, all_of, level, mesure, nom, formats_of(formats), output, site, force, as_lines
        )
        command.run(open_read_only(database or database_path()), asked)
    except (PortraitError, UnknownChoiceError, DatabaseError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@main.command(help="Vérifier le fichier d’une charte (nom, logo, couleurs) et dire ce que valent ses couleurs.")
@click.argument("fichier", type=click.Path(path_type=Path))
def charte(fichier: Path) -> None:
    """Read a house style and say its fault, or the contrast of its colours."""
    reading = house_style.reading_of(fichier)
    if reading.problem:
        click.echo(reading.problem, err=True)
        sys.exit(1)
    style = reading.style
    logo = f"logo {style.logo.kind.upper()}" if style.logo else "sans logo"
    click.echo(f"{style.name} ({style.short_name}), {logo}. Pour s’en servir : OBSERVATOIRE_CHARTE={fichier.name}")
    for remark in reading.remarks:
        click.echo(remark)


def run(source: Path, output: Path, database: Path) -> None:
    """Read, check, write; the suffix of `output` decides of its format."""
    if output.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.BadParameter("le résultat doit finir par .csv ou .xlsx", param_hint="--output")
    base = open_read_only(database)
    with source.open("rb") as stream:
        table = read_table(stream.read(MAX_BYTES + 1), source.name)
    layout = guess(table)
    asker = geocoder() if layout.kind is PlaceKind.ADDRESS else None
    work = checking.Check(base, table, layout, asker)
    click.echo(f"{source.name} : {table.reading}, {number(table.row_count)} lignes.", err=True)
    click.echo(f"Lignes placées par {checking.placed_by(table, layout)}.", err=True)
    with click.progressbar(length=table.row_count, label="Vérification", file=sys.stderr) as bar:
        for share in work.steps():
            bar.update(round(share * table.row_count) - bar.pos)
    result = work.result()
    write = result_file.to_xlsx if output.suffix.lower() == ".xlsx" else result_file.to_csv
    output.write_bytes(write(table, result))
    for generation in queries_qpv.GENERATIONS:
        counts = ", ".join(f"{number(count)} {status}" for status, count in result.count(generation).items())
        click.echo(f"Génération {generation} : {counts}.")


if __name__ == "__main__":
    main(prog_name="python -m observatory")
