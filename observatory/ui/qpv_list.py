"""The neighbourhoods of a territory: maps side by side, list with a search, card of one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory import formatting as fr
from observatory import narrative, queries_qpv
from observatory.charts.qpv_map import framed_by, only_contrats
from observatory.charts.qpv_profile import compared_figures
from observatory.database import Database
from observatory.frames import records
from observatory.model import Level, Territory, fold
from observatory.ui import blocks, state
from observatory.ui.blocks import Cell
from observatory.ui.chart_frame import show_chart

ROWS_A_PAGE = 20
_STRUCTURES_SHOWN = 50


def maps_and_cards(base: Database, place: Territory) -> None:
    """The map (one per generation when perimeters are drawn), then the list and the chosen card."""
    known = list(queries_qpv.generations(base))
    wide = place.level in {Level.FRANCE, Level.REGION}
    here = {"territoire": place.key}
    if wide or not known:
        show_chart(base, "carte-qpv", here)
        st.caption("Choisissez un département, une intercommunalité ou une commune pour voir les périmètres.")
    elif only_contrats(base, place):
        show_chart(base, "carte-qpv", here)
        blocks.priority_neighbourhoods(base, place)
        st.info(
            f"Les quartiers {narrative.of_place(framed_by(base, place))} ne sont pas dans la base\u202f: ni leurs "
            "périmètres, ni leur liste."
        )
        return
    else:
        for column, generation in zip(st.columns(len(known)), known, strict=True):
            with column:
                show_chart(
                    base,
                    "carte-qpv",
                    {**here, "generation": str(generation)},
                    key=f"carte-qpv-{generation}",
                    on_pick=lambda code: state.keep({"qpv": code}),
                )
        if len(known) > 1:
            st.caption(
                "Les deux générations sont deux découpages différents\u202f: leurs chiffres ne forment pas une série."
            )
    shown = framed_by(base, place)
    rows = pd.concat(
        [queries_qpv.neighbourhoods_in(base, g, shown).assign(generation=g) for g in known] or [pd.DataFrame()]
    )
    if rows.empty:
        if wide or not known:  # else each map says it
            st.info(f"L’observatoire ne connaît aucun quartier prioritaire {narrative.in_place(shown)}.")
        return
    _card_choice(base, rows)
    _list(rows, shown)


def _card_choice(base: Database, rows: pd.DataFrame) -> None:
    names = {
        r.code: f"{r.name} — {r.communes or 'commune non précisée'} ({r.code}, {r.generation})" for r in records(rows)
    }
    asked = st.query_params.get("qpv", "")
    options = ["", *names] if not asked or asked in names else ["", asked, *names]
    every = dict(names.items())
    if asked and asked not in every:
        every[asked] = _elsewhere(base, asked)
        if not every[asked]:
            st.warning(f"Le quartier «\u202f{asked[:20]}\u202f» n’est pas dans la base.")
            options.remove(asked)
            state.keep({"qpv": None})
    st.header("Fiche d’un quartier")
    code = state.select("Quartier", "qpv", options, "", lambda c: every.get(c) or "Choisir un quartier…")
    if code:
        card(base, code)


def _elsewhere(base: Database, code: str) -> str:
    for generation in queries_qpv.generations(base):
        rows = queries_qpv.neighbourhoods(base, generation)
        own = rows[rows["code"] == code]
        if len(own):
            return f"{own['name'].iloc[0]} — {own['communes'].iloc[0]} ({code}, {generation})"
    return ""


def card(base: Database, code: str) -> None:
    """Everything the database knows of one neighbourhood."""
    for generation in queries_qpv.generations(base):
        rows = queries_qpv.neighbourhoods(base, generation)
        own = rows[rows["code"] == code]
        if len(own):
            _card(base, generation, own.iloc[0])


def _card(base: Database, generation: int, row: pd.Series) -> None:
    code = str(row["code"])
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.subheader(str(row["name"]))
        st.html(_sheet(_facts(base, generation, row)))
    with right:
        if row["has_perimeter"]:
            show_chart(base, "plan-qpv", {"qpv": code, "generation": str(generation)}, key=f"plan-{code}")
        else:
            st.info("De ce quartier, seul un point est connu\u202f: son périmètre n’est pas chargé.")
    figures = compared_figures(base, generation, code)
    if figures.empty:
        st.write("Les chiffres détaillés de l’Insee ne sont pas chargés pour ce quartier.")
    else:
        if ((figures["unit"] == "%") & figures["value"].notna()).any():
            show_chart(base, "profil-qpv", {"qpv": code, "generation": str(generation)}, key=f"profil-{code}")
        _themes(figures)
    _structures(base, generation, code)


def _facts(base: Database, generation: int, row: pd.Series) -> list[tuple[str, str]]:
    people = "non disponible"
    if not pd.isna(row["population"]):
        year = "année non précisée" if pd.isna(row["population_year"]) else str(int(row["population_year"]))
        people = f"{fr.number(row['population'])} ({year})"
    facts = [
        ("Code", str(row["code"])),
        ("Communes", str(row["communes"]) or "non précisées"),
        ("Génération", str(generation)),
        ("Habitants", people),
    ]
    if not pd.isna(row["area_m2"]):
        facts.append(("Surface", f"{fr.number(row['area_m2'] / 10_000, 1)} ha"))
    facts += _passage(base, generation, str(row["code"]))
    if bool(row["repaired"]):
        facts.append(("Remarque", "Le tracé du producteur se recoupait\u202f; il a été réparé."))
    return facts


def _passage(base: Database, generation: int, code: str) -> list[tuple[str, str]]:
    own, other = f"qpv_{generation}", 4039 - generation
    label = "Devient en 2024" if generation == min(queries_qpv.GENERATIONS) else "Vient de 2015"
    rows = queries_qpv.passages(base)
    linked = rows[(rows[own] == code) & rows[f"qpv_{other}"].notna()]
    if linked.empty:
        gone = (rows[own] == code).any()
        absent = "aucun quartier, d’après la table de passage" if gone else "table de passage non chargée"
        return [(label, absent if gone or rows.empty else "non précisé par la table de passage")]
    names = [
        f"{r[f'name_{other}'] if not pd.isna(r[f'name_{other}']) else ''} ({r[f'qpv_{other}']})".strip()
        + ("" if pd.isna(r["status"]) else f", {str(r['status']).lower()}")
        for _, r in linked.iterrows()
    ]
    return [(label, " ; ".join(names))]


def _sheet(facts: list[tuple[str, str]]) -> str:
    lines = "".join(f"<dt>{blocks.escaped(name)}</dt><dd>{blocks.escaped(text)}</dd>" for name, text in facts)
    return f'<dl class="obs-sheet">{lines}</dl>'


def _themes(figures: pd.DataFrame) -> None:
    with st.expander(f"Les {len(figures)} chiffres de l’Insee, par thème"):
        for theme, rows in figures.groupby("theme", sort=False):
            st.subheader(str(theme))
            blocks.plain_table(
                ["Indicateur", "Ce quartier", "Médiane de l’intercommunalité", "Médiane de la région"],
                [
                    [
                        str(r.label),
                        _amount(r.value, r.unit, r.status),
                        _median(r.epci_median, r.epci_count, r.unit),
                        _median(r.region_median, r.region_count, r.unit),
                    ]
                    for r in records(rows)
                ],
                [1, 2, 3],
            )
        citations = "\u202f; ".join(dict.fromkeys(figures["citation"]))
        st.caption(f"Source\u202f: {citations}. {', '.join(dict.fromkeys(figures['period'])).capitalize()}.")


def _amount(value: float, unit: str, status: str = "observed") -> str:
    if pd.isna(value):
        return "secret statistique" if status == "secret" else "non disponible"
    decimals = 0 if float(value).is_integer() and unit not in {"%", "indice"} else 1
    text = fr.number(value, decimals)
    return fr.with_unit(text, unit) if unit in {"%", "EUR"} else text


def _median(value: float, count: float, unit: str) -> str:
    if pd.isna(value):
        return "moins de 3 quartiers"
    return f"{_amount(value, unit)} ({int(count)} quartiers)"


def _structures(base: Database, generation: int, code: str) -> None:
    rows = queries_qpv.structures_in(base, generation, code)
    if rows.empty:
        return
    count = len(rows)
    with st.expander(f"{fr.number(count)} structure{'s' if count > 1 else ''} de l’ESS dans ce quartier"):
        cells: list[list[Cell]] = [
            [blocks.escaped(r.name), str(r.family), _yes(r.employer)] for r in records(rows.head(_STRUCTURES_SHOWN))
        ]
        blocks.plain_table(["Structure", "Famille", "Employeuse"], cells)
        if count > _STRUCTURES_SHOWN:
            st.caption(f"Les {_STRUCTURES_SHOWN} premières par ordre alphabétique.")


def _yes(value: object) -> str:
    return "non précisé" if pd.isna(value) else ("oui" if value else "non")  # type: ignore[call-overload]


def _list(rows: pd.DataFrame, shown: Territory) -> None:
    st.header(f"Les quartiers {narrative.of_place(shown)}")
    word = fold(state.text("Chercher dans la liste", "texte", "nom du quartier, commune ou code"))
    texts = (rows["name"] + " " + rows["communes"] + " " + rows["code"]).map(fold)
    found = rows[texts.map(lambda text: all(part in text for part in word.split()))]
    if found.empty:
        st.info("Aucun quartier ne répond à cette recherche.")
        return
    page = state.page_number("page", -(-len(found) // ROWS_A_PAGE))
    part = found.iloc[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    cells: list[list[Cell]] = [
        [
            str(r.name),
            str(r.communes) or "non précisées",
            r.code,
            str(r.generation),
            "non disponible" if pd.isna(r.population) else fr.number(r.population),
            "périmètre" if r.has_perimeter else "point",
        ]
        for r in records(part)
    ]
    blocks.plain_table(["Quartier", "Communes", "Code", "Génération", "Habitants", "Tracé"], cells, [4])
    st.caption(f"{fr.number(len(found))} quartier{'s' if len(found) > 1 else ''}.")
