"""The steps of a meeting: what each territory gets, what replaces a missing figure, what the address says."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from observatory import queries
from observatory.charts import build_chart
from observatory.choices import UnknownChoiceError
from observatory.database import Database
from observatory.meeting import (
    QUESTIONS,
    asked_steps,
    caution,
    first_idea,
    own_key,
    prepared_steps,
    producers,
    shown_figure,
    without_words,
)
from observatory.meeting.sentences import most_cited
from observatory.model import Level, Territory
from observatory.ui.meeting_page import FIVE

Find = Callable[[str], Territory]
NARROW = "\u202f"


def keys(steps: list) -> list[str]:
    return [step.key for step in steps]


def test_a_region_gets_seven_steps_in_the_order_of_a_meeting(observatory: Database, place: Find) -> None:
    steps = prepared_steps(observatory, place("region-53"))

    assert keys(steps) == ["situation", "ailleurs", "evolution", "quartiers", "acteurs", "autres", "leviers"]
    assert steps[0].sentence == f"En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3{NARROW}% en 2015"
    assert [step.remark for step in steps] == [""] * 7


def test_a_territory_without_neighbourhood_has_no_step_on_them(observatory: Database, place: Find) -> None:
    steps = prepared_steps(observatory, place("departement-48"))

    assert keys(steps) == ["situation", "ailleurs", "evolution", "acteurs", "autres", "leviers"]


def test_an_epci_without_share_shows_its_departement_and_says_so(observatory: Database, place: Find) -> None:
    first = prepared_steps(observatory, place("epci-246700488"))[0]

    assert first.sentence == f"Dans le Bas-Rhin, la part de l’ESS dans l’emploi salarié est de 9,9{NARROW}% en 2015"
    assert first.chart.parameters["territoire"] == "departement-67"
    assert first.remark == (
        f"Ce chiffre n’est pas connu dans l’Eurométropole de Strasbourg{NARROW}: voici celui du Bas-Rhin."
    )


def test_an_epci_is_set_beside_the_others_on_a_rate_of_its_own(observatory: Database, place: Find) -> None:
    elsewhere = prepared_steps(observatory, place("epci-246700488"))[1]

    # The residents of neighbourhoods have a step of their own; Fonjep posts, 2023: 2.75 against 2.72 in France.
    assert elsewhere.chart.parameters["indicateur"] == "postes_fonjep_pour_10000_habitants_qpv"
    assert elsewhere.sentence.endswith("presque autant qu’en France (2,75\u00a0postes contre 2,72\u00a0postes en 2023)")


def test_mayotte_where_the_share_is_unknown_starts_with_a_figure_it_has(observatory: Database, place: Find) -> None:
    steps = prepared_steps(observatory, place("departement-976"))

    assert steps[0].chart.parameters["indicateur"] == "postes_fonjep"
    acteurs = steps[keys(steps).index("acteurs")]
    assert acteurs.sentence == (
        f"Aucune initiative citée à Mayotte{NARROW}: 542 le sont en France, dans 110 territoires"
    )
    evolution = steps[keys(steps).index("evolution")]
    assert evolution.sentence.endswith("est de 12 en 2023, comme en 2020")
    assert all(step.chart.parameters.get("indicateur") != "part_ess_emploi" for step in steps)


def test_what_is_asked_of_elsewhere_is_answered_before_the_numbers(observatory: Database, place: Find) -> None:
    bretagne = prepared_steps(observatory, place("region-53"))[1].sentence
    mayotte = prepared_steps(observatory, place("departement-976"))[1].sentence

    assert bretagne == (
        f"Part de l’ESS en Bretagne{NARROW}: nettement plus qu’en France (14,3{NARROW}% contre 10,5{NARROW}% en 2015)"
    )
    # 2.72 / 0.70 = 3.9: within a quarter under four
    assert f"{NARROW}: près de quatre fois moins qu’en France (0,70" in mayotte


def test_the_commune_of_paris_is_told_from_its_departement(observatory: Database, place: Find) -> None:
    steps = prepared_steps(observatory, place("commune-75056"))

    assert steps[0].remark == (
        f"Ce chiffre n’est pas connu pour la commune de Paris{NARROW}: voici celui du département."
    )


def test_a_place_that_is_two_levels_at_once_is_one_bar(observatory: Database) -> None:
    chart = build_chart(
        observatory, "comparaison", {"indicateur": "part_population_qpv", "territoire": "departement-976"}
    )

    figure, told = shown_figure(chart)

    assert chart.figure.layout["yaxis"]["ticktext"] == ["Mayotte", "Mayotte", "France"]
    assert figure["layout"]["yaxis"]["ticktext"] == ["Mayotte", "France"]
    assert figure["data"][0]["text"] == [f"66,6{NARROW}%", f"7,8{NARROW}%"]
    assert figure["data"][0]["y"] == [0, 1]
    assert figure["data"][0]["marker"]["color"] == ["#c25b12", "#2f7d77"]
    assert told == ""


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("Autre", 9), ("Politique ou plan", 7), ("Tiers-lieu", 2)], "politique ou plan, 7 initiatives"),
        ([("SCIC", 1)], "SCIC, 1 initiative"),
        ([("Tiers-lieu", 4), ("SCIC", 4)], f"tiers-lieu{NARROW}; SCIC, 4 initiatives chacun"),
        ([("A", 1), ("B", 1), ("C", 1)], "27 initiatives citées en Occitanie"),
    ],
)
def test_the_kind_most_cited_is_named_unless_many_are(
    observatory: Database, place: Find, rows: list[tuple[str, int]], sentence: str
) -> None:
    chart = build_chart(observatory, "types-initiatives", {"territoire": "region-76"})
    counted = dataclasses.replace(chart, table=dataclasses.replace(chart.table, rows=tuple(rows)))

    assert sentence in most_cited(counted, place("region-76"))


def test_every_territory_answers_the_five_questions_of_the_first_page(observatory: Database) -> None:
    rows = observatory.rows("SELECT level, code FROM territory WHERE level IN ('region', 'departement') ORDER BY ALL")
    rows += observatory.rows("SELECT level, code FROM territory WHERE level = 'commune' AND hash(code) % 3000 = 0")
    for level, code in [("france", "FR"), *rows]:
        found = queries.territory(observatory, Level(level), code)
        assert found is not None
        assert set(FIVE) <= set(keys(prepared_steps(observatory, found))), found


def test_every_kind_of_territory_gets_five_to_eight_steps_none_empty(observatory: Database) -> None:
    rows = observatory.rows("SELECT level, code FROM territory WHERE level IN ('region', 'departement') ORDER BY ALL")
    rows += observatory.rows("SELECT level, code FROM territory WHERE level = 'ept' ORDER BY code LIMIT 2")
    rows += observatory.rows(
        "SELECT level, code FROM territory WHERE level IN ('epci', 'commune') AND hash(code) % 1500 = 0"
    )
    for level, code in [("france", "FR"), *rows]:
        found = queries.territory(observatory, Level(level), code)
        assert found is not None
        steps = prepared_steps(observatory, found)
        assert 5 <= len(steps) <= 8, found
        assert len(set(keys(steps))) == len(steps)
        for step in steps:
            assert step.sentence.strip(), (found, step.key)
            assert not step.sentence.endswith("."), (found, step.key)
            assert step.chart.table.rows, (found, step.key)
            assert "non disponible" not in step.sentence, (found, step.key)


def test_families_join_the_meeting_once_a_source_brought_them(with_parts: Database, place: Find) -> None:
    steps = prepared_steps(with_parts, place("region-53"))

    assert keys(steps).index("familles") == keys(steps).index("evolution") + 1
    assert len(steps) == 8


def test_the_address_keeps_the_order_and_leaves_out_what_the_territory_lacks(
    observatory: Database, place: Find
) -> None:
    steps = asked_steps(observatory, place("departement-48"), "leviers,quartiers,situation,leviers")

    assert keys(steps) == ["leviers", "situation"]


def test_an_address_that_keeps_nothing_gives_the_prepared_steps(observatory: Database, place: Find) -> None:
    steps = asked_steps(observatory, place("departement-48"), "quartiers")

    assert keys(steps) == keys(prepared_steps(observatory, place("departement-48")))


def test_a_chart_of_the_dossier_is_a_step_of_its_own(observatory: Database, place: Find) -> None:
    asked = f"situation,graphique!types-initiatives!{urlencode({'territoire': 'region-53', 'type': 'ptce,scic'})}"

    steps = asked_steps(observatory, place("region-53"), asked)

    assert keys(steps) == ["situation", own_key("types-initiatives", {"territoire": "region-53", "type": "ptce,scic"})]
    assert steps[1].chart.parameters["type"] == "ptce,scic"
    assert keys(asked_steps(observatory, place("region-53"), ",".join(keys(steps)))) == keys(steps)


def test_the_words_of_the_dossier_travel_in_the_address(observatory: Database, place: Find) -> None:
    asked = own_key("spaser", {}, "Acheter autrement\u202f!", "Deux voisins l’ont fait, avec leur département.")

    (step,) = asked_steps(observatory, place("region-53"), asked)

    assert "," not in asked
    assert step.sentence == "Acheter autrement\u202f!"
    assert step.comment == "Deux voisins l’ont fait, avec leur département."
    assert keys(asked_steps(observatory, place("region-53"), step.key)) == [step.key]
    assert without_words(step.key) == own_key("spaser", dict(step.chart.parameters))


@pytest.mark.parametrize(
    "words",
    [
        "abîmé",
        "AAAA",
        own_key("spaser", {}, "x" * 201).split("!")[3],
        own_key("spaser", {}, "", "y" * 1501).split("!")[3],
    ],
)
def test_words_cut_or_too_long_are_refused(observatory: Database, place: Find, words: str) -> None:
    with pytest.raises(UnknownChoiceError, match="ne peut pas être lu"):
        asked_steps(observatory, place("region-53"), f"graphique!spaser!!{words}")


@pytest.mark.parametrize(
    "asked", ["meteo", "graphique!inconnu!", "graphique!plan-qpv!lat=1&lon=2", "graphique!carte!annee=1789"]
)
def test_an_unknown_step_is_refused_in_words(observatory: Database, place: Find, asked: str) -> None:
    with pytest.raises(UnknownChoiceError, match=r"existe pas|pas disponible"):
        asked_steps(observatory, place("region-53"), asked)


@pytest.mark.parametrize(
    ("text", "idea"),
    [
        ("Une idée. Une autre.", "Une idée"),
        (f"Une idée{NARROW}; sa suite.", "Une idée"),
        (f"De 4,9{NARROW}% à 28,0{NARROW}% en 2015.", f"De 4,9{NARROW}% à 28,0{NARROW}% en 2015"),
        ("45 initiatives. 3 PTCE.", "45 initiatives"),
    ],
)
def test_the_first_idea_ends_with_the_sentence_or_at_the_semicolon(text: str, idea: str) -> None:
    assert first_idea(text) == idea


def test_long_bars_keep_their_first_five_and_say_so(observatory: Database) -> None:
    chart = build_chart(observatory, "types-initiatives", {"territoire": "france-FR"})

    figure, told = shown_figure(chart)

    assert len(chart.figure.layout["yaxis"]["ticktext"]) == 18
    assert told == "les 5 premiers sur 18"
    (bars,) = figure["data"]
    whole = chart.figure.data[0]
    for name in ("x", "y", "text", "customdata"):
        assert bars[name] == whole[name][:5]
    assert bars["marker"]["color"] == whole["marker"]["color"][:5]
    assert figure["layout"]["yaxis"]["ticktext"] == chart.figure.layout["yaxis"]["ticktext"][:5]


def test_a_short_figure_is_shown_whole_and_the_chart_is_left_as_it_was(observatory: Database) -> None:
    chart = build_chart(observatory, "carte", {"territoire": "region-53"})
    before = repr(chart.figure.to_json())

    figure, told = shown_figure(chart)

    assert told == ""
    assert repr(chart.figure.to_json()) == before
    names = next(t for t in figure["data"] if t.get("mode") == "text")
    frames = figure["data"][figure["data"].index(names) - 1]
    assert names["textposition"] == "middle left"
    assert max(names["lon"]) < max(x for x in frames["lon"] if x is not None)
    assert figure["layout"]["geo"]["lonaxis"]["range"][0] < chart.figure.layout["geo"]["lonaxis"]["range"][0]


def test_the_caution_says_first_whose_figure_it_is(observatory: Database) -> None:
    chart = build_chart(observatory, "types-initiatives", {"territoire": "region-53"})

    assert caution(chart, ("Une limite.", "Une autre.", "Une troisième."), "Voici l’Ille-et-Vilaine.") == (
        "Voici l’Ille-et-Vilaine. Une limite."
    )
    assert caution(chart, (), "") == "Ce sont des exemples, pas un recensement."


def test_producers_are_named_once_and_counted_beyond_two() -> None:
    assert producers(["Insee", "Insee"]) == "Insee"
    assert producers(["RTES", "CNFPT, RTES", "CRESS Bretagne"]) == "RTES, CNFPT et 1 autre"
    assert producers(["ANCT, d’après l’Insee", "Insee"]) == "ANCT, Insee"


def test_every_question_is_written_with_its_narrow_space() -> None:
    assert all(" ?" not in question for question, _ in QUESTIONS.values())
