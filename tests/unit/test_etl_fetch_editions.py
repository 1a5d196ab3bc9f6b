"""What is put aside because it lost or multiplied something, and what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fetch_runs import (
    BODY,
    DATE,
    PASSAGE,
    SAMPLES,
    documented,
    given,
    in_use,
    light,
    passage,
    run,
)
from producer_server import Answer, ProducerServer, producer_server

from etl.editions import edition_aside, report_aside
from etl.errors import NothingToAcceptError, QuarantinedError
from etl.fetching import accept_edition
from etl.imports import import_file


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


ASIDE = {
    "rows lost": (passage(300), "300 lignes au lieu de 400 (25 % de moins)"),
    "a column that is gone": (
        passage().replace(";Label_QP2015_3", "").replace(";;;;", ";;;"),
        "fichier : colonne(s) disparue(s) ou vide(s) : label_qp2015_3",
    ),
    "a column emptied": (passage().replace("Modifié", ""), "qpv_passage : colonne(s) disparue(s) ou vide(s) : status"),
    "territories lost": (
        "\n".join(line.replace(f"QP{row:06d}", "QP000001") for row, line in enumerate(passage().splitlines())) + "\n",
        "qpv_passage.qpv_2015 : 1 codes différents au lieu de 400",
    ),
}


@pytest.mark.parametrize(("body", "words"), ASIDE.values(), ids=ASIDE)
def test_an_edition_that_lost_something_is_put_aside_and_not_loaded(
    raw: Path, server: ProducerServer, body: str, words: str
) -> None:
    given(raw, server, Answer(BODY, last_modified=DATE))

    outcome = given(raw, server, Answer(body.encode(), etag='"2"'))

    assert outcome.state == "quarantined"
    assert words in outcome.message_fr.replace("\u202f", " ")
    assert "la nouvelle édition (téléchargée le" in outcome.message_fr
    assert f"python -m etl fetch --accept {PASSAGE}" in outcome.message_fr
    assert in_use(raw)[0] == BODY
    folder = raw / PASSAGE / "quarantine"
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert words in " ".join(report["changes"]).replace("\u202f", " ")
    assert report["former"]["edition"] == "19 décembre 2024"
    assert (folder / "rapport.txt").read_text(encoding="utf-8") == outcome.report == report_aside(raw, PASSAGE)


def test_an_edition_aside_is_not_downloaded_again_and_still_told(raw: Path, server: ProducerServer) -> None:
    given(raw, server, Answer(BODY, etag='"1"'))
    first = given(raw, server, Answer(passage(300).encode(), etag='"2"'))

    again = given(raw, server, Answer(passage(300).encode(), etag='"2"'))

    assert again == first
    assert server.asked[-1][1]["if-none-match"] == '"2", "1"'
    back = given(raw, server, Answer(BODY, etag='"1"'))
    assert back.state == "unchanged"


def test_an_accepted_edition_takes_its_place_and_the_decision_is_kept(raw: Path, server: ProducerServer) -> None:
    given(raw, server, Answer(BODY))
    aside = given(raw, server, Answer(passage(300).encode(), last_modified=DATE))

    outcome = accept_edition(PASSAGE, raw)

    content, kept = in_use(raw)
    assert content == passage(300).encode()
    assert (outcome.state, outcome.edition) == ("updated", "19 décembre 2024")
    assert kept.accepted is not None
    assert kept.accepted["report"] == aside.report
    assert set(kept.accepted) == {"on", "report"}
    assert not (raw / PASSAGE / "quarantine").exists()
    with pytest.raises(NothingToAcceptError, match="rien à accepter"):
        accept_edition(PASSAGE, raw)


def test_a_better_edition_clears_what_was_put_aside(raw: Path, server: ProducerServer) -> None:
    given(raw, server, Answer(BODY))
    given(raw, server, Answer(passage(300).encode()))

    assert given(raw, server, Answer(passage(410).encode())).state == "updated"
    assert edition_aside(raw, PASSAGE) is None


def test_a_damaged_file_in_use_is_replaced(raw: Path, server: ProducerServer) -> None:
    given(raw, server, Answer(BODY, etag='"1"'))
    (raw / PASSAGE / in_use(raw)[1].file).write_bytes(b"x")

    assert given(raw, server, Answer(BODY, etag='"1"')).state == "updated"
    assert in_use(raw)[0] == BODY


def test_an_import_is_compared_with_the_edition_downloaded(raw: Path, server: ProducerServer, tmp_path: Path) -> None:
    given(raw, server, Answer(BODY))
    less = tmp_path / "passage.csv"
    less.write_text(passage(300), encoding="utf-8")

    with pytest.raises(QuarantinedError, match=r"25.% de moins"):
        import_file(PASSAGE, less, raw)

    assert in_use(raw)[0] == BODY
    accept_edition(PASSAGE, raw)
    assert in_use(raw)[0] == less.read_bytes()
    assert less.read_text(encoding="utf-8") == passage(300)


def test_a_file_of_ones_own_may_be_replaced_by_any_other(raw: Path, tmp_path: Path) -> None:
    sample = SAMPLES / "structures_file" / "structures_essai.csv"
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("\n".join(sample.read_text(encoding="utf-8").splitlines()[:3]) + "\n", encoding="utf-8")
    import_file("structures_file", sample, raw)

    assert import_file("structures_file", shorter, raw).value_count == 2


URSSAF = "urssaf_ess_departements"


def test_a_decimal_comma_is_the_same_edition_and_a_lost_one_is_put_aside(
    raw: Path, server: ProducerServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    light(monkeypatch, URSSAF)
    plain = documented(URSSAF, tmp_path)
    lines = plain.decode("utf-8-sig").splitlines()
    comma = "\n".join([lines[0], *(f"{line},0" if line[-1].isdigit() else line for line in lines[1:])]).encode()
    tenfold = comma.replace(b",0\n", b"0\n")

    states = [run(raw, {URSSAF: server.serve("/f", Answer(body))}, URSSAF) for body in (plain, comma, tenfold)]

    assert [outcome.state for outcome in states] == ["updated", "updated", "quarantined"], states
    assert " au lieu de 14 450 196 500." in states[2].report.replace("\u202f", " ")
    assert in_use(raw, URSSAF)[0] == comma
