"""A fetch from end to end: what reaches data/raw, what is put aside, and that the former file stays in use."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from producer_server import Answer, ProducerServer, producer_server

from etl.declarations import Context
from etl.editions import edition_aside, report_aside, source_lock
from etl.errors import BusySourceError, NothingToAcceptError, QuarantinedError, UnknownObjectError
from etl.fetching import Outcome, accept_edition, fetch, fetchable_sources
from etl.fetching.errors import NotFetchableError
from etl.fetching.service import fetch_all
from etl.fetching.settings import Limits, Settings
from etl.files import REFERENCE, SCHEMA
from etl.imports import import_file
from etl.kept import Kept, kept_file
from etl.registry import SourceModule
from etl.sources import qpv_passage_2015_2024

SAMPLES = Path(__file__).parents[1] / "samples"
PASSAGE = "qpv_passage_2015_2024"
HEADER = "QP2024;Label_QP2024;Statut;QP2015_1;Label_QP2015_1;QP2015_2;Label_QP2015_2;QP2015_3;Label_QP2015_3"
DATE = "Thu, 19 Dec 2024 09:36:36 GMT"
ROWS = 400


def passage(rows: int = ROWS, header: str = HEADER) -> str:
    """A passage of that many QPV, each from one of 2015."""
    lines = [f"QN{row:05d}M;Quartier d’été {row};Modifié;QP{row:06d};Quartier {row};;;;" for row in range(1, rows + 1)]
    return "\n".join([header, *lines]) + "\n"


BODY = passage().encode()


@pytest.fixture
def server() -> Iterator[ProducerServer]:
    with producer_server() as running:
        yield running


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


def run(
    raw: Path, urls: Mapping[str, str], source_id: str = PASSAGE, mirrors: Mapping[str, str] | None = None
) -> Outcome:
    """Fetch one source, without pauses."""
    settings = Settings(mirrors=mirrors or {}, limits=Limits(60, 5, 3), wait=lambda _seconds: None)
    (outcome,) = fetch_all(
        [source_id], raw, lambda _text, _share: None, urls=urls, cancel=lambda: False, settings=settings
    )
    return outcome


def given(raw: Path, server: ProducerServer, answer: Answer) -> Outcome:
    """Fetch the passage that the server gives."""
    return run(raw, {PASSAGE: server.serve("/passage.csv", answer)})


def in_use(raw: Path, source_id: str = PASSAGE) -> tuple[bytes, Kept]:
    found = kept_file(raw, source_id)
    assert found is not None
    return found[0].read_bytes(), found[1]


def light(monkeypatch: pytest.MonkeyPatch, source_id: str) -> SourceModule:
    """The source, for which a small sample is an honest file."""
    module = fetchable_sources()[source_id]
    remote = module.SOURCE.remote
    assert remote is not None
    monkeypatch.setattr(module, "SOURCE", replace(module.SOURCE, remote=replace(remote, min_bytes=1)))
    return module


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
    "too small": (Answer(BODY[:500]), "le fichier reçu n’a que 500 octets, au moins 10000 attendus"),
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


def described(address: str, body: bytes, checksum: str | None = None) -> dict[str, object]:
    return {
        "title": "liste",
        "url": address,
        "filetype": "file",
        "filesize": len(body),
        "checksum": {"type": "sha1", "value": checksum or hashlib.sha1(body, usedforsecurity=False).hexdigest()},
        "last_modified": "2025-03-01T08:00:00+00:00",
    }


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A small list of ESS France, for which the source asks data.gouv.fr."""
    light(monkeypatch, "liste_ess")
    return (SAMPLES / "liste_ess" / "liste_ess_essai.csv").read_bytes()


API = "/api/2/datasets/resources/57bc99ca-0432-4b46-8fcc-e76a35c9efaf/"
STATIC = "/fr/datasets/r/57bc99ca-0432-4b46-8fcc-e76a35c9efaf"


def from_datagouv(raw: Path, server: ProducerServer) -> Outcome:
    mirrors = {"https://www.data.gouv.fr": server.address, "https://static.data.gouv.fr": server.address + "/static"}
    return run(raw, {}, "liste_ess", mirrors)


