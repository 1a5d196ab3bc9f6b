"""The official geography (COG 2026): every territory, and every other way to name one.

Made by `python -m etl geography` from etalab's decoupage-administratif (see
data/reference/geography/README.md). Traps: arrondissements of Paris, Lyon and Marseille are part of their
commune; former communes and former EPCI resolve to those of today, some to none (reported).

Insee's own archive, when kept, checks these tables: what differs is reported, and nothing is replaced in silence.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, Remote, SourceDeclaration
from etl.files import sha256_of_all
from etl.kept import kept_file, loaded_from
from etl.load import reference_paths, stage_csv
from etl.official_codes import compare_with_official_codes, read_official_codes, stage_official_codes
from etl.readers import Layout, integer, number, required, text
from observatory.model import fold

FILES = (
    "geography/territories.csv",
    "geography/communes.csv.gz",
    "geography/former_codes.csv.gz",
    "geography/former_epci.csv",
)

SOURCE = SourceDeclaration(
    id="cog",
    title="Code officiel géographique et intercommunalités",
    producer="Insee et DGCL, par Etalab",
    landing_page="https://www.insee.fr/fr/information/2560452",
    licence=LICENCE_OUVERTE_2,
    period="2026 (population 2023)",
    geography_year=2026,
    retrieved_on=None,
    citation="Insee, code officiel géographique 2026 et populations 2023 ; DGCL ; Etalab, découpage administratif",
    processing="Point intérieur calculé sur le contour de l’IGN ; codes et SIREN disparus rattachés aux "
    "territoires "
    "d’aujourd’hui. Superficie estimée sur un contour simplifié.",
    traps=(
        "Les arrondissements de Paris, Lyon et Marseille sont rattachés à leur commune.",
        "Les établissements publics territoriaux (EPT) sont dans la Métropole du Grand Paris.",
    ),
    files=FILES,
    order=0,
    next_update="chaque année, au printemps",
    remote=Remote(
        address="https://www.insee.fr/fr/statistiques/fichier/8740222/cog_ensemble_2026_csv.zip",
        file_name="cog_ensemble_2026_csv.zip",
        kind="zip",
        min_bytes=500_000,
    ),
)

POINT = (number("longitude"), number("latitude"), number("display_longitude"), number("display_latitude"))
TERRITORIES = Layout(
    (
        required("level", "france|region|departement|epci|ept"),
        required("code"),
        required("name"),
        text("kind"),
        text("region_code"),
        text("departement_code"),
        text("epci_code"),
        integer("population"),
        number("area_km2"),
        *POINT,
    ),
    key=("level", "code"),
)
COMMUNES = Layout(
    (
        required("code", r"\d{5}|2[AB]\d{3}"),
        required("name"),
        required("departement_code"),
        required("region_code"),
        text("epci_code"),
        text("ept_code"),
        integer("population"),
        number("area_km2"),
        text("postcodes"),
        *POINT,
        text("point_quality"),
    ),
    key=("code",),
)
FORMER_CODES = Layout(
    (required("former_code"), required("code"), text("name_former"), required("reason")),
    key=("former_code",),
)
FORMER_EPCI = Layout(
    (required("siren"), text("former_name"), text("level"), text("code"), text("reason"), text("evidence")),
    key=("siren",),
)

STAGE = """
CREATE TABLE staging.territory AS
SELECT level, code, name, kind, region_code, departement_code, epci_code, NULL AS ept_code, population,
    area_km2, longitude, latitude, display_longitude, display_latitude, source_row, source_file
FROM staging.wide_territory
UNION ALL
SELECT 'commune', code, name, NULL, region_code, departement_code, epci_code, ept_code, population,
    area_km2, longitude, latitude, display_longitude, display_latitude, source_row, source_file
FROM staging.commune
"""

PUBLISH = """
INSERT INTO territory
SELECT level, code, name, kind, region_code, departement_code, epci_code, ept_code, population,
    area_km2, longitude, latitude, display_longitude, display_latitude, fold(name)
FROM staging.territory;

INSERT INTO territory_alias
SELECT DISTINCT postcode, 'postcode', name, 'commune', code, NULL
FROM (SELECT unnest(string_split_regex(postcodes, '[|;, ]+')) AS postcode, name, code FROM staging.commune)
WHERE postcode <> '';

INSERT INTO territory_alias
SELECT f.former_code, f.reason, f.name_former, CASE WHEN t.code IS NULL THEN NULL ELSE 'commune' END, t.code,
    NULL
FROM staging.former_code f LEFT JOIN territory t ON t.level = 'commune' AND t.code = f.code;

INSERT INTO territory_alias
SELECT f.siren, 'former_epci', f.former_name, t.level, t.code, CASE f.reason
    WHEN 'successor' THEN 'fusionnée ou renommée depuis 2015'
    WHEN 'part_successor' THEN 'divisée : ses quartiers prioritaires sont dans ce territoire'
    WHEN 'merged_into_ept' THEN 'devenue établissement public territorial'
    WHEN 'divided' THEN 'partagée entre deux intercommunalités en 2016'
    WHEN 'outside_levels' THEN 'commune d’une collectivité d’outre-mer'
    WHEN 'newer_than_reference' THEN 'fusion plus récente que la liste de référence' ELSE f.reason END
FROM staging.former_epci f LEFT JOIN territory t ON t.level = f.level AND t.code = f.code
WHERE f.reason <> 'commune';

INSERT INTO unresolved
SELECT 'cog', alias || coalesce(', ' || alias_name, ''), coalesce(note,
    'territoire disparu sans successeur unique')
FROM territory_alias WHERE code IS NULL;
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the four tables into staging, and the archive that checks them when one is kept.

    The row count is that of the territories, in both cases.
    """
    wide = stage_csv(connection, context, "wide_territory", FILES[0], TERRITORIES)
    communes = stage_csv(connection, context, "commune", FILES[1], COMMUNES)
    stage_csv(connection, context, "former_code", FILES[2], FORMER_CODES)
    stage_csv(connection, context, "former_epci", FILES[3], FORMER_EPCI)
    checksum = sha256_of_all(reference_paths(context, FILES))
    rows = wide.row_count + communes.row_count
    kept = kept_file(context.raw, SOURCE.id)
    if kept is None:
        return Loaded("embedded", rows, checksum)
    codes = read_official_codes(kept[0])
    stage_official_codes(connection, codes)
    edition = f"de {codes.year} " if codes.year else ""
    remark = f"Tables vérifiées avec le code officiel géographique {edition}de l’Insee ; les écarts sont signalés."
    return loaded_from(kept[1], rows, remark)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish territories, their folded names and their aliases."""
    connection.execute(STAGE)
    connection.create_function("fold", fold, ["VARCHAR"], "VARCHAR")
    connection.execute(PUBLISH)
    connection.remove_function("fold")
    compare_with_official_codes(connection)
