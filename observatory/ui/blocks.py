"""Blocks of HTML that several pages show: key figures, cards of initiatives, plain tables. All text is escaped."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from observatory import formatting as fr
from observatory import narrative, queries
from observatory.catalogue import Filters, select
from observatory.database import Database
from observatory.exports.portrait.drawing import situation, to_svg
from observatory.exports.portrait.wording import CONTRACTS_SOURCE, contracts
from observatory.frames import records
from observatory.headlines import absences, absences_sentence, most_recent
from observatory.model import INITIATIVE_KINDS, THEMES, Indicator, Level, Territory
from observatory.narrative.sentences import capital
from observatory.standing import describe, last_period, standing
from observatory.ui import state

Cell = str | tuple[str, str]


def escaped(text: object) -> str:
    """Text made safe for HTML; empty for an absence."""
    absent = text is None or (isinstance(text, float) and pd.isna(text)) or text is pd.NaT
    return "" if absent else html.escape(str(text))


def key_figures(base: Database, place: Territory, indicators: Sequence[Indicator]) -> None:
    """The last value of each indicator for a territory, with its references, year and source.

    Each in its most recent measure, unless that one is shown too. What has no value is said in one sentence, with the
    reasons, rather than card by card.
    """
    latest = {one: most_recent(base, place, one) for one in indicators}
    shown = [one if other in indicators else other for one, other in latest.items()]
    missing = absences(base, place, shown)
    known = [one for one in shown if not any(one in absence.indicators for absence in missing)]
    cards = "".join(_key_figure(base, place, one, replaced=one not in indicators) for one in known)
    sentence = f'<p class="obs-note">{escaped(absences_sentence(place, missing))}</p>' if missing else ""
    st.html(f'<div class="obs-keys">{cards}</div>{sentence}')


def _key_figure(base: Database, place: Territory, indicator: Indicator, *, replaced: bool) -> str:
    own = standing(base, place)
    period = last_period(base, indicator, place)
    here = own.reading(indicator, period)
    text = fr.value_text(here.value, indicator, here.status)
    long = " obs-long" if len(text) > LONG_VALUE else ""
    perimeter = f'<p class="obs-src">Champ\u202f: {escaped(indicator.perimeter)}</p>' if replaced else ""
    readings = [own.reading(indicator, period, other) for other in own.references(indicator)]
    references = "".join(
        f'<p class="obs-ref"><span>{escaped(r.place.name)}</span><span>{fr.value_text(r.value, indicator)}</span></p>'
        for r in readings
        if r.value is not None
    )
    source = queries.sources(base)[indicator.source_id]
    return (
        f'<section class="obs-key"><h3>{escaped(indicator.label)}</h3>'
        f'<p class="obs-value{long}">{escaped(text)}</p>{references}'
        f'<p class="obs-src">{escaped(period)} · {escaped(source.producer)}</p>{perimeter}</section>'
    )


def locator(base: Database, place: Territory) -> None:
    """Where a territory lies, as its portrait draws it; nothing when it has no shape."""
    drawing = situation(base, place)
    if drawing is None:
        return
    said = capital(drawing.alt.partition(f"{fr.NARROW_SPACE}: ")[2])
    image = base64.b64encode(to_svg(drawing).encode()).decode()
    st.html(
        f'<figure class="obs-locator"><img src="data:image/svg+xml;base64,{image}" alt="{escaped(drawing.alt)}">'
        f"<figcaption>{escaped(said)} Contours IGN.</figcaption></figure>"
    )


def plain_sentence(base: Database, place: Territory, indicator: Indicator) -> str:
    """« En clair » for the last period of an indicator."""
    return describe(base, indicator, last_period(base, indicator, place), place)


PASSAGES_SHOWN = 4
LONG_VALUE = 16


def initiative_cards(rows: pd.DataFrame) -> None:
    """One card per initiative: what it is, then each territory where it is cited with its passage."""
    cited: dict[str, list[Any]] = {}
    for row in records(rows):
        cited.setdefault(row.initiative_id, []).append(row)
    st.html(f'<div class="obs-cards">{"".join(_card(own) for own in cited.values())}</div>')


def _card(rows: Sequence[Any]) -> str:
    kinds = " · ".join(dict.fromkeys(INITIATIVE_KINDS[row.kind] for row in rows))
    entries = "".join(_entry(row) for row in rows[:PASSAGES_SHOWN])
    more = len(rows) - PASSAGES_SHOWN
    rest = ""
    if more > 0:
        others = "".join(_entry(row) for row in rows[PASSAGES_SHOWN:])
        label = "1 autre passage" if more == 1 else f"{more} autres passages"
        rest = f"<details><summary>{label}</summary>{others}</details>"
    name = escaped(rows[0].name)
    return f'<article class="obs-card"><h3>{name}</h3><p class="obs-tags">{kinds}</p>{entries}{rest}</article>'


def _entry(row: Any) -> str:  # noqa: ANN401 - a record of the catalogue
    years = dict.fromkeys(str(int(y)) for y in (row.year, row.year_end) if not pd.isna(y))
    where = " · ".join(part for part in (escaped(row.territory_name), "-".join(years)) if part)
    figures = f"<br>{escaped(row.figures)}" if not pd.isna(row.figures) else ""
    note = f'<p class="obs-note">{escaped(row.note)}</p>' if not pd.isna(row.note) else ""
    return (
        f"<p><strong>{where}</strong><br>{escaped(row.summary)}{figures}</p>{note}"
        f'<p class="obs-passage">{passage(row)} · {THEMES[row.theme]}</p>'
    )


def passage(row: Any) -> str:  # noqa: ANN401 - a record of the catalogue
    """Where a row is read: the document, its heading and line, or the page that publishes it."""
    if pd.isna(row.document_id):
        return f'Source\u202f: <a href="{escaped(row.url)}" target="_blank" rel="noopener">page publiée</a>'
    year = "" if pd.isna(row.document_year) else f", {int(row.document_year)}"
    return (
        f'<span title="{escaped(row.document_title)}">{escaped(row.document_publisher)}{year}</span>, '
        f"«\u202f{escaped(row.document_section)}\u202f», ligne {int(row.document_line)}"
    )


def no_initiative(base: Database, chosen: Filters) -> None:
    """What is said when no initiative is left; where the filters are the cause, one click removes them."""
    every = select(base, Filters(chosen.territory))
    if not chosen.narrowed or every.empty:
        st.info(f"{narrative.describe_catalogue(every, chosen.territory)} Choisissez un autre territoire.")
        return
    st.info(narrative.describe_catalogue(every.iloc[:0], chosen.territory, filtered=True))
    count = fr.count_of(every["initiative_id"].nunique(), "initiative", "initiatives")
    removed: dict[str, str | None] = dict.fromkeys([*chosen.parameters().keys() - {"territoire"}, "page", "fiche"])
    st.button(f"Retirer les filtres ({count})", on_click=state.keep, args=(removed,))


def plain_table(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], numeric: Sequence[int] = (), *, whole: bool = False
) -> None:
    """A real HTML table. A cell is a text, or (text, address) for a link.

    A column without any text is left out, unless the table is a reader's own and must be shown `whole`.
    """
    kept = [i for i in range(len(headings)) if whole or not rows or any(row[i] for row in rows)]
    headings, rows = [headings[i] for i in kept], [[row[i] for i in kept] for row in rows]
    numeric = [rank for rank, i in enumerate(kept) if i in numeric]
    head = "".join(f'<th scope="col"{_class(i, numeric)}>{escaped(h)}</th>' for i, h in enumerate(headings))
    body = "".join(
        "<tr>" + "".join(f"<td{_class(i, numeric)}>{_cell(c)}</td>" for i, c in enumerate(row)) + "</tr>"
        for row in rows
    )
    st.html(f'<div class="obs-plain-table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>')


def _class(i: int, numeric: Sequence[int]) -> str:
    return ' class="num"' if i in numeric else ""


def _cell(cell: Cell) -> str:
    if isinstance(cell, tuple):
        text, address = cell
        if not address.startswith(("http://", "https://")):
            return escaped(text)
        return f'<a href="{escaped(address)}" target="_blank" rel="noopener">{escaped(text)}</a>'
    return escaped(cell)


def cited_figures(rows: pd.DataFrame) -> None:
    """Statistics read in documents and pages, each with its qualifier, perimeter, year and passage."""
    qualifiers = {
        "environ": "environ ",
        "plus_de": "plus de ",
        "pres_de": "près de ",
        "moins_de": "moins de ",
        "au_moins": "au moins ",
        "jusqu_a": "jusqu’à ",
        "objectif": "objectif\u202f: ",
        "ordre_de_grandeur": "de l’ordre de ",
    }
    lines: list[list[Cell]] = []
    for r in records(rows):
        amount = fr.number(r.value, 0 if float(r.value).is_integer() else _decimals(r.value))
        where: Cell = (
            (str(r.publisher), str(r.url))
            if not pd.isna(r.url)
            else f"{r.publisher}, rubrique «\u202f{r.document_section}\u202f», ligne {int(r.document_line)}"
        )
        unit = "€" if r.unit in {"EUR", "€"} else r.unit
        lines.append(
            [
                str(r.label),
                qualifiers.get(r.qualifier, "") + fr.with_unit(amount, unit),
                _year(r),
                str(r.territory_name),
                "" if pd.isna(r.perimeter) else str(r.perimeter),
                where,
                "" if pd.isna(r.note) else str(r.note),
            ]
        )
    plain_table(
        ["Chiffre cité", "Valeur", "Année", "Territoire", "Périmètre", "Où il est écrit", "Remarque"], lines, [1]
    )


def _decimals(value: float) -> int:
    text = repr(float(value))
    return min(2, len(text.split(".")[1])) if "." in text else 0


def _year(r: Any) -> str:  # noqa: ANN401 - a record of the cited figures
    if pd.isna(r.year):
        return "non précisée"
    start = str(int(r.year))
    return start if pd.isna(r.period_end) else f"{start}-{int(r.period_end)}"


def is_national(place: Territory) -> bool:
    """Tell whether the reader looks at the whole country."""
    return place.level is Level.FRANCE


def year_text(year: float | None) -> str:
    """A year as text, or the words for an unknown one."""
    return "non précisée" if year is None or pd.isna(year) else str(int(year))


def priority_neighbourhoods(base: Database, place: Territory) -> None:
    """The contrats de ville of a territory and the residents of their priority neighbourhoods."""
    sentences, rows = contracts(base, place)
    for sentence in sentences:
        st.write(sentence)
    if rows.empty:
        return
    table: list[list[Cell]] = [
        [
            r.name,
            "non disponible" if pd.isna(r.population_qpv) else fr.number(r.population_qpv),
            "à rattacher" if pd.isna(r.territory_name) else r.territory_name,
            "" if r.resolution == "current" else r.resolution,
        ]
        for r in records(rows)
    ]
    headings = ["Contrat de ville", "Habitants en quartier prioritaire", "Territoire d’aujourd’hui", "Remarque"]
    first = 15
    plain_table(headings, table[:first], [1])
    if len(table) > first:
        more = len(table) - first
        with st.expander("Voir le dernier" if more == 1 else f"Voir les {fr.number(more)} autres"):
            plain_table(headings, table[first:], [1])
    st.caption(CONTRACTS_SOURCE)
