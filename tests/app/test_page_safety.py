"""What comes from the data is text, never markup; what goes wrong is one French sentence."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from observatory.charts import CHARTS
from observatory.database import open_read_only
from observatory.ui.settings import database_path

APP = Path(__file__).parents[2] / "app.py"
ATTACK = "<img src=x onerror=alert(1)>&\"'</article>"

LOCATOR = '<img src="data:image/svg+xml;base64,'  # the one picture of ours, its words in an attribute


def attributes(markup: str) -> set[str]:
    """The names of every attribute that a browser would read in a piece of a page."""
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.update(name for name, _ in attrs)

    Reader().feed(markup)
    return found


def opened(page: str, **address: str) -> AppTest:
    test = AppTest.from_file(str(APP), default_timeout=60)
    test.query_params.update(address)
    return test.switch_page(f"pages/{page}.py").run()


@pytest.fixture
def attacked(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the database in which every text of the catalogue tries to be markup."""
    path = tmp_path / "attacked.duckdb"
    shutil.copy(database, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE initiative SET name = ?, summary = ?, note = ?", [ATTACK] * 3)
        connection.execute("UPDATE figure_cited SET label = ?, publisher = ?, note = ?", [ATTACK] * 3)
        connection.execute("UPDATE indicator SET definition = ?", [ATTACK])
        connection.execute("UPDATE source SET citation = ?, title = ?", [ATTACK] * 2)
        connection.execute("UPDATE observation SET note = ? WHERE value IS NULL", [ATTACK])
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(path))


@pytest.mark.usefixtures("attacked", "navigation_only")
@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("accueil", {"territoire": "departement-976"}),
        ("portrait", {"territoire": "region-11"}),
        ("portrait", {"territoire": "departement-976"}),
        ("initiatives", {}),
        ("leviers", {}),
        ("indicateurs", {}),
        ("donnees", {"rubrique": "sources"}),
        ("donnees", {"rubrique": "indicateurs"}),
        ("donnees", {"rubrique": "trace", "territoire": "region-06"}),
    ],
)
def test_markup_in_the_data_is_shown_as_text(page: str, address: dict[str, str]) -> None:
    test = opened(page, **address)
    markup = "".join(str(block.proto.body) for block in test.get("html"))

    assert not test.exception
    assert "<img" not in markup.replace(LOCATOR, "")
    assert not [name for name in attributes(markup) if name.startswith("on")]
    if page in {"initiatives", "donnees"}:
        assert "&lt;img src=x" in markup


@pytest.mark.usefixtures("attacked")
@pytest.mark.parametrize("name", ["carte-initiatives", "types-initiatives", "matrice", "spaser"])
def test_markup_in_a_name_is_escaped_in_figures(name: str) -> None:
    figure = CHARTS[name](open_read_only(database_path()), {}).figure

    assert "<img" not in json.dumps(figure.to_json())


@pytest.mark.usefixtures("navigation_only")
def test_a_database_that_cannot_be_read_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "observatory.duckdb"
    path.write_text("Ceci n’est pas une base.", encoding="utf-8")
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(path))

    test = opened("accueil")

    assert not test.exception
    assert not test.error
    assert test.title[0].value == "L’économie sociale et solidaire, territoire par territoire"


@pytest.mark.usefixtures("navigation_only")
def test_a_first_start_builds_the_database_then_shows_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Path
) -> None:
    path = tmp_path / "observatory.duckdb"
    steps: list[float] = []

    def build(target: Path, _raw: Path, progress: Any) -> None:
        for share in (0.0, 0.5, 1.0):
            progress("Lecture", share)
            steps.append(share)
        shutil.copy(database, target)

    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(path))
    monkeypatch.setattr("etl.build.build", build)

    test = opened("accueil")

    assert steps == [0.0, 0.5, 1.0]
    assert not test.exception
    assert "territoire par territoire" in test.title[0].value


@pytest.mark.usefixtures("navigation_only")
def test_a_build_that_stops_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from etl.errors import EtlError  # noqa: PLC0415 - only this test needs it

    def build(_target: Path, _raw: Path, _progress: Any) -> None:
        raise EtlError("Il manque un fichier. Relancez après l’avoir remis.")

    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(tmp_path / "observatory.duckdb"))
    monkeypatch.setattr("etl.build.build", build)

    test = opened("accueil")

    assert not test.exception
    assert [error.value for error in test.error] == ["Il manque un fichier. Relancez après l’avoir remis."]


def test_an_error_that_no_page_foresaw_is_a_sentence_without_a_stack() -> None:
    def page() -> None:
        from observatory.ui.frame import script_error  # noqa: PLC0415 - runs as a script of its own

        script_error(ValueError("secret detail"))

    test = AppTest.from_function(page).run()

    assert len(test.error) == 1
    assert "n’a pas pu s’afficher" in test.error[0].value
    assert "secret" not in test.error[0].value
