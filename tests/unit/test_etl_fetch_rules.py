"""What may be asked, of whom, and what an honest file looks like: rules without a server."""

from __future__ import annotations

import ast
import hashlib
import zipfile
from pathlib import Path

import pytest

from etl.declarations import Remote
from etl.errors import MalformedFileError, UnsafeArchiveError
from etl.fetching import fetchable_sources
from etl.fetching.addresses import check_address, redirected
from etl.fetching.datagouv import Resource, dataset_address, read_resource, resource_named
from etl.fetching.errors import (
    AddressError,
    RedirectError,
    SettingsError,
    TooSmallError,
    WrongChecksumError,
    WrongKindError,
)
from etl.fetching.settings import Limits, Settings, read_settings, settings_from_environment
from etl.fetching.verify import check_checksum, check_file
from etl.files import PROJECT_ROOT
from etl.formats import WORDS
from etl.french import count, day_of, size, typeset

NARROW = "\u202f"


NETWORK = {"httpx", "httpx2", "requests", "urllib.request", "http.client", "socket", "aiohttp"}


def imported_modules(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def test_only_one_module_of_the_etl_uses_the_network() -> None:
    found = [path for path in (PROJECT_ROOT / "etl").rglob("*.py") if imported_modules(path) & NETWORK]

    assert found == [PROJECT_ROOT / "etl" / "fetching" / "download.py"]


@pytest.mark.parametrize("source_id", sorted(fetchable_sources()))
def test_every_downloaded_source_is_declared_whole(source_id: str) -> None:
    source = fetchable_sources()[source_id].SOURCE

    assert source.remote is not None
    assert check_address(source.remote.address, mirror=False) == source.remote.address
    assert source.remote.kind in WORDS
    assert source.remote.min_bytes > 0
    assert Path(source.remote.file_name).suffix == f".{source.remote.kind}"
    assert source.next_update


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("file:///etc/passwd", "le protocole « file » n’est pas https"),
        ("ftp://producteur.example/f", "le protocole « ftp » n’est pas https"),
        ("http://producteur.example/f", "http n’est pas chiffré"),
        ("https:///f", "ne nomme aucun serveur"),
        ("https://moi:secret@producteur.example/f", "contient un identifiant"),
        ("fichier.csv", "le protocole « aucun » n’est pas https"),
        ("https://[", "n’est pas lisible"),
    ],
)
def test_a_dangerous_address_is_refused_even_as_a_mirror(address: str, words: str) -> None:
    with pytest.raises(AddressError, match=typeset(words)) as refused:
        check_address(address, mirror=True)

    assert "secret" not in str(refused.value)


def test_plain_http_is_for_a_mirror_of_this_machine() -> None:
    assert check_address("http://127.0.0.1:8000/f", mirror=True) == "http://127.0.0.1:8000/f"
    with pytest.raises(AddressError, match="http n’est pas chiffré"):
        check_address("http://127.0.0.1:8000/f", mirror=False)


def test_redirections_are_followed_only_over_https() -> None:
    here = "https://www.data.gouv.fr/r/1"

    assert redirected(here, "https://static.data.gouv.fr/f.csv", 0) == "https://static.data.gouv.fr/f.csv"
    assert redirected(here, "../f.csv", 4) == "https://www.data.gouv.fr/f.csv"
    with pytest.raises(RedirectError, match="de https à http"):
        redirected(here, "http://www.data.gouv.fr/f.csv", 0)
    with pytest.raises(RedirectError, match="plus de 5 redirections"):
        redirected(here, "/f.csv", 5)
    with pytest.raises(RedirectError, match="un autre serveur sans chiffrement"):
        redirected("http://127.0.0.1/f", "http://producteur.example/f", 0)


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_settings_file_gives_addresses_mirrors_and_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = settings_file(
        tmp_path,
        '[sources.liste_ess]\nurl = "https://miroir.example/liste.csv"\n'
        "[limits]\ntotal_seconds = 60\nread_seconds = 1.5\n"
        '[mirrors]\n"https://www.data.gouv.fr" = "http://127.0.0.1:8000/dg/"\n',
    )
    monkeypatch.setenv("OBSERVATOIRE_SOURCES", str(path))

    settings = settings_from_environment()

    assert settings.urls == {"liste_ess": "https://miroir.example/liste.csv"}
    assert settings.limits == Limits(60.0, 1.5, 5)
    assert settings.mirrored("https://www.data.gouv.fr/api/2/x/") == "http://127.0.0.1:8000/dg/api/2/x/"
    assert settings.mirrored("https://www.data.gouv.fr.example/x") == "https://www.data.gouv.fr.example/x"
    assert settings.with_urls({"liste_ess": "https://b.example"}).urls == {"liste_ess": "https://b.example"}