def test_data_gouv_says_where_the_file_is_and_what_it_is_like(raw: Path, server: ProducerServer, listed: bytes) -> None:
    server.serve("/static/liste.csv", Answer(listed))
    answer = {"dataset_id": "x", "resource": described("https://static.data.gouv.fr/liste.csv", listed)}
    server.serve(API, Answer(json.dumps(answer).encode(), content_type="application/json"))

    outcome = from_datagouv(raw, server)

    assert (outcome.state, outcome.edition) == ("updated", "1er mars 2025")
    assert [path for path, _ in server.asked] == [API, "/static/liste.csv"]


@pytest.mark.parametrize(
    "api",
    [Answer(status=500), Answer(status=404), Answer(b"<html>"), Answer(b'{"message": "gone"}')],
    ids=["in error", "not found", "a page", "no resource"],
)
def test_the_static_address_is_the_second_way(raw: Path, server: ProducerServer, listed: bytes, api: Answer) -> None:
    server.serve(API, api)
    server.serve(STATIC, Answer(status=302, headers={"Location": "/liste.csv"}))
    server.serve("/liste.csv", Answer(listed))

    assert from_datagouv(raw, server).state == "updated"


def test_a_resource_that_is_gone_leaves_the_static_address(raw: Path, server: ProducerServer, listed: bytes) -> None:
    body = json.dumps(described("https://static.data.gouv.fr/gone.csv", listed)).encode()
    server.serve(API, Answer(body, content_type="application/json"))
    server.serve(STATIC, Answer(listed))

    assert from_datagouv(raw, server).state == "updated"


def test_a_wrong_checksum_is_refused_on_both_ways(raw: Path, server: ProducerServer, listed: bytes) -> None:
    server.serve("/static/liste.csv", Answer(listed))
    body = json.dumps(described("https://static.data.gouv.fr/liste.csv", listed, "0" * 40)).encode()
    server.serve(API, Answer(body, content_type="application/json"))
    server.serve(STATIC, Answer(status=404))

    assert from_datagouv(raw, server).state == "failed"
    said: list[str] = []
    settings = Settings(
        mirrors={"https://www.data.gouv.fr": server.address, "https://static.data.gouv.fr": server.address + "/static"}
    )
    fetch_all(
        ["liste_ess"], raw, lambda text, _share: said.append(text), urls={}, cancel=lambda: False, settings=settings
    )
    assert "somme de contrôle sha1" in " ".join(said)
    assert kept_file(raw, "liste_ess") is None


def test_a_resource_is_found_on_the_page_of_its_dataset(raw: Path, server: ProducerServer) -> None:
    page = "/api/1/datasets/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/"
    name = "liste-correspondance-qp2024-qp2015.csv"
    resources = [
        described("https://static.data.gouv.fr/autre.zip", b"x"),
        described(f"https://static.data.gouv.fr/{name}", BODY),
    ]
    server.serve(page, Answer(json.dumps({"resources": resources}).encode(), content_type="application/json"))
    server.serve(f"/static/{name}", Answer(BODY))
    mirrors = {"https://www.data.gouv.fr": server.address, "https://static.data.gouv.fr": server.address + "/static"}

    assert run(raw, {}, mirrors=mirrors).state == "updated"
    server.serve(page, Answer(b'{"resources": []}', content_type="application/json"))
    lost = run(raw, {}, mirrors=mirrors)
    assert (lost.state, f"« {name} », et un seul" in lost.message_fr.replace("\u202f", " ")) == ("failed", True)


def zipped(members: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def parquet(folder: Path, sample: Path) -> bytes:
    path = folder / "sample.parquet"
    duckdb.execute(f"COPY (SELECT * FROM read_csv('{sample}', all_varchar = true)) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


QPV_2024 = (SAMPLES / "qpv_2024" / "QP2024_essai_WGS84.geojson").read_bytes()
MEMBER = "GEOJSON/QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson"


def documented(source_id: str, folder: Path) -> bytes:
    """A file of a source as its producer publishes it."""
    if source_id == "qpv_2024":
        return zipped({MEMBER: QPV_2024, "LISEZMOI.txt": b"essai"})
    sample = next(path for path in (SAMPLES / source_id).iterdir() if path.suffix != ".py")
    if source_id == "qpv_2015":
        return zipped({"QP_METROPOLEOUTREMER_WGS84_EPSG4326.geojson": sample.read_bytes()})
    if source_id == "sirene_geolocalisation":
        return parquet(folder, sample)
    return sample.read_bytes()


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
