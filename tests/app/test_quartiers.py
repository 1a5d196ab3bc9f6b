"""The page « Quartiers prioritaires », on the built database and on a copy with one made perimeter."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import shapely

from observatory.qpv.geocoder import Place
from observatory.ui import qpv_point
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
    assert len(str(screen.charts["carte-qpv"])) < 60_000


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


def test_without_network_an_address_says_what_still_works_and_is_not_kept(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_GEOCODEUR", "http://127.0.0.1:9/")

    screen = open_page("quartiers", rubrique="point", lieu="1 place du Capitole, Toulouse")

    assert "Les coordonnées, elles, fonctionnent sans réseau" in screen.warnings[0]
    assert "lieu" not in screen.test.query_params


@pytest.fixture
def one_street(monkeypatch: pytest.MonkeyPatch) -> None:
    """A geocoder that finds « rue Connue » to the street, in the middle of the made perimeter."""

    class Known:
        def search(self, address: str) -> Place | None:
            found = Place(1.3900012, 43.5800049, "Rue Connue 31000 Toulouse", 0.9, "street")
            return found if address.startswith("rue Connue") else None

    monkeypatch.setattr(qpv_point, "geocoder", Known)


def typed(screen: Any, text: str) -> Any:
    screen.test.text_input(key="qpv-lieu").set_value(text).run()
    return screen


@pytest.mark.usefixtures("one_street")
def test_an_address_typed_becomes_coordinates_in_the_link_and_keeps_its_precision(open_it: Open) -> None:
    screen = typed(open_it("quartiers", rubrique="point"), "rue Connue, Toulouse")

    assert screen.test.query_params["lieu"] == "43.58000,1.39000"
    assert screen.test.query_params["precision"] == "250"
    assert "onnue" not in str(screen.test.query_params)
    assert '<p class="obs-value">dans</p>' in screen.markup
    assert "Adresse trouvée à la rue seulement" in screen.text


@pytest.mark.usefixtures("one_street")
def test_an_address_not_found_leaves_nothing_in_the_link(open_it: Open) -> None:
    screen = typed(open_it("quartiers", rubrique="point", lieu="43.58000,1.39000"), "rue Perdue, Toulouse")

    assert "introuvable" in screen.warnings[0]
    assert "lieu" not in screen.test.query_params
    assert "precision" not in screen.test.query_params


def test_the_link_of_an_address_gives_the_same_answer_with_its_precision(open_it: Open) -> None:
    # 121 m inside the western limit: a street (250 m) cannot tell, thirty metres can.
    near = f"{LATITUDE:.5f},{LONGITUDE - 0.005 + 0.0015:.5f}"

    street = open_it("quartiers", rubrique="point", lieu=near, precision="250")
    own = open_it("quartiers", rubrique="point", lieu=near)

    assert '<p class="obs-value">limite</p>' in street.markup
    assert '<p class="obs-value">dans</p>' in own.markup
    assert street.test.text_input(key="qpv-lieu").value == near.replace(",", " ").replace(".", ",")


@pytest.mark.parametrize("asked", ["5", "0", "-1", "abc", "1e9"])
def test_the_link_cannot_make_a_point_more_precise_than_it_is(open_it: Open, asked: str) -> None:
    screen = open_it("quartiers", rubrique="point", lieu="43.58400,1.39000", precision=asked)

    assert '<p class="obs-value">limite</p>' in screen.markup


def test_coordinates_typed_are_rounded_to_a_metre_in_the_link(open_it: Open) -> None:
    screen = typed(open_it("quartiers", rubrique="point"), "43,580000123 1,390000456")

    assert screen.test.query_params["lieu"] == "43.58000,1.39000"
    assert "precision" not in screen.test.query_params


def test_a_departement_has_a_map_that_takes_clicks_and_a_region_says_where(open_it: Open) -> None:
    near = open_it("quartiers", rubrique="point", territoire="departement-31")
    wide = open_it("quartiers", rubrique="point", territoire="region-76")

    assert near.charts["carte-qpv"]["figure"]["layout"]["meta"]["pointed"] is True
    assert near.charts["carte-qpv"]["clicks"] == ""
    assert "carte-qpv" not in wide.charts
    assert "Choisissez un département" in wide.text


def test_the_method_says_the_radius_of_each_answer(open_it: Open) -> None:
    screen = open_it("quartiers", rubrique="point")

    for words in ("30\u00a0m pour un numéro", "250\u00a0m pour une rue", "5\u202f000\u00a0m pour une commune"):
        assert words in screen.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("43,6 1,4", True), ("43°36'16\" N 1°26'38\" E", True), ("1 place du Capitole", False), ("Toulouse", False)],
)
def test_coordinates_are_told_from_addresses(text: str, expected: bool) -> None:  # noqa: FBT001
    assert looks_like_coordinates(text) is expected


def test_a_territory_without_listed_neighbourhoods_shows_its_residents_by_contrat(open_page: Open) -> None:
    screen = open_page("quartiers", territoire="epci-246700488")

    assert "1 contrat de ville dans l’Eurométropole de Strasbourg, 80\u202f001 habitants dans ses" in screen.text
    assert "80\u202f001" in screen.charts["carte-qpv"]["plain"]
    assert "état d’avril 2024" in screen.text
    assert "Remarque" not in screen.markup
    assert "Les quartiers de l’Eurométropole de Strasbourg ne sont pas dans la base" in screen.text


def test_the_ess_view_cites_the_national_figures(open_page: Open) -> None:
    screen = open_page("quartiers", rubrique="ess", territoire="france-FR")

    assert "10\u202f808" in screen.text
    assert "python -m etl import liste_ess FICHIER" in " ".join(str(c.value) for c in screen.test.get("code"))
