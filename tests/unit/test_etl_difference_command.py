"""`python -m etl diff`: what it says, what it writes, what it refuses."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from tiny_database import FORMER, NOW, PLACES, write

from etl.cli import main
from etl.difference_text import number

N = "\u202f"


@pytest.fixture
def former(tmp_path: Path) -> Path:
    return write(tmp_path / "former.duckdb", "aaa", FORMER)


@pytest.fixture
def now(tmp_path: Path) -> Path:
    return write(tmp_path / "now.duckdb", "bbb", NOW)


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def test_the_terminal_says_what_changed_in_french(former: Path, now: Path) -> None:
    result = diff(former, now)

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "De la base du 01/03/2026 (version aaa) à la base du 01/03/2026 (version bbb)",
        "",
        "Libellé de part (part, %)",
        f"  régions, 2015{N}: 2 valeurs modifiées",
        f"  Plus grands écarts{N}:",
        f"    Île-de-France (11), 2015{N}: 7 → 8,5 (+1,5, +21,4{N}%)",
        f"    Bretagne (53), 2015{N}: 14,3 → 15 (+0,7, +4,9{N}%)",
        "",
        "Libellé de postes (postes, %)",
        f"  France, 2020{N}: 1 valeur apparue",
        f"  régions, 2020{N}: 1 valeur disparue, 1 absence de motif différent",
        f"  régions, 2021{N}: 1 valeur apparue",
        (
            f"  Statuts{N}: non disponible → observé{N}: 1, observé → secret statistique{N}: 1, "
            f"secret statistique → non disponible{N}: 1"
        ),
    ]


def test_what_comes_and_goes_is_named(tmp_path: Path, former: Path) -> None:
    fewer = [*PLACES[:2], ("region", "84", "Auvergne-Rhône-Alpes")]
    later = write(tmp_path / "later.duckdb", "ccc", [("densite", "region", "84", "2024", 1.0, "observed")], fewer)

    lines = diff(former, later).output.splitlines()

    assert lines[1:5] == [
        f"Indicateurs apparus{N}: Libellé de densite (densite)",
        f"Territoires apparus{N}: 1 région, Auvergne-Rhône-Alpes (84)",
        f"Indicateurs disparus{N}: Libellé de part (part), Libellé de postes (postes)",
        f"Territoires disparus{N}: 1 région, Île-de-France (11)",
    ]


def test_one_indicator_can_be_asked_alone(former: Path, now: Path) -> None:
    output = diff(former, now, "--indicateur", "part", "--ecarts", "1").output

    assert "Île-de-France" in output
    assert "Bretagne" not in output
    assert "postes" not in output
    assert diff(former, former, "--indicateur", "part").output.endswith("Aucune valeur n’a changé.\n")


def test_the_csv_holds_every_changed_value(former: Path, now: Path, tmp_path: Path) -> None:
    file = tmp_path / "ecarts.csv"

    result = diff(former, now, "--csv", file)

    assert result.output.endswith(f"{file} : 6 valeurs.\n")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == (
        "indicateur;libelle;unite;niveau;code;territoire;periode;changement;ancienne_valeur;nouvelle_valeur;ecart;"
        "ecart_pct;ancien_statut;nouveau_statut"
    )
    assert lines[1].startswith("part;Libellé de part;%;region;11;Île-de-France;2015;modifiée;7;8,5;1,5;21,42857142857")
    assert lines[3] == "postes;Libellé de postes;%;france;FR;France;2020;apparue;;90;;;non disponible;observé"
    assert lines[4] == (
        "postes;Libellé de postes;%;region;11;Île-de-France;2020;statut changé;;;;;secret statistique;non disponible"
    )
    assert lines[6] == "postes;Libellé de postes;%;region;53;Bretagne;2021;apparue;;44;;;;observé"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ecarts.csv", "former.duckdb", "now.duckdb"]


def test_a_name_cannot_become_a_formula_in_the_csv(former: Path, now: Path, tmp_path: Path) -> None:
    for path in (former, now):
        with duckdb.connect(str(path)) as connection:
            connection.execute("UPDATE territory SET name = '=1+1' WHERE code = '53'")
    file = tmp_path / "ecarts.csv"

    diff(former, now, "--csv", file)

    assert ";53;'=1+1;2015;" in file.read_text(encoding="utf-8-sig")


def test_what_cannot_be_done_is_one_french_sentence(former: Path, now: Path, tmp_path: Path) -> None:
    refused = {
        "n’existe pas. Construisez-la": diff(former, tmp_path / "absent.duckdb"),
        f"Indicateur «{N}emploi{N}» inconnu. Existent{N}: part, postes": diff(former, now, "--indicateur", "emploi"),
        "Créez ce dossier": diff(former, now, "--csv", tmp_path / "absent" / "ecarts.csv"),
    }
    for words, result in refused.items():
        assert result.exit_code == 1
        assert words in result.output
        assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1060.0, f"1{N}060"),
        (5441002.0, f"5{N}441{N}002"),
        (14.32, "14,32"),
        (-0.7, "\u22120,7"),
        (10.483249, "10,4832"),
        (0.0001234567, "0,000123457"),
    ],
)
def test_a_number_is_written_in_french_with_six_significant_digits(value: float, text: str) -> None:
    assert number(value) == text
