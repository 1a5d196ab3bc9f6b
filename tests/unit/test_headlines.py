"""Which figures open a territory, and what is said of those it does not have."""

from __future__ import annotations

from collections.abc import Callable

from observatory import queries
from observatory.database import Database
from observatory.headlines import (
    absences,
    absences_sentence,
    most_recent,
    opening_indicators,
    opening_subjects,
    rate_spoken,
    rates_to_compare,
)
from observatory.model import Status, Territory

Place = Callable[[str], Territory]
N = "\u202f"


def test_a_subject_opens_with_the_latest_measure_that_the_territory_knows(with_parts: Database, place: Place) -> None:
    share = queries.indicators(with_parts)["part_ess_emploi"]

    # Clap stops in 2015; the hand-made share of private jobs has 2022, for Bretagne only.
    assert most_recent(with_parts, place("region-53"), share).indicator_id == "part_ess_emploi_prive"
    assert most_recent(with_parts, place("region-28"), share) == share
    assert most_recent(with_parts, place("france-FR"), share) == share


def test_without_a_live_source_the_embedded_figures_open(observatory: Database, place: Place) -> None:
    assert [one.indicator_id for one in opening_indicators(observatory, place("region-53"))] == [
        "part_ess_emploi",
        "part_population_qpv",
        "postes_fonjep",
        "nombre_initiatives_citees",
    ]


def test_what_a_territory_lacks_is_one_sentence_with_a_reason_for_each_group(
    observatory: Database, place: Place
) -> None:
    mayotte, commune = place("region-06"), place("commune-48095")

    found = absences(observatory, mayotte, opening_indicators(observatory, mayotte))
    assert [(a.indicators[0].indicator_id, a.status) for a in found] == [("part_ess_emploi", Status.NOT_AVAILABLE)]
    assert absences_sentence(mayotte, found) == (
        f"Pour Mayotte{N}: «{N}Part de l’ESS dans l’emploi salarié{N}», non disponible (Mayotte n’est pas dans la "
        "source)."
    )
    assert absences_sentence(commune, absences(observatory, commune, opening_indicators(observatory, commune))) == (
        f"Pour Mende{N}: «{N}Part de l’ESS dans l’emploi salarié{N}», non disponible (la source s’arrête aux "
        f"départements){N}; «{N}Part de la population qui vit en quartier prioritaire{N}» et «{N}Postes Fonjep de la "
        f"politique de la ville{N}», non disponible (la source s’arrête aux intercommunalités)."
    )


def test_nothing_is_said_of_a_territory_that_has_everything(observatory: Database, place: Place) -> None:
    bretagne = place("region-53")

    assert absences_sentence(bretagne, absences(observatory, bretagne, opening_indicators(observatory, bretagne))) == ""


def test_a_territory_is_compared_on_the_rates_it_has(observatory: Database, place: Place) -> None:
    def compared(key: str) -> list[str]:
        return [one.indicator_id for one in rates_to_compare(observatory, place(key))]

    of_neighbourhoods = ["part_population_qpv", "postes_fonjep_pour_10000_habitants_qpv"]
    assert compared("region-53") == ["part_ess_emploi", *of_neighbourhoods]
    # The source of the share of jobs stops at the départements; no neighbourhood is known in Lozère.
    assert compared("epci-246700488") == of_neighbourhoods
    assert compared("departement-48") == ["part_ess_emploi"]


def test_a_territory_without_rate_is_shown_beside_what_contains_it(observatory: Database, place: Place) -> None:
    assert [one.indicator_id for one in rates_to_compare(observatory, place("commune-48095"))] == ["part_ess_emploi"]


def test_the_residents_open_a_territory_of_which_little_is_known(observatory: Database, place: Place) -> None:
    def opens(key: str) -> str:
        return opening_subjects(observatory, place(key))[0].indicator_id

    # A commune has the count of initiatives only; an EPCI has three of the four subjects.
    assert opens("commune-67482") == "population"
    assert opens("epci-246700488") == "part_ess_emploi"


def test_the_rate_said_first_is_one_that_the_territory_has(observatory: Database, place: Place) -> None:
    said = {key: rate_spoken(observatory, place(key)) for key in ("region-53", "epci-246700488", "commune-67482")}

    assert {key: one and one.indicator_id for key, one in said.items()} == {
        "region-53": "part_ess_emploi",
        "epci-246700488": "part_population_qpv",
        "commune-67482": None,
    }
