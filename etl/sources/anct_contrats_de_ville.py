"""The 434 contrats de ville (2015–2023): the EPCI that leads each and its residents in QPV in 2018 (ANCT).

Traps: the SIREN are those of 2015, more than a third have merged since; 64 contrats are led by a commune
(Grand Paris, outre-mer) and carry its Insee code; CV043 (Pays d'Aix) has two rows, one by département; the
département of the two Corsican départements was lost (« NA ») in the extract.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.errors import StaleCorrectionError
from etl.files import sha256_of_all
from etl.load import insert_rows, stage
from etl.readers import Layout, Table, integer, number, read_csv, required, text

FILE = "contrats_de_ville.csv"
PERIOD = "2015-2023"


@dataclass(frozen=True)
class Correction:
    """A known error of the producer's file: where it stands, what is found, what it should be, and why."""

    code: str
    column: str
    found: str | None
    corrected: str
    reason: str


_CASE = "nom écrit en capitales sans accents, ou sans capitale, d’une intercommunalité disparue depuis"
CORRECTIONS = (
    Correction("CV366", "departement_code", None, "2A", "CA du Pays ajaccien : Corse-du-Sud, écrite « NA »"),
    Correction("CV367", "departement_code", None, "2A", "CC du Sud Corse : Corse-du-Sud, écrite « NA »"),
    Correction("CV368", "departement_code", None, "2B", "CA de Bastia : Haute-Corse, écrite « NA »"),
    Correction(
        "CV028",
        "name",
        "07 - communauté d’agglomération Privas Centre Ardèche",
        "07 - Communauté d’agglomération Privas Centre Ardèche",
        _CASE,
    ),
    Correction("CV067", "name", "22 - dinan communauté", "22 - Dinan Communauté", _CASE),
    Correction(
        "CV079", "name", "26 - CA VALENCE-ROMANS Sud Rhône-Alpes", "26 - CA Valence-Romans Sud Rhône-Alpes", _CASE
    ),
    Correction("CV156", "name", "50 - CC d’AVRANCHES-MONT ST MICHEL", "50 - CC d’Avranches-Mont-Saint-Michel", _CASE),
    Correction(
        "CV159",
        "name",
        "50 - Communauté d’agglomération SAINT-LO AGGLO",
        "50 - Communauté d’agglomération Saint-Lô Agglo",
        _CASE,
    ),
    Correction(
        "CV166",
        "name",
        "52 - Communauté d’agglomération de SAINT-DIZIER, Der et Blaise",
        "52 - Communauté d’agglomération de Saint-Dizier, Der et Blaise",
        _CASE,
    ),
    Correction("CV294", "name", "78 - SEINE & VEXIN COM AGGLO", "78 - Seine & Vexin Com Agglo", _CASE),
    Correction(
        "CV296",
        "name",
        "78 - COMMUNAUTE D’AGGLOMERATION POISSY-ACHERES-CONFLANS SAINTE HONORINE",
        "78 - Communauté d’agglomération Poissy-Achères-Conflans-Sainte-Honorine",
        _CASE,
    ),
)

SOURCE = SourceDeclaration(
    id="anct_contrats_de_ville",
    title="Contrats de ville et habitants des quartiers prioritaires en 2018",
    producer="ANCT",
    landing_page="https://sig.ville.gouv.fr/",
    licence=LICENCE_OUVERTE_2,
    period="2018",
    geography_year=2026,
    retrieved_on="2024-04-01",
    citation="ANCT (Ci.Ville), contrats de ville 2015-2023, population municipale 2018 (Insee)",
    processing="Chaque contrat est rattaché à l’intercommunalité d’aujourd’hui : SIREN actuel, sinon fusion "
    "de "
    "l’intercommunalité, sinon commune signataire. Les trois départements corses, écrits « NA », sont "
    "rétablis. Un contrat dont le SIREN est actuel porte le nom d’aujourd’hui de son intercommunalité.",
    traps=(
        "Les SIREN sont ceux de 2015.",
        "Les contrats des communes du Grand Paris et d’outre-mer portent un code commune.",
        (
            "Deux intercommunalités partagées en 2016 (Argenteuil-Bezons, les Lacs de l’Essonne) ne peuvent "
            "être réparties."
        ),
        ("Le contrat du Pays d’Aix (CV043) a deux lignes, une par département ; la seconde est nommée CV043-84."),
        "Les points des contrats d’outre-mer sont ceux d’un dessin, à côté de l’Hexagone : ils sont remplacés.",
        "Treize noms sont en capitales sans accents, trois commencent par une minuscule.",
        "Le total (5 437 035 habitants) est inférieur de 3 967 à celui des départements.",
    ),
    files=(FILE,),
    order=21,
)

LAYOUT = Layout(
    (
        required("code", r"CV\d{3}"),
        required("name"),
        required("siren", r"\d{9}|\d{5}|2[AB]\d{3}"),
        text("departement_code"),
        integer("population_qpv", needed=True),
        number("longitude"),
        number("latitude"),
        required("source"),
    ),
    key=("code", "departement_code"),
)

