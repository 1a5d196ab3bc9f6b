"""Numbers, units and absences as a French reader writes them."""

from __future__ import annotations

import dataclasses

import pytest

from observatory import formatting as fr
from observatory.model import Indicator, Status


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (18.25, 1, "18,3"),  # half up, not to even
        (18.35, 1, "18,4"),  # 18.35 is stored as 18.3500000000000014…: as a reader would by hand
        (2.675, 2, "2,68"),  # stored as 2.67499999999999982
        (0.5, 0, "1"),
        (1060, 0, "1\u202f060"),
        (5441002, 0, "5\u202f441\u202f002"),
        (1234567.891, 2, "1\u202f234\u202f567,89"),
        (999.95, 1, "1\u202f000,0"),
        (0, 0, "0"),
        (0, 1, "0,0"),
        (-3.94, 1, "\u22123,9"),
        (-0.04, 1, "0,0"),  # no « minus zero »
        (1e-7, 1, "0,0"),
    ],
)
def test_a_number_is_written_in_french(value: float, decimals: int, expected: str) -> None:
    assert fr.number(value, decimals) == expected


@pytest.mark.parametrize(("value", "expected"), [(1.5, "+1,5"), (-1.5, "\u22121,5"), (0, "0,0"), (0.04, "0,0")])
def test_a_signed_number_shows_its_plus_and_zero_has_none(value: float, expected: str) -> None:
    assert fr.number(value, 1, signed=True) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("14,3", "%", "14,3\u202f%"),
        ("7\u202f164", "EUR", "7\u202f164\u202f€"),
        ("7\u202f164", "€", "7\u202f164\u202f€"),
        ("12", "postes", "12\u00a0postes"),
    ],
)
def test_a_unit_never_parts_from_its_number(text: str, unit: str, expected: str) -> None:
    assert fr.with_unit(text, unit) == expected


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("postes", 0, "poste"),
        ("postes", 1, "poste"),
        ("postes", 1.99, "poste"),
        ("postes", 2, "postes"),
        ("points", -1.5, "point"),
        ("points", -2, "points"),
        ("habitants des quartiers", 1, "habitant des quartiers"),
        ("SCIC", 1, "SCIC"),
        ("%", 1, "%"),
        ("EUR", 1, "EUR"),
    ],
)
def test_a_unit_is_singular_below_two(unit: str, value: float, expected: str) -> None:
    assert fr.counted(unit, value) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.NOT_AVAILABLE, "non disponible"),
        (Status.SECRET, "secret statistique"),
        (Status.NOT_APPLICABLE, "sans objet"),
        (Status.OBSERVED, "non disponible"),  # a value lost on the way is said missing, never 0
    ],
)
@pytest.mark.parametrize("absent", [None, float("nan")])
def test_an_absence_is_said_in_words(absent: float | None, status: Status, expected: str, share: Indicator) -> None:
    assert fr.value_text(absent, share, status) == expected


def test_a_true_zero_is_a_number(share: Indicator, posts: Indicator) -> None:
    assert fr.value_text(0.0, share) == "0,0\u202f%"
    assert fr.value_text(0.0, posts) == "0\u00a0poste"


def test_a_value_is_written_with_its_decimals_and_unit(share: Indicator, posts: Indicator) -> None:
    euros = dataclasses.replace(posts, unit="EUR")

    assert fr.value_text(14.3236, share) == "14,3\u202f%"
    assert fr.value_text(1478.0, posts) == "1\u202f478\u00a0postes"
    assert fr.value_text(10_393_173.0, euros) == "10\u202f393\u202f173\u202f€"
    assert fr.value_text(14.3236, share, unit=False) == "14,3"


@pytest.mark.parametrize(("absent"), [None, float("nan")])
def test_nothing_and_nan_are_missing_and_zero_is_not(absent: float | None) -> None:
    assert fr.is_missing(absent)
    assert not fr.is_missing(0.0)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("part_ess_emploi", "départements", "Bretagne", "2015"), "part-ess-emploi_departements_bretagne_2015"),
        (("population_qpv", "", "Côte-d’Or"), "population-qpv_cote-d-or"),
        (("../../etc/passwd",), "etc-passwd"),
        (("",), "export"),
    ],
)
def test_a_file_is_named_by_what_is_in_it(parts: tuple[str, ...], expected: str) -> None:
    assert fr.file_name(*parts) == expected


def test_a_long_name_is_cut_for_a_file() -> None:
    assert len(fr.slug("mot " * 40)) <= 60


@pytest.mark.parametrize(
    ("per_km2", "text"),
    [
        (0.0, "0\u00a0hab./km²"),
        (0.04, "moins de 0,1\u00a0hab./km²"),
        (0.05, "0,1\u00a0hab./km²"),
        (3.45, "3,5\u00a0hab./km²"),
        (9.94, "9,9\u00a0hab./km²"),
        (9.95, "10\u00a0hab./km²"),
        (126.5, "127\u00a0hab./km²"),
        (19985.7, "19\u202f986\u00a0hab./km²"),
    ],
)
def test_a_density_has_one_decimal_under_ten(per_km2: float, text: str) -> None:
    assert fr.density_text(per_km2) == text


def test_nought_and_one_are_singular() -> None:
    said = [fr.count_of(count, "valeur lue", "valeurs lues") for count in (0, 1, 2, 1200)]

    assert said == ["0 valeur lue", "1 valeur lue", "2 valeurs lues", "1\u202f200 valeurs lues"]
