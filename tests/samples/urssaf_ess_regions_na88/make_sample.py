"""Writes the sample of this folder, in exactly the layout of Urssaf's export: BOM, `;`, the documented columns.

Run it by hand when the layout changes: `python make_sample.py`. The numbers are invented; those of Bretagne add up to
the départements' sample. On purpose: sectors by code and label, by label alone, in groups (`05-39`) and `nca`; a région
code without its zero; an empty cell; a région from nowhere.
"""

from pathlib import Path

HEADER = (
    "region;champ_ess;famille_ess;secteur_na88;annee;code_region;nombre_d_etablissements;effectifs_salaries_moyens;"
    "masse_salariale"
)
WAGES_EUR = {"Association": 25_000, "Coopérative": 30_000, "Mutuelle": 35_000, "Fondation": 28_000, "Hors ESS": 32_000}
SOCIAL, CLUBS, TEACHING = (
    "88 Action sociale sans hébergement",
    "94 Activités des organisations associatives",
    "Enseignement",
)
INDUSTRY, FINANCE, OTHERS = "05-39 Industrie", "64-66 Activités financières et d'assurance", "nca"
HEADCOUNTS = {
    ("Bretagne", "53", 2021): [
        (SOCIAL, "Association", 3900), (SOCIAL, "Mutuelle", 300), (CLUBS, "Association", 2900),
        (CLUBS, "Fondation", 400), (TEACHING, "Association", 1450), (INDUSTRY, "Coopérative", 1240),
        (FINANCE, "Mutuelle", 360), (OTHERS, "Association", 350), (OTHERS, "Fondation", 10),
        (SOCIAL, "Hors ESS", 3100), (INDUSTRY, "Hors ESS", 29800), (TEACHING, "Hors ESS", 2000),
        (FINANCE, "Hors ESS", 5000), (OTHERS, "Hors ESS", 35000),
    ],
    ("Bretagne", "53", 2022): [
        (SOCIAL, "Association", 4000), (SOCIAL, "Mutuelle", 300), (CLUBS, "Association", 3000),
        (CLUBS, "Fondation", 400), (TEACHING, "Association", 1500), (INDUSTRY, "Coopérative", 1240),
        (FINANCE, "Mutuelle", 360), (OTHERS, "Association", 350.5), (OTHERS, "Fondation", 10.5),
        (SOCIAL, "Hors ESS", 3200), (INDUSTRY, "Hors ESS", 30000), (TEACHING, "Hors ESS", 2000),
        (FINANCE, "Hors ESS", 5000), (OTHERS, "Hors ESS", 36000),
    ],
    ("Guadeloupe", "1", 2022): [
        (SOCIAL, "Association", 60), (SOCIAL, "Mutuelle", 5), (CLUBS, "Association", 40), (CLUBS, "Fondation", 2),
        (INDUSTRY, "Coopérative", 10), (TEACHING, "Mutuelle", ""), (OTHERS, "Hors ESS", 1000),
    ],
    ("Occitanie", "76", 2022): [(SOCIAL, "Association", 50000), (OTHERS, "Hors ESS", 400000)],
    ("Étranger", "99", 2022): [(OTHERS, "Association", 1)],
}  # fmt: skip


def lines() -> list[str]:
    """The rows of the export."""
    found = []
    for (region, code, year), cells in HEADCOUNTS.items():
        for sector, family, headcount in cells:
            champ = "NON" if family == "Hors ESS" else "OUI"
            measures = ["", "", ""]
            if headcount != "":
                measures = [f"{int(headcount // 10)}", str(headcount), f"{headcount * WAGES_EUR[family]:.0f}"]
            found.append(";".join([region, champ, family, sector, str(year), code, *measures]))
    return found


if __name__ == "__main__":
    path = Path(__file__).parent / "nombre-etab-effectifs-salaries-et-masse-salariale-ess-regions-x-na88.csv"
    path.write_text("\n".join([HEADER, *lines()]) + "\n", encoding="utf-8-sig")
