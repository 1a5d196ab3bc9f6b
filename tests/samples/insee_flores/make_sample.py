"""Writes the sample of this folder, in exactly the layout of Insee's zip: `;`, every cell quoted, two members.

Run it by hand when the layout changes: `python make_sample.py`. The numbers are invented. On purpose: rows of a sector,
of a size and of another legal form, which are not totals; other zonings (ZE2020, an arrondissement); the métropole
beside France; communes merged since (Annecy's five, one of them not published); statuses K and W; a code from nowhere.
"""

import zipfile
from pathlib import Path

HEADER = (
    "GEO", "GEO_OBJECT", "ACTIVITY", "NUMBER_EMPL", "LEGAL_FORM_WITH_PUBLIC", "FLORES_MEASURE", "OBS_STATUS",
    "TIME_PERIOD", "OBS_VALUE",
)  # fmt: skip
METADATA = '"COD_VAR";"LIB_VAR";"COD_MOD";"LIB_MOD"\n"OBS_STATUS";"Statut";"K";"Données incluses ailleurs"\n'
# Territory, kind, jobs and establishments, their status.
TOTALS = [
    ("F", "FRANCE", 26_000_000, 2_400_000, "A"),
    ("FM", "FRANCE", 25_000_000, 2_300_000, "A"),
    ("53", "REG", 1_300_000, 130_000, "A"),
    ("01", "REG", 130_000, 15_000, "A"),
    ("35", "DEP", 480_000, 40_000, "A"),
    ("2A", "DEP", 60_000, 9_000, "A"),
    ("976", "DEP", 50_000, 4_000, "A"),
    ("243500139", "EPCI", 270_000, 20_000, "A"),
    ("35238", "COM", 150_000, 9_000, "A"),
    ("35001", "COM", 900, 60, "W"),
    ("35002", "COM", None, None, "K"),
    ("75056", "COM", 1_900_000, 150_000, "A"),
    ("75101", "ARM", 90_000, 7_000, "A"),
    ("5303", "ZE2020", 400_000, 30_000, "A"),
    # Valserhône: Bellegarde-sur-Valserine (01033, its code today) and Châtillon-en-Michaille (01091).
    ("01033", "COM", 5_000, 500, "A"),
    ("01091", "COM", 1_000, 100, "A"),
    # Annecy (74010) and Cran-Gevrier (74093), which is not published.
    ("74010", "COM", 40_000, 4_000, "A"),
    ("74093", "COM", None, None, "K"),
    ("97701", "COM", 3_000, 300, "A"),
]  # fmt: skip


def lines() -> list[str]:
    """The rows of the data member."""
    rows = [HEADER]
    for geo, kind, jobs, establishments, status in TOTALS:
        for measure, value in (("EMPL3112", jobs), ("UNIT_LOC", establishments)):
            shown = "" if value is None else str(value)
            rows.append((geo, kind, "_T", "_T", "1T9X7", measure, status, "2024", shown))
    rows += [
        ("35238", "COM", "QB", "_T", "1T9X7", "EMPL3112", "A", "2024", "9999"),
        ("35238", "COM", "_T", "E1T4", "1T9X7", "EMPL3112", "A", "2024", "8888"),
        ("35238", "COM", "_T", "_T", "2AAAA", "EMPL3112", "A", "2024", "7777"),
    ]
    return [";".join(f'"{cell}"' for cell in row) for row in rows]


if __name__ == "__main__":
    path = Path(__file__).parent / "DS_FLORES_A38_2024_CSV_FR.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("data", "\n".join(lines()) + "\n"), ("metadata", METADATA)):
            member = zipfile.ZipInfo(f"DS_FLORES_A38_2024_{name}.csv", (2026, 1, 1, 0, 0, 0))
            archive.writestr(member, content)
