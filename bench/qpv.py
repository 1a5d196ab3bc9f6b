"""How long the check of 100,000 points takes: made perimeters of the size of the country, then a real file.

Usage: `python bench/qpv.py [DATABASE]`. Without a database with perimeters, only the made ones are measured.
"""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from observatory import geo
from observatory.database import open_read_only
from observatory.qpv import checking, result_file
from observatory.qpv.columns import guess
from observatory.qpv.table_file import read_table
from observatory.ui.settings import database_path

Answer = TypeVar("Answer")
POINTS, PERIMETERS, TOWNS, VERTICES = 100_000, 1_600, 200, 120


def made_perimeters(random: np.random.Generator) -> tuple[geo.Perimeters, geo.Floats]:
    """1,600 rough discs of some 300 m by groups of eight in 200 towns of the mainland, and the centres of all."""
    towns = random.uniform([-1.0, 43.0], [6.5, 49.5], (TOWNS, 2))
    centres = np.repeat(towns, PERIMETERS // TOWNS, axis=0) + random.normal(0, 0.03, (PERIMETERS, 2))
    angles = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    shapes = []
    for centre in centres:
        radius = 0.003 * (1 + 0.3 * random.random(VERTICES))
        shapes.append(shapely.Polygon(centre + np.column_stack([radius * np.cos(angles), radius * np.sin(angles)])))
    names = [f"QN{i:05}" for i in range(PERIMETERS)]
    return geo.Perimeters(names, names, np.array(shapes, dtype=object)), centres


def timed(label: str, work: Callable[[], Answer]) -> Answer:
    """Run once, print the time."""
    start, start_cpu = time.perf_counter(), time.process_time()
    answer = work()
    cpu = time.process_time() - start_cpu
    print(f"{label:<58}{time.perf_counter() - start:8.2f} s (processor {cpu:.2f} s)")
    return answer


def file_of(longitudes: geo.Floats, latitudes: geo.Floats) -> bytes:
    """A CSV as a CRESS has it: identifier, name, commune, decimal commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["id", "nom", "commune", "latitude", "longitude"])
    for i, (longitude, latitude) in enumerate(zip(longitudes, latitudes, strict=True)):
        row = (f"{latitude:.6f}".replace(".", ","), f"{longitude:.6f}".replace(".", ","))
        writer.writerow([i, f"Association n° {i}", "Toulouse", *row])
    return buffer.getvalue().encode()


def main() -> None:
    """Print the figures."""
    random = np.random.default_rng(0)
    perimeters, centres = timed("1,600 perimeters made and indexed", lambda: made_perimeters(random))
    town = centres[random.integers(0, PERIMETERS, POINTS * 6 // 10)] + random.normal(0, 0.02, (POINTS * 6 // 10, 2))
    country = random.uniform([-1.0, 43.0], [6.5, 49.5], (POINTS - len(town), 2))
    points = np.vstack([town, country])
    found = timed("100,000 points located", lambda: perimeters.locate(points[:, 0], points[:, 1], 30.0))
    print(found["status"].value_counts().to_dict())

    base = open_read_only(Path(sys.argv[1]) if len(sys.argv) > 1 else database_path())
    content = file_of(points[:, 0], points[:, 1])
    table = timed(f"CSV of 100,000 rows read ({len(content) / 1e6:.1f} MB)", lambda: read_table(content, "bench.csv"))
    result = timed("… checked for both generations", lambda: checking.check(base, table, guess(table)))
    written = timed("… written as CSV", lambda: result_file.to_csv(table, result))
    book = timed("… written as XLSX", lambda: result_file.to_xlsx(table, result))
    print(f"CSV {len(written) / 1e6:.1f} MB, XLSX {len(book) / 1e6:.1f} MB")
    if len(sys.argv) > 1:
        import openpyxl  # noqa: PLC0415

        workbook = openpyxl.Workbook(write_only=True)
        sheet = workbook.create_sheet()
        sheet.append(list(table.headings))
        for row in zip(*table.columns, strict=True):
            sheet.append(list(row))
        stream = io.BytesIO()
        workbook.save(stream)
        timed("the same rows read from an XLSX", lambda: read_table(stream.getvalue(), "bench.xlsx"))


if __name__ == "__main__":
    main()
