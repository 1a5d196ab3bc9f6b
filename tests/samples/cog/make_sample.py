"""Writes `cog_ensemble_essai_csv.zip`: three communes, two départements, two régions in the layout of the COG."""

from __future__ import annotations

import zipfile
from pathlib import Path

COMMUNE_HEADER = '"TYPECOM","COM","REG","DEP","CTCD","ARR","TNCC","NCC","NCCENR","LIBELLE","CAN","COMPARENT"'
MEMBERS = {
    "v_commune_2026.csv": f"""{COMMUNE_HEADER}
"COM","01004","84","01","01D","011","1","AMBERIEU EN BUGEY","Ambérieu-en-Bugey","Ambérieu-en-Bugey","0101",""
"COMD","01015","","","","","1","ARBIGNIEU","Arbignieu","Arbignieu","","01015"
"COM","31555","76","31","31D","313","0","TOULOUSE","Toulouse","Toulouse la Rose","3199",""
"COM","99999","76","31","31D","313","0","NULLE PART","Nulle-Part","Nulle-Part","3199",""
"ARM","75101","","","","","0","PARIS 1ER ARRONDISSEMENT","Paris 1er","Paris 1er Arrondissement","","75056"
""",
    "v_departement_2026.csv": """"DEP","REG","CHEFLIEU","TNCC","NCC","NCCENR","LIBELLE"
"01","84","01053","5","AIN","Ain","Ain"
"31","75","31555","3","HAUTE GARONNE","Haute-Garonne","Haute-Garonne"
""",
    "v_region_2026.csv": """"REG","CHEFLIEU","TNCC","NCC","NCCENR","LIBELLE"
"84","69123","1","AUVERGNE RHONE ALPES","Auvergne-Rhône-Alpes","Auvergne-Rhône-Alpes"
"76","31555","1","OCCITANIE","Occitanie","Occitanie"
""",
    "v_pays_territoire_2026.csv": '"COG","LIBCOG"\n"99100","France"\n',
}


def write(path: Path, members: dict[str, str]) -> None:
    """Write the members in an archive, always the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)


if __name__ == "__main__":
    write(Path(__file__).parent / "cog_ensemble_essai_csv.zip", MEMBERS)
