"""Writing so that the same content gives the same bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """The table as UTF-8 CSV with line feeds; compressed without date when the name ends in .gz."""
    write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())


def write_json(path: Path, content: Mapping[str, object] | Sequence[object]) -> None:
    """The content as compact UTF-8 JSON; compressed without date when the name ends in .gz."""
    write_bytes(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def write_bytes(path: Path, content: bytes) -> None:
    """The bytes, gzipped when the name ends in .gz; the folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)
