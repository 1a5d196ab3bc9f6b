"""Tables of places made from Etalab's lists."""

from typing import Any

import pytest

from etl.geography.packages import Decoupage
from etl.geography.tables import (
    Located,
    absorbed_codes,
    communes_table,
    former_codes_table,
    main_departements,
    memberships,
    territories_table,
)


def commune(code: str, population: int, **others: Any) -> dict[str, Any]:
    return {
        "code": code,
        "nom": f"L'{code}",
        "type": "commune-actuelle",
        "zone": "metro",
        "departement": code[:2],
        "region": "84",
        "population": population,
        "codesPostaux": ["01200", "01100"],
        **others,
    }


@pytest.fixture
def decoupage() -> Decoupage:
    """Two départements, one EPCI across both, a commune that absorbed three, one of Polynésie."""
    return Decoupage(
        communes=[
            commune("01001", 100, anciensCodes=["01002", "01003"]),
            commune("38001", 300),
            commune("38002", 50),
            commune("98701", 7, zone="com"),
            {"code": "01001", "nom": "Chef", "type": "commune-deleguee", "chefLieu": "01001"},
            {"code": "01003", "nom": "Part", "type": "commune-deleguee", "chefLieu": "01001"},
            {"code": "38101", "nom": "1er", "type": "arrondissement-municipal", "commune": "38001"},
        ],
        epci=[
            {
                "code": "200000001",
                "nom": "CC A - B",
                "type": "CC",
                "membres": [{"code": "01001"}, {"code": "38001"}],
            }
        ],
        ept=[],
        departements=[
            {"code": "01", "nom": "Ain", "region": "84"},
            {"code": "38", "nom": "Isère", "region": "84"},
        ],
        regions=[{"code": "84", "nom": "Auvergne-Rhône-Alpes"}],
    )


def test_an_epci_across_departements_has_the_one_where_most_people_live(decoupage: Decoupage) -> None:
    parents = memberships(decoupage)

    assert main_departements(parents, parents.epci) == {"200000001": "38"}


def test_populations_are_summed_from_communes_and_overseas_collectivites_are_left_out(
    decoupage: Decoupage,
) -> None:
    keys = [
        ("france", "FR"),
        ("region", "84"),
        ("departement", "01"),
        ("departement", "38"),
        ("epci", "200000001"),
    ]
    areas = dict.fromkeys(keys, 12.5)
    table = territories_table(decoupage, memberships(decoupage), dict.fromkeys(keys, (5.0, 45.0)), areas)

    assert set(table["area_km2"]) == {12.5}
    assert dict(zip(table["code"], table["population"], strict=True)) == {
        "FR": 450,
        "84": 450,
        "01": 100,
        "38": 350,
        "200000001": 400,
    }


def test_a_former_code_keeps_the_status_it_has_today(decoupage: Decoupage) -> None:
    rows = former_codes_table(decoupage).to_numpy().tolist()

    assert rows == [
        ["01002", "01001", "", "merged"],
        ["01003", "01001", "Part", "deleguee"],
        ["38101", "38001", "1er", "arrondissement"],
    ]


def test_a_former_part_follows_its_present_commune_not_the_one_it_passed_through() -> None:
    lists = Decoupage(
        communes=[
            commune("60054", 1, anciensCodes=["60455"]),
            commune("60694", 1),
            {"code": "60455", "nom": "La Neuville", "type": "commune-deleguee", "chefLieu": "60694"},
        ],
        epci=[],
        ept=[],
        departements=[],
        regions=[],
    )

    assert absorbed_codes(lists) == {"60694": ["60455"]}


def test_a_commune_has_its_parents_and_sorted_postcodes(decoupage: Decoupage) -> None:
    codes = ["01001", "38001", "38002"]
    located = Located(
        dict.fromkeys(codes, (5.0, 45.0)), dict.fromkeys(codes, "interior"), {"01001": 15.703, "38001": 2.0}
    )
    table = communes_table(decoupage, memberships(decoupage), located)

    assert table["code"].tolist() == codes
    assert table["epci_code"].tolist() == ["200000001", "200000001", ""]
    assert table["postcodes"].iloc[0] == "01100|01200"
    assert table["name"].iloc[0] == "L’01001"
    assert table["area_km2"].tolist() == [15.703, 2.0, ""]
