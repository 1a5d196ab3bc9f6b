"""« Cette adresse est-elle en QPV ? »: one point, by coordinates or by address, for each generation loaded."""

from __future__ import annotations

import re

import numpy as np
import streamlit as st

from observatory import geo, queries_qpv
from observatory.charts.qpv_plan import answer_sentence
from observatory.database import Database
from observatory.qpv.coordinates import parse_point
from observatory.qpv.errors import GeocoderError, UnreadablePointError
from observatory.qpv.geocoder import Place, geocoder
from observatory.ui import state
from observatory.ui.chart_frame import show_chart

_SESSION = "_qpv_adresse"


def one_point(base: Database) -> None:
    """Ask for a point, answer for each generation, draw a plan."""
    asked = state.text(
        "Coordonnées ou adresse", "lieu", "43,6045 1,4440 — ou 574357 6279642 — ou 1 place du Capitole, Toulouse"
    ).strip()
    st.caption(
        "Degrés (latitude puis longitude) ou Lambert-93, sans réseau. Une adresse est envoyée au géocodeur public de "
        "la Géoplateforme (IGN), rien n’est conservé."
    )
    if not asked:
        st.info("Écrivez des coordonnées ou une adresse\u202f: la réponse vient pour chaque génération de quartiers.")
        return
    try:
        longitude, latitude, precision_m, remark = _placed(asked)
    except (UnreadablePointError, GeocoderError) as error:
        st.warning(str(error))
        return
    if remark:
        st.caption(f"{remark[:1].upper()}{remark[1:]}.")
    _answers(base, longitude, latitude, precision_m)


def looks_like_coordinates(text: str) -> bool:
    """Tell coordinates from an address: no letter but those of degrees and cardinal points."""
    return not re.search(r"[^\W\d_]", re.sub(r"[NSEWOnsewo](?![^\W\d_])", "", text))


def _placed(asked: str) -> tuple[float, float, float, str]:
    if looks_like_coordinates(asked):
        longitude, latitude, remark = parse_point(asked)
        return longitude, latitude, geo.COORDINATE_PRECISION_M, remark
    place = _geocoded(asked)
    if place is None:
        raise UnreadablePointError("Cette adresse est introuvable. Ajoutez la commune, ou donnez des coordonnées.")
    return place.longitude, place.latitude, place.precision_m, place.remark


def _geocoded(address: str) -> Place | None:
    """The geocoder's answer, kept for the session so that moving on the page does not ask again."""
    known = st.session_state.get(_SESSION)
    if known is None or known[0] != address:
        with st.spinner("Recherche de l’adresse…"):
            known = (address, geocoder().search(address))
        st.session_state[_SESSION] = known
    place: Place | None = known[1]
    return place


def _answers(base: Database, longitude: float, latitude: float, precision_m: float) -> None:
    columns = st.columns(len(queries_qpv.GENERATIONS), gap="medium")
    for column, generation in zip(columns, queries_qpv.GENERATIONS, strict=True):
        with column:
            answer = geo.locate(base, generation, np.array([longitude]), np.array([latitude]), precision_m).iloc[0]
            status = answer["status"]
            word = status if isinstance(status, str) else "pas de réponse"
            st.html(
                f'<section class="obs-key"><h3>Génération {generation}</h3><p class="obs-value">{word}</p></section>'
            )
            if geo.perimeters(base, generation) is None or not isinstance(status, str):
                st.write(answer_sentence(base, generation, answer, precision_m))
                continue
            show_chart(
                base,
                "plan-qpv",
                {
                    "point": f"{latitude:.6f},{longitude:.6f}",
                    "precision": f"{precision_m:g}",
                    "generation": str(generation),
                },
                key=f"plan-point-{generation}",
            )
