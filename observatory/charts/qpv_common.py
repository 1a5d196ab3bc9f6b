"""What the charts of the priority neighbourhoods share: the generation, the foot, the table, the words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from observatory import formatting as fr
from observatory import geo, queries_qpv
from observatory.charts.chart import Column, Table
from observatory.choices import UnknownChoiceError
from observatory.database import Database
from observatory.frames import records, whole

NARROW = fr.NARROW_SPACE


def generation_of(database: Database, parameters: Mapping[str, str]) -> int:
    """The generation of `generation`; the first one the database knows when there is none in the address."""
    known = [str(year) for year in queries_qpv.generations(database)] or ["2015"]
    asked = parameters.get("generation") or known[0]
    if asked not in {str(year) for year in queries_qpv.GENERATIONS}:
        raise UnknownChoiceError(f"La génération «{NARROW}{asked[:20]}{NARROW}» n’existe pas{NARROW}: 2015 ou 2024.")
    return int(asked)


def foot(database: Database, generation: int, *more: str) -> tuple[str, ...]:
    """Source, cautions, generation and date of a chart."""
    held = queries_qpv.generations(database).get(generation)
    today = f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}"
    source = held.citation.rstrip(".") if held else "aucune"
    lines = [f"Source{NARROW}: {source}.", *more]
    caution = geo.partial_warning(database, generation)
    if caution:
        lines.append(caution.split(" «")[0])
    return (*lines, f"Quartiers prioritaires de génération {generation}. Géographie 2026. Extraction du {today}.")


def neighbourhood_table(rows: pd.DataFrame) -> Table:
    """The neighbourhoods of a selection: what the CSV holds."""
    return Table(
        (
            Column("code_qpv", "Code"),
            Column("nom", "Quartier"),
            Column("communes", "Communes"),
            Column("habitants", "Habitants", numeric=True),
            Column("annee_population", "Année"),
            Column("surface_ha", "Surface (ha)", numeric=True, decimals=1),
        ),
        tuple(
            (
                r.code,
                r.name,
                r.communes,
                whole(r.population),
                None if pd.isna(r.population_year) else str(int(r.population_year)),
                None if pd.isna(r.area_m2) else float(r.area_m2) / 10_000,
            )
            for r in records(rows)
        ),
    )


def counted(count: int, word: str) -> str:
    """« 1 quartier », « 3 autres quartiers »: a number and its words."""
    head, _, tail = word.partition(" ")
    words = f"{head}{plural(count)}{' ' + tail + plural(count) if tail else ''}"
    return f"{fr.number(count)} {words}"


def plural(count: int) -> str:
    """The s of a French plural."""
    return "s" if count > 1 else ""


def sentence_start(text: str) -> str:
    """A text with a capital."""
    return text[:1].upper() + text[1:]


def escaped(text: str) -> str:
    """A text for HTML that Plotly shows."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
