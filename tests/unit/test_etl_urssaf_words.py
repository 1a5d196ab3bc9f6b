"""The words and places of the Urssaf files: what each means, and what is refused."""

from __future__ import annotations

import csv

import pytest

from etl.files import REFERENCE
from etl.urssaf.places import Place, Written, geography_of, place_of
from etl.urssaf.words import Sector, family_of, sector_of

GEOGRAPHY = geography_of(
    {
        "53": "Bretagne",
        "44": "Grand Est",
        "94": "Corse",
        "01": "Guadeloupe",
        "76": "Occitanie",
        "24": "Centre-Val de Loire",
    },
    {
        "22": ("Côtes-d’Armor", "53"),
        "57": ("Moselle", "44"),
        "2A": ("Corse-du-Sud", "94"),
        "971": ("Guadeloupe", "01"),
        "01": ("Ain", "84"),
    },
)


@pytest.fixture(scope="module")
def divisions() -> list[Sector]:
    """The 88 divisions of the embedded table."""
    with (REFERENCE / "nomenclatures" / "na88.csv").open(encoding="utf-8", newline="") as stream:
        return [Sector(**row) for row in csv.DictReader(stream)]


@pytest.mark.parametrize(
    ("champ", "word", "family"),
    [
        ("OUI", "Association", "association"),
        ("oui", "ASSOCIATIONS", "association"),
        ("OUI", "Coopérative", "cooperative"),
        ("OUI", "Mutuelles", "mutuelle"),
        ("OUI", "Fondation", "fondation"),
        ("NON", "Hors ESS", "hors_ess"),
        ("NON", "", "hors_ess"),
        ("OUI", "Groupement", None),
        ("OUI", "", None),
        ("OUI", "Ensemble", None),
        ("Total", "", None),
        ("", "Association", None),
    ],
)
def test_a_family_is_known_by_its_word_and_nothing_is_guessed(champ: str, word: str, family: str | None) -> None:
    assert family_of(champ, word) == family


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("88", "88"),
        ("88 Action sociale sans hébergement", "88"),
        ("Action sociale sans hebergement", "88"),
        ("1", "01"),
        ("14 - Industrie de l'habillement", "14"),
        ("05-39 Industrie", "05-39"),
        ("64-66", "64-66"),
        ("nca", "nca"),
    ],
)
def test_a_sector_is_known_by_its_code_its_group_or_its_label(word: str, code: str, divisions: list[Sector]) -> None:
    found = sector_of(word, divisions)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("word", ["04", "888", "88.10A", "39-05", "Commerce", "Total", "zz"])
def test_a_sector_that_is_not_one_is_not_guessed(word: str, divisions: list[Sector]) -> None:
    assert sector_of(word, divisions) is None


def test_a_group_says_which_divisions_it_holds(divisions: list[Sector]) -> None:
    assert sector_of("05-39 Industrie", divisions) == Sector("05-39", "Industrie (divisions 05 à 39)", "Industrie")
    assert sector_of("36-38", divisions) == Sector("36-38", "Divisions 36 à 38", "Divisions 36 à 38")


def test_the_88_divisions_are_those_of_the_classification(divisions: list[Sector]) -> None:
    codes = [int(division.code) for division in divisions]

    # NAF rév. 2 has no division 04, 34, 40, 44, 48, 54, 57, 67, 76, 83 and 89.
    assert codes == [n for n in range(1, 100) if n not in {4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89}]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (Written("22", "Côtes-d'Armor", "53", "Bretagne"), ("22", "53")),
        (Written("2A", region_code="94"), ("2A", "94")),
        (Written("971", region_code="1"), ("971", "01")),
        # Ain, whose code has lost its zero.
        (Written("1"), ("01", "84")),
        # Only the former région: the département tells today's.
        (Written("57", region_code="41", former_region="Lorraine"), ("57", "44")),
        (Written(departement="Moselle"), ("57", "44")),
        (Written(former_region_code="41"), (None, "44")),
        (Written(former_region="Midi-Pyrénées"), (None, "76")),
        (Written(former_region="Centre"), (None, "24")),
        (Written("20", "Corse", "94", "Corse"), (None, "94")),
        (Written("99", "Étranger"), (None, None)),
        (Written(), (None, None)),
    ],
)
def test_a_row_is_placed_by_its_departement_else_by_its_region(
    written: Written, place: tuple[str | None, str | None]
) -> None:
    found = place_of(written, GEOGRAPHY)

    assert (found.departement_code, found.region_code) == place
    assert not found.contradicted
    assert bool(found.reason) == (place[0] is None)


def test_only_a_region_of_today_stands_for_all_its_departements() -> None:
    assert place_of(Written("20", "Corse", "94", "Corse"), GEOGRAPHY).whole
    assert place_of(Written(region_code="53"), GEOGRAPHY).whole
    assert not place_of(Written(former_region_code="41", former_region="Lorraine"), GEOGRAPHY).whole
    assert not place_of(Written("99", "Étranger", "53", "Bretagne"), GEOGRAPHY).whole


def test_a_departement_in_another_region_is_a_contradiction() -> None:
    assert place_of(Written("22", region_code="44"), GEOGRAPHY) == Place("22", "53", contradicted=True)
