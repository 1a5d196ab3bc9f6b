"""A wrong file brought to `import`: every source says what it expected and found, what to do, and keeps nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import openpyxl
import pytest

from etl.errors import EtlError
from etl.formats import check_format, format_of
from etl.imports import import_file, importable_sources

SAMPLES = Path(__file__).parents[1] / "samples"
ARCHIVES = {"zip", "xlsx"}
ENGLISH = re.compile(r"\b(Error|Invalid|Traceback|not a|could not|No such)\b")
SOURCES = sorted(importable_sources())


def accepted(source_id: str) -> tuple[str, ...]:
    return importable_sources()[source_id].SOURCE.accepted


def zipped(content: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("lisezmoi.csv", content)
    return held.getvalue()


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that are none of our producers'."""
    folder = tmp_path_factory.mktemp("wrong")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["code"])
    book.save(folder / "classeur.xlsx")
    duckdb.execute(f"COPY (SELECT range AS code FROM range(1000)) TO '{folder / 'autre.parquet'}'")
    columns = (folder / "autre.parquet").read_bytes()
    archive = zipped("code;valeur\n" * 2000)
    for name, content in {
        "page.csv": b"<!DOCTYPE html>\n<html><title>Erreur 404</title>",
        "document.csv": b"%PDF-1.7\n",
        "vide.csv": b"",
        "blanc.csv": b"\xef\xbb\xbf \n",
        "utf16.csv": "code;valeur\n".encode("utf-16"),
        "classeur.csv": (folder / "classeur.xlsx").read_bytes(),
        "coupe.zip": archive[: len(archive) // 2],
        "coupe.xlsx": (folder / "classeur.xlsx").read_bytes()[:2000],
        "coupe.parquet": columns[: len(columns) // 2],
        "autre.zip": archive,
        "autre.csv": b"code;valeur\n1;2\n",
        "latin.csv": "code;libellé\n1;été\n".encode("latin-1"),
        "autre.geojson": b'{"type": "FeatureCollection", "features": []}',
    }.items():
        (folder / name).write_bytes(content)
    return folder


# What is found, where the source reads the format, and where it does not.
FOUND: dict[str, tuple[Sequence[str], str, str]] = {
    "page.csv": ((), "", "or c’est une page web"),
    "document.csv": ((), "", "or c’est un document PDF"),
    "vide.csv": ((), "", "or c’est un fichier vide"),
    "blanc.csv": (("csv",), "vide|que son en-tête|il manque", "un texte|un fichier vide"),
    "utf16.csv": ((), "", "or c’est un texte en UTF-16"),
    "classeur.csv": (("xlsx",), "le contenu est un classeur xlsx, le nom devrait finir par", "c’est un classeur xlsx"),
    "coupe.zip": (("zip", "xlsx"), "incomplet ou abîmé, la fin manque", "or c’est une archive zip"),
    "coupe.xlsx": (("zip", "xlsx"), "incomplet ou abîmé, la fin manque", "or c’est une archive zip"),
    "coupe.parquet": (("parquet",), "incomplet ou abîmé, la fin manque", "or c’est un fichier parquet"),
    "autre.parquet": (("parquet",), r"il manque .* Le fichier contient\s: code", "or c’est un fichier parquet"),
    "autre.zip": (("zip",), r"lisezmoi\.csv", "or c’est une archive zip"),
    "autre.csv": (("csv",), "il manque", "or c’est un texte"),
    "latin.csv": (("csv",), "UTF-8.*octet n° 12|il manque", "or c’est un texte"),
    "autre.geojson": (("geojson",), "aucun", "or c’est un fichier GeoJSON"),
}


@pytest.mark.parametrize("name", FOUND)
@pytest.mark.parametrize("source_id", SOURCES)
def test_a_wrong_file_is_refused_with_what_was_expected_and_found(
    wrong: Path, tmp_path: Path, source_id: str, name: str
) -> None:
    formats, read, unread = FOUND[name]
    reads = set(formats) & set(accepted(source_id))

    with pytest.raises(EtlError) as refusal:
        import_file(source_id, wrong / name, tmp_path)

    said = str(refusal.value)
    assert said.startswith(name), said
    assert re.search(read if reads else unread, said), said
    assert reads or f"{source_id} attend " in said, said
    assert not ENGLISH.search(said), said
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.endswith(".lock")]


def sample_of(source_id: str) -> bytes:
    """A CSV in the layout of a source."""
    for path in sorted((SAMPLES / source_id).iterdir()):
        if path.suffix == ".csv":
            return path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return archive.read(next(name for name in archive.namelist() if name.endswith("_data.csv")))
    raise AssertionError(source_id)


CSV_SOURCES = [source_id for source_id in SOURCES if "csv" in accepted(source_id)]


@pytest.mark.parametrize("source_id", CSV_SOURCES)
def test_a_file_with_only_its_header_is_refused(tmp_path: Path, source_id: str) -> None:
    empty = tmp_path / "entete.csv"
    empty.write_bytes(sample_of(source_id).split(b"\n", 1)[0] + b"\n")

    with pytest.raises(EtlError, match=r"^entete\.csv.*(que son en-tête|aucune ligne)"):
        import_file(source_id, empty, tmp_path / "raw")


def test_a_workbook_of_any_name_is_told_from_an_archive(wrong: Path) -> None:
    assert format_of(wrong / "classeur.csv", ("xlsx", "xls")) == "xlsx"
    assert format_of(wrong / "classeur.csv", ("zip",)) is None
    assert format_of(wrong / "autre.zip", ("xlsx",)) is None
    assert format_of(wrong / "autre.zip", ("zip", "csv")) == "zip"


def test_what_is_expected_is_listed_in_french(wrong: Path) -> None:
    formats = "une archive zip, un fichier GeoJSON, un fichier GPKG ou un fichier SHP"
    expected = f"qpv_2015 attend {formats}, or c’est un texte"
    with pytest.raises(EtlError, match=expected):
        check_format("qpv_2015", wrong / "autre.csv", accepted("qpv_2015"))
