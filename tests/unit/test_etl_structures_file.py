"""A network's own file of structures: swapped coordinates are put in order, and it is said."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from etl.build import build
from etl.imports import import_file
from etl.sources.structures_file import put_in_order

HEADER = "siret;denomination;famille_ess;longitude;latitude;est_active\n"


def coordinates(rows: list[tuple[str | None, str | None]]) -> pd.DataFrame:
    longitude, latitude = zip(*rows, strict=True)
    return pd.DataFrame(
        {"longitude": longitude, "latitude": latitude, "x": [None] * len(rows), "y": [None] * len(rows)}, dtype="str"
    )


def test_latitude_in_the_column_of_longitude_is_put_back_and_counted() -> None:
    given = coordinates([
        ("1,445", "43,605"),  # Toulouse
        ("43.605", "1.445"),  # Toulouse, swapped
        ("-21.1", "55.5"),  # La Réunion, swapped
        ("55.5", "-21.1"),
        ("100", "10"),  # nowhere in France, in either order: left as it is
        (None, None),
    ])  # fmt: skip

    ordered, swapped = put_in_order(given)

    assert swapped == 2
    assert ordered["longitude"].tolist()[:5] == ["1,445", "1.445", "55.5", "55.5", "100"]
    assert ordered["latitude"].tolist()[:5] == ["43,605", "43.605", "-21.1", "-21.1", "10"]


def test_lambert_93_written_y_first_is_put_back_too() -> None:
    given = pd.DataFrame({"longitude": [None], "latitude": [None], "x": ["6279500.0"], "y": ["574600.0"]}, dtype="str")

    ordered, swapped = put_in_order(given)

    assert (swapped, ordered["x"][0], ordered["y"][0]) == (1, "574600.0", "6279500.0")


def test_the_build_says_how_many_rows_were_swapped(tmp_path: Path) -> None:
    file = tmp_path / "structures.csv"
    file.write_text(f"{HEADER}60000000100011;Dedans;association;43,605;1,445;oui\n", encoding="utf-8")

    remark = import_file("structures_file", file, tmp_path / "raw").remark
    build(tmp_path / "observatory.duckdb", tmp_path / "raw")

    assert remark == "1 ligne(s) dont la latitude et la longitude, inversées, ont été remises dans l’ordre."
    with duckdb.connect(str(tmp_path / "observatory.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT longitude, latitude FROM structure").fetchall() == [(1.445, 43.605)]
        processing = connection.execute("SELECT processing FROM source WHERE source_id = 'structures_file'").fetchall()
        assert "inversées" in processing[0][0]
