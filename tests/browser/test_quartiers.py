"""One address and one file, as a reader does, in a real browser."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import shapely
from playwright.sync_api import Browser, expect

from .conftest import PATIENCE_MS, serving

FILE = "id;nom;lat;lon\n1;dedans;43,58;1,39\n2;dehors;43,60;1,39\n3;=1+1;43,584;1,39\n4;vide;;\n"


@pytest.fixture(scope="module")
def address(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard whose database holds one made perimeter at Toulouse."""
    folder = tmp_path_factory.mktemp("qpv")
    copy = folder / "observatory.duckdb"
    shutil.copy(database, copy)
    square = shapely.box(1.385, 43.576, 1.395, 43.584).wkb
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE qpv SET geometry = ?, simplified = ? WHERE code = 'QP031006'", [square, square])
    with serving(copy, folder / "log.txt") as served:
        yield served


def test_one_address_then_one_file(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page(accept_downloads=True)
    page.set_default_timeout(PATIENCE_MS)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
    page.goto(f"{address}/quartiers?rubrique=point")

    place = page.get_by_label("Coordonnées ou adresse")
    place.fill("43,58 1,39")
    place.press("Enter")
    expect(page.locator(".obs-value", has_text="dans")).to_be_visible()
    expect(page.locator(".obs-plot[data-drawn]")).to_be_visible()
    expect(page.get_by_text("Ce point est dans le quartier prioritaire")).to_be_visible()

    page.get_by_text("Vérifier un fichier").click()
    source = tmp_path / "liste.csv"
    source.write_text(FILE, encoding="cp1252")
    page.locator("input[type=file]").set_input_files(source)
    page.get_by_role("button", name="Vérifier les 4 lignes").click()
    expect(page.get_by_role("heading", name="Résultat")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger en CSV").click()
    rows = list(csv.DictReader(waiting.value.path().read_text("utf-8-sig").splitlines(), delimiter=";"))
    page.close()

    assert [row["qpv_2015_statut"] for row in rows] == ["dans", "hors", "limite", "non placé"]
    assert [row["lat"] for row in rows] == ["43,58", "43,60", "43,584", ""]
    assert rows[2]["nom"] == "'=1+1"
    assert hosts == {"127.0.0.1"}
