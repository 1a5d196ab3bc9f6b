"""Folding of names for the search."""

from __future__ import annotations

import pytest

from observatory.model import Level, Territory, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("st etienne", "saint etienne"),
        ("SAINT ETIENNE", "saint etienne"),
        ("Ste-Foy-lès-Lyon", "sainte foy les lyon"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Œuf-en-Ternois", "oeuf en ternois"),
        ("  Évry   Courcouronnes ", "evry courcouronnes"),
        ("Stains", "stains"),  # « st » only as a word of its own
        ("(.*)+?[", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_name_fold_to_one_text(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_a_folded_text_changes_nothing() -> None:
    for text in ("Saint-Étienne", "L’Haÿ-les-Roses", "Œuf-en-Ternois"):
        assert fold(fold(text)) == fold(text)


def test_a_territory_is_named_in_addresses_by_level_and_code() -> None:
    assert Territory(Level.COMMUNE, "2A004", "Ajaccio").key == "commune-2A004"


@pytest.mark.parametrize(
    ("population", "area_km2", "density"),
    [(300, 2.0, 150.0), (0, 4.0, 0.0), (300, 1.0, 300.0), (300, 0.999, None), (None, 2.0, None), (300, None, None)],
)
def test_a_density_wants_residents_and_an_area_large_enough_to_be_measured(
    population: int | None, area_km2: float | None, density: float | None
) -> None:
    place = Territory(Level.COMMUNE, "01001", "Lieu", population=population, area_km2=area_km2)

    assert place.density_per_km2 == density
