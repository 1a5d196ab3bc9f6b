"""Writes the samples of SIRENE's units, and of their establishments beside, in the layout of Insee's CSV stocks.

Run it by hand when the layout changes: `python make_sample.py`. Every unit is made up. Each line of `UNITS` and of
`ESTABLISHMENTS` is a trap or a case of the rules; forty small associations of Mende make up the number, so that the two
establishments without commune stay under 5 % of all.
"""

import csv
from pathlib import Path

HERE = Path(__file__).parent
UNIT_COLUMNS = (
    "siren", "statutDiffusionUniteLegale", "dateCreationUniteLegale", "sigleUniteLegale", "nomUniteLegale",
    "denominationUniteLegale", "denominationUsuelle1UniteLegale", "categorieJuridiqueUniteLegale",
    "activitePrincipaleUniteLegale", "trancheEffectifsUniteLegale", "etatAdministratifUniteLegale",
    "nicSiegeUniteLegale", "economieSocialeSolidaireUniteLegale", "caractereEmployeurUniteLegale",
    "societeMissionUniteLegale",
)  # fmt: skip
UNITS = [  # siren, name, category, flag, state, head office, usual name
    ("005550001", "ASSOCIATION D'ESSAI", "9220", "O", "A", "00011", ""),  # zeros that a spreadsheet drops
    ("500000002", "COOPERATIVE D'ESSAI", "5458", "", "A", "00012", ""),
    ("500000003", "SCIC LES HALLES", "5710", "", "A", "00013", ""),  # a SAS: of the ESS by its name only
    ("500000004", "LE GARAGE", "5460", "", "A", "00014", "Société coopérative d’Intérêt  Collectif"),
    ("500000005", "SICA DU LAC SOCIETE D'INTERET COLLECTIF AGRICOLE", "5460", "", "A", "00015", ""),  # not a SCIC
    ("500000006", "ENTREPRISE SOLIDAIRE", "5499", "O", "A", "00016", ""),
    ("500000007", "ENTREPRISE ORDINAIRE", "5499", "", "A", "00017", ""),
    ("500000008", "", "1000", "O", "A", "00018", ""),  # a person: never read
    ("500000009", "ASSOCIATION HORS ESS", "9220", "N", "A", "00019", ""),
    ("500000010", "[ND]", "8210", "O", "A", "00010", ""),  # refuses to be published
    ("500000011", "FONDATION FERMEE", "9300", "", "C", "00011", ""),
    ("500000012", "ASSOCIATION VOYAGEUSE", "9220", "", "A", "00012", ""),
    ("500000013", "COMMUNE D'ESSAI", "7210", "", "A", "00013", ""),
    *((f"6000000{rank:02}", f"ASSOCIATION DE MENDE {rank}", "9220", "", "A", "00010", "") for rank in range(40)),
]
ESTABLISHMENT_COLUMNS = (
    "siren", "nic", "siret", "statutDiffusionEtablissement", "dateCreationEtablissement",
    "trancheEffectifsEtablissement", "etablissementSiege", "codePostalEtablissement", "libelleCommuneEtablissement",
    "codeCommuneEtablissement", "codePaysEtrangerEtablissement", "dateDebut", "etatAdministratifEtablissement",
    "activitePrincipaleEtablissement", "caractereEmployeurEtablissement",
)  # fmt: skip
ESTABLISHMENTS = [  # siren, nic, commune, bracket, state, created, since, activity, country
    ("005550001", "00011", "31555", "12", "A", "2015-03-01", "2015-03-01", "94.99Z", ""),
    ("005550001", "00029", "13201", "NN", "A", "2024-05-01", "2024-05-01", "88.99B", ""),  # an arrondissement
    ("005550001", "00037", "31555", "", "F", "2012-01-01", "2023-06-01", "853K", ""),  # a former nomenclature
    ("500000002", "00012", "69383", "21", "A", "2010-01-01", "2010-01-01", "43.21A", ""),
    ("500000003", "00013", "31555", "03", "A", "2020-01-01", "2020-01-01", "47.11B", ""),
    ("500000004", "00014", "97302", "", "A", "2021-01-01", "2021-01-01", "45.20A", ""),
    ("500000005", "00015", "01999", "02", "A", "2016-01-01", "2016-01-01", "01.61Z", ""),  # no such commune
    ("500000006", "00016", "75101", "00", "A", "2022-01-01", "2022-01-01", "56.10A", ""),
    ("500000007", "00017", "31555", "03", "A", "2019-01-01", "2019-01-01", "56.10A", ""),
    ("500000008", "00018", "31555", "01", "A", "2019-01-01", "2019-01-01", "96.02A", ""),
    ("500000009", "00019", "31555", "01", "A", "2018-01-01", "2018-01-01", "94.99Z", ""),
    ("500000009", "00027", "31069", "NN", "A", "2018-01-01", "2018-01-01", "94.99Z", ""),
    ("500000010", "00010", "[ND]", "11", "A", "2011-01-01", "2011-01-01", "65.12Z", ""),
    ("500000011", "00011", "31555", "NN", "F", "2013-01-01", "2022-02-02", "94.99Z", ""),
    ("500000012", "00012", "01018", "NN", "A", "2019-01-01", "2019-01-01", "94.99Z", ""),  # a former commune
    ("500000012", "00020", "97801", "NN", "A", "2019-01-01", "2019-01-01", "94.99Z", ""),  # Saint-Martin
    ("500000012", "00038", "", "NN", "A", "2019-01-01", "2019-01-01", "94.99Z", "99134"),  # abroad
    ("500000013", "00013", "31555", "32", "A", "1985-01-01", "1985-01-01", "84.11Z", ""),
    *(
        (f"6000000{rank:02}", "00010", "48095", "NN", "A", "2000-01-01", "2000-01-01", "94.99Z", "")
        for rank in range(40)
    ),
]


def main() -> None:
    """Write both files."""
    with (HERE / "StockUniteLegale_essai.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(UNIT_COLUMNS)
        for siren, name, category, flag, state, head_office, usual in UNITS:
            person = "DURAND" if category == "1000" else ""
            writer.writerow([siren, "O", "2000-01-01", "", person, name, usual, category, "94.99Z", "NN", state,
                             head_office, flag, "N", ""])  # fmt: skip
    folder = HERE.parent / "sirene_etablissements"
    with (folder / "StockEtablissement_essai.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(ESTABLISHMENT_COLUMNS)
        for siren, nic, commune, bracket, state, created, since, activity, country in ESTABLISHMENTS:
            writer.writerow([siren, nic, siren + nic, "O", created, bracket, "true", "", "", commune, country, since,
                             state, activity, "N"])  # fmt: skip


if __name__ == "__main__":
    main()