RESOLVE = """
CREATE TABLE staging.contrat_resolved AS
WITH named AS (
    SELECT *, regexp_replace(name, '^(NA|\\d[0-9AB]\\d?) - ', '') AS plain_name,
        row_number() OVER (PARTITION BY code ORDER BY source_row) AS rank_in_code
    FROM staging.contrat_de_ville
)
SELECT
    CASE WHEN rank_in_code = 1 THEN n.code ELSE n.code || '-' || n.departement_code END AS code,
    n.code AS producer_code,
    CASE WHEN now.level IN ('epci', 'ept') THEN now.name ELSE n.plain_name END AS name,
    n.siren, n.departement_code, n.population_qpv, n.longitude, n.latitude,
    CASE WHEN now.code IS NULL AND former.code IS NULL THEN NULL ELSE coalesce(now.level, former.level) END
        AS level,
    coalesce(now.code, former.code) AS territory_code,
    CASE
        WHEN now.level IN ('epci', 'ept') THEN 'current'
        WHEN now.level = 'commune' THEN 'commune signataire'
        WHEN former.reason = 'merged_into_ept' THEN
            'ancienne intercommunalité, devenue établissement public territorial'
        WHEN former.reason = 'part_successor'
            THEN 'ancienne intercommunalité divisée : ses quartiers sont dans celle-ci'
        WHEN former.code IS NOT NULL THEN 'ancienne intercommunalité, fusionnée ou renommée depuis 2015'
        WHEN former.reason = 'divided' THEN
            'non rattaché : intercommunalité partagée en 2016, ses habitants ne peuvent '
            || 'être répartis'
        WHEN former.reason = 'outside_levels' THEN
            'non rattaché : collectivité d’outre-mer, ni région ni département'
        ELSE 'non rattaché : ni intercommunalité, ni commune de la base'
    END AS resolution,
    n.source_row
FROM named n
LEFT JOIN territory now ON now.code = n.siren AND now.level IN ('epci', 'ept', 'commune')
LEFT JOIN staging.former_epci former ON former.siren = n.siren
"""

# The producer's point on the mainland; overseas, where it draws them elsewhere, the point of the territory.
PUBLISH = """
INSERT INTO contrat_de_ville
SELECT r.code, r.name, r.siren, r.level, r.territory_code, r.departement_code, r.population_qpv, $period,
    r.resolution, coalesce(r.longitude, t.longitude), coalesce(r.latitude, t.latitude),
    coalesce(r.longitude, t.display_longitude), coalesce(r.latitude, t.display_latitude), $source
FROM staging.contrat_resolved r
LEFT JOIN territory t ON t.level = r.level AND t.code = r.territory_code
ORDER BY r.source_row
"""

# One row per contrat and territory it counts in: an EPT also lies in its métropole, a commune in both.
MEMBERSHIP = """
CREATE TABLE staging.contrat_territory AS
WITH placed AS (
    SELECT r.*, t.epci_code, t.ept_code
    FROM staging.contrat_resolved r LEFT JOIN territory t ON t.level = r.level AND t.code = r.territory_code
)
SELECT p.producer_code, p.population_qpv, p.source_row, 'epci' AS level,
    CASE WHEN p.level = 'epci' THEN p.territory_code ELSE p.epci_code END AS code
FROM placed p WHERE p.level = 'epci' OR p.epci_code IS NOT NULL
UNION ALL
SELECT p.producer_code, p.population_qpv, p.source_row, 'ept',
    CASE WHEN p.level = 'ept' THEN p.territory_code ELSE p.ept_code END
FROM placed p WHERE p.level = 'ept' OR (p.level = 'commune' AND p.ept_code IS NOT NULL)
"""


# The territories between which a contrat was divided: what they have is incomplete, and says so.
DIVIDED = (
    ("CV358", "Argenteuil – Bezons", (("ept", "200057990"), ("epci", "200058519"), ("epci", "200054781"))),
    ("CV343", "les Lacs de l’Essonne", (("epci", "200059228"), ("ept", "200058014"), ("epci", "200054781"))),
)
INCOMPLETE = """
CREATE TABLE staging.incomplete AS
SELECT d.level, d.code, 'incomplet : sans ' || string_agg(
    'le contrat ' || label || ' (' || replace(format('{:,}', population_qpv), ',', ' ') || ' habitants)',
        ' ni ' ORDER BY contrat)
    || ', partagé en 2016 entre deux intercommunalités' AS note
FROM staging.divided d JOIN staging.contrat_de_ville c ON c.code = d.contrat
GROUP BY d.level, d.code
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.contrat_de_ville`, its declared corrections applied."""
    path = context.reference / FILE
    table = corrected(read_csv(path, LAYOUT), CORRECTIONS)
    stage(connection, "contrat_de_ville", table)
    return Loaded("embedded", len(table), sha256_of_all([path]))


def corrected(table: Table, corrections: tuple[Correction, ...]) -> Table:
    """The table with its known errors mended; raises when an error is no longer there."""
    values = {name: list(cells) for name, cells in table.values.items()}
    for correction in corrections:
        cells = values[correction.column]
        for row, code in enumerate(values["code"]):
            if code == correction.code:
                if cells[row] != correction.found:
                    raise StaleCorrectionError(table.name, correction.code, correction.found or "", cells[row] or "")
                cells[row] = correction.corrected
    return Table(table.name, table.layout, values, table.source_row)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Resolve each contrat to a territory of today; what cannot be is reported, never dropped."""
    connection.execute(RESOLVE)
    connection.execute(PUBLISH, {"period": PERIOD, "source": SOURCE.id})
    connection.execute(MEMBERSHIP)
    _mark_incomplete(connection)
    connection.execute(
        "INSERT INTO unresolved SELECT $source, code || ', ' || name || ' (' || siren || ')', resolution "
        "FROM staging.contrat_resolved WHERE territory_code IS NULL ORDER BY source_row",
        {"source": SOURCE.id},
    )


def _mark_incomplete(connection: duckdb.DuckDBPyConnection) -> None:
    """Write in `staging.incomplete` which territories lack the part of a divided contrat."""
    connection.execute("CREATE TABLE staging.divided (contrat VARCHAR, label VARCHAR, level VARCHAR, code VARCHAR)")
    rows = [(code, label, *territory) for code, label, territories in DIVIDED for territory in territories]
    insert_rows(connection, "staging.divided", ("contrat", "label", "level", "code"), rows)
    connection.execute(INCOMPLETE)
