"""The addresses the browser asks: shapes, charts' data, search, components."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory import queries
from observatory.charts import CHARTS, OF_PARTS
from observatory.database import Database
from observatory.ui.routes import EXCEPTION_HANDLERS, ROUTES

# charts of one neighbourhood want its code in the address, those of parts want a live source: they have their own tests
OF_ANY_PLACE = [name for name in CHARTS if not name.endswith("-qpv") and name not in OF_PARTS]


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The addresses alone, on the built database."""
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    return TestClient(Starlette(routes=ROUTES, exception_handlers=EXCEPTION_HANDLERS))


@pytest.mark.parametrize(
    ("level", "query", "count"),
    [
        ("region", "", 18),
        ("departement", "", 101),
        ("ept", "", 11),
        ("departement", "?dans=region-53", 4),
        ("commune", "?dans=epci-200040715", 49),
    ],
)
def test_shapes_have_their_code_and_name_and_turn_clockwise(
    client: TestClient, observatory: Database, level: str, query: str, count: int
) -> None:
    answer = client.get(f"/contours/{observatory.version[:12]}/{level}.json{query}")

    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    features = answer.json()["features"]
    assert len(features) == count
    for feature in features:
        assert feature["id"]
        assert feature["properties"]["name"]
        for polygon in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert not polygon.exterior.is_ccw
            assert all(ring.is_ccw for ring in polygon.interiors)


def test_every_commune_of_a_departement_with_shapes_is_drawn(client: TestClient, observatory: Database) -> None:
    answer = client.get(f"/contours/{observatory.version}/commune.json?dans=departement-48")

    known = observatory.rows("SELECT code FROM territory WHERE level = 'commune' AND departement_code = '48'")
    assert {f["id"] for f in answer.json()["features"]} == {code for (code,) in known}


def test_shapes_of_a_former_version_are_not_kept(client: TestClient) -> None:
    assert client.get("/contours/ancienne/region.json").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "address",
    [
        "/contours/v/planete.json",
        "/contours/v/commune.json",
        "/contours/v/commune.json?dans=region-99",
        "/contours/v/epci.json?dans=commune-38185",
        "/contours/v/epci.json?dans=france-FR",
        "/graphique/inconnu.csv",
        "/graphique/carte.exe",
        "/composants/inconnu.js",
        "/composants/..%2f..%2fapp.py",
        "/composants/icon.png",
    ],
)
def test_what_does_not_exist_is_a_404_with_a_sentence(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    if answer.headers["content-type"] == "application/json":
        assert answer.json()["erreur"].endswith(".")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/graphique/carte.json?indicateur=bonheur", "L’indicateur «\u202fbonheur\u202f» n’existe pas."),
        ("/graphique/carte.csv?territoire=region-99", "Le territoire «\u202fregion-99\u202f» n’existe pas."),
        ("/graphique/carte.csv?annee=1999", "Années disponibles\u202f: 2008, 2014, 2015."),
        ("/graphique/carte-initiatives.csv?type=licorne", "n’est pas un type connu."),
    ],
)
def test_a_wrong_choice_is_a_400_with_its_sentence(client: TestClient, address: str, message: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 400
    assert message in answer.json()["erreur"]


@pytest.mark.parametrize("level", ["france", "commune"])
@pytest.mark.parametrize("chart", ["carte", "classement", "repartition"])
def test_a_level_without_map_is_refused_at_once(client: TestClient, chart: str, level: str) -> None:
    answer = client.get(f"/graphique/{chart}.json?indicateur=population&niveau={level}")

    assert answer.status_code == 400
    assert answer.json()["erreur"] == f"Le niveau «\u202f{level}\u202f» n’a ni carte ni classement."


@pytest.mark.parametrize("place", ["france-FR", "region-06", "departement-48", "epci-246700488", "ept-200057867"])
@pytest.mark.parametrize("name", OF_ANY_PLACE)
def test_every_chart_answers_for_every_kind_of_place(
    client: TestClient, observatory: Database, name: str, place: str
) -> None:
    for indicator in queries.indicators(observatory):
        answer = client.get(f"/graphique/{name}.json?indicateur={indicator}&territoire={place}")
        if answer.status_code != 200:
            assert answer.status_code == 400
            # nombre_scic exists for France only, so has no map; France has no level to have a profile in; the share
            # of the ESS stops at the départements, so no EPCI is far from another
            assert (
                indicator == "nombre_scic"
                or (name, place) == ("comparer-profil", "france-FR")
                or (name.startswith("signal-") and place.startswith(("epci", "ept")) and answer.json()["erreur"])
            )
        if name not in {"carte", "classement", "repartition", "evolution", "comparaison"}:
            break


@pytest.mark.parametrize("name", sorted(OF_PARTS))
def test_a_chart_of_parts_that_do_not_exist_is_refused_with_a_sentence(client: TestClient, name: str) -> None:
    answer = client.get(f"/graphique/{name}.json?territoire=region-53")

    assert answer.status_code == 400
    assert "n’existe pas pour «\u202fPart de l’ESS dans l’emploi salarié\u202f»." in answer.json()["erreur"]


@pytest.mark.parametrize("name", sorted(OF_PARTS))
def test_a_chart_of_parts_gives_its_table_figure_and_file(
    client: TestClient, detailed: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(detailed))

    for extension in ("json", "csv", "figure"):
        answer = client.get(f"/graphique/{name}.{extension}?indicateur=effectifs_ess&territoire=region-53")
        assert answer.status_code == 200


def test_a_csv_is_a_named_file(client: TestClient) -> None:
    answer = client.get("/graphique/carte.csv?indicateur=part_ess_emploi&niveau=region&annee=2015")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="part-ess-emploi_regions_2015.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")


