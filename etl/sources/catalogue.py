"""What five French documents on ESS public policy cite: initiatives, figures, levers they show in use.

Traps: the documents contradict each other in places (said in `note`); one document predates the 2016 reform
of the régions; a citation says that a document speaks of an initiative, not that it still exists.
"""

from __future__ import annotations

import duckdb

from etl.declarations import CITATION_COURTE, Context, Loaded, SourceDeclaration
from etl.files import sha256_of_all
from etl.load import check_codes, reference_paths, stage_csv
from etl.readers import Column, Layout, integer, number, required, text
from etl.sources.figures_published import QUALIFIERS

FILES = (
    "catalogue/documents.csv",
    "document_lines.csv",
    "catalogue/initiatives.csv",
    "catalogue/figures_cited.csv",
    "catalogue/levers.csv",
)
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
YEAR = r"(19|20)\d\d"
LEVELS = "france|region|departement|epci|ept|commune"
KINDS = (
    "ptce|scic|tiers_lieu|fonds|appel_a_projets|monnaie_locale|spaser|instance_coconstruction|"
    "plateforme_numerique|annuaire_observatoire|chaire_recherche|entreprise_association|evenement|"
    "accompagnement|politique_plan|contrat_convention|achat_responsable|autre"
)
THEMES = (
    "accompagnement_financement|soutien_direct|cooperation_territoriale|foncier_tiers_lieux|"
    "recherche_innovation|achats_responsables|animation_sensibilisation|economie_circulaire|"
    "alimentation_durable|habitat_durable|numerique_responsable|cadre_intervention|coconstruction|"
    "maillage_territorial|evaluation|quartiers_politique_ville|transversalite"
)

SOURCE = SourceDeclaration(
    id="catalogue",
    title="Initiatives et chiffres cités par cinq documents sur les politiques d’ESS",
    producer="Relevé de l’observatoire dans cinq documents du RTES, de l’Avise, de France urbaine et du CNFPT",
    landing_page="https://www.rtes.fr/",
    licence=CITATION_COURTE,
    period="2015-2021",
    geography_year=2026,
    retrieved_on=None,
    citation="Avise, France urbaine, RTES, CNFPT, CRESS Bretagne (document, ligne et rubrique de chaque ligne)",
    processing="Lecture intégrale des cinq documents ; résumés dans nos mots ; territoires d’aujourd’hui ; "
    "ni nom de "
    "personne, ni courriel, ni téléphone.",
    traps=(
        "Une citation dit qu’un document parle d’une initiative, non qu’elle existe encore.",
        "Quand les documents se contredisent, la contradiction est écrite dans la note.",
        "Le compte rendu d’atelier est antérieur à la réforme régionale de 2016.",
    ),
    files=FILES,
    order=30,
)

DOCUMENTS = Layout(
    (required("document_id"), required("title"), required("publisher"), integer("year"), text("note")),
    key=("document_id",),
)
DOCUMENT_LINES = Layout(
    (required("document_id"), integer("line_count", needed=True), required("sha256", "[0-9a-f]{64}")),
    key=("document_id",),
)
LEVERS = Layout(
    (
        required("lever_id"),
        required("field", THEMES),
        required("label"),
        required("document_id"),
        integer("document_line", needed=True),
    ),
    key=("lever_id",),
)
INITIATIVES = Layout(
    (
        required("initiative_id", SLUG),
        required("name"),
        Column("proper_name", kind="flag", required=True),
        required("kind", KINDS),
        required("theme", THEMES),
        required("territory_level", LEVELS),
        required("territory_code"),
        text("place_commune_code"),
        integer("year"),
        integer("year_end"),
        text("figures"),
        required("summary"),
        required("document_id"),
        integer("document_line", needed=True),
        required("document_section"),
        required("key_words"),
        text("lever_ids"),
        text("note"),
    ),
    key=("initiative_id", "kind", "territory_level", "territory_code", "document_id", "document_line"),
)
FIGURES = Layout(
    (
        required("figure_id", SLUG),
        required("label"),
        number("value", needed=True),
        required("unit"),
        required("qualifier", QUALIFIERS),
        integer("year"),
        integer("period_end"),
        required("territory_level", LEVELS),
        required("territory_code"),
        text("initiative_id"),
        required("document_id"),
        integer("document_line", needed=True),
        required("document_section"),
        text("note"),
    ),
    key=("figure_id",),
)

PUBLISH = """
INSERT INTO document
SELECT d.document_id, d.title, d.publisher, d.year, l.line_count, d.note
FROM staging.document d LEFT JOIN staging.document_line_count l USING (document_id) ORDER BY d.document_id;

INSERT INTO lever
SELECT lever_id, field, label, document_id, document_line, row_number() OVER (ORDER BY source_row)
FROM staging.lever;

INSERT INTO initiative
SELECT source_row, initiative_id, name, proper_name, kind, theme, territory_level, territory_code,
    place_commune_code, NULL, NULL, NULL, NULL, year, year_end, figures, summary, document_id, document_line,
    document_section, NULL, key_words, note, 'catalogue'
FROM staging.initiative ORDER BY source_row;

INSERT INTO figure_cited
SELECT figure_id, label, NULL, 'tel que le document le cite', value, unit, qualifier, f.year, period_end,
    territory_level, territory_code, initiative_id, f.document_id, document_line, document_section, NULL,
    d.publisher, f.note, 'catalogue'
FROM staging.figure_cited f JOIN document d USING (document_id) ORDER BY source_row;

INSERT INTO commitment
SELECT DISTINCT lever_id, territory_level, territory_code, min(year), max(year_end), document_id,
    document_line,
    initiative_id
FROM (SELECT *, unnest(string_split(lever_ids, '|')) AS lever_id FROM staging.initiative WHERE lever_ids IS
    NOT NULL)
GROUP BY lever_id, territory_level, territory_code, document_id, document_line, initiative_id
ORDER BY ALL;
"""


def load(connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
    """Read the five tables into staging; the row count is that of the initiatives and cited figures."""
    stage_csv(connection, context, "document", FILES[0], DOCUMENTS)
    stage_csv(connection, context, "document_line_count", FILES[1], DOCUMENT_LINES)
    initiatives = stage_csv(connection, context, "initiative", FILES[2], INITIATIVES)
    figures = stage_csv(connection, context, "figure_cited", FILES[3], FIGURES)
    stage_csv(connection, context, "lever", FILES[4], LEVERS)
    checksum = sha256_of_all(reference_paths(context, FILES))
    return Loaded("embedded", initiatives.row_count + figures.row_count, checksum)


def publish(connection: duckdb.DuckDBPyConnection) -> None:
    """Publish documents, levers, initiatives, figures; commitments come from the initiatives' `lever_ids`."""
    check_codes(connection, "initiative", "territory_level", "territory_code")
    check_codes(connection, "initiative", "'commune'", "place_commune_code")
    check_codes(connection, "figure_cited", "territory_level", "territory_code")
    connection.execute(PUBLISH)
