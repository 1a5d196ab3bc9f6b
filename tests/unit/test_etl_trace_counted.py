"""The walk of a number of structures: how many rows were counted, by which rule, and the first ones in their file.

The samples say beside each line which case it is; counts and ranks below are read in them by hand.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from etl.build import build
from etl.cli import main
from etl.files import sha256_of
from etl.kept import Kept, install

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = {
    "sirene_unites_legales": "StockUniteLegale_essai.csv",
    "sirene_etablissements": "StockEtablissement_essai.csv",
    "esus": "liste_esus_essai.xlsx",
    "tiers_lieux_2023": "bdftl-2023-01-fiche-identite_essai.csv",
}
PARQUET = ("sirene_unites_legales", "sirene_etablissements")
# Outside SIRENE: an association, and a person in business that must not be shown.
NETWORK = (
    "siren;siret;denomination;code_commune;famille_ess;categorie_juridique;etatAdministratifEtablissement\n"
    "732829320;73282932000074;Régie;31555;Association;9220;A\n"
    "812345678;81234567800019;Durand;31555;;1000;A\n"
)


def kept(raw: Path, source_id: str, file: Path) -> None:
    checksum = sha256_of(file)
    install(file, raw / source_id, Kept(f"essai{file.suffix}", checksum, file.stat().st_size, "2026-11-02"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built with SIRENE as parquet, ESUS, the tiers-lieux and a network's own file."""
    made = tmp_path_factory.mktemp("counted")
    for source_id, name in FILES.items():
        file = SAMPLES / source_id / name
        if source_id in PARQUET:
            with duckdb.connect() as connection:
                read = f"read_csv('{file}', all_varchar = true)"
                connection.execute(f"COPY (SELECT * FROM {read}) TO '{made / source_id}.parquet'")
            file = made / f"{source_id}.parquet"
        kept(made / "raw", source_id, file)
    (made / "network.csv").write_text(NETWORK, encoding="utf-8")
    kept(made / "raw", "structures_file", made / "network.csv")
    build(made / "observatory.duckdb", made / "raw")
    return made


def walk(folder: Path, *cell: str, raw: Path | None = None) -> list[str]:
    """The lines of the trace of a value, between the files and the indicator."""
    where = ["--database", str(folder / "observatory.duckdb"), "--raw", str(raw or folder / "raw")]
    result = CliRunner().invoke(main, ["trace", *cell, *where])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    ends = next(rank for rank, line in enumerate(lines) if line.startswith("Indicateur"))
    return lines[next((r for r, line in enumerate(lines) if line.startswith("Lignes comptées")), ends) : ends]


def test_a_number_of_structures_names_its_rows_in_the_file(folder: Path) -> None:
    lines = walk(folder, "nombre_structures_ess", "departement-69", "2026")

    assert lines == [
        "Lignes comptées : 1 établissement",
        "  Règle : Nombre de lignes actives de la table des structures, dans le périmètre choisi. Condition : in_law.",
        "  data/raw/sirene_etablissements/essai.parquet",
        "    rang 4 : SIRET 50000000200012",
    ]


def test_a_person_in_business_is_counted_but_never_shown(folder: Path) -> None:
    lines = walk(folder, "nombre_structures_ess", "commune-31555", "2026")

    # 00555000100011 and 50000000300013 of SIRENE, the two lines of the network's file.
    assert lines[0] == "Lignes comptées : 4 établissements"
    assert lines[2:] == [
        "  data/raw/sirene_etablissements/essai.parquet",
        "    rang 1 : SIRET 00555000100011",
        "    rang 5 : SIRET 50000000300013",
        "  data/raw/structures_file/essai.csv",
        "    ligne 2 : SIRET 73282932000074",
        "  … et 1 autre",
    ]
    assert "Durand" not in "\n".join(lines)


@pytest.mark.parametrize(
    ("cell", "counted", "rows"),
    [
        (("nombre_scic", "france-FR", "2026"), "2 unités légales",
         ["rang 3 : SIREN 500000003", "rang 4 : SIREN 500000004"]),
        (("nombre_scop", "commune-69123", "2026"), "1 unité légale", ["rang 2 : SIREN 500000002"]),
        (("creations_structures_ess", "departement-31", "2015"), "1 établissement créé dans l’année",
         ["rang 1 : SIRET 00555000100011"]),
        (("fermetures_structures_ess", "region-76", "2023"), "1 établissement fermé dans l’année",
         ["rang 3 : SIRET 00555000100037"]),
    ],
)  # fmt: skip
def test_cooperatives_and_flows_are_found_again_in_the_register(
    folder: Path, cell: tuple[str, str, str], counted: str, rows: list[str]
) -> None:
    lines = walk(folder, *cell)

    assert lines[0] == f"Lignes comptées : {counted}"
    assert [line.strip() for line in lines[3:]] == rows


