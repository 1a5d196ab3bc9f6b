"""Folding of names for search, spreading of coinciding points."""

from __future__ import annotations

import math

import pytest

from etl.catalogue_checks import CIVILITY, EMAIL, TELEPHONE
from etl.points import spread
from observatory.model import fold


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("st etienne", "saint etienne"),
        ("Ste-Marie", "sainte marie"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Œting", "oeting"),
        ("  Évry-Courcouronnes ", "evry courcouronnes"),
    ],
)
def test_names_are_folded_for_search(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_coinciding_points_are_all_apart_and_the_first_stays() -> None:
    points = [spread(2.35, 48.85, rank) for rank in range(80)]

    assert points[0] == (2.35, 48.85)
    distances = [math.dist(a, b) for i, a in enumerate(points) for b in points[:i]]
    assert min(distances) > 0.01
    assert max(math.dist(points[0], point) for point in points) < 0.4


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (EMAIL, "écrire à contact@exemple.fr", True),
        (EMAIL, "2@3", False),
        (TELEPHONE, "01 40 12 34 56", True),
        (TELEPHONE, "+33 6.12.34.56.78", True),
        (TELEPHONE, "SIREN 243500139 et 1 060 SCIC en 2020", False),
        (CIVILITY, "selon Mme Durand", True),
        (CIVILITY, "la commune de Mmeville", False),
    ],
)
def test_personal_data_are_recognised(pattern: object, text: str, found: bool) -> None:  # noqa: FBT001
    assert bool(pattern.search(text)) is found  # type: ignore[attr-defined]
