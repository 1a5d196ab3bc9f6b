"""The page « Quartiers prioritaires », on the built database and on a copy with one made perimeter."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import shapely

from observatory.ui.qpv_point import looks_like_coordinates

Open = Callable[..., Any]
QPV, LONGITUDE, LATITUDE = "QP031006", 1.39, 43.58


@pytest.fixture(scope="module")
def with_perimeter(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built database where one neighbourhood of Toulouse is a square of about 800 m."""
    copy = tmp_path_factory.mktemp("qpv") / "observatory.duckdb"
    shutil.copy(database, copy)
    square = shapely.box(LONGITUDE - 0.005, LATITUDE - 0.004, LONGITUDE + 0.005, LATITUDE + 0.004).wkb
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "UPDATE qpv SET geometry = ?, simplified = ?, name = 'Pradettes <b>' WHERE code = ?", [square, square, QPV]
        )
    return copy


@pytest.fixture
def open_it(open_page: Open, with_perimeter: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    def opened(page: str, /, **address: str) -> Any:
        monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(with_perimeter))
        return open_page(page, **address)

    return opened


@pytest.mark.parametrize("place", ["france-FR", "region-76", "departement-976", "departement-48", "commune-31555"])
@pytest.mark.parametrize("view", ["carte", "point", "fichier", "ess"])
def test_every_view_opens_everywhere_without_perimeters(open_page: Open, place: str, view: str) -> None:
    screen = open_page("quartiers", territoire=place, rubrique=view)

    assert screen.title == "Quartiers prioritaires de la politique de la ville"
    assert "python -m etl import qpv_2024 FICHIER" in " ".join(str(c.value) for c in screen.test.get("code"))


def test_france_is_circles_of_contrats_de_ville(open_page: Open) -> None:
    screen = open_page("quartiers", territoire="france-FR")

    assert screen.chart_title("carte-qpv").startswith("Habitants des quartiers prioritaires par contrat de ville")
    assert len(str(screen.charts["carte-qpv"]["figure"])) < 60_000


def test_a_departement_shows_its_neighbourhoods_and_a_card(open_it: Open) -> None:
    screen = open_it("quartiers", territoire="departement-31", qpv=QPV)

    assert screen.chart_title("carte-qpv") == "Quartiers prioritaires en Haute-Garonne, génération 2015"
    assert screen.chart_title("plan-qpv") == "Périmètre du quartier Pradettes <b>"
    assert "Pradettes &lt;b&gt;" in screen.markup
    assert "Pradettes <b>" not in screen.markup
    assert "Devient en 2024" in screen.text
    assert "table de passage non chargée" in screen.text


def test_an_unknown_neighbourhood_is_said(open_page: Open) -> None:
    screen = open_page("quartiers", territoire="departement-31", qpv="QP000000")

    assert "QP000000" in screen.warnings[0]


def test_the_list_is_searched_without_accents(open_page: Open) -> None:
    screen = open_page("quartiers", territoire="departement-31", texte="pradettes")

    assert "1 quartier." in screen.text


@pytest.mark.parametrize(("typed", "word"), [("43,58 1,39", "dans"), ("43,60 1,39", "hors"), ("43,584 1,39", "limite")])
def test_a_point_is_answered_for_each_generation(open_it: Open, typed: str, word: str) -> None:
    screen = open_it("quartiers", rubrique="point", lieu=typed)

    assert f'<p class="obs-value">{word}</p>' in screen.markup
    assert "périmètres 2024 non chargés" in screen.text
    assert screen.charts["plan-qpv"]["plain"].startswith("Ce point est")


def test_a_point_that_cannot_be_read_is_said(open_page: Open) -> None:
    screen = open_page("quartiers", rubrique="point", lieu="43,6")

    assert "ne sont pas lisibles" in screen.warnings[0]


def test_without_network_an_address_says_what_still_works(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_GEOCODEUR", "http://127.0.0.1:9/")

    screen = open_page("quartiers", rubrique="point", lieu="1 place du Capitole, Toulouse")

    assert "Les coordonnées, elles, fonctionnent sans réseau" in screen.warnings[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("43,6 1,4", True), ("43°36'16\" N 1°26'38\" E", True), ("1 place du Capitole", False), ("Toulouse", False)],
)
def test_coordinates_are_told_from_addresses(text: str, expected: bool) -> None:  # noqa: FBT001
    assert looks_like_coordinates(text) is expected


def test_the_ess_view_cites_the_national_figures(open_page: Open) -> None:
    screen = open_page("quartiers", rubrique="ess", territoire="france-FR")

    assert "10\u202f808" in screen.text
    assert "python -m etl import liste_ess FICHIER" in " ".join(str(c.value) for c in screen.test.get("code"))