def test_a_share_names_the_rows_of_its_numerator(folder: Path) -> None:
    lines = walk(folder, "part_ess_etablissements_employeurs", "region-76", "2026")

    # Of Occitanie's employers of the ESS in SIRENE: brackets 12 and 03.
    assert lines[0] == "Lignes comptées au numérateur : 2 établissements"
    assert [line.strip() for line in lines[3:]] == ["rang 1 : SIRET 00555000100011", "rang 5 : SIRET 50000000300013"]


def test_every_number_of_structures_is_the_number_of_rows_listed(folder: Path) -> None:
    with duckdb.connect(str(folder / "observatory.duckdb"), read_only=True) as connection:
        wrong = connection.execute(
            "SELECT o.indicator_id, o.level, o.code, o.value, count(s.structure_id) FROM observation o "
            "JOIN indicator i ON i.indicator_id = o.indicator_id AND i.kind = 'count' "
            "LEFT JOIN counted_structure s ON (s.indicator_id, s.level, s.code) = (o.indicator_id, o.level, o.code) "
            "WHERE o.value IS NOT NULL AND o.indicator_id IN (SELECT DISTINCT indicator_id FROM counted_structure) "
            "GROUP BY ALL HAVING o.value <> count(s.structure_id)"
        ).fetchall()
        indicators = connection.execute("SELECT count(DISTINCT indicator_id) FROM counted_structure").fetchone()

    assert wrong == []
    assert indicators == (5,)


def test_a_value_that_is_not_published_lists_nothing(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "observatory.duckdb"
    database.write_bytes((folder / "observatory.duckdb").read_bytes())
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE observation SET value = NULL, status = 'secret' "
            "WHERE indicator_id = 'nombre_structures_ess' AND level = 'departement' AND code = '69'"
        )

    lines = walk(tmp_path, "nombre_structures_ess", "departement-69", "2026", raw=folder / "raw")

    assert lines == ["Lignes comptées : secret statistique, elles ne sont pas montrées."]


def test_without_the_file_the_identifiers_remain_and_the_register_says_what_lacks(folder: Path, tmp_path: Path) -> None:
    lines = walk(folder, "nombre_structures_ess", "departement-69", "2026", raw=tmp_path)
    gone = f"n’est plus dans {tmp_path / 'sirene_etablissements'}, ses lignes ne sont pas retrouvées."
    assert lines[2:] == [f"  Le fichier de sirene_etablissements {gone}", "    SIRET 50000000200012"]

    (said,) = walk(folder, "nombre_scop", "france-FR", "2026", raw=tmp_path)
    assert "Le fichier de sirene_unites_legales n’est plus dans" in said


def test_another_file_than_the_one_of_the_database_is_not_read(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes((SAMPLES / "sirene_etablissements" / FILES["sirene_etablissements"]).read_bytes() + b"\n")
    kept(tmp_path, "sirene_etablissements", other)

    lines = walk(folder, "nombre_structures_ess", "departement-69", "2026", raw=tmp_path)

    assert "n’est plus celui de la base" in lines[2]


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        (("nombre_esus", "france-FR", "2026"), ["esus/essai.xlsx, 4 ligne(s)", "ligne 5 : SIREN 005520135"]),
        (("nombre_tiers_lieux", "commune-31555", "2023"), ["essai.csv, ", "ligne 2 : ID_UNIQUE TL001, Insee 31555"]),
    ],
)
def test_a_list_shows_its_lines_without_names_nor_addresses(
    folder: Path, cell: tuple[str, str, str], lines: list[str]
) -> None:
    where = ["--database", str(folder / "observatory.duckdb"), "--raw", str(folder / "raw")]
    output = CliRunner().invoke(main, ["trace", *cell, *where]).stdout

    assert [line for line in lines if line not in output] == []
    assert "@" not in output
    assert "rue" not in output.split("Source :")[0]
