"""The reader of Insee's original workbooks, on a sample of ours and on the originals where they are."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from etl.errors import InvalidValueError, MalformedFileError, UnknownObjectError, WrongFormatError
from etl.files import PROJECT_ROOT, REFERENCE
from etl.imports import import_file
from etl.sources.insee_itdd import Share, read_shares

SAMPLES = Path(__file__).parents[1] / "samples" / "insee_itdd"
ORIGINALS = PROJECT_ROOT.parent / "shared" / "data" / "insee"
EDITIONS = ("ITDD-DonneesDetaillees.xls", "DD-indic-reg-dep_2008_2019.xls", "DD-indic-reg-dep_janv2018.xls")


def cell(name: str) -> str:
    return f"itdd.xls, feuille Economie, cellule {name}"


def test_the_two_stacked_tables_are_read_with_their_cells() -> None:
    shares = {(share.level, share.code, share.period): share for share in read_shares(SAMPLES / "itdd.xls")}

    assert len(shares) == 20
    assert shares["region", "53", "2014"] == Share("region", "53", "Bretagne", "2014", 14.3, cell("E7"))
    assert shares["region", "53", "2008"] == Share("region", "53", "Bretagne", "2008", 13.5639, cell("F7"))
    assert shares["departement", "48", "2014"] == Share("departement", "48", "Lozère", "2014", 27.4, cell("E22"))
    assert shares["france", "FR", "2008"].share_pct == 9.9112
    assert shares["zone", "FR_METRO", "2008"].share_pct == 9.92


def test_a_code_written_as_a_number_gets_its_zero_back() -> None:
    codes = {share.code for share in read_shares(SAMPLES / "itdd.xls") if share.level == "region"}

    assert codes == {"53", "01", "06"}


def test_nd_nc_and_empty_are_absences_never_zero() -> None:
    absent = [(s.code, s.period) for s in read_shares(SAMPLES / "itdd.xls") if s.share_pct is None]

    assert absent == [
        ("01", "2014"), ("06", "2014"), ("06", "2008"), ("2A", "2014"), ("976", "2014"), ("976", "2008"),
    ]  # fmt: skip


def test_both_formats_give_the_same_figures() -> None:
    xls, xlsx = (
        [(s.level, s.code, s.period, s.share_pct) for s in read_shares(SAMPLES / f"itdd.{suffix}")]
        for suffix in ("xls", "xlsx")
    )

    assert xls == xlsx


def test_a_share_over_100_is_told_by_its_cell(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLES / "itdd.xlsx")
    book["Economie"]["E7"] = 143.2
    book.save(tmp_path / "faux.xlsx")

    with pytest.raises(InvalidValueError, match=r"Economie.*E7.*143"):
        read_shares(tmp_path / "faux.xlsx")


def test_a_workbook_without_the_measure_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "autre.xlsx")

    with pytest.raises(MalformedFileError, match="Poids de l’économie sociale"):
        read_shares(tmp_path / "autre.xlsx")


@pytest.mark.parametrize("suffix", ["xls", "xlsx"])
def test_a_truncated_workbook_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"itdd.{suffix}"
    path.write_bytes((SAMPLES / f"itdd.{suffix}").read_bytes()[:1500])

    with pytest.raises(MalformedFileError, match="classeur lisible"):
        read_shares(path)


def test_an_imported_workbook_is_kept_and_a_wrong_file_is_not(tmp_path: Path) -> None:
    imported = import_file("insee_itdd", SAMPLES / "itdd.xls", tmp_path)

    assert imported.path == tmp_path / "insee_itdd" / "itdd.xls"
    assert (imported.value_count, imported.periods) == (14, ("2008", "2014"))
    wrong = tmp_path / "texte.xls"
    wrong.write_text("bonjour", encoding="utf-8")
    with pytest.raises(WrongFormatError, match="attend un classeur xls ou un classeur xlsx, or c’est un texte"):
        import_file("insee_itdd", wrong, tmp_path)
    assert [path.name for path in (tmp_path / "insee_itdd").iterdir()] == ["itdd.xls"]


def test_only_declared_sources_can_be_imported(tmp_path: Path) -> None:
    with pytest.raises(UnknownObjectError, match="insee_itdd"):
        import_file("insee_clap", SAMPLES / "itdd.xls", tmp_path)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_original_workbooks_give_the_embedded_figures(edition: str) -> None:
    path = ORIGINALS / edition
    if not path.exists():
        pytest.skip("classeurs d’origine de l’Insee absents (../shared n’existe que sur les postes de développement)")
    with (REFERENCE / "part_ess_emploi.csv").open(encoding="utf-8", newline="") as stream:
        embedded = {
            (row["level"], row["code"], row["period"]): row["part_ess_emploi_pct"] for row in csv.DictReader(stream)
        }

    read = {(s.level, s.code, s.period): s.share_pct for s in read_shares(path)}

    assert read == {key: None if embedded[key] == "nd" else float(embedded[key]) for key in read}
    assert Counter(level for level, _, _ in read)["region"] in {18, 36}
