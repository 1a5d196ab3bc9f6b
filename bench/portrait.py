"""How long a portrait takes, how heavy it is, what memory a pack of 200 needs: `python bench/portrait.py [database]`.

Territories of every level at regular steps; each is made once to warm what a server keeps (contours, charts are not:
each portrait is of another territory), then the figures are those of the others.
"""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from observatory import queries
from observatory.database import Database, open_read_only
from observatory.exports.portrait.contents import contents
from observatory.exports.portrait.custom import custom_contents, named_custom
from observatory.exports.portrait.docx import portrait_docx
from observatory.exports.portrait.model import Publication
from observatory.exports.portrait.pack import write_zip
from observatory.exports.portrait.pdf import portrait_pdf
from observatory.model import Level, Territory
from observatory.ui.settings import database_path

SAMPLE, PACK, DOCX, CUSTOMS = 100, 200, 20, 20


def sample(database: Database, count: int) -> list[Territory]:
    """Territories at regular steps: régions and départements, EPCI, then communes."""
    found: list[Territory] = []
    for level, share in ((Level.REGION, 0.1), (Level.DEPARTEMENT, 0.2), (Level.EPCI, 0.3), (Level.COMMUNE, 0.4)):
        codes = sorted(row[1] for row in queries.search_rows(database) if row[0] == level)
        wanted = max(1, round(count * share))
        step = max(1, len(codes) // wanted)
        places = (queries.territory(database, level, code) for code in codes[::step][:wanted])
        found += [place for place in places if place is not None]
    return found


def said(name: str, seconds: list[float], sizes: list[int]) -> None:
    """Print the middle and the slow end of times, and the sizes."""
    slow = statistics.quantiles(seconds, n=20)[-1]
    print(
        f"{name}: n={len(seconds)} p50={1000 * statistics.median(seconds):.0f} ms p95={1000 * slow:.0f} ms "
        f"size median={statistics.median(sizes) / 1000:.0f} kB largest={max(sizes) / 1000:.0f} kB"
    )


def of_customs(database: Database, publication: Publication) -> None:
    """Measure territories made up of 2 to 100 communes next to each other in the list, none seen before."""
    codes = sorted(row[1] for row in queries.search_rows(database) if row[0] == Level.COMMUNE)
    for members in (2, 20, 100):
        seconds, sizes = [], []
        of_processor = time.process_time()
        for first in range(0, len(codes) - members, len(codes) // CUSTOMS):
            keys = ",".join(f"commune-{code}" for code in codes[first : first + members])
            start = time.perf_counter()
            custom = named_custom(database, {"mesure": keys, "nom": f"Territoire {first}"})
            sizes.append(len(portrait_pdf(custom_contents(database, custom, publication))))
            seconds.append(time.perf_counter() - start)
        said(f"PDF of {members} communes made up", seconds, sizes)
        print(f"  {1000 * (time.process_time() - of_processor) / len(seconds):.0f} ms of processor each")


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure, then print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else database_path()
    database = open_read_only(path)
    publication = Publication(dt.datetime.now(tz=dt.UTC).date(), database.version, "Observatoire", "http://127.0.0.1")
    places = sample(database, SAMPLE)
    start = time.perf_counter()
    portrait_pdf(contents(database, places[0], publication))
    print(f"first PDF of the process: {time.perf_counter() - start:.2f} s")
    seconds, sizes = [], []
    of_processor = time.process_time()
    for place in places[1:]:
        start = time.perf_counter()
        sizes.append(len(portrait_pdf(contents(database, place, publication))))
        seconds.append(time.perf_counter() - start)
    said("PDF", seconds, sizes)
    print(f"PDF: {1000 * (time.process_time() - of_processor) / len(seconds):.0f} ms of processor each")
    of_customs(database, publication)
    seconds, sizes = [], []
    for place in places[:: max(1, len(places) // DOCX)]:
        start = time.perf_counter()
        sizes.append(len(portrait_docx(database, contents(database, place, publication))))
        seconds.append(time.perf_counter() - start)
    said("DOCX", seconds, sizes)
    before = peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        pack = sample(database, PACK)
        halfway = 0.0
        for done, _ in enumerate(write_zip(database, pack, Path(folder) / "lot.zip", publication), 1):
            if done == len(pack) // 2:
                halfway = peak_mb()
        spent = time.perf_counter() - start
        size = (Path(folder) / "lot.zip").stat().st_size
    print(
        f"pack: {len(pack)} PDF in {spent:.0f} s ({len(pack) / spent:.1f}/s), {size / 1e6:.1f} MB of ZIP; "
        f"peak memory {before:.0f} MB before, {halfway:.0f} MB halfway, {peak_mb():.0f} MB at the end"
    )


if __name__ == "__main__":
    main()