def test_a_table_has_headings_and_rows(client: TestClient) -> None:
    table = client.get("/graphique/carte.json?niveau=region&annee=2015").json()

    assert len(table["rows"]) == 18
    assert [c["heading"] for c in table["columns"]][:3] == ["Rang", "Code", "Territoire"]


def test_a_figure_by_address_is_compressed_and_kept_while_the_database_stands(
    client: TestClient, observatory: Database
) -> None:
    address = f"/graphique/carte-initiatives.figure?territoire=region-53&v={observatory.version[:12]}"

    answer = client.get(address)

    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.json()["layout"]["title"]["text"] == "Initiatives citées en Bretagne"
    for version in ("", "&v=ancienne"):
        other = client.get(f"/graphique/carte-initiatives.figure?territoire=region-53{version}")
        assert other.headers["cache-control"] == "no-cache"


def test_the_search_answers_in_json(client: TestClient) -> None:
    answer = client.get("/recherche", params={"q": "saint etienne"})

    assert answer.json()["territoires"][0] == {
        "key": "commune-42218",
        "name": "Saint-Étienne",
        "detail": "commune · Loire (42)",
    }


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 5000}, {"q": "(.*"}, {"q": "\x00"}])
def test_a_search_for_nothing_finds_nothing(client: TestClient, query: dict[str, str]) -> None:
    assert client.get("/recherche", params=query).json() == {"territoires": []}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chart.js", "text/javascript"),
        ("search.js", "text/javascript"),
        ("style.css", "text/css"),
        ("plotly.min.js", "text/javascript"),
    ],
)
def test_a_component_is_compressed(client: TestClient, name: str, kind: str) -> None:
    answer = client.get(f"/composants/{name}")

    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.content) > 1000


def test_a_component_with_its_fingerprint_is_kept_for_ever(client: TestClient) -> None:
    assert "immutable" in client.get("/composants/style.css?v=1").headers["cache-control"]
    assert client.get("/composants/style.css").headers["cache-control"] == "no-cache"


def test_without_database_the_answer_says_how_to_build_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(tmp_path / "absent.duckdb"))
    client = TestClient(Starlette(routes=ROUTES, exception_handlers=EXCEPTION_HANDLERS))

    for address in ("/recherche?q=lyon", "/graphique/carte.csv", "/contours/v/region.json"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "python -m etl build" in answer.json()["erreur"]


def test_the_first_page_is_found_under_its_name_with_the_territory_asked(client: TestClient) -> None:
    answer = client.get("/accueil?territoire=epci-246700488", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (307, "./?territoire=epci-246700488")
    assert client.get("/accueil", follow_redirects=False).headers["location"] == "./"
