"""Every territory of the database said in a sentence: no contraction forgotten, no elision missed, no double space."""

from __future__ import annotations

import re

import pytest

from observatory import queries
from observatory.database import Database
from observatory.model import Indicator, Level, Status, Territory
from observatory.narrative import describe_place, headline, in_place, is_or_are, of_place, than_place, the_place
from observatory.narrative.sentences import Reading

FORGOTTEN = re.compile(
    r"\b(de|à) (le|les|Le|Les) (?=[A-ZÉÈÎŒ])|\bque (en|à|au|aux) |\b(de|que) [AEIOUÉÈÊÎÔŒÂ]|\bd’[^AEIOUÉÈÊÎÔŒÂYH]|  "
)
# names in H that take « d’ », as the towns themselves write, and names in Y followed by a vowel
ELIDED_H = ("Hy", "Haill", "Hais", "Hallu", "Harfl", "Harnes", "Haspa", "Haubour", "Hautmont", "Hazeb", "Henda")
ELIDED_H += ("Henneb", "Henri", "Hénin", "Héri", "Herbig", "Herblay", "Hérép", "Hérouv", "Herser", "Hersin", "Héry")
ELIDED_H += ("Hesdin", "Hettange", "Hirson", "Homéc", "Houplines", "Hourtin", "Huelgoat", "Hérault")
FRANCE = Territory(Level.FRANCE, "FR", "France")


def of_level(base: Database, *levels: Level) -> list[Territory]:
    rows = base.rows("SELECT level, code, name FROM territory WHERE list_contains(?::VARCHAR[], level)", [list(levels)])
    return [Territory(Level(level), code, name) for level, code, name in rows]


@pytest.fixture(scope="module")
def everywhere(observatory: Database) -> list[Territory]:
    """All régions, départements, EPCI, EPT, and all 34,875 communes."""
    return of_level(observatory, *(level for level in Level if level is not Level.FRANCE))


def test_the_whole_country_is_there(everywhere: list[Territory]) -> None:
    assert len(everywhere) > 36_000


def test_no_contraction_or_elision_is_forgotten_in_any_territory(everywhere: list[Territory]) -> None:
    wrong = [
        text
        for place in everywhere
        for text in (of_place(place), in_place(place), than_place(place))
        if FORGOTTEN.search(text)
    ]

    assert wrong == []


def test_an_h_is_elided_only_where_usage_does(everywhere: list[Territory]) -> None:
    elided = {p.name for p in everywhere if p.name.startswith("H") and of_place(p).startswith("d’")}

    assert {name for name in elided if not name.startswith(ELIDED_H)} == set()
    assert {"Hyères", "Hendaye", "Halluin", "Hénin-Beaumont"} <= elided
    assert not elided & {"Honfleur", "Haguenau", "Houilles", "Hœnheim", "Ham", "Hem"}


@pytest.mark.parametrize(
    ("name", "of", "where", "than"),
    [
        ("Le Havre", "du Havre", "au Havre", "qu’au Havre"),
        ("Les Sables-d’Olonne", "des Sables-d’Olonne", "aux Sables-d’Olonne", "qu’aux Sables-d’Olonne"),
        ("La Rochelle", "de La Rochelle", "à La Rochelle", "qu’à La Rochelle"),
        ("Y", "d’Y", "à Y", "qu’à Y"),
        ("Yvetot", "d’Yvetot", "à Yvetot", "qu’à Yvetot"),
        ("Œuilly", "d’Œuilly", "à Œuilly", "qu’à Œuilly"),
        ("Los Masos", "de Los Masos", "à Los Masos", "qu’à Los Masos"),
        ("Lesquin", "de Lesquin", "à Lesquin", "qu’à Lesquin"),
    ],
)
def test_names_of_communes_in_a_sentence(name: str, of: str, where: str, than: str) -> None:
    place = Territory(Level.COMMUNE, "00000", name)

    assert (of_place(place), in_place(place), than_place(place)) == (of, where, than)


@pytest.mark.parametrize(
    ("key", "than", "verb"),
    [
        ("region-53", "qu’en Bretagne", "est"),
        ("region-52", "que dans les Pays de la Loire", "sont"),
        ("departement-67", "que dans le Bas-Rhin", "est"),
        ("departement-92", "que dans les Hauts-de-Seine", "sont"),
        ("departement-976", "qu’à Mayotte", "est"),
        ("commune-93045", "qu’aux Lilas", "est"),
        ("epci-244500468", "qu’à Orléans Métropole", "est"),
        ("france-FR", "qu’en France", "est"),
    ],
)
def test_a_place_behind_que_and_its_verb(observatory: Database, key: str, than: str, verb: str) -> None:
    level, _, code = key.partition("-")
    place = queries.territory(observatory, Level(level), code)

    assert place is not None
    assert (than_place(place), is_or_are(place)) == (than, verb)


def test_every_epci_has_a_clean_sentence_and_a_headline_that_fits(observatory: Database, share: Indicator) -> None:
    france = Reading(FRANCE, 10.5, Status.OBSERVED)
    for place in of_level(observatory, Level.REGION, Level.DEPARTEMENT, Level.EPCI, Level.EPT):
        for value in (0.0, 8.4, 10.5, 31.0):
            reading = Reading(place, value, Status.OBSERVED)
            sentence, title = describe_place(share, "2015", reading, [france]), headline(share, "2015", reading, france)

            assert "  " not in sentence
            assert not re.search(r"\bde (le|les) |\bà (le|les) |\bque (en|à|au|aux) ", sentence), sentence
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert len(title) <= 90
            assert the_place(place).removeprefix("l’").split(" ", 1)[-1] in sentence
            assert title
