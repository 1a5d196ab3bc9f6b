"""`python -m etl diff A B`: what changed from a database to another, in French."""

from __future__ import annotations

from pathlib import Path

import click

from etl.difference import comparison
from etl.difference_text import report, write_csv
from etl.errors import UnknownObjectError
from etl.french_commands import FrenchCommand


@click.command("diff", cls=FrenchCommand)
@click.argument("ancienne", type=click.Path(path_type=Path))
@click.argument("nouvelle", type=click.Path(path_type=Path))
@click.option("--indicateur", "indicator_ids", multiple=True, help="Seulement cet indicateur (option répétable).")
@click.option(
    "--ecarts", default=5, show_default=True, type=click.IntRange(0, 1000), help="Plus grands écarts montrés."
)
@click.option("--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), help="Écrit chaque valeur changée.")
def diff_command(
    ancienne: Path, nouvelle: Path, indicator_ids: tuple[str, ...], ecarts: int, csv_file: Path | None
) -> None:
    """Dit ce qui a changé d’une base à une autre : indicateurs, territoires, valeurs, plus grands écarts.

    Par exemple : python -m etl diff hier.duckdb data/observatory.duckdb --csv ecarts.csv
    """
    with comparison(ancienne, nouvelle) as compared:
        known = compared.labels()
        for name in indicator_ids:
            if name not in known:
                raise UnknownObjectError("Indicateur", name, sorted(known))
        for line in report(compared, indicator_ids, ecarts):
            click.echo(line)
        if csv_file is not None:
            count = write_csv(compared, indicator_ids, csv_file)
            click.echo(f"\n{csv_file} : {count} valeur{'s' if count > 1 else ''}.")
