"""The project is complete: pages registered, sources and indicators whole, commands documented, nothing stray."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

import start
from etl.catalogue_checks import EMAIL, TELEPHONE
from etl.cli import main as etl_command
from etl.registry import RegisteredIndicator, SourceModule, indicators, sources

PROJECT = Path(__file__).resolve().parents[2]
RAW_SUFFIXES = {".xls", ".xlsx", ".ods", ".geojson", ".zip", ".parquet", ".shp", ".gpkg", ".pdf"}
RAW_ALLOWED = ("data/reference/geography/", "tests/samples/")
LARGEST_RAW_BYTES = 20_000
LARGEST_IMAGE_BYTES = 200_000


def committed_files() -> list[Path]:
    """What a clone holds: git's list, or the folder without what git ignores when there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0 and listing.stdout:
        return [path for name in listing.stdout.split("\0") if name and (path := PROJECT / name).is_file()]
    skipped = re.compile(
        r"(^|/)(\.venv|\.git|__pycache__|\.\w+_cache|\.hypothesis|htmlcov)(/|$)|^data/(raw|[^/]+\.duckdb)"
    )
    return [p for p in PROJECT.rglob("*") if p.is_file() and not skipped.search(p.relative_to(PROJECT).as_posix())]


def test_every_page_is_registered_in_the_entry_point() -> None:
    registered = set(re.findall(r'st\.Page\(\s*"pages/(\w+\.py)"', (PROJECT / "app.py").read_text(encoding="utf-8")))

    assert registered == {path.name for path in (PROJECT / "pages").glob("*.py")}


@pytest.mark.parametrize("module", sources(), ids=lambda module: module.SOURCE.id)
def test_every_source_says_its_licence_producer_address_and_traps(module: SourceModule) -> None:
    source = module.SOURCE

    assert source.licence.strip()
    assert source.producer.strip()
    assert source.citation.strip()
    assert source.processing.strip()
    assert source.landing_page.startswith("https://")
    assert (module.__doc__ or "").strip()


def test_every_embedded_table_belongs_to_a_source() -> None:
    reference = PROJECT / "data" / "reference"
    declared = {file for module in sources() for file in module.SOURCE.files}
    found = {path.relative_to(reference).as_posix() for path in reference.rglob("*.csv")}

    assert not [name for name in found if name not in declared and not name.startswith("geography/")]


@pytest.mark.parametrize("item", indicators(), ids=lambda item: item.declaration.id)
def test_every_indicator_has_a_golden_value_and_says_where_it_is_published(item: RegisteredIndicator) -> None:
    if item.declaration.only_with:
        pytest.skip("counts what is in a reader's own file: the build counts it again instead")
    assert item.declaration.golden
    assert all(golden.published_in.strip() for golden in item.declaration.golden)


@pytest.mark.parametrize("command", sorted(etl_command.commands))
def test_the_readme_names_every_command_of_the_etl(command: str) -> None:
    assert f"python -m etl {command}" in (PROJECT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(etl_command.commands))
def test_every_command_of_the_etl_explains_itself(command: str) -> None:
    result = CliRunner().invoke(etl_command, [command, "--help"])

    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 2


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]

    assert [line for line in wanted if not re.fullmatch(r"[A-Za-z0-9_.\-\[\]]+==[0-9][\w.]*", line)] == []


def test_no_producer_file_is_committed() -> None:
    stray = [
        path.relative_to(PROJECT).as_posix()
        for path in committed_files()
        if path.suffix in RAW_SUFFIXES
        and path.stat().st_size > LARGEST_RAW_BYTES
        and not path.relative_to(PROJECT).as_posix().startswith(RAW_ALLOWED)
    ]

    assert stray == []


def test_nobody_can_be_reached_from_the_reference_tables() -> None:
    found = [
        f"{path.name}:{number}"
        for path in (PROJECT / "data" / "reference").rglob("*")
        if path.suffix == ".csv"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if EMAIL.search(line) or (TELEPHONE.search(line) and "geography" not in path.parts)
    ]

    assert found == []


def test_the_pictures_of_the_readme_exist_and_are_light() -> None:
    named = re.findall(r"\]\((docs/images/[\w-]+\.png)\)", (PROJECT / "README.md").read_text(encoding="utf-8"))

    assert named
    assert [name for name in named if (PROJECT / name).stat().st_size > LARGEST_IMAGE_BYTES] == []


@pytest.mark.parametrize(
    "document",
    sorted(p.relative_to(PROJECT).as_posix() for p in [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")]),
)
def test_every_link_between_documents_leads_somewhere(document: str) -> None:
    path = PROJECT / document
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_the_checks_can_be_run() -> None:
    assert os.name == "nt" or os.access(PROJECT / ".ci" / "run", os.X_OK)


def test_a_python_too_old_is_refused_with_what_to_do() -> None:
    with pytest.raises(start.StartError, match=r"Il faut Python 3\.11 ou plus récent ; celui-ci est le 3\.9"):
        start.check_python((3, 9))


def test_the_start_command_installs_again_only_when_the_requirements_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.txt").write_text("streamlit==1.0\n", encoding="utf-8")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\n", encoding="utf-8")
    monkeypatch.setattr(start, "HERE", tmp_path)

    _, before = start.stamp_of("requirements-dev.txt")
    _, same = start.stamp_of("requirements-dev.txt")
    (tmp_path / "requirements.txt").write_text("streamlit==1.1\n", encoding="utf-8")
    _, after = start.stamp_of("requirements-dev.txt")

    assert before == same
    assert before != after
