"""Posts of associations paid by the State's city policy (FONJEP), by contrat de ville and year (ANCT).

Traps: in 2023, 25 posts have no contrat de ville: 14 have a département, 11 have neither département nor
région and count in the total of France only; « CV380CV384 » is one post shared by two contrats (Cayenne and
Remire-Montjoly); a post costs 7,164 EUR a year, less when it does not run all year.
"""

from __future__ import annotations

import duckdb

from etl.declarations import LICENCE_OUVERTE_2, Context, Loaded, SourceDeclaration
from etl.load import check_codes, stage_csv
from etl.readers import Layout, integer, number, required, text

FILE = "postes_fonjep.csv"

SOURCE = SourceDeclaration(
    id="anct_fonjep",
    title="Postes Fonjep de la politique de la ville",
    producer="ANCT",
    landing_page="https://www.data.gouv.fr/fr/datasets/subventions-politique-de-la-ville/",
    licence=LICENCE_OUVERTE_2,
    period="2020-2023",
    geography_year=2026,
    retrieved_on="2024-04-01",
    citation="ANCT, subventions de la politique de la ville (plateforme Dauphin), 2020-2023",
    processing="Postes et montants additionnés par territoire ; l’intercommunalité est celle du contrat de ville.",
    traps=(
        (
            "En 2023, 25 postes n’ont pas de contrat de ville : 14 restent au département, 11 n’ont ni "
            "département ni "
            "région et ne comptent que dans le total de la France."
        ),
        "Un poste est partagé entre deux contrats (Cayenne et Remire-Montjoly, « CV380CV384 »).",
    ),
    files=(FILE,),
    order=22,
)

LAYOUT = Layout(
    (
        required("period", r"\d{4}"),
        text("contrat_code"),
        text("departement_code"),
        text("region_code"),
        integer("postes", needed=True),
        number("montant_eur", needed=True),
        required("source"),
    ),
    key=("period", "contrat_code", "departement_code"),
)

# A row counts in an EPCI (or EPT) when all the contrats it names lie in that one EPCI.
BY_TERRITORY = """
CREATE TABLE staging.fonjep_territory AS
WITH exploded AS (
    SELECT source_row, period, postes, montant_eur, unnest(regexp_extract_all(contrat_code, 'CV\\d{3}')) AS
        contrat
    FROM staging.fonjep WHERE contrat_code IS NOT NULL
), placed AS (
    SELECT e.source_row, e.period, e.postes, e.montant_eur, c.level, min(c.code) AS code,
        count(DISTINCT c.code) AS territories
    FROM exploded e JOIN staging.contrat_territory c ON c.producer_code = e.contrat
    GROUP BY ALL
)
SELECT level, code, period, postes, montant_eur, source_row FROM placed WHERE territories = 1
UNION ALL
SELECT 'departement', departement_code, period, postes, montant_eur, source_row
FROM staging.fonjep WHERE departement_code IS NOT NULL
UNION ALL
SELECT 'region', region_code, period, postes, montant_eur, source_row
FROM staging.fonjep WHERE region_code IS NOT NULL
UNION ALL
SELECT 'france', 'FR', period, postes, montant_eur, source_row FROM staging.fonjep
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the table into `staging.fonjep`."""
    return stage_csv(connection, context, "fonjep", FILE, LAYOUT)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Place each row at its levels; what has no département or no contrat is reported."""
    check_codes(connection, "fonjep", "'departement'", "departement_code")
    check_codes(connection, "fonjep", "'region'", "region_code")
    connection.execute(BY_TERRITORY)
    connection.execute(
        """INSERT INTO unresolved
        SELECT $source,
            postes || ' poste(s) de ' || period || coalesce(', département ' || departement_code, ''),
            CASE WHEN departement_code IS NULL THEN 'Ni contrat de ville, ni département, ni région : '
                    || 'compté dans le total de la France seulement'
                WHEN contrat_code IS NULL THEN 'Pas de contrat de ville : '
                    || 'compté au département, à la région et en France'
                ELSE 'Contrat ' || contrat_code || ' non rattaché à une intercommunalité' END
        FROM staging.fonjep
        ANTI JOIN (SELECT source_row FROM staging.fonjep_territory WHERE level = 'epci') USING (source_row)
        ORDER BY source_row""",
        {"source": SOURCE.id},
    )
