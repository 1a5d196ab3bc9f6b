"""Choosing in the catalogue: each filter alone and together, on the real catalogue."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from observatory.catalogue import NATIONAL_LISTS, Filters, filters_of, select
from observatory.choices import UnknownChoiceError
from observatory.database import Database
from observatory.model import Territory, fold

Find = Callable[[str], Territory]


def chosen(observatory: Database, **parameters: str) -> set[str]:
    return set(select(observatory, filters_of(observatory, parameters))["row_id"])


def test_no_filter_keeps_the_whole_catalogue(observatory: Database) -> None:
    (total,) = observatory.rows("SELECT count(*) FROM initiative")[0]

    assert len(chosen(observatory)) == total


@pytest.mark.parametrize(
    ("parameters", "condition"),
    [
        ({"type": "scic"}, "kind = 'scic'"),
        ({"type": "scic,ptce"}, "kind IN ('scic', 'ptce')"),
        ({"theme": "achats_responsables"}, "theme = 'achats_responsables'"),
        ({"document": NATIONAL_LISTS}, "document_id IS NULL"),
        ({"de": "2015"}, "coalesce(year_end, year) >= 2015"),
        ({"a": "2015"}, "year <= 2015"),
        ({"de": "2014", "a": "2016"}, "coalesce(year_end, year) >= 2014 AND year <= 2016"),
        ({"territoire": "commune-38185"}, "territory_level = 'commune' AND territory_code = '38185'"),
    ],
)
def test_a_filter_keeps_the_rows_it_says(observatory: Database, parameters: dict[str, str], condition: str) -> None:
    expected = {row[0] for row in observatory.rows(f"SELECT row_id FROM initiative WHERE {condition}")}

    assert chosen(observatory, **parameters) == expected
    assert expected


def test_filters_add_up(observatory: Database) -> None:
    both = chosen(observatory, type="scic", territoire="region-53")

    assert both == chosen(observatory, type="scic") & chosen(observatory, territoire="region-53")


def test_a_document_keeps_its_own_rows(observatory: Database) -> None:
    for (document,) in observatory.rows("SELECT document_id FROM document"):
        rows = select(observatory, filters_of(observatory, {"document": document}))
        assert set(rows["document_id"]) == {document}


def test_a_word_is_found_without_its_accents_in_name_summary_and_place(observatory: Database) -> None:
    rows = select(observatory, filters_of(observatory, {"texte": "MONNAIE"}))

    assert len(rows)
    for row in rows.itertuples():
        assert "monnaie" in fold(f"{row.name} {row.summary} {row.territory_name}")
    assert chosen(observatory, texte="réemploi") == chosen(observatory, texte="REEMPLOI")


def test_every_word_counts(observatory: Database) -> None:
    together = chosen(observatory, texte="monnaie grenoble")

    assert together == chosen(observatory, texte="monnaie") & chosen(observatory, texte="grenoble")


@pytest.mark.parametrize("text", ["(.*)+?[", "%", "\\", "'"])
def test_regex_characters_are_only_characters(observatory: Database, text: str) -> None:
    assert chosen(observatory, texte=text) == chosen(observatory)


def test_a_region_holds_its_departements_and_communes_and_a_departement_not_its_region(
    observatory: Database, place: Find
) -> None:
    region = select(observatory, Filters(place("region-53")))
    departement = select(observatory, Filters(place("departement-35")))

    assert set(departement["row_id"]) < set(region["row_id"])
    assert "region" in set(region["territory_level"])
    assert "region" not in set(departement["territory_level"])


def test_national_entries_are_in_france_only(observatory: Database, place: Find) -> None:
    assert "france" in set(select(observatory, Filters(place("france-FR")))["territory_level"])
    assert "france" not in set(select(observatory, Filters(place("region-11")))["territory_level"])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"type": "licorne"}, "«\u202flicorne\u202f» n’est pas un type connu."),
        ({"type": "scic,licorne"}, "«\u202flicorne\u202f» n’est pas un type connu."),
        ({"theme": "licorne"}, "«\u202flicorne\u202f» n’est pas un thème connu."),
        ({"document": "roman"}, "Le document «\u202froman\u202f» n’est pas dans le corpus."),
        ({"de": "hier"}, "«\u202fhier\u202f» n’est pas une année."),
        ({"a": "20155"}, "«\u202f20155\u202f» n’est pas une année."),
        ({"a": "²⁰¹⁵"}, "«\u202f²⁰¹⁵\u202f» n’est pas une année."),
    ],
)
def test_an_unknown_filter_has_its_sentence(observatory: Database, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownChoiceError) as raised:
        filters_of(observatory, parameters)

    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("parameters", "narrowed"),
    [({}, False), ({"territoire": "region-53"}, False), ({"texte": "zzz"}, True), ({"de": "2010"}, True)],
)
def test_a_territory_alone_is_no_filter(observatory: Database, parameters: dict[str, str], *, narrowed: bool) -> None:
    assert filters_of(observatory, parameters).narrowed is narrowed


def test_filters_go_back_to_the_address_they_came_from(observatory: Database) -> None:
    parameters = {
        "territoire": "region-53",
        "type": "scic,ptce",
        "theme": "achats_responsables",
        "document": NATIONAL_LISTS,
        "de": "2010",
        "a": "2020",
        "texte": "réemploi",
    }

    assert filters_of(observatory, parameters).parameters() == parameters
