"""« Cette adresse est-elle en QPV ? »: one point, by coordinates, address or click, for each generation loaded.

The address of the page holds coordinates only (five decimals, about a metre): an address typed is sent to the geocoder,
then what it found is kept, never the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from observatory import formatting as fr
from observatory import geo, queries_qpv
from observatory.charts.qpv_plan import answer_sentence
from observatory.database import Database
from observatory.model import Level, Territory
from observatory.qpv import clicks
from observatory.qpv.coordinates import parse_point
from observatory.qpv.errors import GeocoderError, UnreadablePointError
from observatory.qpv.geocoder import PRECISION_M, geocoder
from observatory.ui import state
from observatory.ui.chart_frame import show_chart

_FIELD, _ASKED, _SAID = "qpv-lieu", "_qpv_demande", "_qpv_dit"
_PLACE, _PRECISION = "lieu", "precision"
_LONGEST = 200
_LARGEST_PRECISION_M = 10_000.0


@dataclass(frozen=True)
class _Point:
    """A point to check: WGS84 degrees on a grid of about a metre, its precision, what is said of it."""

    longitude: float
    latitude: float
    precision_m: float
    remark: str = ""

    @property
    def written(self) -> str:
        """How the address of the page names it."""
        return f"{self.latitude:.{clicks.DECIMALS}f},{self.longitude:.{clicks.DECIMALS}f}"


def one_point(base: Database, place: Territory) -> None:
    """Ask for a point, answer for each generation, draw a plan; a map takes clicks."""
    _follow_address()
    st.text_input(
        "Coordonnées ou adresse",
        key=_FIELD,
        placeholder="43,6045 1,4440 — ou 574357 6279642 — ou 1 place du Capitole, Toulouse",
        max_chars=_LONGEST,
        on_change=_typed,
    )
    st.caption(
        "Degrés (latitude puis longitude) ou Lambert-93, sans réseau. Une adresse est envoyée au géocodeur public de "
        "la Géoplateforme (IGN)\u202f; le lien de la page ne garde que les coordonnées trouvées."
    )
    point = _asked()
    if point is None:
        st.info("Écrivez des coordonnées ou une adresse\u202f: la réponse vient pour chaque génération de quartiers.")
    else:
        if point.remark:
            st.caption(f"{point.remark[:1].upper()}{point.remark[1:]}.")
        _answers(base, point)
    _map(base, place)
    with st.expander("Comment la réponse est donnée"):
        st.write(method())


def method() -> str:
    """How an answer is given, and how far from a point the true place may be."""
    number, street, locality, town = (
        fr.with_unit(fr.number(PRECISION_M[kind]), "m")
        for kind in ("housenumber", "street", "locality", "municipality")
    )
    own = fr.with_unit(fr.number(geo.COORDINATE_PRECISION_M), "m")
    return (
        "Un point est «\u202fdans\u202f» ou «\u202fhors\u202f» quand la limite la plus proche est plus loin que sa "
        f"précision, sinon «\u202flimite\u202f». Des coordonnées écrites valent à {own} près\u202f; un clic, à {own} "
        "près ou à la taille d’un pixel de la carte si elle est plus grande. Une adresse vaut selon ce que le "
        f"géocodeur a trouvé\u202f: {number} pour un numéro, {street} pour une rue, {locality} pour un lieu-dit, "
        f"{town} pour une commune. Il dit ce qu’il a trouvé, non à combien de mètres près\u202f: ces rayons sont les "
        "nôtres. "
        "Les distances sont mesurées dans la projection légale de l’endroit."
    )


def _typed() -> None:
    st.session_state[_ASKED] = st.session_state[_FIELD].strip()


def _follow_address() -> None:
    """Show in the field the point of the address of the page, unless the reader has just typed something else."""
    said = st.session_state.get(_SAID)
    written = st.query_params.get(_PLACE, "")
    if _ASKED in st.session_state or (said is not None and said.written == written and _FIELD in st.session_state):
        return
    if written or said is not None:
        st.session_state[_FIELD] = _for_the_field(written) if looks_like_coordinates(written) else ""


def _for_the_field(written: str) -> str:
    """Coordinates as a French reader writes them; a text that somebody wrote otherwise stays as it is."""
    if not re.fullmatch(r"-?\d+\.\d+,-?\d+\.\d+", written):
        return written[:_LONGEST]
    return written.replace(",", " ").replace(".", ",")


def _asked() -> _Point | None:
    """The point that the reader has just typed, else that of the address of the page; None when there is none."""
    written = st.query_params.get(_PLACE, "").strip()
    asked = st.session_state.pop(_ASKED, None)
    said: _Point | None = st.session_state.get(_SAID)
    if asked is None and said is not None and said.written == written:
        return said
    text = written if asked is None else asked
    try:
        point = _placed(text) if text else None
    except (UnreadablePointError, GeocoderError) as error:
        st.warning(str(error))
        point = None
    _keep(point)
    return point


def _keep(point: _Point | None) -> None:
    """Write the point in the address of the page: its coordinates, and its precision when it is not the usual one."""
    if point is None:
        st.session_state.pop(_SAID, None)
        state.keep({_PLACE: None, _PRECISION: None})
        return
    usual = point.precision_m == geo.COORDINATE_PRECISION_M
    st.session_state[_SAID] = point
    state.keep({_PLACE: point.written, _PRECISION: None if usual else f"{point.precision_m:g}"})


def _on_click(read: Callable[[str], clicks.Pointed]) -> Callable[[str], None]:
    """What a click does: the point it falls on becomes the one to check, and is written in the field."""

    def pointed(sent: str) -> None:
        try:
            found = read(sent)
        except UnreadablePointError:
            return
        remark = f"point posé sur la carte, à {fr.with_unit(fr.number(found.precision_m), 'm')} près"
        point = _Point(found.longitude, found.latitude, found.precision_m, remark)
        st.session_state[_FIELD] = _for_the_field(point.written)
        _keep(point)

    return pointed


def _map(base: Database, place: Territory) -> None:
    drawn = [year for year, held in queries_qpv.generations(base).items() if held.perimeters]
    if not drawn:
        return
    st.header("Ou posez le point sur la carte")
    if place.level in {Level.FRANCE, Level.REGION}:
        st.caption("Choisissez un département, une intercommunalité ou une commune\u202f: un clic y posera le point.")
        return
    departement = place.code if place.level is Level.DEPARTEMENT else place.departement_code
    show_chart(
        base,
        "carte-qpv",
        {"territoire": place.key, "generation": str(drawn[-1]), "clic": "point"},
        key="carte-point",
        on_point=_on_click(lambda sent: clicks.on_map(base, departement, sent)),
    )
    st.caption(
        "Un clic pose le point\u202f; un second, sur le plan qui s’affiche au-dessus, le place plus finement. Sans "
        "souris, écrivez les coordonnées."
    )


def looks_like_coordinates(text: str) -> bool:
    """Tell coordinates from an address: no letter but those of degrees and cardinal points."""
    return not re.search(r"[^\W\d_]", re.sub(r"[NSEWOnsewo](?![^\W\d_])", "", text))


def _placed(asked: str) -> _Point:
    if looks_like_coordinates(asked):
        longitude, latitude, remark = parse_point(asked)
        return _Point(*_rounded(longitude, latitude), _asked_precision(asked), remark)
    with st.spinner("Recherche de l’adresse…"):
        found = geocoder().search(asked)
    if found is None:
        raise UnreadablePointError("Cette adresse est introuvable. Ajoutez la commune, ou donnez des coordonnées.")
    return _Point(*_rounded(found.longitude, found.latitude), found.precision_m, found.remark)


def _rounded(longitude: float, latitude: float) -> tuple[float, float]:
    return round(longitude, clicks.DECIMALS), round(latitude, clicks.DECIMALS)


def _asked_precision(asked: str) -> float:
    """The precision that the address of the page gives to its own point; that of typed coordinates otherwise."""
    written = st.query_params.get(_PRECISION, "")
    if asked != st.query_params.get(_PLACE, "").strip() or not re.fullmatch(r"\d{1,5}(\.\d+)?", written):
        return geo.COORDINATE_PRECISION_M
    return min(max(geo.COORDINATE_PRECISION_M, float(written)), _LARGEST_PRECISION_M)


def _answers(base: Database, point: _Point) -> None:
    longitude, latitude, precision_m = point.longitude, point.latitude, point.precision_m
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
                on_point=_on_click(lambda sent: clicks.on_plan(longitude, latitude, sent)),
            )
