"""The corpus: documents, cited initiatives, cited figures, levers, contrats de ville."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from observatory.database import Database
from observatory.model import Level


@lru_cache(maxsize=8)
def documents(database: Database) -> pd.DataFrame:
    """The documents of the corpus, with how many rows and figures each gives."""
    return database.frame(
        """
        SELECT d.*, (SELECT count(*) FROM initiative AS i WHERE i.document_id = d.document_id) AS initiative_rows,
               (SELECT count(*) FROM figure_cited AS f WHERE f.document_id = d.document_id) AS figures
        FROM document AS d ORDER BY d.document_id
        """
    )


@lru_cache(maxsize=8)
def initiatives(database: Database) -> pd.DataFrame:
    """The whole catalogue: one row per initiative × territory × passage, by territory then name.

    Columns of table `initiative`, plus territory_name, region_code, departement_code, epci_code of the territory,
    document_title, document_publisher, document_year, and base_longitude, base_latitude: the point of the place
    before points of one place are spread around it.
    """
    return database.frame(
        """
        SELECT i.*, coalesce(p.display_longitude, t.display_longitude) AS base_longitude,
               coalesce(p.display_latitude, t.display_latitude) AS base_latitude,
               t.name AS territory_name, t.region_code, t.departement_code, t.epci_code, t.ept_code,
               d.title AS document_title, d.publisher AS document_publisher, d.year AS document_year
        FROM initiative AS i
        JOIN territory AS t ON t.level = i.territory_level AND t.code = i.territory_code
        LEFT JOIN territory AS p ON p.level = 'commune' AND p.code = i.place_commune_code
        LEFT JOIN document AS d USING (document_id)
        ORDER BY i.name, t.name, i.row_id
        """
    )


@lru_cache(maxsize=8)
def figures_cited(database: Database) -> pd.DataFrame:
    """Every statistic read in a document or on a page, with its territory's name. Perimeters are never mixed."""
    return database.frame(
        """
        SELECT f.*, t.name AS territory_name, t.region_code, t.departement_code, t.epci_code, t.ept_code,
               d.title AS document_title
        FROM figure_cited AS f
        JOIN territory AS t ON t.level = f.territory_level AND t.code = f.territory_code
        LEFT JOIN document AS d USING (document_id)
        ORDER BY f.territory_level, t.name, f.year, f.figure_id
        """
    )


@lru_cache(maxsize=8)
def levers(database: Database) -> pd.DataFrame:
    """The levers of the study with how many territories the corpus shows using each: one row per lever."""
    return database.frame(
        """
        SELECT l.lever_id, l.field, l.label, l.document_id, l.document_line,
               count(DISTINCT c.territory_level || '-' || c.territory_code) AS territories
        FROM lever AS l LEFT JOIN commitment AS c USING (lever_id)
        GROUP BY ALL ORDER BY any_value(l.sort_order)
        """
    )


@lru_cache(maxsize=8)
def commitments(database: Database) -> pd.DataFrame:
    """Which territory uses which lever, with the passage that says so and the initiative it shows."""
    return database.frame(
        """
        SELECT c.*, l.field, l.label, t.name AS territory_name,
               t.region_code, t.departement_code, t.epci_code, t.ept_code,
               (SELECT any_value(i.name) FROM initiative AS i WHERE i.initiative_id = c.initiative_id)
                   AS initiative_name,
               (SELECT min(i.document_section) FROM initiative AS i
                WHERE i.document_id = c.document_id AND i.document_line = c.document_line) AS document_section,
               d.title AS document_title, d.publisher AS document_publisher, d.year AS document_year
        FROM commitment AS c
        LEFT JOIN document AS d USING (document_id)
        JOIN lever AS l USING (lever_id)
        JOIN territory AS t ON t.level = c.territory_level AND t.code = c.territory_code
        ORDER BY l.sort_order, t.name, c.document_line
        """
    )


@lru_cache(maxsize=8)
def _all_contrats_de_ville(database: Database) -> pd.DataFrame:
    """The contrats de ville of the country with what contains their territory: hundreds, read at once."""
    return database.frame(
        """
        SELECT v.code, v.name, v.population_qpv, v.period, v.level, v.territory_code, v.resolution,
               t.name AS territory_name, t.epci_code, v.departement_code, d.region_code
        FROM contrat_de_ville AS v
        LEFT JOIN territory AS t ON t.level = v.level AND t.code = v.territory_code
        LEFT JOIN territory AS d ON d.level = 'departement' AND d.code = v.departement_code
        ORDER BY v.population_qpv DESC NULLS LAST, v.name
        """
    )


def contrats_de_ville(database: Database, level: Level, code: str) -> pd.DataFrame:
    """The contrats de ville of a territory: name, code, population in QPV (2018), and their territory of today.

    Those of an EPCI are its own and those that its communes, or the EPT inside it, have signed.
    """
    rows = _all_contrats_de_ville(database)
    if level is Level.FRANCE:
        return rows
    own = (rows["level"] == level) & (rows["territory_code"] == code)
    if level in {Level.REGION, Level.DEPARTEMENT, Level.EPCI}:
        own |= rows[f"{level}_code"] == code
    return rows[own]
