"""Packs of portraits: names, lists, a folder taken up where it stopped, a ZIP whole or absent, the command."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory.__main__ import main
from observatory.database import Database
from observatory.exports.portrait.errors import (
    NothingToPortrayError,
    TooManyPortraitsError,
    UnknownFormatError,
    UnknownTerritoryError,
    UnwritableError,
)
from observatory.exports.portrait.model import Publication
from observatory.exports.portrait.pack import (
    file_names,
    formats_of,
    limited,
    places_inside,
    places_named,
    write_folder,
    write_zip,
)
from observatory.model import Level, Territory
from observatory.search import territory_from_key
from observatory.ui.pack_run import Order, PackProgress, Packs
from observatory.ui.portrait_routes import PORTRAIT_ROUTES

PUBLICATION = Publication(dt.date(2026, 11, 22), "0123456789abcdef", "Observatoire")
GUADELOUPE = "departement-971"
PATIENCE_SECONDS = 60.0


def _place(database: Database, key: str) -> Territory:
    found = territory_from_key(database, key)
    assert found is not None, key
    return found


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    return TestClient(Starlette(routes=PORTRAIT_ROUTES))


def test_a_list_takes_keys_codes_and_exact_names_and_each_place_once(observatory: Database) -> None:
    lines = ["epci-246700488", " 35238 ", "", "Rennes", "246700488", "morbihan", "2A"]

    assert [p.key for p in places_named(observatory, lines)] == [
        "epci-246700488",
        "commune-35238",
        "departement-56",
        "departement-2A",
    ]


def test_unknown_and_ambiguous_names_are_all_told(observatory: Database) -> None:
    with pytest.raises(UnknownTerritoryError) as caught:
        places_named(observatory, ["Nulle-Part", "Rennes", "Sainte-Colombe"])  # several communes bear this name

    assert "«\u202fNulle-Part\u202f», «\u202fSainte-Colombe\u202f»" in str(caught.value)


def test_the_territories_inside_another_are_those_of_the_level(observatory: Database) -> None:
    assert len(places_inside(observatory, _place(observatory, "region-53"), Level.DEPARTEMENT)) == 4
    with pytest.raises(NothingToPortrayError):
        places_inside(observatory, _place(observatory, "departement-35"), Level.DEPARTEMENT)


def test_a_pack_too_large_is_refused_with_both_numbers(observatory: Database) -> None:
    place = _place(observatory, GUADELOUPE)

    assert limited([place] * 1300) == [place] * 1300
    with pytest.raises(TooManyPortraitsError, match="1301 portraits demandés, 1300 au plus"):
        limited([place] * 1301)


def test_only_the_formats_that_exist_are_taken() -> None:
    assert formats_of("PDF, docx,pdf") == ("pdf", "docx")
    for wrong in ("odt", ""):
        with pytest.raises(UnknownFormatError):
            formats_of(wrong)


def test_two_territories_of_the_same_name_have_files_of_their_own(observatory: Database) -> None:
    places = [_place(observatory, key) for key in ("commune-75056", "departement-75", "region-53")]

    assert file_names(places, PUBLICATION) == [
        "portrait_paris_commune-75056_2026",
        "portrait_paris_departement-75_2026",
        "portrait_bretagne_2026",
    ]


def test_a_folder_is_taken_up_where_it_stopped_and_made_again_when_asked(observatory: Database, tmp_path: Path) -> None:
    places = places_inside(observatory, _place(observatory, "region-02"), Level.EPCI)
    steps = write_folder(observatory, places, tmp_path, PUBLICATION)
    next(steps)
    steps.close()
    first = list(tmp_path.iterdir())

    again = [wrote for _, wrote in write_folder(observatory, places, tmp_path, PUBLICATION)]
    forced = [wrote for _, wrote in write_folder(observatory, places, tmp_path, PUBLICATION, force=True)]

    assert len(first) == 1
    assert again == [False, *[True] * (len(places) - 1)]
    assert forced == [True] * len(places)
    assert all(path.read_bytes().startswith(b"%PDF") for path in tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_says_so(observatory: Database, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")

    with pytest.raises(UnwritableError, match="ne peut pas être écrit"):
        next(write_folder(observatory, [_place(observatory, GUADELOUPE)], tmp_path / "fichier", PUBLICATION))


def test_a_zip_holds_every_portrait_under_its_name(observatory: Database, tmp_path: Path) -> None:
    places = [_place(observatory, key) for key in ("epci-246700488", "commune-67001")]

    done = list(write_zip(observatory, places, tmp_path / "lot.zip", PUBLICATION, formats=("pdf", "docx")))

    assert done == places
    with zipfile.ZipFile(tmp_path / "lot.zip") as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "portrait_achenheim_2026.docx",
            "portrait_achenheim_2026.pdf",
            "portrait_eurometropole-de-strasbourg_2026.docx",
            "portrait_eurometropole-de-strasbourg_2026.pdf",
        ]


def test_a_zip_left_before_its_end_leaves_no_file(observatory: Database, tmp_path: Path) -> None:
    places = [_place(observatory, key) for key in ("commune-67001", "commune-67002")]

    steps: Iterator[Territory] = write_zip(observatory, places, tmp_path / "lot.zip", PUBLICATION)
    next(steps)
    assert [path.name for path in tmp_path.iterdir()] == [".lot.zip.part"]
    steps.close()  # type: ignore[attr-defined]

    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_portraits_and_says_how_many(database: Path, tmp_path: Path) -> None:
    asked = [
        "portrait",
        "epci-246700488",
        "--output",
        str(tmp_path),
        "--format",
        "pdf,docx",
        "--database",
        str(database),
    ]

    first, second = CliRunner().invoke(main, asked), CliRunner().invoke(main, asked)

    year = dt.datetime.now(tz=dt.UTC).year
    stem = f"portrait_eurometropole-de-strasbourg_{year}"
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{stem}.docx", f"{stem}.pdf"]
    assert "1 portrait dans" in first.output
    assert "0 portrait dans" in second.output
    assert "1 déjà là" in second.output


def test_the_command_makes_a_zip_of_all_of_a_territory(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "martinique.zip"

    done = CliRunner().invoke(
        main,
        ["portrait", "--all-of", "region-02", "--level", "epci", "--output", str(target), "--database", str(database)],
    )

    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(target) as archive:
        assert len(archive.namelist()) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["zork"], "Territoire inconnu"),
        (["region-53", "--format", "odt"], "Formats possibles"),
        (["--all-of", "zork"], "Territoire inconnu"),
        ([], "donnez des territoires"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], said: str, database: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["portrait", *arguments, "--output", str(tmp_path), "--database", str(database)])

    assert done.exit_code != 0
    assert said in done.output


def test_the_portrait_is_downloaded_under_its_name(client: TestClient) -> None:
    answer = client.get("/portrait/epci-246700488.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    year = dt.datetime.now(tz=dt.UTC).year
    name = f"portrait_eurometropole-de-strasbourg_{year}.pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("path", ["/portrait/zork-1.pdf", "/portrait/region-53.odt", "/portrait/lot/inconnu.zip"])
def test_what_does_not_exist_is_a_404_in_french(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "erreur" in answer.json()


@pytest.fixture
def packs() -> Iterator[Packs]:
    made = Packs()
    yield made
    made.close()


def _ended(packs: Packs, token: str) -> PackProgress:
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        known = packs.progress(token)
        assert known is not None
        if known.end:
            return known
        time.sleep(0.05)
    raise TimeoutError


def test_a_pack_is_made_by_a_child_and_its_file_is_kept_until_forgotten(packs: Packs, database: Path) -> None:
    order = Order(("commune-67001", "commune-67002"), ("pdf",), "portraits_liste", "http://ess.example", database)

    token = packs.start(order)
    known = _ended(packs, token)

    assert (known.end, known.done, known.total) == ("done", 2, 2), known.message
    path = packs.file_of(token)
    assert path is not None
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 2
    packs.forget(token)
    assert not path.exists()
    assert packs.progress(token) is None


def test_a_pack_is_cancelled_and_leaves_no_file(packs: Packs, database: Path) -> None:
    order = Order(tuple(f"commune-67{n:03}" for n in range(1, 40)), ("pdf",), "portraits", "", database)

    token = packs.start(order)
    packs.cancel(token)

    assert _ended(packs, token).end == "cancelled"
    assert packs.file_of(token) is None


def test_a_pack_that_fails_says_why(packs: Packs, tmp_path: Path) -> None:
    token = packs.start(Order(("region-53",), ("pdf",), "portraits", "", tmp_path / "absente.duckdb"))

    known = _ended(packs, token)

    assert known.end == "failed"
    assert "absente.duckdb n’existe pas" in known.message
