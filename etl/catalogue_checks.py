"""Checks of the catalogue: words known, lines that exist, nothing personal, documents read again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import duckdb

from etl.check_result import CheckResult, blocking, french, warning

MINIMUM_ROWS = 450
EMAIL = re.compile(r"[\w.+-]+@\w[\w-]*\.\w+")
TELEPHONE = re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[ .\u202f\u00a0-]?\d\d){4}(?!\d)")
CIVILITY = re.compile(r"\b(M\.|Mme|Mr|Monsieur|Madame|Mlle)\s+[A-ZÉÈ]")
LINES_AROUND = 3
FREE_TEXT = {
    "initiative": ("name", "figures", "summary", "document_section", "note"),
    "figure_cited": ("label", "document_section", "note"),
}
PERSON_COLUMNS = {"person", "personne", "contact", "email", "courriel", "telephone", "phone", "elu", "auteur"}


def catalogue_checks(connection: duckdb.DuckDBPyConnection, documents: Path | None) -> Iterator[CheckResult]:
    """Every check of the catalogue; the documents are re-read where they are at hand."""
    yield _size(connection)
    yield _lines(connection)
    yield _levers(connection)
    yield from _nothing_personal(connection)
    yield _read_again(connection, documents)


def fold(text: str) -> str:
    """A text without capitals, accents nor markup, for the comparison with the document.

    >>> fold("L’**Économie**")
    "l'economie"
    """
    plain = text.lower().replace("’", "'").replace("œ", "oe").replace("\u2011", "-")
    plain = plain.replace("\u00a0", " ").replace("\u202f", " ")
    decomposed = unicodedata.normalize("NFD", plain)
    return re.sub(r"[*_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _size(connection: duckdb.DuckDBPyConnection) -> CheckResult:
    row = connection.execute(
        "SELECT count(*), count(DISTINCT initiative_id), count(DISTINCT (territory_level, territory_code)) "
        "FROM initiative WHERE source_id = 'catalogue'"
    ).fetchone() or (0, 0, 0)
    measured = f"{french(row[0])} lignes, {french(row[1])} initiatives, {french(row[2])} territoires"
    return warning(
        "catalogue-taille",
        "Lignes du catalogue",
        "catalogue",
        f"au moins {MINIMUM_ROWS} lignes",
        measured,
        passed=row[0] >= MINIMUM_ROWS,
    )


def _lines(connection: duckdb.DuckDBPyConnection) -> CheckResult:
    rows = connection.execute(
        """SELECT document_id || ', ligne ' || document_line FROM (
            SELECT document_id, document_line FROM initiative UNION ALL
            SELECT document_id, document_line FROM figure_cited UNION ALL
            SELECT document_id, document_line FROM lever) JOIN document USING (document_id)
        WHERE document_line NOT BETWEEN 1 AND line_count"""
    ).fetchall()
    return blocking(
        "catalogue-lignes",
        "Chaque ligne citée existe dans son document",
        "catalogue",
        "aucune exception",
        "aucune exception" if not rows else "; ".join(row[0] for row in rows[:5]),
        passed=not rows,
    )


def _levers(connection: duckdb.DuckDBPyConnection) -> CheckResult:
    used = connection.execute("SELECT count(DISTINCT lever_id), count(*) FROM commitment").fetchone() or (
        0,
        0,
    )
    total = connection.execute("SELECT count(*) FROM lever").fetchone() or (0,)
    return warning(
        "catalogue-leviers",
        "Leviers de l’étude illustrés par au moins une collectivité",
        "catalogue",
        f"{total[0]} leviers",
        f"{used[0]} leviers, {french(used[1])} usages",
        passed=used[0] >= total[0] / 2,
    )


def _nothing_personal(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    texts = [
        (f"{table}.{column}", str(row[0]))
        for table, columns in FREE_TEXT.items()
        for column in columns
        for row in connection.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
    ]
    for check_id, label, pattern in (
        ("catalogue-courriel", "Aucun courriel", EMAIL),
        ("catalogue-telephone", "Aucun numéro de téléphone", TELEPHONE),
        ("catalogue-civilite", "Aucune civilité suivie d’un nom", CIVILITY),
    ):
        found = [where for where, text in texts if pattern.search(text)]
        yield blocking(
            check_id,
            label,
            "catalogue",
            "aucun",
            "aucun" if not found else f"{len(found)} : {', '.join(found[:5])}",
            passed=not found,
        )
    columns = {
        str(row[0])
        for row in connection.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name IN ('initiative', 'figure_cited')"
        ).fetchall()
    }
    personal = sorted(columns & PERSON_COLUMNS)
    yield blocking(
        "catalogue-personnes",
        "Aucune colonne ne porte de nom de personne",
        "catalogue",
        "aucune",
        ", ".join(personal) or "aucune",
        passed=not personal,
    )


def _read_again(connection: duckdb.DuckDBPyConnection, documents: Path | None) -> CheckResult:
    """Each row's key words stand within three lines of the line it gives."""
    label = "Les mots clés de chaque ligne se retrouvent dans le document, à trois lignes près"
    expected = "toutes les lignes"
    if documents is None or not documents.is_dir():
        return warning(
            "catalogue-relecture",
            label,
            "catalogue",
            expected,
            "non vérifié ici : documents absents",
            passed=True,
        )
    texts = {
        path.stem: [fold(line) for line in path.read_text(encoding="utf-8").split("\n")]
        for path in sorted(documents.glob("*.txt"))
    }
    rows = connection.execute(
        "SELECT initiative_id, document_id, document_line, key_words FROM initiative WHERE document_id IS NOT NULL"
    ).fetchall()
    wrong = [
        f"{initiative_id} ({document_id}, ligne {line})"
        for initiative_id, document_id, line, key_words in rows
        if not _stands(texts.get(document_id, []), line, key_words or "")
    ]
    measured = f"{french(len(rows) - len(wrong))} lignes sur {french(len(rows))}"
    if wrong:
        measured += f" ; à revoir : {', '.join(wrong[:5])}"
    return blocking("catalogue-relecture", label, "catalogue", expected, measured, passed=not wrong)


def _stands(lines: list[str], line: int, key_words: str) -> bool:
    around = " ".join(lines[max(0, line - 1 - LINES_AROUND) : line + LINES_AROUND])
    words = [fold(word.strip()) for word in key_words.split("|") if word.strip()]
    return bool(words) and all(word in around for word in words)
