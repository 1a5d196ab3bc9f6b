"""What changed in the parts, the structures behind a number, and the measure that opens the home page."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

Change = Callable[..., None]
N = "\u202f"


@pytest.fixture
def changed(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Change:
    """A copy of the database changed by SQL, which the next page opened reads."""

    def change(*statements: str) -> None:
        path = tmp_path / "changed.duckdb"
        shutil.copy(database, path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(path))

    return change


def words(text: str) -> str:
    """A text with one plain space wherever there is any."""
    return " ".join(text.split())


def test_the_home_page_opens_with_the_latest_measure_and_says_its_field(
    open_page: Any, detailed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(detailed))

    screen = open_page("accueil", territoire="region-53")

    # The hand-made share of private jobs of Bretagne, 2022; that of Clap stops in 2015.
    assert f"12,8{N}%" in screen.text
    assert f"Champ{N}: " in screen.text


def test_the_parts_that_changed_are_shown_with_the_one_that_moved_most(open_page: Any, changed: Change) -> None:
    changed(
        "UPDATE build SET former_version = 'abc', former_built_at = '2026-03-01 08:05:00'",
        "INSERT OR REPLACE INTO sector VALUES ('88', 'Action sociale sans hébergement', 'Action sociale')",
        "INSERT INTO difference_part VALUES "
        "('part_ess_emploi', 'region', 1, 2, 3, '53', '2015', 'association', '88', 14.3, 15.0)",
    )

    text = words(open_page("donnees", rubrique="difference").text)

    assert "Aucun total n’a changé depuis la base du 01/03/2026 à 08:05 (temps universel) ; des parts" in text
    row = (
        "Part de l’ESS dans l’emploi salarié régions 1 2 3 Associations, Action sociale, 2015, Bretagne : 14,3 → 15,0 %"
    )
    assert row in text


def test_the_walk_of_a_number_of_structures_lists_their_identifiers(open_page: Any, changed: Change) -> None:
    changed(
        "CREATE OR REPLACE VIEW counted_structure AS SELECT 'postes_fonjep' AS indicator_id, 'region' AS level,"
        " '53' AS code, * FROM structure",
        "INSERT INTO structure (structure_id, siren, siret, family, legal_category, commune_code, in_families, in_law,"
        " scic, scop, source_id) VALUES"
        " ('a', '732829320', '73282932000074', 'association', '9220', '35238', true, true, false, false, 'liste_ess'),"
        " ('b', '812345678', NULL, 'inconnue', '1000', NULL, false, true, false, false, 'structures_file')",
    )

    text = words(open_page("donnees", rubrique="trace", indicateur="postes_fonjep", territoire="region-53").text)

    assert "6. Établissements comptés : 2, dont voici 1." in text
    assert "73282932000074 Rennes liste_ess" in text
    assert "812345678" not in text
