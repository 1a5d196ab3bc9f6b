"""A fetch from end to end: what reaches data/raw, in each documented format, and that the former file stays in use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from fetch_runs import (
    BODY,
    DATE,
    HEADER,
    PASSAGE,
    QPV_2024,
    ROWS,
    SAMPLES,
    documented,
    given,
    in_use,
    light,
    passage,
    run,
    zipped,
)
from producer_server import Answer, ProducerServer, producer_server

from etl.declarations import Context
from etl.editions import edition_aside, source_lock
from etl.errors import BusySourceError, UnknownObjectError
from etl.fetching import fetch
from etl.fetching.errors import NotFetchableError
from etl.files import REFERENCE, SCHEMA
from etl.imports import import_file
from etl.kept import kept_file
from etl.sources import qpv_passage_2015_2024


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


def test_a_file_is_downloaded_counted_and_described(raw: Path, server: ProducerServer) -> None:
    outcome = given(raw, server, Answer(BODY, etag='"1"', last_modified=DATE))

    content, kept = in_use(raw)
    assert content == BODY
    assert outcome.state == "updated"
    assert len(BODY) == 26_683
    assert outcome.message_fr == f"{PASSAGE}\u202f: édition du 19 décembre 2024, 400 lignes, 26,7\u00a0ko."
    assert (kept.address, kept.etag, kept.last_modified) == (f"{server.address}/passage.csv", '"1"', DATE)
    assert (kept.edition, kept.sha256, kept.size_bytes) == (
        "19 décembre 2024",
        hashlib.sha256(BODY).hexdigest(),
        len(BODY),
    )
    assert kept.profile is not None
    assert kept.profile["qpv_passage"]["rows"] == ROWS
    assert kept.profile["qpv_passage"]["territories"] == {"qpv_2015": ROWS, "qpv_2024": ROWS}
    assert sorted(path.name for path in (raw / PASSAGE).iterdir()) == sorted([kept.file, "import.json"])


def test_the_build_says_the_edition_address_and_size_of_what_it_reads(raw: Path, server: ProducerServer) -> None:
    given(raw, server, Answer(BODY, last_modified=DATE))

    with duckdb.connect(":memory:") as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        connection.execute("ATTACH ':memory:' AS staging")
        loaded = qpv_passage_2015_2024.load(connection, Context(REFERENCE, raw))

    assert (loaded.state, loaded.row_count, loaded.edition) == ("fetched", ROWS, "19 décembre 2024")
    assert (loaded.address, loaded.size_bytes) == (f"{server.address}/passage.csv", len(BODY))


def test_an_edition_already_in_use_is_not_downloaded_again(raw: Path, server: ProducerServer) -> None:
    given(raw, server, Answer(BODY, etag='"1"', last_modified=DATE))
    manifest = (raw / PASSAGE / "import.json").read_bytes()

    again = given(raw, server, Answer(BODY, etag='"1"', last_modified=DATE))

    assert (again.state, again.message_fr) == ("unchanged", f"{PASSAGE}\u202f: déjà à jour (19 décembre 2024).")
    assert server.asked[-1][1]["if-none-match"] == '"1"'
    assert (raw / PASSAGE / "import.json").read_bytes() == manifest


def test_the_same_bytes_from_a_server_without_validators_are_the_same_edition(
    raw: Path, server: ProducerServer
) -> None:
    assert given(raw, server, Answer(BODY)).state == "updated"
    manifest = (raw / PASSAGE / "import.json").read_bytes()

    assert given(raw, server, Answer(BODY)).state == "unchanged"
    assert (raw / PASSAGE / "import.json").read_bytes() == manifest


def shuffled(body: str) -> str:
    """The same table, its columns from last to first."""
    return "\n".join(";".join(reversed(line.split(";"))) for line in body.splitlines()) + "\n"


ACCEPTED = {
    "other order of columns": shuffled(passage()).encode(),
    "byte order mark": b"\xef\xbb\xbf" + BODY,
    "windows-1252": passage().encode("cp1252"),
    "one column more": passage().replace("\n", ";x\n").encode(),
    "more rows": passage(ROWS + 100).encode(),
    "a few rows less": passage(ROWS - 4).encode(),
    "commas instead of semicolons": passage().replace(";", ",").encode(),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_a_harmless_change_of_layout_is_taken_in(raw: Path, server: ProducerServer, body: bytes) -> None:
    given(raw, server, Answer(BODY))

    assert given(raw, server, Answer(body)).state == "updated"
    assert in_use(raw)[0] == body


REFUSED = {
    "other columns": (Answer(passage(header=HEADER.replace("QP2015_1", "ANCIEN")).encode()), "il manque qp2015_1"),
    "an error page": (Answer(b"<!doctype html><p>Maintenance", content_type="text/html"), "reçu une page web"),
    "an error page sent as csv": (Answer(b"<!doctype html><p>Maintenance"), "reçu une page web"),
    "empty": (Answer(b""), "le fichier reçu est vide"),
    "too small": (Answer(BODY[:500]), "le fichier reçu ne fait que 500 octets, au moins 10 ko attendus"),
    "not found": (Answer(status=404), "le serveur répond 404 (fichier introuvable)"),
    "in error": (Answer(status=500), "le serveur est en panne (réponse 500), après 3 essais"),
    "too many requests": (Answer(status=429, headers={"Retry-After": "900"}), "demande d’attendre 900 s"),
    "cut short without announcing": (Answer(BODY[:15_003], announce=False), "cellules au lieu de 9"),
    "a bad code": (Answer(BODY.replace(b"QP000123", b"QP123")), "n’est pas lisible, attendu"),
    "sent elsewhere": (Answer(status=302, headers={"Location": "http://producteur.example/"}), "sans chiffrement"),
    "binary": (Answer(b"PK\x03\x04" + BODY), "reçu une archive zip"),
}


@pytest.mark.parametrize(("answer", "words"), REFUSED.values(), ids=REFUSED)
def test_a_bad_answer_is_told_and_the_former_file_stays(
    raw: Path, server: ProducerServer, answer: Answer, words: str
) -> None:
    given(raw, server, Answer(BODY, last_modified=DATE))

    outcome = given(raw, server, answer)

    assert (outcome.state, outcome.edition) == ("failed", "19 décembre 2024")
    assert words in outcome.message_fr.replace("\u202f", " ")
    assert outcome.message_fr.startswith(PASSAGE)
    assert in_use(raw)[0] == BODY
    assert edition_aside(raw, PASSAGE) is None


DOCUMENTED = [
    "contours_etalab", "esus", "liste_ess", "qpv_2015", "qpv_2024", "qpv_passage_2015_2024", "sirene_geolocalisation",
    "tiers_lieux_2023", "urssaf_ess_departements", "urssaf_ess_france_na88", "urssaf_ess_regions_na88",
]  # fmt: skip


@pytest.mark.parametrize("source_id", DOCUMENTED)
def test_each_source_is_downloaded_in_its_documented_format(
    raw: Path, server: ProducerServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source_id: str
) -> None:
    light(monkeypatch, source_id)
    body = documented(source_id, tmp_path)
    address = server.serve("/f", Answer(body, content_type="application/octet-stream"))

    outcome = run(raw, {source_id: address}, source_id)

    assert outcome.state == "updated", outcome.message_fr
    assert in_use(raw, source_id)[0] == body


def test_a_truncated_archive_is_refused(
    raw: Path, server: ProducerServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    light(monkeypatch, "qpv_2024")
    whole = documented("qpv_2024", tmp_path)

    outcome = run(raw, {"qpv_2024": server.serve("/f", Answer(whole[:-40]))}, "qpv_2024")

    assert (outcome.state, "qpv_2024.zip" in outcome.message_fr) == ("failed", True)
    assert "archive illisible" in outcome.message_fr


def test_a_renamed_member_is_found_when_it_is_alone_and_refused_otherwise(
    raw: Path, server: ProducerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    light(monkeypatch, "qpv_2024")
    renamed = zipped({"export/quartiers_wgs84.geojson": QPV_2024})
    nothing = zipped({"LISEZMOI.txt": b"essai"})

    found = run(raw, {"qpv_2024": server.serve("/f", Answer(renamed))}, "qpv_2024")
    lost = run(raw, {"qpv_2024": server.serve("/f", Answer(nothing))}, "qpv_2024")

    assert (found.state, lost.state) == ("updated", "failed")
    assert in_use(raw, "qpv_2024")[0] == renamed


def test_each_source_asked_has_its_outcome_and_its_share_of_the_progress(raw: Path, server: ProducerServer) -> None:
    seen: list[tuple[str, float]] = []
    urls = {PASSAGE: server.serve("/p", Answer(BODY)), "liste_ess": server.serve("/l", Answer(status=404))}

    outcomes = fetch([PASSAGE, "liste_ess"], raw, lambda text, share: seen.append((text, share)), urls=urls)

    assert [(outcome.source_id, outcome.state) for outcome in outcomes] == [
        (PASSAGE, "updated"),
        ("liste_ess", "failed"),
    ]
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert seen[0][0] == f"{PASSAGE}\u202f: recherche de l’adresse"


def test_a_cancelled_fetch_stops_there(raw: Path, server: ProducerServer) -> None:
    urls = {PASSAGE: server.serve("/p", Answer(BODY))}

    outcomes = fetch([PASSAGE, "liste_ess"], raw, lambda _text, _share: None, urls=urls, cancel=lambda: True)

    assert [(outcome.source_id, outcome.state) for outcome in outcomes] == [(PASSAGE, "failed")]
    assert "annulé" in outcomes[0].message_fr
    assert kept_file(raw, PASSAGE) is None


def test_only_downloaded_sources_can_be_asked_for(raw: Path) -> None:
    with pytest.raises(UnknownObjectError, match="liste_ess"):
        fetch(["inconnue"], raw, lambda _text, _share: None)
    with pytest.raises(NotFetchableError, match="Elle s’importe avec"):
        fetch(["structures_file"], raw, lambda _text, _share: None)
    with pytest.raises(NotFetchableError, match="Elle est embarquée"):
        fetch([], raw, lambda _text, _share: None, urls={"insee_clap": "https://b.example"})


def test_two_downloads_of_a_source_do_not_meet(raw: Path, server: ProducerServer, tmp_path: Path) -> None:
    sample = tmp_path / "passage.csv"
    sample.write_bytes(BODY)
    with source_lock(raw, PASSAGE):
        outcome = given(raw, server, Answer(BODY))
        with pytest.raises(BusySourceError, match="un autre téléchargement ou import"):
            import_file(PASSAGE, sample, raw)

    assert outcome.state == "failed"
    assert kept_file(raw, PASSAGE) is None


def test_a_mirror_may_give_perimeters_in_any_format_that_import_reads(
    raw: Path, server: ProducerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    light(monkeypatch, "qpv_2015")
    plain = next((SAMPLES / "qpv_2015").glob("*.geojson")).read_bytes()

    outcome = run(raw, {"qpv_2015": server.serve("/qpv.geojson", Answer(plain))}, "qpv_2015")

    content, kept = in_use(raw, "qpv_2015")
    assert (outcome.state, content) == ("updated", plain)
    assert kept.file.endswith("-qp-politiquedelaville-shp.geojson")

    refused = run(raw, {"qpv_2015": server.serve("/qpv.csv", Answer(b"code_qp;nom_qp\n"))}, "qpv_2015")

    assert refused.state == "failed"
    assert "attendu une archive zip, un fichier GeoJSON, un fichier GPKG ou un fichier SHP, reçu un texte" in (
        refused.message_fr
    )
    assert in_use(raw, "qpv_2015")[0] == plain
