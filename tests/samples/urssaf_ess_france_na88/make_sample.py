"""Writes the sample of this folder, in exactly the layout of Urssaf's export: BOM, `;`, the documented columns.

Run it by hand when the layout changes: `python make_sample.py`. The numbers are invented and round.
"""

from pathlib import Path

HEADER = "champ_ess;famille_ess;secteur_na88;annee;nombre_d_etablissements;effectifs_salaries_moyens;masse_salariale"
# Sector, family, wage, then the headcounts of 2010, 2021 and 2022.
HEADCOUNTS = [
    ("88 Action sociale sans hébergement", "Association", 25_000, 800_000, 900_000, 920_000),
    ("94 Activités des organisations associatives", "Association", 25_000, 500_000, 550_000, 560_000),
    ("05-39 Industrie", "Coopérative", 30_000, 200_000, 220_000, 230_000),
    ("64-66 Activités financières et d'assurance", "Mutuelle", 35_000, 100_000, 110_000, 110_000),
    ("85 Enseignement", "Fondation", 28_000, None, 70_000, 80_000),
    ("nca", "Hors ESS", 32_000, 15_000_000, 16_000_000, 16_500_000),
]


def lines() -> list[str]:
    """The rows of the export."""
    found = []
    for sector, family, wage, *headcounts in HEADCOUNTS:
        champ = "NON" if family == "Hors ESS" else "OUI"
        for year, headcount in zip((2010, 2021, 2022), headcounts, strict=True):
            if headcount is not None:
                found.append(f"{champ};{family};{sector};{year};{headcount // 10};{headcount};{headcount * wage}")
    return found


if __name__ == "__main__":
    path = Path(__file__).parent / "nombre-etab-effectifs-salaries-et-masse-salariale-ess-france-x-na88.csv"
    path.write_text("\n".join([HEADER, *lines()]) + "\n", encoding="utf-8-sig")
