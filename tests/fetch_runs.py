"""What the tests of a whole fetch share: a passage file of any size, a run without pauses, documented formats."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from producer_server import Answer, ProducerServer

from etl.fetching import Outcome, fetchable_sources
from etl.fetching.service import fetch_all
from etl.fetching.settings import Limits, Settings
from etl.kept import Kept, kept_file
from etl.registry import SourceModule

SAMPLES = Path(__file__).parent / "samples"


PASSAGE = "qpv_passage_2015_2024"


HEADER = "QP2024;Label_QP2024;Statut;QP2015_1;Label_QP2015_1;QP2015_2;Label_QP2015_2;QP2015_3;Label_QP2015_3"


DATE = "Thu, 19 Dec 2024 09:36:36 GMT"


ROWS = 400


def passage(rows: int = ROWS, header: str = HEADER) -> str:
    """A passage of that many QPV, each from one of 2015."""
    lines = [f"QN{row:05d}M;Quartier d’été {row};Modifié;QP{row:06d};Quartier {row};;;;" for row in range(1, rows + 1)]
    return "\n".join([header, *lines]) + "\n"


BODY = passage().encode()


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
