"""« Données et méthode » on live sources: what is loaded, what a command would bring, what the last build changed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

Change = Callable[..., Path]
N = "\u202f"


@pytest.fixture
def changed(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Change:
    """A copy of the database changed by SQL, which the next page opened reads: `changed("UPDATE …")`."""

    def change(*statements: str) -> Path:
        path = tmp_path / "changed.duckdb"
        shutil.copy(database, path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(path))
        return path

    return change


def words(text: str) -> str:
    """A text with one plain space wherever there is any."""
    return " ".join(text.split())


def test_each_state_of_a_source_is_said(open_page: Any, changed: Change) -> None:
    changed(
        "UPDATE source SET state = 'fetched', retrieved_on = '2026-03-03', edition = 'mars 2026', row_count = 1200, "
        "size_bytes = 1340000, address = 'https://x.fr', next_update = 'avril 2026' WHERE source_id = 'liste_ess'",
        "UPDATE source SET state = 'fetched', retrieved_on = '2026-02-01' WHERE source_id = 'structures_file'",
    )

    text = open_page("donnees", rubrique="sources").text

    assert "mars 2026 03/03/2026 1 200 1,3 Mo avril 2026" in words(text)
    assert "absente" in text


def test_sources_are_grouped_by_the_way_they_came_and_no_column_is_empty(open_page: Any, changed: Change) -> None:
    path = changed(
        "UPDATE source SET state = 'fetched', retrieved_on = '2026-03-03', size_bytes = 1340000, "
        "address = 'https://x.fr' WHERE source_id = 'liste_ess'",
        "UPDATE source SET state = 'fetched', retrieved_on = '2026-02-01' WHERE source_id = 'structures_file'",
    )
    with duckdb.connect(str(path), read_only=True) as connection:
        ((embedded,),) = connection.execute("SELECT count(*) FROM source WHERE state = 'embedded'").fetchall()

    markup = open_page("donnees", rubrique="sources").markup

    delivered, fetched, imported = re.split("<h4>", markup)[1:4]
    assert delivered.startswith(f"Livrées avec l’observatoire ({embedded} sources)</h4>")
    assert fetched.startswith("Téléchargées chez les producteurs (1 source)</h4>")
    assert "01/02/2026" in imported
    assert imported.startswith("Importées d’un fichier (1 source)</h4>")
    assert "Taille" in fetched
    assert ("Taille" in delivered, "Reçue le" in delivered) == (False, False)
    assert "embarquée" not in delivered


def test_an_absent_source_says_what_it_would_bring_and_the_command(open_page: Any, changed: Change) -> None:
    changed(
        "UPDATE source SET state = 'absent', live = true, brings = ['Emploi & salaires', 'Établissements'] "
        "WHERE source_id = 'liste_ess'",
        "UPDATE source SET state = 'absent', live = false WHERE source_id = 'structures_file'",
    )

    screen = open_page("donnees", rubrique="sources")

    assert f"Ce qu’elle apporterait{N}: Emploi & salaires{N}; Établissements." in screen.text
    assert "<code>python -m etl fetch liste_ess</code>" in screen.markup
    assert "<code>python -m etl import structures_file FICHIER</code>" in screen.markup


def test_nothing_left_to_add_is_said(open_page: Any, changed: Change) -> None:
    changed("UPDATE source SET state = 'fetched' WHERE state = 'absent'")

    assert "Toutes les sources déclarées sont chargées." in open_page("donnees", rubrique="sources").text


def test_a_first_build_has_no_difference_to_show(open_page: Any, changed: Change) -> None:
    changed("UPDATE build SET former_version = NULL, former_built_at = NULL")

    assert "C’est la première base construite ici" in open_page("donnees", rubrique="difference").text


FORMER = "UPDATE build SET former_version = 'abc', former_built_at = '2026-03-01 08:05:00'"


def test_a_build_that_changed_nothing_says_so(open_page: Any, changed: Change) -> None:
    changed(FORMER)

    text = open_page("donnees", rubrique="difference").text

    assert "Aucun chiffre n’a changé depuis la base du 01/03/2026 à 08:05 (temps universel)." in text


def test_the_last_difference_is_told_in_words_then_most_changed_first(open_page: Any, changed: Change) -> None:
    changed(
        FORMER,
        "INSERT INTO difference VALUES ('abc', 'part_ess_emploi', 'region', '2015', 0, 0, 2, '53', 14.3, 15.0),"
        "('abc', 'disparu', 'departement', '2020', 0, 7, 0, NULL, NULL, NULL),"
        "('abc', 'population', 'commune', '2023', 0, 0, 1, '38185', 157500, 157400)",
    )

    text = words(open_page("donnees", rubrique="difference").text)

    assert (
        "Depuis la base du 01/03/2026 à 08:05 (temps universel), 3 indicateurs ont changé : 3 valeurs modifiées, "
        "7 valeurs disparues." in text
    )
    rows = [
        "disparu (n’existe plus) départements 2020 0 7 0",
        "Part de l’ESS dans l’emploi salarié régions 2015 0 0 2 Bretagne : 14,3 → 15,0 % (+4,9 %)",
        "Population communes 2023 0 0 1 Grenoble : 157 500 → 157 400 habitants (\u22120,1 %)",
    ]
    places = [text.index(row) for row in rows]
    assert places == sorted(places)


def test_a_small_move_keeps_the_decimals_that_show_it(open_page: Any, changed: Change) -> None:
    changed(
        FORMER,
        "INSERT INTO difference VALUES ('abc', 'part_ess_emploi', 'region', '2015', 0, 0, 1, '53', 14.32, 14.34)",
    )

    text = words(open_page("donnees", rubrique="difference").text)
    assert "Bretagne : 14,32 → 14,34 % (+0,1 %)" in text


@pytest.mark.parametrize("page", ["accueil", "indicateurs", "portrait"])
def test_a_figure_of_the_embedded_table_says_that_a_current_one_exists_and_leads_to_its_command(
    open_page: Any, changed: Change, page: str
) -> None:
    changed(
        "UPDATE indicator SET current_source_id = 'liste_ess' WHERE indicator_id = 'part_ess_emploi'",
        "UPDATE source SET live = true WHERE source_id = 'liste_ess'",
    )

    screen = open_page(page, territoire="region-53")

    assert screen.markup.count("obs-currency") == 1
    assert "date de 2015" in screen.text
    assert "en publie de plus récents" in screen.text
    assert "python -m" not in screen.markup
    assert "donnees?rubrique=sources&amp;territoire=region-53" in screen.markup


def test_nothing_is_said_of_a_figure_that_waits_for_no_source(open_page: Any, changed: Change) -> None:
    changed("UPDATE indicator SET current_source_id = NULL")

    for page in ("accueil", "indicateurs", "portrait"):
        assert "obs-currency" not in open_page(page).markup


def test_an_edition_put_aside_is_shown_with_its_report_and_the_command_that_accepts_it(
    open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "raw" / "liste_ess" / "quarantine"
    aside.mkdir(parents=True)
    (aside / "rapport.txt").write_text("Lignes : 900 au lieu de 1 200 <b>(-25 %)</b>", encoding="utf-8")
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(tmp_path / "raw"))

    screen = open_page("donnees", rubrique="sources")

    assert [heading.value for heading in screen.test.subheader].count("Éditions mises de côté") == 1
    assert [text.value for text in screen.test.text] == ["Lignes : 900 au lieu de 1 200 <b>(-25 %)</b>"]
    assert "python -m etl fetch --accept liste_ess" in [code.value for code in screen.test.code]


def test_no_edition_put_aside_no_heading(open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(tmp_path))

    assert "Éditions mises de côté" not in open_page("donnees", rubrique="sources").text
