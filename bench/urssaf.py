"""Seconds and megabytes that Urssaf's and Flores' files, at their real size, add to a build.

    python bench/urssaf.py

Urssaf: 27 years × 100 départements × 5 families, 27 × 17 régions × 88 sectors × 5, 27 × 88 × 5 for France. Flores: the
totals and 30 other rows of each territory. The files are generated in a temporary folder and removed.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.build import build
from etl.kept import keep

YEARS, FLORES_ROWS = 27, 30
FAMILIES = (
    "(VALUES ('OUI', 'Association'), ('OUI', 'Coopérative'), ('OUI', 'Mutuelle'), ('OUI', 'Fondation'), "
    "('NON', 'Hors ESS')) f(champ_ess, famille_ess)"
)
NUMBERS = (
    "y::INTEGER AS annee, {code} (hash(y, {key}, famille_ess) % 900 + 100)::INTEGER AS nombre_d_etablissements, "
    "(hash(famille_ess, {key}, y) % 90000 + 1000) / 4.0 AS effectifs_salaries_moyens, "
    "(hash({key}, y, famille_ess) % 900000000)::BIGINT AS masse_salariale"
)
NAF = "read_csv('data/reference/nomenclatures/na88.csv', all_varchar = true) s"
PLACES = "(SELECT * FROM read_csv('data/reference/geography/territories.csv', all_varchar = true) WHERE level = '{}') t"
PERIODS = f"range(1998, {1998 + YEARS}) p(y)"
QUERIES = {
    "urssaf_ess_departements": (
        "SELECT r.name AS region, '' AS ancienne_region, t.name AS departement, champ_ess, famille_ess, "
        + NUMBERS.format(code="t.region_code AS code_region, '' AS code_ancienne_region, t.code AS code_departement,",
                         key="t.code")
        + f" FROM {PLACES.format('departement')} JOIN {PLACES.format('region').replace(') t', ') r')} "
        f"ON r.code = t.region_code, {FAMILIES}, {PERIODS} WHERE t.code <> '976'"
    ),
    "urssaf_ess_regions_na88": (
        "SELECT t.name AS region, champ_ess, famille_ess, s.code || ' ' || s.label AS secteur_na88, "
        + NUMBERS.format(code="t.code AS code_region,", key="t.code, s.code")
        + f" FROM {PLACES.format('region')}, {NAF}, {FAMILIES}, {PERIODS} WHERE t.code <> '06'"
    ),
    "urssaf_ess_france_na88": (
        "SELECT champ_ess, famille_ess, s.code || ' ' || s.label AS secteur_na88, "
        + NUMBERS.format(code="", key="s.code") + f" FROM {NAF}, {FAMILIES}, {PERIODS}"
    ),
}  # fmt: skip
FLORES = f"""
WITH place AS (
    SELECT code AS geo, 'COM' AS geo_object
    FROM read_csv('data/reference/geography/communes.csv.gz', all_varchar = true)
    UNION ALL SELECT code, {{'region': 'REG', 'departement': 'DEP', 'epci': 'EPCI'}}[level]
    FROM read_csv('data/reference/geography/territories.csv', all_varchar = true)
    WHERE level IN ('region', 'departement', 'epci')
)
SELECT geo AS "GEO", geo_object AS "GEO_OBJECT", CASE WHEN n = 0 THEN '_T' ELSE 'A' || n END AS "ACTIVITY",
    '_T' AS "NUMBER_EMPL", '1T9X7' AS "LEGAL_FORM_WITH_PUBLIC", m AS "FLORES_MEASURE", 'A' AS "OBS_STATUS",
    '2024' AS "TIME_PERIOD", hash(geo, n, m) % 10000 AS "OBS_VALUE"
FROM place, (VALUES ('EMPL3112'), ('UNIT_LOC')) v(m), range(0, {FLORES_ROWS + 1}) r(n)
""".replace("{'region'", "MAP {'region'")


def write_urssaf(folder: Path) -> dict[str, tuple[Path, int]]:
    """The three files of Urssaf and their rows."""
    written = {}
    for source_id, query in QUERIES.items():
        path = folder / f"{source_id}.csv"
        copied = duckdb.execute(f"COPY ({query}) TO '{path}' (HEADER, DELIMITER ';')").fetchone()
        written[source_id] = (path, 0 if copied is None else int(copied[0]))
    return written


def write_flores(folder: Path) -> dict[str, tuple[Path, int]]:
    """The zip of Flores and its rows."""
    data, path = folder / "DS_FLORES_A38_2024_data.csv", folder / "DS_FLORES_A38_2024_CSV_FR.zip"
    copied = duckdb.execute(f"COPY ({FLORES}) TO '{data}' (HEADER, DELIMITER ';', FORCE_QUOTE *)").fetchone()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(data, data.name)
    data.unlink()
    return {"insee_flores": (path, 0 if copied is None else int(copied[0]))}


def measured(folder: Path, name: str) -> tuple[float, float, float]:
    """Seconds, processor seconds and megabytes of a build with what was kept so far."""
    before = time.process_time()
    result = build(folder / f"{name}.duckdb", folder / "raw")
    return result.seconds, time.process_time() - before, result.size_bytes / 1_000_000


def main() -> None:
    """Print the cost of each step beside the build without any file."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "raw").mkdir()
        base = measured(folder, "embedded")
        print(f"sans fichier : {base[0]:.1f} s ({base[1]:.1f} s de processeur), {base[2]:.1f} Mo")
        for name, write in (("urssaf", write_urssaf), ("flores", write_flores)):
            for source_id, (path, rows) in write(folder).items():
                keep(path, folder / "raw" / source_id, "2026-01-01")
                print(f"  {source_id} : {rows} lignes, {path.stat().st_size / 1_000_000:.1f} Mo")
            after = measured(folder, name)
            added = [new - old for new, old in zip(after, base, strict=True)]
            print(f"avec {name} : {added[0]:+.1f} s ({added[1]:+.1f} s de processeur), {added[2]:+.1f} Mo")
            base = after


if __name__ == "__main__":
    main()