def test_without_a_settings_file_the_defaults_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSERVATOIRE_SOURCES", raising=False)

    assert settings_from_environment().limits == Limits(3600.0, 60.0, 5)
    assert all(0.5 <= Settings().jitter() <= 1.5 for _ in range(50))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[sources", "n’est pas du TOML lisible"),
        ('[source.x]\nurl = "a"', "section « source » inconnue"),
        ("[sources.x]\nurl = 3", "« sources.x.url » doit être une adresse"),
        ("[sources]\nx = 3", "« sources.x » doit être une section"),
        ("[limits]\nseconds = 3", "limite « seconds » inconnue"),
        ("[limits]\nread_seconds = -1", "limits.read_seconds vaut « -1 »"),
        ("[limits]\nattempts = 1.5", "limits.attempts vaut « 1.5 »"),
        ("[mirrors]\na = 1", "« mirrors.a » doit être une adresse"),
    ],
)
def test_a_mistake_in_the_settings_is_told(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=typeset(words)):
        read_settings(settings_file(tmp_path, text))


def test_a_settings_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="le fichier n’existe pas"):
        read_settings(tmp_path / "absent.toml")


RESOURCE = {
    "id": "1",
    "title": "Liste",
    "url": "https://static.data.gouv.fr/resources/x/liste.csv",
    "latest": "https://www.data.gouv.fr/fr/datasets/r/1",
    "filetype": "file",
    "filesize": 1_200,
    "checksum": {"type": "sha1", "value": "ab"},
    "last_modified": "2024-12-19T09:36:36.000000+00:00",
}


def test_a_resource_is_read_in_both_versions_of_the_api() -> None:
    expected = Resource(str(RESOURCE["url"]), 1_200, "2024-12-19T09:36:36.000000+00:00", ("sha1", "ab"))

    assert read_resource({"resource": RESOURCE, "dataset_id": "d"}) == expected
    assert read_resource(RESOURCE) == expected


def test_a_resource_without_address_of_its_own_has_its_permanent_one() -> None:
    found = read_resource({"resource": {**RESOURCE, "url": None, "checksum": None, "filesize": None}})

    assert found == Resource(str(RESOURCE["latest"]), None, str(RESOURCE["last_modified"]), None)


def test_the_checksum_of_a_file_hosted_elsewhere_is_not_believed() -> None:
    found = read_resource({**RESOURCE, "filetype": "remote"})

    assert found is not None
    assert (found.size_bytes, found.checksum) == (None, None)


@pytest.mark.parametrize("answer", [None, [], {}, {"resource": 3}, {"resource": {"url": 3}}])
def test_an_answer_that_describes_no_resource_gives_none(answer: object) -> None:
    assert read_resource(answer) is None


def test_a_resource_of_a_dataset_is_found_by_its_file_name_when_it_is_alone() -> None:
    other = {**RESOURCE, "url": "https://static.data.gouv.fr/resources/x/autre.csv", "title": "Autre"}

    assert resource_named({"resources": [RESOURCE, other]}, "Liste.csv") == read_resource(RESOURCE)
    assert resource_named({"resources": [other]}, "liste.csv") is None
    twice = {**RESOURCE, "url": "https://static.data.gouv.fr/resources/y/liste.csv"}
    assert resource_named({"resources": [RESOURCE, twice]}, "liste.csv") is None
    assert resource_named("page", "liste.csv") is None


