"""Which territories an address compares, and which are proposed beside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from observatory.charts import CHARTS
from observatory.choices import UnknownChoiceError
from observatory.comparison.places import common_period, parent_of, places_of, proposed, siblings
from observatory.comparison.profile import spine
from observatory.comparison.similar import CHANCE, describe_method, neighbours, similar
from observatory.database import Database
from observatory.model import Territory
from observatory.queries import indicators
from observatory.queries.compare import communes_of, territories

Place = Callable[[str], Territory]


def names(places: tuple[Territory, ...]) -> list[str]:
    return [place.name for place in places]


def test_an_address_lists_territories_of_any_level_each_once(observatory: Database) -> None:
    found = places_of(observatory, {"territoires": "region-53,epci-246700488,region-53,commune-74011"})

    assert [place.key for place in found] == ["region-53", "epci-246700488", "commune-74010"]


def test_an_unknown_territory_or_a_ninth_is_refused(observatory: Database) -> None:
    with pytest.raises(UnknownChoiceError, match="region-99"):
        places_of(observatory, {"territoires": "region-53,region-99"})
    nine = ",".join(f"departement-{code:02}" for code in range(1, 10))
    with pytest.raises(UnknownChoiceError, match="Au plus 8 territoires"):
        places_of(observatory, {"territoires": nine})


def test_without_a_list_a_territory_is_set_beside_those_like_it(observatory: Database, place: Place) -> None:
    found = places_of(observatory, {"territoire": "departement-48"})

    assert found == proposed(observatory, place("departement-48"))
    assert names(found)[:3] == ["Lozère", "Haute-Loire", "Creuse"]


def test_france_proposes_its_largest_regions(observatory: Database, place: Place) -> None:
    assert names(proposed(observatory, place("france-FR"))) == [
        "Île-de-France",
        "Auvergne-Rhône-Alpes",
        "Nouvelle-Aquitaine",
        "Occitanie",
    ]


def test_similar_territories_are_nearest_first_and_say_on_what(observatory: Database, place: Place) -> None:
    found = similar(observatory, place("region-53"))
    gaps = [alike.distance for alike in found.found]

    assert gaps == sorted(gaps)
    assert all(alike.dimensions >= 3 for alike in found.found)
    assert "population (logarithme)" in found.dimensions
    assert "densité (logarithme)" in found.dimensions
    assert "superficie estimée d’après le contour simplifié" in describe_method(found)


def test_a_commune_is_like_others_of_its_size_density_and_weight(observatory: Database, place: Place) -> None:
    courtine = place("commune-23067")
    found = similar(observatory, courtine)

    assert found.dimensions == (
        "population (logarithme)",
        "densité (logarithme)",
        "part dans la population de l’intercommunalité",
    )
    assert len(found.found) == 7
    for alike in found.found:
        assert alike.place.population == pytest.approx(courtine.population, rel=0.25)
        assert alike.place.density_per_km2 == pytest.approx(courtine.density_per_km2, rel=0.25)


@pytest.mark.parametrize("key", ["commune-95633", "commune-15141", "commune-22016", "commune-55139"])
def test_a_commune_too_small_to_measure_without_contour_epci_or_resident_is_like_none(
    observatory: Database, place: Place, key: str
) -> None:
    found = similar(observatory, place(key))

    assert found.found == ()
    assert "pas assez de données" in describe_method(found)


def test_the_densest_is_said_to_be_like_none(observatory: Database, place: Place) -> None:
    paris, gard = (similar(observatory, place(key)) for key in ("departement-75", "departement-30"))

    assert paris.found[0].distance > CHANCE
    assert "Aucun n’est vraiment proche\u202f: deux territoires pris au hasard sont à 1,4." in describe_method(paris)
    assert gard.found[0].distance < CHANCE
    assert "Aucun" not in describe_method(gard)


def test_similar_is_mutual_in_distance(observatory: Database, place: Place) -> None:
    there = {a.place.code: a.distance for a in similar(observatory, place("departement-48"), 100).found}
    back = {a.place.code: a.distance for a in similar(observatory, place("departement-43"), 100).found}

    assert there["43"] == pytest.approx(back["48"])


def test_neighbours_share_a_border(observatory: Database, place: Place) -> None:
    assert names(neighbours(observatory, place("departement-48"))) == [
        "Ardèche",
        "Aveyron",
        "Cantal",
        "Gard",
        "Haute-Loire",
    ]
    assert neighbours(observatory, place("departement-976")) == ()
    assert "Échirolles" in names(neighbours(observatory, place("commune-38185")))
    assert neighbours(observatory, place("france-FR")) == ()


def test_siblings_are_of_the_same_level_in_the_same_parent_nearest_in_population_first(
    observatory: Database, place: Place
) -> None:
    lozere = place("departement-48")
    found = siblings(observatory, lozere)

    assert parent_of(observatory, lozere) == place("region-76")
    assert {other.region_code for other in found} == {"76"}
    assert lozere not in found
    gaps = [abs((other.population or 0) - (lozere.population or 0)) for other in found]
    assert gaps == sorted(gaps)


def test_the_communes_of_several_territories_come_at_once(observatory: Database, place: Place) -> None:
    found = communes_of(observatory, ("commune-38185", "epci-200040715", "departement-75"))

    assert found["commune-38185"] == {"38185"}
    assert len(found["epci-200040715"]) == 49
    assert found["departement-75"] == {"75056"}
    assert territories(observatory, place("commune-38185").level, ("38185", "99999")) == (place("commune-38185"),)


def test_the_year_compared_is_the_last_that_all_levels_know(observatory: Database, place: Place) -> None:
    fonjep = indicators(observatory)["postes_fonjep"]

    assert common_period(observatory, fonjep, (place("region-53"), place("departement-48")), {}) == "2023"
    with pytest.raises(UnknownChoiceError, match="2020, 2021, 2022, 2023"):
        common_period(observatory, fonjep, (place("region-53"),), {"annee": "1999"})
    assert common_period(observatory, fonjep, (place("commune-38185"),), {}) == "2023"  # drawn as absent


def test_a_level_the_source_does_not_reach_is_drawn_as_absent(observatory: Database) -> None:
    chart = CHARTS["comparer-evolution"](observatory, {"territoires": "epci-246700488,commune-38185"})

    assert {row[4] for row in chart.table.rows} == {None}
    assert chart.plain.startswith("Aucun de ces territoires n’a de valeur")


def test_bars_hold_ranks_gaps_and_reasons(observatory: Database) -> None:
    chart = CHARTS["comparer-barres"](observatory, {"territoires": "region-53,departement-976,region-11"})
    rows = {row[1]: row for row in chart.table.rows}

    assert rows["Bretagne"][4:8] == (14.3236, 1, 17, pytest.approx(14.3236 - 10.4832))
    assert rows["Mayotte"][4:8] == (None, None, None, None)
    assert rows["Mayotte"][8] == "non disponible"
    assert rows["France"][4] == 10.4832
    assert "Niveaux mêlés (régions et départements)" in chart.plain
    assert "Sans valeur\u202f: Mayotte (non disponible)" in chart.plain
    assert chart.parameters["territoires"] == "region-53,departement-976,region-11"


def test_one_territory_alone_is_still_drawn(observatory: Database) -> None:
    chart = CHARTS["comparer-barres"](observatory, {"territoires": "region-53"})

    assert chart.plain.startswith("En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3\u202f% en 2015.")


def test_a_cloud_leaves_out_who_has_not_both_values_and_keeps_them_in_the_table(observatory: Database) -> None:
    chart = CHARTS["comparer-nuage"](observatory, {"niveau": "departement", "territoires": "departement-48"})

    assert len(chart.table.rows) == 101
    assert sum(len(trace["x"]) for trace in chart.figure.data) == 99
    assert "sur 99 départements" in chart.plain
    assert "Une corrélation n’est pas une cause" in chart.plain
    assert chart.plain.endswith("Lozère n’a pas de point\u202f: autre niveau, ou une des deux valeurs manque.")


def test_a_cloud_refuses_indicators_that_have_no_level_in_common(observatory: Database) -> None:
    with pytest.raises(UnknownChoiceError, match="n’existent ensemble à aucun niveau"):
        CHARTS["comparer-nuage"](observatory, {"indicateur2": "nombre_scic"})
    with pytest.raises(UnknownChoiceError, match="ne se croisent pas"):
        CHARTS["comparer-nuage"](observatory, {"niveau": "epci"})


def test_a_profile_places_every_indicator_and_says_what_is_absent(observatory: Database, place: Place) -> None:
    found = {v.indicator.indicator_id: v for v in spine(observatory, place("departement-48"))}

    share = found["part_ess_emploi"]
    assert share.own_pct == 100
    assert share.rank is not None
    assert (share.rank.position, share.rank.total) == (1, 100)
    assert found["population_qpv"].own_pct is None
    assert found["population"].own_pct == 0
    assert found["population"].reference is None  # the total of France is no reference for a count
    with pytest.raises(UnknownChoiceError, match="seule de son niveau"):
        spine(observatory, place("france-FR"))
