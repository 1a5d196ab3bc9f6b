"""A whole file against perimeters: every row comes out, in order, with its reason; files that go out are safe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from openpyxl import load_workbook

from observatory import geo
from observatory.__main__ import main
from observatory.database import Database
from observatory.qpv import result_file
from observatory.qpv.checking import OUTPUT, Check, check
from observatory.qpv.columns import Layout, PlaceKind, guess
from observatory.qpv.errors import LayoutError
from observatory.qpv.geocoder import Place
from observatory.qpv.table_file import Table, read_table

SQUARE = geo.Perimeters(
    ["QP1"], ["Le Carré"], np.array([shapely.box(1.40, 43.60, 1.42, 43.62)], dtype=object), complete=False
)
POINTS = (
    "id;nom;lat;lon\n1;dedans;43,61;1,41\n2;dehors;43,61;1,43\n3;au bord;43,61;1,42\n4;vide;;\n"
    "5;illisible;abc;1,41\n6;inverse;1,41;43,61\n7;loin;48,85;2,35\n8;ailleurs;0;0"
)


@pytest.fixture
def square(observatory: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The built database with one perimeter of 2015 and none of 2024."""
    for module in (geo, geo.located):
        monkeypatch.setattr(module, "perimeters", lambda _base, generation: SQUARE if generation == 2015 else None)
    return observatory


def checked(base: Database, text: str) -> tuple[Table, dict[str, list[object]]]:
    table = read_table(text.encode(), "f.csv")
    return table, check(base, table, guess(table)).columns


def test_every_row_has_its_answer_in_order(square: Database) -> None:
    _, columns = checked(square, POINTS)

    assert list(columns) == list(OUTPUT)
    assert columns["qpv_2015"] == ["QP1", None, "QP1", None, None, "QP1", None, None]
    assert columns["qpv_2015_statut"] == [
        "dans",
        "hors",
        "limite",
        "non placé",
        "non placé",
        "dans",
        "non couvert",
        "non placé",
    ]
    assert columns["qpv_2015_distance_m"][:3] == [pytest.approx(807, abs=8), pytest.approx(807, abs=8), 0]
    assert columns["qpv_2015_distance_m"][3:] == [None, None, pytest.approx(807, abs=8), None, None]


def test_every_row_without_a_plain_answer_says_why(square: Database) -> None:
    _, columns = checked(square, POINTS)
    said = [str(remark).split("\u202f; ")[0] for remark in columns["remarque"]]

    assert said[1] == "hors des 1 périmètres 2015 chargés"
    assert said[3:] == [
        "aucune coordonnée",
        "coordonnées illisibles",
        "latitude et longitude inversées, remises dans l’ordre",
        "aucun périmètre chargé à moins de 50 km",
        "coordonnées hors de France",
    ]


def test_a_generation_not_loaded_is_said_never_out(square: Database) -> None:
    _, columns = checked(square, POINTS)

    assert set(columns["qpv_2024_statut"]) == {"non disponible"}
    assert all("périmètres 2024 non chargés" in str(remark) for remark in columns["remarque"])


def test_one_column_with_both_numbers(square: Database) -> None:
    _, columns = checked(square, "geo_point;n\n43.61, 1.41;1\nabc;2\n43.61, 1.43;3\n")

    assert columns["qpv_2015_statut"] == ["dans", "non placé", "hors"]
    assert "illisibles" in str(columns["remarque"][1])


class Known:
    """A geocoder that knows one address to the street."""

    def search(self, address: str) -> Place | None:
        return self.search_many([address])[0]

    def search_many(self, addresses: Sequence[str]) -> list[Place | None]:
        found = Place(1.4215, 43.61, "Rue Connue 31000 Toulouse", 0.9, "street")
        return [found if address.startswith("rue connue") else None for address in addresses]


