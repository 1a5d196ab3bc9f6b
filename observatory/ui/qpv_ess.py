"""The ESS in priority neighbourhoods: cited national figures, initiatives, structures when a file was imported."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory import formatting as fr
from observatory import narrative, queries, queries_qpv
from observatory.catalogue import Filters, select
from observatory.database import Database
from observatory.model import Level, Territory, fold
from observatory.ui import blocks

THEME = "quartiers_politique_ville"
CARDS = 12
INDICATOR = "structures_ess_en_qpv"
_WIDER = {
    Level.FRANCE: "",
    Level.REGION: "Regardez la France.",
    Level.DEPARTEMENT: "Regardez la région ou la France.",
    **dict.fromkeys((Level.EPCI, Level.EPT, Level.COMMUNE), "Regardez le département, la région ou la France."),
}


def ess_in_neighbourhoods(base: Database, place: Territory) -> None:
    """What is known of the ESS in the neighbourhoods of a territory and of the country."""
    _structures(base, place)
    st.header("En France, dans les publications")
    st.write(
        "Chacun de ces chiffres a son périmètre et son année\u202f: ils ne forment pas une série, ne se "
        "comparent pas entre eux."
    )
    cited = cited_about_neighbourhoods(base)
    about_ess = cited["label"].map(lambda label: "ess" in fold(label).split())
    blocks.cited_figures(cited[about_ess])
    with st.expander("Les quartiers prioritaires eux-mêmes, dans les mêmes publications"):
        blocks.cited_figures(cited[~about_ess])

    st.header(f"Les initiatives citées pour les quartiers {narrative.in_place(place)}")
    rows = select(base, Filters(place, themes=(THEME,)))
    if rows.empty:
        st.info(
            f"Aucune initiative du corpus n’est citée pour les quartiers {narrative.in_place(place)}. "
            f"{_WIDER[place.level]}"
        )
        return
    st.write(narrative.describe_catalogue(rows, place))
    blocks.initiative_cards(rows[rows["initiative_id"].isin(rows["initiative_id"].unique()[:CARDS])])
    st.page_link(
        "pages/initiatives.py",
        label="Toutes, avec leur carte",
        icon=":material/arrow_forward:",
        query_params={"territoire": place.key, "theme": THEME},
    )


def cited_about_neighbourhoods(base: Database) -> pd.DataFrame:
    """The national figures cited about priority neighbourhoods."""
    rows = queries.figures_cited(base)
    texts = (rows["label"] + " " + rows["perimeter"]).map(fold)
    about = texts.map(lambda text: "quartiers prioritaires" in text or "quartier prioritaire" in text)
    return rows[about & (rows["territory_level"] == Level.FRANCE)]


def _structures(base: Database, place: Territory) -> None:
    counts = queries_qpv.structure_counts(base, place.level, place.code)
    if not counts["structures"]:
        st.write(
            f"Aucun fichier de structures de l’ESS n’est chargé {narrative.in_place(place)}. Pour compter celles qui "
            "sont dans un quartier prioritaire\u202f:"
        )
        st.code("python -m etl import liste_ess FICHIER\npython -m etl build", language="shell")
        return
    st.header(f"Structures de l’ESS {narrative.in_place(place)}")
    st.write(structures_sentence(counts))
    st.caption(
        "Un établissement dont la place n’est pas connue n’est ni dedans ni dehors\u202f: les parts se calculent sur "
        f"ceux qui sont placés.{_origin(base)}"
    )


def _origin(base: Database) -> str:
    """The perimeter, the year and the source of the counts, as the indicator that publishes them says them."""
    indicator = queries.indicators(base).get(INDICATOR)
    if indicator is None:
        return ""
    period = queries.periods(base, INDICATOR, Level.FRANCE)[-1]
    source = queries.sources(base)[indicator.source_id]
    return f" Champ\u202f: {indicator.perimeter}. Année\u202f: {period}. Source\u202f: {source.citation}."


def structures_sentence(counts: dict[str, int]) -> str:
    """How many structures are loaded, placed, in a neighbourhood or close to one."""
    one = counts["structures"] == 1
    text = "1 structure active chargée" if one else f"{fr.number(counts['structures'])} structures actives chargées"
    if not counts["placed"]:
        return f"{text}\u202f; aucune n’est placée par rapport aux quartiers prioritaires."
    share = 100 * counts["in_qpv"] / counts["placed"]
    text += (
        f", dont {fr.number(counts['placed'])} {_agreed('placée', counts['placed'])}\u202f; "
        f"{_in_neighbourhood(counts['in_qpv'])} dans un quartier prioritaire, "
        f"soit {fr.with_unit(fr.number(share, 1), '%')} des structures placées."
    )
    if counts["employers_placed"]:
        near = 100 * counts["near"] / counts["employers_placed"]
        text += (
            f" Employeuses placées\u202f: {fr.number(counts['employers_placed'])}, dont "
            f"{fr.with_unit(fr.number(near, 1), '%')} dans un quartier ou à moins de 300 m."
        )
    return text


def _in_neighbourhood(count: int) -> str:
    """« aucune n’est », « 1 est », « 12 sont »."""
    if not count:
        return "aucune n’est"
    return f"{fr.number(count)} {'est' if count == 1 else 'sont'}"


def _agreed(word: str, count: int) -> str:
    """The word, in the plural from two on."""
    return word if count < 2 else f"{word}s"  # noqa: PLR2004 - French has its plural from two on
