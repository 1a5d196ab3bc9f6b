"""The commands `fetch`, `import` and `list`, as a person sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from producer_server import Answer, ProducerServer, producer_server

from etl.cli import main
from etl.files import input_files
from etl.kept import Kept, loaded_from
from etl.listing import Stored, source_states
from etl.source_commands import ProgressLine

SOURCE = "qpv_passage_2015_2024"
HEADER = "QP2024;Statut;QP2015_1;QP2015_2;QP2015_3"


def passage(rows: int) -> bytes:
    lines = [f"QN{row:05d}M;Modifié;QP{row:06d};;" for row in range(1, rows + 1)]
    return "\n".join([HEADER, *lines, ""]).encode()


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def test_the_life_of_a_source_at_the_terminal(raw: Path, server: ProducerServer, tmp_path: Path) -> None:
    database = str(tmp_path / "observatory.duckdb")
    url = f"{SOURCE}={server.serve('/f', Answer(passage(600), last_modified='Thu, 19 Dec 2024 09:36:36 GMT'))}"

    first = command("fetch", "--url", url, "--raw", str(raw))
    again = command("fetch", SOURCE, "--url", url, "--raw", str(raw))
    server.serve("/f", Answer(passage(450), last_modified="Wed, 01 Jan 2025 09:00:00 GMT"))
    aside = command("fetch", "--url", url, "--raw", str(raw))
    listed = command("list", "--raw", str(raw), "--database", database)
    accepted = command("fetch", "--accept", SOURCE, "--raw", str(raw))
    after = command("list", "--raw", str(raw), "--database", database)

    # 600 rows of 29 bytes, a header of 41.
    assert (first.exit_code, first.stdout.splitlines()) == (
        0,
        [
            f"{SOURCE}\u202f: édition du 19 décembre 2024, 600 lignes, 17,4\u00a0ko.",
            "Relancez «\u202fpython -m etl build\u202f» pour utiliser ces fichiers.",
        ],
    )
    assert (again.exit_code, again.stdout) == (0, f"{SOURCE}\u202f: déjà à jour (19 décembre 2024).\n")
    assert aside.exit_code == 1
    assert "est mise en quarantaine, l’édition en service (19 décembre 2024) est gardée" in aside.stdout
    assert "450 lignes au lieu de 600 (25\u202f% de moins)" in aside.stdout
    assert "en quarantaine\u202f: édition 1er janvier 2025" in listed.stdout
    assert "édition\u202f: 19 décembre 2024" in listed.stdout
    assert accepted.exit_code == 0
    assert "(1er janvier 2025) est acceptée" in accepted.stdout
    assert "quarantaine" not in after.stdout
    assert ", acceptée le " in after.stdout


def test_a_failure_is_one_sentence_and_exit_code_1(raw: Path, server: ProducerServer) -> None:
    result = command("fetch", "--url", f"{SOURCE}={server.serve('/f', Answer(status=404))}", "--raw", str(raw))

    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"{SOURCE}\u202f: {server.address}/f\u202f: le serveur répond 404 (fichier introuvable)"
    )
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fetch", "--url", "liste_ess"), "attendu SOURCE=ADRESSE"),
        (("fetch", "inconnue"), "inconnue"),
        (("fetch", "structures_file"), "python -m etl import structures_file FICHIER"),
        (("fetch", "--accept", SOURCE), "rien à accepter"),
        (("fetch", "--accept", "inconnue"), "inconnue"),
    ],
)
def test_a_wrong_request_is_told(raw: Path, arguments: tuple[str, ...], words: str) -> None:
    result = command(*arguments, "--raw", str(raw))

    assert result.exit_code != 0
    assert words in result.stderr


@pytest.mark.parametrize("address", ["http://producteur.example/f", "file:///etc/passwd"])
def test_an_address_that_is_not_https_is_refused(raw: Path, address: str) -> None:
    result = command("fetch", "--url", f"{SOURCE}={address}", "--raw", str(raw))

    assert result.exit_code == 1
    assert f"L’adresse {address} est refusée" in result.stdout


def test_bad_settings_are_told_before_anything_is_asked(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(tmp_path / "absent.toml"))

    result = command("fetch", SOURCE, "--raw", str(raw))

    assert (result.exit_code, "absent.toml\u202f: le fichier n’existe pas" in result.stderr) == (1, True)


def test_a_mirror_of_the_settings_is_used(
    raw: Path, server: ProducerServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f'[sources.{SOURCE}]\nurl = "{server.serve("/f", Answer(passage(600)))}"\n', encoding="utf-8")
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(path))

    assert command("fetch", SOURCE, "--raw", str(raw)).exit_code == 0


def test_an_import_that_lost_rows_is_put_aside_with_exit_code_1(raw: Path, tmp_path: Path) -> None:
    for rows in (600, 400):
        (tmp_path / f"{rows}.csv").write_bytes(passage(rows))
    command("import", SOURCE, str(tmp_path / "600.csv"), "--raw", str(raw))

    result = command("import", SOURCE, str(tmp_path / "400.csv"), "--raw", str(raw))

    assert (result.exit_code, "400 lignes au lieu de 600" in result.stderr) == (1, True)


def test_the_state_of_each_source_is_said(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(passage(600))
    command("import", SOURCE, str(tmp_path / "f.csv"), "--raw", str(raw))

    states = {
        state.source.id: state
        for state in source_states(raw, {SOURCE: Stored("absent", 0, ""), "insee_clap": Stored("embedded", 366, "x")})
    }

    assert states[SOURCE].words.startswith("importée le ")
    assert states[SOURCE].lines()[-1] == "    pas encore dans la base\u202f: «\u202fpython -m etl build\u202f»"
    assert (states["insee_clap"].words, states["insee_clap"].row_count) == ("embarquée", 366)
    assert (states["liste_ess"].words, states["liste_ess"].edition) == ("absente", None)
    assert "prochaine mise à jour" in states["liste_ess"].lines()[1]
    assert all(len(state.lines()) in {2, 3, 4} for state in states.values())


def test_what_is_put_aside_or_half_received_is_no_input_of_the_build(raw: Path, tmp_path: Path) -> None:
    for name in ("a.csv", ".download.part", "quarantine/b.csv", ".lock/c"):
        path = raw / "s" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")

    found = [item.path for item in input_files(tmp_path / "reference", raw) if item.path.startswith("data/raw")]

    assert found == ["data/raw/s/a.csv"]


def test_what_a_source_says_of_its_kept_file_comes_from_the_manifest() -> None:
    kept = Kept("f.csv", "ab", 12, "2026-03-01", "https://p.example/f", edition="1er mars 2026")

    loaded = loaded_from(kept, 3, "Une remarque.")

    assert (loaded.state, loaded.row_count, loaded.sha256, loaded.retrieved_on) == ("fetched", 3, "ab", "2026-03-01")
    assert (loaded.edition, loaded.address, loaded.size_bytes, loaded.remark) == (
        "1er mars 2026", "https://p.example/f", 12, "Une remarque.",
    )  # fmt: skip
    assert loaded_from(replace(kept, address=None, edition=None), 3).address is None


def test_progress_without_a_terminal_is_one_line_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()

    for message in ("s : recherche", "s : 1,2 Mo sur 4 Mo, 2 Mo/s", "s : vérification", "s : vérification"):
        line(message, 0.5)

    assert capsys.readouterr().err == "50\u202f%  s\u202f: recherche\n50\u202f%  s\u202f: vérification\n"


def test_a_database_that_is_not_there_does_not_stop_the_list(raw: Path, tmp_path: Path) -> None:
    result = command("list", "--raw", str(raw), "--database", str(tmp_path / "absent.duckdb"))

    assert result.exit_code == 0
    assert "embarquée" in result.stdout


def test_a_database_of_another_make_is_said(raw: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")

    result = command("list", "--raw", str(raw), "--database", str(path))

    assert (result.exit_code, "n’est pas une base lisible" in result.stderr) == (1, True)