def test_addresses_are_placed_with_the_precision_of_their_answer(square: Database) -> None:
    table = read_table(b"adresse;ville\nrue connue;Toulouse\nrue perdue;Toulouse\n;\n", "f.csv")
    table = Table(table.headings, (("rue connue", "rue perdue", ""), ("Toulouse", "Toulouse", "")), table.reading)

    columns = check(square, table, guess(table), Known()).columns

    # 121 m from the limit, but the street may be anywhere within 250 m
    assert columns["qpv_2015_statut"] == ["limite", "non placé", "non placé"]
    assert [str(r).split("\u202f;")[0] for r in columns["remarque"]] == [
        "adresse trouvée à la rue seulement\u202f: Rue Connue 31000 Toulouse",
        "adresse introuvable",
        "adresse absente",
    ]


def test_a_layout_that_places_nothing_is_refused(square: Database) -> None:
    table = read_table(b"nom;ville\na;b\n", "f.csv")

    with pytest.raises(LayoutError, match="Indiquez les colonnes"):
        Check(square, table, Layout(PlaceKind.TWO_COLUMNS))


def test_steps_tell_how_far_it_is(square: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("observatory.qpv.checking.CHUNK_OF_POINTS", 3)
    table = read_table(POINTS.encode(), "f.csv")
    work = Check(square, table, guess(table))

    assert list(work.steps()) == [3 / 8, 6 / 8, 1.0]
    assert work.result().count(2015) == {"non placé": 3, "dans": 2, "hors": 1, "limite": 1, "non couvert": 1}


def test_the_csv_keeps_the_columns_and_disarms_formulas(square: Database) -> None:
    table = read_table(b"=nom;tel;lat;lon\n=1+1;+33 5 61;43,61;1,41\n<b>x</b>;@x;-43,61;1,41\n", "f.csv")

    rows = list(
        csv.reader(
            io.StringIO(result_file.to_csv(table, check(square, table, guess(table))).decode("utf-8-sig")),
            delimiter=";",
        )
    )

    assert rows[0] == ["'=nom", "tel", "lat", "lon", *OUTPUT]
    assert rows[1][:6] == ["'=1+1", "+33 5 61", "43,61", "1,41", "QP1", "dans"]
    assert rows[2][:4] == ["<b>x</b>", "'@x", "-43,61", "1,41"]


def test_the_workbook_keeps_the_columns_and_says_its_limits(square: Database) -> None:
    table = read_table(POINTS.encode(), "f.csv")

    book = load_workbook(io.BytesIO(result_file.to_xlsx(table, check(square, table, guess(table)))))

    rows = list(book["Résultat"].iter_rows(values_only=True))
    assert rows[0] == ("id", "nom", "lat", "lon", *OUTPUT)
    assert rows[1][:6] == ("1", "dedans", "43,61", "1,41", "QP1", "dans")
    assert len(rows) == 9
    notes = dict(list(book["Lisez-moi"].iter_rows(min_row=2, values_only=True)))
    assert "périmètres chargés" in str(notes["Limite 2015"])


def test_the_command_gives_the_same_file(square: Database, database: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(POINTS, encoding="cp1252")

    answer = CliRunner().invoke(main, ["qpv", str(source), "--output", str(out), "--database", str(database)])

    assert answer.exit_code == 0, answer.output
    assert "Génération 2015 : 3 non placé" in answer.output
    table = read_table(source.read_bytes(), "in.csv")
    assert out.read_bytes() == result_file.to_csv(table, check(square, table, guess(table)))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "est vide"), (b"nom;ville\na;b\n", "Indiquez les colonnes"), (b"a\n", "que des titres")],
)
def test_the_command_says_what_is_wrong_and_leaves(database: Path, tmp_path: Path, content: bytes, words: str) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(content)

    answer = CliRunner().invoke(
        main, ["qpv", str(source), "--output", str(tmp_path / "o.csv"), "--database", str(database)]
    )

    assert answer.exit_code == 1
    assert words in answer.output
    assert not (tmp_path / "o.csv").exists()
