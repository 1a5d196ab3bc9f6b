"""Writes the sample of this folder, in exactly the layout of Urssaf's export: BOM, `;`, the documented columns.

Run it by hand when the layout changes: `python make_sample.py`. The numbers are invented, small enough to be added by
hand. On purpose: a comma in one number, codes without their zeros, a Corse that is not split until 2017, an empty cell
(Lozère, mutuelles, 2022), a row with a former région only, one without département, one from nowhere.
"""

from pathlib import Path

HEADER = (
    "region;ancienne_region;departement;champ_ess;famille_ess;annee;code_region;code_ancienne_region;code_departement;"
    "nombre_d_etablissements;effectifs_salaries_moyens;masse_salariale"
)
FAMILIES = ("Association", "Coopérative", "Mutuelle", "Fondation", "Hors ESS")
WAGES_EUR = (25_000, 30_000, 35_000, 28_000, 32_000)
# Headcount by département and year, in the order of the families; None: no row; "": an empty cell.
HEADCOUNTS = {
    ("Bretagne", "Bretagne", "Côtes-d'Armor", "53", "53", "22"): {
        2010: (1000, 200, 100, 50, 9000),
        2012: (1040, 200, 100, 50, 9100),
        2017: (1100, 210, 100, 60, 9200),
        2021: (1200, 220, 90, 70, 9300),
        2022: ("1250,5", 220, 90, 70.5, 9400),
    },
    ("Bretagne", "Bretagne", "Finistère", "53", "53", "29"): {
        2010: (2000, 300, 200, 100, 18000),
        2012: (2000, 310, 200, 100, 18100),
        2017: (2100, 320, 200, 110, 18200),
        2021: (2200, 330, 190, 120, 18300),
        2022: (2250, 330, 190, 120, 18400),
    },
    ("Bretagne", "Bretagne", "Ille-et-Vilaine", "53", "53", "35"): {
        2010: (3000, 400, 300, 200, 30000),
        2012: (3100, 400, 300, 200, 30500),
        2017: (3300, 410, 300, 210, 31000),
        2021: (3500, 420, 290, 220, 32000),
        2022: (3600, 420, 290, 220, 33000),
    },
    ("Bretagne", "Bretagne", "Morbihan", "53", "53", "56"): {
        2010: (1500, 250, 100, None, 15000),
        2012: (1500, 250, 100, None, 15100),
        2017: (1600, 260, 100, None, 15200),
        2021: (1700, 270, 90, None, 15300),
        2022: (1750, 270, 90, None, 15400),
    },
    ("Occitanie", "Languedoc-Roussillon", "Lozère", "76", "91", "48"): {
        2021: (790, 50, 10, 20, 1990),
        2022: (800, 50, "", 20, 2000),
    },
    ("Corse", "Corse", "Corse", "94", "94", "20"): {
        2010: (300, 20, 10, None, 3000),
        2012: (300, 20, 10, None, 3000),
        2017: (310, 20, 10, None, 3100),
    },
    ("Corse", "Corse", "Corse-du-Sud", "94", "94", "2A"): {
        2021: (140, 10, 5, None, 1500),
        2022: (150, 10, 5, None, 1500),
    },
    ("Corse", "Corse", "Haute-Corse", "94", "94", "2B"): {
        2021: (150, 10, 5, None, 1600),
        2022: (160, 10, 5, None, 1600),
    },
    ("Guadeloupe", "Guadeloupe", "Guadeloupe", "1", "1", "971"): dict.fromkeys(
        (2010, 2012, 2017, 2021, 2022), (100, 10, 5, 2, 1000)
    ),
    ("", "Basse-Normandie", "Calvados", "", "25", "14"): {2010: (500, None, None, None, 4500)},
    ("", "Lorraine", "", "", "41", ""): {2010: (700, None, None, None, 6300)},
    ("", "", "Étranger", "", "", "99"): {2022: (5, None, None, None, 45)},
}


def lines() -> list[str]:
    """The rows of the export."""
    found = []
    for (region, former, departement, code, former_code, departement_code), years in HEADCOUNTS.items():
        for year, headcounts in years.items():
            for family, wage, headcount in zip(FAMILIES, WAGES_EUR, headcounts, strict=True):
                if headcount is None:
                    continue
                champ = "NON" if family == "Hors ESS" else "OUI"
                number = float(str(headcount).replace(",", ".")) if headcount != "" else None
                measures = ["" if number is None else f"{int(number // 10)}", str(headcount)]
                measures.append("" if number is None else f"{number * wage:.0f}")
                place = [region, former, departement, champ, family, str(year), code, former_code, departement_code]
                found.append(";".join([*place, *measures]))
    return found


if __name__ == "__main__":
    path = Path(__file__).parent / "nombre-etab-effectifs-salaries-et-masse-salariale-ess-departements.csv"
    path.write_text("\n".join([HEADER, *lines()]) + "\n", encoding="utf-8-sig")
