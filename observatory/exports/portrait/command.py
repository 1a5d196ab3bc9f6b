"""`python -m observatory portrait`: portraits into a folder, or into a ZIP, from the shell."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from observatory.comparison.custom import MEASURE, NAME
from observatory.database import Database
from observatory.exports.portrait.custom import named_custom
from observatory.exports.portrait.edition import Subject
from observatory.exports.portrait.errors import UnknownTerritoryError
from observatory.exports.portrait.pack import places_inside, places_named, write_folder, write_zip
from observatory.exports.portrait.signature import signed
from observatory.formatting import number
from observatory.model import Level
from observatory.search import territory_from_key


@dataclass(frozen=True)
class Request:
    """What the shell asked for: territories by name, all those of one, or one made up of members (`custom`).

    `as_lines` writes progress as lines of JSON, for a program that reads them.
    """

    names: tuple[str, ...]
    all_of: str
    level: str
    custom: str
    custom_name: str
    formats: tuple[str, ...]
    output: Path
    site: str
    force: bool
    as_lines: bool


def run(database: Database, request: Request) -> None:
    """Make the portraits, saying where it stands. Raises `PortraitError`, `UnknownChoiceError`."""
    places = _places(database, request)
    publication = signed(database.version, request.site)
    steps: Iterator[tuple[Subject, bool]]
    if request.output.suffix.lower() == ".zip":
        made = write_zip(database, places, request.output, publication, formats=request.formats)
        steps = ((place, True) for place in made)
    else:
        steps = write_folder(
            database, places, request.output, publication, formats=request.formats, force=request.force
        )
    if request.as_lines:
        for done, (place, _) in enumerate(steps, 1):
            line = {"done": done, "total": len(places), "name": place.name}
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    _say(steps, len(places), request.output)


def _places(database: Database, request: Request) -> list[Subject]:
    if request.custom:
        return [named_custom(database, {MEASURE: request.custom, NAME: request.custom_name})]
    if not request.all_of:
        return [*places_named(database, request.names)]
    around = territory_from_key(database, request.all_of)
    if around is None:
        raise UnknownTerritoryError([request.all_of])
    return [*places_inside(database, around, Level(request.level))]


def _say(steps: Iterable[tuple[Subject, bool]], total: int, output: Path) -> None:
    written = 0
    with click.progressbar(length=total, label="Portraits", file=sys.stderr, item_show_func=_name) as bar:
        for place, wrote in steps:
            written += wrote
            bar.update(1, place)
    kept = total - written
    already = f", {number(kept)} déjà là (--force pour les refaire)" if kept else ""
    click.echo(f"{number(written)} portrait{'s' if written > 1 else ''} dans {output}{already}.")


def _name(place: Subject | None) -> str:
    return place.name if place else ""