def test_the_page_of_a_dataset_is_told_from_a_file() -> None:
    page = "https://www.data.gouv.fr/fr/datasets/liste-des-entreprises-de-less/"

    assert dataset_address(page) == "https://www.data.gouv.fr/api/1/datasets/liste-des-entreprises-de-less/"
    assert dataset_address("https://www.data.gouv.fr/fr/datasets/r/57bc99ca") is None


def remote(kind: str, min_bytes: int = 1) -> Remote:
    return Remote("https://producteur.example/f", f"fichier.{kind}", kind, min_bytes)


def written(folder: Path, content: bytes) -> Path:
    path = folder / ".download.part"
    path.write_bytes(content)
    return path


def test_an_empty_or_small_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooSmallError, match="le fichier reçu est vide, au moins 10 octets attendus"):
        check_file(written(tmp_path, b""), remote("csv", 10))
    with pytest.raises(TooSmallError, match="le fichier reçu ne fait que 3 octets, au moins 10 octets attendus"):
        check_file(written(tmp_path, b"a;b"), remote("csv", 10))


def test_a_truncated_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongKindError, match="un fichier parquet tronqué"):
        check_file(written(tmp_path, b"PAR1" + b"x" * 50), remote("parquet"))


def archive(folder: Path, member: str, content: bytes = b"x") -> Path:
    path = folder / ".download.part"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(member, content)
    return path


def test_a_truncated_archive_is_refused_under_its_own_name(tmp_path: Path) -> None:
    path = archive(tmp_path, "a.csv", bytes(range(256)) * 10)
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(MalformedFileError, match=r"fichier\.zip.: archive illisible"):
        check_file(path, remote("zip"))


def test_a_dangerous_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeArchiveError, match="sort du dossier"):
        check_file(archive(tmp_path, "../../a.csv"), remote("zip"))
    with pytest.raises(UnsafeArchiveError, match="anormalement compressé"):
        check_file(archive(tmp_path, "a.csv", b"0" * 5_000_000), remote("zip"))


def test_a_byte_order_mark_does_not_hide_what_a_file_is(tmp_path: Path) -> None:
    check_file(written(tmp_path, b'\xef\xbb\xbf {"type": "FeatureCollection"}'), remote("geojson"))
    check_file(written(tmp_path, b"\xef\xbb\xbfcode;valeur\n"), remote("csv"))
    with pytest.raises(WrongKindError, match="une page web"):
        check_file(written(tmp_path, b"\xef\xbb\xbf\n<HTML>"), remote("csv"))


def test_a_wrong_checksum_is_refused_whatever_its_algorithm(tmp_path: Path) -> None:
    path = written(tmp_path, b"contenu")

    for kind in ("sha1", "sha256", "md5"):
        check_checksum(path, "f.csv", kind, hashlib.new(kind, b"contenu").hexdigest().upper())
        with pytest.raises(WrongChecksumError, match=rf"f\.csv.*somme de contrôle {kind} .* au lieu de 000000000000…"):
            check_checksum(path, "f.csv", kind, "0" * 40)
    check_checksum(path, "f.csv", "sha2", hashlib.sha256(b"contenu").hexdigest())
    check_checksum(path, "f.csv", "crc", "inconnu de nous")


def test_french_numbers_sizes_and_days() -> None:
    assert (count(1234567), count(12.34), count(0.96)) == (f"1{NARROW}234{NARROW}567", "12,3", "1")
    assert (size(999), size(12_345_678)) == ("999 octets", "12,3\u00a0Mo")
    assert day_of("2025-03-01T10:00:00") == "1er mars 2025"
    assert day_of("2024-12-19") == "19 décembre 2024"
    assert (day_of("hier"), day_of(None)) == (None, None)
    assert typeset("voir « ici » : 12 % ; oui !") == (
        f"voir «{NARROW}ici{NARROW}»{NARROW}: 12{NARROW}%{NARROW}; oui{NARROW}!"
    )
