"""The family of the ESS a structure belongs to, from the producer's words or from Insee's legal category, in SQL.

`staging.legal_category` (our table of Insee's categories) tells the four families of the law; a word of the producer's
file comes first; an ordinary company is `societe_commerciale` only where something else says that it is of the ESS.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from observatory.model import fold

STATUTORY = ("association", "cooperative", "mutuelle", "fondation")
FAMILIES = (*STATUTORY, "societe_commerciale", "inconnue")
WORDS = {
    "assoc": "association",
    "coop": "cooperative",
    "scop": "cooperative",
    "scic": "cooperative",
    "mutu": "mutuelle",
    "fonda": "fondation",
    "fonds de dotation": "fondation",
    "soci": "societe_commerciale",
    "entreprise": "societe_commerciale",
}
# No legal category is that of SCIC: they are found among these by their name.
SCIC_CATEGORIES = ("5460", "5560", "5660", "5710")
SCOP_CATEGORIES = ("5458", "5558", "5658")


def named_family(word: str) -> str | None:
    """The family that a producer's word names, None when it names none."""
    folded = fold(word)
    return next((family for start, family in WORDS.items() if folded.startswith(start)), None)


def stage_family_words(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Create `staging.family_word (word, family)` from the words that a query gives."""
    words = [word for (word,) in connection.execute(sql).fetchall() if word]
    rows = [(word, named_family(word)) for word in words]
    connection.register("incoming", pd.DataFrame(rows, columns=["word", "family"], dtype="str"))
    try:
        connection.execute("CREATE OR REPLACE TABLE staging.family_word AS SELECT * FROM incoming")
    finally:
        connection.unregister("incoming")


def company_or_unknown(category: str) -> str:
    """SQL: the family of a unit in none of the four: a company (category 5) or unknown."""
    return f"CASE WHEN {category} LIKE '5%' THEN 'societe_commerciale' ELSE 'inconnue' END"


def names_scic(name: str) -> str:
    """SQL: whether a name says SCIC, as a word or in full; « intérêt collectif agricole » is another kind (SICA)."""
    folded = f"strip_accents(lower({name}))"
    return (
        f"regexp_matches({folded}, '\\b(s\\.?c\\.?i\\.?c)\\b|interet +collectif') "
        f"AND NOT contains({folded}, 'collectif agricole')"
    )
