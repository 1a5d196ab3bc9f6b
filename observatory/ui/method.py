"""Blocks of the page « Données et méthode »: indicator sheets, quality report, downloads."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from observatory import formatting as fr
from observatory import queries
from observatory.choices import levels_of
from observatory.database import Database
from observatory.frames import records
from observatory.model import Indicator, Level, Rollup
from observatory.ui import state
from observatory.ui.blocks import escaped, plain_table
from observatory.ui.indicator_choice import choose_indicator, choose_perimeter

_ROLLUPS = {
    Rollup.SUM: "somme des territoires plus petits",
    Rollup.RECOMPUTED: "recalculé à partir des nombres",
    Rollup.PUBLISHED: "publié par le producteur à chaque niveau",
    Rollup.NONE: "aucune",
}


def definitions(pairs: list[tuple[str, str]]) -> None:
    """A list of terms, each with its definition (HTML, already escaped); those without are left out."""
    rows = "".join(f"<dt>{escaped(name)}</dt><dd>{value}</dd>" for name, value in pairs if value)
    st.html(f'<dl class="obs-sheet">{rows}</dl>')


def indicator_sheet(base: Database, indicator: Indicator) -> None:
    """Definition, unit, perimeter, source, geography, rollup rule and limits of an indicator."""
    source = queries.sources(base)[indicator.source_id]
    goldens = queries.golden_values(base)
    own = goldens[goldens["indicator_id"] == indicator.indicator_id]
    generation = (
        f", quartiers prioritaires de génération {indicator.qpv_generation}" if indicator.qpv_generation else ""
    )
    checks = "<br>".join(
        f"{escaped(g.level)} {escaped(g.code)}, {escaped(g.period)}\u202f: {fr.number(g.value, indicator.decimals)} "
        f"({escaped(g.published_in)})"
        for g in records(own)
    )
    link = (
        f'<a href="{escaped(source.landing_page)}" target="_blank" rel="noopener">{escaped(source.citation)}</a> '
        f"({escaped(source.licence)})"
    )
    definitions(
        [
            ("Définition", escaped(indicator.definition)),
            ("Unité", escaped({"EUR": "euros"}.get(indicator.unit, indicator.unit))),
            ("Champ", escaped(indicator.perimeter)),
            ("Calcul", escaped(indicator.formula)),
            ("Géographie", f"{indicator.geography_year}{generation}"),
            ("Niveaux", ", ".join(fr.LEVEL_PLURAL[level] for level in indicator.levels)),
            ("Passage au niveau supérieur", f"{_ROLLUPS[indicator.rollup]}. {escaped(indicator.rollup_reason)}"),
            ("Limites", "<br>".join(escaped(c) for c in indicator.caveats)),
            ("Source", link),
            ("Valeurs publiées qui le vérifient", checks),
        ]
    )


def quality_report(base: Database) -> None:
    """The report of the checks made when the database was built."""
    report = queries.quality_checks(base)
    failed = int((~report["passed"]).sum())
    st.write(
        f"{fr.number(len(report))} contrôles à la construction de la base, {fr.number(failed)} en défaut. "
        "Un contrôle bloquant en défaut empêche la base d’être mise en service."
    )
    plain_table(
        ["Contrôle", "Sujet", "Attendu", "Mesuré", "Résultat"],
        [
            [
                r.label,
                r.subject,
                r.expected,
                r.measured,
                "conforme" if r.passed else ("bloquant" if r.severity == "blocking" else "à surveiller"),
            ]
            for r in records(report)
        ],
    )


def downloads(base: Database) -> None:
    """The table of an indicator, level and year as CSV, then the whole catalogue and the levers."""
    st.write(
        "Fichiers CSV pour tableur (UTF-8, point-virgule, virgule décimale). La dernière colonne répète la source."
    )
    known = {name: one for name, one in queries.indicators(base).items() if levels_of(one)}
    first, second, third = st.columns([4, 5, 2], vertical_alignment="bottom")
    with first:
        indicator = choose_indicator(known)
    levels = [str(level) for level in levels_of(indicator)]
    with second:
        level = state.segmented("Niveau", "niveau", levels, levels[0], lambda name: fr.LEVEL_SHORT[Level(name)])
    periods = queries.periods(base, indicator.indicator_id, Level(level))
    with third:
        period = state.select("Année", "annee", list(reversed(periods)), periods[-1], str)
    choose_perimeter(known, indicator)
    chosen = {"indicateur": indicator.indicator_id, "niveau": level, "annee": period}
    text = f"{indicator.label}, {fr.LEVEL_PLURAL[Level(level)]}, {period} (CSV)"
    links = [
        _link(text, "carte.csv", chosen),
        _link("Initiatives citées, catalogue complet (CSV)", "carte-initiatives.csv", {}),
        _link("Leviers et collectivités citées (CSV)", "leviers.csv", {}),
    ]
    st.html(f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>")


def _link(text: str, file: str, parameters: dict[str, str]) -> str:
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f'<a href="./graphique/{file}{escaped(query)}" download>{escaped(text)}</a>'
